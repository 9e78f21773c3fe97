"""Duties that are open: as a list, and as a calendar of their last days."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from shenguan_docs.office.duties.listing import Asked, duties, duties_by_day, duties_page
from shenguan_docs.office.keeping.plan_keeping import departments
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers.sheets import Heading, PrintedTable, xlsx
from shenguan_docs.web.files import saved
from shenguan_docs.web.paging import asked_page, paging
from shenguan_docs.web.places import office

pages = Blueprint("duties", __name__)

SHOWN = 100
_IN_A_DAY = 4


def _asked(desk: Office) -> Asked:
    args = request.args
    chosen = args.get("department", "")
    known = {d.short_name for d in departments(desk)}
    return Asked(department=chosen if chosen in known else "", late=args.get("late") == "1")


@pages.get("/duties")
def listed() -> str:
    """The list, the first due first."""
    desk = office()
    asked, page = _asked(desk), max(asked_page(), 1)
    found, total = duties_page(desk, asked, desk.today, first=(page - 1) * SHOWN, most=SHOWN)
    return render_template(
        "duties.html",
        duties=found,
        paging=paging(total, SHOWN),
        asked=asked,
        choices=rights.choosable(desk),
        view="list",
    )


@pages.get("/duties/calendar")
def month() -> str:
    """One month, each duty on its last day."""
    desk = office()
    asked, first = _asked(desk), _month(request.args.get("month", ""), desk.today)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    days, earlier = duties_by_day(desk, asked, desk.today, weeks[0][0], weeks[-1][-1], most=_IN_A_DAY)
    return render_template(
        "calendar.html", weeks=weeks, days=days, first=first, asked=asked, choices=rights.choosable(desk), view="calendar",
        previous=_beside(first, -1), following=_beside(first, 1), earlier=earlier,
    )  # fmt: skip


def _month(typed: str, today: date) -> date:
    try:
        year, number = map(int, typed.split("-"))
        return date(min(max(year, 2000), 2100), number, 1)
    except ValueError:
        return today.replace(day=1)


def _beside(first: date, step: int) -> str:
    months = first.year * 12 + first.month - 1 + step
    return f"{months // 12}-{months % 12 + 1:02}"


_HEADINGS = (
    Heading("期限", 6, True), Heading("逾期天数", 4, True), Heading("做什么", 12), Heading("由谁", 8), Heading("对谁", 8),
    Heading("文号", 9), Heading("标题", 20), Heading("行政相对人", 10), Heading("状态", 8),
)  # fmt: skip


@pages.get("/duties.xlsx")
def export() -> Response:
    """The list as XLSX."""
    desk = office()
    rows = tuple(
        (
            str(d["due"]), d["days_late"] if d["late"] else "", d["duty"], d["from"], d["to"], d["number"] or "",
            d["title"], "、".join(d["companies"]), d["state"],
        )
        for d in duties(desk, _asked(desk), desk.today)
    )  # fmt: skip
    table = PrintedTable("义务", "没有了结的义务", f"共 {len(rows)} 项    {desk.today}", _HEADINGS, rows)
    return saved(xlsx([table]), f"义务{desk.today}.xlsx")


@pages.app_template_global()
def duties_address(view: str, asked: Asked, **more: Any) -> str:
    """The address of a view with the same choice."""
    endpoint = {"list": "duties.listed", "calendar": "duties.month", "xlsx": "duties.export"}[view]
    given = {"department": asked.department or None, "late": 1 if asked.late else None, **more}
    return url_for(endpoint, **{key: value for key, value in given.items() if value is not None})
