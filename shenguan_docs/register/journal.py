"""The one journal: what happens to a record is one entry, appended and applied in one transaction.

``append`` is the only way in. It writes the entry and lets the function registered for its kind
change the tables; ``replay`` does the same with entries that were written before. So the tables
always equal what the journal says. Each entry carries the SHA-256 of the line before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.register import schema
from shenguan_docs.register.columns import APPENDED, END
from shenguan_docs.register.quick import quick
from shenguan_docs.register.rows import canonical, into

CHINA = timezone(timedelta(hours=8))

_NEWER = "请用较新版本的程序打开这个单位"
_DAMAGED = "请运行 shenguan verify 查明，从备份恢复流水账"


@dataclass(frozen=True)
class Entry:
    """One entry. ``at`` is ISO 8601 with +08:00, ``prev`` the digest of the line before, "" for the first."""

    seq: int
    at: str
    by: str
    kind: str
    record: str
    data: dict[str, Any]
    prev: str

    @cached_property
    def line(self) -> str:
        """The entry as it lies in the archive: canonical JSON without its line break."""
        return canonical({name: getattr(self, name) for name in _KEYS})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of ``line`` in hex."""
        return _digest(self.line)

    @property
    def moment(self) -> datetime:
        """``at`` as a datetime with its offset."""
        return datetime.fromisoformat(self.at)


_KEYS = tuple(field.name for field in fields(Entry))

Apply = Callable[[Connection, Entry], None]
_appliers: dict[str, Apply] = {}


def applies(kind: str) -> Callable[[Apply], Apply]:
    """Register the function that changes the tables for entries of ``kind``."""

    def register(function: Apply) -> Apply:
        if kind in _appliers:
            raise ValueError(f"two functions apply {kind}")
        _appliers[kind] = function
        return function

    return register


def append(
    conn: Connection, *, at: datetime, by: str, kind: str, record: str, data: Mapping[str, Any]
) -> Entry:
    """Write an entry and apply it, inside the caller's transaction.

    ``at`` must know its time zone; ``data`` is plain JSON data. If it holds ``"object"`` with
    ``object_id``, ``version`` and ``inventory``, the archive's object is noted, whatever the kind.
    """
    if at.tzinfo is None:
        raise ValueError("the moment of an entry needs a time zone")
    seq, prev = last_of_writer(conn)
    # Through JSON and back, so that a replay is given exactly what this call gives.
    plain = json.loads(canonical(dict(data)))
    moment = at.astimezone(CHINA).isoformat(timespec="seconds")
    entry = Entry(seq + 1, moment, by, kind, record, plain, prev)
    _write(conn, entry)
    return entry


_LAST = select(schema.journal.c.seq, schema.journal.c.line).order_by(schema.journal.c.seq.desc()).limit(1)


def last(conn: Connection) -> tuple[int, str]:
    """Return sequence number and digest of the last entry, ``(0, "")`` before the first."""
    row = conn.execute(_LAST).one_or_none()
    return (row.seq, _digest(row.line)) if row else (0, "")


def last_of_writer(conn: Connection) -> tuple[int, str]:
    """Return the same inside a writing transaction, where it is asked once: nobody else appends meanwhile."""
    found: tuple[int, str] | None = conn.info.get(END)
    if found is None:
        found = conn.info[END] = last(conn)
    return found


AT_ONCE = 500  # lines that one question brings
_LINES = (
    select(schema.journal.c.seq, schema.journal.c.line)
    .where(schema.journal.c.seq > bindparam("after"))
    .order_by(schema.journal.c.seq)
    .limit(AT_ONCE)
)


def lines(conn: Connection, after: int = 0) -> Iterator[str]:
    """Yield the lines of the entries behind number ``after``, in order."""
    rows = conn.execute(_LINES, {"after": after}).all()
    while rows:
        yield from (row.line for row in rows)
        full = len(rows) == AT_ONCE
        rows = conn.execute(_LINES, {"after": rows[-1].seq}).all() if full else []


