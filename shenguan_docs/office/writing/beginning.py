"""Begin a sheet: from nothing, from an event or a letter, as a copy of an earlier one, to change a draft or an event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.events.files import Held, form_items, held_by
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.events.letters import event_form, merged
from shenguan_docs.office.letters.letter_object import DATA
from shenguan_docs.office.letters.lookup import KEPT, OfficeLookup
from shenguan_docs.office.letters.preparing import words_json
from shenguan_docs.office.letters.starting import letter_form
from shenguan_docs.office.letters.workflow import standing_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.writing.kinds import about
from shenguan_docs.office.writing.shape import TITLE, fields_of
from shenguan_docs.office.writing.sheets import EVENT, Origin, Sheet, begin, of_draft, own_sheets
from shenguan_docs.plan.events import FILES
from shenguan_docs.register import documents, drafts, events, journal
from shenguan_docs.register.drafts import Draft

_File = tuple[str, str, str, str, bytes]  # field, name, SHA-256, words, content
_NOT_COPIED = ("attachment", "reference", "date", "task_date")


def new_letter(
    office: Office,
    kind_name: str,
    *,
    event: str = "",
    letter: str = "",
    given: Mapping[str, Any] | None = None,
) -> Sheet:
    """Begin a letter of a kind, filled as far as the event or letter (id or number) that it starts from knows.

    Raises NotFound, Refused.
    """
    kind = find_kind(office.kind_places, kind_name)
    with office.reading() as conn:
        form: Mapping[str, Any] = {}
        remarks: tuple[str, ...] = ()
        of_event, held = "", Held()
        if event:
            start = event_form(office, conn, event, kind)
        elif letter:
            rights.require_seen(office, conn, documents.find(conn, letter).id, letter)
            start = letter_form(office, conn, letter, kind)
        if event or letter:
            form, remarks, of_event, held = start.form, start.remarks, start.event, start.held
        form = merged(kind, {**_sender(office, kind), **form}, given or {})
        fields = fields_of(kind, _readable(conn, office, kind, form))
        files, titles = _lent(kind, form, held)
    return begin(
        office, kind.slug, {**fields, **titles},
        Origin(event=event or of_event, letter=letter, about=about(kind, fields), remarks=remarks), files,
    )  # fmt: skip


def _sender(office: Office, kind: Kind) -> dict[str, Any]:
    """The person's own department, where a field says who sends the letter."""
    own = rights.own_department(office)
    f = next((f for f in kind.fields if f.label == kind.sender and f.type == "department"), None)
    return {f.id: [own] if f.many else own} if f is not None and own else {}


def new_event(office: Office, type_name: str) -> Sheet:
    """Begin to register an event. Raises NotFound."""
    return begin(office, EVENT + find_type(office, type_name).key, {})


def change_event(office: Office, id: str) -> Sheet:
    """Begin to change an event that was registered. Raises NotFound, Refused (withdrawn)."""
    with office.reading() as conn:
        event = events.find(conn, id)
        rights.require_seen(office, conn, event.id, sort="event")
        if event.withdrawn:
            raise Refused(f"事件“{event.id}”已经撤回", remedy="需要的，重新登记")
        kind = form_of(find_type(office, event.type))
        fields = fields_of(kind, _readable(conn, office, kind, event.data))
        form = {FILES.id: form_items(event)} if event.data.get(FILES.id) else {}
        files, titles = _lent(kind, form, held_by(office, [event]))
        version = len(tuple(journal.history(conn, event.id)))
    origin = Origin(subject=event.id, base=version, about=about(kind, fields))
    return begin(office, EVENT + event.type, {**fields, **titles}, origin, files)


def copy_of(office: Office, typed: str) -> Sheet:
    """Begin a letter that says what an earlier one (id or number) said, but for its days, files and cited letters.

    Raises NotFound, Refused (a 收文, a kind that is there no more).
    """
    with office.reading() as conn:
        record = documents.find(conn, typed)
        rights.require_seen(office, conn, record.id, typed)
        kind = find_kind(office.kind_places, record.kind)
        form = json.loads(office.archive.read(record.object_id, DATA))
        kept = {f.id: form[f.id] for f in kind.all_fields if f.id in form and f.type not in _NOT_COPIED}
        fields = fields_of(kind, _readable(conn, office, kind, kept))
    remark = f"照 {record.number} 的内容填好；日期、附件、引用的文书没有照搬，请逐项核对"
    return begin(office, kind.slug, fields, Origin(about=about(kind, fields), remarks=(remark,)))


