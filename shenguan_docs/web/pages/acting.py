"""What one does with a draft and with a letter: 送审, 审核, 退回, 签发, 编号印发; 发出, 认领, 盖章件, 作废."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.office.letters import workflow
from shenguan_docs.office.letters.by_hand import attach_scan
from shenguan_docs.office.letters.delivering import claim as enter_claim
from shenguan_docs.office.letters.delivering import dispatch as enter_dispatch
from shenguan_docs.office.letters.issuing import issue as give_number
from shenguan_docs.office.letters.issuing import void as make_void
from shenguan_docs.office.letters.revising import compare as differences
from shenguan_docs.office.letters.revising import versions
from shenguan_docs.office.letters.showing import show
from shenguan_docs.web.places import office, printing_letters
from shenguan_docs.web.uploads import uploaded
from shenguan_docs.web.words import sentence

pages = Blueprint("acting", __name__)


_FIELDS = ("note",)  # that a refusal names, and that the page has


def _then(id: str, act: Callable[[], Any]) -> Response | tuple[str, int]:
    """Do it, and show the letter; where it was refused, show the letter with the reason."""
    from shenguan_docs.web.pages.letters import shown_page
    from shenguan_docs.web.words import Wrong, status

    try:
        act()
    except ShenguanError as error:
        field = error.where if error.where in _FIELDS else ""
        return shown_page(id, wrongs=[Wrong(field, sentence(error))]), status(error)
    return redirect(url_for("letters.show", id=id))


def _lack(message: str, field: str, remedy: str) -> None:
    raise Refused(message, where=field, remedy=remedy)


def _said(name: str) -> str:
    return request.form.get(name, "").strip()


# -- drafts ----------------------------------------------------------------------------------


@pages.post("/letters/<id>/submit")
def submit(id: str) -> Response | tuple[str, int]:
    """送审."""
    return _then(id, lambda: workflow.submit(office(), id, by=g.user.name, note=_said("note")))


@pages.post("/letters/<id>/approve")
def approve(id: str) -> Response | tuple[str, int]:
    """审核 or 会签: the step that comes next."""
    return _then(id, lambda: workflow.approve(office(), id, by=g.user.name, note=_said("note")))


@pages.post("/letters/<id>/return")
def send_back(id: str) -> Response | tuple[str, int]:
    """退回, with the reason."""
    if not _said("note"):
        return _then(id, lambda: _lack("退回没有写原因", "note", "在“意见”里写明原因"))
    return _then(id, lambda: workflow.send_back(office(), id, by=g.user.name, reason=_said("note")))


@pages.post("/letters/<id>/sign")
def sign(id: str) -> Response | tuple[str, int]:
    """签发."""
    return _then(id, lambda: workflow.sign(office(), id, signed_by=g.user.name, note=_said("note")))


@pages.post("/letters/<id>/issue")
def issue(id: str) -> Response | tuple[str, int]:
    """编号印发: the same draft again gives the same answer, so a second click gives no second number."""

    def act() -> None:
        with printing_letters():
            give_number(office(), [id], reason=_said("reason"))

    return _then(id, act)


@pages.get("/letters/<id>/compare")
def compare(id: str) -> str:
    """What differs between two versions of a draft."""
    numbers = [request.args.get(name, "") for name in ("old", "new")]
    old, new = (int(n) if n.isdecimal() and len(n) < 6 else None for n in numbers)
    kept = versions(office(), id)
    first, second, changes = differences(office(), id, old, new)
    return render_template(
        "compare.html", shown=show(office(), id), old=first, new=second, changes=changes, versions=kept
    )


# -- letters ---------------------------------------------------------------------------------


@pages.post("/letters/<id>/dispatch")
def dispatch(id: str) -> Response | tuple[str, int]:
    """发出, to all or to those that were ticked."""

    def act() -> None:
        with uploaded(request.files.getlist("evidence")) as files:
            enter_dispatch(
                office(), id, channel=_said("channel"), to=request.form.getlist("to"), serial=_said("serial"),
                evidence=files[0] if files else None,
            )  # fmt: skip

    return _then(id, act)


@pages.post("/letters/<id>/claim")
def claim(id: str) -> Response | tuple[str, int]:
    """认领, by the one who claims unless somebody else is named."""

    def act() -> None:
        with uploaded(request.files.getlist("evidence")) as files:
            enter_claim(
                office(), id, by=_said("by") or g.user.name, to=_said("to"), receipt=_said("receipt"),
                evidence=files[0] if files else None,
            )  # fmt: skip

    return _then(id, act)


@pages.post("/letters/<id>/scan")
def scan(id: str) -> Response | tuple[str, int]:
    """盖章件: the scan of the sealed original."""

    def act() -> None:
        with uploaded(request.files.getlist("file")) as files:
            if not files:
                raise Refused("没有选盖章件的文件", remedy="选扫描的 PDF、OFD 或者图片")
            for file in files:
                attach_scan(office(), id, file)

    return _then(id, act)


@pages.post("/letters/<id>/void")
def void(id: str) -> Response | tuple[str, int]:
    """作废, with the reason."""

    def act() -> None:
        if not _said("reason"):
            raise Refused("作废要说明原因", remedy="写明为什么作废")
        make_void(office(), id, reason=_said("reason"))

    return _then(id, act)
