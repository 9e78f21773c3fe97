"""Which letters: of a company, a code, a matter, a department, a time; and which refer to which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal, or_, select

from shenguan_docs.errors import Refused
from shenguan_docs.register import schema
from shenguan_docs.register.documents import load
from shenguan_docs.register.letters import DocumentParty, IssuedRecord, Relation
from shenguan_docs.register.rows import from_row
from shenguan_docs.text import fold_code


@dataclass(frozen=True)
class Related:
    """The other end of a relation: ``record`` is None for a 收文 or a letter from outside.

    ``incoming`` says that the other letter refers to this one.
    """

    relation: Relation
    incoming: bool
    record: IssuedRecord | None


def of_company(
    conn: Connection, name: str | None = None, uscc: str | None = None
) -> tuple[IssuedRecord, ...]:
    """Return the letters about a 行政相对人, by name, by 统一社会信用代码 or by either."""
    parties = schema.document_parties
    fits: list[ColumnElement[bool]] = []
    if name:
        fits.append(parties.c.name == name.strip())
    if uscc:
        fits.append(parties.c.uscc == fold_code(uscc))
    if not fits:
        raise Refused("要写明当事人的名称或统一社会信用代码")
    return _letters(conn, select(parties.c.document).where(or_(*fits)))


def parties_like(
    conn: Connection,
    name: str,
    uscc: str = "",
    id_number: str = "",
    where: ColumnElement[bool] | None = None,
) -> tuple[tuple[str, DocumentParty], ...]:
    """Return the 行政相对人 of letters in force that have this name or this code, each once with a number.

    ``where`` is a condition on the letters.
    """
    t, letters = schema.document_parties, schema.documents
    fits = [t.c.name == name, *(c == v for c, v in ((t.c.uscc, uscc), (t.c.id_number, id_number)) if v)]
    query = (
        select(t.c.name, t.c.uscc, t.c.id_number, func.min(letters.c.number).label("number"))
        .join(letters, letters.c.id == t.c.document)
        .where(or_(*fits), letters.c.state != "void")
        .group_by(t.c.name, t.c.uscc, t.c.id_number)
        .order_by(t.c.name, t.c.uscc, t.c.id_number)
    )
    if where is not None:
        query = query.where(where)
    return tuple(
        (row.number, DocumentParty(row.name, uscc=row.uscc, id_number=row.id_number))
        for row in conn.execute(query)
    )


def of_code(conn: Connection, code: str) -> tuple[IssuedRecord, ...]:
    """Return the letters about a 监管事项编码, in any width or case."""
    codes = schema.document_codes
    return _letters(conn, select(codes.c.document).where(codes.c.code == fold_code(code)))


def of_matter(conn: Connection, name: str) -> tuple[IssuedRecord, ...]:
    """Return the letters about a matter, by its name."""
    matters = schema.document_matters
    return _letters(conn, select(matters.c.document).where(matters.c.name == name.strip()))


def of_department(conn: Connection, key: str) -> tuple[IssuedRecord, ...]:
    """Return the letters that a department sent or was sent."""
    documents, receivers = schema.documents, schema.document_receivers
    sent = select(documents.c.id).where(documents.c.sender == key)
    return _letters(conn, sent.union(select(receivers.c.document).where(receivers.c.department == key)))


def all_letters(
    conn: Connection,
    *,
    kind: str | None = None,
    sender: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> tuple[IssuedRecord, ...]:
    """Return the letters of a kind, a sender, a time (both days included), or all."""
    documents = schema.documents
    query = select(documents.c.id)
    if kind is not None:
        query = query.where(documents.c.kind == kind)
    if sender is not None:
        query = query.where(documents.c.sender == sender)
    if start is not None:
        query = query.where(documents.c.written_on >= start)
    if end is not None:
        query = query.where(documents.c.written_on <= end)
    return _letters(conn, query)


def relations(conn: Connection, id: str) -> tuple[Related, ...]:
    """Return what a letter or 收文 refers to or answers, then what refers to it or answers it."""
    t = schema.document_relations
    outgoing = conn.execute(select(t).where(t.c.document == id).order_by(t.c.position)).all()
    towards = or_(t.c.target_document == id, t.c.target_received == id, t.c.target_past == id)
    incoming = conn.execute(select(t).where(towards).order_by(t.c.document, t.c.position)).all()
    r = schema.received
    answers = conn.execute(select(r).where(r.c.answers == id).order_by(r.c.year, r.c.ordinal)).all()
    answered = conn.execute(select(r.c.answers).where(r.c.id == id, r.c.answers.is_not(None))).scalars().all()
    ids = [*(row.target_document for row in outgoing if row.target_document), *answered]
    records = {record.id: record for record in load(conn, ids + [row.document for row in incoming])}
    return (
        *(Related(_relation(row), False, records.get(row.target_document)) for row in outgoing),
        *(Related(Relation("answers", letter), False, records.get(letter)) for letter in answered),
        *(Related(_relation(row), True, records[row.document]) for row in incoming),
        *(
            Related(
                Relation("answers", row.id, row.sender, row.sender_number or row.number, row.title, row.day),
                True,
                None,
            )
            for row in answers
        ),
    )


def answering(conn: Connection, ids: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return the ids of the letters and of the 收文 that answer one of these letters."""
    t, r = schema.document_relations, schema.received
    letters: set[str] = set()
    got: set[str] = set()
    for start in range(0, len(ids), 400):
        some = ids[start : start + 400]
        query = select(t.c.document).where(t.c.target_document.in_(some), t.c.relation == "answers")
        letters.update(conn.execute(query).scalars())
        got.update(conn.execute(select(r.c.id).where(r.c.answers.in_(some))).scalars())
    return letters, got


