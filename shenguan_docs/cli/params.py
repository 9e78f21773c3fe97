"""Types of option values that click does not have."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from shenguan_docs.text import half_width

if TYPE_CHECKING:
    _DayType = click.ParamType[date]
else:  # click learnt that types are generic in 8.2
    _DayType = click.ParamType


class Day(_DayType):
    """A day written ``2026-03-05``; full-width digits are taken too."""

    name = "年-月-日"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or refuse what is no day of the calendar."""
        if isinstance(value, date):
            return value
        typed = half_width(str(value)).strip()
        if not re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", typed):
            self.fail(f"“{value}”不是日期,请写成 2026-03-05 的样子。", param, ctx)
        year, month, day = map(int, typed.split("-"))
        try:
            return date(year, month, day)
        except ValueError:
            self.fail(f"日历上没有“{value}”这一天。", param, ctx)


DAY = Day()
