"""Reckon the figures of a report from the records, where its form leaves them open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import ShenguanError
from shenguan_docs.notices.field_values import parse_date
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.notices.kinds import family, find_kind
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.departments import Department
from shenguan_docs.plan.matters import find_matter
from shenguan_docs.register import arrangements, deliveries, events, lookups
from shenguan_docs.register.deliveries import Delivery
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.text import chinese_date


@dataclass(frozen=True)
class Owed:
    """A letter that asked the department for an answer: by when, and the first answer that it gave."""

    letter: IssuedRecord
    due: date
    answer: IssuedRecord | None

    @property
    def in_time(self) -> bool:
        """The answer was written by the day that was asked for."""
        return self.answer is not None and self.answer.written_on <= self.due


@dataclass(frozen=True)
class Claim:
    """A letter that came to the department: how it was delivered (None: not noted), by when to be claimed."""

    letter: IssuedRecord
    delivery: Delivery | None
    due: date | None

    @property
    def done(self) -> bool:
        """The department claimed it."""
        return self.delivery is not None and self.delivery.claimed_on is not None

    @property
    def in_time(self) -> bool:
        """It was claimed by its day; what comes online is claimed at once (推送即认领)."""
        claimed = self.delivery.claimed_on if self.delivery else None
        return claimed is not None and self.due is not None and claimed <= self.due


@dataclass
class Period:
    """What the records say of one department from ``start`` to ``end``, both days included."""

    office: Office
    conn: Connection
    lookup: OfficeLookup
    department: Department
    start: date
    end: date

    @cached_property
    def letters(self) -> tuple[IssuedRecord, ...]:
        """The department's exchange up to the end, void letters left out."""
        exchange = lookups.of_department(self.conn, self.department.key)
        return tuple(r for r in exchange if r.state != "void" and r.written_on <= self.end)

    @cached_property
    def sent(self) -> tuple[IssuedRecord, ...]:
        """What it wrote in the period."""
        return tuple(
            r for r in self.letters if r.sender == self.department.key and r.written_on >= self.start
        )

    @cached_property
    def received(self) -> tuple[IssuedRecord, ...]:
        """What was addressed or copied to it in the period."""
        return tuple(r for r in self.letters if self._is_for_me(r) and r.written_on >= self.start)

    def _is_for_me(self, record: IssuedRecord) -> bool:
        return any(r.department == self.department.key for r in record.receivers)

    def sent_of(self, *slugs: str) -> tuple[IssuedRecord, ...]:
        """What it wrote of these kinds, an office's own copies of them too."""
        return tuple(r for r in self.sent if set(slugs) & set(family(self.office.kind_places, r.kind)))

    @cached_property
    def owed(self) -> tuple[Owed, ...]:
        """The letters to it whose day of answer lies in the period."""
        found = []
        for record in self.letters:
            due = self._due(record)
            if due is not None and self.start <= due <= self.end:
                found.append(Owed(record, due, self._answer(record)))
        return tuple(sorted(found, key=lambda owed: (owed.due, owed.letter.number)))

    def _due(self, record: IssuedRecord) -> date | None:
        if not any(r.department == self.department.key and r.role == "main" for r in record.receivers):
            return None
        try:
            kind = find_kind(self.office.kind_places, record.kind)
        except ShenguanError:
            return None
        labels = {d["from"] for d in kind.deadlines if d.get("answer") and d.get("days") == 0}
        ids = [f.id for f in kind.all_fields if f.label in labels]
        if not ids:
            return None
        from shenguan_docs.office.letters.letter_object import DATA  # it drafts, and drafting reckons

        data = json.loads(self.office.archive.read(record.object_id, DATA))
        days = [date.fromisoformat(data[id]) for id in ids if isinstance(data.get(id), str)]
        return min(days, default=None)

    def _answer(self, record: IssuedRecord) -> IssuedRecord | None:
        answers = [
            related.record
            for related in lookups.relations(self.conn, record.id)
            if related.incoming and related.relation.relation == "answers" and related.record is not None
            if related.record.state != "void" and related.record.sender == self.department.key
            if related.record.written_on <= self.end
        ]
        return min(answers, key=lambda answer: answer.written_on, default=None)

    @cached_property
    def claims(self) -> tuple[Claim, ...] | None:
        """How each letter that was received was claimed; None where no 发出 is noted, so nothing can be said."""
        days, calendar = self._claim_days, arrangements.workdays(self.conn)
        found = []
        for letter in self.received:
            sent = deliveries.of_document(self.conn, letter.id)
            mine = next((d for d in sent if d.department == self.department.key), None)
            due = calendar.term(mine.sent_on, days, "workday").day if mine else None
            found.append(Claim(letter, mine, due))
        return tuple(found) if any(claim.delivery for claim in found) else None

    @property
    def _claim_days(self) -> int:
        """Workdays within which a letter is claimed: the term of the kind 认领回执, which an office may change."""
        try:
            terms = find_kind(self.office.kind_places, "receipt").deadlines
        except ShenguanError:
            return 2
        return next((int(term["workdays"]) for term in terms if "workdays" in term), 2)

    @cached_property
    def checks(self) -> tuple[bool, ...] | None:
        """Of each application of the period that demands a credit check: whether it was made.

        None where no application is entered, so that nothing can be said.
        """
        accepted = events.list_events(self.conn, type="application-accepted", start=self.start, end=self.end)
        if not accepted:
            return None
        places = self.office.kind_places
        made = {r.event for r in self.letters if r.event and "credit-check" in family(places, r.kind)}
        answers = []
        for event in accepted:
            matters = [self._matter(name) for name in event.matters]
            if any(m and m.approver == self.department.key and m.credit_check == "必须" for m in matters):
                answers.append(event.id in made)
        return tuple(answers)

    def _matter(self, name: str) -> Any:
        try:
            return find_matter(self.lookup.matters, name)
        except ShenguanError:
            return None


