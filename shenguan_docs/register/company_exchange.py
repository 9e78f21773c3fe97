"""What went to and fro about a 行政相对人: its letters, events and 收文, each in one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
)

from shenguan_docs.register import life_tables, schema
from shenguan_docs.register.company_tables import company_mentions

_IDS: BindParameter[str] = bindparam("ids", expanding=True)


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
    """An event about a body; ``matters`` are joined by 、."""

    id: str
    type: str
    name: str
    day: date
    state: str
    matters: str


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


# Statements are built once: that takes longer than the database needs to answer them.


def letters(conn: Connection, ids: Sequence[str]) -> tuple[ExchangeLetter, ...]:
    """Return the letters that name one of these records, void ones too, by day."""
    rows = conn.execute(_letters_query(), {"ids": ids})
    return tuple(ExchangeLetter(**{**row._mapping, "receivers": _in_order(row.receivers)}) for row in rows)


def _placed(place: ColumnElement[int], name: ColumnElement[str]) -> ColumnElement[str]:
    """All names of a group with their places, for ``_in_order``: no engine promises to gather them in order."""
    return func.coalesce(func.aggregate_strings(cast(place, String) + " " + name, "\n"), "")


def _in_order(placed: str) -> str:
    """``"1 乙\\n0 甲"`` → ``"甲、乙"``."""
    pairs = (line.split(" ", 1) for line in placed.split("\n") if line)
    return "、".join(name for _, name in sorted((int(place), name) for place, name in pairs))


@cache
def _letters_query() -> Any:
    d, r, s = schema.documents, schema.document_receivers, life_tables.deliveries
    main = and_(r.c.document == d.c.id, r.c.role == "main")
    delivered = and_(s.c.document == r.c.document, s.c.position == r.c.position)
    return (
        select(
            d.c.id, d.c.number, d.c.title, d.c.kind, d.c.kind_name, d.c.written_on.label("day"),
            d.c.sender_name.label("sender"), d.c.state, d.c.event,
            _placed(r.c.position, r.c.name).label("receivers"),
            func.count(r.c.name).label("to"), func.count(s.c.sent_on).label("sent"),
            func.count(s.c.claimed_on).label("claimed"), func.min(s.c.sent_on).label("sent_on"),
        )
        .select_from(d.outerjoin(r, main).outerjoin(s, delivered))
        .where(d.c.id.in_(_records("letter")))
        .group_by(d.c.id)
        .order_by(d.c.written_on, d.c.issued_at, d.c.id)
    )  # fmt: skip


def events(conn: Connection, ids: Sequence[str]) -> tuple[ExchangeEvent, ...]:
    """Return the events that name one of these records, withdrawn ones too, by day."""
    rows = conn.execute(_events_query(), {"ids": ids})
    return tuple(ExchangeEvent(**{**row._mapping, "matters": _in_order(row.matters)}) for row in rows)


@cache
def _events_query() -> Any:
    e, m = schema.events, schema.event_matters
    return (
        select(
            e.c.id, e.c.type, e.c.type_name.label("name"), e.c.day, e.c.state,
            _placed(m.c.position, m.c.name).label("matters"),
        )
        .select_from(e.outerjoin(m, m.c.event == e.c.id))
        .where(e.c.id.in_(_records("event")))
        .group_by(e.c.id)
        .order_by(e.c.day, e.c.added_at, e.c.id)
    )  # fmt: skip


def received(conn: Connection, ids: Sequence[str], names: Sequence[str]) -> tuple[ExchangeReceived, ...]:
    """Return the 收文 that name it in their title, answer a letter about it or are cited in one, by day."""
    sought = [name for name in names if len(name) > 3]
    given = {f"name{n}": f"%{_escaped(name)}%" for n, name in enumerate(sought)}
    rows = conn.execute(_received_query(len(sought)), {"ids": ids, **given})
    return tuple(ExchangeReceived(*row) for row in rows)


@cache
def _received_query(names: int) -> Any:
    t, relations = schema.received, schema.document_relations
    about = _records("letter")
    fits = [
        t.c.id.in_(_records("received")),
        t.c.answers.in_(about),
        t.c.id.in_(
            select(relations.c.target_received).where(
                relations.c.document.in_(about), relations.c.target_received.is_not(None)
            )
        ),
        *(t.c.title.like(bindparam(f"name{n}"), escape="/") for n in range(names)),
    ]
    columns = (t.c.id, t.c.number, t.c.title, t.c.sender, t.c.sender_number, t.c.received_on, t.c.answers)
    return select(*columns).where(or_(*fits)).order_by(t.c.received_on, t.c.number)


def _escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def contact(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return address, phone and representative as the last letter or event has each of them."""
    found = {"address": "", "phone": "", "representative": ""}
    for query in _contact_queries():
        for row in conn.execute(query, {"ids": ids}):
            for name in found:
                found[name] = found[name] or getattr(row, name)
            if all(found.values()):
                return found
    return found


