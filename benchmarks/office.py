"""An office with the plan's list, and data for letters, for measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shenguan_docs.cli.context import china_now
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.settings import RECORDS
from shenguan_docs.resources import shipped_templates


def made_office(root: Path, records: str = RECORDS) -> Office:
    """Make an office and take in the plan's own list; ``records`` is where its records go."""
    init_office(root, "测量用单位", actor="测量", now=china_now, records=records)
    office = open_office(root, actor="测量", now=china_now)
    import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
    return office


def one_page_letter(office: Office, kind: str = "consultation") -> dict[str, Any]:
    """Data of a letter of one page: what must be filled in, without an attachment to read."""
    found = find_kind(office.kind_places, kind)
    data = example_data(found, office.today)
    needed = {f.id for f in found.all_fields if f.required and f.type != "attachment"}
    return {key: value for key, value in data.items() if key in needed}