def _parties(records: tuple[IssuedRecord, ...]) -> int | None:
    return len({p.uscc or p.id_number or p.name for r in records for p in r.parties}) or None


def _by_kind(period: Period) -> list[dict[str, str]] | None:
    sent, received = Counter(r.kind_name for r in period.sent), Counter(r.kind_name for r in period.received)
    rows = [
        {"类别": name, "发出": str(sent[name]), "收到": str(received[name])}
        for name in sorted(sent | received)
    ]
    return rows or None


def _late(period: Period) -> list[dict[str, str]] | None:
    rows = []
    for owed in period.owed:
        if not owed.in_time:
            letter, answer = owed.letter, owed.answer
            done = f"已于{chinese_date(answer.written_on)}函复" if answer else "没有登记复函"
            title = f"《{letter.title}》（{letter.number}）"
            sender = period.lookup.department_of(letter.sender).short_name
            rows.append(
                {"文书": title, "来函单位": sender, "应办结日期": chinese_date(owed.due), "办理情况": done}
            )
    for claim in period.claims or ():
        if not claim.in_time:
            letter, claimed = claim.letter, claim.delivery.claimed_on if claim.delivery else None
            rows.append(
                {
                    "文书": f"《{letter.title}》（{letter.number}）",
                    "来函单位": period.lookup.department_of(letter.sender).short_name,
                    "应办结日期": chinese_date(claim.due) if claim.due else "没有登记发出",
                    "办理情况": f"已于{chinese_date(claimed)}认领" if claimed else "没有登记认领",
                }
            )
    return rows or None


def _claims(period: Period, *, in_time: bool) -> int | None:
    claims = period.claims
    if claims is None:
        return None
    return sum(claim.in_time if in_time else claim.done for claim in claims)


def _checks(period: Period, *, made: bool) -> int | None:
    checks = period.checks
    if not checks:
        return None
    return sum(checks) if made else len(checks)


FIGURES: Mapping[str, Callable[[Period], Any]] = {
    "sent": lambda p: len(p.sent),
    "results": lambda p: len(p.sent_of("approval-result")) or None,
    "feedback": lambda p: len(p.sent_of("supervision-feedback", "alert")) or None,
    "penalties": lambda p: len(p.sent_of("penalty")) or None,
    "received": lambda p: len(p.received),
    "claimed": lambda p: _claims(p, in_time=False),
    "claimed_in_time": lambda p: _claims(p, in_time=True),
    "due": lambda p: len(p.owed),
    "answered": lambda p: sum(owed.answer is not None for owed in p.owed),
    "answered_in_time": lambda p: sum(owed.in_time for owed in p.owed),
    "checks_due": lambda p: _checks(p, made=False),
    "checks_done": lambda p: _checks(p, made=True),
    "listed": lambda p: _parties(p.sent_of("warning-listing")),
    "removed": lambda p: _parties(p.sent_of("warning-removal")),
    "by_kind": _by_kind,
    "late_letters": _late,
}

_NO_FIGURES = ("counted_on", "reckoned")  # the day of reckoning, and the list of what was reckoned


def reckoned(
    office: Office, conn: Connection, kind: Kind, data: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the form with the figures that it left open, and Chinese remarks about them.

    Without a department and a period that can be read nothing is reckoned: the checks say what is wrong.
    """
    filled = dict(data)
    wanted = [f for f in kind.fields if f.reckon and _open(filled, f)]
    period = _period(office, conn, kind, filled) if wanted else None
    if period is None:
        return filled, ()
    done = []
    for f in wanted:
        figure = FIGURES.get(f.reckon)
        value = figure(period) if figure else None
        if value is not None:
            filled[f.id] = value
            done.append(f.label)
    for f in wanted:
        if f.reckon == "counted_on" and done:
            filled[f.id] = office.today.isoformat()
        elif f.reckon == "reckoned":
            filled.pop(f.label, None)
            filled[f.id] = done
    remarks = [f"{'、'.join(done)}由登记数据统计,请核对"] if done else []
    missing = [f.label for f in wanted if f.reckon not in (*FIGURES, *_NO_FIGURES)]
    if missing:
        remarks.append(f"{'、'.join(missing)}还没有登记数据,不能统计;有人工统计的,填上")
    if period.claims is None and any(f.reckon == "claimed" for f in wanted):
        remarks.append("期间内收到的文书没有登记发出和认领,认领没有统计")
    if not period.checks and any(f.reckon == "checks_due" for f in wanted):
        why = "期间内没有登记受理事件" if period.checks is None else "登记的受理里没有本部门必须查询的事项"
        remarks.append(f"{why},信用查询没有统计")
    return filled, tuple(remarks)


def _open(data: Mapping[str, Any], f: Field) -> bool:
    return all(data.get(name) in (None, "", [], {}) for name in (f.id, f.label)) or f.reckon == "reckoned"


def _period(office: Office, conn: Connection, kind: Kind, data: Mapping[str, Any]) -> Period | None:
    lookup = OfficeLookup(conn, office.today, kind_places=office.kind_places)
    given = {f.label: data.get(f.id, data.get(f.label)) for f in kind.fields}
    try:
        start, end = (parse_date(given[label]) for label in kind.period)
        department = lookup.department(str(given.get(kind.sender)))
    except (ShenguanError, KeyError, ValueError):
        return None
    return Period(office, conn, lookup, department, start, end)
