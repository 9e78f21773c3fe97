"""登记簿 and 号段账: looked at by the year, taken away as XLSX or PDF."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any, Literal

from flask import Blueprint, Response, abort, render_template, request

from shenguan_docs.errors import Refused
from shenguan_docs.office.keeping.plan_keeping import departments
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers.books import book
from shenguan_docs.office.registers.sheets import PrintedTable, pdf, xlsx
from shenguan_docs.web.files import saved
from shenguan_docs.web.places import office, printing

pages = Blueprint("books", __name__)

PER_PAGE = 100
STATES = {"issued": "已印发", "void": "作废", "by_hand": "手写", "unused": "不用"}


def _year(desk: Office) -> int:
    typed = request.args.get("year", "")
    return int(typed) if typed.isdecimal() and len(typed) == 4 else desk.today.year


def _department(desk: Office) -> str:
    """The chosen department; only those who see all letters choose."""
    chosen = request.args.get("department", "")
    return chosen if chosen in _choices(desk) else ""


def _choices(desk: Office) -> list[str]:
    return [d.short_name for d in departments(desk) if not d.outside] if rights.sees_all(desk) else []


def _page_of(count: int) -> tuple[int, int]:
    """The page that was asked for, and the last one; the newest rows stand on the last."""
    last = max(1, -(-count // PER_PAGE))
    typed = request.args.get("page", "")
    return min(max(int(typed) if typed.isdecimal() and len(typed) < 6 else last, 1), last), last


@pages.get("/registers/<direction>")
def register(direction: str) -> str:
    """发文登记簿 or 收文登记簿 of a year."""
    desk, table, problem = office(), None, ""
    try:
        table = _book(desk, direction)
    except Refused as error:
        problem = f"{error.message}。"
    page, last = _page_of(len(table.rows) if table else 0)
    rows = table.rows[(page - 1) * PER_PAGE : page * PER_PAGE] if table else ()
    return render_template(
        "register.html", table=table, problem=problem, rows=rows, page=page, last=last, direction=direction,
        year=_year(desk), department=_department(desk), choices=_choices(desk) if direction == "out" else [],
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
    way: Literal["out", "in"] = "out" if direction == "out" else "in"
    if direction not in ("out", "in"):
        abort(404)
    return book(desk, way, _year(desk), department=_department(desk) if way == "out" else "")


@pages.get("/numbers")
def numbers() -> str:
    """号段账 of a year: each series with its proof, every number with its state."""
    desk = office()
    rows = account(desk, year=_year(desk), department=_department(desk))
    groups = []
    for (department, series), found in groupby(rows, key=lambda r: (r["department"], r["series"])):
        several = list(found)
        states = Counter(row["state"] for row in several)
        group = {"name": f"{department or '本单位'} {series}", "last": several[-1]["ordinal"]}
        groups.append({**group, "rows": _runs(several), "void": states["void"], "unused": states["unused"]})
    return render_template(
        "numbers.html", groups=groups, states=STATES, year=_year(desk), department=_department(desk),
        choices=_choices(desk),
    )  # fmt: skip


def _runs(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Numbers that are not used stand on one line, every other on its own; of long accounts the newest."""
    shown: list[dict[str, Any]] = []
    for row in rows:
        before = shown[-1] if shown else None
        if before and row["state"] == before["state"] == "unused" and row["reason"] == before["reason"]:
            before["until"] = row["number"]
        else:
            shown.append(dict(row))
    return shown[-PER_PAGE:]
