"""Workdays by the published arrangements, and terms in them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.plan.workdays import Workdays, published, year_notice

PLAIN = Workdays()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False),  # 元旦
        (date(2026, 1, 4), True),  # a Sunday on which people work
        (date(2026, 2, 17), False),  # 春节
        (date(2026, 3, 5), True),
        (date(2026, 3, 7), False),
        (date(2026, 10, 1), False),
    ],
)
def test_the_arrangement_of_2026(day: date, works: bool) -> None:
    assert PLAIN.is_workday(day) is works


def test_the_start_day_does_not_count() -> None:
    assert PLAIN.term(date(2026, 3, 5), 1, "workday").day == date(2026, 3, 6)
    assert PLAIN.term(date(2026, 3, 6), 1, "workday").day == date(2026, 3, 9)
    assert PLAIN.term(date(2026, 3, 5), 0, "workday").day == date(2026, 3, 5)


def test_a_last_day_that_is_a_day_off_moves_on() -> None:
    assert PLAIN.term(date(2026, 2, 6), 10, "day").day == date(2026, 2, 24)  # after 春节
    assert PLAIN.term(date(2026, 3, 4), 2, "day").day == date(2026, 3, 6)


def test_a_year_without_notice_is_tentative_until_it_is_entered() -> None:
    term = PLAIN.term(date(2026, 12, 30), 3, "workday")
    assert term.tentative
    notice = year_notice(2027, [(date(2027, 1, 1), False), (date(2027, 1, 3), True)])
    settled = Workdays({2027: notice}).term(date(2026, 12, 30), 3, "workday")
    assert (settled.day, settled.tentative) == (date(2027, 1, 4), False)


def test_every_day_of_every_published_year_is_known() -> None:
    years = published()
    assert list(years) == list(range(2004, max(years) + 1)) and max(years) >= 2026
    for year in years:
        days = [date(year, 1, 1) + timedelta(n) for n in range(365)]
        assert all(PLAIN.is_known(day) for day in days)
        assert 240 <= sum(map(PLAIN.is_workday, days)) <= 256


@given(st.dates(date(2005, 1, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_a_term_ends_on_a_workday_and_counts_right(start: date, amount: int) -> None:
    end = PLAIN.term(start, amount, "workday").day
    assert PLAIN.is_workday(end) and PLAIN.count(start, end) == amount
    natural = PLAIN.term(start, amount, "day").day
    assert PLAIN.is_workday(natural) and natural >= start + timedelta(amount)


@pytest.mark.parametrize("amount", [-1, 100_000])
def test_what_is_no_term(amount: int) -> None:
    with pytest.raises(ValueError, match="not a term"):
        PLAIN.term(date(2026, 3, 5), amount, "day")
