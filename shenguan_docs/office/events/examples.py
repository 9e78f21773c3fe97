"""A complete example of each type of event: TOML for ``event add``, a table for ``event import``."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from shenguan_docs.notices.examples import example_data, example_toml
from shenguan_docs.office.events.columns import Target, headings_of
from shenguan_docs.office.events.forms import form_of
from shenguan_docs.plan.events import EventType


def event_toml(event: EventType, today: date) -> str:
    """Return the example as TOML that ``event add`` accepts as it is."""
    _, _, rest = example_toml(form_of(event), today).partition("\n")
    return (
        f"# 事件“{event.name}”（{event.key}）示例。用法：shenguan event add {event.key} --data 本文件\n{rest}"
    )


def event_csv(event: EventType, today: date) -> str:
    """Return the example as a table with every heading that ``event import`` knows of this type."""
    data = example_data(form_of(event), today)
    headings = headings_of(event)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([heading for heading, _ in headings])
    writer.writerow([_cell(data.get(target.field), target) for _, target in headings])
    return out.getvalue()


def _cell(value: Any, target: Target) -> str:
    if isinstance(value, list):
        return "\n".join(_cell(item, target) for item in value)
    if isinstance(value, Mapping):
        return str(value.get(target.part, ""))
    return "" if value is None else str(value)
