"""Days and spans as people type them: 上个月, 今年以来, 2025年10月至12月, 去年第四季度, 最近30天, 3月5日.

A month, quarter or day without a year is the latest one that has begun by ``today``. Spans count both
their days; an open end is None. Nothing here guesses: what is not in the table is no day. The patterns
(``spans``, ``points``) are imported where a text has a word that a day may begin with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shenguan_docs.text import half_width

_BEGINNINGS = frozenset(
    "0123456789０１２３４５６７８９一二三四五六七八九十〇零○两俩半几今本去上大前昨这当下年首第Qq周星礼最近过从自由截Ｑｑ"
)


@dataclass(frozen=True)
class Days:
    """A span found in a text: ``start:end`` of the text, first and last day (both included, None = open)."""

    start: int
    end: int
    first: date | None
    last: date | None

    @property
    def value(self) -> str:
        """The span in one word: ``2026-03-01/2026-03-31``, an open end as ``..``."""
        return f"{self.first or '..'}/{self.last or '..'}"

    @property
    def label(self) -> str:
        """The span in Chinese."""
        if self.first == self.last:
            return str(self.first)
        if not self.first:
            return f"{self.last} 及以前"
        return f"{self.first} 至 {self.last}" if self.last else f"{self.first} 起"


def days_at(text: str, at: int, today: date) -> Days | None:
    """Return the longest span of days that begins at ``text[at]``, None if there is none."""
    return _read(half_width(text), at, today) if text[at : at + 1] in _BEGINNINGS else None


def whole_span(text: str, today: date) -> Days | None:
    """Return the span that all of ``text`` names (``2026-03..2026-05`` too), None if it names none."""
    folded = half_width(text.strip()).replace("..", "至")
    found = _read(folded, 0, today)
    return found if found and found.end == len(folded) else None


def _read(text: str, at: int, today: date) -> Days | None:
    from shenguan_docs.asking.spans import read_span

    try:
        found = read_span(text, at, today)
    except (OverflowError, ValueError):  # NoSuchDay among them
        return None
    return Days(*found) if found else None
