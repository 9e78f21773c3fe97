"""What the records say of a department's exchange in a period: sent, received, claimed, answered, checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import ShenguanError
from shenguan_docs.notices.kinds import family, find_kind
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.departments import Department
from shenguan_docs.plan.matters import find_matter
from shenguan_docs.register import arrangements, deliveries, events, lookups
from shenguan_docs.register.deliveries import Delivery
from shenguan_docs.register.letters import IssuedRecord


@dataclass(frozen=True)
class Owed:
    """A letter that asked the department for an answer: by when, and when it sent the first (None: not yet)."""

    letter: IssuedRecord
    due: date
    answered_on: date | None

    @property
    def in_time(self) -> bool:
        """The answer was sent by the day that was asked for."""
        return self.answered_on is not None and self.answered_on <= self.due


@dataclass(frozen=True)
class Claim:
    """A letter that came to the department: how it was delivered, by when to be claimed."""

    letter: IssuedRecord
    delivery: Delivery
    due: date

    @property
    def done(self) -> bool:
        """The department claimed it."""
        return self.delivery.claimed_on is not None

    @property
    def in_time(self) -> bool:
        """It was claimed by its day; what comes online is claimed at once (推送即认领)."""
        claimed = self.delivery.claimed_on
        return claimed is not None and claimed <= self.due


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
    def written(self) -> tuple[IssuedRecord, ...]:
        """What it wrote (印发) in the period."""
        return tuple(
            r for r in self.letters if r.sender == self.department.key and r.written_on >= self.start
        )

    @cached_property
    def sent(self) -> tuple[IssuedRecord, ...]:
        """What it sent (发出) in the period, to all whom it was addressed to."""
        mine = [r for r in self.letters if r.sender == self.department.key]
        return tuple(r for r in mine if self._in_period(self._sent_days.get(r.id)))

    @cached_property
    def _sent_days(self) -> dict[str, date]:
        return deliveries.sent_days(self.conn, [r.id for r in self.letters])

    def _in_period(self, day: date | None) -> bool:
        return day is not None and self.start <= day <= self.end

    @cached_property
    def unsent(self) -> tuple[int, int]:
        """How many letters written in the period were not sent by its end: of the department, and to it."""
        theirs = [r for r in self.letters if self._is_for_me(r) and r.written_on >= self.start]
        to_me = [r for r in theirs if not (d := self._delivered.get(r.id)) or d.sent_on > self.end]
        days = [self._sent_days.get(r.id) for r in self.written if any(x.role == "main" for x in r.receivers)]
        return sum(day is None or day > self.end for day in days), len(to_me)

    @cached_property
    def received(self) -> tuple[IssuedRecord, ...]:
        """What was sent to it, or in copy, in the period."""
        return tuple(
            r for r in self.letters if (d := self._delivered.get(r.id)) and self._in_period(d.sent_on)
        )

    @cached_property
    def _delivered(self) -> dict[str, Delivery]:
        """How each letter to the department was sent to it; what was not sent is left out."""
        found: dict[str, Delivery] = {}
        for record in filter(self._is_for_me, self.letters):
            for sent in deliveries.of_document(self.conn, record.id):
                if sent.department == self.department.key:
                    found.setdefault(record.id, sent)
        return found

    def _is_for_me(self, record: IssuedRecord) -> bool:
        return any(r.department == self.department.key for r in record.receivers)

    def of_kinds(self, records: tuple[IssuedRecord, ...], *slugs: str) -> tuple[IssuedRecord, ...]:
        """Return those of these kinds, an office's own copies of them too."""
        return tuple(r for r in records if set(slugs) & set(family(self.office.kind_places, r.kind)))

    @cached_property
    def owed(self) -> tuple[Owed, ...]:
        """The letters that were sent to it and whose day of answer lies in the period."""
        found = []
        for record in self.letters:
            due = self._due(record)
            if due is not None and self.start <= due <= self.end:
                found.append(Owed(record, due, self._answered_on(record)))
        return tuple(sorted(found, key=lambda owed: (owed.due, owed.letter.number)))

    def _due(self, record: IssuedRecord) -> date | None:
        delivered = self._delivered.get(record.id)
        if delivered is None or delivered.role != "main" or delivered.sent_on > self.end:
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

    def _answered_on(self, record: IssuedRecord) -> date | None:
        answers = [
            related.record.id
            for related in lookups.relations(self.conn, record.id)
            if related.incoming and related.relation.relation == "answers" and related.record is not None
            if related.record.state != "void" and related.record.sender == self.department.key
        ]
        days = deliveries.sent_days(self.conn, answers).values()
        return min((day for day in days if day <= self.end), default=None)

    @cached_property
    def claims(self) -> tuple[Claim, ...] | None:
        """How each letter that was received was claimed; None where no 发出 is noted, so nothing can be said."""
        days, calendar = self._claim_days, arrangements.workdays(self.conn)
        found = []
        for letter in self.received:
            mine = self._delivered[letter.id]
            found.append(Claim(letter, mine, calendar.term(mine.sent_on, days, "workday").day))
        return tuple(found) if found or not self.unsent[1] else None

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
