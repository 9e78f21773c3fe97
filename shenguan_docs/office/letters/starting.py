"""The form of a letter that starts from another one: its answer, its correction, its 列入函, its 回执."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.notices.kind import COMMON_FIELDS, Field, Kind
from shenguan_docs.notices.kinds import family, find_kind
from shenguan_docs.notices.outside import not_void
from shenguan_docs.office.events.files import Held
from shenguan_docs.office.events.forms import types_of
from shenguan_docs.office.events.letters import Start, event_form
from shenguan_docs.office.letters.letter_object import DATA
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.register import deliveries, documents, events
from shenguan_docs.register.letters import DocumentParty, IssuedRecord

_OWN = ("corrects", "urges", "lifts")  # relations to a letter that the writer itself sent
_SAID_ANEW = {"requests", "effect", *(f.id for f in COMMON_FIELDS)}


def letter_form(office: Office, conn: Connection, typed: str, kind: Kind) -> Start:
    """Return the form of a letter of ``kind`` as far as the letter ``typed`` (number or id) fills it.

    Raises NotFound, Refused (void, a 收文, a kind that refers to no such letter).
    """
    lookup = OfficeLookup.of_writer(office, conn)
    cited = not_void(lookup.letter(typed))
    record = documents.by_id(conn, cited.id)
    if record is None:
        raise Refused(f"“{typed}”是收文，不是本单位印发的文书", remedy="用 --data 文件写明来文")
    field = _field(kind, cited.kinds)
    if field is None:
        raise Refused(
            f"“{kind.name}”不引用“{record.kind_name}”",
            remedy=f"运行 shenguan kinds show {kind.slug} 看它引用什么",
        )
    start = _of_its_event(office, conn, record, kind)
    form = {**start.form, **_alike(office, record, kind)}
    form[field.id] = [record.id] if field.many else record.id
    for f in kind.fields:
        value = _value(conn, f, kind, record, lookup, own=field.relation in _OWN)
        if value and (f.type in ("department", "date") or f.id not in form):
            form[f.id] = value
    return Start(record.event, form, start.remarks, start.held)


def _field(kind: Kind, cited: tuple[str, ...]) -> Field | None:
    """The field that names such a letter: one that asks for its kind, one with a relation, one that is required."""
    listed = [f for f in kind.fields if f.type == "reference" and (not f.kinds or set(f.kinds) & set(cited))]
    ranked = sorted(listed, key=lambda f: (not f.kinds, not f.relation, not f.required))
    return ranked[0] if ranked else None


def _of_its_event(office: Office, conn: Connection, record: IssuedRecord, kind: Kind) -> Start:
    """What the event of the letter fills, where that calls for this kind too."""
    event = events.by_id(conn, record.event) if record.event else None
    type = next((t for t in types_of(office) if event and t.key == event.type), None)
    if event and type and {c.kind for c in type.letters} & set(family(office.kind_places, kind.slug)):
        return event_form(office, conn, event.id, kind)
    return Start("", {}, (), Held())


def _alike(office: Office, record: IssuedRecord, kind: Kind) -> dict[str, Any]:
    """What both letters say under the same name, as the archived form has it."""
    try:
        source = find_kind(office.kind_places, record.kind)
    except ShenguanError:  # a kind that is there no more
        return {}
    given = json.loads(office.archive.read(record.object_id, DATA))
    same = {(f.id, f.label, f.type, f.many) for f in source.fields}
    return {
        f.id: given[f.id]
        for f in kind.fields
        if (f.id, f.label, f.type, f.many) in same
        and f.id in given
        and f.id not in _SAID_ANEW
        and f.type not in ("attachment", "reference", "department", "task_date")
    }


def _value(
    conn: Connection, f: Field, kind: Kind, record: IssuedRecord, lookup: OfficeLookup, *, own: bool
) -> Any:
    if f.type == "party":
        parties = [_party(p) for p in record.parties]
        return parties if f.many else parties[:1] and parties[0]
    if f.type == "matter":
        names = [m.name for m in record.matters]
        return names if f.many else names[:1] and names[0]
    receivers = list(_receivers(record, lookup))
    if f.type == "department":
        mine, theirs = ([record.sender], receivers) if own else (receivers[:1], [record.sender])
        keys = mine if f.label == kind.sender else theirs if f.label in kind.receivers else []
        return keys if f.many else keys[:1] and keys[0]
    if f.id == "received_on" and f.type == "date":
        days = [d.claimed_on or d.sent_on for d in deliveries.of_document(conn, record.id)]
        return days[0].isoformat() if days else None
    return None


def _receivers(record: IssuedRecord, lookup: OfficeLookup) -> Iterator[str]:
    """The 主送; what goes to a group is done by its office."""
    offices = {d.parent: d.key for d in lookup.directory.departments if d.parent}
    for receiver in record.receivers:
        if receiver.role == "main" and receiver.department:
            yield offices.get(receiver.department, receiver.department)


def _party(party: DocumentParty) -> dict[str, str]:
    names = ("name", "uscc", "id_number", "address", "phone", "representative")
    return {name: value for name in names if (value := getattr(party, name))}
