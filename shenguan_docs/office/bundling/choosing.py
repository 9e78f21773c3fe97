"""Choose what belongs to a case: letters, 收文, letters of old registers, events; by what they are about or by number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.timeline.subject import Asked, subject_of
from shenguan_docs.register import documents, events, lookups, past, received, services
from shenguan_docs.register.events import Event
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.past_records import PastLetter
from shenguan_docs.register.received import Received

_JOINED = ("answers", "claims", "corrects", "lifts", "adopts")
"""Relations by which a letter belongs to the case of the other; a 催办函 or 纪要 names many cases."""


@dataclass(frozen=True)
class Choice:
    """Which documents go in: those that fit everything that is given; ``numbers`` names them one by one.

    ``added`` names what goes in besides, ``without`` what stays out; both by number or id, ``without`` also by the
    id of one document (件) of a record. ``order`` are ids of documents in the order that a person gave them.
    """

    company: str = ""
    uscc: str = ""
    code: str = ""
    matter: str = ""
    numbers: tuple[str, ...] = ()
    day_from: date | None = None
    day_to: date | None = None
    added: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.numbers or self.added or self.by_subject())

    def by_subject(self) -> bool:
        """Whether a company, code or matter was given."""
        return any((self.company.strip(), self.uscc.strip(), self.code.strip(), self.matter.strip()))

    def holds(self, day: date | None) -> bool:
        """Whether a document of ``day`` lies in the time that was given."""
        if self.day_from is None and self.day_to is None:
            return True
        return day is not None and (self.day_from or date.min) <= day <= (self.day_to or date.max)


@dataclass(frozen=True)
class Chosen:
    """The records of a case, each sort in the order of its days."""

    letters: tuple[IssuedRecord, ...] = ()
    received: tuple[Received, ...] = ()
    past: tuple[PastLetter, ...] = ()
    events: tuple[Event, ...] = ()

    def is_empty(self) -> bool:
        """Whether nothing belongs to it that could have pages."""
        return not (
            self.letters or self.received or self.past or any(e.data.get("files") for e in self.events)
        )


def choose(office: Office, conn: Connection, choice: Choice) -> Chosen:
    """Return the records of a choice that the person at the desk may see; void and withdrawn ones only where named.

    Raises Refused, NotFound.
    """
    rights.require(office, "bundle")
    if choice.is_empty():
        raise Refused(
            "没有写明要哪些文书",
            remedy="用 --company、--uscc、--code、--matter、--numbers 或 --case 选择",
        )
    named = _named(office, conn, choice.numbers) if choice.numbers else None
    about = of_subject(office, conn, choice) if choice.by_subject() else None
    if named and about:
        named = _within(named, _ids(about))
    found = named or about or Chosen()
    kept = _standing(found, choice)
    if choice.added:
        kept = _sorted(_together(kept, _named(office, conn, choice.added)))
    if choice.without:
        kept = _within(kept, _ids(kept) - _ids(_left_out(conn, choice.without)))
    if kept.is_empty() and not choice.numbers and any(choice.holds(r.written_on) for r in found.letters):
        raise NotFound("符合条件的文书都已作废", remedy="仍要编入案卷的，用 --numbers 写明文号")
    if kept.is_empty():
        raise NotFound("没有找到符合条件的文书", remedy="用 shenguan search 核对名称")
    return kept


def of_subject(office: Office, conn: Connection, choice: Choice) -> Chosen:
    """Return every record about a company, code or matter that may be seen: void ones, too, of any time."""
    subject = subject_of(office, conn, Asked(choice.company, choice.uscc, choice.code, choice.matter))
    letters = {one.id: one for one in documents.load(conn, sorted(subject.letters))}
    incoming = set(subject.received)
    for id in list(letters):
        for related in lookups.relations(conn, id):
            if related.relation.relation not in _JOINED:
                continue
            if related.record is not None:
                letters.setdefault(related.record.id, related.record)
            elif related.relation.target_id:
                incoming.add(related.relation.target_id)
    happened = subject.events | {one.event for one in letters.values() if one.event}
    found = Chosen(
        tuple(letters.values()),
        _present(received.by_id(conn, id) for id in sorted(incoming)),
        tuple(past.of_ids(conn, sorted(subject.past | incoming)).values()),
        _present(events.by_id(conn, id) for id in sorted(happened)),
    )
    return _within(found, frozenset(rights.seen(office, conn, _ids(found))))


def _named(office: Office, conn: Connection, numbers: Iterable[str]) -> Chosen:
    """What is named one by one: by number, 收文号, 来文字号 or id. Raises NotFound for what is not to be seen."""
    found = Chosen()
    for typed in numbers:
        one = _of_name(conn, typed)
        seen = rights.seen(office, conn, _ids(one))
        if not seen:
            rights.require_seen(office, conn, next(iter(_ids(one))), typed)
        found = _together(found, _within(one, frozenset(seen)))
    return found


def _left_out(conn: Connection, names: Iterable[str]) -> Chosen:
    """The records that are to stay out; the id of one document of a record is no record (assembling.py)."""
    found = Chosen()
    for typed in names:
        if "/" not in typed and typed.strip() not in services.ids(conn):
            found = _together(found, _of_name(conn, typed))
    return found


def _of_name(conn: Connection, typed: str) -> Chosen:
    id = typed.strip()
    if letter := documents.by_id(conn, id) or documents.by_number(conn, typed):
        return Chosen(letters=(letter,))
    if got := received.by_id(conn, id) or received.by_number(conn, typed):
        return Chosen(received=(got,))
    if event := events.by_id(conn, id):
        return Chosen(events=(event,))
    if several := received.of_sender_number(conn, typed):
        return Chosen(received=tuple(several))
    try:
        return Chosen(past=(past.find(conn, typed),))
    except NotFound:
        documents.find(conn, typed)  # says it better: it may be a draft
        raise


def _within(found: Chosen, ids: frozenset[str]) -> Chosen:
    return Chosen(
        tuple(one for one in found.letters if one.id in ids),
        tuple(one for one in found.received if one.id in ids),
        tuple(one for one in found.past if one.id in ids),
        tuple(one for one in found.events if one.id in ids),
    )


def _ids(found: Chosen) -> frozenset[str]:
    return frozenset(
        one.id for part in (found.letters, found.received, found.past, found.events) for one in part
    )


def _standing(found: Chosen, choice: Choice) -> Chosen:
    """What lies in the time and still stands, by day; what was named stays."""
    whole = bool(choice.numbers)
    letters = [r for r in found.letters if (whole or r.state == "issued") and choice.holds(r.written_on)]
    incoming = [r for r in found.received if choice.holds(r.day or r.received_on)]
    old = [r for r in found.past if (whole or r.state != "void") and choice.holds(r.day or r.received_on)]
    happened = [e for e in found.events if (whole or not e.withdrawn) and choice.holds(e.day)]
    return _sorted(Chosen(tuple(letters), tuple(incoming), tuple(old), tuple(happened)))


def _sorted(found: Chosen) -> Chosen:
    return Chosen(
        tuple(sorted(found.letters, key=lambda r: (r.written_on, r.number))),
        tuple(sorted(found.received, key=lambda r: (r.day or r.received_on, r.year, r.ordinal))),
        tuple(sorted(found.past, key=lambda r: (r.day or r.received_on or date.min, r.number, r.id))),
        tuple(sorted(found.events, key=lambda e: (e.day, e.id))),
    )


def _together(one: Chosen, other: Chosen) -> Chosen:
    return Chosen(
        tuple({r.id: r for r in (*one.letters, *other.letters)}.values()),
        tuple({r.id: r for r in (*one.received, *other.received)}.values()),
        tuple({r.id: r for r in (*one.past, *other.past)}.values()),
        tuple({r.id: r for r in (*one.events, *other.events)}.values()),
    )


T = TypeVar("T")


def _present(found: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(one for one in found if one is not None)
