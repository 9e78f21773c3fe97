"""Are two records databases equal, table by table, row by row? What a rebuild must prove."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, select

from shenguan_docs.register.schema import PROJECTED

_NAMED = 5  # differences named per table; the rest is counted


def tables_equal(a: Connection, b: Connection) -> list[str]:
    """Return a Chinese sentence for each difference between ``a`` and ``b``; drafts are left out."""
    return [difference for table in PROJECTED for difference in _differences(table, a, b)]


def _differences(table: Table, a: Connection, b: Connection) -> list[str]:
    first, second = _rows(table, a), _rows(table, b)
    found: list[str] = []
    for key in sorted(first.keys() | second.keys(), key=repr):
        if key not in second:
            found.append(f"表 {table.name}:{_key(key)} 只在前一个库里")
        elif key not in first:
            found.append(f"表 {table.name}:{_key(key)} 只在后一个库里")
        elif first[key] != second[key]:
            columns = [
                f"{column.name} {one!r} ≠ {other!r}"
                for column, one, other in zip(table.columns, first[key], second[key], strict=True)
                if one != other
            ]
            found.append(f"表 {table.name}:{_key(key)} 不同:{'、'.join(columns)}")
    if len(found) > _NAMED:
        found[_NAMED:] = [f"表 {table.name}:另有 {len(found) - _NAMED} 处不同"]
    return found


def _rows(table: Table, conn: Connection) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    places = [list(table.columns).index(column) for column in table.primary_key.columns]
    rows = (tuple(row) for row in conn.execute(select(table)))
    return {tuple(row[place] for place in places): row for row in rows}


def _key(key: tuple[Any, ...]) -> str:
    return "/".join(str(part) for part in key)
