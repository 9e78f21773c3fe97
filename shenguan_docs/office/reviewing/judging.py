"""The reviewer's own judgement beside the machine's: entered in the journal, shown on the 评查表, counted apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.office.bundling.assembling import Assembly
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.reviewing.reviewing import Reviewed
from shenguan_docs.register import judgements
from shenguan_docs.register.judgements import Judgement
from shenguan_docs.review.points import TOTAL

Judgements = Mapping[tuple[str, str], Judgement]


@dataclass(frozen=True)
class Said:
    """What a reviewer said, as it was typed: a rule, a document ("" the whole file), whether the finding is right."""

    rule: str
    agree: bool
    reason: str
    person: str
    document: str = ""
    points: float | None = None
    day: date | None = None


def subject_of(assembly: Assembly) -> str:
    """Return by what a case is known from one review to the next: its party, else its matter, else its documents."""
    cover = assembly.cover
    plain = assembly.case or cover.uscc or fold_name(cover.party) or fold_name(cover.matter)
    return plain or ",".join(sorted({item.id for item in assembly.items if item.id}))


def judgements_of(conn: Connection, assembly: Assembly) -> Judgements:
    """Return what reviewers said of this case under its profile."""
    return judgements.of_subject(conn, subject_of(assembly), assembly.profile.slug)


def judge(office: Office, reviewed: Reviewed, said: Said) -> Judgement:
    """Enter what a reviewer says of a rule for a document. Raises NotFound (rule, document), Refused."""
    rights.require(office, "judge")
    rules = {rule.key: rule.name for rule in reviewed.review.table.rules}
    key = _rule(rules, said.rule)
    if not said.reason.strip():
        raise Refused("评查意见要写理由", remedy="用 --reason 写明")
    if not said.person.strip():
        raise Refused("没有写明评查人", remedy="用 --by 写明姓名")
    if said.points is not None and not 0 <= said.points <= TOTAL:
        raise Refused(f"扣分应在 0 到 {TOTAL} 之间", remedy="用 --points 写扣几分")
    day = said.day or office.today
    if day > office.today:
        raise Refused(f"评查日期 {day} 还没有到")
    record = _record(reviewed, said.document)
    machine = sum(f.deduction for f in reviewed.review.findings if f.rule == key and f.id == record)
    points = said.points if said.points is not None else (machine if said.agree else 0)
    judgement = Judgement(
        subject_of(reviewed.assembly), reviewed.assembly.profile.slug, key, record,
        "agree" if said.agree else "disagree", f"{points:g}", said.reason.strip(), said.person.strip(), day,
    )  # fmt: skip
    with office.writing() as conn:
        judgements.enter(conn, judgement, at=office.now(), by=office.actor)
    return judgement


def _rule(rules: Mapping[str, str], typed: str) -> str:
    wanted = typed.strip()
    for key, name in rules.items():
        if wanted == key or fold_name(wanted) == fold_name(name):
            return key
    near = nearest(wanted, [*rules.values(), *rules], 1)
    raise NotFound(f"评分表里没有“{typed}”这条规则", remedy=f"是不是“{near[0]}”" if near else "规则见评查表")


def _record(reviewed: Reviewed, typed: str) -> str:
    wanted = typed.strip()
    if not wanted:
        return ""
    for one in reviewed.facts.documents:
        if wanted in (str(one.order), one.id) or fold_name(wanted) in (
            fold_name(one.number),
            fold_name(one.where),
        ):
            return one.id
    raise NotFound(f"卷内没有“{typed}”这一件", remedy="写卷内的顺序号、文号或者编号")


def judged_score(reviewed: Reviewed, said: Judgements) -> float | None:
    """Return the score with the reviewer's judgements in place of the machine's; None where none was said.

    Within a group no more is taken off than it has.
    """
    if not said:
        return None
    group_of = {rule.key: rule.group for rule in reviewed.review.table.rules}
    lost = {one.group.key: 0.0 for one in reviewed.review.groups}
    for (rule, _), judgement in said.items():
        if rule in group_of:
            lost[group_of[rule]] += float(judgement.points or 0)
    for finding in reviewed.review.findings:
        if (finding.rule, finding.id) not in said:
            lost[finding.group] += finding.deduction
    return sum(max(0.0, one.group.points - lost[one.group.key]) for one in reviewed.review.groups)
