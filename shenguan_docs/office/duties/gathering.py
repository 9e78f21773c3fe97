"""All open duties of a day: from events, from letters, from the end of a period; with whom they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Table, func, select

from shenguan_docs.duties.facts import Duty, Open, Subject
from shenguan_docs.duties.reckon import periods_ended
from shenguan_docs.duties.rules import Rule
from shenguan_docs.office.duties.from_events import chunks, open_by_events
from shenguan_docs.office.duties.from_letters import BASIS, open_by_letters, reminders
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.people import rights
from shenguan_docs.register import life_tables, schema
from shenguan_docs.register.company_tables import company_mentions

_REPORTS_BACK = timedelta(days=400)  # reports of periods that ended longer ago are no longer asked for


def gathered(ground: Ground) -> tuple[Duty, ...]:
    """Return the open duties in scope, reckoned, the first due first, with parties, matters and reminders."""
    from shenguan_docs.office.duties.remembered import remembered

    scope = ground.scope
    kept = remembered(ground) if scope.letters is None and scope.events is None else None
    mine = _scoped(ground)
    if kept is None:
        found = named(ground, [open for open in basic(ground) if mine(open)])
        return ground.reckoning.duties(completed(ground, [*found], mine))
    far = rights.reach(ground.office)
    whose = far.departments if far is not None else None
    if scope.department is not None:
        whose = frozenset({scope.department})
    one = next(iter(whose)) if whose is not None and len(whose) == 1 else ""
    listed = kept.duties if whose is None or len(whose) > 1 else kept.by_department.get(one, ())
    about = None if scope.companies is None else _mentioning(ground, scope.companies)
    return tuple(
        duty
        for duty in listed
        if mine(duty.open)
        and (scope.matter is None or scope.matter in duty.open.matters)
        and (about is None or _record(duty.open) in about)
    )


def _mentioning(ground: Ground, companies: Sequence[str]) -> set[str]:
    """The ids of the letters and events that name one of these bodies."""
    t = company_mentions
    return set(ground.conn.execute(select(t.c.record).where(t.c.company.in_(companies))).scalars())


def _record(open: Open) -> str:
    """What a duty was made by: its event or its letter."""
    return open.subject.event if open.rule.event else open.subject.letter


def completed(
    ground: Ground, found: list[Open], wanted: Callable[[Open], bool] = lambda _open: True
) -> Iterator[Open]:
    """Yield what letters and events leave open, what it takes of reminders and reports besides, and how often it was urged."""
    found = list(found)
    for rule in ground.rules.duties:
        if rule.ended == "original" and ground.concerns(rule):
            found += named(ground, _still_urged(ground, rule))
        elif rule.every and ground.scope.companies is None and ground.scope.matter is None:
            found += _reports(ground, rule)
    yield from _with_reminders(ground, [open for open in found if wanted(open)])


def basic(ground: Ground) -> list[Open]:
    """Return what letters and events in scope leave open."""
    rules = [rule for rule in ground.rules.duties if rule.need != "鼓励" and not rule.every]
    by_events = open_by_events(ground, [rule for rule in rules if rule.event and ground.concerns(rule)])
    covered = {open.pending for open in by_events if open.pending}
    by_letters = open_by_letters(ground, rules)
    covered |= {open.pending for open in by_letters if open.rule.key not in ("dispatch", "receipt")}
    return by_events + [o for o in by_letters if o.rule.key != "dispatch" or o.pending not in covered]


def _scoped(ground: Ground) -> Callable[[Open], bool]:
    """Return what tells whether a duty is asked for and the person's to see."""
    wanted, far = ground.scope.department, rights.reach(ground.office)
    among = ground.scope.among

    def is_wanted(open: Open) -> bool:
        sides = (open.by, open.to)
        seen = far is None or not far.departments.isdisjoint(sides)
        asked = wanted is None or wanted in sides
        return seen and asked and (among is None or not set(among).isdisjoint(sides))

    return is_wanted


def _still_urged(ground: Ground, rule: Rule) -> Iterator[Open]:
    """A reminder is open as long as anything that it urged is."""
    listed = list(reminders(ground, rule))
    if not listed:
        return
    letters = tuple(dict.fromkeys(id for _, ids, _ in listed for id in ids))
    events = tuple(dict.fromkeys(id for _, _, ids in listed for id in ids))
    inner = Ground(ground.office, ground.conn, ground.today, Scope(letters=letters, events=events))
    owed = basic(inner) if letters or events else []
    owed += [report for rule in ground.rules.duties if rule.every for report in _reports(ground, rule)]
    still = {(open.by, key) for open in owed if open.urgeable for key in _keys(open)}
    for open, ids, named in listed:
        if any((open.by, id) in still for id in (*ids, *named)):
            yield open


