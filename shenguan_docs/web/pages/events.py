"""What happened (业务事件): listed, one with its letters and files; withdrawn, joined to a letter that was written before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.office.events import changing, entering, joining
from shenguan_docs.office.events.forms import types_of
from shenguan_docs.office.events.showing import show as describe
from shenguan_docs.office.people import rights
from shenguan_docs.office.writing.choosing import happenings, mine, names
from shenguan_docs.office.writing.sheets import own_sheets
from shenguan_docs.web.files import saved
from shenguan_docs.web.places import office
from shenguan_docs.web.typed import day_of
from shenguan_docs.web.words import Wrong, sentence, status, wrongs

pages = Blueprint("events", __name__)

PER_PAGE = 50


@pages.get("/events")
def listed() -> str:
    """The newest first; narrowed by type, company, matter, days, or to those for which a letter is lacking."""
    args, desk = request.args, office()
    page = int(args["page"]) if args.get("page", "").isdecimal() and len(args["page"]) < 5 else 1
    asked = {name: args.get(name, "").strip()[:200] for name in ("type", "company", "matter", "from", "to")}
    problem, total = "", 0
    rows: list[dict[str, Any]] = []
    try:
        rows, total = entering.newest_events(
            desk, type_name=asked["type"], company=asked["company"], matter=asked["matter"],
            day_from=day_of(asked["from"]), day_to=day_of(asked["to"]), only_open=args.get("open") == "1",
            start=(max(page, 1) - 1) * PER_PAGE, most=PER_PAGE,
        )  # fmt: skip
    except ShenguanError as error:
        problem = sentence(error)
    return render_template(
        "events.html", rows=rows, total=total, asked=asked, only_open=args.get("open") == "1", problem=problem,
        page=max(page, 1), last=max(1, -(-total // PER_PAGE)), types=happenings(desk), names=names(desk),
    )  # fmt: skip


@pages.get("/events/<id>")
def show(id: str) -> str:
    """One event: what was entered, the letters that it calls for with their buttons, its story."""
    return _page(id)


def _page(id: str, wrong: list[Wrong] | None = None) -> str:
    desk = office()
    shown = describe(desk, id)
    called = [] if shown["state"] == "已撤回" else mine(desk, entering.called_letters(desk, shown["id"]))
    begun = (
        {s.kind: s for s in own_sheets(desk) if s.origin.event == shown["id"]}
        if rights.may(desk, "write")
        else {}
    )
    known = {t.key for t in types_of(desk)}
    return render_template(
        "event.html", shown=shown, called=called, begun=begun, words=in_words, names=names(desk), wrongs=wrong,
        known=shown["type"] in known,
    )  # fmt: skip


_ORDER = (
    "name",
    "uscc",
    "id_number",
    "sender",
    "number",
    "title",
    "date",
    "address",
    "phone",
    "representative",
)


def in_words(value: Any) -> list[str]:
    """A value of an event as lines: the parts of a party or a letter in their usual order."""
    if isinstance(value, list):
        return [line for item in value for line in in_words(item)]
    if isinstance(value, dict):
        return [
            "，".join(str(value[k]) for k in sorted(value, key=lambda k: (*_ORDER, k).index(k)) if value[k])
        ]
    return str(value).split("\n")


@pages.get("/events/<id>/files/<int:page>")
def file(id: str, page: int) -> Response:
    """One of its 佐证材料, to be saved."""
    shown = describe(office(), id)
    if not 1 <= page <= len(shown["files"]):
        abort(404)
    found = shown["files"][page - 1]
    return saved(office().archive.at(found["path"]).read_bytes(), found["name"])


@pages.post("/events/<id>/withdraw")
def withdraw(id: str) -> AnyResponse | tuple[str, int]:
    """撤回, with the reason."""
    try:
        reason = request.form.get("reason", "").strip()
        if not reason:
            raise Refused("撤回要说明原因", remedy="写明为什么撤回")
        changing.withdraw(office(), id, reason=reason)
    except ShenguanError as error:
        return _page(id, wrongs(error)), status(error)
    return redirect(url_for("events.show", id=id))


@pages.post("/events/<id>/join")
def join(id: str) -> AnyResponse | tuple[str, int]:
    """并入: a letter that was drafted without naming its event."""
    try:
        joining.join(office(), id, request.form.get("letter", "").strip())
    except ShenguanError as error:
        return _page(id, wrongs(error)), status(error)
    return redirect(url_for("events.show", id=id))
