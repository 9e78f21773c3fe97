"""One page of a register of a year: as the whole book has it (books.py), without reading the whole year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers import books
from shenguan_docs.office.registers.books import Keys, Row
from shenguan_docs.office.registers.sheets import PrintedTable
from shenguan_docs.plan.departments import Directory, find_department
from shenguan_docs.register import documents, filing, past, plan_records, received, schema
from shenguan_docs.register.past_records import Direction
from shenguan_docs.register.past_tables import past_letters
from shenguan_docs.register.schema import numbers
from shenguan_docs.register.spelling import place_of

Order = tuple[Any, ...]
_Span = tuple[int, int]


@dataclass(frozen=True)
class Page:
    """Some rows of a register, from row ``first`` (0 is the oldest), and how many rows it has."""

    table: PrintedTable
    first: int
    total: int


def register_page(
    office: Office, direction: Direction, year: int, *, department: str = "", page: int, size: int
) -> Page:
    """Return page ``page`` (from 1; 0 and what is beyond: the last, where the newest rows are).

    Raises NotFound for a department, Refused where there is nothing.
    """
    with office.reading() as conn:
        directory = plan_records.directory(conn)
        key = find_department(directory, department).key if department else ""
        keys = rights.books_of(office, key, direction == "in")
        source = _Out(office, conn, directory, year, keys) if direction == "out" else _In(office, conn, year)
        total = source.count()
        if not total:
            raise Refused(f"{year} 年没有{'发文' if direction == 'out' else '收文'}", remedy="核对年份")
        last = -(-total // size)
        first = ((page if 1 <= page <= last else last) - 1) * size
        rows = source.rows((first, min(first + size, total)))
    for number, row in enumerate(rows, first + 1):
        row.cells["序号"] = str(number)
    names = {d.key: d.name for d in directory.departments}
    return Page(
        books.table_of(office, direction, year, books.whose(office, names, keys), rows, total),
        first,
        total,
    )


class _Source:
    """Where the rows come from: ``few`` are those that stand in no series, ready made, by their order."""

    def __init__(self, office: Office, conn: Connection, year: int) -> None:
        self.office, self.conn, self.year = office, conn, year
        self.filed: Mapping[str, str] = {}
        self.few = sorted(self._few())

    def _few(self) -> list[tuple[Order, str]]:
        raise NotImplementedError

    def _series(self) -> list[tuple[Order, int, ColumnElement[bool]]]:
        """The series of the year in their order, with how many rows each has and its condition on ``numbers``."""
        raise NotImplementedError

    def _made(self, ids: Sequence[str]) -> dict[str, Row]:
        raise NotImplementedError

    def count(self) -> int:
        """How many rows there are."""
        self.series = self._series()
        return sum(count for _, count, _ in self.series) + len(self.few)

    def rows(self, span: _Span) -> list[Row]:
        """The rows of a span."""
        wanted = self._merged(span) if self.few else self._sliced(span)
        made = self._made(wanted)
        return [made[id] for id in wanted]

    def _sliced(self, span: _Span) -> list[str]:
        """Nothing but series, one behind the other: the database counts."""
        found: list[str] = []
        before = 0
        for _, count, where in self.series:
            start, end = max(span[0] - before, 0), min(span[1] - before, count)
            if start < end:
                query = select(_RECORD).where(where).order_by(numbers.c.ordinal)
                found += self.conn.execute(query.limit(end - start).offset(start)).scalars()
            before += count
        return found

    def _merged(self, span: _Span) -> list[str]:
        """Letters of old registers and by hand stand among those of a series: put in order by their numbers only."""
        listed = list(self.few)
        for place, _, where in self.series:
            query = select(numbers.c.ordinal, _RECORD).where(where)
            listed += [((*place, n, ""), id) for n, id in self.conn.execute(query)]
        return [id for _, id in sorted(listed)[slice(*span)]]


_RECORD = func.coalesce(numbers.c.document, numbers.c.received)


class _Out(_Source):
    def __init__(self, office: Office, conn: Connection, directory: Directory, year: int, keys: Keys) -> None:
        self.directory, self.keys = directory, keys
        self.unused: dict[str, Row] = {}
        super().__init__(office, conn, year)

    def _few(self) -> list[tuple[Order, str]]:
        t = past_letters
        own = [d.name for d in self.directory.departments if self.keys and d.key in self.keys]
        mine = t.c.department.in_(self.keys) | t.c.sender.in_(own) if self.keys is not None else true()
        query = select(t.c.id, t.c.number).where(t.c.direction == "out", t.c.year == self.year, mine)
        found = [(books.order(row.number, self.year, row.id), row.id) for row in self.conn.execute(query)]
        for row in books.unused_rows(self.office, self.conn, self.year, self.keys):
            id = f"unused:{row.cells['发文字号']}"
            self.unused[id] = row
            found.append((row.order, id))
        return found

    def _series(self) -> list[tuple[Order, int, ColumnElement[bool]]]:
        t = numbers
        days = date(self.year, 1, 1), date(self.year, 12, 31)
        where = t.c.document.is_not(None) & t.c.written_on.between(*days)
        if self.keys is not None:
            where &= t.c.department.in_(self.keys)
        query = select(t.c.department, t.c.group, t.c.year, func.count(), func.min(t.c.number)).where(where)
        found = [
            (
                (place_of(number, self.year).series, year),
                count,
                where & (t.c.department == department) & (t.c.group == group) & (t.c.year == year),
            )
            for department, group, year, count, number in self.conn.execute(
                query.group_by(t.c.department, t.c.group, t.c.year)
            )
        ]
        return sorted(found, key=lambda one: one[0])

    def _made(self, ids: Sequence[str]) -> dict[str, Row]:
        conn = self.conn
        short = {d.key: d.short_name for d in self.directory.departments}
        filed, kept = books.filings_of(conn, ids), filing.kept_otherwise(conn)
        drafters, sent = books.drafters_of(conn, ids), books.sendings_of(conn, ids)
        rows = dict(self.unused)
        for one in documents.load(conn, ids):
            rows[one.id] = books.letter_row(one, short, drafters, sent.get(one.id, ()), filed)
            rows[one.id].cells["保管期限"] = kept.get(one.id, one.retention)
        for id, old in past.of_ids(conn, [id for id in ids if id not in rows]).items():
            rows[id] = books.past_row(old, filed)
        return rows


class _In(_Source):
    def _few(self) -> list[tuple[Order, str]]:
        t = past_letters
        query = select(t.c.id, t.c.number).where(t.c.direction == "in", t.c.year == self.year)
        listed = [(row.id, row.number) for row in self.conn.execute(query)]
        mine = rights.seen(self.office, self.conn, (id for id, _ in listed))
        return [(books.order(number, self.year, id), id) for id, number in listed if id in mine]

    def _series(self) -> list[tuple[Order, int, ColumnElement[bool]]]:
        t, got = numbers, schema.received
        where = t.c.received.is_not(None) & (t.c.year == self.year)
        seen = rights.visible_received(self.office, self.conn)
        if seen is not None:
            where &= t.c.received.in_(select(got.c.id).where(got.c.year == self.year, seen))
        query = select(func.count(), func.min(t.c.number)).where(where)
        count, number = self.conn.execute(query).one()
        return [((place_of(number, self.year).series, self.year), count, where)] if count else []

    def _made(self, ids: Sequence[str]) -> dict[str, Row]:
        conn = self.conn
        filed, kept, usual = (
            books.filings_of(conn, ids),
            filing.kept_otherwise(conn),
            self.office.settings.filing.received,
        )
        steps = books.steps_of(conn, ids)
        rows = {}
        for one in received.of_ids(conn, ids):
            rows[one.id] = books.received_row(one, filed, steps.get(one.id, {}))
            rows[one.id].cells["保管期限"] = kept.get(one.id, usual)
        for id, old in past.of_ids(conn, [id for id in ids if id not in rows]).items():
            rows[id] = books.past_row(old, filed)
        return rows
