"""收文: outside documents, with an own number of the same care as those of letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.register import journal, numbers, schema
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.numbers import Taken
from shenguan_docs.register.past_tables import past_letters
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of
from shenguan_docs.register.spelling import number_key

DEPARTMENT, GROUP = "", "收文"  # the series: one for the whole office
FORMAT = "收〔{year}〕{n}号"


@dataclass(frozen=True)
class ReceivedFile:
    """One file of a 收文; ``stored_name`` is its name in the archive's object."""

    original_name: str
    stored_name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Received:
    """A 收文. ``sender``, ``sender_number`` are 来文单位, 来文字号; ``day`` is the date that it bears.

    ``summary`` is the beginning of its words, ``answers`` the id of the letter of this office that it answers,
    ``due`` 办理期限, ``copies`` 份数, ``handler`` who sees to it (承办, a section or person),
    ``department`` the key of the department that it came to ("" where that was not told).
    The number and what follows it are filled in by the register; ``closed_on`` (办结) and what became of
    ``due`` and ``handler`` by handling.py. ``state`` is registered, handling or closed.
    """

    id: str
    sender: str
    title: str
    received_on: date
    sender_number: str = ""
    day: date | None = None
    urgency: str = ""
    summary: str = ""
    files: tuple[ReceivedFile, ...] = ()
    answers: str | None = None
    due: date | None = None
    copies: int = 1
    handler: str = ""
    department: str = ""
    # filled in by the register
    number: str = ""
    year: int = 0
    ordinal: int = 0
    registered_at: datetime | None = None
    registered_by: str = ""
    object_id: str = ""
    object_version: int = 0
    state: str = "registered"
    closed_on: date | None = None


_FILLED_IN = ("registered_at", "registered_by", "object_id", "object_version", "state", "closed_on")


def take(conn: Connection, received_on: date, format: str = FORMAT) -> Taken:
    """Return the next 收文号 of the year; it is used by ``receive`` in the same transaction."""
    return numbers.next_number(
        conn, department=DEPARTMENT, group=GROUP, year=received_on.year, format=format, mark=""
    )


def receive(
    conn: Connection, *, at: datetime, by: str, record: Received, taken: Taken, object: ObjectRef
) -> Entry:
    """Register an outside document under ``taken``. Raises Refused if its id is already registered."""
    earlier = by_id(conn, record.id)
    if earlier is not None:
        raise Refused(f"编号“{record.id}”已经登记为“{earlier.number}”")
    numbered = replace(record, number=taken.number, year=taken.year, ordinal=taken.ordinal)
    fields = {name: value for name, value in plain_data(numbered).items() if name not in _FILLED_IN}
    data = {"received": fields, "object": plain_data(object)}
    return journal.append(conn, at=at, by=by, kind="document.received", record=record.id, data=data)


@applies("document.received")
def _received(conn: Connection, entry: Entry) -> None:
    record = from_plain(Received, entry.data["received"])
    object = from_plain(ObjectRef, entry.data["object"])
    more = {
        "sender_number_key": number_key(record.sender_number),
        "registered_at": entry.moment,
        "registered_by": entry.by,
        "object_id": object.object_id,
        "object_version": object.version,
    }
    conn.execute(insert(schema.received), row_of(record, schema.received, **more))
    for position, file in enumerate(record.files, 1):
        place = {"received": record.id, "position": position}
        conn.execute(insert(schema.received_files), row_of(file, schema.received_files, **place))
    taken = Taken(record.number, record.ordinal, record.year, GROUP, DEPARTMENT)
    numbers.enter(conn, taken, at=entry.moment, written_on=record.received_on, received=record.id)


CORRECTED = ("sender", "sender_number", "title", "day", "urgency", "answers", "due", "copies", "handler")
"""What of a 收文 may be put right; its number, day of receipt and files are what they are."""


def correct(
    conn: Connection, *, at: datetime, by: str, earlier: Received, corrected: Received, reason: str
) -> Entry:
    """Put right what was registered wrongly; the journal keeps what stood there. Raises Refused (nothing differs)."""
    before, after = plain_data(earlier), plain_data(corrected)
    changes = {name: [before[name], after[name]] for name in CORRECTED if before[name] != after[name]}
    if not changes:
        raise Refused(f"{earlier.number}登记的就是这样，没有要改的")
    data = {"changes": changes, "reason": reason}
    return journal.append(conn, at=at, by=by, kind="received.corrected", record=earlier.id, data=data)


