"""What the register knows of an issued letter, as a reviewer asks for it: sent, claimed, sealed, answered, in time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from shenguan_docs.errors import ShenguanError
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.letters.delivering import RECEIPT
from shenguan_docs.office.letters.letter_object import DATA
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.workdays import Workdays
from shenguan_docs.register import deliveries, lookups, schema
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.review.facts import DeliveryFact, TermFact

_WITHOUT_SEAL = ("form", "minutes")
_AT_ONCE = "推送即认领"
_OWN_DAY = ("credit-check", "receipt")  # their term is of what they record, not of their being sent


def needs_seal(letter: IssuedRecord) -> bool:
    """Whether a letter bears a seal: records do not, nor minutes (GB/T 9704 10.3)."""
    return letter.layout not in _WITHOUT_SEAL


def is_sealed(conn: Connection, letter: IssuedRecord) -> bool:
    """Whether the scan of the sealed original is there."""
    return bool(deliveries.sealed_of(conn, letter.id))


def sent_to(conn: Connection, letter: IssuedRecord) -> tuple[DeliveryFact, ...]:
    """Return for each receiver how the letter was sent and claimed."""
    known = {one.position: one for one in deliveries.of_document(conn, letter.id)}
    facts = []
    for position, receiver in enumerate(letter.receivers, 1):
        one = known.get(position)
        if one is None:
            facts.append(DeliveryFact(receiver.name, receiver.role))
            continue
        agreed = one.way if one.way not in ("", RECEIPT, _AT_ONCE) else ""
        proved = bool(one.receipt or one.evidence)
        facts.append(
            DeliveryFact(
                receiver.name, receiver.role, one.channel, one.sent_on, one.claimed_on, proved, agreed
            )
        )
    return tuple(facts)


def terms_of(
    office: Office, conn: Connection, letter: IssuedRecord, kind: str, calendar: Workdays
) -> tuple[TermFact, ...]:
    """Return the terms that a letter sets or obeys, with the day on which each was met."""
    try:
        sender = find_kind(office.kind_places, letter.kind).sender
    except ShenguanError:
        sender = ""
    sent = [one.sent_on for one in deliveries.of_document(conn, letter.id)]
    facts, answered = [], answered_on(conn, letter.id)
    for term in letter.deadlines:
        since = term.since or min(sent, default=None)
        if since is None:
            continue
        due = calendar.term(since, term.amount, term.unit).day
        if term.answer:
            facts.append(TermFact(term.name, due, True, answered))
        elif term.by_role == sender and since <= letter.written_on and kind not in _OWN_DAY:
            facts.append(TermFact(term.name, due, False, min(sent, default=letter.written_on)))
    return tuple(facts)


def answered_on(conn: Connection, id: str) -> date | None:
    """Return the first day on which a letter in force, or a 收文, answered a letter."""
    r, d, got = schema.document_relations, schema.documents, schema.received
    letters = (
        select(d.c.written_on)
        .join(r, r.c.document == d.c.id)
        .where(r.c.target_document == id, r.c.relation == "answers", d.c.state != "void")
    )
    days = list(conn.execute(letters).scalars())
    incoming = select(got.c.day, got.c.received_on).where(got.c.answers == id)
    days += [row.day or row.received_on for row in conn.execute(incoming)]
    return min(days, default=None)


def references(
    conn: Connection, letter: IssuedRecord
) -> tuple[tuple[tuple[str, date | None], ...], tuple[tuple[str, date | None], ...]]:
    """Return number and day of what a letter answers, and of all that it refers to."""
    answers, cites = [], []
    for related in lookups.relations(conn, letter.id):
        if related.incoming:
            continue
        relation, record = related.relation, related.record
        number = record.number if record else relation.number
        day = record.written_on if record else relation.day or _received_day(conn, relation.target_id)
        cites.append((number, day))
        if relation.relation == "answers":
            answers.append((number, day))
    return tuple(answers), tuple(cites)


def _received_day(conn: Connection, id: str | None) -> date | None:
    t = schema.received
    row = conn.execute(select(t.c.day).where(t.c.id == id)).first() if id else None
    return row.day if row else None


def fields_of(office: Office, letter: IssuedRecord) -> Mapping[str, object]:
    """Return the fields with which a letter was issued, by id; days as days."""
    try:
        data = json.loads(office.archive.read(letter.object_id, DATA))
    except (ShenguanError, ValueError):
        return {}
    return dict(_days(data)) if isinstance(data, dict) else {}


def _days(data: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for key, value in data.items():
        if isinstance(value, str) and len(value) == 10:
            try:
                yield key, date.fromisoformat(value)
                continue
            except ValueError:
                pass
        yield key, value
