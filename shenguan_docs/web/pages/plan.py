"""Matters and departments of the plan: who approves and supervises, what went to and fro, what is missing."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.errors import NotFound
from shenguan_docs.office.duties.listing import Asked, duties_page
from shenguan_docs.office.keeping.plan_keeping import departments as all_departments
from shenguan_docs.office.keeping.plan_keeping import matter_list, officers, people
from shenguan_docs.office.people import rights
from shenguan_docs.office.timeline import collecting, picture
from shenguan_docs.office.timeline.subject import Asked as AskedLine
from shenguan_docs.plan.matters import find_matter
from shenguan_docs.web.files import picture as as_picture
from shenguan_docs.web.lacking import lacking, write
from shenguan_docs.web.places import office

pages = Blueprint("plan", __name__)

_DUTIES = 50
_LATEST = 30  # letters and events of a matter's timeline


@pages.get("/matters")
def matters() -> str:
    """The list in force."""
    desk = office()
    names = {d.key: d.short_name for d in all_departments(desk)}
    try:
        found = matter_list(desk)
    except NotFound:
        found = None
    return render_template("matters.html", list=found, names=names)


@pages.get("/matter")
def matter() -> str:
    """One matter, by name or code (``?name=``)."""
    desk = office()
    found = find_matter(matter_list(desk), request.args.get("name", ""))
    line = collecting.timeline(desk, AskedLine(matter=found.name), latest=_LATEST)
    return render_template(
        "matter.html", matter=found, latest=_LATEST, names={d.key: d for d in all_departments(desk)}, entries=line.shown(),
        lacks=lacking(desk, Asked(matter=found.name)), writes=url_for("plan.write_for_matter", name=found.name),
    )  # fmt: skip


@pages.get("/matter/timeline.svg")
def matter_timeline() -> Response:
    """The timeline of a matter as a picture."""
    desk = office()
    line = collecting.timeline(desk, AskedLine(matter=request.args.get("name", "")), latest=_LATEST)
    return as_picture(picture.svg(desk.layouts, line).encode(), "image/svg+xml")


@pages.post("/matter/missing")
def write_for_matter() -> AnyResponse:
    """Begin the letter that is missing."""
    return write(office(), Asked(matter=request.args.get("name", "")))


@pages.get("/departments")
def departments() -> str:
    """All departments and outside bodies."""
    return render_template("departments.html", departments=all_departments(office()))


@pages.get("/departments/<key>")
def department(key: str) -> str:
    """One department: its people, its officers, what is open between it and the others."""
    desk = office()
    known = {d.key: d for d in all_departments(desk)}
    if key not in known:
        raise NotFound("没有这个部门", remedy="在部门一览里选")
    persons = people(desk, desk.today)
    posts = [o for o in officers(desk, desk.today) if key in (o.sender, o.receiver)]
    far = rights.reach(desk)
    own = far is None or key in far.departments
    found, total = duties_page(desk, Asked(department=key), desk.today, most=_DUTIES)
    return render_template(
        "department.html", department=known[key], known=known, persons=persons, posts=posts,
        names={p.key: p.name for p in persons}, duties=found, total=total,
        lacks=lacking(desk, Asked(department=key)) if own else [],
        writes=url_for("plan.write_for_department", key=key),
    )  # fmt: skip


@pages.post("/departments/<key>/missing")
def write_for_department(key: str) -> AnyResponse:
    """Begin the letter that is missing."""
    return write(office(), Asked(department=key))
