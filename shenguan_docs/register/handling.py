"""拟办, 批办, 承办 … 办结 of a 收文, through the journal: each step with its person and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from shenguan_docs.register import journal, life_tables, schema
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.rows import from_row

CLOSED, REOPENED = "办结", "重办"


@dataclass(frozen=True)
class Handling:
    """One step: ``note`` is the opinion or what was done, ``handler`` whom it was given to, ``due`` until when."""

    seq: int
    received: str
    step: str
    person: str
    day: date
    note: str
    handler: str
    due: date | None
    at: datetime
    by: str


def take_step(
    conn: Connection,
    received: str,
    step: str,
    *,
    person: str,
    day: date,
    note: str = "",
    handler: str = "",
    due: date | None = None,
    at: datetime,
    by: str,
) -> Entry:
    """Note a step on the 收文 with the id ``received``."""
    data: dict[str, Any] = {"step": step, "person": person, "day": day.isoformat(), "note": note}
    data |= {"handler": handler, "due": due.isoformat() if due else None}
    return journal.append(conn, at=at, by=by, kind="received.step", record=received, data=data)


@applies("received.step")
def _taken(conn: Connection, entry: Entry) -> None:
    data, t = entry.data, schema.received
    day, due = date.fromisoformat(data["day"]), date.fromisoformat(data["due"]) if data["due"] else None
    row = {name: data[name] for name in ("step", "person", "note", "handler")}
    place = {"seq": entry.seq, "received": entry.record, "at": entry.moment, "by": entry.by}
    conn.execute(insert(life_tables.received_steps), {**row, **place, "day": day, "due": due})
    closed = data["step"] == CLOSED
    changed: dict[str, Any] = {
        "state": "closed" if closed else "handling",
        "closed_on": day if closed else None,
    }
    if due is not None:
        changed["due"] = due
    if data["handler"]:
        changed["handler"] = data["handler"]
    conn.execute(update(t).where(t.c.id == entry.record).values(changed))


def steps_of(conn: Connection, received: str) -> tuple[Handling, ...]:
    """Return the steps of a 收文, in the order in which they were entered."""
    t = life_tables.received_steps
    rows = conn.execute(select(t).where(t.c.received == received).order_by(t.c.seq))
    return tuple(from_row(Handling, row) for row in rows)