def _reports(ground: Ground, rule: Rule) -> Iterator[Open]:
    """The report of each ended period in which a department of the list wrote a letter."""
    d, dl = schema.documents, life_tables.document_deadlines
    start = ground.today - _REPORTS_BACK
    first = ground.conn.execute(select(func.min(d.c.written_on)).where(d.c.written_on >= start)).scalar()
    if first is None:
        return
    listed = ground.all_matters
    known = {m.approver for m in listed} | {m.supervisor for m in listed if m.supervisor}
    for begin, end in periods_ended(rule.every, first, ground.today):
        done = select(d.c.sender).join(dl, dl.c.document == d.c.id)
        done = done.where(
            d.c.kind.in_(ground.kinds((rule.letter,))), ground.in_force(d), dl.c.name == rule.deadline,
            dl.c.since == end, ground.reached(d, "sent"),
        )  # fmt: skip
        reported = set(ground.conn.execute(done).scalars())
        for key in sorted(known - reported):
            wrote = select(d.c.id).where(
                d.c.sender == key, d.c.written_on.between(begin, end), ground.in_force(d)
            )
            if ground.conn.execute(wrote.limit(1)).first() is not None:
                yield Open(
                    id=f"{rule.key}:{end}:{key}",
                    rule=rule,
                    subject=Subject(kind=rule.letter, day=end),
                    by=key,
                    to=ground.key_of(rule.to, key),
                    term=ground.term(rule, end),
                    duty=f"{rule.duty}（{begin} 至 {end}）",
                    state="unwritten",
                    urgency=rule.urgency,
                )


def _keys(open: Open) -> tuple[str, ...]:
    """How reminders name what is owed: by the letter, by the event, else by the duty itself."""
    return tuple(
        filter(None, (open.subject.letter, open.subject.event, "" if open.subject.letter else open.id))
    )


def _with_reminders(ground: Ground, found: list[Open]) -> list[Open]:
    """Say how often a letter in force reminded of each letter or event, and when last."""
    d, t = schema.documents, schema.document_relations
    told: dict[tuple[str, str], tuple[int, date]] = {}
    wanted = list({key for open in found if open.rule.ended != "original" for key in _keys(open)})
    parts: list[list[str] | None] = [*chunks(wanted)]
    if len(parts) > 2:  # of so many it is quicker to read all reminders, which are few
        parts = [None]
    for column in (t.c.target_document, t.c.number):
        for some in parts:
            query = (
                select(column, d.c.sender, func.count(d.c.id.distinct()), func.max(d.c.written_on))
                .join(d, d.c.id == t.c.document)
                .where(t.c.relation.in_(("urges", BASIS)), ground.in_force(d))
                .where(column.in_(some) if some is not None else column.is_not(None))
                .where(d.c.kind.in_(ground.kinds(("reminder",))))
                .group_by(column, d.c.sender)
            )
            for key, sender, count, last in ground.conn.execute(query):
                told[key, sender] = (count, _as_day(last))
    return [_reminded(open, told) for open in found] if told else found


def _reminded(open: Open, told: Mapping[tuple[str, str], tuple[int, date]]) -> Open:
    if open.rule.ended == "original":
        return open
    counts = [told[key, open.to] for key in _keys(open) if (key, open.to) in told]
    return (
        replace(open, reminded=max(counts)[0], reminded_on=max(day for _, day in counts)) if counts else open
    )


def _as_day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def named(ground: Ground, given: Iterable[Open]) -> Iterator[Open]:
    """Yield duties with the parties and the matters that they are about."""
    found = list(given)
    letters = list({open.subject.letter for open in found if open.subject.letter})
    events = list({open.subject.event for open in found if open.subject.event and not open.subject.letter})
    parties = _names(ground, schema.document_parties, "document", letters)
    parties |= _names(ground, schema.event_parties, "event", events)
    matters = _names(ground, schema.document_matters, "document", letters)
    matters |= _names(ground, schema.event_matters, "event", events)
    for open in found:
        key = open.subject.letter or open.subject.event
        yield replace(open, parties=parties.get(key, ()), matters=matters.get(key, ()))


def _names(ground: Ground, table: Table, owner: str, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    column = table.c[owner]
    for some in chunks(list(ids)):
        query = select(column, table.c.name).where(column.in_(some)).order_by(column, table.c.position)
        for key, name in ground.conn.execute(query):
            if name not in found.get(key, ()):
                found[key] = (*found.get(key, ()), name)
    return found
