"""A text as the rules see it: one spelling, each character knowing where it came from and what blank stood before it."""

from __future__ import annotations

from collections.abc import Sequence

from shenguan_docs.index.normal import with_positions

BREAK = -1
"""In a view: a line break that is no character of the text."""


class Seen:
    """One reading order of some characters.

    ``view`` are indices into ``chars``, ``BREAK`` between lines. ``text`` is the normal form (``index.normal``:
    half width, lower case, no blanks between Chinese), where a blank that holds a line break is a line break.
    """

    def __init__(self, chars: str, view: Sequence[int]) -> None:
        self._raw = "".join(chars[i] if i >= 0 else "\n" for i in view)
        self._view = view
        normal, self._places = with_positions(self._raw)
        if " " in normal:
            normal = "".join(
                "\n" if c == " " and self._gap_before(n + 1) == "\n" else c for n, c in enumerate(normal)
            )
        self.text = normal

    def gap(self, n: int) -> str:
        """Return what blank stood before character ``n`` of ``text``: a line break, a blank or nothing."""
        return self._gap_before(n) if 0 < n < len(self._places) else "\n"

    def _gap_before(self, n: int) -> str:
        if n >= len(self._places):
            return "\n"
        between = self._raw[self._places[n - 1] + 1 : self._places[n]]
        if self._raw[self._places[n - 1]].isspace():
            between += self._raw[self._places[n - 1]]
        return "\n" if "\n" in between else " " if between else ""

    def indices(self, start: int, end: int) -> tuple[int, ...]:
        """Return the characters (indices into ``chars``) of a stretch of ``text``."""
        raw = self._view[self._places[start] : self._places[end - 1] + 1]
        return tuple(i for i in raw if i >= 0)

    def words(self, start: int, end: int) -> str:
        """Return a stretch as it was written, on one line."""
        return "".join(self._raw[self._places[start] : self._places[end - 1] + 1].split())
