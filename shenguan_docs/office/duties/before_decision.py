"""What an approval should have had before it: the opinion that was asked for, the credit check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, or_, select

from shenguan_docs.duties.facts import Duty
from shenguan_docs.office.duties.from_events import chunks
from shenguan_docs.office.duties.ground import Ground, unindexed
from shenguan_docs.office.duties.lacks import Lack, command
from shenguan_docs.office.people import rights
from shenguan_docs.register import schema

GRANTED = ("准予", "变更", "延续")


def decided_before_reply(ground: Ground, found: list[Duty]) -> dict[str, tuple[str, date]]:
    """Return for each unanswered 征求意见函 the approval that was decided all the same, and its day."""
    ids = [duty.open.subject.letter for duty in found if duty.open.rule.key == "consultation-reply"]
    e, d, em, dm = schema.events, schema.documents, schema.event_matters, schema.document_matters
    ep, dp = schema.event_parties, schema.document_parties
    same_matter = exists().where(
        em.c.event == e.c.id, dm.c.document == d.c.id, unindexed(em.c.name) == unindexed(dm.c.name)
    )
    decided: dict[str, tuple[str, date]] = {}
    for some in chunks(ids):
        for code in ("uscc", "id_number", "name"):  # each has an index; a condition with OR would take none
            query = (
                select(d.c.id, e.c.id.label("event"), e.c.day)
                .join(dp, dp.c.document == d.c.id)
                .join(ep, and_(dp.c[code] != "", ep.c[code] == dp.c[code]))
                .join(e, e.c.id == ep.c.event)
                .where(
                    d.c.id.in_(some),
                    unindexed(e.c.type) == "approval-decided",
                    e.c.state != "withdrawn",
                    same_matter,
                )
                .where(e.c.day <= ground.today, e.c.day >= d.c.written_on)
                .order_by(e.c.day.desc())
            )
            if code == "name":  # only of those that have no code
                query = query.where(ep.c.uscc == "", ep.c.id_number == "")
            for row in ground.conn.execute(query):
                decided[row.id] = (row.event, row.day)
    return decided


def _same_party(event: Any, document: Any) -> Any:
    ep, dp = schema.event_parties, schema.document_parties
    same = or_(
        and_(ep.c.uscc != "", ep.c.uscc == dp.c.uscc),
        and_(ep.c.id_number != "", ep.c.id_number == dp.c.id_number),
        and_(ep.c.uscc == "", ep.c.id_number == "", ep.c.name == dp.c.name),
    )
    there = exists().where(ep.c.event == event, dp.c.document == document, same)
    return there.correlate(schema.events, schema.documents)


def unchecked(ground: Ground) -> Iterator[Lack]:
    """Approvals of matters that demand a credit check, with no record of one before the decision (3.3-4)."""
    rule = ground.rules.of("credit-check")
    asked = {m.name for m in ground.all_matters if m.credit_check == "必须"}
    if rule is None or not asked:
        return
    e, em, d, dm = schema.events, schema.event_matters, schema.documents, schema.document_matters
    checked = exists().where(
        unindexed(d.c.kind).in_(ground.kinds((rule.letter,))), ground.in_force(d), d.c.written_on <= e.c.day,
        dm.c.document == d.c.id, dm.c.name == em.c.name, _same_party(e.c.id, d.c.id),
    )  # fmt: skip
    of_its_own = exists().where(
        d.c.event == e.c.id, unindexed(d.c.kind).in_(ground.kinds((rule.letter,))), ground.in_force(d)
    )
    says = or_(*(e.c.data.contains(f'"result":"{result}"') for result in GRANTED))
    query = (
        select(e.c.id, e.c.day, em.c.name, e.c.matter_version)
        .join(em, em.c.event == e.c.id)
        .where(e.c.type == "approval-decided", e.c.state != "withdrawn", e.c.day <= ground.today, says)
        .where(em.c.name.in_(asked), ~checked, ~of_its_own, ground.scope.of_events(e))
        .order_by(e.c.day, e.c.id)
    )
    rows = ground.conn.execute(query).all()
    names = _party_names(ground, [row.id for row in rows])
    seen = rights.within_bounds(ground.office, ground.conn, (row.id for row in rows))
    for row in rows:
        matter = ground.matter(row.name, ground.homes.get(row.matter_version or 0, ""))
        if row.id not in seen or matter is None or matter.credit_check != "必须":
            continue
        by = matter.approver
        if ground.scope.department not in (None, by):
            continue
        yield Lack(
            clause=rule.clause,
            duty=rule.duty,
            because=f"{row.day} 已作审批决定（事件 {row.id}），“{row.name}”必须查询信用信息，决定以前没有查询记录",
            command=command(
                "draft", rule.letter, "--event", row.id, "--set", "查询要求=必须", "--set", "查询环节=决定前复查",
                "--unfinished",
            ),
            number=None,
            event=row.id,
            by=ground.short(by),
            to=ground.short(by),
            due=row.day,
            late=row.day < ground.today,
            companies=names.get(row.id, ()),
            matters=(row.name,),
            id=f"credit-check-before:{row.id}:{row.name}",
        )  # fmt: skip


def _party_names(ground: Ground, ids: list[str]) -> dict[str, tuple[str, ...]]:
    t, found = schema.event_parties, dict[str, tuple[str, ...]]()
    for some in chunks(ids):
        for row in ground.conn.execute(
            select(t).where(t.c.event.in_(some)).order_by(t.c.event, t.c.position)
        ):
            found[row.event] = (*found.get(row.event, ()), row.name)
    return found


_MINE, _THEIRS = schema.event_parties.alias("my_parties"), schema.event_parties.alias("their_parties")


def same_application(ground: Ground, lack: Lack, checked: set[str | None]) -> bool:
    """The application of the same company and matter is told already."""
    ids = [id for id in checked if id]
    if not ids or lack.event is None:
        return False
    mine, theirs, em = _MINE, _THEIRS, schema.event_matters
    for some in chunks(ids):
        query = select(theirs.c.event).where(
            theirs.c.event.in_(some), mine.c.event == lack.event, theirs.c.name == mine.c.name,
            theirs.c.uscc == mine.c.uscc,
            exists().where(em.c.event == theirs.c.event, em.c.name.in_(lack.matters)),
        )  # fmt: skip
        if ground.conn.execute(query.limit(1)).first() is not None:
            return True
    return False
