"""Open duties that letters make: to answer, to claim, to do what they set by a day, to send what was issued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from shenguan_docs.duties.facts import Open, State, Subject, Term
from shenguan_docs.duties.rules import Rule
from shenguan_docs.office.duties.ending import not_ended
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.register import life_tables, schema
from shenguan_docs.register.company_tables import warning_corrections
from shenguan_docs.text import half_width

D, R = schema.documents, schema.document_receivers
V, DL = life_tables.deliveries, life_tables.document_deadlines
_TERM = (DL.c.since, DL.c.amount, DL.c.unit)
NAMED = "期限写明的单位"
BASIS = "所涉事件"  # how a reminder names what no letter was written about
# Aliases are made once: each costs a copy of all columns.
_CORRECTING, _ITS_EVENT = schema.documents.alias("correcting"), schema.events.alias("its_event")
_AT = and_(V.c.document == R.c.document, V.c.position == R.c.position)
_SHOWN = (
    D.c.id,
    D.c.number,
    D.c.title,
    D.c.kind,
    D.c.kind_name,
    D.c.sender,
    D.c.written_on,
    D.c.event,
    D.c.urgency,
    D.c.clause,
)


def open_by_letters(ground: Ground, rules: Iterable[Rule]) -> list[Open]:
    """Return what letters that were sent (claimed, issued) demand and the trail lacks."""
    listed = [rule for rule in rules if rule.on]
    found: list[Open] = []
    for rule in listed:
        if not ground.concerns(rule):
            continue
        if rule.ended == "claim":
            found += _claims(ground, rule)
        elif rule.key == "dispatch":
            found += _unsent(ground, rule)
        elif rule.state == "issued":
            found += _unclaimed(ground, rule)
        elif rule.state == "corrected":
            found += _corrected(ground, rule)
        elif rule.state == "claimed":
            found += _by_claim(ground, rule)
        elif rule.ended != "original":
            found += _by_deadline(ground, rule, listed)
    return found


def reminders(ground: Ground, rule: Rule) -> Iterator[tuple[Open, tuple[str, ...], tuple[str, ...]]]:
    """Yield the reminders whose day is set, with the letters and the events (duties without one) that they urge."""
    for row in ground.conn.execute(_deadlines(ground, rule, [rule])).all():
        yield _open(ground, rule, row, _term_of(row)), *urged(ground, row.id, rule.relations)


def urged(ground: Ground, letter: str, relations: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the letters that a reminder names, and the events and duties for which there is no letter to name.

    A 督办函 names the reminders: what they name is meant.
    """
    t = schema.document_relations
    query = select(t).where(t.c.document == letter, t.c.relation.in_((*relations, BASIS)))
    letters: list[str] = []
    numbers: list[str] = []
    for row in ground.conn.execute(query.order_by(t.c.position)).all():
        if row.target_document is None:
            numbers.append(row.number)
        elif "supervises" in relations and _is_reminder(ground, row.target_document):
            more = urged(ground, row.target_document, ("urges",))
            letters += more[0]
            numbers += more[1]
        else:
            letters.append(row.target_document)
    return tuple(dict.fromkeys(letters)), tuple(dict.fromkeys(numbers))


def _is_reminder(ground: Ground, id: str) -> bool:
    kind = ground.conn.execute(select(D.c.kind).where(D.c.id == id)).scalar()
    return kind in ground.kinds(("reminder",))


# -- by a day that the letter sets -----------------------------------------------------------


def _by_deadline(ground: Ground, rule: Rule, rules: list[Rule]) -> Iterator[Open]:
    query = _deadlines(ground, rule, rules)
    for condition in not_ended(ground, rule):
        query = query.where(condition)
    for row in ground.conn.execute(query):
        yield _open(ground, rule, row, _term_of(row), duty=rule.duty or row.name)


def _begins(name: str) -> ColumnElement[bool]:
    """Deadlines that begin so; those of letters of earlier versions have the sign in half width."""
    return or_(DL.c.name.startswith(name), DL.c.name.startswith(half_width(name)))


