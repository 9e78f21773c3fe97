"""The first start: five questions behind the one-time link that ``serve`` prints, from this machine only."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shenguan_docs.errors import ShenguanError
from shenguan_docs.office.keeping.plan_keeping import departments
from shenguan_docs.office.people import first_start
from shenguan_docs.resources import shipped_templates
from shenguan_docs.web.files import saved
from shenguan_docs.web.places import office
from shenguan_docs.web.words import status, wrongs

pages = Blueprint("starting", __name__)
_OF_THE_FILE = ("content", "file_name")  # never words of the form


@pages.get("/start/<token>")
def start(token: str) -> str:
    """The question that comes next, or the one that is asked for again."""
    known = _known(token)
    open_ones = [name for name in first_start.QUESTIONS if name not in known]
    asked = request.args.get("q", open_ones[0])
    if asked not in first_start.QUESTIONS or (asked not in known and asked != open_ones[0]):
        abort(404)
    return _page(token, asked, known, known.get(asked, {}))


@pages.get("/start/<token>/example")
def example(token: str) -> Response:
    """The plan's own list, as a file to fill in one's own after."""
    _known(token)
    return saved((shipped_templates() / "plan" / first_start.PLAN_LIST).read_bytes(), first_start.PLAN_LIST)


@pages.post("/start/<token>/<question>")
def answer(token: str, question: str) -> tuple[str, int] | Response:
    """Keep one answer; after the fifth one comes in."""
    known = _known(token)
    if question not in first_start.QUESTIONS:
        abort(404)
    given: dict[str, Any] = {key: words for key, words in request.form.items() if key not in _OF_THE_FILE}
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        given |= {"content": upload.read(), "file_name": upload.filename}
    try:
        following = first_start.answer(office(), token, question, given)
    except ShenguanError as error:
        for secret in ("password", "again"):
            given.pop(secret, None)
        return _page(token, question, known, given, wrongs=wrongs(error)), status(error)
    if following:
        return redirect(url_for("starting.start", token=token))
    return redirect(url_for("entering.login", ready=1))


def _known(token: str) -> dict[str, Any]:
    """What was answered. Only this machine may ask, and only with the link."""
    try:
        local = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        local = False
    if not local or request.headers.get("X-Forwarded-For"):
        abort(404)
    known = first_start.answers(office(), token)
    office().who = None  # whoever holds the link is at the machine itself, as at its command line
    return known


def _page(token: str, question: str, known: dict[str, Any], given: dict[str, Any], **more: Any) -> str:
    return render_template(
        "start.html", token=token, question=question, number=first_start.QUESTIONS.index(question) + 1,
        questions=first_start.QUESTIONS, given=given, known=known, there=departments(office()),
        choices=first_start.choices(office(), known), **more,
    )  # fmt: skip
