"""Turned words: below a wide table the signature stands on the turned page with it, and its page number (GB/T 9704, 8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from shenguan_docs.ruler.elements import Element
from shenguan_docs.ruler.faces import family_of
from shenguan_docs.ruler.pdf.lines import Piece, pieces_of
from shenguan_docs.ruler.pdf.reading import Glyph, Sheet
from shenguan_docs.ruler.pdf.tables import grid_of
from shenguan_docs.ruler.wording import DATE, FOLIO, squeezed


def turned_dates(sheet: Sheet) -> list[Element]:
    """成文日期 standing on lines of their own; they are read, not measured."""
    lines: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in sheet.glyphs:
        if glyph.turned in (90, 270):
            lines[glyph.turned, round(glyph.x)].append(glyph)
    found: list[Element] = []
    for (turned, _), glyphs in lines.items():
        glyphs.sort(key=lambda g: g.base, reverse=turned == 90)
        text = squeezed("".join(g.char for g in glyphs))
        if DATE.fullmatch(text):
            one = glyphs[0]
            found.append(
                Element("date", text, 0, sheet.number, one.face, family_of(one.face, one.bold),
                        one.points, one.bold, one.colour)
            )  # fmt: skip
    return found


def turned_folios(sheet: Sheet) -> list[Piece]:
    """Page numbers of a page wider than high whose characters lie on their side, in mm of the paper held upright.

    Such a page shows the bound side above: what is its left edge is the foot of the upright paper.
    """
    upright = tuple(_upright(glyph, sheet.width) for glyph in sheet.glyphs if glyph.turned)
    pieces = pieces_of(replace(sheet, glyphs=upright, bars=()), grid_of((), sheet.height))
    return [piece for piece in pieces if FOLIO.fullmatch(piece.text.strip())]


def _upright(glyph: Glyph, width: float) -> Glyph:
    return glyph._replace(
        x=glyph.base, base=width - glyph.x, left=glyph.top, right=glyph.bottom, top=width - glyph.right,
        bottom=width - glyph.left, turned=0,
    )  # fmt: skip
