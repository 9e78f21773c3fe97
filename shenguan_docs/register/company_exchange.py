"""What went to and fro about a 行政相对人: its letters, events and 收文, each in one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from shenguan_docs.register import life_tables, schema
from shenguan_docs.register.company_tables import company_mentions
from shenguan_docs.register.rows import from_row


@dataclass(frozen=True)
class ExchangeLetter:
    """A letter about a body. ``sent``, ``claimed`` count its receivers; ``sent_on`` is the first day."""

    id: str
    number: str
    title: str
    kind: str
    kind_name: str
    day: date
    sender: str
    state: str
    event: str | None
    receivers: str
    to: int
    sent: int
    claimed: int
    sent_on: date | None


@dataclass(frozen=True)
class ExchangeEvent:
    """An event about a body, with the number under which it runs."""

    id: str
    type: str
    name: str
    day: date
    state: str
    matters: str
    number: str


@dataclass(frozen=True)
class ExchangeReceived:
    """A 收文 about a body, or answering a letter about it."""

    id: str
    number: str
    title: str
    sender: str
    sender_number: str
    day: date
    answers: str | None


def letters(conn: Connection, ids: Sequence[str]) -> tuple[ExchangeLetter, ...]:
    """Return the letters that name one of these records, void ones too, by day."""
    d, r, s = schema.documents, schema.document_receivers, life_tables.deliveries
    main = and_(r.c.document == d.c.id, r.c.role == "main")
    delivered = and_(s.c.document == r.c.document, s.c.position == r.c.position)
    query = (
        select(
            d.c.id, d.c.number, d.c.title, d.c.kind, d.c.kind_name, d.c.written_on.label("day"),
            d.c.sender_name.label("sender"), d.c.state, d.c.event,
            func.coalesce(func.aggregate_strings(r.c.name, "、"), "").label("receivers"),
            func.count(r.c.name).label("to"), func.count(s.c.sent_on).label("sent"),
            func.count(s.c.claimed_on).label("claimed"), func.min(s.c.sent_on).label("sent_on"),
        )
        .select_from(d.outerjoin(r, main).outerjoin(s, delivered))
        .where(d.c.id.in_(_records(ids, "letter")))
        .group_by(d.c.id)
        .order_by(d.c.written_on, d.c.issued_at, d.c.id)
    )  # fmt: skip
    return tuple(from_row(ExchangeLetter, row) for row in conn.execute(query))


def events(conn: Connection, ids: Sequence[str]) -> tuple[ExchangeEvent, ...]:
    """Return the events that name one of these records, withdrawn ones too, by day."""
    e, m = schema.events, schema.event_matters
    query = (
        select(
            e.c.id, e.c.type, e.c.type_name.label("name"), e.c.day, e.c.state, e.c.number,
            func.coalesce(func.aggregate_strings(m.c.name, "、"), "").label("matters"),
        )
        .select_from(e.outerjoin(m, m.c.event == e.c.id))
        .where(e.c.id.in_(_records(ids, "event")))
        .group_by(e.c.id)
        .order_by(e.c.day, e.c.added_at, e.c.id)
    )  # fmt: skip
    return tuple(from_row(ExchangeEvent, row) for row in conn.execute(query))


def received(conn: Connection, ids: Sequence[str], names: Sequence[str]) -> tuple[ExchangeReceived, ...]:
    """Return the 收文 that name it in their title, answer a letter about it or are cited in one, by day."""
    t, relations = schema.received, schema.document_relations
    about = _records(ids, "letter")
    fits = [
        t.c.id.in_(_records(ids, "received")),
        t.c.answers.in_(about),
        t.c.id.in_(
            select(relations.c.target_received).where(
                relations.c.document.in_(about), relations.c.target_received.is_not(None)
            )
        ),
        *(t.c.title.contains(name, autoescape=True) for name in names if len(name) > 3),
    ]
    query: Any = select(
        t.c.id, t.c.number, t.c.title, t.c.sender, t.c.sender_number, t.c.answers,
        t.c.received_on.label("day"),
    ).where(or_(*fits)).order_by(t.c.received_on, t.c.number)  # fmt: skip
    return tuple(from_row(ExchangeReceived, row) for row in conn.execute(query))


def contact(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return address, phone and representative as the last letter or event has each of them."""
    found = {"address": "", "phone": "", "representative": ""}
    m = company_mentions
    for table, record in ((schema.document_parties, "document"), (schema.event_parties, "event")):
        joined = and_(m.c.record == table.c[record], m.c.position == table.c.position)
        query = (
            select(table.c.address, table.c.phone, table.c.representative)
            .select_from(table.join(m, joined))
            .where(m.c.company.in_(ids), m.c.stands)
            .order_by(m.c.day.desc(), m.c.seq.desc())
        )
        for row in conn.execute(query):
            for name in found:
                found[name] = found[name] or getattr(row, name)
            if all(found.values()):
                return found
    return found


