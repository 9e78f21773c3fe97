"""The account of the numbers (号段账), with the proof that none is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.office.letters.series import Series, all_series, find_series
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import numbers, openings, plan_records, schema
from shenguan_docs.register.openings import Opening
from shenguan_docs.register.past_tables import past_letters


def account(
    office: Office, *, series: str = "", year: int | None = None, department: str = ""
) -> list[dict[str, Any]]:
    """Return every number of the series asked for, in order.

    Raises NotFound for a department or series that has none, OfficeUnusable where a number is missing.
    """
    with office.reading() as conn:
        directory = plan_records.directory(conn)
        key = find_department(directory, department).key if department else None
        with suppress(NotFound, Refused):  # a group that several departments have is no single series
            named = find_series(office, conn, series, department) if series else None
            if named is not None and named.group != series:
                key, series = named.department, named.group
        keys = rights.books_of(office, key or "")
        states = numbers.account(conn, None, series or None, year, among=keys)
        left_out = [
            one
            for one in openings.openings(conn)
            if (keys is None or one.department in keys)
            and series in ("", one.group)
            and year in (None, one.year)
        ]
        if series and not states and not left_out:
            known = sorted({s.group for s in numbers.account(conn)})
            raise NotFound(f"“{series}”这一组还没有用过号", remedy=f"已有的组：{'、'.join(known) or '无'}")
        _require_whole(conn)
        names = {d.key: d.short_name for d in directory.departments}
        rows = _rows(conn, states, names)
        rows += _left_out(office, conn, left_out, states, names)
    return sorted(rows, key=lambda r: (r["department"], r["series"], r["year"], r["ordinal"]))


@dataclass(frozen=True)
class Book:
    """The account of one series of a year: how far it goes, how many are void or not used, and its newest rows.

    ``key`` names it in an address; ``total`` counts the numbers used, ``rows`` are some of them by number, and
    what was left out stands as a stretch (``until``) among them.
    """

    key: str
    name: str
    last: int
    void: int
    unused: int
    total: int
    rows: list[dict[str, Any]]


def books(
    office: Office, year: int, *, department: str = "", only: str = "", first: int | None = None, most: int
) -> list[Book]:
    """Return the series of a year that were used, each with ``most`` of its numbers: the newest, or from row ``first``.

    ``only``: the one of this key. Raises NotFound for a department, OfficeUnusable where a number is missing.
    """
    with office.reading() as conn:
        directory = plan_records.directory(conn)
        key = find_department(directory, department).key if department else None
        keys = rights.books_of(office, key or "")
        _require_whole(conn, year)
        names = {d.key: d.short_name for d in directory.departments}
        stretches: dict[tuple[str, str], list[tuple[Series, int, int, str]]] = {}
        for stretch in unused_ranges(office, conn, year):
            stretches.setdefault((stretch[0].department, stretch[0].group), []).append(stretch)
        found = []
        for one in numbers.summaries(conn, keys, year):
            of = f"{one.department}.{one.group}"
            if only in ("", of):
                start = max(one.used - most, 0) if first is None else first
                states = numbers.account(conn, one.department, one.group, year, first=start, most=most)
                rows = _rows(conn, states, names)
                gone = stretches.get((one.department, one.group), [])
                ends = start + len(rows) >= one.used
                rows = sorted(rows + _stretched(gone, rows, year, start == 0, ends), key=_by_ordinal)
                unused = sum(until - since + 1 for _, since, until, _ in gone)
                label = f"{names.get(one.department, '本单位')} {one.group}"
                found.append(Book(of, label, one.last, one.void, unused, one.used, rows))
    return sorted(found, key=lambda book: book.name)


def _by_ordinal(row: Mapping[str, Any]) -> int:
    return int(row["ordinal"])


def _stretched(
    gone: list[tuple[Series, int, int, str]],
    rows: list[dict[str, Any]],
    year: int,
    begins: bool,
    ends: bool,
) -> list[dict[str, Any]]:
    """The stretches that were left out, of those that stand among the rows; before the first, behind the last ones too."""
    lowest = 0 if begins or not rows else rows[0]["ordinal"]
    highest = rows[-1]["ordinal"] if rows else 0
    return [
        {
            "number": series.number(year, since), "until": series.number(year, until) if until > since else "",
            "state": "unused", "reason": reason, "id": "", "date": None, "title": "", "series": series.group,
            "ordinal": since,
        }
        for series, since, until, reason in gone
        if since >= lowest and (ends or since < highest)
    ]  # fmt: skip


def _require_whole(conn: Connection, year: int | None = None) -> None:
    gaps = numbers.gaps(conn, year)
    if gaps:
        raise OfficeUnusable(
            "号段不连续：" + "；".join(g.problem for g in gaps), remedy="运行 shenguan verify 查明"
        )


def _rows(
    conn: Connection, states: list[numbers.NumberState], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    titles = _titles(conn, [s.id for s in states])
    return [
        {
            "number": s.number,
            "state": "by_hand" if s.by_hand and s.state == "issued" else s.state,
            "reason": s.reason,
            "id": s.id,
            "date": s.written_on,
            "title": titles.get(s.id, ""),
            "department": names.get(s.department, ""),
            "series": s.group,
            "year": s.year,
            "ordinal": s.ordinal,
        }
        for s in states
    ]


def _titles(conn: Connection, ids: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for t in (schema.documents, schema.received, past_letters):
        for start in range(0, len(ids), 400):
            query = select(t.c.id, t.c.title).where(t.c.id.in_(ids[start : start + 400]))
            found |= {row.id: row.title for row in conn.execute(query)}
    return found


def _left_out(
    office: Office,
    conn: Connection,
    left_out: list[Opening],
    states: list[numbers.NumberState],
    names: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    """The numbers that an opening left out, each with the reason, but those used by hand."""
    known = {(one.department, one.group): one for one in all_series(office, conn)}
    used = {(s.department, s.group, s.year, s.ordinal) for s in states}
    for one in left_out:
        series = known.get((one.department, one.group))
        for n in range(one.after + 1, one.next):
            if (one.department, one.group, one.year, n) not in used:
                yield {
                    "number": series.number(one.year, n) if series else f"第 {n} 号",
                    "state": "unused",
                    "reason": one.reason,
                    "id": "",
                    "date": None,
                    "title": "",
                    "department": names.get(one.department, ""),
                    "series": one.group,
                    "year": one.year,
                    "ordinal": n,
                }


def unused_ranges(office: Office, conn: Connection, year: int) -> Iterator[tuple[Series, int, int, str]]:
    """Yield the stretches of numbers that openings of a year left out and no letter by hand took, with the reason."""
    known = {(one.department, one.group): one for one in all_series(office, conn)}
    for one in openings.openings(conn):
        series = known.get((one.department, one.group))
        if one.year != year or series is None:
            continue
        states = numbers.account(conn, one.department, one.group, year)
        used = [s.ordinal for s in states if one.covers(s.ordinal)]
        first = one.after + 1
        for n in (*used, one.next):
            if n > first:
                yield series, first, n - 1, one.reason
            first = n + 1
