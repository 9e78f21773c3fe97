"""Statistics: by month, kind, department; pictures with their numbers as a table, and as XLSX."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import cast

from flask import Blueprint, Response, abort, render_template, request

from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.office.duties.charts import CHARTS, described, svg, with_sums
from shenguan_docs.office.duties.figures import COUNTS, By, Line
from shenguan_docs.office.duties.figures import figures as counted
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers.sheets import Heading, PrintedTable, xlsx
from shenguan_docs.web.files import picture, saved
from shenguan_docs.web.places import office
from shenguan_docs.web.typed import day_of
from shenguan_docs.web.words import Wrong, sentence

pages = Blueprint("figures", __name__)

BY = {"month": "月份", "kind": "类别", "department": "部门"}
COLUMNS = (
    ("issued", "印发"), ("sent", "发出"), ("received", "发给（件次）"), ("claimed", "认领"), ("asked", "应答复"),
    ("in_time", "按时答复"), ("answered_late", "逾期答复"), ("unanswered", "还没有答复"), ("open", "没有了结"),
    ("late", "已经逾期"), ("reminded", "催办"), ("urged", "督办"),
)  # fmt: skip
_KEPT = 60


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    by: By
    start: date
    end: date
    department: str

    def arguments(self) -> dict[str, str]:
        """Return the address's arguments."""
        told = {"by": self.by, "from": str(self.start), "to": str(self.end), "department": self.department}
        return {name: value for name, value in told.items() if value}


def _asked(desk: Office) -> Asked:
    args, today = request.args, desk.today
    by = args.get("by", "month")
    chosen = args.get("department", "")
    return Asked(
        cast(By, by if by in BY else "month"),
        _day(args.get("from", ""), date(today.year, 1, 1)),
        _day(args.get("to", ""), date(today.year, 12, 31)),
        chosen if chosen in rights.choosable(desk) else "",
    )


def _day(typed: str, otherwise: date) -> date:
    try:
        return day_of(typed) or otherwise
    except Refused:
        return otherwise


_known: OrderedDict[tuple[object, ...], list[Line]] = OrderedDict()
_lock = Lock()


def _lines(desk: Office, asked: Asked) -> list[Line]:
    """The counts; the page and its pictures ask for the same ones."""
    key = (desk.root, asked, rights.reach(desk), desk.last_entry(), desk.today)
    with _lock:
        if key in _known:
            return _known[key]
    found = counted(desk, asked.by, asked.start, asked.end, desk.today, asked.department)
    if asked.by == "month":
        found = _every_month(found, asked.start, min(asked.end, desk.today))
    with _lock:
        _known[key] = found
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return found


def _every_month(lines: list[Line], start: date, end: date) -> list[Line]:
    """The months in which nothing happened, too, of up to three years."""
    known = {line.key: line for line in lines}
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    if lines and first <= last < first + 36:
        for month in range(first, last + 1):
            key = f"{month // 12}-{month % 12 + 1:02}"
            known.setdefault(key, Line(key, key, dict.fromkeys(COUNTS, 0)))
    return sorted(known.values(), key=lambda line: line.key)


@pages.get("/figures")
def show() -> str | tuple[str, int]:
    """The pictures, and under each its numbers."""
    desk = office()
    asked = _asked(desk)
    wrongs, lines = None, []
    try:
        lines = _lines(desk, asked)
    except ShenguanError as error:
        wrongs = [Wrong("", sentence(error))]
    page = render_template(
        "figures.html", asked=asked, by=BY, lines=[(line, with_sums(line)) for line in lines], columns=COLUMNS,
        charts=[(chart, described(chart, lines)) for chart in CHARTS], choices=rights.choosable(desk), wrongs=wrongs,
    )  # fmt: skip
    return (page, 422) if wrongs else page


@pages.get("/figures/<key>.svg")
def chart(key: str) -> Response:
    """One picture."""
    desk = office()
    asked = _asked(desk)
    found = next((one for one in CHARTS if one.key == key), None)
    if found is None:
        abort(404)
    drawn = svg(found, _lines(desk, asked), lying=asked.by != "month")
    return picture(drawn, "image/svg+xml")


@pages.get("/figures.xlsx")
def export() -> Response:
    """The numbers as XLSX."""
    desk = office()
    asked = _asked(desk)
    lines = _lines(desk, asked)
    headings = (Heading(BY[asked.by], 16), *(Heading(words, 6, True) for _, words in COLUMNS))
    rows: tuple[tuple[str | int, ...], ...] = tuple(
        (line.name or line.key, *(with_sums(line)[key] for key, _ in COLUMNS)) for line in lines
    )
    note = f"{asked.start} 至 {asked.end}    {asked.department}".rstrip()
    table = PrintedTable("统计", f"往来统计（按{BY[asked.by]}）", note, headings, rows)
    return saved(xlsx([table]), f"往来统计{asked.start}至{asked.end}.xlsx")
