"""业务事件: what happened and may call for a letter; entered once, written through the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, insert, or_, select

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.register import companies, journal, schema
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.rows import canonical, from_plain, from_row, plain_data, row_of
from shenguan_docs.text import fold_code


@dataclass(frozen=True)
class EventParty:
    """A 行政相对人 of an event."""

    name: str
    uscc: str = ""
    id_number: str = ""
    address: str = ""
    phone: str = ""
    representative: str = ""


@dataclass(frozen=True)
class Event:
    """A 业务事件. ``data`` is the checked form as canonical JSON data by field id.

    ``serial`` is its number at the ``source`` (the city platform). ``number`` and ``same`` are the keys by
    which a second entry of the same event is noticed. What follows ``matter_version`` is filled in here:
    ``state`` is entered, changed or withdrawn, ``state_*`` by whom, when and why it became so.
    """

    id: str
    type: str
    day: date
    type_name: str = ""
    source: str = ""
    serial: str = ""
    number: str = ""
    same: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    parties: tuple[EventParty, ...] = ()
    matters: tuple[str, ...] = ()
    matter_version: int | None = None
    # filled in by the register
    added_at: datetime | None = None
    added_by: str = ""
    state: str = "entered"
    state_reason: str = ""
    state_at: datetime | None = None
    state_by: str = ""

    @property
    def withdrawn(self) -> bool:
        """Whether it counts no more."""
        return self.state == "withdrawn"


@dataclass(frozen=True)
class EventLetter:
    """A letter that was written because of an event."""

    event: str
    id: str
    kind: str
    number: str
    title: str
    sender: str
    written_on: date
    state: str


_ID = select(schema.events.c.id).where(schema.events.c.id == bindparam("event"))
_FILLED_IN = ("added_at", "added_by", "state", "state_reason", "state_at", "state_by")


def add(conn: Connection, *, at: datetime, by: str, event: Event, object: ObjectRef | None = None) -> Entry:
    """Enter an event; ``object`` holds its files. Raises Refused if its id, or its type, source and serial, are known."""
    if conn.execute(_ID, {"event": event.id}).first() is not None:
        raise Refused(f"编号“{event.id}”的事件已经登记")
    require_own_serial(conn, event)
    data = {"event": recorded(event), **({"object": plain_data(object)} if object else {})}
    return journal.append(conn, at=at, by=by, kind="event.added", record=event.id, data=data)


def recorded(event: Event) -> dict[str, Any]:
    """Return what the journal keeps of an event."""
    return {name: value for name, value in plain_data(event).items() if name not in _FILLED_IN}


def require_own_serial(conn: Connection, event: Event) -> None:
    """Raise Refused where another event of its type and source has its serial."""
    for other in of_serial(conn, event.type, event.serial):
        if other.id != event.id and fold_name(other.source) == fold_name(event.source):
            raise Refused(f"流水号“{event.serial}”的事件已经登记，编号“{other.id}”")


@applies("event.added")
def _added(conn: Connection, entry: Entry) -> None:
    event = from_plain(Event, entry.data["event"])
    more = {**spelt(event), "added_at": entry.moment, "added_by": entry.by}
    conn.execute(insert(schema.events), row_of(event, schema.events, **more))
    keep_parts(conn, entry, event)


def spelt(event: Event) -> dict[str, Any]:
    """Return the columns that are spelt otherwise than the event has them."""
    return {
        "data": canonical(event.data),
        "source_key": fold_name(event.source),
        "serial_key": fold_code(event.serial),
    }


def keep_parts(conn: Connection, entry: Entry, event: Event) -> None:
    """Write whom and what an event is about."""
    for position, party in enumerate(event.parties, 1):
        place = {"event": event.id, "position": position}
        conn.execute(insert(schema.event_parties), row_of(party, schema.event_parties, **place))
    for position, name in enumerate(event.matters, 1):
        conn.execute(insert(schema.event_matters), {"event": event.id, "position": position, "name": name})
    companies.note(conn, entry, "event", event.id, event.day, event.parties)


Seen = set[tuple[str, str, str]]  # by what ("serial", "same", "number"), type, key


def seen(conn: Connection) -> Seen:
    """Return the keys of all events at once: a row of an import that is in none of them needs no query."""
    t = schema.events
    found: Seen = set()
    query = select(t.c.type, t.c.serial_key, t.c.same, t.c.number).where(_stand())
    for row in conn.execute(query):
        found |= _keys(row.type, row.serial_key, row.same, row.number)
    return found


def keys_of(event: Event) -> Seen:
    """Return the keys by which ``seen`` knows an event."""
    return _keys(event.type, fold_code(event.serial), event.same, event.number)


def _keys(type: str, serial: str, same: str, number: str) -> Seen:
    told = {"serial": serial, "same": same, "number": number}
    return {(what, type, key) for what, key in told.items() if key}


# -- finding ---------------------------------------------------------------------------------


def by_id(conn: Connection, id: str) -> Event | None:
    """Return the event with this id, None if there is none."""
    return next(iter(_load(conn, select(schema.events).where(schema.events.c.id == id))), None)


def of_ids(conn: Connection, ids: Sequence[str]) -> tuple[Event, ...]:
    """Return the events with these ids, by id."""
    t, found = schema.events, list[Event]()
    for start in range(0, len(ids), 400):
        found += _load(conn, select(t).where(t.c.id.in_(ids[start : start + 400])))
    return tuple(sorted(found, key=lambda event: event.id))


def find(conn: Connection, id: str) -> Event:
    """Return the event with this id. Raises NotFound."""
    event = by_id(conn, id.strip())
    if event is None:
        raise NotFound(f"没有编号为“{id}”的事件", remedy="用 shenguan event list 查看已登记的事件")
    return event


def of_serial(conn: Connection, type: str, serial: str) -> tuple[Event, ...]:
    """Return the standing events of a type with this serial number, whatever their source; none for ""."""
    t, key = schema.events, fold_code(serial)
    return _load(conn, select(t).where(t.c.type == type, t.c.serial_key == key, _stand())) if key else ()


def of_same(conn: Connection, type: str, same: str) -> tuple[Event, ...]:
    """Return the standing events of a type whose company, matter, day (or what else tells them apart) are these."""
    t = schema.events
    return _load(conn, select(t).where(t.c.type == type, t.c.same == same, _stand()))


def of_number(conn: Connection, types: Sequence[str], number: str) -> tuple[Event, ...]:
    """Return the standing events of these types with this number of their own; none for ""."""
    t = schema.events
    query = select(t).where(t.c.type.in_(types), t.c.number == number, _stand())
    return _load(conn, query) if number else ()


def _stand() -> ColumnElement[bool]:
    return schema.events.c.state != "withdrawn"


def list_events(
    conn: Connection,
    *,
    type: str | None = None,
    company: str | None = None,
    matter: str | None = None,
    start: date | None = None,
    end: date | None = None,
    withdrawn: bool = False,
) -> tuple[Event, ...]:
    """Return events by day; ``company`` is part of a name, or a whole code; both days are included.

    Those that were withdrawn are left out unless they are asked for.
    """
    t, parties, matters = schema.events, schema.event_parties, schema.event_matters
    query = select(t) if withdrawn else select(t).where(_stand())
    if type is not None:
        query = query.where(t.c.type == type)
    if company is not None:
        code = fold_code(company)
        named = or_(
            parties.c.name.contains(company.strip(), autoescape=True),
            parties.c.uscc == code,
            parties.c.id_number == code,
        )
        query = query.where(exists().where(parties.c.event == t.c.id, named))
    if matter is not None:
        query = query.where(exists().where(matters.c.event == t.c.id, matters.c.name == matter))
    if start is not None:
        query = query.where(t.c.day >= start)
    if end is not None:
        query = query.where(t.c.day <= end)
    return _load(conn, query)


def letters_of(conn: Connection, ids: Iterable[str]) -> dict[str, tuple[EventLetter, ...]]:
    """Return the letters of each event, void ones too, in the order of their days."""
    documents, wanted = schema.documents, list(ids)
    found: dict[str, tuple[EventLetter, ...]] = {}
    for start in range(0, len(wanted), 400):  # databases limit the parameters of one statement
        query = (
            select(documents)
            .where(documents.c.event.in_(wanted[start : start + 400]))
            .order_by(documents.c.written_on, documents.c.id)
        )
        for row in conn.execute(query):
            letter = from_row(EventLetter, row, sender=row.sender_name)
            found[letter.event] = (*found.get(letter.event, ()), letter)
    return found


@dataclass(frozen=True)
class Unjoined:
    """A letter in force that belongs to no event yet, with whom and what it is about."""

    letter: EventLetter
    parties: tuple[EventParty, ...]
    matters: tuple[str, ...]


def unjoined(conn: Connection, kinds: Iterable[str]) -> tuple[Unjoined, ...]:
    """Return the letters of these kinds that belong to no event, void ones left out, by day."""
    d, p, m = schema.documents, schema.document_parties, schema.document_matters
    wanted = select(d).where(d.c.event.is_(None), d.c.kind.in_(tuple(kinds)), d.c.state != "void")
    rows = conn.execute(wanted.order_by(d.c.written_on, d.c.id)).all()
    ids = wanted.with_only_columns(d.c.id)
    parties: dict[str, list[EventParty]] = {}
    matters: dict[str, list[str]] = {}
    for row in conn.execute(select(p).where(p.c.document.in_(ids))):
        parties.setdefault(row.document, []).append(from_row(EventParty, row))
    for row in conn.execute(select(m).where(m.c.document.in_(ids))):
        matters.setdefault(row.document, []).append(row.name)
    return tuple(
        Unjoined(
            from_row(EventLetter, row, sender=row.sender_name, event=""),
            tuple(parties.get(row.id, ())),
            tuple(matters.get(row.id, ())),
        )
        for row in rows
    )


def drafts_of(conn: Connection, id: str) -> tuple[tuple[str, str], ...]:
    """Return kind and id of the open drafts that start from an event."""
    t = schema.drafts
    query = select(t.c.kind, t.c.id).where(t.c.event == id, t.c.state == "open").order_by(t.c.id)
    return tuple((row.kind, row.id) for row in conn.execute(query))


def _load(conn: Connection, query: Select[Any]) -> tuple[Event, ...]:
    t = schema.events
    rows = conn.execute(query.order_by(t.c.day, t.c.added_at, t.c.id)).all()
    parties: dict[str, list[EventParty]] = {}
    matters: dict[str, list[str]] = {}
    ids = [row.id for row in rows]
    for start in range(0, len(ids), 400):
        some = ids[start : start + 400]
        p, m = schema.event_parties, schema.event_matters
        for row in conn.execute(select(p).where(p.c.event.in_(some)).order_by(p.c.event, p.c.position)):
            parties.setdefault(row.event, []).append(from_row(EventParty, row))
        for row in conn.execute(select(m).where(m.c.event.in_(some)).order_by(m.c.event, m.c.position)):
            matters.setdefault(row.event, []).append(row.name)
    return tuple(
        from_row(
            Event,
            row,
            data=json.loads(row.data),
            parties=tuple(parties.get(row.id, ())),
            matters=tuple(matters.get(row.id, ())),
        )
        for row in rows
    )
