"""From open duties and a calendar to what is due and what is late on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shenguan_docs.duties.facts import Duty, Open, Term
from shenguan_docs.duties.rules import PERIODS, Rules
from shenguan_docs.plan.workdays import Term as LastDay
from shenguan_docs.plan.workdays import Workdays


@dataclass
class Reckoning:
    """Reckons for one day; terms that recur are reckoned once."""

    rules: Rules
    calendar: Workdays
    today: date
    _known: dict[Term, LastDay] = field(default_factory=dict)

    def duties(self, found: Iterable[Open]) -> tuple[Duty, ...]:
        """Return the duties, the first due first."""
        return tuple(sorted(map(self.duty, found), key=lambda d: (d.due, d.open.by, d.open.id)))

    def duty(self, open: Open) -> Duty:
        """Reckon one duty. What was sent in time and only waits for a claim is not late."""
        last = self.last_day(open.term)
        until = self.today if open.done_on is None else min(open.done_on, self.today)
        late = until > last.day
        days = (until - last.day).days if late else 0
        return Duty(open, last.day, last.tentative, late, days, self._remind(open, days) if late else "")

    def last_day(self, term: Term) -> LastDay:
        """Return the last day of a term; one that may not pass a limit ends there, be that a day off."""
        known = self._known.get(term)
        if known is None:
            known = self.calendar.term(term.since, term.amount, term.unit)
            if term.limit is not None and term.limit < known.day:
                known = LastDay(term.limit, False)
            self._known[term] = known
        return known

    def _remind(self, open: Open, days: int) -> Literal["", "remind", "urge"]:
        """Say whether the rhythm asks for a letter: what a department owes itself alone, or has sent, it is not asked."""
        if open.by == open.to or open.done_on is not None or not open.urgeable:
            return ""
        rhythm = self.rules.rhythm(open.urgency)
        if open.reminded == 0 or open.reminded_on is None:
            return "remind" if days >= rhythm.after else ""
        waited = self.last_day(Term(open.reminded_on, rhythm.every))
        if self.today <= waited.day:
            return ""
        return "urge" if open.reminded >= rhythm.times else "remind"


def periods_ended(every: str, since: date, today: date) -> tuple[tuple[date, date], ...]:
    """Return the months, quarters or years that ended before ``today`` and not before ``since``."""
    months = PERIODS[every]
    year, month = since.year, (since.month - 1) // months * months + 1
    found: list[tuple[date, date]] = []
    while True:
        first = date(year, month, 1)
        year, month = (year, month + months) if month + months <= 12 else (year + 1, 1)
        last = date.fromordinal(date(year, month, 1).toordinal() - 1)
        if last >= today:
            return tuple(found)
        if last >= since:
            found.append((first, last))
