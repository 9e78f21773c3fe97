"""归档: a letter or 收文 gets its 档号 (DA/T 22-2015) and changes no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from shenguan_docs.errors import Refused
from shenguan_docs.register import journal
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.past_tables import filings, handovers, retentions
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of


@dataclass(frozen=True)
class Filing:
    """One 件: ``number`` is its 档号, ``year`` 年度, ``unit`` the 机构(问题) code, ``ordinal`` 件号, from 1.

    ``note`` says with what it was filed all the same (not claimed, no sealed scan) and why.
    """

    record: str
    number: str
    year: int
    retention: str
    unit: str
    ordinal: int
    pages: int
    filed_on: date
    note: str = ""
    filed_by: str = ""
    at: datetime | None = None


def file(conn: Connection, filing: Filing, *, at: datetime, by: str) -> Entry:
    """Enter that a record is filed. Raises Refused if it is filed already."""
    earlier = of_record(conn, filing.record)
    if earlier is not None:
        raise Refused(f"已经归档，档号是 {earlier.number}")
    data = {k: v for k, v in plain_data(filing).items() if k not in ("record", "filed_by", "at")}
    return journal.append(conn, at=at, by=by, kind="record.filed", record=filing.record, data=data)


@applies("record.filed")
def _filed(conn: Connection, entry: Entry) -> None:
    filing = from_plain(Filing, {**entry.data, "record": entry.record, "filed_by": entry.by})
    conn.execute(insert(filings), row_of(filing, filings, at=entry.moment))


def undo(conn: Connection, filing: Filing, *, reason: str, at: datetime, by: str) -> Entry:
    """Enter that a record was filed by mistake: its 件号 is free again."""
    data = {"number": filing.number, "reason": reason}
    return journal.append(conn, at=at, by=by, kind="record.unfiled", record=filing.record, data=data)


@applies("record.unfiled")
def _unfiled(conn: Connection, entry: Entry) -> None:
    conn.execute(delete(filings).where(filings.c.record == entry.record))


def set_retention(
    conn: Connection, record: str, retention: str, *, was: str, reason: str, at: datetime, by: str
) -> Entry:
    """Enter that a record is kept for another time than its kind says."""
    data = {"retention": retention, "was": was, "reason": reason}
    return journal.append(conn, at=at, by=by, kind="record.retention", record=record, data=data)


@applies("record.retention")
def _retention(conn: Connection, entry: Entry) -> None:
    conn.execute(delete(retentions).where(retentions.c.record == entry.record))
    row = {"record": entry.record, "retention": entry.data["retention"], "reason": entry.data["reason"]}
    conn.execute(insert(retentions), row)


def kept_otherwise(conn: Connection) -> dict[str, str]:
    """Return the 保管期限 of the records that have another than their kind, by id."""
    return {row.record: row.retention for row in conn.execute(select(retentions))}


@dataclass(frozen=True)
class Handover:
    """移交: ``pieces`` filed under ``year`` went to ``receiver``."""

    year: int
    day: date
    receiver: str
    pieces: int


def hand_over(
    conn: Connection, year: int, receiver: str, day: date, pieces: int, *, at: datetime, by: str
) -> Entry:
    """Enter that what is filed of a year was handed over."""
    data = {"year": year, "receiver": receiver, "day": day.isoformat(), "pieces": pieces}
    return journal.append(conn, at=at, by=by, kind="filing.handed-over", record=f"filing-{year}", data=data)


@applies("filing.handed-over")
def _handed_over(conn: Connection, entry: Entry) -> None:
    day = date.fromisoformat(entry.data["day"])
    conn.execute(insert(handovers), {**entry.data, "day": day, "at": entry.moment, "by": entry.by})


def handover_of(conn: Connection, year: int) -> Handover | None:
    """Return the last handover of a year, None if there was none."""
    t = handovers
    row = conn.execute(select(t).where(t.c.year == year).order_by(t.c.day.desc())).first()
    return from_row(Handover, row) if row else None


def of_record(conn: Connection, record: str) -> Filing | None:
    """Return the filing of a letter or 收文, None if it is not filed."""
    row = conn.execute(select(filings).where(filings.c.record == record)).one_or_none()
    return from_row(Filing, row) if row else None


def require_open(conn: Connection, record: str, number: str) -> None:
    """Raise Refused where a letter or 收文 is filed: it changes no more."""
    done = of_record(conn, record)
    if done is not None:
        raise Refused(f"“{number}”已归档（档号 {done.number}），不能再改动", where=number)


def of_year(conn: Connection, year: int) -> tuple[Filing, ...]:
    """Return what is filed under a year, in the order of the 档号: 保管期限, 机构(问题), 件号."""
    rows = conn.execute(select(filings).where(filings.c.year == year))
    order = {"永久": 0, "30年": 1, "10年": 2}
    found = (from_row(Filing, row) for row in rows)
    return tuple(sorted(found, key=lambda f: (order.get(f.retention, 9), f.retention, f.unit, f.ordinal)))


def ordinals(conn: Connection, year: int) -> Mapping[tuple[str, str], set[int]]:
    """Return the 件号 in use of each 保管期限 and 机构(问题) of a year."""
    t, found = filings, dict[tuple[str, str], set[int]]()
    for row in conn.execute(select(t.c.retention, t.c.unit, t.c.ordinal).where(t.c.year == year)):
        found.setdefault((row[0], row[1]), set()).add(row[2])
    return found
