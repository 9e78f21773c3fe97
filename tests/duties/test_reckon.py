"""Due days, lateness, periods and the rhythm of reminders, against the plainest reckoning."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.duties.facts import Open, Subject, Term
from shenguan_docs.duties.reckon import Reckoning, periods_ended
from shenguan_docs.duties.rules import Rule, read_rules
from shenguan_docs.errors import Refused
from shenguan_docs.plan.workdays import Workdays
from shenguan_docs.resources import shipped_templates

RULE = Rule("reply", "reply", "4.3-a", "函复", "收文方", "发文方", "cited", on=("alert",))
RULES = read_rules([shipped_templates() / "plan" / "duties.toml"])
DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))


def duty(term: Term, today: date, **more: object):  # type: ignore[no-untyped-def]
    open = Open("id", RULE, Subject("L1", "1号"), "a", "b", term, **more)  # type: ignore[arg-type]
    return Reckoning(RULES, Workdays(), today).duty(open)


@given(since=DAYS, amount=st.integers(0, 30), after=st.integers(-5, 60))
def test_late_is_what_has_passed_its_last_workday(since: date, amount: int, after: int) -> None:
    day, left = since, amount
    while left:
        day += timedelta(1)
        left -= Workdays().is_workday(day)
    reckoned = duty(Term(since, amount), day + timedelta(after))
    assert (reckoned.due, reckoned.late, reckoned.days_late) == (day, after > 0, max(after, 0))


@given(since=DAYS, today=DAYS)
def test_a_limit_holds_and_what_was_sent_in_time_is_never_late(since: date, today: date) -> None:
    limit = since + timedelta(2)
    assert duty(Term(since, 9, limit=limit), today).due == limit
    assert not duty(Term(since, 5), today, done_on=since).late


def test_a_day_beyond_the_published_years_is_tentative() -> None:
    assert duty(Term(date(2026, 12, 28), 10), date(2026, 12, 29)).tentative
    assert not duty(Term(date(2026, 3, 2), 10), date(2026, 3, 3)).tentative


def test_the_rhythm_goes_by_urgency_and_ends_in_supervision() -> None:
    due, friday = Term(date(2026, 3, 2), 0, "day"), date(2026, 3, 6)
    assert duty(due, date(2026, 3, 2)).remind == ""
    assert duty(due, date(2026, 3, 3)).remind == "remind"
    again = {"reminded": 1, "reminded_on": friday}
    assert duty(due, date(2026, 3, 13), **again).remind == ""  # five workdays
    assert duty(due, date(2026, 3, 14), **again).remind == "remind"
    assert duty(due, date(2026, 3, 10), urgency="特急", **again).remind == "urge"
    assert duty(due, date(2026, 3, 14), reminded=2, reminded_on=friday).remind == "urge"


@given(since=DAYS, days=st.integers(0, 800), every=st.sampled_from(["month", "quarter", "year"]))
def test_periods_follow_each_other_and_have_ended(since: date, days: int, every: str) -> None:
    today = since + timedelta(days)
    found = periods_ended(every, since, today)
    assert all(first.day == 1 and (last + timedelta(1)).day == 1 for first, last in found)
    assert all(since <= last < today for _, last in found)
    assert all(a[1] + timedelta(1) == b[0] for a, b in zip(found, found[1:], strict=False))


def test_an_office_changes_adds_and_leaves_out_rows(tmp_path: Path) -> None:
    own = tmp_path / "duties.toml"
    own.write_text(
        '[[duties]]\nkey = "progress-report"\noff = true\n[rhythm.""]\nafter = 3\nevery = 10\ntimes = 1\n',
        "utf-8",
    )
    rules = read_rules([own, shipped_templates() / "plan" / "duties.toml"])
    assert rules.of("progress-report") is None and rules.of("penalty") is not None
    assert rules.rhythm("").every == 10 and rules.rhythm("特急").every == 1


@pytest.mark.parametrize(
    "text", ['[[duties]]\nkey = "x"\n', "[[duties]\n", '[[duties]]\nkey = "x"\nfoo = 1\n']
)
def test_a_wrong_row_is_named(tmp_path: Path, text: str) -> None:
    own = tmp_path / "duties.toml"
    own.write_text(text, "utf-8")
    with pytest.raises(Refused, match="duties.toml"):
        read_rules([own])
