"""Replaying a journal is inserting: the same rows through SQLite's own driver, without a statement made for each.

Only what is plainly an insert of given rows goes this way; everything else is asked of SQLAlchemy as before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import Insert

_Turn = Callable[[Any], Any]
_Row = Mapping[str, Any]


class _Prepared:
    """One statement: its text, the columns that it is given with how they are written, and the defaults."""

    def __init__(self, conn: Connection, table: Table, given: Sequence[str]) -> None:
        turns: dict[str, _Turn | None] = {
            c.name: c.type.dialect_impl(conn.dialect).bind_processor(conn.dialect) for c in table.columns
        }
        self.given = [(name, turns[name]) for name in given]
        left_out = [c for c in table.columns if c.name not in given and c.default is not None]
        self.defaults = [_turned(turns[c.name], cast(Any, c.default).arg) for c in left_out]
        names = ", ".join(f'"{name}"' for name in (*given, *(c.name for c in left_out)))
        marks = ", ".join("?" * (len(given) + len(left_out)))
        self.text = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'

    def values(self, row: _Row) -> list[Any]:
        """Return a row as SQLite takes it."""
        return [_turned(turn, row[name]) for name, turn in self.given] + self.defaults


def _turned(turn: _Turn | None, value: Any) -> Any:
    return value if turn is None else turn(value)


class _Quick:
    """A connection to SQLite inside a transaction, as far as the functions that apply entries use one."""

    def __init__(self, conn: Connection) -> None:
        self._conn, self._cursor = conn, conn.connection.cursor()
        self._known: dict[tuple[str, tuple[str, ...]], _Prepared | None] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def execute(self, statement: Any, parameters: Any = None, **more: Any) -> Any:
        """As SQLAlchemy's, but that an insert of rows has no result."""
        if not parameters or more or type(statement) is not Insert or not _is_plain(statement):
            return self._conn.execute(statement, parameters, **more)
        rows: Sequence[_Row] = [parameters] if isinstance(parameters, Mapping) else parameters
        prepared = self._prepared(cast(Table, statement.table), tuple(rows[0]))
        if prepared is None or any(row.keys() != rows[0].keys() for row in rows):
            return self._conn.execute(statement, parameters)
        try:
            self._cursor.executemany(prepared.text, list(map(prepared.values, rows)))
        except sqlite3.IntegrityError as error:
            raise IntegrityError(prepared.text, None, error) from error
        return None

    def _prepared(self, table: Table, given: tuple[str, ...]) -> _Prepared | None:
        key = table.name, given
        if key not in self._known:
            columns = {column.name: column for column in table.columns}
            fit = all(name in columns for name in given) and all(
                column.default is None or column.default.is_scalar
                for name, column in columns.items()
                if name not in given
            )
            self._known[key] = _Prepared(self._conn, table, given) if fit else None
        return self._known[key]


def _is_plain(statement: Insert) -> bool:
    """Whether an insert says no more than into which table."""
    told = vars(statement)
    return not any(
        told.get(name) for name in ("_values", "_multi_values", "select", "_returning", "_prefixes")
    )


def quick(conn: Connection) -> Connection:
    """Return what the functions that apply entries may be given in place of ``conn``."""
    return cast(Connection, _Quick(conn)) if conn.dialect.name == "sqlite" else conn
