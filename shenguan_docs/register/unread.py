"""Files whose words are not all there: which, of which letter or 收文, and why; noted when read and when read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from shenguan_docs.register import journal, schema
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of

READ = "words.read"
"""The kind of entry."""


@dataclass(frozen=True)
class UnreadFile:
    """A file by its place (from 1) among the files of its letter or 收文; ``reason`` is Chinese."""

    position: int
    name: str
    reason: str


def note(
    conn: Connection,
    *,
    at: datetime,
    by: str,
    record: str,
    files: Iterable[UnreadFile],
    object: ObjectRef | None = None,
) -> Entry:
    """Note what of a letter or 收文 stays unread, in place of what was noted before.

    ``object`` is the archive's version that holds the words, where they were read again.
    """
    data: dict[str, Any] = {"unread": [plain_data(file) for file in files]}
    if object is not None:
        data["object"] = plain_data(object)
    return journal.append(conn, at=at, by=by, kind=READ, record=record, data=data)


@applies(READ)
def _read(conn: Connection, entry: Entry) -> None:
    table = schema.unread_files
    conn.execute(delete(table).where(table.c.record == entry.record))
    for data in entry.data["unread"]:
        row = row_of(from_plain(UnreadFile, data), table)
        conn.execute(insert(table), row | {"record": entry.record})


def all_unread(conn: Connection) -> dict[str, tuple[UnreadFile, ...]]:
    """Return the unread files by the id of their letter or 收文, the oldest first."""
    table = schema.unread_files
    found: dict[str, list[UnreadFile]] = {}
    for row in conn.execute(select(table).order_by(table.c.record, table.c.position)):
        found.setdefault(row.record, []).append(from_row(UnreadFile, row))
    return {record: tuple(files) for record, files in found.items()}
