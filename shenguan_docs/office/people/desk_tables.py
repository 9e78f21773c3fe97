"""The tables of what is secret or passing at the desk, in SQL that SQLite and PostgreSQL both understand.

A column named ``user`` is quoted wherever it is asked for: to PostgreSQL the bare word means somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

FORM = 3  # raised when a table is added; what is there already stays as it is
TABLES = {
    "passwords": """("user" TEXT PRIMARY KEY, hash TEXT NOT NULL)""",
    "sessions": """(
        token TEXT PRIMARY KEY, "user" TEXT NOT NULL, begun BIGINT NOT NULL, seen BIGINT NOT NULL)""",
    "failures": """(key TEXT PRIMARY KEY, times BIGINT NOT NULL, last BIGINT NOT NULL)""",
    "links": """(token TEXT PRIMARY KEY, until BIGINT NOT NULL, answers TEXT NOT NULL)""",
    "came_from": """(
        "user" TEXT NOT NULL, place TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY ("user", place))""",
    "works": """(
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, what TEXT NOT NULL, begun TEXT NOT NULL, state TEXT NOT NULL,
        once TEXT NOT NULL, seen BIGINT NOT NULL, told TEXT NOT NULL)""",
    "sheets": """(
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, kind TEXT NOT NULL, origin TEXT NOT NULL, fields TEXT NOT NULL,
        stamps TEXT NOT NULL, revision BIGINT NOT NULL, changed TEXT NOT NULL, target TEXT NOT NULL,
        made TEXT NOT NULL)""",
    "sheet_files": """(
        sheet TEXT NOT NULL, n BIGINT NOT NULL, field TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
        size BIGINT NOT NULL, words TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (sheet, n))""",
    "searches": """(
        owner TEXT NOT NULL, name TEXT NOT NULL, asks TEXT NOT NULL, PRIMARY KEY (owner, name))""",
    # Used on a server only (office/received/incoming_on_server.py). A file has its number, its pages as they are
    # shown that number below zero; a piece has at most 1 MiB.
    "drops": """(
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, state TEXT NOT NULL, facts TEXT NOT NULL, looked TEXT NOT NULL)""",
    "drop_pieces": """(
        drop_id TEXT NOT NULL, file BIGINT NOT NULL, n BIGINT NOT NULL, content BLOB NOT NULL,
        PRIMARY KEY (drop_id, file, n))""",
}
NOT_COPIED = ("drops", "drop_pieces")  # large, and not to be in a backup
_INDEXES = ("CREATE INDEX IF NOT EXISTS sheets_owner ON sheets (owner, made)",)
_COPIED = tuple(name for name in TABLES if name not in NOT_COPIED)
NOT_RESTORED = ("sessions", "links")  # with what was restored nobody is in


class Answer(Protocol):
    """What a statement answers."""

    def fetchone(self) -> Any:
        """The next row, None behind the last."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left."""


class Desk(Protocol):
    """What lies there, in one transaction; values stand as ``?``."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Answer:
        """Do one statement."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> object:
        """Do one statement for each row."""


def statements() -> Iterator[str]:
    """Yield what makes the tables that are not there yet."""
    for name, columns in TABLES.items():
        yield f"CREATE TABLE IF NOT EXISTS {name} {columns}"
    yield from _INDEXES


def copy_rows(source: Desk, target: Desk) -> int:
    """Put the rows of every table that is copied into those of another desk, in place of what is there; return how many."""
    count = 0
    for name in _COPIED:
        target.execute(f"DELETE FROM {name}")
        for row in source.execute(f"SELECT * FROM {name}"):
            target.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", tuple(row))
            count += 1
    return count


def unequal(source: Desk, target: Desk) -> list[str]:
    """Return the names of tables whose rows are not the same in both."""
    both = {
        name: [
            sorted(repr(tuple(row)) for row in desk.execute(f"SELECT * FROM {name}"))
            for desk in (source, target)
        ]
        for name in _COPIED
    }
    return [name for name, (here, there) in both.items() if here != there]
