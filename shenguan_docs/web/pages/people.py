"""The people of the desk, for who keeps them: entered, changed, disabled, given a new password."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shenguan_docs.errors import NotFound, ShenguanError
from shenguan_docs.office.keeping.plan_keeping import departments
from shenguan_docs.office.people import rights, users
from shenguan_docs.web.places import office
from shenguan_docs.web.words import status, wrongs

pages = Blueprint("people", __name__)

TOLD = {
    "文书": "起草、送审、编号印发、发出、收文、案卷", "审核": "审核、会签、退回", "签发": "签发、退回",
    "档案": "看全部文书，归档、案卷", "评查": "只看，看全部文书和案卷", "管理": "管理用户、部门、清单、类别",
    "区优办": "同文书，另外看全部部门的文书", "全市": "看各区县的全部文书",
}  # fmt: skip


@pages.get("/users")
def listed() -> str:
    """Everybody."""
    return render_template("users.html", users=users.listed(office()))


@pages.get("/users/new")
def new() -> str:
    """The form of a new person."""
    return _form({})


@pages.post("/users/new")
def add() -> Response | tuple[str, int]:
    """Enter a person."""
    form = request.form
    try:
        users.add(
            office(), form.get("name", ""), roles=form.getlist("role"), department=form.get("department", ""),
            password=form.get("password", ""),
        )  # fmt: skip
    except ShenguanError as error:
        given = {
            "name": form.get("name", ""),
            "roles": form.getlist("role"),
            "department": form.get("department", ""),
        }
        return _form(given, wrongs=wrongs(error)), status(error)
    return redirect(url_for("people.listed"))


@pages.get("/user")
def show() -> str:
    """One person, to be changed (``?name=``)."""
    return _form(_one(request.args.get("name", "")))


@pages.post("/user")
def change() -> Response | tuple[str, int]:
    """Change roles, department, password, or whether somebody comes in; what is left blank stays."""
    name, form = request.args.get("name", ""), request.form
    one = _one(name)
    try:
        roles, department = form.getlist("role"), form.get("department", "")
        disabled = form.get("disabled") == "1"
        if (
            roles != one["roles"]
            or (department and department != one["department"])
            or disabled != one["disabled"]
        ):
            users.change(office(), name, roles=roles, department=department, disabled=disabled)
        if form.get("password"):
            users.set_password(office(), name, form["password"])
    except ShenguanError as error:
        return _form(one, wrongs=wrongs(error)), status(error)
    return redirect(url_for("people.listed"))


def _one(name: str) -> dict[str, object]:
    desk = office()
    with desk.reading() as conn:
        found = users.found(conn, name)
    one = next((row for row in users.listed(desk) if row["name"] == found.name), None)
    if one is None:
        raise NotFound(f"没有叫“{name}”的用户", remedy="在用户一览里选")
    return one


def _form(given: Mapping[str, object], **more: object) -> str:
    desk = office()
    far = rights.bounds(desk)
    choices = [
        d.short_name
        for d in departments(desk)
        if not d.outside and (far is None or not far.district or d.key in far.departments)
    ]
    return render_template(
        "user.html", given=given, roles=users.known_roles(desk), told=TOLD, choices=choices, **more
    )
