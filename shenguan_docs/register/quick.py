"""Replaying a journal is inserting: the same rows through SQLite's own driver, without a statement made for each.

Only what is plainly an insert of given rows goes this way, and a statement that was made once and is asked again and
again with other values; everything else is asked of SQLAlchemy as before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Delete, Insert, Select, Table, Update
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import IntegrityError

from shenguan_docs.register.rows import into

_Turn = Callable[[Any], Any]
_Row = Mapping[str, Any]
_AGAIN = (Select, Update, Delete)
_MOST_KEPT = 200  # statements; those that are made for each question are never met twice


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
        return [row[name] if turn is None else turn(row[name]) for name, turn in self.given] + self.defaults


class _Again:
    """A select, update or delete that is kept: its text, its values in their order, how its answers are read."""

    def __init__(self, conn: Connection, statement: Select[Any] | Update | Delete) -> None:
        compiled = statement.compile(dialect=conn.dialect)
        order: list[str] = getattr(compiled, "positiontup", None) or []
        binds = cast(Any, compiled).binds
        # A list of values, or a value that SQLAlchemy adds by itself, is not ours to fill in.
        self.fits = not cast(Any, compiled).post_compile_params and not any(
            getattr(compiled, name, None) for name in ("update_prefetch", "insert_prefetch")
        )
        self.asked = frozenset(name for name in order if binds[name].required)
        self._values = [
            (name, binds[name].required, binds[name].value, _processor(conn, binds[name], "bind_processor"))
            for name in order
        ]
        self._text = str(compiled)
        self._is_select = isinstance(statement, Select)
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        self._turns = [
            column.type.dialect_impl(conn.dialect).result_processor(conn.dialect, None) for column in columns
        ]
        self._plain = not any(self._turns)
        self._names = SimpleResultMetaData([column.key or "" for column in columns])

    def ask(self, cursor: sqlite3.Cursor, given: _Row) -> Any:
        """Return what SQLAlchemy would, of an update or delete only how many rows it was."""
        values = [
            _turned(turn, given[name] if required else value) for name, required, value, turn in self._values
        ]
        cursor.execute(self._text, values)
        if not self._is_select:
            return cursor
        rows = cursor.fetchall()
        if not self._plain:
            rows = [tuple(map(_turned, self._turns, row)) for row in rows]
        return IteratorResult(self._names, iter(rows))


def _processor(conn: Connection, bind: Any, what: str) -> _Turn | None:
    return cast("_Turn | None", getattr(bind.type.dialect_impl(conn.dialect), what)(conn.dialect))


def _turned(turn: _Turn | None, value: Any) -> Any:
    return value if turn is None else turn(value)


class _Quick:
    """A connection to SQLite inside a transaction, as far as the functions that apply entries use one."""

    def __init__(self, conn: Connection) -> None:
        self._conn, self._cursor = conn, cast(sqlite3.Cursor, conn.connection.cursor())
        self._known: dict[tuple[str, tuple[str, ...]], _Prepared | None] = {}
        self._kept: dict[Any, _Again | None] = {}  # None: met once

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def execute(self, statement: Any, parameters: Any = None, **more: Any) -> Any:
        """As SQLAlchemy's, but that an insert of rows has no result."""
        if type(statement) in _AGAIN and isinstance(parameters, Mapping) and not more:
            return self._again(statement, parameters)
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

    def _again(self, statement: Any, parameters: _Row) -> Any:
        again = self._kept.get(statement)
        if again is None and statement in self._kept:
            again = self._kept[statement] = _Again(self._conn, statement)
        elif again is None and len(self._kept) < _MOST_KEPT:
            self._kept[statement] = None
        if again is None or not again.fits or again.asked != parameters.keys():
            return self._conn.execute(statement, parameters)
        try:
            return again.ask(self._cursor, parameters)
        except sqlite3.IntegrityError as error:
            raise IntegrityError("", None, error) from error

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
    if isinstance(statement.table, Table) and into(statement.table) is statement:
        return True
    told = vars(statement)
    return not any(
        told.get(name) for name in ("_values", "_multi_values", "select", "_returning", "_prefixes")
    )


def quick(conn: Connection) -> Connection:
    """Return what the functions that apply entries may be given in place of ``conn``."""
    return cast(Connection, _Quick(conn)) if conn.dialect.name == "sqlite" else conn
