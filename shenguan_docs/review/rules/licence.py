"""What the document of an approval says, and that the approval went its way (行政许可法)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from shenguan_docs.review.dates import days_in
from shenguan_docs.review.days import field_day
from shenguan_docs.review.facts import DocumentFact, Facts, Paper
from shenguan_docs.review.names import folded
from shenguan_docs.review.spots import Spot, absent, bad, check, good, unseen


def _papers(facts: Facts) -> Iterator[tuple[DocumentFact, Paper]]:
    """Each letter that tells of an approval with the approval's document that is attached to it."""
    for one in facts.documents:
        if one.kind == "approval-result":
            for paper in facts.papers:
                if paper.document == one.order and paper.stage == "licence":
                    yield one, paper


def party(facts: Facts) -> Iterator[Spot]:
    """The document names whom the letter names."""
    for one, paper in _papers(facts):
        words = folded(paper.words)
        names = {folded(p.name) for p in one.parties}
        names |= {folded(n) for p in one.parties for n in facts.former_names.get(p.uscc, ())}
        here = any(name in words for name in names)
        yield good(one.order) if here else absent(paper, "没有写行政相对人的名称")


def number(facts: Facts) -> Iterator[Spot]:
    """The document bears the number that the letter gives it."""
    for one, paper in _papers(facts):
        given = one.data.get("document_number")
        numbers = (
            [str(n) for n in given] if isinstance(given, list | tuple) else [str(given)] if given else []
        )
        if numbers:
            here = any(folded(n) in folded(paper.words) for n in numbers)
            yield good(one.order) if here else absent(paper, f"里没有证号 {'、'.join(numbers)}")


def valid(facts: Facts) -> Iterator[Spot]:
    """The document bears the term of validity that the letter gives it."""
    for one, paper in _papers(facts):
        last = field_day(one, "valid_to")
        if last:
            here = last in {day for _, day in days_in(paper.words)}
            yield good(one.order) if here else absent(paper, f"里没有有效期止 {last}")


def organ(facts: Facts) -> Iterator[Spot]:
    """The document bears the name of the organ that gave it."""
    for one, paper in _papers(facts):
        here = re.search(
            r"[\u4e00-\u9fff]{2,}(?:局|委员会|大队|政府|中心|办公室|厅|管委会)", folded(paper.words)
        )
        yield good(one.order) if here else absent(paper, "没有发证机关的名称")


def day(facts: Facts) -> Iterator[Spot]:
    """The document bears a date."""
    for one, paper in _papers(facts):
        yield good(one.order) if any(days_in(paper.words)) else absent(paper, "没有日期")


def seal(facts: Facts) -> Iterator[Spot]:
    """The document bears the organ's seal."""
    for one, paper in _papers(facts):
        if paper.seal == "unknown":
            yield unseen(one.order, f"“{paper.title}”有没有盖章看不出（不是彩色的，或者打不开）", paper.page)
        else:
            seen = paper.seal == "seen"
            yield good(one.order) if seen else bad(one.order, f"“{paper.title}”没有盖章", paper.page)


def in_term(facts: Facts) -> Iterator[Spot]:
    """The approval was decided by the last day of its term (审批期限)."""
    limits = [(one, limit) for one in facts.documents if (limit := field_day(one, "decide_by"))]
    for one in facts.documents:
        decided = field_day(one, "decided_on") if one.kind == "approval-result" else None
        for other, limit in limits:
            if decided and _same_party(one, other):
                note = f"{decided} 作出审批决定，审批期限到 {limit}（{other.number or other.title}）"
                yield check(decided <= limit, one.order, note, one.first)


def opinion(facts: Facts) -> Iterator[Spot]:
    """Where an opinion was asked for, the approval waited for it or for its term (方案第四部分第(三)项)."""
    for one in facts.documents:
        decided = field_day(one, "decided_on") if one.kind == "approval-result" else None
        for asked in facts.documents:
            if asked.kind != "consultation" or not decided or not _same_party(one, asked):
                continue
            for term in asked.terms:
                if term.answer:
                    early = decided < (term.met_on or date.max) and decided <= term.due
                    note = f"{decided} 作出审批决定时，{asked.number}征求的意见还没有答复"
                    yield check(not early, one.order, note, one.first)


def complete(facts: Facts) -> Iterator[Spot]:
    """What is told of an approval is whole: matter, document, name, telephone, address (方案第三部分第(二)项第2条)."""
    for one in facts.documents:
        if one.kind == "approval-result":
            lacks = [p.name for p in one.parties if not p.address]
            yield check(not lacks, one.order, f"{'、'.join(lacks)}没有写地址", one.first)


def _same_party(one: DocumentFact, other: DocumentFact) -> bool:
    mine = {p.uscc or folded(p.name) for p in one.parties}
    return bool(mine & {p.uscc or folded(p.name) for p in other.parties})
