"""The warning base on any day, against a model that goes through the days one by one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shenguan_docs.parties.warnings import Correction, Listing, Removal, heaviest, on_day

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 30).map(lambda n: FIRST + timedelta(n))
MATTERS = ("林木采伐", "临时用地")


@st.composite
def trails(draw: st.DrawFn) -> tuple[list[Listing], list[Removal], list[Correction]]:
    listings, removals, corrections = [], [], []
    for n in range(draw(st.integers(1, 3))):
        first = draw(DAYS)
        last = draw(st.none() | st.integers(1, 20).map(lambda k, first=first: first + timedelta(k)))
        matters = draw(st.lists(st.sampled_from(MATTERS), min_size=1, unique=True).map(tuple))
        level = draw(st.sampled_from(["一般警示", "重点警示"]))
        for company in draw(st.lists(st.sampled_from("AB"), min_size=1, unique=True)):
            listings.append(Listing(f"L{n}", company, first, last, level, ("行政处罚",), matters))
    letters = sorted({listing.letter for listing in listings})
    for n in range(draw(st.integers(0, 4))):
        some = draw(st.lists(st.sampled_from(MATTERS), unique=True).map(tuple))
        letter, company = draw(st.sampled_from(letters)), draw(st.sampled_from("AB"))
        removals.append(Removal(f"R{n}", letter, company, draw(DAYS), some))
    for n in range(draw(st.integers(0, 3))):
        cause = draw(st.sampled_from(["处罚决定被变更", "文字有误"]))
        level = draw(st.sampled_from(["", "一般警示", "重点警示"]))
        last = draw(st.none() | DAYS.map(lambda day: day + timedelta(31)))
        letter = draw(st.sampled_from(letters))
        corrections.append(Correction(f"C{n}", letter, draw(DAYS), cause, level, last=last))
    return listings, removals, corrections


def lived(
    listing: Listing, removals: list[Removal], corrections: list[Correction]
) -> dict[date, tuple[set[str], str]]:
    """Day by day: the matters under warning and the level, as a clerk would keep a diary."""
    level, last, covered, diary = listing.level, listing.last, set(listing.matters), {}
    for c in sorted(
        corrections, key=lambda c: c.day
    ):  # a mistake never held: it is put right before the first day
        if c.corrected == listing.letter and c.cause == "文字有误":
            level, last = c.level or level, c.last or last
    day = FIRST - timedelta(1)
    while day <= FIRST + timedelta(65):
        for c in corrections:
            if c.corrected == listing.letter and c.cause == "处罚决定被变更" and c.day == day:
                level, last = c.level or level, c.last or last
        for r in removals:
            if (r.listing, r.company) == (listing.letter, listing.company) and r.day == day:
                covered -= set(r.matters or listing.matters)
        open_today = listing.first <= day and (last is None or day <= last)
        diary[day] = (set(covered) if open_today else set(), level)
        day += timedelta(1)
    return diary


@settings(max_examples=150)
@given(trails())
def test_the_base_on_any_day_is_what_a_diary_says(
    trail: tuple[list[Listing], list[Removal], list[Correction]],
) -> None:
    listings, removals, corrections = trail
    diaries = [lived(listing, removals, corrections) for listing in listings]
    for day in diaries[0]:
        for warned, diary in zip(on_day(listings, removals, corrections, day), diaries, strict=True):
            covered, level = diary[day]
            assert warned.in_force == bool(covered)
            if covered:
                assert (set(warned.listing.matters), warned.listing.level) == (covered, level)


def test_the_heaviest_level_in_force_counts() -> None:
    light = Listing("L1", "A", FIRST, None, "一般警示", (), ("林木采伐",))
    heavy = Listing("L2", "A", FIRST, FIRST + timedelta(3), "重点警示", (), ("林木采伐",))
    assert heaviest(on_day([light, heavy], [], [], FIRST)) == "重点警示"
    assert heaviest(on_day([light, heavy], [], [], FIRST + timedelta(9))) == "一般警示"
    assert heaviest(on_day([], [], [], FIRST)) == ""
