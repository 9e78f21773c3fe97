"""Write a finding down: the rule by its name, figures with one decimal and their unit."""

from __future__ import annotations

from collections.abc import Sequence

from shenguan_docs.ruler.catalogue import RULES
from shenguan_docs.ruler.elements import Element
from shenguan_docs.ruler.finding import Box, Finding

_QUOTED = 24


def note(
    rule: str,
    at: Element | None,
    expected: str,
    found: str,
    *,
    page: int | None = None,
    place: str | None = None,
    boxes: Sequence[Box] = (),
) -> Finding:
    """A finding of ``rule`` at the element ``at`` (None: the page as a whole); raises KeyError for no rule."""
    if at is not None:
        page = at.page if page is None else page
        place = quoted(at.text) if place is None else place
        boxes = boxes or at.boxes
    return Finding(RULES[rule], page, place or "", expected, found, tuple(boxes))


def quoted(text: str) -> str:
    """The beginning of ``text`` on one line."""
    one = " ".join(text.split())
    return one if len(one) <= _QUOTED else f"{one[: _QUOTED - 1]}…"


def mm(length: float) -> str:
    """``39.04`` → ``39.0 mm``."""
    return f"{length:.1f} mm"


def pt(size: float) -> str:
    """``16.0`` → ``16 pt``."""
    return f"{size:.2f}".rstrip("0").rstrip(".") + " pt"