def _deadlines(ground: Ground, rule: Rule, rules: list[Rule]) -> Select[Any]:
    query = (
        select(*_SHOWN, R.c.department, V.c.sent_on, DL.c.name, DL.c.by_role, *_TERM)
        .join(D, D.c.id == DL.c.document)
        .join(R, and_(R.c.document == D.c.id, R.c.role == "main"))
        .join(V, _AT)
        .where(ground.in_force(D), V.c.sent_on <= ground.today, ground.scope.of_letters(D))
    )
    if rule.on != ("*",):
        named = DL.c.name == rule.deadline
        if rule.deadline.endswith("："):
            named = _begins(rule.deadline)
        query = query.where(named, D.c.kind.in_(ground.kinds(rule.on)))
        if rule.by in ("发文方", NAMED):  # one duty, however many receive the letter
            query = query.where(R.c.position == 1)
    else:
        listed = [r.deadline for r in rules if r.deadline and not r.letter and r.on != ("*",)]
        own = [term for r in rules for term in r.terms]
        query = query.where(
            DL.c.name.not_in([*listed, *own]),
            *(~_begins(name) for name in listed if name.endswith("：")),
            or_(DL.c.answer.is_(True), and_(DL.c.amount == 0, DL.c.unit == "day")),
        )
    if rule.begins == "term":
        query = query.where(DL.c.since < ground.today)
    return query


def _term_of(row: Any) -> Term:
    return Term(row.since or row.sent_on, row.amount, row.unit)


# -- by a claim ------------------------------------------------------------------------------


def _by_claim(ground: Ground, rule: Rule) -> Iterator[Open]:
    query = (
        select(*_SHOWN, R.c.department, V.c.sent_on, V.c.claimed_on)
        .join(R, and_(R.c.document == D.c.id, R.c.role == "main"))
        .join(V, _AT)
        .where(
            D.c.kind.in_(ground.kinds(rule.on)),
            ground.in_force(D),
            V.c.claimed_on <= ground.today,
            ground.scope.of_letters(D),
        )
    )
    for condition in not_ended(ground, rule):
        query = query.where(condition)
    if rule.title_not:
        query = query.where(~D.c.title.contains(rule.title_not))
    if rule.unless:
        o = _ITS_EVENT
        query = query.where(~exists().where(o.c.id == D.c.event, ground.revoked(rule, o.c.number)))
    rows = ground.conn.execute(query).all()
    spared = {id for id, _, _ in corrections(ground, [row.id for row in rows], rule.causes)}
    for row in rows:
        if row.id not in spared:
            yield _open(ground, rule, row, ground.term(rule, row.claimed_on))


def _corrected(ground: Ground, rule: Rule) -> Iterator[Open]:
    """A 列入函 that rests on a letter whose penalty was revoked, once the correction is claimed."""
    t = schema.document_relations
    query = (
        select(*_SHOWN, R.c.department, V.c.sent_on, t.c.target_document.label("source"))
        .join(R, and_(R.c.document == D.c.id, R.c.role == "main", R.c.position == 1))
        .join(V, _AT)
        .join(t, and_(t.c.document == D.c.id, t.c.relation == "依据文书"))
        .where(D.c.kind.in_(ground.kinds(rule.on)), ground.in_force(D), ground.scope.of_letters(D))
        .where(exists().where(warning_corrections.c.corrected == t.c.target_document))
    )
    for condition in not_ended(ground, rule):
        query = query.where(condition)
    rows = ground.conn.execute(query).all()
    claimed = {
        source: day for source, _, day in corrections(ground, [row.source for row in rows], rule.causes)
    }
    seen = set()
    for row in rows:
        if row.source in claimed and row.id not in seen:
            seen.add(row.id)
            yield _open(ground, rule, row, ground.term(rule, claimed[row.source]))


def corrections(ground: Ground, ids: list[str], causes: tuple[str, ...]) -> list[tuple[str, str, Any]]:
    """Return (corrected letter, correction, claimed on) for claimed corrections with one of these causes."""
    if not ids or not causes:
        return []
    t, c = warning_corrections, _CORRECTING
    found = []
    for start in range(0, len(ids), 400):
        query = (
            select(t.c.corrected, t.c.letter, V.c.claimed_on)
            .join(c, c.c.id == t.c.letter)
            .join(V, V.c.document == c.c.id)
            .where(t.c.corrected.in_(ids[start : start + 400]), t.c.cause.in_(causes))
            .where(ground.in_force(c), V.c.claimed_on <= ground.today)
            .order_by(V.c.claimed_on.desc())
        )
        found += [(row.corrected, row.letter, row.claimed_on) for row in ground.conn.execute(query)]
    return found


# -- claiming and sending --------------------------------------------------------------------


