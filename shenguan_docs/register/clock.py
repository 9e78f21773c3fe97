"""The journal's own clock: its entries go forward in time; one written after a clock was set right says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from shenguan_docs.register import journal, schema
from shenguan_docs.register.journal import Entry, applies


def last_moment(conn: Connection) -> datetime | None:
    """Return when the last entry was written, None before the first."""
    entries = schema.journal
    found = conn.execute(select(entries.c.at).order_by(entries.c.seq.desc()).limit(1)).scalar()
    return None if found is None else datetime.fromisoformat(found)


def correct(conn: Connection, *, at: datetime, by: str, reason: str) -> None:
    """Note that the time of the last entry was wrong and ``at`` is right: from here time goes on."""
    before = last_moment(conn)
    data = {"reason": reason, "before": before.isoformat() if before else ""}
    journal.append(conn, at=at, by=by, kind="clock.corrected", record="", data=data)


@applies("clock.corrected")
def _corrected(_conn: Connection, _entry: Entry) -> None:
    """Nothing but the journal knows of it."""
