"""Write a letter, or register what happened: choose, fill in beside the page, become a draft. Saved all the time."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.errors import DataFaults, NotFound, Refused, ShenguanError
from shenguan_docs.notices.kind import Kind
from shenguan_docs.office.letters.files import page_count, page_picture
from shenguan_docs.office.letters.press import PressBusy
from shenguan_docs.office.writing import beginning, choosing, finishing, looking, sheets
from shenguan_docs.office.writing.checking import Told, check, tidy_inputs, told
from shenguan_docs.office.writing.files import put_file
from shenguan_docs.office.writing.kinds import about, kind_of
from shenguan_docs.office.writing.picturing import pictured
from shenguan_docs.office.writing.picturing import places as places_of
from shenguan_docs.office.writing.shape import has_rows, hint, known_name, label_of, rows_of, without_row
from shenguan_docs.office.writing.sheets import Clash, Saved, Sheet
from shenguan_docs.web.files import picture
from shenguan_docs.web.places import office, printing, said, say_next
from shenguan_docs.web.previews import Preview, Previews
from shenguan_docs.web.shown_once import Once
from shenguan_docs.web.uploads import uploaded
from shenguan_docs.web.words import Wrong, sentence

pages = Blueprint("writing", __name__)

_FINDERS = {
    "company": lambda q, sheet, field: looking.find_companies(office(), q),
    "matter": lambda q, sheet, field: looking.find_matters(office(), q),
    "department": lambda q, sheet, field: looking.find_departments(office(), q),
    "letter": lambda q, sheet, field: looking.find_letters(office(), q, sheet, field),
}


# -- choose ----------------------------------------------------------------------------------


@pages.get("/write")
def choose() -> str:
    """What happened, or which kind of letter; what was not finished; a letter to copy."""
    return render_template(
        "write.html", happenings=choosing.happenings(office()), groups=choosing.kinds_by_group(office()),
        open=sheets.open_sheets(office()), names=choosing.names(office()),
    )  # fmt: skip


@pages.post("/write/new")
def new() -> AnyResponse:
    """Begin: ``happened`` (a type of event), ``kind`` (with ``event`` or ``letter``), ``copy``, ``change`` (an event)."""
    form, desk = request.form, office()
    if form.get("happened"):
        sheet = beginning.new_event(desk, form["happened"])
    elif form.get("change"):
        sheet = beginning.change_event(desk, form["change"])
    elif form.get("copy"):
        sheet = beginning.copy_of(desk, form["copy"].strip())
    elif form.get("kind"):
        event, letter = form.get("event", ""), form.get("letter", "")
        sheet = beginning.letter_or_open(desk, form["kind"], event=event, letter=letter)
    else:
        raise Refused("没有选要写什么", remedy="先选发生了什么，或者文书的类别")
    return redirect(url_for("writing.sheet", id=sheet.id))


@pages.get("/drafts/<id>/edit")
def edit(id: str) -> AnyResponse:
    """Change a draft: one's own sheet of it is gone on with, however often this is asked."""
    return redirect(url_for("writing.sheet", id=beginning.change_draft(office(), id).id))


# -- the sheet -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What is shown with a sheet once: what was refused, what clashed (``mine``: not kept yet), who changed the draft."""

    wrongs: tuple[Told, ...] = ()
    clashes: tuple[Clash, ...] = ()
    by: str = ""
    reason: str = ""
    mine: Mapping[str, str] = field(default_factory=dict)


def _again(id: str, shown: Shown, anchor: str | None = None) -> AnyResponse:
    """Lead back to the form, which shows ``shown``: whoever goes back in the browser sends nothing twice."""
    _shown_once().keep(id, shown)
    return redirect(url_for("writing.sheet", id=id, all=1 if shown.wrongs else None, _anchor=anchor))


@pages.get("/write/<id>")
def sheet(id: str) -> str | AnyResponse:
    """The form beside its page; one that became something leads there."""
    desk = office()
    found = sheets.load(desk, id)
    if found.made:
        return redirect(_made_at(found, found.made))
    shown = _shown_once().take(id) or Shown()
    found = replace(found, fields={**found.fields, **shown.mine})
    kind, checked = kind_of(desk, found), check(desk, found)
    wrongs = shown.wrongs or (checked.faults if request.args.get("all") else ())
    beside: dict[str, list[str]] = {}
    for t in wrongs or [t for t in checked.faults if not t.gap]:
        beside.setdefault(t.name, []).append(t.words)
    more = request.args.get("more", "")
    return render_template(
        "sheet.html", sheet=found, kind=kind, checked=checked, wrongs=[Wrong(t.name, t.words) for t in wrongs],
        beside=beside, has_rows=has_rows, rows=lambda f: rows_of(f, found.fields, one_more=f.id == more), hint=hint,
        bad_fields={name.partition(".")[0] for name in beside}, clashes={c.name: c for c in shown.clashes},
        by=shown.by, unsaved=bool(shown.mine), others=beginning.others_at(desk, found), standing=_standing(found), reason=shown.reason,
        gaps=sum(t.gap for t in checked.faults), after=choosing.after(desk, found),
    )  # fmt: skip


