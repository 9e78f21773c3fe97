"""What ends a duty that a letter made: an answer, a letter that cites it, minutes, a 收文."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select

from shenguan_docs.duties.rules import Rule
from shenguan_docs.office.duties.ground import Ground, unindexed
from shenguan_docs.register import life_tables, plan_tables, schema

D, R, DL = schema.documents, schema.document_receivers, life_tables.document_deadlines
# Aliases are made once: each costs a copy of all columns.
_X, _OTHER = schema.documents.alias("ending_letters"), schema.documents.alias("other_meetings")
_REFERS, _MINE, _THEIRS = (
    schema.document_relations.alias(name) for name in ("refers", "my_answers", "their_answers")
)
_NAMED = plan_tables.departments.alias("named_bodies")
_HELD, _OTHER_DAY, _OTHERS = DL.alias("held_meetings"), DL.alias("other_days"), R.alias("other_receivers")


def not_ended(ground: Ground, rule: Rule) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions under which a letter's duty is still open, in a query over letters and their receivers."""
    x, t = _X, _REFERS
    refers = and_(t.c.document == x.c.id, ground.in_force(x))
    sent = ground.reached(x, rule.reached)
    if rule.ended == "cited":
        owed_by = _owed_by(ground, rule)
        kinds = [unindexed(x.c.kind).in_(ground.kinds(rule.kinds))] if rule.kinds else []
        yield ~exists().where(
            t.c.target_document == D.c.id, t.c.relation.in_(rule.relations), refers,
            ground.is_by(x.c.sender, owed_by), *kinds, sent,
        )  # fmt: skip
    elif rule.ended == "followed":
        later = and_(x.c.sender == D.c.sender, x.c.id != D.c.id, x.c.issued_at >= D.c.issued_at)
        yield ~exists().where(t.c.target_document == D.c.id, refers, later, sent)
        mine, theirs = _MINE, _THEIRS
        yield ~exists().where(
            mine.c.document == D.c.id, mine.c.relation == "answers", theirs.c.relation == "answers",
            theirs.c.target_document == mine.c.target_document, x.c.id == theirs.c.document, later,
            ground.in_force(x), sent,
        )  # fmt: skip
    elif rule.ended == "minutes":
        held = _HELD
        name = literal("关于召开") + func.substr(x.c.title, 1, func.length(x.c.title) - 2) + "的通知"
        yield ~exists().where(
            x.c.kind.in_(ground.kinds(("minutes",))), ground.in_force(x), x.c.sender == D.c.sender,
            held.c.document == x.c.id, held.c.name == rule.deadline, held.c.since == DL.c.since,
            or_(name == D.c.title, ~_another_meeting(ground, rule)),
        )  # fmt: skip
    if rule.received:
        yield ~_received(ground, rule)


def _another_meeting(ground: Ground, rule: Rule) -> ColumnElement[bool]:
    """The same body called another meeting for that day: then the name tells which minutes are whose."""
    other, day = _OTHER, _OTHER_DAY
    there = exists().where(
        other.c.kind.in_(ground.kinds(rule.on)), ground.in_force(other), other.c.sender == D.c.sender,
        other.c.id != D.c.id, day.c.document == other.c.id, day.c.name == rule.deadline, day.c.since == DL.c.since,
    )  # fmt: skip
    return there.correlate(D, DL)


def _received(ground: Ground, rule: Rule) -> ColumnElement[bool]:
    """A 收文 from the body that owes is registered as the answer."""
    got, r, d = schema.received, _OTHERS, plan_tables.departments
    # The tables of the whole query are two levels up: correlation has to be told.
    others = exists().where(r.c.document == D.c.id, r.c.role == "main", r.c.position != R.c.position)
    others = others.correlate(D, R)
    names = or_(d.c.name == got.c.sender, d.c.short_name == got.c.sender)
    named = exists().where(d.c.key == R.c.department, names).correlate(R, got)
    return exists().where(
        got.c.answers == D.c.id,
        got.c.received_on <= ground.today,
        or_(~others, got.c.sender == R.c.name, named),
    )


def _owed_by(ground: Ground, rule: Rule) -> ColumnElement[Any]:
    if rule.by == "收文方":
        return R.c.department
    if rule.by == "期限写明的单位":  # named in words
        d = _NAMED
        fits = or_(d.c.short_name == DL.c.by_role, d.c.name == DL.c.by_role)
        return select(d.c.key).where(fits).correlate(DL).scalar_subquery()
    if rule.by == "发文方":
        return D.c.sender
    several = ground.by_district(rule.by)
    if not several:
        return literal(ground.key_of(rule.by))
    home = select(_NAMED.c.district).where(_NAMED.c.key == D.c.sender).correlate(D).scalar_subquery()
    return case(several, value=home, else_="")