@applies("received.corrected")
def _corrected(conn: Connection, entry: Entry) -> None:
    values = {name: new for name, (_, new) in entry.data["changes"].items()}
    for name in ("day", "due"):
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    if "sender_number" in values:
        values["sender_number_key"] = number_key(values["sender_number"])
    conn.execute(update(schema.received).where(schema.received.c.id == entry.record).values(values))


def doubles(conn: Connection, record: Received) -> tuple[tuple[str, str], ...]:
    """Return each earlier 收文 with this 来文字号, or with a same file: its id, and a Chinese warning.

    A number holds the 代字 of who gave it, so the sender, which people write in many ways, does not count.
    """
    t, files = schema.received, schema.received_files
    found: list[tuple[str, str]] = []
    key = number_key(record.sender_number)
    if key:
        same = select(t.c.id, t.c.number, t.c.title, t.c.sender).where(t.c.sender_number_key == key)
        found += [
            (
                row.id,
                f"来文字号“{record.sender_number}”已登记为“{row.number}”（{row.sender}《{row.title}》），请核对是否重复登记",
            )
            for row in conn.execute(same.order_by(t.c.year, t.c.ordinal))
        ]
        p = past_letters
        old = select(p.c.id, p.c.number, p.c.title, p.c.source).where(p.c.sender_number_key == key)
        found += [
            (
                row.id,
                f"来文字号“{record.sender_number}”在补录的旧登记（{row.source}）里已有“{row.number}”《{row.title}》，"
                "请核对是否重复登记",
            )
            for row in conn.execute(old.order_by(p.c.year, p.c.ordinal))
        ]
    for file in record.files:
        same = (
            select(t.c.id, t.c.number, files.c.original_name)
            .join(files, files.c.received == t.c.id)
            .where(files.c.sha256 == file.sha256)
            .order_by(t.c.year, t.c.ordinal, files.c.position)
        )
        found += [
            (
                row.id,
                f"文件“{file.original_name}”与“{row.number}”的“{row.original_name}”内容相同，请核对是否重复登记",
            )
            for row in conn.execute(same)
        ]
    return tuple(found)


def by_id(conn: Connection, id: str) -> Received | None:
    """Return the 收文 with this id, None if there is none."""
    found = _load(conn, schema.received.c.id == id)
    return found[0] if found else None


def by_number(conn: Connection, typed: str) -> Received | None:
    """Return the 收文 of a 收文号 typed in any width and form of bracket, None if there is none."""
    states = [state for state in numbers.find_numbers(conn, typed) if not state.department]
    state = numbers.only(states, typed)
    return by_id(conn, state.id) if state else None


def of_sender_number(conn: Connection, typed: str) -> tuple[Received, ...]:
    """Return the 收文 with this 来文字号, in any width and form of bracket."""
    key = number_key(typed)
    return _load(conn, schema.received.c.sender_number_key == key) if key else ()


def find(conn: Connection, typed: str) -> Received:
    """Return the 收文 of a 收文号 or id. Raises NotFound."""
    record = by_id(conn, typed.strip()) or by_number(conn, typed)
    if record is None:
        raise NotFound(f"没有收文号或编号为“{typed}”的收文", remedy="用 shenguan search 查找")
    return record


def all_received(conn: Connection, year: int | None = None) -> tuple[Received, ...]:
    """Return the 收文 of a year, or all, in the order of their numbers."""
    return _load(conn, None if year is None else schema.received.c.year == year)


def of_ids(conn: Connection, ids: Sequence[str]) -> tuple[Received, ...]:
    """Return the 收文 with these ids, at most some hundred, in the order of their numbers."""
    return _load(conn, schema.received.c.id.in_(ids)) if ids else ()


def open_by(conn: Connection, until: date | None = None) -> tuple[Received, ...]:
    """Return the 收文 that are not closed (办结); with ``until``, those whose 办理期限 ends by then."""
    t = schema.received
    where = t.c.closed_on.is_(None)
    return _load(conn, where if until is None else where & (t.c.due <= until))


def _load(conn: Connection, where: Any) -> tuple[Received, ...]:
    t, files = schema.received, schema.received_files
    query = select(t).order_by(t.c.year, t.c.ordinal)
    file_query = (
        select(files).join(t, t.c.id == files.c.received).order_by(files.c.received, files.c.position)
    )
    if where is not None:
        query, file_query = query.where(where), file_query.where(where)
    by_record: dict[str, list[ReceivedFile]] = {}
    for row in conn.execute(file_query):
        by_record.setdefault(row.received, []).append(from_row(ReceivedFile, row))
    return tuple(
        from_row(Received, row, files=tuple(by_record.get(row.id, ()))) for row in conn.execute(query)
    )
