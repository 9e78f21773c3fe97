"""Open duties that 业务事件 make: the letter that the event calls for is not written, not sent, or not claimed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, or_, select

from shenguan_docs.duties.facts import Open, State, Subject
from shenguan_docs.duties.rules import Rule
from shenguan_docs.office.duties.ground import Ground, unindexed
from shenguan_docs.register import life_tables, schema

_EARLIER = schema.events.alias("earlier_events")
CHUNK = 400  # databases limit the parameters of one statement


def open_by_events(ground: Ground, rules: Iterable[Rule]) -> list[Open]:
    """Return what standing events demand and the trail lacks, by the rules that events make."""
    found: list[Open] = []
    for rule in rules:
        rows = ground.conn.execute(_candidates(ground, rule)).all()
        events = [(row, json.loads(row.data)) for row in rows]
        events = [(row, data) for row, data in events if _called(rule, data)]
        if rule.reported:
            told = _reported(ground, [row.id for row, _ in events])
            events = [(row, data) for row, data in events if row.id in told or data.get("original")]
        matters = matters_of(ground, [row.id for row, _ in events])
        letters = _letters(ground, rule, [row for row, _ in events])
        for row, data in events:
            found += _of_event(ground, rule, row, data, matters.get(row.id, ()), letters.get(row.id))
    return found


def _candidates(ground: Ground, rule: Rule) -> Any:
    e, d = schema.events, schema.documents
    kinds = ground.kinds((rule.letter,))
    done = [unindexed(d.c.kind).in_(kinds), ground.in_force(d), ground.reached(d, rule.ended)]
    query = select(e.c.id, e.c.type, e.c.type_name, e.c.day, e.c.data, e.c.number, e.c.matter_version).where(
        e.c.type.in_(rule.event),
        e.c.state != "withdrawn",
        # what is known of a day to come is owed already
        or_(e.c.day <= ground.today, e.c.type == "people-changed"),
        ~exists().where(d.c.event == e.c.id, *done),
        ground.scope.of_events(e),
    )
    if rule.also:  # the letter was written from an earlier event of the same number
        o = _EARLIER
        same = and_(o.c.type.in_(rule.also), o.c.number == e.c.number, o.c.number != "")
        query = query.where(~exists().where(same, o.c.state != "withdrawn", d.c.event == o.c.id, *done))
    if rule.unless:  # a penalty that was revoked need not be told any more
        query = query.where(~ground.revoked(rule, e.c.number))
    for values in rule.only.values():  # the checked form is canonical JSON: this leaves few to be read
        query = query.where(or_(*(e.c.data.contains(f'"{value}"') for value in values)))
    return query


def _called(rule: Rule, data: Mapping[str, Any]) -> bool:
    for id, values in rule.only.items():
        given = data.get(id)
        if not any(item in values for item in (given if isinstance(given, list) else [given])):
            return False
    return True


def _reported(ground: Ground, ids: list[str]) -> set[str]:
    """Return those of the events whose penalty was reported: a letter of an event of its number was sent."""
    e, o, d, v = schema.events, _EARLIER, schema.documents, life_tables.deliveries
    found: set[str] = set()
    kinds = ground.kinds(("penalty",))
    for some in chunks(ids):
        query = (
            select(e.c.id)
            .join(o, and_(o.c.number == e.c.number, o.c.number != "", o.c.id != e.c.id))
            .join(d, d.c.event == o.c.id)
            .where(
                e.c.id.in_(some), unindexed(d.c.kind).in_(kinds), ground.in_force(d), o.c.state != "withdrawn"
            )
            .where(exists().where(v.c.document == d.c.id, v.c.sent_on <= ground.today))
        )
        found |= set(ground.conn.execute(query).scalars())
    return found


def matters_of(ground: Ground, ids: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of the matters of events."""
    t, found = schema.event_matters, dict[str, tuple[str, ...]]()
    for some in chunks(ids):
        for row in ground.conn.execute(
            select(t).where(t.c.event.in_(some)).order_by(t.c.event, t.c.position)
        ):
            found[row.event] = (*found.get(row.event, ()), row.name)
    return found


@dataclass(frozen=True)
class _Letter:
    id: str
    number: str
    title: str
    kind: str
    day: date
    state: State
    sent_on: date | None


