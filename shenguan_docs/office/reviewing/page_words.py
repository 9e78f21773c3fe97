"""Words of single pages of a PDF by place, and which pages show nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.confined import ask
from shenguan_docs.errors import Refused

_WORKER, _SECONDS, _A_PAGE, _MEMORY = "shenguan_docs.office.reviewing.looking_worker", 9, 0.5, 1536
_DPI = 18
"""Enough to see whether anything stands on a page."""
_PAPER = 245  # a picture of white paper is not quite white
_CORNER = 0.12  # of the width and height: there the page number stands


@dataclass(frozen=True)
class PageWords:
    """The characters of a page in the order of drawing with their middles, and the heights of its ruled lines (pt)."""

    characters: tuple[tuple[str, float, float], ...]
    rules: tuple[float, ...]

    @property
    def text(self) -> str:
        """All words."""
        return "".join(c for c, _, _ in self.characters)

    def inside(self, x1: float, y1: float, x2: float, y2: float) -> str:
        """The words inside a rectangle."""
        left, right, low, high = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        return "".join(c for c, x, y in self.characters if left <= x <= right and low <= y <= high).strip()

    def row(self, middle: float) -> str:
        """The words of the table row at a height: those between the nearest ruled lines."""
        low = max((rule for rule in self.rules if rule < middle), default=0.0)
        high = min((rule for rule in self.rules if rule > middle), default=10_000.0)
        return "".join(c for c, _, y in self.characters if low < y < high).strip()


def read_pages(path: Path, numbers: Iterable[int]) -> dict[int, PageWords]:
    """Return the words of some pages, by index."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    found = {}
    with path.open("rb") as file:
        pages = PDFPage.get_pages(file, wanted, maxpages=wanted[-1] + 1)
        for number, page in zip(wanted, pages, strict=False):
            interpreter.process_page(page)
            found[number] = _page(device.get_result())
    return found


def _page(layout: Any) -> PageWords:
    from pdfminer.layout import LTChar, LTCurve, LTLine, LTRect

    characters, rules = [], set[float]()
    for item in layout:
        if isinstance(item, LTChar):
            characters.append((item.get_text(), (item.x0 + item.x1) / 2, (item.y0 + item.y1) / 2))
        elif isinstance(item, LTRect | LTLine | LTCurve) and item.width > 20:
            rules |= {item.y0, item.y1} if item.height > 3 else {(item.y0 + item.y1) / 2}
    return PageWords(tuple(characters), tuple(sorted(rules)))


def blank_pages(path: Path, numbers: Sequence[int]) -> dict[int, bool]:
    """Return which of some pages show nothing but their number; pages that cannot be drawn here are left out.

    Some of them came from outside: a child process draws them.
    """
    if not numbers:
        return {}
    told = json.dumps([str(path), list(numbers)]).encode()
    seconds = _SECONDS + _A_PAGE * len(numbers)
    try:
        found = ask(_WORKER, ["blank"], told, seconds=seconds, memory=_MEMORY, name=path.name)
    except Refused:
        return {}
    return {int(number): blank for number, blank in found}


def blank_pages_seen(path: Path, numbers: Sequence[int]) -> list[tuple[int, bool]]:
    """Draw the pages in this process: for the child that ``blank_pages`` starts."""
    try:
        import pypdfium2
    except ImportError:
        return []
    found: list[tuple[int, bool]] = []
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return []
    try:
        for number in numbers:
            if number < len(document):
                with suppress(pypdfium2.PdfiumError):
                    found.append((number, _shows_nothing(document[number])))
    finally:
        document.close()
    return found


def _shows_nothing(page: Any) -> bool:
    words = page.get_textpage().get_text_range()
    if len("".join(words.split())) > 6:  # more than a page number
        return False
    picture = page.render(scale=_DPI / 72, grayscale=True, draw_annots=True).to_pil()
    wide, high = picture.size
    for box in (
        (0, 0, int(wide * _CORNER) + 1, int(high * _CORNER) + 1),
        (int(wide * (1 - _CORNER)), 0, wide, int(high * _CORNER) + 1),
    ):
        picture.paste(255, box)
    return bool(picture.getextrema()[0] >= _PAPER)