def latest_of_matter(
    conn: Connection, name: str, most: int, visible: ColumnElement[bool] | None
) -> tuple[set[str], set[str]]:
    """Return the ids of the last letters and of the last events about a matter, of either at most ``most``."""
    d, e, of_letter, of_event = schema.documents, schema.events, schema.document_matters, schema.event_matters
    found = []
    for record, day, owner, names, condition in (
        (d.c.id, d.c.written_on, of_letter.c.document, of_letter.c.name, visible),
        (e.c.id, e.c.day, of_event.c.event, of_event.c.name, None),
    ):
        rare = select(owner).where(names == name).limit(_COMMON)
        count = conn.execute(select(func.count()).select_from(rare.subquery())).scalar_one()
        if count < _COMMON:
            about: ColumnElement[bool] = record.in_(select(owner).where(names == name))
        else:  # the days lead to enough of them sooner than all letters of the matter
            about = exists().where(owner == record, names + literal("") == name)
        query = select(record).where(about).order_by(day.desc()).limit(most)
        found.append(set(conn.execute(query if condition is None else query.where(condition)).scalars()))
    return found[0], found[1]


_COMMON = 3_000


def same_case(conn: Connection, id: str, event: str) -> set[str]:
    """Return the ids of letters and 收文 of the same 业务事件, and of those joined to one by reference or answer."""
    t, documents = schema.document_relations, schema.documents
    found: set[str] = set()
    for related in relations(conn, id):
        found.add(related.record.id if related.record else related.relation.target_id or "")
    if event:
        found |= set(conn.execute(select(documents.c.id).where(documents.c.event == event)).scalars())
    beside = select(t.c.document).where(or_(t.c.target_document.in_(found), t.c.target_received.in_(found)))
    return {one for one in found | set(conn.execute(beside).scalars()) if one and one != id}


def _relation(row: Any) -> Relation:
    return from_row(Relation, row, target_id=row.target_document or row.target_received or row.target_past)


def _letters(conn: Connection, ids: Select[Any] | Any) -> tuple[IssuedRecord, ...]:
    return _in_order(load(conn, dict.fromkeys(conn.execute(ids).scalars())))


def _in_order(records: Iterable[IssuedRecord]) -> tuple[IssuedRecord, ...]:
    return tuple(sorted(records, key=lambda r: (r.written_on, r.sender, r.group, r.year, r.ordinal)))
