"""Glyphs → pieces of lines: glyphs on one baseline without a wide gap or a ruled line between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shenguan_docs.ruler.faces import family_of
from shenguan_docs.ruler.pdf.reading import MM, Glyph, Sheet
from shenguan_docs.ruler.pdf.tables import Grid
from shenguan_docs.ruler.wording import is_chinese

_SAME_LINE = 0.9  # mm between the baselines of one line
_GAP = 2.2  # characters; more is another piece
_NARROW = frozenset("“”‘’—…·")


@dataclass(frozen=True)
class Piece:
    """A stretch of one line; distances in mm, sizes in pt.

    ``left`` is the origin of its first glyph, ``right`` the end of its last one's cell, ``top`` and
    ``bottom`` bound its ink. ``pure`` says that all of it is full-width; then ``pitch`` is the distance of
    its characters. ``blanks`` counts blanks before its first glyph, ``crossed`` the glyphs that lie on the one before.
    """

    page: int
    text: str
    base: float
    left: float
    right: float
    top: float
    bottom: float
    ink_left: float
    ink_right: float
    points: float
    face: str
    family: str
    lead_family: str
    bold: bool
    colour: str
    count: int
    pure: bool
    pitch: float
    blanks: int
    faces: tuple[tuple[str, str], ...]
    cell: tuple[float, float, float, float] | None = None
    crossed: int = 0

    @property
    def middle(self) -> float:
        """The middle of its cells."""
        return (self.left + self.right) / 2


def pieces_of(sheet: Sheet, grid: Grid) -> list[Piece]:
    """The pieces of a page from above, those of one line from the left; turned glyphs are left out."""
    flat = [g for g in sheet.glyphs if not g.turned]
    out: list[Piece] = []
    for line in _lines(flat):
        out += _pieces(sheet.number, line, grid)
    return out


def _lines(glyphs: Sequence[Glyph]) -> Iterable[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if line and glyph.base - line[0].base > _SAME_LINE:
            yield line
            line = []
        line.append(glyph)
    if line:
        yield line


def _pieces(page: int, line: list[Glyph], grid: Grid) -> Iterable[Piece]:
    line.sort(key=lambda g: g.x)
    current: list[Glyph] = []
    blanks = leading = 0
    end = 0.0
    for glyph in line:
        if glyph.char.isspace():
            if current:
                current.append(glyph)
            else:
                blanks += 2 if glyph.char == "\u3000" else 1
            continue
        em = glyph.points * MM * glyph.width
        if current and (glyph.x - end > _GAP * em or grid.parts(end, glyph.x, glyph.base)):
            yield _piece(page, current, leading, grid)
            current, leading = [], 0
        elif not current:
            leading = blanks
        current.append(glyph)
        end = max(end, cell_right(glyph)) if len(current) > 1 else cell_right(glyph)
    if current:
        yield _piece(page, current, leading, grid)


def cell_right(glyph: Glyph) -> float:
    """Where the next glyph would stand without spacing."""
    if ord(glyph.char[0]) > 0x2E7F and glyph.char not in _NARROW:
        return glyph.x + glyph.points * MM * glyph.width
    return max(glyph.right, glyph.x)


def _piece(page: int, glyphs: list[Glyph], blanks: int, grid: Grid) -> Piece:
    text = "".join(g.char for g in glyphs).rstrip()
    seen = [g for g in glyphs if not g.char.isspace()]
    first, last = seen[0], seen[-1]
    styles = Counter((g.face, g.bold) for g in seen if is_chinese(g.char[0])) or Counter(
        (g.face, g.bold) for g in seen
    )
    face, bold = styles.most_common(1)[0][0]
    lead = next((g for g in seen if is_chinese(g.char[0])), first)
    pure = all(ord(g.char[0]) > 0x2E7F or g.char in _NARROW for g in seen)
    pitch = (last.x - first.x) / (len(seen) - 1) if len(seen) > 1 else 0.0
    sizes = Counter(round(g.points, 1) for g in seen)
    base = Counter(round(g.base, 2) for g in seen).most_common(1)[0][0]
    return Piece(
        page, text, base, first.x, cell_right(last), min(g.top for g in seen), max(g.bottom for g in seen),
        first.left, last.right, sizes.most_common(1)[0][0], face, family_of(face, bold), family_of(lead.face, lead.bold),
        bold, Counter(g.colour for g in seen).most_common(1)[0][0], len(seen), pure, pitch, blanks,
        tuple((f, "b" if b else "") for f, b in styles), grid.cell(first.x, base), _crossed(seen),
    )  # fmt: skip


def _crossed(glyphs: Sequence[Glyph]) -> int:
    """How many Chinese characters lie on the one before them."""
    return sum(
        is_chinese(a.char[0]) and is_chinese(b.char[0]) and b.x - a.x < 0.5 * a.points * MM * a.width
        for a, b in pairwise(glyphs)
    )
