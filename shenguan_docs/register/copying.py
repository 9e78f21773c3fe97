"""All that a records database holds, put into another one, whatever the engines; and are both equal, drafts too?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, and_, func, insert, select, update

from shenguan_docs.register.columns import metadata

_AT_ONCE = 500
TABLES = tuple(metadata.sorted_tables)  # what others point to comes first


def copy_all(source: Connection, target: Connection, done: Callable[[int], None] = lambda _rows: None) -> int:
    """Copy every row, drafts too, into records that are empty; return how many, ``done`` hears so far."""
    count = 0
    for table in TABLES:
        own = [
            key.parent for key in table.foreign_keys if key.column.table is table
        ]  # a row names another one
        pending: list[dict[str, Any]] = []
        for rows in _in_parts(source, table):
            told = [dict(row) for row in rows]
            if own:
                names = [*table.primary_key.columns, *own]
                pending += [{c.name: row[c.name] for c in names} for row in told]
                told = [{**row, **dict.fromkeys((c.name for c in own), None)} for row in told]
            target.execute(insert(table), told)
            count += len(told)
            done(count)
        for row in pending:
            values = {c.name: row[c.name] for c in own if row[c.name] is not None}
            if values:
                key = and_(*(c == row[c.name] for c in table.primary_key.columns))
                target.execute(update(table).where(key).values(**values))
    return count


def rows_of(conn: Connection) -> int:
    """Return how many rows there are in all."""
    return sum(conn.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES)


def unequal(a: Connection, b: Connection) -> list[str]:
    """Return the names of the tables that differ in any row. Both are read along their keys, a part at a time."""
    return [table.name for table in TABLES if not _same(table, a, b)]


def _same(table: Table, a: Connection, b: Connection) -> bool:
    first, second = _in_parts(a, table), _in_parts(b, table)
    while True:
        one, other = next(first, None), next(second, None)
        if one != other:
            return False
        if one is None:
            return True


def _in_parts(conn: Connection, table: Table) -> Iterator[list[Any]]:
    """Yield the rows as mappings, in the order of their keys, which is the same on every engine."""
    query = select(table).order_by(*table.primary_key.columns)
    result = conn.execute(query.execution_options(yield_per=_AT_ONCE))
    for rows in result.mappings().partitions(_AT_ONCE):
        yield [dict(row) for row in rows]