def history(conn: Connection, record: str) -> tuple[Entry, ...]:
    """Return the entries of one record (a letter, a draft, a department), in order."""
    query = (
        select(schema.journal.c.line).where(schema.journal.c.record == record).order_by(schema.journal.c.seq)
    )
    return tuple(parse(line) for line in conn.execute(query).scalars())


def replay(conn: Connection, lines: Iterable[str]) -> int:
    """Write and apply entries that follow the last one; return how many there were.

    Raises OfficeUnusable at a line that is damaged, out of order, does not fit the line before it,
    or is of a kind that only a newer version knows.
    """
    _load_appliers()
    seq, prev = last(conn)
    conn = quick(conn)
    count = 0
    for line in lines:
        entry = parse(line, expected=seq + 1)
        if entry.seq != seq + 1:
            raise OfficeUnusable(
                f"流水账在第 {seq} 条之后应当是第 {seq + 1} 条，却是第 {entry.seq} 条", remedy=_DAMAGED
            )
        if entry.prev != prev:
            raise OfficeUnusable(
                f"流水账第 {entry.seq} 条与它前面一条接不上，前面的内容被改动过", remedy=_DAMAGED
            )
        try:
            _write(conn, entry)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise OfficeUnusable(f"流水账第 {entry.seq} 条的内容不完整，用不上", remedy=_DAMAGED) from error
        seq, prev = entry.seq, entry.digest
        count += 1
    return count


def project_again(conn: Connection) -> None:
    """Make all projected tables anew from the entries in the database: after an upgrade that adds to them.

    Drafts stay. Raises OfficeUnusable for an entry that cannot be read.
    """
    _load_appliers()
    d = schema.drafts  # open ones point to events, which come back
    of_events = conn.execute(select(d.c.id, d.c.event).where(d.c.event.is_not(None))).all()
    conn.execute(update(d).values(event=None))
    conn = quick(conn)
    for table in reversed(schema.PROJECTED):
        if table is not schema.journal:
            conn.execute(delete(table))
    for number, line in enumerate(lines(conn), 1):
        _apply(conn, parse(line, expected=number))
    for draft, event in of_events:
        conn.execute(update(d).where(d.c.id == draft).values(event=event))


def _load_appliers() -> None:
    from shenguan_docs.register import (  # noqa: F401  they register
        arrangements,
        cases,
        clock,
        comments,
        companies,
        deliveries,
        documents,
        drafts,
        event_changes,
        events,
        filing,
        handling,
        heads,
        judgements,
        list_letters,
        openings,
        past,
        plan_records,
        received,
        services,
        steps,
        tray,
        unread,
        users,
        warnings,
    )


def parse(line: str, *, expected: int = 0) -> Entry:
    """Read one line; ``expected`` is the number to name if the line is unreadable. Raises OfficeUnusable."""
    line = line.rstrip("\n")
    try:
        data = json.loads(line)
        entry = Entry(**data)
        types = {"seq": int, "data": dict}
        fit = all(type(data[name]) is types.get(name, str) for name in _KEYS)
        if fit and entry.line == line and entry.moment.tzinfo is not None:
            return entry
    except (ValueError, TypeError, RecursionError):
        pass
    raise OfficeUnusable(f"流水账第 {expected or '?'} 条损坏，读不出来", remedy=_DAMAGED)


def _write(conn: Connection, entry: Entry) -> None:
    row = {name: getattr(entry, name) for name in ("seq", "at", "by", "kind", "record", "line")}
    conn.execute(into(schema.journal), row)
    conn.info[APPENDED] = entry.seq, entry.line  # by which a commit that broke off is judged
    conn.info[END] = entry.seq, entry.digest
    _apply(conn, entry)


def _apply(conn: Connection, entry: Entry) -> None:
    apply = _appliers.get(entry.kind)
    if apply is None:
        raise OfficeUnusable(
            f"流水账第 {entry.seq} 条是“{entry.kind}”，这个版本不认识，由更新版本写成", remedy=_NEWER
        )
    archived = entry.data.get("object")
    if archived is not None:
        row = {name: archived[name] for name in ("object_id", "version", "inventory")}
        conn.execute(into(schema.objects), row | {"seq": entry.seq})
    apply(conn, entry)


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
