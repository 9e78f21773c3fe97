"""Coming in, going out, one's own password."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shenguan_docs.errors import Refused
from shenguan_docs.office.people import entering as people
from shenguan_docs.office.people.users import set_password as keep_password
from shenguan_docs.web.guard import SESSION, set_cookie
from shenguan_docs.web.places import office
from shenguan_docs.web.words import Wrong, status, wrongs

pages = Blueprint("entering", __name__)


@pages.get("/login")
def login() -> str | Response:
    """The login page."""
    if g.user is not None:
        return redirect(url_for("home.home"))
    return render_template(
        "login.html", back=_inside(request.args.get("next", "")), ready="ready" in request.args
    )


@pages.post("/login")
def come_in() -> tuple[str, int] | Response:
    """Come in, to the page that was asked for."""
    name, back = request.form.get("name", ""), _inside(request.form.get("next", ""))
    try:
        session = people.enter(office(), name, request.form.get("password", ""), request.remote_addr or "")
    except Refused as error:
        return render_template("login.html", back=back, name=name, wrongs=wrongs(error)), status(error)
    answer = redirect(back or url_for("home.home"))
    set_cookie(answer, SESSION, session.token)
    return answer


@pages.post("/logout")
def leave() -> Response:
    """Go out."""
    people.leave(office(), request.cookies[SESSION])
    answer = redirect(url_for("entering.login"))
    answer.delete_cookie(SESSION, path="/")
    return answer


@pages.get("/password")
def password() -> str:
    """One's own password."""
    return render_template("password.html")


@pages.post("/password")
def set_password() -> tuple[str, int] | Response:
    """Change one's own password; one comes in anew with it."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    try:
        session = people.enter(office(), g.user.name, old, request.remote_addr or "")
        people.leave(office(), session.token)
    except Refused as error:
        return render_template("password.html", wrongs=[Wrong("old", _of_old(error))]), status(error)
    try:
        if new != request.form.get("again", ""):
            raise Refused("两次写的新密码不同", where="again")
        keep_password(office(), g.user.name, new)
    except Refused as error:
        where = error.where if error.where == "again" else "new"
        return render_template("password.html", wrongs=[Wrong(where, wrongs(error)[0].words)]), status(error)
    session = people.enter(office(), g.user.name, new, request.remote_addr or "")
    answer = redirect(url_for("home.home"))
    set_cookie(answer, SESSION, session.token)
    return answer


def _of_old(error: Refused) -> str:
    return wrongs(error)[0].words if isinstance(error, people.TooOften) else "现在的密码不对。"


def _inside(address: str) -> str:
    """An address of this desk only: a link must not lead elsewhere after coming in."""
    sound = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if sound else ""
