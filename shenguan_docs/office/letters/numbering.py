"""The account of the numbers (号段账), with the proof that none is missing."""

from __future__ import annotations

from typing import Any

from shenguan_docs.errors import NotFound, OfficeUnusable
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import documents, numbers, plan_records, received


def account(
    office: Office, *, series: str = "", year: int | None = None, department: str = ""
) -> list[dict[str, Any]]:
    """Return every number of the series asked for, in order.

    Raises NotFound for a department or series that has none, OfficeUnusable where a number is missing.
    """
    with office.reading() as conn:
        directory = plan_records.directory(conn)
        key = find_department(directory, department).key if department else None
        states = numbers.account(conn, key, series or None, year)
        if series and not states:
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
        return [
            {
                "number": s.number,
                "state": s.state,
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
