"""Workdays (工作日) by the State Council's yearly arrangement, and terms reckoned in them.

The day on which a term starts does not count; a last day that is a day off moves on to the next workday
(民法典 第二百零一条、第二百零三条). Days of a year whose arrangement is not known yet are reckoned as if it had
no holidays but weekends, and are tentative (暂定) until the office enters the year's notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
_LONGEST = 40_000  # days; longer terms are not terms


@dataclass(frozen=True)
class YearNotice:
    """The arrangement of one year: days off on weekdays, working days on weekends, and where it stands."""

    year: int
    off: frozenset[date]
    working: frozenset[date]
    source: str = ""


@dataclass(frozen=True)
class Term:
    """The last day of a term; ``tentative`` (暂定) where it rests on a year that is not arranged yet."""

    day: date
    tentative: bool


@cache
def published() -> Mapping[int, YearNotice]:
    """Return the arrangements that the installed chinesecalendar knows, by year."""
    from chinese_calendar.constants import holidays, workdays

    years = sorted({day.year for day in (*holidays, *workdays)})
    return {
        year: YearNotice(
            year,
            frozenset(day for day in holidays if day.year == year),
            frozenset(day for day in workdays if day.year == year),
            "国务院办公厅放假调休通知",
        )
        for year in years
    }


@dataclass(frozen=True)
class Workdays:
    """The calendar of an office: what is published, and what it entered itself, which wins."""

    own: Mapping[int, YearNotice] = field(default_factory=dict)

    def notice(self, year: int) -> YearNotice | None:
        """Return the arrangement of a year, None where none is known."""
        return self.own.get(year) or published().get(year)

    def is_known(self, day: date) -> bool:
        """Say whether the arrangement of the day's year is known."""
        return self.notice(day.year) is not None

    def is_workday(self, day: date) -> bool:
        """Say whether people work on that day; for a year without notice: Monday to Friday."""
        notice = self.notice(day.year)
        if notice is not None:
            if day in notice.working:
                return True
            if day in notice.off:
                return False
        return day.weekday() < 5

    def term(self, start: date, amount: int, unit: str) -> Term:
        """Return the last day of a term of ``amount`` ``workday``s or ``day``s (natural) after ``start``.

        A term of no days ends on ``start`` itself: it is a day that was named, and does not move.
        """
        if not 0 <= amount <= _LONGEST:
            raise ValueError(f"not a term: {amount}")
        day, tentative = start, False
        if amount and unit == "day":
            day = start + amount * _DAY
            tentative = not self.is_known(day)
            while not self.is_workday(day):
                day += _DAY
                tentative = tentative or not self.is_known(day)
            return Term(day, tentative)
        for _ in range(amount):
            day += _DAY
            while not self.is_workday(day):
                tentative = tentative or not self.is_known(day)
                day += _DAY
            tentative = tentative or not self.is_known(day)
        return Term(day, tentative)

    def count(self, after: date, until: date) -> int:
        """Return how many workdays lie after one day up to another, that day included."""
        return sum(self.is_workday(after + n * _DAY) for n in range(1, (until - after).days + 1))


def year_notice(year: int, days: Iterable[tuple[date, bool]], source: str = "") -> YearNotice:
    """Make a notice from (day, working) pairs; a working Monday or a free Sunday says nothing new."""
    listed = list(days)
    return YearNotice(
        year,
        frozenset(day for day, working in listed if not working),
        frozenset(day for day, working in listed if working),
        source,
    )