def change_draft(office: Office, id: str) -> Sheet:
    """Return one's own sheet that changes a draft: the one begun earlier, else a new one.

    Raises NotFound, Refused (issued).
    """
    rights.require(office, "write")
    with office.reading() as conn:
        issued = documents.by_id(conn, id)
        if issued is not None:
            rights.require_seen(office, conn, issued.id)
            raise Refused(f"已印发为{issued.number}，不能再改", remedy="需要更正的，另行起草更正函")
        draft = drafts.load(conn, id)
        rights.require_draft(office, conn, draft, "write")
    own = next((sheet for sheet in of_draft(office, id) if sheet.owner == office.actor), None)
    if own is None:
        with office.reading() as conn:
            kind = find_kind(office.kind_places, draft.kind)
            fields, files = draft_inputs(conn, office, kind, draft)
            version = len(drafts.versions(conn, id))
        origin = Origin(event=draft.event, draft=id, base=version, about=draft.title)
        own = begin(office, draft.kind, fields, origin, files)
    return own


def others_at(office: Office, sheet: Sheet) -> tuple[str, ...]:
    """Return who else is changing the draft that a sheet changes."""
    if not sheet.origin.draft:
        return ()
    there = of_draft(office, sheet.origin.draft)
    return tuple(dict.fromkeys(other.owner for other in there if other.owner != office.actor))


def standing(office: Office, sheet: Sheet) -> str:
    """Return how far the draft that a sheet changes was passed on, "" for one that nobody waits for."""
    if not sheet.origin.draft:
        return ""
    with office.reading() as conn:
        draft = drafts.load(conn, sheet.origin.draft)
        rights.require_draft(office, conn, draft)
        state = standing_of(office, conn, draft, draft.sender).state
    return "" if state in ("草稿", "已退回") else state


def draft_inputs(
    conn: Connection, office: Office, kind: Kind, draft: Draft
) -> tuple[dict[str, str], list[_File]]:
    """Return what a draft says as the inputs of a sheet, and its files."""
    fields = inputs_of(conn, office, kind, draft.data)
    fields |= {f"{TITLE}.{n}": file.title for n, file in enumerate(draft.files, 1) if file.title}
    files = [(f.field, f.original_name, f.sha256, f.words, f.content) for f in draft.files]
    return fields, files


def inputs_of(conn: Connection, office: Office, kind: Kind, data: Mapping[str, Any]) -> dict[str, str]:
    """Return a form that was kept as the inputs of a sheet, departments and letters named as people name them."""
    return fields_of(kind, _readable(conn, office, kind, data))


def letter_or_open(
    office: Office, kind: str, *, event: str = "", letter: str = "", given: Mapping[str, Any] | None = None
) -> Sheet:
    """Go on with one's own open sheet of a kind that starts from the same event or letter, else begin one."""
    if event or letter:
        for sheet in own_sheets(office):
            if (sheet.kind, sheet.origin.event, sheet.origin.letter) == (
                kind,
                event,
                letter,
            ) and not sheet.origin.draft:
                return sheet
    return new_letter(office, kind, event=event, letter=letter, given=given)


def _readable(conn: Connection, office: Office, kind: Kind, form: Mapping[str, Any]) -> dict[str, Any]:
    """The form with departments and letters named as people name them."""
    lookup = OfficeLookup.of_writer(office, conn)
    named = dict(form)
    for f in kind.all_fields:
        for key in (f.id, f.label):
            if key in named and f.type in ("department", "reference"):
                value = named[key]
                items = value if isinstance(value, list) else [value]
                found = [_name(lookup, f.type, item) for item in items]
                named[key] = found if f.many else found[0]
    return named


def _name(lookup: OfficeLookup, type: str, item: Any) -> Any:
    if not isinstance(item, str):
        return item
    with suppress(ShenguanError):
        if type == "department":
            return lookup.department(item).short_name
        letter = lookup.letter(item)
        if letter.number and lookup.letter(letter.number).id == letter.id:
            return letter.number
    return item


def _lent(kind: Kind, form: Mapping[str, Any], held: Held) -> tuple[list[_File], dict[str, str]]:
    """The files that a form points to, and the titles that it gives them."""
    files: list[_File] = []
    titles: dict[str, str] = {}
    for f, item in _attachments(kind, form):
        known = held.files.get(str(item.get("path", "")))
        if known is None:
            continue
        content = known.path.read_bytes()
        words = held.texts.get(known.sha256)
        files.append(
            (f, known.name, hashlib.sha256(content).hexdigest(), words_json(words) if words else "", content)
        )
        titles[f"{TITLE}.{len(files)}"] = str(item.get("title") or known.title)
    return files, titles


def _attachments(kind: Kind, form: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for f in kind.all_fields:
        if f.type == "attachment" and f.id in form:
            value = form[f.id]
            for item in value if isinstance(value, list) else [value]:
                named = item if isinstance(item, Mapping) else {"path": item}
                if str(named.get("path", "")).startswith(KEPT):
                    yield f.id, named