@dataclass(frozen=True)
class Application:
    """An application, or the decision on one: event, who asks for what, the day, the event's form as JSON."""

    event: str
    company: str
    name: str
    matter: str
    day: date
    data: str


def open_applications(
    conn: Connection, *, ids: Sequence[str] | None = None, matters: Sequence[str] | None = None
) -> tuple[Application, ...]:
    """Return the accepted applications without a decision on the same body and matter since, by day."""
    e, m, p = schema.events, schema.event_matters, company_mentions
    decided, its, whose = aliased(e), aliased(m), aliased(p)
    done = exists(
        select(decided.c.id)
        .join(its, its.c.event == decided.c.id)
        .join(whose, whose.c.record == decided.c.id)
        .where(
            decided.c.type == "approval-decided",
            decided.c.state != "withdrawn",
            decided.c.day >= e.c.day,
            its.c.name == m.c.name,
            whose.c.company == p.c.company,
        )
    )
    query: Any = (
        select(e.c.id.label("event"), p.c.company, p.c.name, m.c.name.label("matter"), e.c.day, e.c.data)
        .select_from(e)
        .join(m, m.c.event == e.c.id)
        .join(p, p.c.record == e.c.id)
        .where(e.c.type == "application-accepted", e.c.state != "withdrawn", ~done)
        .order_by(e.c.day, e.c.id, m.c.position, p.c.position)
    )
    if ids is not None:
        query = query.where(p.c.company.in_(ids))
    if matters is not None:
        query = query.where(m.c.name.in_(matters))
    return tuple(from_row(Application, row) for row in conn.execute(query))


def decisions(conn: Connection, matters: Sequence[str]) -> tuple[Application, ...]:
    """Return the decisions on applications for these matters, by day."""
    e, m, p = schema.events, schema.event_matters, company_mentions
    query: Any = (
        select(e.c.id.label("event"), p.c.company, p.c.name, m.c.name.label("matter"), e.c.day, e.c.data)
        .select_from(e)
        .join(m, m.c.event == e.c.id)
        .join(p, p.c.record == e.c.id)
        .where(e.c.type == "approval-decided", e.c.state != "withdrawn", m.c.name.in_(matters))
        .order_by(e.c.day, e.c.added_at, e.c.id)
    )
    return tuple(from_row(Application, row) for row in conn.execute(query))


def drafts_naming(conn: Connection, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return id and title of the open drafts whose form holds one of these codes."""
    t = schema.drafts
    fits = [t.c.data.contains(f'"{code}"', autoescape=True) for code in codes]
    query = select(t.c.id, t.c.title).where(t.c.state == "open", or_(*fits)).order_by(t.c.id)
    return tuple((row.id, row.title) for row in conn.execute(query)) if fits else ()


def _records(ids: Sequence[str], source: str) -> Any:
    t = company_mentions
    return select(t.c.record).where(t.c.company.in_(ids), t.c.source == source)
