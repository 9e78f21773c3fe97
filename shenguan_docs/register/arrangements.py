"""What an office arranges: workday notices of a year, people on leave, ways of claiming, through the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from shenguan_docs.plan.workdays import Workdays, YearNotice, year_notice
from shenguan_docs.register import journal, life_tables
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of

# -- workdays --------------------------------------------------------------------------------


def enter_notice(conn: Connection, notice: YearNotice, *, at: datetime, by: str) -> Entry:
    """Enter the arrangement of a year; an earlier one of that year is replaced."""
    data = {
        "source": notice.source,
        "off": sorted(day.isoformat() for day in notice.off),
        "working": sorted(day.isoformat() for day in notice.working),
    }
    return journal.append(conn, at=at, by=by, kind="workdays.entered", record=str(notice.year), data=data)


@applies("workdays.entered")
def _entered(conn: Connection, entry: Entry) -> None:
    notices, days, year = life_tables.workday_notices, life_tables.workday_days, int(entry.record)
    conn.execute(delete(days).where(days.c.year == year))
    conn.execute(delete(notices).where(notices.c.year == year))
    conn.execute(
        insert(notices), {"year": year, "source": entry.data["source"], "at": entry.moment, "by": entry.by}
    )
    rows = [
        {"day": date.fromisoformat(day), "year": year, "working": working}
        for name, working in (("off", False), ("working", True))
        for day in entry.data[name]
    ]
    if rows:
        conn.execute(insert(days), rows)


def workdays(conn: Connection) -> Workdays:
    """Return the calendar of the office."""
    notices, days = life_tables.workday_notices, life_tables.workday_days
    listed: dict[int, list[tuple[date, bool]]] = {}
    for row in conn.execute(select(days).order_by(days.c.day)):
        listed.setdefault(row.year, []).append((row.day, row.working))
    return Workdays(
        {
            row.year: year_notice(row.year, listed.get(row.year, ()), row.source)
            for row in conn.execute(select(notices))
        }
    )


# -- people on leave -------------------------------------------------------------------------


@dataclass(frozen=True)
class Absence:
    """A person (key) is away from ``first`` to ``last``, both included; ``deputy`` (key) stands in."""

    person: str
    first: date
    last: date
    deputy: str


def enter_absence(conn: Connection, absence: Absence, *, at: datetime, by: str) -> Entry:
    """Enter that a person is away; one that begins on the same day is replaced."""
    return _append(conn, "absence.entered", absence.person, absence, at, by)


@applies("absence.entered")
def _absent(conn: Connection, entry: Entry) -> None:
    t, absence = life_tables.absences, from_plain(Absence, entry.data)
    _replace(
        conn, t, (t.c.person == absence.person) & (t.c.first == absence.first), row_of(absence, t), entry
    )


def absences(conn: Connection) -> tuple[Absence, ...]:
    """Return all absences, by person and day."""
    t = life_tables.absences
    return tuple(from_row(Absence, row) for row in conn.execute(select(t).order_by(t.c.person, t.c.first)))


# -- ways of claiming ------------------------------------------------------------------------


@dataclass(frozen=True)
class ClaimWay:
    """How ``receiver`` claims what ``sender`` (keys) sends outside the platform, agreed in which document."""

    sender: str
    receiver: str
    way: str
    since: date
    agreed_in: str = ""


def enter_claim_way(conn: Connection, way: ClaimWay, *, at: datetime, by: str) -> Entry:
    """Enter what two departments agreed on; it takes the place of what they had agreed before."""
    return _append(conn, "claim-way.entered", f"{way.sender}-{way.receiver}", way, at, by)


@applies("claim-way.entered")
def _agreed(conn: Connection, entry: Entry) -> None:
    t, way = life_tables.claim_ways, from_plain(ClaimWay, entry.data)
    _replace(conn, t, (t.c.sender == way.sender) & (t.c.receiver == way.receiver), row_of(way, t), entry)


def claim_way(conn: Connection, sender: str, receiver: str, on: date) -> ClaimWay | None:
    """Return what two departments agreed on, None where nothing holds on that day (then a 回执)."""
    t = life_tables.claim_ways
    row = conn.execute(
        select(t).where(t.c.sender == sender, t.c.receiver == receiver, t.c.since <= on)
    ).one_or_none()
    return from_row(ClaimWay, row) if row else None


def claim_ways(conn: Connection) -> tuple[ClaimWay, ...]:
    """Return all agreements, by departments."""
    t = life_tables.claim_ways
    return tuple(
        from_row(ClaimWay, row) for row in conn.execute(select(t).order_by(t.c.sender, t.c.receiver))
    )


def _append(conn: Connection, kind: str, record: str, value: Any, at: datetime, by: str) -> Entry:
    return journal.append(conn, at=at, by=by, kind=kind, record=record, data=plain_data(value))


def _replace(conn: Connection, table: Table, where: Any, row: dict[str, Any], entry: Entry) -> None:
    conn.execute(delete(table).where(where))
    conn.execute(insert(table), row | {"at": entry.moment, "by": entry.by})
