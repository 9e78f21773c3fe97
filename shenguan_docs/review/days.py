"""The days of a case by their step, from the letters' fields and from the papers themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shenguan_docs.review.dates import last_day
from shenguan_docs.review.facts import DocumentFact, Facts, Paper

_FIELDS = {
    "acceptance": ("accepted_on",),
    "decision": ("decided_on",),
    "served": ("served_on",),
    "effective": ("effective_on",),
}


@dataclass(frozen=True)
class StepDay:
    """One day of a step: what says so, where; ``sure`` is False where OCR read it."""

    step: str
    day: date
    document: int
    name: str
    page: int | None
    sure: bool = True


def step_days(facts: Facts, *steps: str) -> Iterator[StepDay]:
    """Yield the days of some steps: those of letters' fields first, then those of papers."""
    for one in facts.documents:
        for step in steps:
            for field in _FIELDS.get(step, ()):
                day = field_day(one, field)
                if day is not None:
                    yield StepDay(step, day, one.order, one.number or one.title, one.first)
    for paper in facts.papers:
        if paper.stage in steps:
            day, sure = paper_day(paper)
            if day is not None:
                yield StepDay(paper.stage, day, paper.document, paper.title, paper.page, sure)


def field_day(one: DocumentFact, field: str) -> date | None:
    """Return a day that a letter's field holds."""
    value = one.data.get(field)
    return value if isinstance(value, date) else None


def paper_day(paper: Paper) -> tuple[date | None, bool]:
    """Return the day of a paper, and whether it is sure: read from characters, not recognised."""
    if paper.day is not None:
        return paper.day, True
    if paper.unread:
        return None, False
    return last_day(paper.words), not paper.recognised


def decided(facts: Facts, document: int) -> date | None:
    """Return the day of the decision to which a document belongs: its own, else the only one of the case."""
    days = list(step_days(facts, "decision"))
    own = [one for one in days if one.document == document]
    if own:
        return own[0].day
    sure = {one.day for one in days if one.sure}
    return sure.pop() if len(sure) == 1 else None
