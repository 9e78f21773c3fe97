"""送达回证: made and printed for a letter, entered when served, scans that came back, the tray, what is lacking."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.errors import NotFound, Refused, ShenguanError
from shenguan_docs.office.letters.showing import show as show_letter
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.received import incoming
from shenguan_docs.office.service import filling, making, matching, showing
from shenguan_docs.office.service.missing import missing
from shenguan_docs.register.service_lists import Which
from shenguan_docs.serving.ways import WAYS
from shenguan_docs.web.files import picture, saved
from shenguan_docs.web.places import office, printing
from shenguan_docs.web.sheets import count_of, sheet
from shenguan_docs.web.typed import day_of
from shenguan_docs.web.uploads import uploaded
from shenguan_docs.web.words import Wrong, status, wrongs

pages = Blueprint("service", __name__)

_MOST = 200
_LOOKED_AT = 500  # letters


def _said(name: str) -> str:
    return request.form.get(name, "").strip()


# -- all of them -----------------------------------------------------------------------------


@pages.get("/service")
def listed() -> str:
    """Receipts that are not complete, or all."""
    which: Which = "all" if request.args.get("all") == "1" else "lacking"
    desk = office()
    found = showing.newest(desk, which, _MOST + 1)
    return render_template(
        "service.html", receipts=found[:_MOST], more=len(found) > _MOST, which=which,
        waits=showing.waiting_count(desk),
    )  # fmt: skip


@pages.get("/service/missing")
def lacking() -> str:
    """Letters of the department that call for a receipt and have none, or one that is not complete."""
    desk = office()
    far = rights.reach(desk)
    found = missing(desk, senders=far.departments if far else None, newest=_LOOKED_AT)
    return render_template(
        "service_missing.html", lacks=found[:_MOST], total=len(found), looked_at=_LOOKED_AT
    )


@pages.get("/service/print.pdf")
def printed() -> Response:
    """The forms of the chosen receipts, or of a letter's, as one PDF."""
    chosen = request.args.getlist("id")[:_MOST]
    if not chosen:
        raise Refused("没有选送达回证", remedy="在前面的方框里打勾")
    return saved(showing.printed(office(), chosen), "送达回证.pdf")


# -- one of them -----------------------------------------------------------------------------


@pages.get("/service/<id>")
def show(id: str) -> str:
    """One receipt."""
    return _shown(id)


def _shown(id: str, found: list[Wrong] | None = None) -> str:
    desk = office()
    one = showing.show(desk, id)
    files = [
        (f"s{n}", scan, count_of(desk.archive.at(scan["file"]))) for n, scan in enumerate(one["scans"], 1)
    ]
    if not any(count for _, _, count in files):
        files.insert(0, ("pdf", {"from": "空白的表样", "page": 0}, count_of(desk.root / one["pdf"])))
    return render_template(
        "receipt.html", one=one, files=files, ways={key: way.name for key, way in WAYS.items()}, wrongs=found,
        own=_is_own(desk, one),
    )  # fmt: skip


def _is_own(desk: Office, one: dict[str, Any]) -> bool:
    """Whether the receipt is of a letter of the person's own department; the functions below ask again."""
    if not rights.may(desk, "deliver"):
        return False
    with desk.reading() as conn:
        return desk.who is None or rights.same_department(desk, conn, one["organ"])


@pages.get("/service/<id>/pages/<key>/<int:page>")
def page(id: str, key: str, page: int) -> Response:
    """A page of the form or of a scan, as a picture."""
    return picture(sheet(_file(id, key)[0], page), lasting=True)


@pages.get("/service/<id>/files/<key>")
def file(id: str, key: str) -> Response:
    """The form or a scan, to be saved."""
    path, name = _file(id, key)
    return saved(path.read_bytes(), name)


def _file(id: str, key: str) -> tuple[Path, str]:
    desk = office()
    one = showing.show(desk, id)
    known = {f"s{n}": scan["file"] for n, scan in enumerate(one["scans"], 1)}
    known |= {"pdf": one["pdf"], "docx": one["docx"]}
    if key not in known:
        abort(404)
    path = desk.root / known[key]
    return path, f"送达回证 {one['receiver']}{path.suffix}"