def _standing(sheet: Sheet) -> str:
    with suppress(ShenguanError):  # a draft that is gone: keeping it says so
        return beginning.standing(office(), sheet)
    return ""


def _shown_once() -> Once:
    found: Once = current_app.extensions["shown_once"]
    return found


def _made_at(sheet: Sheet, made: str) -> str:
    if sheet.event_type:
        return url_for("events.show", id=made)
    return url_for("letters.show", id=made)


def _typed(kind: Kind) -> dict[str, str]:
    """What the request brings of the form: only inputs that the form has; several of one name are lines."""
    found = {}
    for name in request.form:
        if known_name(kind, name):
            values = [value.replace("\r\n", "\n") for value in request.form.getlist(name)]
            found[name] = "\n".join(value for value in values if value) if len(values) > 1 else values[0]
    return found


def _base() -> int:
    given = request.form.get("base", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _keep(id: str, kind: Kind, *, tidy: bool) -> Saved:
    """Keep what the request brings; ``tidy``: also as it ought to have been typed, which is said."""
    desk = office()
    saved = sheets.save(desk, id, _typed(kind), _base())
    if tidy and not saved.clashes:
        clean, done = tidy_inputs(desk, kind, saved.sheet.fields)
        saved = sheets.save(desk, id, clean, saved.sheet.revision)
        for name, words in done.items():
            desk.notify(f"“{label_of(kind, name)}”{words}。")
    named = about(kind, saved.sheet.fields)
    if named and named != saved.sheet.origin.about and not saved.sheet.origin.draft:
        sheets.set_origin(desk, saved.sheet, sheets.renamed(saved.sheet.origin, named))
    return saved


@pages.post("/write/<id>")
def act(id: str) -> AnyResponse:
    """Keep what is on the form, then do what the button says (``do``)."""
    desk, do = office(), request.form.get("do", "save")
    before = sheets.load(desk, id)
    kind = kind_of(desk, before)
    try:
        saved = _keep(id, kind, tidy=do in ("draft", "submit", "event"))
    except Refused as error:
        now = sheets.load(desk, id)
        if now.made:  # by the first of two clicks
            return redirect(_made_at(now, now.made))
        return _again(id, Shown((Told("", "", sentence(error)),)))
    if saved.clashes:
        return _again(id, Shown(clashes=saved.clashes, mine={c.name: c.mine for c in saved.clashes}))
    what, _, which = do.partition(":")
    if what == "discard":
        sheets.discard(desk, id)
        return redirect(url_for("home.home"))
    if what in ("draft", "submit", "event"):
        return _finished(id, kind, what)
    try:
        return _arranged(saved.sheet, kind, what, which)
    except ShenguanError as error:
        return _again(id, Shown((Told(which, "", sentence(error)),)), f"b-{which}")


def _arranged(sheet: Sheet, kind: Kind, what: str, which: str) -> AnyResponse:
    """One row more, one row or file less, a file more."""
    desk, anchor, more = office(), f"b-{which.partition('.')[0]}" if which else None, None
    if what == "add":
        more = which
    elif what == "drop":
        sheets.save(desk, sheet.id, without_row(kind, sheet.fields, which), sheet.revision)
    elif what == "dropfile" and which.isdecimal():
        anchor = next((f"b-{file.field}" for file in sheet.files if file.n == int(which)), None)
        sheets.drop_file(desk, sheet.id, int(which))
    elif what == "upload":
        _put(sheet.id, which)
    return redirect(url_for("writing.sheet", id=sheet.id, more=more, _anchor=anchor))


def _finished(id: str, kind: Kind, what: str) -> AnyResponse:
    desk, reason = office(), request.form.get("reason", "")
    try:
        if what == "event":
            made = finishing.to_event(desk, id, reason=reason)
        else:
            made = (finishing.to_submitted if what == "submit" else finishing.to_draft)(desk, id)
    except finishing.DraftChanged as error:
        finishing.take_over(desk, id)
        return _again(id, Shown(clashes=error.clashes, by=error.by))
    except DataFaults as error:
        fields = sheets.load(desk, id).fields
        listed = tuple(told(kind, fields, fault) for fault in error.faults)
        return _again(id, Shown(listed, reason=reason))
    except ShenguanError as error:
        return _again(id, Shown((Told("", "", sentence(error)),), reason=reason))
    say_next(dict.fromkeys([*said(), *(f"{note.rstrip('。')}。" for note in made.notes)]))
    return redirect(_made_at(sheets.load(desk, id), made.id))


# -- while one types -------------------------------------------------------------------------


@pages.post("/write/<id>/save")
def save(id: str) -> Response | tuple[Response, int]:
    """Keep what was changed; answers what is wrong, what was understood, what was changed elsewhere."""
    try:
        sheet = sheets.load(office(), id)
    except NotFound as error:
        return jsonify(gone=sentence(error)), 404
    if sheet.made:
        return jsonify(made=_made_at(sheet, sheet.made)), 410
    kind = kind_of(office(), sheet)
    try:
        saved = _keep(id, kind, tidy=False)
    except Refused as error:
        return jsonify(refused=sentence(error)), 422
    clean, done = tidy_inputs(office(), kind, saved.sheet.fields)
    checked = check(office(), replace(saved.sheet, fields={**saved.sheet.fields, **clean}))
    faults: dict[str, list[str]] = {}
    for t in checked.faults:
        if not t.gap:
            faults.setdefault(t.name, []).append(t.words)
    answer = jsonify(
        revision=saved.sheet.revision, faults=faults, understood=checked.understood, notes=checked.notes,
        exchange=checked.exchange, gaps=[t.name for t in checked.faults if t.gap], clean=clean, done=done,
        others=saved.others, at=office().now().strftime("%H:%M"),
        clashes=[{"name": c.name, "label": label_of(kind, c.name), "mine": c.mine, "theirs": c.theirs} for c in saved.clashes],
    )  # fmt: skip
    return answer, 409 if saved.clashes else 200


@pages.post("/write/<id>/files/<field>")
def put(id: str, field: str) -> str | tuple[str, int]:
    """Keep files of a field; answers the list of them anew."""
    problem = ""
    try:
        _put(id, field)
    except ShenguanError as error:
        problem = sentence(error)
    sheet = sheets.load(office(), id)
    kind = kind_of(office(), sheet)
    f = next((f for f in kind.all_fields if f.id == field), None)
    if f is None:
        abort(404)
    return render_template("sheet_files.html", sheet=sheet, f=f, problem=problem), 422 if problem else 200


def _put(id: str, field: str) -> None:
    with uploaded(request.files.getlist(f"files.{field}")) as files:
        if not files:
            raise Refused("没有选文件", remedy="选 PDF、图片或者 Office 文件")
        for path in files:
            put_file(office(), id, field, path)


@pages.get("/write/find/<what>")
def find(what: str) -> str:
    """What a field offers for the words typed in it."""
    if what not in _FINDERS:
        abort(404)
    sheet = None
    if request.args.get("sheet"):
        with suppress(NotFound):
            sheet = sheets.load(office(), request.args["sheet"])
    offers = _FINDERS[what](request.args.get("q", ""), sheet, request.args.get("field", ""))
    return render_template("offers.html", offers=offers, box=request.args.get("box", "box")[:80], what=what)


# -- the page --------------------------------------------------------------------------------


@pages.get("/write/<id>/preview")
def preview(id: str) -> Response:
    """The pages as they stand, with the places of the fields; 503: the printer is busy, ask again."""
    sheet = sheets.load(office(), id)
    if sheet.event_type:
        abort(404)
    problem, found = "", None
    try:
        found = _preview(sheet)
    except ShenguanError as error:
        problem = sentence(error)
    answer = make_response(render_template("sheet_preview.html", sheet=sheet, preview=found, problem=problem))
    if found is None and not problem:
        answer.status_code = 503
        answer.headers["Retry-After"] = "2"
    return answer


@pages.get("/write/<id>/pages/<int:page>")
def page(id: str, page: int) -> Response:
    """One page as a picture; ``rev`` in the address makes a changed one another picture."""
    found = sheets.load(office(), id)
    if found.event_type:
        abort(404)
    rev = request.args.get("rev", "")
    kept = _previews().kept((id, int(rev))) if rev.isdecimal() and len(rev) < 9 else None
    printed = kept or _preview(found, patient=True)
    if printed is None or not 1 <= page <= printed.count:
        abort(404)
    return picture(page_picture(printed.pdf, page), lasting=kept is not None)


def _previews() -> Previews:
    found: Previews = current_app.extensions["previews"]
    return found


def _preview(sheet: Sheet, *, patient: bool = False) -> Preview | None:
    desk = office()

    def make() -> Preview:
        document = pictured(
            desk, sheets.load(desk, sheet.id)
        )  # she may have typed on while the printer was busy
        pdf = desk.press.pages(document) if desk.press else desk.pdf.pdf(document)
        with printing():  # PDFium
            return Preview(pdf, page_count(pdf), tuple(places_of(document, pdf)))

    try:
        return _previews().get((sheet.id, sheet.revision), make, patient=patient)
    except PressBusy:
        return None
