"""收文: files are dropped, what they say is proposed and confirmed; what was registered is handled and put right."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.errors import ShenguanError
from shenguan_docs.office.letters.files import page_picture
from shenguan_docs.office.received import arranging, incoming, marking, taking_in
from shenguan_docs.office.received.drop import Drop
from shenguan_docs.office.received.handling import listed as letters_listed
from shenguan_docs.office.received.looking import Looked, looked, shown_as
from shenguan_docs.office.received.proposing import FIELDS, Proposal
from shenguan_docs.office.received.receiving import URGENCIES
from shenguan_docs.web.files import picture
from shenguan_docs.web.jobs import Job, Jobs
from shenguan_docs.web.places import office
from shenguan_docs.web.uploads import file_name
from shenguan_docs.web.words import Wrong, sentence, status, wrongs

pages = Blueprint("receiving", __name__)

_PATIENCE = 2.5  # seconds in which most letters are read
_SHOWN = 20  # pages of a file
_A_PAGE = 50


# -- what came -------------------------------------------------------------------------------


@pages.get("/receive")
def listed() -> str:
    """What came and is not registered, what is registered and not handled; the field for files."""
    return _listed()


def _listed(found: list[Wrong] | None = None) -> str:
    desk = office()
    late, number = request.args.get("late") == "1", request.args.get("page", "")
    rows = letters_listed(desk, open_only=True, late=late)
    rows.sort(key=lambda row: (row["due"] is None, str(row["due"]), row["number"]))
    last = max(1, -(-len(rows) // _A_PAGE))
    page = min(int(number), last) if number.isdecimal() and len(number) < 6 and int(number) else 1
    return render_template(
        "receiving.html", drops=incoming.drops(desk), rows=rows[(page - 1) * _A_PAGE : page * _A_PAGE],
        total=len(rows), page=page, last=last, late=late, wrongs=found,
    )  # fmt: skip


@pages.post("/receive")
def take() -> AnyResponse | tuple[Any, int]:
    """Take the files that were dropped, pasted or picked, and begin to read them."""
    by_script = bool(request.headers.get("X-Drop"))
    try:
        came = [
            (file_name(file.filename), file.stream) for file in request.files.getlist("file") if file.filename
        ]
        drop = incoming.lay(office(), came)  # type: ignore[arg-type]  # a stream is what is read from
    except ShenguanError as error:
        if by_script:
            return jsonify(words=sentence(error)), status(error)
        return _listed(wrongs(error)), status(error)
    address = _after_reading(drop)
    return jsonify(address=address) if by_script else redirect(address)


def _after_reading(drop: Drop) -> str:
    """Where to go with a drop: to its form, or to where one sees how far the reading is."""
    job = _reading(drop)
    until = time.monotonic() + _PATIENCE
    while job is not None and not job.ended and time.monotonic() < until:
        time.sleep(0.05)
    if job is None:
        return url_for("receiving.show", id=drop.id)
    if job.state != "done":
        return url_for("working.show", id=job.id)
    jobs: Jobs = current_app.extensions["jobs"]
    jobs.of(job.id, g.user)  # seen: it need not be told on the next page
    return job.address


def _reading(drop: Drop) -> Job | None:
    """The job that reads a drop, begun where it does not run; None where it was read."""
    jobs: Jobs = current_app.extensions["jobs"]
    running: dict[str, Job] = current_app.extensions.setdefault("readings", {})
    job = running.get(drop.id)
    if job is not None and not job.ended and job.owner == g.user.name:
        return job
    if incoming.kept_reading(office(), drop) is not None:
        return None
    letter, result = url_for("receiving.show", id="0"), url_for("service.result", id="0")

    def work(desk: Any, _job: Job) -> str:
        found = taking_in.sort_out(desk, drop.id)
        if found.letters:
            more = f"?receipts={found.receipts[0]}" if found.receipts else ""
            return f"{letter[:-1]}{found.letters[0]}{more}"
        return f"{result[:-1]}{found.receipts[0]}"

    job = running[drop.id] = jobs.start("读收到的文件", g.user, work, aside=True)
    for id in [id for id, old in running.items() if old.ended and id != drop.id]:
        running.pop(id, None)
    return job


@pages.get("/receive/<id>")
def show(id: str) -> str | AnyResponse:
    """The form of what came, with its pages beside; before that the question how several files belong together."""
    drop = incoming.find(office(), id)
    if drop.state == "registered":
        return redirect(url_for("letters.show", id=drop.record))
    if drop.state == "receipts":
        return redirect(url_for("service.result", id=id))
    seen = looked(office(), drop)
    if seen is None:
        return redirect(_after_reading(drop))
    if len(drop.files) > 1 and not drop.decided:
        return _question(drop, seen)
    return _form(drop, seen)


def _question(drop: Drop, seen: list[Looked], found: list[Wrong] | None = None) -> str:
    letters = [n for n, one in enumerate(seen, 1) if taking_in.is_letter(one)]
    return render_template(
        "receive_question.html", drop=drop, seen=seen, likely=letters[0] if letters else 1,
        several=len(letters) > 1, wrongs=found,
    )  # fmt: skip


def _form(
    drop: Drop, seen: list[Looked], given: Mapping[str, str] | None = None, found: list[Wrong] | None = None
) -> str:
    desk = office()
    told: Mapping[str, Proposal] = {}
    remarks: tuple[str, ...] = ()
    try:
        proposed = taking_in.proposed(desk, drop, seen)
        told, remarks = proposed.proposals, proposed.warnings
    except ShenguanError as error:
        found = found or wrongs(error)
    values = {name: one.value for name, one in told.items()}
    values.setdefault("title", taking_in.title_of(seen))
    values.setdefault("received_on", desk.today.isoformat())
    values.setdefault("copies", "1")
    if given is not None:
        values = {name: given.get(name, "") for name in FIELDS}
    after = incoming.find(desk, request.args["after"]) if request.args.get("after") else None
    return render_template(
        "receive_form.html", drop=drop, seen=seen, fields=FIELDS, values=values, told=told, remarks=remarks,
        sheets=_sheets(drop, seen, values), urgencies=URGENCIES, handlers=taking_in.handlers(desk), wrongs=found,
        after=taking_in.letter_of(desk, after) if after else None, receipts=request.args.get("receipts", ""),
        more=taking_in.next_of(desk, drop), shown=_SHOWN,
    )  # fmt: skip


def _sheets(drop: Drop, seen: list[Looked], values: Mapping[str, str]) -> dict[int, list[marking.Sheet]]:
    """The pages of each file on which the values are marked; an empty list where there are no words to find them by."""
    wanted = {
        name: value for name, value in values.items() if name in ("sender", "number", "title", "date", "due")
    }
    found: dict[int, list[marking.Sheet]] = {}
    for n, (path, one) in enumerate(zip(incoming.paths(office(), drop), seen, strict=True), 1):
        found[n] = marking.marked(shown_as(path), wanted) if one.pages else []
        wanted = {} if any(sheet.marks for sheet in found[n]) else wanted
    return found


@pages.get("/receive/<id>/pages/<int:n>/<int:page>")
def page(id: str, n: int, page: int) -> Response:
    """One page of a file that came, as a picture."""
    drop = incoming.find(office(), id)
    if not 1 <= n <= len(drop.files) or drop.state != "waits":
        abort(404)
    return picture(page_picture(shown_as(incoming.paths(office(), drop)[n - 1]), page), lasting=True)


# -- what becomes of it ----------------------------------------------------------------------


@pages.post("/receive/<id>/together")
def together(id: str) -> AnyResponse | tuple[str, int]:
    """One letter with what goes with it, or several letters."""
    desk = office()
    try:
        if request.form.get("how") == "apart":
            taking_in.apart(desk, id)
        elif request.form.get("how") == "receipts":
            taking_in.file_receipts(desk, id)
        else:
            first = request.form.get("first", "1")
            arranging.arrange(desk, id, int(first) if first.isdecimal() and len(first) < 4 else 0)
    except ShenguanError as error:
        drop = incoming.find(desk, id)
        return _question(drop, looked(desk, drop) or [], wrongs(error)), 422
    return redirect(url_for("receiving.show", id=id))


@pages.post("/receive/<id>/register")
def register(id: str) -> AnyResponse | tuple[str, int]:
    """Register it; again for the same files: the same letter."""
    desk = office()
    data = {name: request.form.get(name, "") for name in FIELDS}
    try:
        drop = incoming.find(desk, id)
        if not data["received_on"].strip():
            data.pop("received_on")
        done = taking_in.register(desk, id, data)
    except ShenguanError as error:
        drop = incoming.find(desk, id)
        return _form(drop, looked(desk, drop) or [], data, wrongs(error)), 422
    following = taking_in.next_of(desk, drop)
    if following is not None:
        return redirect(url_for("receiving.show", id=following.id, after=id))
    return redirect(url_for("letters.show", id=done.id))


@pages.post("/receive/<id>/receipts")
def as_receipts(id: str) -> AnyResponse | tuple[str, int]:
    """These are scans of receipts, though not every page has its code."""
    desk = office()
    try:
        taking_in.file_receipts(desk, id)
    except ShenguanError as error:
        drop = incoming.find(desk, id)
        return _form(drop, looked(desk, drop) or [], None, wrongs(error)), 422
    return redirect(url_for("service.result", id=id))


@pages.post("/receive/<id>/take-off")
def take_off(id: str) -> AnyResponse:
    """Take one file out, or all of them."""
    n = request.form.get("n", "")
    if n.isdecimal() and len(n) < 4:
        taking_in.take_off(office(), id, int(n))
        if any(drop.id == id for drop in incoming.drops(office())):
            return redirect(url_for("receiving.show", id=id))
    else:
        incoming.discard(office(), id)
    return redirect(url_for("receiving.listed"))
