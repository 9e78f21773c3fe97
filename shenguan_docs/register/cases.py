"""Saved cases (案件): which documents belong to one, which profile its file has, what its cover says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.register import journal
from shenguan_docs.register.case_tables import cases
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.rows import canonical, from_plain, from_row, plain_data, row_of

KIND = "case.saved"
"""The kind of entry: a case as it is from now on."""


@dataclass(frozen=True)
class Case:
    """A saved case. ``choice`` is plain data of what belongs to it, ``cover`` values by key or label.

    ``state`` is open or dropped: a dropped one is listed no more, and its name is free.
    """

    id: str
    name: str
    choice: Mapping[str, Any] = field(default_factory=dict)
    profile: str = ""
    cover: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    state: Literal["open", "dropped"] = "open"
    # filled in by the register
    changed_at: datetime | None = None
    changed_by: str = ""


def save(conn: Connection, case: Case, *, at: datetime, by: str) -> Entry:
    """Save a new case, or one as it is from now on. Raises Refused where another has its name."""
    other = _named(conn, case.name)
    if other is not None and other.id != case.id and case.state == "open":
        raise Refused(
            f"已有叫“{other.name}”的案件", remedy="换一个名称，或者用 shenguan case change 改那一件"
        )
    data = {k: v for k, v in plain_data(case).items() if k not in ("changed_at", "changed_by")}
    return journal.append(conn, at=at, by=by, kind=KIND, record=case.id, data={"case": data})


@applies(KIND)
def _saved(conn: Connection, entry: Entry) -> None:
    case = from_plain(Case, entry.data["case"])
    conn.execute(delete(cases).where(cases.c.id == case.id))
    if case.state == "dropped":
        return
    more = {
        "key": fold_name(case.name),
        "choice": canonical(dict(case.choice)),
        "cover": canonical(dict(case.cover)),
        "changed_at": entry.moment,
        "changed_by": entry.by,
    }
    conn.execute(insert(cases), row_of(case, cases, **more))


def all_cases(conn: Connection) -> tuple[Case, ...]:
    """Return the cases by name."""
    return tuple(_case(row) for row in conn.execute(select(cases).order_by(cases.c.name)))


def find(conn: Connection, typed: str) -> Case:
    """Return the case of a name or id. Raises NotFound with the nearest names."""
    row = conn.execute(select(cases).where(cases.c.id == typed.strip())).one_or_none()
    case = _case(row) if row else _named(conn, typed)
    if case is None:
        near = nearest(typed, [one.name for one in all_cases(conn)])
        advice = f"最接近的有{'、'.join(f'“{name}”' for name in near)}；" if near else ""
        raise NotFound(f"没有叫“{typed.strip()}”的案件", remedy=f"{advice}用 shenguan case list 查看")
    return case


def _named(conn: Connection, name: str) -> Case | None:
    row = conn.execute(select(cases).where(cases.c.key == fold_name(name))).one_or_none()
    return _case(row) if row else None


def _case(row: Any) -> Case:
    return from_row(Case, row, choice=json.loads(row.choice), cover=json.loads(row.cover))
