"""Issued letters: their entry in the register, made void, found again by number or id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, select, update

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.register import companies, journal, life_tables, numbers, schema
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import (
    Attachment,
    Deadline,
    DocumentMatter,
    DocumentParty,
    IssuedRecord,
    ObjectRef,
    Receiver,
    Relation,
)
from shenguan_docs.register.numbers import Taken
from shenguan_docs.register.past_tables import past_letters
from shenguan_docs.register.rows import from_plain, from_row, into, plain_data, row_of

_FILLED_IN = (
    "issued_at", "issued_by", "state", "void_reason", "voided_at", "voided_by", "object_id", "object_version",
)  # fmt: skip


def issue(conn: Connection, *, at: datetime, by: str, record: IssuedRecord, object: ObjectRef) -> Entry:
    """Enter a letter under the number that ``numbers.take`` gave in this transaction.

    Raises Refused if the id is already issued, NotFound if a relation's target does not exist.
    """
    earlier = by_id(conn, record.id)
    if earlier is not None:
        raise Refused(f"编号“{record.id}”已经印发为“{earlier.number}”")
    for relation in record.relations:
        if relation.target_id is not None and not any(_target(conn, relation.target_id)):
            raise NotFound(f"没有编号为“{relation.target_id}”的文书", where=relation.relation)
    fields = {name: value for name, value in plain_data(record).items() if name not in _FILLED_IN}
    data = {"document": fields, "object": plain_data(object)}
    return journal.append(conn, at=at, by=by, kind="document.issued", record=record.id, data=data)


def void(conn: Connection, typed: str, *, at: datetime, by: str, reason: str) -> Entry:
    """Make a letter void, by number or id; its number stays. Raises Refused (already void), NotFound."""
    record = find(conn, typed)
    if record.state == "void":
        raise Refused(f"“{record.number}”已经作废，原因：{record.void_reason}")
    if not reason.strip():
        raise Refused("作废要说明原因", where=record.number, remedy="用 --reason 写明原因")
    data = {"number": record.number, "reason": reason.strip()}
    return journal.append(conn, at=at, by=by, kind="document.voided", record=record.id, data=data)


# -- applying --------------------------------------------------------------------------------


@applies("document.issued")
def _issued(conn: Connection, entry: Entry) -> None:
    record = from_plain(IssuedRecord, entry.data["document"])
    object = from_plain(ObjectRef, entry.data["object"])
    more = {
        "issued_at": entry.moment,
        "issued_by": entry.by,
        "object_id": object.object_id,
        "object_version": object.version,
        "event": record.event or None,
    }
    conn.execute(into(schema.documents), row_of(record, schema.documents, **more))
    taken = Taken(record.number, record.ordinal, record.year, record.group, record.sender)
    numbers.enter(
        conn,
        taken,
        at=entry.moment,
        written_on=record.written_on,
        reason=record.date_reason,
        document=record.id,
    )
    _children(conn, record.id, schema.document_receivers, record.receivers, _receiver_row)
    _children(conn, record.id, schema.document_parties, record.parties)
    _children(conn, record.id, schema.document_matters, record.matters)
    for position, matter in enumerate(record.matters, 1):
        for ordinal, code in enumerate(matter.codes, 1):
            place = {"document": record.id, "position": position, "ordinal": ordinal}
            conn.execute(into(schema.document_codes), {**place, "code": code})
    _children(conn, record.id, schema.document_relations, record.relations, _relation_row)
    _children(conn, record.id, schema.document_attachments, record.attachments)
    _children(conn, record.id, life_tables.document_deadlines, record.deadlines)
    companies.note(conn, entry, "letter", record.id, record.written_on, record.parties)


@applies("document.voided")
def _voided(conn: Connection, entry: Entry) -> None:
    changed = {
        "state": "void",
        "void_reason": entry.data["reason"],
        "voided_at": entry.moment,
        "voided_by": entry.by,
    }
    conn.execute(update(schema.documents).where(schema.documents.c.id == entry.record).values(changed))
    numbers.mark_void(conn, entry.data["number"], entry.data["reason"])
    companies.fall(conn, entry.record)


_More = Callable[[Connection, Any], dict[str, Any]]


def _children(
    conn: Connection, document: str, table: Table, records: Iterable[Any], more: _More = lambda _c, _r: {}
) -> None:
    rows = [
        row_of(record, table, document=document, position=position, **more(conn, record))
        for position, record in enumerate(records, 1)
    ]
    if rows:
        conn.execute(into(table), rows)


def _receiver_row(_conn: Connection, receiver: Receiver) -> dict[str, Any]:
    return {"department": receiver.department or None}


def _relation_row(conn: Connection, relation: Relation) -> dict[str, Any]:
    columns = ("target_document", "target_received", "target_past")
    if not relation.target_id:  # every row names every column: they are written in one statement
        return dict.fromkeys(columns)
    return dict(zip(columns, _target(conn, relation.target_id), strict=True))


def _target(conn: Connection, id: str) -> tuple[str | None, ...]:
    """The id as that of a letter, of a 收文, of a past letter: None where it is none."""
    tables = (schema.documents, schema.received, past_letters)
    return tuple(conn.execute(select(t.c.id).where(t.c.id == id)).scalar() for t in tables)


# -- finding ---------------------------------------------------------------------------------


def by_id(conn: Connection, id: str) -> IssuedRecord | None:
    """Return the letter with this id, None if none was issued."""
    return next(iter(load(conn, [id])), None)


def by_number(conn: Connection, typed: str) -> IssuedRecord | None:
    """Return the letter of a number typed in any width and form of bracket, None if there is none.

    Raises Refused where the number is incomplete and several letters fit.
    """
    states = [state for state in numbers.find_numbers(conn, typed) if state.department]
    state = numbers.only(states, typed)
    return by_id(conn, state.id) if state else None


def find(conn: Connection, typed: str) -> IssuedRecord:
    """Return the letter of a number or id. Raises NotFound, Refused (several fit)."""
    record = by_id(conn, typed.strip()) or by_number(conn, typed)
    if record is None:
        _say_if_draft(conn, typed.strip())
        raise NotFound(f"没有文号或编号为“{typed}”的文书", remedy="用 shenguan search 查找")
    return record


def _say_if_draft(conn: Connection, id: str) -> None:
    t = schema.drafts
    if conn.execute(select(t.c.id).where(t.c.id == id)).first() is not None:
        raise NotFound(f"“{id}”还是草稿，没有编号印发", remedy=f"先印发：shenguan issue {id}")


def load(conn: Connection, ids: Iterable[str]) -> tuple[IssuedRecord, ...]:
    """Return the letters with these ids, in their order; ids that are no letter's are left out."""
    wanted = list(ids)
    found: dict[str, IssuedRecord] = {}
    for start in range(0, len(wanted), 400):  # databases limit the parameters of one statement
        found |= _load(conn, wanted[start : start + 400])
    return tuple(found[id] for id in wanted if id in found)


