"""What must lie in the file: the profile's materials, credit checks, sealed originals, attachments."""

from __future__ import annotations

from collections.abc import Iterator

from shenguan_docs.review.facts import Facts
from shenguan_docs.review.names import another_number, folded, number_in
from shenguan_docs.review.spots import Spot, bad, check, good, unseen


def required(facts: Facts) -> Iterator[Spot]:
    """What the profile demands is there."""
    if "lacking" in facts.unseen:
        yield unseen(0, facts.unseen["lacking"])
    for one in facts.lacking:
        yield bad(0, f"缺{one.name}" + (f"（{one.why}）" if one.why else ""))
    yield good()


def sealed(facts: Facts) -> Iterator[Spot]:
    """Letters that bear a seal have the scan of their sealed original."""
    for one in facts.documents:
        if one.needs_seal:
            yield check(one.sealed, one.order, f"{one.number}没有盖章件", one.first)


def credit(facts: Facts) -> Iterator[Spot]:
    """Where the matter list demands it, there is a record of the credit check (方案 3.3-4)."""
    for one in facts.credits:
        if one.required:
            yield check(bool(one.checked_on), one.document, f"“{one.matter}”必须查询信用信息，没有查询记录")


def credit_day(facts: Facts) -> Iterator[Spot]:
    """Credit was checked before the approval was decided."""
    for one in facts.credits:
        if not one.checked_on or not one.required:
            continue
        if one.decided_on is None:
            yield unseen(one.document, f"“{one.matter}”没有登记审批决定的日期")
            continue
        first = min(one.checked_on)
        note = f"{first} 查询信用信息，晚于审批决定（{one.decided_on}）"
        yield check(first <= one.decided_on, one.document, note)


def credit_warned(facts: Facts) -> Iterator[Spot]:
    """No favour was given to who was in the warning base."""
    for one in facts.credits:
        if one.checked_on:
            yield check(not one.warned, one.document, one.warned)


def attached(facts: Facts) -> Iterator[Spot]:
    """Each attachment of a letter has its file in the bundle."""
    for one in facts.documents:
        for file in one.attachments:
            yield check(file.present, one.order, f"附件“{file.title}”没有文件", one.first)


def attached_count(facts: Facts) -> Iterator[Spot]:
    """A letter has as many attachments as its 附件说明 says."""
    for one in facts.documents:
        named = one.number or one.title
        if one.listed is None:
            yield unseen(one.order, f"{named}的附件说明读不出来", one.first)
        elif one.source != "issued" and one.listed and not one.attachments:
            yield unseen(
                one.order, f"{named}列有 {len(one.listed)} 个附件，是不是在同一个文件里请人工核对", one.first
            )
        elif one.listed or (one.source == "issued" and one.attachments):
            note = f"附件说明列有 {len(one.listed)} 个附件，卷内有 {len(one.attachments)} 个"
            yield check(len(one.listed) == len(one.attachments), one.order, note, one.first)


def attached_names(facts: Facts) -> Iterator[Spot]:
    """Attachments are called as 附件说明 calls them, in its order."""
    for one in facts.documents:
        if one.source != "issued" or not one.listed or len(one.listed) != len(one.attachments):
            continue  # files that came from outside are called what their sender's scanner called them
        for said, file in zip(one.listed, one.attachments, strict=True):
            note = f"附件说明写“{said}”，附件是“{file.title}”"
            yield check(folded(said) == folded(file.title), one.order, note, file.page or one.first)


def attached_is(facts: Facts) -> Iterator[Spot]:
    """A paper that 附件说明 calls by a number bears that number."""
    for paper in facts.papers:
        if paper.role != "file":
            continue
        number = number_in(paper.title)
        if not number:
            continue
        other = another_number(paper.words, number)
        if folded(number) in folded(paper.words):
            yield good(paper.document)
        elif other and not paper.recognised:
            yield bad(paper.document, f"附件“{paper.title}”里的文号是 {other}", paper.page)
        else:
            yield unseen(
                paper.document, f"附件“{paper.title}”的文字里没有文号 {number}，请人工核对", paper.page
            )