@pages.post("/service/<id>/done")
def done(id: str) -> AnyResponse | tuple[str, int]:
    """Enter how it was served."""

    def act() -> None:
        words = (
            "server",
            "way",
            "time",
            "place",
            "signer",
            "proxy",
            "post",
            "through",
            "witness",
            "note",
            "correct",
        )
        with uploaded(request.files.getlist("evidence")) as files, printing():
            filling.done(
                office(), id, at=None if _said("way") == "notice" else day_of(_said("at")),
                announced=day_of(_said("announced")), evidence=files,
                **{name: _said(name) for name in words},
            )  # fmt: skip

    return _then(id, act)


@pages.post("/service/<id>/void")
def void(id: str) -> AnyResponse | tuple[str, int]:
    """作废, with the reason."""
    return _then(id, lambda: filling.void(office(), id, _said("reason")))


def _then(id: str, act: Callable[[], Any]) -> AnyResponse | tuple[str, int]:
    try:
        act()
    except ShenguanError as error:
        return _shown(id, wrongs(error)), status(error)
    return redirect(url_for("service.show", id=id))


# -- of a letter -----------------------------------------------------------------------------


@pages.get("/letters/<id>/service")
def of_letter(id: str) -> str:
    """The receipts of a letter, and what it lacks."""
    return _of_letter(id)


def _of_letter(id: str, found: list[Wrong] | None = None) -> str:
    desk = office()
    shown = show_letter(desk, id)
    if "services" not in shown:
        raise NotFound("只有印发的文书有送达回证", remedy="从文书的页面打开")
    lacks = missing(desk, [shown["id"]]) if shown["state"] != "作废" else ()
    return render_template(
        "service_letter.html", shown=shown, receipts=showing.listed(desk, "all", [shown["id"]]), lacks=lacks,
        ways={key: way.name for key, way in WAYS.items()}, wrongs=found, own=_is_own(desk, {"organ": shown["sender"]}),
    )  # fmt: skip


@pages.post("/letters/<id>/service")
def make(id: str) -> AnyResponse | tuple[str, int]:
    """Make the receipts of a letter; what has one gets no second."""
    try:
        to = [name for name in request.form.getlist("to") if name.strip()]
        with printing():
            making.make(
                office(), [id], to=to, place=_said("place"), way=_said("way"), server=_said("server"),
                note=_said("note"),
            )  # fmt: skip
    except ShenguanError as error:
        return _of_letter(id, wrongs(error)), status(error)
    return redirect(url_for("service.of_letter", id=id))


# -- scans -----------------------------------------------------------------------------------


@pages.get("/service/results/<id>")
def result(id: str) -> str:
    """What became of the pages of scans that came in."""
    desk = office()
    drop = incoming.find(desk, id)
    if drop.state != "receipts":
        raise NotFound("这些文件还没有作为送达回证归位", remedy="在收文那一页查看")
    ids = {id for one in drop.results for page in one["pages"] for id in page["services"]}
    known = {}
    for one in ids:
        try:
            known[one] = showing.show(desk, one)
        except NotFound:  # another department's receipt
            continue
    return render_template("scan_results.html", drop=drop, known=known)


@pages.get("/service/tray")
def tray() -> str:
    """Pages that matched nothing, each with what may be said of it."""
    return _tray()


def _tray(found: list[Wrong] | None = None) -> str:
    desk = office()
    waiting = showing.waiting(desk)
    lacking = showing.newest(desk, "unscanned", _MOST) if waiting else []
    beside = {page["beside"] for page in waiting[:50]} - {one["id"] for one in lacking} - {""}
    for id in beside:
        with suppress(NotFound):
            lacking.append(showing.show(desk, id))
    return render_template(
        "tray.html", waiting=waiting[:50], total=len(waiting), receipts=lacking[:_MOST], wrongs=found
    )


@pages.get("/service/tray/<id>/page")
def tray_page(id: str) -> Response:
    """A page of the tray, as a picture."""
    return picture(sheet(showing.tray_file(office(), id), 1), lasting=True)


@pages.post("/service/tray/<id>/match")
def match(id: str) -> AnyResponse | tuple[str, int]:
    """Say whose page it is: the receipt beside which it came, one of the list, or one that is typed."""
    try:
        matching.match(office(), id, _said("typed") or _said("to"))
    except ShenguanError as error:
        return _tray(wrongs(error)), status(error)
    return redirect(url_for("service.tray"))


@pages.post("/service/tray/<id>/discard")
def discard(id: str) -> AnyResponse | tuple[str, int]:
    """Say that it is no receipt's page."""
    try:
        matching.discard(office(), [id], _said("reason"))
    except ShenguanError as error:
        return _tray(wrongs(error)), status(error)
    return redirect(url_for("service.tray"))