def _load(conn: Connection, ids: list[str]) -> dict[str, IssuedRecord]:
    rows = conn.execute(_LETTERS, {"ids": ids}).all()
    if not rows:
        return {}
    receivers = _parts(
        conn,
        schema.document_receivers,
        ids,
        lambda row: from_row(Receiver, row, department=row.department or ""),
    )
    parties = _parts(conn, schema.document_parties, ids, lambda row: from_row(DocumentParty, row))
    codes: dict[tuple[str, int], list[str]] = {}
    for row in conn.execute(_CODES, {"ids": ids}):
        codes.setdefault((row.document, row.position), []).append(row.code)
    matters = _parts(
        conn,
        schema.document_matters,
        ids,
        lambda row: from_row(DocumentMatter, row, codes=tuple(codes.get((row.document, row.position), ()))),
    )
    relations = _parts(
        conn,
        schema.document_relations,
        ids,
        lambda row: from_row(
            Relation, row, target_id=row.target_document or row.target_received or row.target_past
        ),
    )
    attachments = _parts(conn, schema.document_attachments, ids, lambda row: from_row(Attachment, row))
    deadlines = _parts(conn, life_tables.document_deadlines, ids, lambda row: from_row(Deadline, row))
    return {
        row.id: from_row(
            IssuedRecord,
            row,
            event=row.event or "",
            receivers=receivers.get(row.id, ()),
            parties=parties.get(row.id, ()),
            matters=matters.get(row.id, ()),
            relations=relations.get(row.id, ()),
            attachments=attachments.get(row.id, ()),
            deadlines=deadlines.get(row.id, ()),
        )
        for row in rows
    }


# Made once: every letter that is looked at asks them.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_LETTERS = (
    select(schema.documents, schema.numbers.c.group, schema.numbers.c.year, schema.numbers.c.ordinal)
    .join(schema.numbers, schema.numbers.c.document == schema.documents.c.id)
    .where(schema.documents.c.id.in_(_IDS))
)
_CODES = (
    select(schema.document_codes)
    .where(schema.document_codes.c.document.in_(_IDS))
    .order_by(schema.document_codes.c.position, schema.document_codes.c.ordinal)
)


@cache
def _parts_of(table: Table) -> Select[Any]:
    return select(table).where(table.c.document.in_(_IDS)).order_by(table.c.document, table.c.position)


def _parts(
    conn: Connection, table: Table, ids: list[str], make: Callable[[Any], Any]
) -> dict[str, tuple[Any, ...]]:
    parts: dict[str, tuple[Any, ...]] = {}
    for row in conn.execute(_parts_of(table), {"ids": ids}):
        parts[row.document] = (*parts.get(row.document, ()), make(row))
    return parts