def _claims(ground: Ground, rule: Rule) -> Iterator[Open]:
    """What was sent and not claimed: bodies outside do not belong to the plan, and claim nothing."""
    inside = [d.key for d in ground.directory.departments if not d.outside]
    query = (
        select(*_SHOWN, R.c.department, V.c.sent_on)
        .join(R, R.c.document == D.c.id)
        .join(V, _AT)
        .where(
            V.c.sent_on <= ground.today,
            or_(V.c.claimed_on.is_(None), V.c.claimed_on > ground.today),
            R.c.department.in_(inside),
            ground.in_force(D),
            ground.scope.of_letters(D),
        )
    )
    for row in ground.conn.execute(query):
        yield _open(ground, rule, row, ground.term(rule, row.sent_on), state="unclaimed", pending=row.id)


def _unsent(ground: Ground, rule: Rule) -> Iterator[Open]:
    """What was issued and not sent to all 主送: by its own term where it has one.

    That term is the plan's: the receiver waits for such a letter and may urge it. The others are the sender's own.
    """
    inside = {d.key for d in ground.directory.departments if not d.outside}
    query = (
        select(*_SHOWN, R.c.department, V.c.sent_on, DL.c.name, DL.c.since, DL.c.amount, DL.c.unit)
        .join(R, and_(R.c.document == D.c.id, R.c.role == "main"))
        .join(V, and_(_AT, V.c.sent_on <= ground.today), isouter=True)
        .join(DL, and_(DL.c.document == D.c.id, DL.c.name.in_(rule.terms)), isouter=True)
        .where(ground.in_force(D), V.c.document.is_(None), ground.scope.of_letters(D))
        .order_by(D.c.id, R.c.position)
    )
    last = ""
    for row in ground.conn.execute(query):
        if row.id != last:
            planned = row.since is not None
            term = _term_of(row) if planned else ground.term(rule, row.written_on)
            waited_for = planned and row.department in inside
            yield _open(ground, rule, row, term, state="unsent", pending=row.id, urgeable=waited_for)
        last = row.id


def _unclaimed(ground: Ground, rule: Rule) -> Iterator[Open]:
    """A letter that has to reach all its receivers (会议纪要): one that some have not claimed."""
    query = (
        select(*_SHOWN, R.c.department, V.c.sent_on, DL.c.since, DL.c.amount, DL.c.unit)
        .join(R, and_(R.c.document == D.c.id, R.c.role == "main"))
        .join(V, and_(_AT, V.c.sent_on <= ground.today), isouter=True)
        .join(DL, and_(DL.c.document == D.c.id, DL.c.name == rule.deadline))
        .where(D.c.kind.in_(ground.kinds(rule.on)), ground.in_force(D), ground.scope.of_letters(D))
        .where(or_(V.c.claimed_on.is_(None), V.c.claimed_on > ground.today))
        .order_by(D.c.id, R.c.position)
    )
    waiting: dict[str, list[Any]] = {}
    for row in ground.conn.execute(query):
        waiting.setdefault(row.id, []).append(row)
    for rows in waiting.values():
        days = [row.sent_on for row in rows]
        sent = None if None in days else max(days)
        state: State = "unsent" if sent is None else "unclaimed"
        yield _open(ground, rule, rows[0], _term_of(rows[0]), state=state, done_on=sent, pending=rows[0].id)


# -- the duty --------------------------------------------------------------------------------


def _open(
    ground: Ground,
    rule: Rule,
    row: Any,
    term: Term,
    *,
    duty: str = "",
    state: State = "open",
    done_on: Any = None,
    pending: str = "",
    urgeable: bool = True,
) -> Open:
    receiver = row.department or ""
    by = (
        ground.key_of(row.by_role, str(row.sender))
        if rule.by == NAMED
        else _side(ground, rule.by, row, receiver)
    )
    to = _side(ground, rule.to, row, receiver)
    return Open(
        id=f"{rule.key}:{row.id}:{by}" + ("" if rule.duty else f":{term.since}:{duty}"),
        rule=rule,
        subject=Subject(
            row.id, row.number, row.title, row.kind, row.event or "", "", row.written_on, row.clause
        ),
        by=by,
        to=to,
        term=term,
        duty=duty or rule.duty,
        state=state,
        done_on=done_on,
        pending=pending,
        urgeable=urgeable,
        urgency=rule.urgency or row.urgency,
    )


def _side(ground: Ground, role: str, row: Any, receiver: str) -> str:
    if role == "发文方":
        return str(row.sender)
    if role == "收文方":  # what goes to a group is done by its office
        return next(iter(ground.own_offices.get(receiver, ())), receiver)
    if role == "抄送方":
        copied = (
            select(R.c.department).where(R.c.document == row.id, R.c.role == "copy").order_by(R.c.position)
        )
        return ground.conn.execute(copied).scalar() or str(row.sender)
    return ground.key_of(role, str(row.sender))
