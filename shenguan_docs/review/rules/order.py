"""Order of the documents, 正卷 and 副卷, doubles, void letters."""

from __future__ import annotations

from collections.abc import Iterator

from shenguan_docs.review.facts import DocumentFact, Facts
from shenguan_docs.review.names import folded
from shenguan_docs.review.spots import Spot, check
from shenguan_docs.review.stages import stage_of

_NUMBERED = (
    "issued",
    "received",
    "past",
    "event",
)  # 发文稿纸 and receipts bear the number of what they belong to


def slots(facts: Facts) -> Iterator[Spot]:
    """Documents lie in the order of the profile."""
    for before, after in _neighbours(facts):
        note = f"《{after.title}》应排在《{before.title}》之前"
        yield check(before.place <= after.place, after.order, note, after.first)
    head: DocumentFact | None = None
    for one in sorted(facts.documents, key=lambda one: one.order):
        if not one.follows:
            head = one
        elif any(other.id == one.follows for other in facts.documents):
            right = head is not None and head.id == one.follows
            yield check(right, one.order, f"《{one.title}》应排在它所证明的文书之后", one.first)


def days(facts: Facts) -> Iterator[Spot]:
    """Documents of one slot lie in the order of their days."""
    for before, after in _neighbours(facts):
        if before.place == after.place and before.day and after.day:
            note = f"《{after.title}》（{after.day}）排在《{before.title}》（{before.day}）之后，日期却更早"
            yield check(before.day <= after.day, after.order, note, after.first)


def volumes(facts: Facts) -> Iterator[Spot]:
    """正卷 and 副卷 hold what belongs there."""
    for one in facts.documents:
        note = f"《{one.title}》应入{one.slot_volume}，放在了{one.volume}"
        yield check(one.volume == one.slot_volume, one.order, note, one.first)


def void(facts: Facts) -> Iterator[Spot]:
    """No void letter lies in the file."""
    for one in facts.documents:
        yield check(not one.void, one.order, f"{one.number}已作废（{one.void}），仍在卷内", one.first)


def numbers(facts: Facts) -> Iterator[Spot]:
    """No two documents of one organ bear the same number."""
    seen: dict[tuple[str, str], DocumentFact] = {}
    for one in facts.documents:
        if one.number and one.source in _NUMBERED and stage_of(one.title) != "service":
            key = folded(one.number), folded(one.responsible)
            earlier = seen.setdefault(key, one)
            note = f"文号 {one.number} 与第 {earlier.order} 件《{earlier.title}》重复"
            yield check(earlier is one, one.order, note, one.first)


def doubles(facts: Facts) -> Iterator[Spot]:
    """No file lies in the bundle twice under one title."""
    seen: dict[tuple[str, str], int] = {}
    for one in facts.documents:
        for file in one.attachments:
            if file.sha256:
                key = file.sha256, folded(file.title)
                earlier = seen.setdefault(key, one.order)
                note = f"“{file.title}”与第 {earlier} 件的附件相同，重复入卷"
                yield check(earlier == one.order, one.order, note, file.page)


def _neighbours(facts: Facts) -> Iterator[tuple[DocumentFact, DocumentFact]]:
    documents = sorted((one for one in facts.documents if not one.follows), key=lambda one: one.order)
    for before, after in zip(documents, documents[1:], strict=False):
        if before.volume == after.volume:
            yield before, after
