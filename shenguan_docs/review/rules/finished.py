"""Rules that need the finished PDF: where there is none, nobody could look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

from shenguan_docs.review.facts import Facts, FinishedFact
from shenguan_docs.review.spots import Rule, Spot, unseen


def of_the_pdf(rule: Callable[[Facts, FinishedFact], Iterator[Spot]]) -> Rule:
    """Make a rule of one that asks the finished PDF."""

    @wraps(rule)
    def looked(facts: Facts) -> Iterator[Spot]:
        if facts.finished is None:
            yield unseen(0, facts.unseen.get("finished", "没有排出案卷的 PDF"))
        else:
            yield from rule(facts, facts.finished)

    return looked
