"""Files whose words are not all there: which, of which letter or 收文, and why; noted when read and when read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from shenguan_docs.register import journal, schema
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of

READ, ACCEPTED = "words.read", "words.accepted"
"""The kinds of entry."""


@dataclass(frozen=True)
class UnreadFile:
    """A file by its place (from 1) among the files of its letter or 收文; ``reason`` is Chinese.

    ``accepted`` is why somebody let it be, "" where nobody has said so.
    """

    position: int
    name: str
    reason: str
    accepted: str = ""


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


def accept(
    conn: Connection, *, at: datetime, by: str, record: str, positions: Iterable[int], reason: str
) -> Entry:
    """Note that files of a letter or 收文 may stay unread, and why; holds until they are read."""
    data = {"positions": list(positions), "reason": reason}
    return journal.append(conn, at=at, by=by, kind=ACCEPTED, record=record, data=data)


@applies(READ)
def _read(conn: Connection, entry: Entry) -> None:
    table = schema.unread_files
    kept = {file.position: file.accepted for file in of_record(conn, entry.record)}
    conn.execute(delete(table).where(table.c.record == entry.record))
    for data in entry.data["unread"]:
        file = from_plain(UnreadFile, data)
        row = row_of(file, table) | {"record": entry.record, "accepted": kept.get(file.position, "")}
        conn.execute(insert(table), row)


@applies(ACCEPTED)
def _accepted(conn: Connection, entry: Entry) -> None:
    table = schema.unread_files
    named = (table.c.record == entry.record) & table.c.position.in_(entry.data["positions"])
    conn.execute(update(table).where(named).values(accepted=entry.data["reason"]))


def of_record(conn: Connection, record: str) -> tuple[UnreadFile, ...]:
    """Return the unread files of one letter or 收文."""
    table = schema.unread_files
    rows = conn.execute(select(table).where(table.c.record == record).order_by(table.c.position))
    return tuple(from_row(UnreadFile, row) for row in rows)


def all_unread(conn: Connection) -> dict[str, tuple[UnreadFile, ...]]:
    """Return the unread files by the id of their letter or 收文, the oldest first."""
    table = schema.unread_files
    found: dict[str, list[UnreadFile]] = {}
    for row in conn.execute(select(table).order_by(table.c.record, table.c.position)):
        found.setdefault(row.record, []).append(from_row(UnreadFile, row))
    return {record: tuple(files) for record, files in found.items()}
