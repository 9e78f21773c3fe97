"""The account of the numbers (号段账), with the proof that none is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.office.letters.series import Series, all_series, find_series
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import documents, numbers, openings, past, plan_records, received
from shenguan_docs.register.openings import Opening


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
        if not rights.sees_all(office):
            key = rights.only_own(office, key or "")
        states = numbers.account(conn, key, series or None, year)
        left_out = [
            one
            for one in openings.openings(conn)
            if key in (None, one.department) and series in ("", one.group) and year in (None, one.year)
        ]
        if series and not states and not left_out:
            known = sorted({s.group for s in numbers.account(conn)})
            raise NotFound(f"“{series}”这一组还没有用过号", remedy=f"已有的组:{'、'.join(known) or '无'}")
        gaps = numbers.gaps(conn)
        if gaps:
            raise OfficeUnusable(
                "号段不连续:" + ";".join(g.problem for g in gaps), remedy="运行 shenguan verify 查明"
            )
        names = {d.key: d.short_name for d in directory.departments}
        titles = {r.id: r.title for r in documents.load(conn, [s.id for s in states])}
        titles |= {r.id: r.title for r in received.all_received(conn, year)}
        titles |= {id: r.title for id, r in past.of_ids(conn, [s.id for s in states if s.by_hand]).items()}
        rows = [
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
        rows += _left_out(office, conn, left_out, states, names)
    return sorted(rows, key=lambda r: (r["department"], r["series"], r["year"], r["ordinal"]))


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
