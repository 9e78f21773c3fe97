"""What is done with a 收文 that is registered: 拟办 … 办结, its answer, what was registered wrongly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.office.people.rights import may
from shenguan_docs.office.received.correcting import correct as put_right
from shenguan_docs.office.received.correcting import present
from shenguan_docs.office.received.handling import STEPS, handle
from shenguan_docs.office.received.proposing import FIELDS
from shenguan_docs.office.received.receiving import URGENCIES
from shenguan_docs.office.received.replying import begin_reply
from shenguan_docs.office.received.taking_in import handlers
from shenguan_docs.web.once import once
from shenguan_docs.web.places import office
from shenguan_docs.web.typed import day_of
from shenguan_docs.web.words import status, wrongs

pages = Blueprint("handling", __name__)

_FIXED = ("received_on",)  # the day of receipt gave the number


def for_letter(shown: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the page of a 收文 offers: the steps that may come next, what may be put right; None for others."""
    desk = office()
    if shown["kind"] != "received" or not may(desk, "receive") or shown["filed"]:
        return None
    closed = shown["closed_on"] is not None
    steps = [STEPS["reopen"]] if closed else [words for key, words in STEPS.items() if key != "reopen"]
    taken = [step["step"] for step in shown["steps"]]
    following = next((one for one in ("拟办", "批办", "承办") if one not in taken), "办结")
    return {
        "steps": steps, "likely": following if following in steps else steps[0], "fields": FIELDS, "fixed": _FIXED,
        "present": present(desk, shown["id"]), "urgencies": URGENCIES, "handlers": handlers(desk),
    }  # fmt: skip


@pages.post("/received/<id>/step")
def step(id: str) -> Response | tuple[str, int]:
    """Note one step of its handling."""

    def act() -> None:
        form = request.form
        if not form.get("step"):
            raise Refused("没有选哪一步", where="哪一步", remedy="选拟办、批办、承办等")
        handle(
            office(), id, form["step"], person=form.get("person", "").strip() or g.user.name,
            note=form.get("note", ""), handler=form.get("handler", ""), due=day_of(form.get("due", "")),
            on=day_of(form.get("on", "")),
        )  # fmt: skip

    return _then(id, act)


@pages.post("/received/<id>/correct")
def correct(id: str) -> Response | tuple[str, int]:
    """Put right what differs from what is registered, for a reason."""

    def act() -> None:
        desk = office()
        now = present(desk, id)
        data = {
            name: request.form[name].strip()
            for name in FIELDS
            if name in request.form and name not in _FIXED and request.form[name].strip() != now.get(name, "")
        }
        if not data:
            raise Refused("没有改动", where="更正", remedy="改了哪一项再提交")
        if not request.form.get("reason", "").strip():
            raise Refused("更正要说明原因", where="更正的原因", remedy="写明为什么改")
        put_right(desk, id, data, reason=request.form["reason"])

    return _then(id, act)


@pages.post("/received/<id>/reply")
def reply(id: str) -> Response | tuple[str, int]:
    """Begin the answer, and go to its draft."""
    try:
        draft = begin_reply(office(), id)
    except ShenguanError as error:
        return _shown(id, error)
    return redirect(url_for("writing.edit", id=draft))


def _then(id: str, act: Callable[[], None]) -> Response | tuple[str, int]:
    def done() -> str:
        act()
        return url_for("letters.show", id=id)

    try:
        return redirect(once(done))
    except ShenguanError as error:
        return _shown(id, error)


def _shown(id: str, error: ShenguanError) -> tuple[str, int]:
    from shenguan_docs.web.pages.letters import shown_page

    return shown_page(id, wrongs=wrongs(error)), status(error)
