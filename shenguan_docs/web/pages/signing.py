"""Several drafts looked at one below the other and acted on together: 审核, 签发, 退回."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shenguan_docs.errors import NotFound, Refused, ShenguanError
from shenguan_docs.office.letters import commenting, workflow
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.people.rights import may
from shenguan_docs.office.waiting import waiting
from shenguan_docs.web.places import office
from shenguan_docs.web.words import sentence

pages = Blueprint("signing", __name__)

AT_ONCE = 20


@dataclass(frozen=True)
class Look:
    """One draft on the page: how it is, its words, what may be done with it, what was refused of it."""

    shown: dict[str, Any]
    reading: commenting.Reading
    choices: tuple[tuple[str, str], ...]
    chosen: str
    note: str = ""
    wrong: str = ""


@pages.get("/drafts/several")
def several() -> str:
    """The chosen drafts (``?id=``), or all that wait for the person, one below the other."""
    ids = list(dict.fromkeys(request.args.getlist("id"))) or _waiting(request.args.get("heap", ""))
    looks, refused = [], [] if len(ids) <= AT_ONCE else [f"一次看 {AT_ONCE} 件，其余的办完再看。"]
    for id in ids[:AT_ONCE]:
        try:
            looks.append(_look(id))
        except NotFound as error:
            refused.append(sentence(error))
    return render_template("several.html", looks=[look for look in looks if look], refused=refused)


@pages.post("/drafts/several")
def act_several() -> Response | tuple[str, int]:
    """Act on each as was chosen; what was refused is shown again with the reason, the others are done."""
    done, looks = [], []
    for id in list(dict.fromkeys(request.form.getlist("id")))[:AT_ONCE]:
        chosen, note = request.form.get(f"do-{id}", ""), request.form.get(f"note-{id}", "").strip()
        if chosen not in ("go", "back"):
            continue
        try:
            _act(id, chosen, note)
            done.append(id)
        except ShenguanError as error:
            looks.append(_look(id, chosen, note, sentence(error)))
    if any(looks):
        told = [f"{len(done)} 件已经办好，下面的没有办成。"] if done else []
        return render_template("several.html", looks=[look for look in looks if look], refused=told), 422
    return redirect(url_for("signing.done_several", id=done))


@pages.get("/drafts/done")
def done_several() -> str:
    """How these drafts stand now."""
    told = []
    for id in request.args.getlist("id")[:AT_ONCE]:
        try:
            told.append(show(office(), id))
        except NotFound:
            continue
    return render_template("signed.html", told=told)


def _waiting(heap: str) -> list[str]:
    desk = office()
    keys = ("sign", "review") if heap not in ("sign", "review") else (heap,)
    return [item.id for one in waiting(desk, desk.today) if one.key in keys for item in one.items]


def _look(id: str, chosen: str = "", note: str = "", wrong: str = "") -> Look | None:
    """A draft with what may be done with it; None for one with which this person can do nothing."""
    desk = office()
    shown = show(desk, id)
    if shown["number"] is not None:
        return None
    choices = []
    following = shown["next"]
    if following == "签发" and may(desk, "sign"):
        choices.append(("go", "签发"))
    elif following not in ("", "签发", "送审") and may(desk, "review"):
        choices.append(("go", f"{following}：同意"))
    if shown["state"] in ("已送审", "审核中", "已签发"):
        choices.append(("back", "退回"))
    if not choices:
        return None
    choices.append(("", "先不办"))
    return Look(
        shown, commenting.read(desk, id), tuple(choices), chosen or choices[0][0], note, wrong
    )  # fmt: skip


def _act(id: str, chosen: str, note: str) -> None:
    desk, by = office(), g.user.name
    if chosen == "back":
        if not note:
            raise Refused("退回没有写原因", remedy="写明原因")
        workflow.send_back(desk, id, by=by, reason=note)
    elif show(desk, id)["next"] == "签发":
        workflow.sign(desk, id, signed_by=by, note=note)
    else:
        workflow.approve(desk, id, by=by, note=note)
