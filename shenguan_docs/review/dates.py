"""Dates that stand in a text, in the ways offices write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_CHINESE = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0, "０": 0}
_ARABIC = re.compile(r"((?:19|20)\d{2})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?")
_WORDS = re.compile(
    r"([一二]?[〇零○一二三四五六七八九]{3,4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)


def days_in(text: str) -> Iterator[tuple[int, date]]:
    """Yield the place and the day of every date in ``text``, in their order; impossible ones are passed over."""
    found: list[tuple[int, date]] = []
    for match in _ARABIC.finditer(text):
        _take(found, match.start(), *(int(part) for part in match.groups()))
    for match in _WORDS.finditer(text):
        year = int("".join(str(_CHINESE[c]) for c in match[1]))
        _take(found, match.start(), year, _small(match[2]), _small(match[3]))
    yield from sorted(found)


_ALONE, _TAIL = 14, 160  # characters of a line that is nothing but a date; of the end of a text


def signed_days(text: str) -> list[date]:
    """Return the days of 落款: dates that stand in lines of their own, else those at the end of the text."""
    found = []
    for line in text.splitlines():
        bare = re.sub(r"\s", "", line)
        dates = [day for _, day in days_in(bare)]
        if len(dates) == 1 and len(bare) <= _ALONE:
            found += dates
    return found or [day for _, day in days_in(re.sub(r"\s", "", text)[-_TAIL:])]


def last_day(text: str) -> date | None:
    """Return the day of 落款, None where there is none."""
    return next(reversed(signed_days(text)), None)


def _take(found: list[tuple[int, date]], place: int, year: int, month: int, day: int) -> None:
    try:
        found.append((place, date(year, month, day)))
    except ValueError:
        return


def _small(words: str) -> int:
    """一 … 三十一 as a number."""
    if "十" not in words:
        return int("".join(str(_CHINESE[c]) for c in words))
    tens, _, ones = words.partition("十")
    return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)
