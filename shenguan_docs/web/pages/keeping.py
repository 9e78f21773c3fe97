"""管理: whether all is fit, departments and their people, kinds, settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shenguan_docs.errors import NotFound, Refused, ShenguanError
from shenguan_docs.office.doctor import doctor
from shenguan_docs.office.keeping import arranging, plan_keeping
from shenguan_docs.office.keeping.districts import district_names, districts
from shenguan_docs.office.keeping.kinds_shown import example_rows, listed_kinds
from shenguan_docs.office.keeping.settings_keeping import change_settings, settings_of
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import Department
from shenguan_docs.web.once import once
from shenguan_docs.web.places import office, printing
from shenguan_docs.web.typed import day_of
from shenguan_docs.web.words import Wrong, status, wrongs

pages = Blueprint("keeping", __name__)

_PARTS = (
    ("short_name", "简称"), ("mark", "机关代字"), ("phone", "电话"), ("address", "地址"), ("postcode", "邮编"),
    ("signatory", "签发人"), ("signatory_title", "签发人职务"),
)  # fmt: skip
_ROLES = {"push": "推送", "receive": "接收"}


@pages.get("/keeping")
def show() -> str:
    """What is fit and what is not, in words, and how it is mended."""
    desk = office()
    rights.require(desk, "keep")
    with printing():  # it looks at the fonts
        checks = doctor(desk.root, lambda: desk)
    return render_template("keeping.html", checks=checks)


# -- departments and people --------------------------------------------------------------------


@pages.get("/keeping/departments")
def departments() -> str:
    """All departments, to be changed one by one."""
    desk = office()
    return render_template(
        "keeping_departments.html",
        departments=plan_keeping.departments(desk),
        districts=district_names(districts(desk)),
    )


@pages.get("/keeping/departments/<key>")
def department(key: str) -> str:
    """One department (``new``: another one) with its people and officers."""
    return _department(key)


def _department(key: str, bad: list[Wrong] | None = None) -> str:
    desk = office()
    known = plan_keeping.departments(desk)
    one = Department("new", "", "") if key == "new" else next((d for d in known if d.key == key), None)
    if one is None:
        raise NotFound("没有这个部门", remedy="在部门一览里选")
    persons = [p for p in plan_keeping.people(desk, desk.today) if p.department == key]
    names = {p.key: p.name for p in plan_keeping.people(desk)}
    short = {d.key: d.short_name for d in known}
    posts = [
        (short[o.sender], short[o.receiver], _ROLES[o.role], names.get(o.person, ""))
        for o in plan_keeping.officers(desk, desk.today)
        if key == (o.sender if o.role == "push" else o.receiver)
    ]
    names_of_districts = district_names(districts(desk))
    away = [leave for leave in arranging.leaves(desk) if leave["person"] in {p.name for p in persons}]
    return render_template(
        "keeping_department.html", department=one, parts=_PARTS, persons=persons, posts=posts, wrongs=bad,
        others=[d.short_name for d in known if d.key != key and not d.outside], roles=_ROLES, away=away,
        districts=names_of_districts,
        given=request.form if request.method == "POST" else {},
    )  # fmt: skip


def _then(key: str, act: Callable[[], str]) -> Response | tuple[str, int]:
    try:
        return redirect(once(act))
    except ShenguanError as error:
        return _department(key, wrongs(error)), status(error)


def _said(name: str) -> str:
    return request.form.get(name, "").strip()


def _name_of(key: str) -> str:
    found = next((d.name for d in plan_keeping.departments(office()) if d.key == key), None)
    if found is None:
        raise NotFound("没有这个部门", remedy="在部门一览里选")
    return found


@pages.post("/keeping/departments/<key>")
def change_department(key: str) -> Response | tuple[str, int]:
    """Change what is known of a department, or enter a new one."""

    def act() -> str:
        desk = office()
        parts: dict[str, Any] = {name: _said(name) for name, _ in _PARTS}
        parts["district"] = _said("district")
        if key == "new":
            if not _said("name"):
                raise Refused("没有写全称", where="全称", remedy="写公文上的全称")
            made = plan_keeping.add_department(desk, _said("name"), **parts)
            return url_for("keeping.department", key=made.key)
        plan_keeping.change_department(desk, _name_of(key), **parts)
        return url_for("keeping.department", key=key)

    return _then(key, act)


@pages.post("/keeping/departments/<key>/people")
def set_person(key: str) -> Response | tuple[str, int]:
    """Enter a person, or change what is known of one."""

    def act() -> str:
        if not _said("person"):
            raise Refused("没有写姓名", where="姓名", remedy="写姓名")
        plan_keeping.set_person(
            office(), _said("person"), _name_of(key), title=_said("title"), phone=_said("phone"),
            valid_to=day_of(_said("valid_to")),
        )  # fmt: skip
        return url_for("keeping.department", key=key)

    return _then(key, act)


@pages.post("/keeping/departments/<key>/officers")
def set_officer(key: str) -> Response | tuple[str, int]:
    """Enter who pushes to, or receives from, another department."""

    def act() -> str:
        role, own, other = _said("role"), _name_of(key), _said("other")
        sender, receiver = (own, other) if role == "push" else (other, own)
        plan_keeping.set_officer(
            office(), sender, receiver, role, _said("person"), valid_from=day_of(_said("valid_from"))
        )
        return url_for("keeping.department", key=key)

    return _then(key, act)


@pages.post("/keeping/departments/<key>/leave")
def leave(key: str) -> Response | tuple[str, int]:
    """Enter that a person is away and who stands in."""

    def act() -> str:
        first, last = day_of(_said("first")), day_of(_said("last"))
        if first is None or last is None:
            raise Refused("没有写从哪天到哪天", remedy="写明起止日期")
        arranging.enter_leave(office(), _said("person"), _said("deputy"), first=first, last=last)
        return url_for("keeping.department", key=key)

    return _then(key, act)


# -- kinds, settings ---------------------------------------------------------------------------


@pages.get("/keeping/kinds")
def kinds() -> str:
    """Every kind of notice: where it comes from, whether it is sound."""
    return render_template("keeping_kinds.html", kinds=listed_kinds(office()))


@pages.get("/keeping/kinds/<slug>")
def kind(slug: str) -> str:
    """One kind: what is filled in, with an example."""
    found, rows = example_rows(office(), slug)
    return render_template("keeping_kind.html", kind=found, rows=rows)


@pages.get("/keeping/settings")
def settings() -> str:
    """What the office sets itself."""
    return _settings()


def _settings(bad: list[Wrong] | None = None) -> str:
    given = request.form if request.method == "POST" else {}
    return render_template("keeping_settings.html", settings=settings_of(office()), given=given, wrongs=bad)


@pages.post("/keeping/settings")
def save_settings() -> Response | tuple[str, int]:
    """Change settings."""

    def act() -> str:
        change_settings(office(), request.form)
        return url_for("keeping.settings")

    try:
        return redirect(once(act))
    except ShenguanError as error:
        return _settings(wrongs(error)), status(error)
