"""The open duties of the whole office, kept in memory between the pages of the desk and brought up to the journal.

To gather them anew takes seconds at a hundred thousand letters. After some entries of the journal only the letters
and events are asked again that those can have touched; a new day, changed rules, or an entry of a kind that may
touch anything (lists, departments, workdays) gathers all of them again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from shenguan_docs.duties.facts import Duty, Open
from shenguan_docs.duties.rules import Rules
from shenguan_docs.office.duties.gathering import basic, completed, named
from shenguan_docs.office.duties.ground import Ground, rules_of
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.opening import Office
from shenguan_docs.register import journal, schema
from shenguan_docs.register.company_tables import warning_corrections

_KEY = "duties"
_TOUCHING = frozenset(
    {
        "document.issued", "document.sent", "document.claimed", "document.voided", "document.received",
        "received.corrected", "received.step", "event.added", "event.joined", "warning.listed", "warning.removed",
        "warning.corrected",
    }
)  # fmt: skip
_WITHOUT_EFFECT = (
    "document.sealed", "draft.", "comment.", "filing.", "past.", "received.named", "record.", "review.", "scan.",
    "service.", "user.", "words.", "case.", "head.", "key.", "clock.",
)  # fmt: skip
"""How kinds of entries begin that no duty depends on."""
_MANY = 800  # touched records: to gather everything anew takes no longer
_ROUNDS = 3
_ID = re.compile(r"\b\d{8}-[0-9a-z]{6,}\b")


@dataclass(frozen=True)
class Remembered:
    """All open duties as of one entry of the journal and one day; ``open`` without reminders, ``duties`` reckoned."""

    seq: int
    today: date
    stamp: tuple[Any, ...]
    rules: Rules
    open: tuple[Open, ...]
    duties: tuple[Duty, ...]
    by_department: dict[str, tuple[Duty, ...]] = field(default_factory=dict)


def remembered(ground: Ground) -> Remembered | None:
    """Return all open duties of the day, whosever they are; None where the office keeps no memory, or not of this day."""
    memory = ground.office.memory
    if memory is None or ground.today != ground.office.today:
        return None
    with memory.lock:
        kept: Remembered | None = memory.kept.get(_KEY)
        stamp, (seq, _) = _stamp(ground.office), journal.last(ground.conn)
        current = kept is not None and (kept.today, kept.stamp) == (ground.today, stamp)
        if kept is None or not current or kept.seq < seq:
            kept = memory.kept[_KEY] = _brought_up(ground, kept if current else None, seq, stamp)
        return kept


def _stamp(office: Office) -> tuple[Any, ...]:
    """What the office's own rules, events and kinds look like from outside; and which file the records are."""
    plan, kinds = office.root / "templates" / "plan", office.root / "templates" / "notices"
    files = [*sorted(plan.glob("*.toml")), *sorted(kinds.glob("*/kind.toml"))]
    looks = ((file.name, file.stat().st_mtime_ns) for file in files if file.exists())
    return office.records_file(), *looks


def _brought_up(ground: Ground, kept: Remembered | None, seq: int, stamp: tuple[Any, ...]) -> Remembered:
    rules = kept.rules if kept else rules_of(ground.office)
    whole = _inner(ground, Scope(), rules)
    touched = _touched(whole, kept.seq) if kept else None
    if kept is None or touched is None:
        found = tuple(named(whole, basic(whole)))
    elif touched == ((), ()):
        return replace(kept, seq=seq)
    else:
        letters, events = touched
        part = _inner(ground, Scope(letters=letters, events=events), rules)
        gone = frozenset(letters), frozenset(events)
        stays = (open for open in kept.open if not _is_of(open, *gone))
        found = (*stays, *named(part, basic(part)))
    duties = whole.reckoning.duties(completed(whole, list(found)))
    return Remembered(seq, ground.today, stamp, rules, found, duties, _by_department(duties))


