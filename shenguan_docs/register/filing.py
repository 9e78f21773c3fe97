"""归档: a letter or 收文 gets its 档号 (DA/T 22-2015) and changes no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

from shenguan_docs.errors import Refused
from shenguan_docs.register import journal
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.past_tables import filings
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
        raise Refused(f"已经归档,档号是 {earlier.number}")
    data = {k: v for k, v in plain_data(filing).items() if k not in ("record", "filed_by", "at")}
    return journal.append(conn, at=at, by=by, kind="record.filed", record=filing.record, data=data)


@applies("record.filed")
def _filed(conn: Connection, entry: Entry) -> None:
    filing = from_plain(Filing, {**entry.data, "record": entry.record, "filed_by": entry.by})
    conn.execute(insert(filings), row_of(filing, filings, at=entry.moment))


def of_record(conn: Connection, record: str) -> Filing | None:
    """Return the filing of a letter or 收文, None if it is not filed."""
    row = conn.execute(select(filings).where(filings.c.record == record)).one_or_none()
    return from_row(Filing, row) if row else None


def require_open(conn: Connection, record: str, number: str) -> None:
    """Raise Refused where a letter or 收文 is filed: it changes no more."""
    done = of_record(conn, record)
    if done is not None:
        raise Refused(f"“{number}”已归档(档号 {done.number}),不能再改动", where=number)


def of_year(conn: Connection, year: int) -> tuple[Filing, ...]:
    """Return what is filed under a year, in the order of the 档号: 保管期限, 机构(问题), 件号."""
    rows = conn.execute(select(filings).where(filings.c.year == year))
    order = {"永久": 0, "30年": 1, "10年": 2}
    found = (from_row(Filing, row) for row in rows)
    return tuple(sorted(found, key=lambda f: (order.get(f.retention, 9), f.retention, f.unit, f.ordinal)))


def last_ordinals(conn: Connection, year: int) -> Mapping[tuple[str, str], int]:
    """Return the last 件号 of each 保管期限 and 机构(问题) of a year."""
    t = filings
    query = select(t.c.retention, t.c.unit, func.max(t.c.ordinal)).where(t.c.year == year)
    return {(row[0], row[1]): row[2] for row in conn.execute(query.group_by(t.c.retention, t.c.unit))}
