"""Keep rules: the last of each day, week, month, year; the newest always."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.backup.keeping import Keep, kept

START = datetime(2026, 1, 1, 8, 0)
EVERY_HALF_DAY = {f"{n:04}": START + timedelta(hours=12 * n) for n in range(400)}
COUNTS = st.integers(0, 5)


def test_no_rule_keeps_everything() -> None:
    assert kept(EVERY_HALF_DAY, Keep()) == set(EVERY_HALF_DAY)


def test_seven_days_and_two_months() -> None:
    stays = sorted(EVERY_HALF_DAY[name] for name in kept(EVERY_HALF_DAY, Keep(daily=7, monthly=2)))
    assert [at.isoformat(" ", "hours") for at in stays] == [
        "2026-06-30 20",
        *(f"2026-07-{day} 20" for day in range(13, 20)),
    ]


@given(
    st.lists(st.datetimes(START, START + timedelta(days=900)), min_size=1, max_size=40),
    st.builds(Keep, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS),
)
def test_the_newest_stays_and_no_rule_keeps_more_than_it_says(moments: list[datetime], keep: Keep) -> None:
    named = {f"{n:03}": at for n, at in enumerate(moments)}
    stays = kept(named, keep)
    assert max(named, key=lambda name: (named[name], name)) in stays
    most = keep.last + keep.daily + keep.weekly + keep.monthly + keep.yearly
    assert stays == set(named) if keep.everything else len(stays) <= max(1, most)
