"""Pages and recognised words inside one text: a form feed begins a page, a pair of ``\\v`` encloses what OCR read.

Both are white space, so that searching, cutting and showing a text need not know of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PAGE, RECOGNISED = "\f", "\v"


@dataclass(frozen=True)
class Spot:
    """Where in a text something stands: its page from 1 (0: the text has none), whether OCR read it."""

    page: int = 0
    recognised: bool = False


def paged(pages: Iterable[str]) -> str:
    """Put pages together to one text."""
    return "".join(f"{PAGE}{text}\n" for text in pages)


def recognised(text: str) -> str:
    """Mark ``text`` as read by OCR."""
    return f"{RECOGNISED}{text}{RECOGNISED}"


def without_pages(text: str) -> str:
    """Return a text as a stretch of another one: what OCR read stays marked."""
    return text.replace(PAGE, "\n")


def spot(text: str, offset: int) -> Spot:
    """Return where ``offset`` of ``text`` lies; a text of one page has no page worth naming."""
    page = text.count(PAGE, 0, offset + 1) if text.count(PAGE) > 1 else 0
    return Spot(page, text.count(RECOGNISED, 0, offset + 1) % 2 == 1)
