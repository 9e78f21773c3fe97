"""From what the rules saw to a score: points off by finding, by rule, by group; consequences cost nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shenguan_docs.review.facts import Facts
from shenguan_docs.review.points import Group, PointsRule, PointsTable
from shenguan_docs.review.registry import RULES
from shenguan_docs.review.spots import Rule, Spot

State = Literal["扣分", "未能核查", "合格", "不适用"]


@dataclass(frozen=True)
class Finding:
    """One thing that a reviewer would write down.

    ``state`` is 扣分 or 未能核查; ``document`` its place in the file (0: the whole file), ``where``
    its volume and 顺序号, ``id`` and ``number`` of that
    document, ``page`` a page number of the file. ``deduction`` is what it costs after all limits; 0 where another
    finding brought it about (``follows`` is that one's rule) or the rule's or group's points were used up.
    ``mend`` is the command or place that mends it.
    """

    rule: str
    name: str
    group: str
    state: State
    document: int
    where: str
    id: str
    number: str
    title: str
    page: int | None
    note: str
    deduction: float
    source: str
    mend: str
    follows: str = ""

    @property
    def reason(self) -> str:
        """What is wrong, as it is printed."""
        return f"{self.name}：{self.note}" if self.note else self.name


@dataclass(frozen=True)
class Outcome:
    """What came of one rule: its state, how many things it found right, its findings."""

    rule: PointsRule
    state: State
    good: int
    findings: tuple[Finding, ...]

    @property
    def lost(self) -> float:
        """The points that it took off."""
        return sum(finding.deduction for finding in self.findings)


@dataclass(frozen=True)
class GroupScore:
    """A group's points and what is left of them."""

    group: Group
    lost: float

    @property
    def score(self) -> float:
        """What is left."""
        return self.group.points - self.lost


@dataclass(frozen=True)
class Review:
    """A whole review: ``score`` of 100, the groups, what came of each rule."""

    table: PointsTable
    groups: tuple[GroupScore, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def score(self) -> float:
        """What is left of 100."""
        return sum(group.score for group in self.groups)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the table."""
        return tuple(finding for outcome in self.outcomes for finding in outcome.findings)

    @property
    def unseen(self) -> tuple[Finding, ...]:
        """What nobody could look at."""
        return tuple(finding for finding in self.findings if finding.state == "未能核查")


_OF_ITS_PLACE = ("order.", "page.", "catalogue.")
"""Rules that a void letter in the file must meet too: what is written in it no longer counts."""


def review(facts: Facts, table: PointsTable, rules: Mapping[str, Rule] = RULES) -> Review:
    """Judge a file by a points table."""
    void = {one.order for one in facts.documents if one.void}
    seen = {
        rule.key: tuple(
            spot
            for spot in rules[rule.key](facts)
            if spot.document not in void or rule.key.startswith(_OF_ITS_PLACE)
        )
        for rule in table.rules
    }
    found = {key: [spot for spot in spots if spot.state == "bad"] for key, spots in seen.items()}
    left = {group.key: group.points for group in table.groups}
    outcomes = []
    for rule in table.rules:
        spots = seen[rule.key]
        findings = tuple(_findings(facts, rule, tuple(dict.fromkeys(spots)), found, left))
        good = sum(spot.state == "good" for spot in spots)
        outcomes.append(Outcome(rule, _state(findings, good), good, findings))
    groups = tuple(GroupScore(group, group.points - left[group.key]) for group in table.groups)
    return Review(table, groups, tuple(outcomes))


def _state(findings: Sequence[Finding], good: int) -> State:
    states = {finding.state for finding in findings}
    if "扣分" in states:
        return "扣分"
    if "未能核查" in states:
        return "未能核查"
    return "合格" if good else "不适用"


def _findings(
    facts: Facts,
    rule: PointsRule,
    spots: Sequence[Spot],
    found: Mapping[str, Sequence[Spot]],
    left: dict[str, float],
) -> Iterator[Finding]:
    of_rule = rule.most if rule.most is not None else left[rule.group]
    for spot in spots:
        if spot.state == "good":
            continue
        document = facts.document(spot.document)
        named = {
            "{文号}": (document.number or document.title) if document else "文号",
            "{编号}": document.id if document else "编号",
        }
        mend = spot.mend or rule.mend
        for mark, value in named.items():
            mend = mend.replace(mark, value)
        finding = Finding(
            rule.key, rule.name, rule.group, "未能核查", spot.document, document.where if document else "",
            document.id if document else "", document.number if document else "",
            document.title if document else "", spot.page, spot.note, 0, rule.source, mend,
        )  # fmt: skip
        if spot.state == "bad":
            cause = _cause(facts, rule, spot, found)
            points = 0.0 if cause else min(rule.each, of_rule, left[rule.group])
            of_rule -= points
            left[rule.group] -= points
            finding = replace(finding, state="扣分", deduction=points, follows=cause)
        yield finding


def _cause(facts: Facts, rule: PointsRule, spot: Spot, found: Mapping[str, Sequence[Spot]]) -> str:
    """The rule whose finding brought this one about: about the same paper or document, or about the whole file."""
    if not any(found.get(key) for key in rule.follows):
        return ""
    akin = facts.akin(spot.document)

    def together(other: Spot) -> bool:
        return other.document in akin or 0 in (other.document, spot.document)

    return next((key for key in rule.follows if any(map(together, found.get(key, ())))), "")