@cache
def _contact_queries() -> tuple[Any, Any]:
    m = company_mentions

    def query(table: Table, record: Column[str]) -> Any:
        return (
            select(table.c.address, table.c.phone, table.c.representative)
            .select_from(m.join(table, and_(m.c.record == record, m.c.position == table.c.position)))
            .where(m.c.company.in_(_IDS), m.c.stands)
            .order_by(m.c.day.desc(), m.c.seq.desc())
        )

    letters, events = schema.document_parties, schema.event_parties
    return query(letters, letters.c.document), query(events, events.c.event)


@dataclass(frozen=True)
class Application:
    """An application, or the decision on one: event, who asks for what, the day, the event's form as JSON."""

    event: str
    type: str
    company: str
    name: str
    matter: str
    day: date
    data: str


ACCEPTED, DECIDED = "application-accepted", "approval-decided"


def open_applications(
    conn: Connection, *, ids: Sequence[str] | None = None, matters: Sequence[str] | None = None
) -> tuple[Application, ...]:
    """Return the accepted applications without a decision on the same body and matter since, by day.

    ``ids``: of these records only, ``matters``: for these matters only.
    """
    found = _applications(conn, ids, matters)
    decided: dict[tuple[str, str], date] = {}
    for a in found:
        if a.type == DECIDED:
            decided[a.company, a.matter] = max(a.day, decided.get((a.company, a.matter), date.min))
    return tuple(
        a for a in found if a.type == ACCEPTED and a.day > decided.get((a.company, a.matter), date.min)
    )


def decisions(conn: Connection, matters: Sequence[str]) -> tuple[Application, ...]:
    """Return the decisions on applications for these matters, by day."""
    return tuple(a for a in _applications(conn, None, matters) if a.type == DECIDED)


def _applications(
    conn: Connection, ids: Sequence[str] | None, matters: Sequence[str] | None
) -> list[Application]:
    given = {"ids": ids or (), "matters": matters or ()}
    given = {name: value for name, value in given.items() if value}
    if len(given) < (ids is not None) + (matters is not None):  # of none
        return []
    rows = conn.execute(_applications_query(ids is not None, matters is not None), given)
    # The type is looked at here: an index by type would lead the database through all applications.
    wanted = (ACCEPTED, DECIDED)
    return [Application(*row[:-1]) for row in rows if row.type in wanted and row.state != "withdrawn"]


@cache
def _applications_query(of_ids: bool, of_matters: bool) -> Any:
    e, m, p = schema.events, schema.event_matters, company_mentions
    query: Any = (
        select(
            e.c.id, e.c.type, p.c.company, p.c.name, m.c.name.label("matter"), e.c.day, e.c.data, e.c.state
        )
        .select_from(p)
        .join(e, e.c.id == p.c.record)
        .join(m, m.c.event == p.c.record)
        .order_by(e.c.day, e.c.added_at, e.c.id, m.c.position, p.c.position)
    )
    if of_ids:
        query = query.where(p.c.company.in_(_IDS), p.c.source == "event")
    if of_matters:
        query = query.where(m.c.name.in_(bindparam("matters", expanding=True)))
    return query


def drafts_naming(conn: Connection, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return id and title of the open drafts whose form holds one of these codes."""
    if not codes:
        return ()
    t = schema.drafts
    fits = [t.c.data.contains(f'"{code}"', autoescape=True) for code in codes]
    query = select(t.c.id, t.c.title).where(t.c.state == "open", or_(*fits)).order_by(t.c.id)
    return tuple((row.id, row.title) for row in conn.execute(query))


def named_by(conn: Connection, record: str) -> tuple[str, ...]:
    """Return the ids of the records that a letter, event or 收文 names, in its order."""
    t = company_mentions
    query = select(t.c.company).where(t.c.record == record).order_by(t.c.position)
    return tuple(conn.execute(query).scalars())


def _records(source: str) -> Any:
    t = company_mentions
    return select(t.c.record).where(t.c.company.in_(_IDS), t.c.source == source)
