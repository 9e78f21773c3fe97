"""登记簿 and 号段账: looked at by the year, taken away as XLSX or PDF."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response, abort, render_template, request

from shenguan_docs.errors import Refused
from shenguan_docs.office.letters.numbering import books
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers.books import book
from shenguan_docs.office.registers.pages import register_page
from shenguan_docs.office.registers.sheets import PrintedTable, pdf, xlsx
from shenguan_docs.web.files import saved
from shenguan_docs.web.paging import asked_page, paging
from shenguan_docs.web.places import office, printing

pages = Blueprint("books", __name__)

PER_PAGE, NEWEST = 100, 20
STATES = {"issued": "已印发", "void": "作废", "by_hand": "手写", "unused": "不用"}


def _year(desk: Office) -> int:
    typed = request.args.get("year", "")
    return int(typed) if typed.isdecimal() and len(typed) == 4 else desk.today.year


def _department(desk: Office) -> str:
    """The chosen department; only those who see all letters choose."""
    chosen = request.args.get("department", "")
    return chosen if chosen in rights.choosable(desk) else ""


@pages.get("/registers/<direction>")
def register(direction: str) -> str:
    """发文登记簿 or 收文登记簿 of a year; the newest rows stand on the last page."""
    desk, found, problem = office(), None, ""
    way = _way(direction)
    department = _department(desk) if way == "out" else ""
    try:
        found = register_page(desk, way, _year(desk), department=department, page=asked_page(), size=PER_PAGE)
    except Refused as error:
        problem = f"{error.message.rstrip('。')}。"
    return render_template(
        "register.html", table=found.table if found else None, problem=problem, direction=direction,
        paging=paging(found.total, PER_PAGE, newest=True) if found else None, year=_year(desk),
        department=department, choices=rights.choosable(desk) if way == "out" else [],
    )  # fmt: skip


@pages.get("/registers/<direction>.<ending>")
def take(direction: str, ending: str) -> Response:
    """The whole register as a file."""
    desk = office()
    table = _book(desk, direction)
    if ending == "xlsx":
        return saved(xlsx([table]), f"{table.title}.xlsx")
    if ending != "pdf":
        abort(404)
    with printing():
        return saved(pdf(desk, [table]), f"{table.title}.pdf")


def _book(desk: Office, direction: str) -> PrintedTable:
    way = _way(direction)
    return book(desk, way, _year(desk), department=_department(desk) if way == "out" else "")


def _way(direction: str) -> Literal["out", "in"]:
    if direction not in ("out", "in"):
        abort(404)
    return "out" if direction == "out" else "in"


@pages.get("/numbers")
def numbers() -> str:
    """号段账 of a year: each series with its proof and its newest numbers; ``of=`` shows all numbers of one."""
    desk, only = office(), request.args.get("of", "")
    part = (max(asked_page(), 1) - 1) * PER_PAGE if only and asked_page() else None
    found = books(
        desk,
        _year(desk),
        department=_department(desk),
        only=only,
        first=part,
        most=PER_PAGE if only else NEWEST,
    )
    return render_template(
        "numbers.html", groups=found, states=STATES, year=_year(desk), department=_department(desk), only=only,
        choices=rights.choosable(desk), paging=paging(found[0].total, PER_PAGE, newest=True) if only and found else None,
    )  # fmt: skip
