"""Whoever sees the whole city looks at one district: what lists show is narrowed, the choice stays in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from flask import g, request

from shenguan_docs.office.people import rights
from shenguan_docs.office.people.reach import of_districts
from shenguan_docs.plan.departments import CITY
from shenguan_docs.register import plan_records
from shenguan_docs.web.places import office

COOKIE = "desk-district"
LISTS = frozenset(
    {
        "searching.search", "searching.export", "books.register", "books.take", "books.numbers", "duties.listed",
        "duties.month", "duties.export", "figures.show", "figures.chart", "figures.export", "companies.listed",
        "events.listed", "filing.listed", "plan.matters", "plan.matter", "plan.matter_timeline", "service.listed", "service.lacking",
    }
)  # fmt: skip
"""What is narrowed. One thing is there for whoever may see it, whatever was chosen for the lists."""


@dataclass(frozen=True)
class Choice:
    """A district to choose: what stands in the address, its name, whether it is chosen."""

    value: str
    name: str
    chosen: bool


def narrow() -> None:
    """Narrow what this request looks at to the chosen district."""
    desk = office()
    if request.endpoint not in LISTS or desk.who is None or not rights.may(desk, "look_city"):
        return
    wanted = request.args.get("district", unquote(request.cookies.get(COOKIE, "")))
    with desk.reading() as conn:
        reaches = of_districts(conn)
        names = {"": CITY, **{d.code: d.name for d in plan_records.districts(conn)}} if reaches else {}
    code = "" if wanted == CITY else wanted
    if wanted and code in reaches:
        desk.within = reaches[code]
    chosen = desk.within.district if desk.within else None
    g.districts = [Choice(code or CITY, name, code == chosen) for code, name in names.items()]


def district_choices() -> list[Choice]:
    """Return the districts among which the person may choose on this page."""
    found: list[Choice] = g.get("districts", [])
    return found


def kept_arguments() -> list[tuple[str, str]]:
    """Return what else stands in the address of this page, without the page's number."""
    return [(k, v) for k, v in request.args.items(multi=True) if k not in ("district", "page")]


def to_keep() -> str | None:
    """Return the choice that the browser is to keep from now on, None where none was made."""
    return request.args["district"] if g.get("districts") and "district" in request.args else None