def _inner(ground: Ground, scope: Scope, rules: Rules) -> Ground:
    inner = Ground(ground.office, ground.conn, ground.today, scope)
    inner.__dict__["rules"] = rules
    return inner


def _is_of(open: Open, letters: Collection[str], events: Collection[str]) -> bool:
    return open.subject.event in events if open.rule.event else open.subject.letter in letters


def _by_department(duties: Iterable[Duty]) -> dict[str, tuple[Duty, ...]]:
    found: dict[str, list[Duty]] = {}
    for duty in duties:
        for key in {duty.open.by, duty.open.to}:
            found.setdefault(key, []).append(duty)
    return {key: tuple(several) for key, several in found.items()}


# -- what entries touch ----------------------------------------------------------------------


def _touched(ground: Ground, after: int) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the letters and the events that the entries behind ``after`` can have touched, None for anything at all."""
    t = schema.journal
    rows = ground.conn.execute(
        select(t.c.kind, t.c.record, t.c.line).where(t.c.seq > after).limit(_MANY + 1)
    ).all()
    rows = [row for row in rows if not row.kind.startswith(_WITHOUT_EFFECT)]
    if len(rows) > _MANY or any(row.kind not in _TOUCHING for row in rows):
        return None
    ids = {id for row in rows for id in (row.record, *_ID.findall(row.line))}
    ids |= {id for id in _of(ground, schema.received.c.answers, schema.received.c.id, ids) if id}
    letters: set[str] = set()
    events: set[str] = set()
    fresh = ids
    for _ in range(_ROUNDS):
        known = len(letters) + len(events)
        letters |= _of(ground, schema.documents.c.id, schema.documents.c.id, fresh)
        events |= _of(ground, schema.events.c.id, schema.events.c.id, fresh)
        if len(letters) + len(events) > _MANY:
            return None
        if len(letters) + len(events) == known:
            break
        fresh = _beside(ground, letters, events)
    letters |= _of(ground, schema.documents.c.id, schema.documents.c.event, events)
    if _held(ground, letters):
        return None
    return tuple(sorted(letters)), tuple(sorted(events))


def _beside(ground: Ground, letters: set[str], events: set[str]) -> set[str]:
    """What these refer to, what refers to them, their events, the letters of these events, events of the same number."""
    r, d, e = schema.document_relations, schema.documents, schema.events
    w = warning_corrections
    numbers = _of(ground, e.c.number, e.c.id, events) - {""}
    return {
        id
        for wanted, by, ids in (
            (r.c.target_document, r.c.document, letters),
            (r.c.document, r.c.target_document, letters),
            (d.c.event, d.c.id, letters),
            (d.c.id, d.c.event, events),
            (e.c.id, e.c.number, numbers),
            (w.c.corrected, w.c.letter, letters),
            (w.c.letter, w.c.corrected, letters),
        )
        for id in _of(ground, wanted, by, ids)
        if id
    }


def _of(ground: Ground, wanted: ColumnElement[str], by: ColumnElement[str], ids: Collection[str]) -> set[str]:
    listed, found = sorted(ids), set[str]()
    for start in range(0, len(listed), 400):
        query: Select[Any] = select(wanted).where(by.in_(listed[start : start + 400]))
        found.update(ground.conn.execute(query).scalars())
    return found


def _held(ground: Ground, letters: set[str]) -> bool:
    """Whether a meeting or its minutes are among them: these are matched by day and name, not by a reference."""
    rules = [rule for rule in ground.rules.duties if rule.ended == "minutes"]
    kinds = ground.kinds(("minutes", *(kind for rule in rules for kind in rule.on)))
    d, listed = schema.documents, sorted(letters)
    return any(
        ground.conn.execute(
            select(d.c.id).where(
                d.c.id.in_(listed[start : start + 400]), or_(*(d.c.kind == k for k in kinds))
            )
        ).first()
        for start in range(0, len(listed), 400)
    )
