"""送达回证 （standards §3; 行政处罚法第六十一条）: there, complete, in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shenguan_docs.review.days import decided
from shenguan_docs.review.facts import Facts, Paper, ServiceFact
from shenguan_docs.review.names import folded
from shenguan_docs.review.spots import Spot, bad, check, good, unseen
from shenguan_docs.review.stages import stage_of

TERM = 7
"""Workdays from the decision to its service (行政处罚法第六十一条、第八十五条)."""
_SERVED = ("decision", "notice", "licence")
_CALLED = {
    "decision": ("处罚决定书",),
    "notice": ("告知书",),
    "licence": ("许可证", "许可决定", "批复", "证书"),
}
_PROVED = {
    "邮寄": "邮件回执",
    "公告": "公告的网页、报样或者张贴照片",
    "留置": "见证人签名或者照片、录像",
    "电子": "电子送达的到达记录",
}


def missing(facts: Facts) -> Iterator[Spot]:
    """What had to be served has a 送达回证."""
    if "services" in facts.unseen:
        yield unseen(0, facts.unseen["services"])
        return
    served = _served(facts)
    slips = [paper for paper in facts.papers if paper.stage == "service"]
    loose = any(not any(_is_for(one, paper) for paper in served) for one in facts.services) or any(
        not any(_names(slip, paper) for paper in served) for slip in slips
    )
    for paper in served:
        own = any(_is_for(one, paper) for one in facts.services) or any(_names(slip, paper) for slip in slips)
        alone = sum(one.stage == paper.stage for one in served) == 1
        there = own or (alone and loose)
        yield check(there, paper.document, f"“{paper.title}”没有送达回证", paper.page)


def _served(facts: Facts) -> list[Paper]:
    """What had to be served, each once: the same paper may lie in the file and with a letter."""
    return [
        paper for paper in facts.distinct_papers() if paper.stage in _SERVED and _is_of_the_case(facts, paper)
    ]


def _is_of_the_case(facts: Facts, paper: Paper) -> bool:
    """A licence that the case is about, and not one among the papers of an application."""
    if paper.stage != "licence":
        return True
    one = facts.document(paper.document)
    return one is not None and (one.kind == "approval-result" or one.slot == "decision")


def _is_for(one: ServiceFact, paper: Paper) -> bool:
    return one.document == paper.document or folded(one.served) in folded(paper.title)


def _names(slip: Paper, paper: Paper) -> bool:
    """Whether a 送达回证 that lies in the file as a scan says that it is for a paper."""
    said = folded(slip.title) + folded(slip.words)
    return folded(paper.title) in said or any(word in said for word in _CALLED[paper.stage])


def came_back(facts: Facts) -> Iterator[Spot]:
    """The signed form came back."""
    for one in facts.services:
        yield check(one.back, one.document, f"{_named(one)}没有收回", one.page)


def items(facts: Facts) -> Iterator[Spot]:
    """All items of a 送达回证 are filled in."""
    for one in facts.services:
        if not one.back:
            continue
        if one.unseen:
            yield unseen(one.document, f"{_named(one)}：{one.unseen}", one.page)
            continue
        said = {
            "送达文书名称及文号": one.served, "受送达人": one.to, "送达地点": one.place, "送达方式": one.way,
            "送达人": one.by, "收件人签名": one.signed_by or one.proxy, "送达时间": one.served_on,
        }  # fmt: skip
        if any(word in one.way for word in ("公告", "留置")):
            del said["收件人签名"]
        lacks = [name for name, value in said.items() if not value]
        yield check(not lacks, one.document, f"{_named(one)}缺{'、'.join(lacks)}", one.page)


def receiver(facts: Facts) -> Iterator[Spot]:
    """It was served to a party of the case."""
    names = {folded(p.name) for p in facts.parties()}
    names |= {folded(name) for former in facts.former_names.values() for name in former}
    for one in facts.services:
        if one.to and names and one.to_party and not one.unseen:
            note = f"{_named(one)}的受送达人“{one.to}”不是本案当事人"
            yield check(any(name in folded(one.to) for name in names), one.document, note, one.page)


def in_time(facts: Facts) -> Iterator[Spot]:
    """A decision was served within seven workdays."""
    for document, name, served_on, page in _services(facts):
        day = decided(facts, document)
        if day is None:
            yield unseen(document, f"{name}：决定日期读不出来", page)
            continue
        term = facts.workdays.term(day, TERM, "workday")
        late = served_on > term.day
        note = f"{name}：{served_on} 送达，决定日期 {day}，七个工作日到 {term.day}"
        if late and term.tentative:
            yield unseen(document, f"{note}，当年放假安排还没有录入", page)
        else:
            yield check(not late, document, note, page)


def after_decision(facts: Facts) -> Iterator[Spot]:
    """Nothing was served before it was decided."""
    for document, name, served_on, page in _services(facts):
        day = decided(facts, document)
        if day is not None:
            note = f"{name}：{served_on} 送达，早于决定日期 {day}"
            yield check(served_on >= day, document, note, page)


def _services(facts: Facts) -> Iterator[tuple[int, str, date, int | None]]:
    """Document, name, day and page of each service that is known."""
    told: set[int] = set()
    for one in facts.services:
        if (
            one.served_on
            and one.to_party
            and not one.unseen
            and stage_of(one.served) in ("", "decision", "licence")
        ):
            told.add(one.document)
            yield one.document, _named(one), one.served_on, one.page
    for document in facts.documents:
        day = document.data.get("served_on")
        if isinstance(day, date) and not told & {document.order, 0}:
            yield document.order, document.number, day, document.first


def same_day(facts: Facts) -> Iterator[Spot]:
    """The day of service is the same in the letter and on the 送达回证."""
    for document in facts.documents:
        day = document.data.get("served_on")
        for one in facts.services:
            is_it = stage_of(one.served) in ("", "decision")
            if isinstance(day, date) and one.served_on and is_it:
                note = f"{document.number}写送达日期 {day}，{_named(one)}是 {one.served_on}"
                yield check(day == one.served_on, document.order, note, one.page)


def proved(facts: Facts) -> Iterator[Spot]:
    """Service by post, notice or leaving has what proves it."""
    post = any(paper.stage == "post" for paper in facts.papers)
    for one in facts.services:
        need = next((what for way, what in _PROVED.items() if way in one.way), "")
        if not need or not one.back:
            continue
        if one.proof or ("邮寄" in one.way and post):
            yield good(one.document)
        elif one.proof is None:
            yield unseen(one.document, f"{_named(one)}是{one.way}送达，有没有{need}未能核查", one.page)
        else:
            yield bad(one.document, f"{_named(one)}是{one.way}送达，没有{need}", one.page)


def proxy(facts: Facts) -> Iterator[Spot]:
    """Where another took it, the reason is written down."""
    for one in facts.services:
        if one.proxy and not one.unseen:
            note = f"{_named(one)}由{one.proxy}代收，没有写代收理由"
            yield check(bool(one.proxy_reason), one.document, note, one.page)


def _named(one: ServiceFact) -> str:
    return f"“{one.served}”的送达回证" if one.served else "送达回证"
