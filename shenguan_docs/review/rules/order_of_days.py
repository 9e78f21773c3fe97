"""Days that contradict each other: a step before the one that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shenguan_docs.review.dates import days_in, signed_days
from shenguan_docs.review.days import StepDay, field_day, step_days
from shenguan_docs.review.facts import DocumentFact, Facts, Paper
from shenguan_docs.review.spots import Spot, check, good, unseen

_NAMES = {
    "filing": "立案", "notice": "告知", "hearing": "听证", "evidence": "调查取证", "acceptance": "受理",
    "decision": "决定", "licence": "决定", "served": "送达", "effective": "生效",
}  # fmt: skip


def filing(facts: Facts) -> Iterator[Spot]:
    """立案 came before the decision."""
    yield from _before(facts, "filing", "decision")


def notice(facts: Facts) -> Iterator[Spot]:
    """The party was told before the decision (行政处罚法第四十四条)."""
    yield from _before(facts, "notice", "decision")


def hearing(facts: Facts) -> Iterator[Spot]:
    """The hearing was held before the decision (行政处罚法第六十五条)."""
    yield from _before(facts, "hearing", "decision")


def evidence(facts: Facts) -> Iterator[Spot]:
    """Evidence was taken before the decision (行政许可法第三十六条, 行政处罚法第四十条)."""
    yield from _before(facts, "evidence", "decision")


def acceptance(facts: Facts) -> Iterator[Spot]:
    """An application was accepted before it was decided."""
    yield from _before(facts, "acceptance", "decision")


def effective(facts: Facts) -> Iterator[Spot]:
    """A decision takes effect when it is served, not before."""
    yield from _before(facts, "served", "effective")


def told(facts: Facts) -> Iterator[Spot]:
    """A letter tells of what has happened: it is not older than the decision and its effect."""
    for one in facts.documents:
        for field, name in (("decided_on", "决定"), ("effective_on", "生效"), ("queried_on", "查询")):
            day = field_day(one, field)
            if day and one.day:
                note = f"{one.number}成文日期 {one.day}，早于{name}日期 {day}"
                yield check(day <= one.day, one.order, note, one.first)


def same_decision(facts: Facts) -> Iterator[Spot]:
    """The decision bears the day that the letter gives it."""
    for one in facts.documents:
        day = field_day(one, "decided_on")
        if day is None:
            continue
        papers = [paper for paper in facts.papers if paper.stage in ("decision", "licence")]
        own = [paper for paper in papers if paper.document == one.order]
        for paper in own or (papers if len(papers) == 1 else []):
            yield from _same_day(one, day, paper)


def _same_day(one: DocumentFact, day: date, paper: Paper) -> Iterator[Spot]:
    """A decision is signed with its day; a licence bears others too (validity)."""
    if paper.day is not None:
        written = [paper.day]
    elif paper.stage == "licence":
        written = [found for _, found in days_in(paper.words)]
    else:
        written = signed_days(paper.words)
    if paper.unread or paper.recognised:
        if day not in written or paper.unread:
            yield unseen(one.order, f"“{paper.title}”的落款日期读不准，请与 {day} 核对", paper.page)
        else:
            yield good(one.order)
    elif written:  # without any date, that is told by another rule
        note = f"{one.number}写决定日期 {day}，“{paper.title}”是 {written[-1]}"
        yield check(day in written, one.order, note, paper.page)


def future(facts: Facts) -> Iterator[Spot]:
    """Nothing is younger than the day on which the file is made."""
    for one in facts.documents:
        if one.day:
            note = f"{one.number or one.title}的日期 {one.day} 晚于立卷日期 {facts.made_on}"
            yield check(one.day <= facts.made_on, one.order, note, one.first)


def received(facts: Facts) -> Iterator[Spot]:
    """Nothing was received before it was written."""
    for one in facts.documents:
        day = one.data.get("received_on")
        if one.source == "received" and isinstance(day, date) and one.day:
            note = f"收文 {one.number}的日期 {one.day}，晚于收到日期 {day}"
            yield check(one.day <= day, one.order, note, one.first)


def _before(facts: Facts, earlier: str, later: str) -> Iterator[Spot]:
    """Each day of the step ``earlier`` is not after the first one of ``later``."""
    steps = ("decision", "licence") if later == "decision" else (later,)
    last = _first(facts, steps)
    if last is None:
        return
    for one in step_days(facts, earlier):
        document = facts.document(one.document)
        if earlier == "evidence" and document is not None and document.source == "issued":
            continue  # what a letter brings with it was found afterwards
        note = f"“{one.name}”{_NAMES[earlier]}日期 {one.day}，晚于“{last.name}”{_NAMES[last.step]}日期 {last.day}"
        if one.sure:
            yield check(one.day <= last.day, one.document, note, one.page)
        else:
            yield unseen(one.document, f"“{one.name}”的日期是识别出来的（{one.day}），请人工核对", one.page)


def _first(facts: Facts, steps: tuple[str, ...]) -> StepDay | None:
    """The day of a step: as a letter says it, else as a paper does."""
    found = [one for one in step_days(facts, *steps) if one.sure]
    return found[0] if found else None
