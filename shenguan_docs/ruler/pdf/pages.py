"""What the rules need to know of the pages as a whole, after their glyphs have been read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shenguan_docs.ruler import clauses
from shenguan_docs.ruler.elements import LayoutName, Role
from shenguan_docs.ruler.pdf.frame import Frame
from shenguan_docs.ruler.pdf.paragraphs import Placed
from shenguan_docs.ruler.pdf.reading import Bar, Sheet
from shenguan_docs.ruler.pdf.tables import Grid

_LONG = 90.0  # mm; a shorter line divides nothing


@dataclass(frozen=True)
class Page:
    """A page without its glyphs: ``bars`` are its long level lines outside tables, from above."""

    number: int
    width: float
    height: float
    bars: tuple[Bar, ...]
    tables: tuple[tuple[float, float, float, float], ...]
    glyphs: int
    scanned: bool
    turned: bool  # a page for a wide table; a document that begins on such a page has none

    @property
    def blank(self) -> bool:
        """Whether nothing is written on it."""
        return not self.glyphs and not self.scanned


@dataclass(frozen=True)
class Laid:
    """A measured document: its pages, its text area, its elements in reading order."""

    layout: LayoutName
    pages: Sequence[Page]
    frame: Frame
    placed: Sequence[Placed]

    def of(self, *roles: Role) -> list[Placed]:
        """The elements with one of ``roles``."""
        found = [p for role in roles for p in self._by_role.get(role, ())]
        return found if len(roles) == 1 else sorted(found, key=lambda p: p.element.index)

    @cached_property
    def _by_role(self) -> Mapping[Role, Sequence[Placed]]:
        roles: dict[Role, list[Placed]] = defaultdict(list)
        for p in self.placed:
            roles[p.element.role].append(p)
        return roles

    @cached_property
    def begun(self) -> Mapping[int, Sequence[Placed]]:
        """The elements by the page on which they begin, page numbers left out."""
        pages: dict[int, list[Placed]] = defaultdict(list)
        for p in self.placed:
            if p.element.role != "folio":
                pages[p.first.page].append(p)
        return pages

    def page(self, number: int) -> Page:
        """The page ``number``, counted from 1."""
        return self.pages[number - 1]

    @property
    def official(self) -> bool:
        """Whether it is a letter whose head and body the standard rules (no record sheet, no stranger)."""
        return self.layout in ("letter", "general", "upward", "minutes")

    def annex_from(self) -> int:
        """The page on which the first annex begins; beyond the last page when there is none."""
        return min((p.first.page for p in self.of("annex-label")), default=len(self.pages) + 1)


def page_of(sheet: Sheet, grid: Grid, *, may_turn: bool) -> Page:
    """Keep of a sheet what the rules need; ``may_turn``: the document begins on an upright page."""
    long = [
        b for b in sheet.bars
        if b.right - b.left > _LONG and b.bottom - b.top < 3 and grid.inside((b.left + b.right) / 2, b.top) is None
    ]  # fmt: skip
    written = sum(1 for g in sheet.glyphs if g.colour != "#FFFFFF" and not g.char.isspace())
    covered = sum((p.right - p.left) * (p.bottom - p.top) for p in sheet.pictures)
    scanned = covered > 0.5 * sheet.width * sheet.height and written < 20
    return Page(
        sheet.number, sheet.width, sheet.height, tuple(_once(sorted(long, key=lambda b: b.top))), grid.tables,
        len(sheet.glyphs), scanned, may_turn and sheet.width > sheet.height + 1,
    )  # fmt: skip


def _once(bars: list[Bar]) -> Iterator[Bar]:
    """Lines drawn twice at one place, once."""
    last: Bar | None = None
    for bar in bars:
        if last is None or abs(bar.top - last.top) > 0.05 or abs(bar.left - last.left) > 0.5:
            yield bar
        last = bar


def ends(pages: Sequence[Page], folios: Sequence[tuple[float, float]]) -> list[float]:
    """Witnesses of the text area's foot: the last long black line on the last page that has one; the folio.

    ``folios`` are baselines and sizes (pt) of page numbers.
    """
    out: list[float] = []
    for page in reversed(pages):
        black = [b for b in page.bars if b.colour == "#000000" and b.bottom > page.height - 50]
        if black and not page.turned:
            out.append(black[-1].bottom)
            break
    if folios:
        # A dash lies about 0.3 of the size over the baseline.
        out.append(min(base - 0.3 * points * clauses.PT for base, points in folios) - clauses.FOLIO_GAP)
    return out
