"""Where the lines of a laid-out letter stand, read from WeasyPrint's boxes before anything is drawn.

The boxes are private to WeasyPrint (the version is pinned); a layout of an office that lacks the classes
``text``, ``enclosure``, ``ending``, ``annex`` and ``imprint`` is printed as it is, without any fitting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MM_PER_PX = 25.4 / 96
PARTS = ("text", "enclosure", "ending", "annex", "imprint")


@dataclass(frozen=True)
class Line:
    """A line of text or a table row: page (0 is the first), part, block of the text (-1: none), edges in mm."""

    page: int
    part: str
    block: int
    top: float
    bottom: float
    row: bool = False


@dataclass(frozen=True)
class Look:
    """What a laid-out letter looks like: its number of pages and its lines from above."""

    pages: int
    lines: tuple[Line, ...]
    turned: frozenset[int] = frozenset()  # pages of wide tables

    def of(self, *parts: str) -> list[Line]:
        """Lines of these parts."""
        return [line for line in self.lines if line.part in parts]


def look(rendering: Any) -> Look:
    """Read a ``weasyprint.Document``; costs about a thousandth of a second a page."""
    lines: list[Line] = []
    for number, page in enumerate(rendering.pages):
        for child in page._page_box.children:
            lines += _lines(child, number, "", -1)
    turned = frozenset(n for n, page in enumerate(rendering.pages) if page.width > page.height)
    return Look(len(rendering.pages), tuple(lines), turned)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1


def _lines(box: Any, page: int, part: str, block: int) -> Iterator[Line]:
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)  # what is positioned stands in a holder
    element = box.element
    if element is not None and part != "annex":
        for name in (element.get("class") or "").split():
            if name in PARTS:
                part, block = name, _number(element.get("data-n") or "")
    if isinstance(box, boxes.LineBox | boxes.TableRowBox):
        top = box.position_y * MM_PER_PX
        if part and box.height:
            yield Line(
                page, part, block, top, top + box.height * MM_PER_PX, isinstance(box, boxes.TableRowBox)
            )
        return
    if (
        part == "ending" and isinstance(box, boxes.BlockBox) and not box.children and box.height
    ):  # a blank line
        yield Line(page, part, block, box.position_y * MM_PER_PX, (box.position_y + box.height) * MM_PER_PX)
    if isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield from _lines(child, page, part, block)
