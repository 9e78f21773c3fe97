"""Cover and 备考表 (DA/T 22-2015)."""

from __future__ import annotations

from collections.abc import Iterator

from shenguan_docs.review.facts import Facts, FinishedFact
from shenguan_docs.review.names import folded
from shenguan_docs.review.rules.finished import of_the_pdf
from shenguan_docs.review.spots import Spot, check
from shenguan_docs.text import chinese_date

_WRAPS = 24
"""Characters that stand in one line of the cover; a longer value is not read right behind its label."""


def fields(facts: Facts) -> Iterator[Spot]:
    """Every field of the cover that the profile demands is filled in."""
    for name, value in facts.cover.fields.items():
        yield check(bool(value.strip()), 0, f"封面“{name}”没有填写")


@of_the_pdf
def printed(facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """What the cover should say stands on the cover of the finished PDF."""
    for volume in finished.volumes:
        words = folded(volume.cover_words)
        for name, value in facts.cover.fields.items():
            if value.strip():
                said = folded(value) if len(value) > _WRAPS else folded(name + value)
                yield check(said in words, 0, f"{volume.name}封面上印的“{name}”不是“{value}”")


def period(facts: Facts) -> Iterator[Spot]:
    """起止日期 are the first and the last day of what lies in the file."""
    days = [one.day for one in facts.documents if one.day]
    for name, value, right in (
        ("起始", facts.cover.period_from, min(days, default=None)),
        ("截止", facts.cover.period_to, max(days, default=None)),
    ):
        if value and right:
            note = f"封面{name}日期是{chinese_date(value)}，卷内文书是{chinese_date(right)}"
            yield check(value == right, 0, note)


def party(facts: Facts) -> Iterator[Spot]:
    """当事人 and code on the cover are those of the documents."""
    cover, parties = facts.cover, facts.parties()
    if not cover.party or not parties:
        return
    known = {folded(p.name) for p in parties}
    known |= {folded(name) for names in facts.former_names.values() for name in names}
    yield check(
        any(name in folded(cover.party) for name in known),
        0,
        f"封面当事人“{cover.party}”在卷内文书中没有",
    )
    codes = {p.uscc for p in parties if p.uscc}
    if cover.uscc and codes:
        note = f"封面代码 {cover.uscc} 与卷内文书（{'、'.join(sorted(codes))}）不同"
        yield check(all(code in codes for code in cover.uscc.replace("、", " ").split()), 0, note)


@of_the_pdf
def counts(_facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """The cover's count of documents and pages is right."""
    for volume in finished.volumes:
        words = folded(volume.cover_words)
        for count, unit in ((volume.documents, "件"), (volume.pages, "页")):
            yield check(f"{count}{unit}" in words, 0, f"{volume.name}封面上印的不是 {count} {unit}")


@of_the_pdf
def endnote(facts: Facts, finished: FinishedFact) -> Iterator[Spot]:
    """There is a 备考表 in each volume, and it says who made the file and when."""
    for volume in finished.volumes:
        words = folded(volume.endnote_words)
        yield check("备考表" in words, 0, f"{volume.name}没有备考表")
        if "备考表" in words:
            dated = f"立卷日期:{chinese_date(facts.made_on)}" in words
            yield check(dated, 0, f"{volume.name}备考表的立卷日期没有填写或者不对")
            maker = words.partition("立卷人:")[2].partition("立卷日期")[0]
            yield check(bool(maker), 0, f"{volume.name}备考表的立卷人没有填写")
