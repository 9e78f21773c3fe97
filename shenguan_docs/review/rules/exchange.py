"""发出, 认领, replies and what the plan demands between the departments (方案第三、四部分)."""

from __future__ import annotations

from collections.abc import Iterator

from shenguan_docs.review.facts import DeliveryFact, DocumentFact, Facts
from shenguan_docs.review.spots import Spot, bad, check, good, unseen


def sent(facts: Facts) -> Iterator[Spot]:
    """Every letter was sent to those whom it addresses."""
    for one, to in _deliveries(facts):
        yield check(
            to.sent_on is not None, one.order, f"{one.number}没有登记发出（{to.receiver}）", one.first
        )


def claimed(facts: Facts) -> Iterator[Spot]:
    """What was sent was claimed."""
    for one, to in _deliveries(facts):
        if to.sent_on:
            yield check(to.claimed_on is not None, one.order, f"{to.receiver}没有认领{one.number}", one.first)


def claim_proved(facts: Facts) -> Iterator[Spot]:
    """A claim outside the platform is proved by a receipt, or by the way that both agreed on."""
    for one, to in _deliveries(facts):
        if to.claimed_on and to.channel in ("paper", "fax"):
            note = f"{to.receiver}认领{one.number}，没有回执，双方也没有商定别的方式"
            yield check(to.proved or bool(to.agreed), one.order, note, one.first)


def post_proved(facts: Facts) -> Iterator[Spot]:
    """What went by post has the post's receipt."""
    for one, to in _deliveries(facts):
        if to.channel == "mail":
            yield check(to.proved, one.order, f"{one.number}邮寄{to.receiver}，没有邮件回执", one.first)


def sent_day(facts: Facts) -> Iterator[Spot]:
    """Nothing was sent before its date."""
    for one, to in _deliveries(facts):
        if to.sent_on and one.day:
            note = f"{one.number}成文日期 {one.day}，晚于发出日期 {to.sent_on}"
            yield check(one.day <= to.sent_on, one.order, note, one.first)


def claimed_day(facts: Facts) -> Iterator[Spot]:
    """Nothing was claimed before it was sent."""
    for one, to in _deliveries(facts):
        if to.sent_on and to.claimed_on:
            note = f"{one.number}于 {to.claimed_on} 认领，早于发出日期 {to.sent_on}"
            yield check(to.sent_on <= to.claimed_on, one.order, note, one.first)


def answered(facts: Facts) -> Iterator[Spot]:
    """What asks for an answer by a day was answered."""
    for one in facts.documents:
        for term in one.terms:
            if term.answer and not one.void:
                note = f"{one.number}要求 {term.due} 前答复，没有复函"
                open_yet = term.met_on is None and term.due >= facts.made_on
                if not open_yet:
                    yield check(term.met_on is not None, one.order, note, one.first)


def answered_in_time(facts: Facts) -> Iterator[Spot]:
    """Answers came in time."""
    for one in facts.documents:
        for term in one.terms:
            if term.answer and term.met_on:
                note = f"{one.number}应于 {term.due} 前答复，{term.met_on} 才答复"
                yield check(term.met_on <= term.due, one.order, note, one.first)


def answer_day(facts: Facts) -> Iterator[Spot]:
    """No answer is older than what it answers."""
    for one in facts.documents:
        for number, day in one.answers:
            if day and one.day:
                note = f"{one.number or one.title}（{one.day}）早于来函 {number}（{day}）"
                yield check(day <= one.day, one.order, note, one.first)


def cited_day(facts: Facts) -> Iterator[Spot]:
    """No letter refers to one that is younger than itself."""
    answered_ones = {number for one in facts.documents for number, _ in one.answers}
    for one in facts.documents:
        for number, day in one.cites:
            if day and one.day and number not in answered_ones:
                note = f"{one.number or one.title}（{one.day}）引用了以后的文书 {number}（{day}）"
                yield check(day <= one.day, one.order, note, one.first)


def drafts(facts: Facts) -> Iterator[Spot]:
    """No reply was left as a draft."""
    for document, draft, title in facts.drafts:
        yield bad(document, f"复函《{title}》起草了没有印发", mend=f"shenguan issue {draft}")
    if not facts.drafts:
        yield good()


def in_time(facts: Facts) -> Iterator[Spot]:
    """Letters went out within the term that their kind sets."""
    for one in facts.documents:
        for term in one.terms:
            if not term.answer and term.met_on:
                note = f"{one.number}（{term.name}）应于 {term.due} 前发出，{term.met_on} 才发出"
                yield check(term.met_on <= term.due, one.order, note, one.first)


def demanded(facts: Facts) -> Iterator[Spot]:
    """What the plan demands for the events of the case is there."""
    if "exchanges" in facts.unseen:
        yield unseen(0, facts.unseen["exchanges"])
        return
    for one in facts.exchanges:
        yield bad(one.document, f"缺“{one.duty}”：{one.because}", mend=one.command)
    yield good()


def _deliveries(facts: Facts) -> Iterator[tuple[DocumentFact, DeliveryFact]]:
    """The receivers who must claim (主送) of the letters in force."""
    for one in facts.documents:
        if not one.void:
            for to in one.deliveries:
                if to.role == "main":
                    yield one, to
