"""What becomes of an event after it was entered: it is changed, withdrawn, joined by a letter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from shenguan_docs.errors import Refused
from shenguan_docs.register import companies, events, journal, schema
from shenguan_docs.register.events import Event
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.rows import from_plain, plain_data, row_of


def change(
    conn: Connection, *, at: datetime, by: str, event: Event, reason: str, object: ObjectRef | None = None
) -> Entry:
    """Replace what an event says. Raises Refused without a reason, NotFound, Refused if it is withdrawn."""
    _require_standing(events.find(conn, event.id))
    events.require_own_serial(conn, event)
    data = {"event": events.recorded(event), "reason": _reason(reason)}
    data |= {"object": plain_data(object)} if object else {}
    return journal.append(conn, at=at, by=by, kind="event.changed", record=event.id, data=data)


@applies("event.changed")
def _changed(conn: Connection, entry: Entry) -> None:
    event = from_plain(Event, entry.data["event"])
    row = row_of(event, schema.events, **events.spelt(event), **_stands("changed", entry))
    row = {name: value for name, value in row.items() if name not in ("added_at", "added_by")}
    conn.execute(update(schema.events).where(schema.events.c.id == event.id).values(row))
    for table in (schema.event_parties, schema.event_matters):
        conn.execute(delete(table).where(table.c.event == event.id))
    companies.drop(conn, event.id)
    events.keep_parts(conn, entry, event)


def withdraw(conn: Connection, *, at: datetime, by: str, id: str, reason: str) -> Entry:
    """Note that an event counts no more; it stays to be read. Raises NotFound, Refused."""
    _require_standing(events.find(conn, id))
    data = {"reason": _reason(reason)}
    return journal.append(conn, at=at, by=by, kind="event.withdrawn", record=id, data=data)


@applies("event.withdrawn")
def _withdrawn(conn: Connection, entry: Entry) -> None:
    # Its serial is free again: the same happening may be entered rightly.
    values = {"serial_key": "", **_stands("withdrawn", entry)}
    conn.execute(update(schema.events).where(schema.events.c.id == entry.record).values(values))
    companies.fall(conn, entry.record)


def join(conn: Connection, *, at: datetime, by: str, id: str, letter: str) -> Entry:
    """Note that a letter (its id) was written because of an event. Raises NotFound, Refused."""
    _require_standing(events.find(conn, id))
    documents = schema.documents
    row = conn.execute(select(documents.c.event).where(documents.c.id == letter)).one()
    if row.event is not None:
        raise Refused(f"这件文书已经属于事件“{row.event}”")
    return journal.append(conn, at=at, by=by, kind="event.joined", record=id, data={"letter": letter})


@applies("event.joined")
def _joined(conn: Connection, entry: Entry) -> None:
    documents = schema.documents
    conn.execute(update(documents).where(documents.c.id == entry.data["letter"]).values(event=entry.record))


def _stands(state: str, entry: Entry) -> dict[str, Any]:
    reason = entry.data["reason"]
    return {"state": state, "state_reason": reason, "state_at": entry.moment, "state_by": entry.by}


def _require_standing(event: Event) -> None:
    if event.withdrawn:
        raise Refused(f"事件“{event.id}”已经撤回（{event.state_reason}）", remedy="需要的，重新登记")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("没有写明理由", where="--reason", remedy="写明为什么改动或者撤回")
    return reason.strip()