def _letters(ground: Ground, rule: Rule, rows: list[Any]) -> dict[str, _Letter]:
    """Return for each event the letter that was issued for it, the one that came furthest."""
    d, r, v = schema.documents, schema.document_receivers, life_tables.deliveries
    kinds = ground.kinds((rule.letter,))
    at = and_(v.c.document == r.c.document, v.c.position == r.c.position, v.c.sent_on <= ground.today)
    found: dict[str, _Letter] = {}
    for some in chunks([row.id for row in rows]):
        query = (
            select(d.c.event, d.c.id, d.c.number, d.c.title, d.c.kind, d.c.written_on, v.c.sent_on)
            .join(r, and_(r.c.document == d.c.id, r.c.role == "main"), isouter=True)
            .join(v, at, isouter=True)
            .where(d.c.event.in_(some), unindexed(d.c.kind).in_(kinds), ground.in_force(d))
        )
        sent: dict[str, list[Any]] = {}
        for row in ground.conn.execute(query):
            sent.setdefault(row.id, []).append(row)
        for receivers in sent.values():
            row, days = receivers[0], [r.sent_on for r in receivers]
            sent_on = None if None in days else max(days)
            state: State = "unsent" if sent_on is None else "unclaimed"
            letter = _Letter(row.id, row.number, row.title, row.kind, row.written_on, state, sent_on)
            earlier = found.get(row.event)
            if earlier is None or (earlier.sent_on is None and sent_on is not None):
                found[row.event] = letter
    return found


def _of_event(
    ground: Ground,
    rule: Rule,
    row: Any,
    data: Mapping[str, Any],
    matters: tuple[str, ...],
    letter: _Letter | None,
) -> Iterator[Open]:
    home = ground.homes.get(row.matter_version or 0, "")
    if rule.need == "按事项":
        asked = [name for name in matters if (m := ground.matter(name, home)) and m.credit_check == "必须"]
        if not asked:
            return
    since = _day(data.get(rule.since)) or row.day
    limit = _day(data.get(rule.not_after)) if rule.not_after else None
    subject = Subject(
        letter=letter.id if letter else "",
        number=letter.number if letter else "",
        title=letter.title if letter else "",
        kind=letter.kind if letter else rule.letter,
        event=row.id,
        event_name=row.type_name,
        day=row.day,
    )
    for by, to in dict.fromkeys(_pairs(ground, rule, data, matters, home)):
        yield Open(
            id=f"{rule.key}:{row.id}:{by}:{to}",
            rule=rule,
            subject=subject,
            by=by,
            to=to,
            term=ground.term(rule, since, limit),
            duty=rule.duty,
            state=letter.state if letter else "unwritten",
            done_on=letter.sent_on if letter else None,
            pending=letter.id if letter else "",
            urgency=rule.urgency,
        )


def _pairs(
    ground: Ground, rule: Rule, data: Mapping[str, Any], matters: tuple[str, ...], home: str
) -> Iterator[tuple[str, str]]:
    listed = [m for name in matters if (m := ground.matter(name, home)) is not None]
    if {"主管部门", "审批部门"} & {rule.by, rule.to}:
        for m in listed:
            roles = {"主管部门": m.supervisor or "", "审批部门": m.approver}
            yield _one(ground, roles, rule.by), _one(ground, roles, rule.to)
        if listed:
            return
    mine = data.get("department")
    others = data.get("counterparts") or [""]
    for other in others if rule.to == "对方部门" else [""]:
        roles = {
            "变动部门": _key(ground, mine),
            "对方部门": _key(ground, other),
            "主管部门": "",
            "审批部门": "",
        }
        yield _one(ground, roles, rule.by), _one(ground, roles, rule.to)


def _one(ground: Ground, roles: Mapping[str, str], role: str) -> str:
    return roles[role] if role in roles else ground.key_of(role, next(filter(None, roles.values()), ""))


def _key(ground: Ground, value: Any) -> str:
    return ground.key_of(value) if isinstance(value, str) and value else ""


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def chunks(ids: list[str]) -> Iterator[list[str]]:
    """Yield the ids in parts that fit one statement."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
