"""Dates among turned words: below a wide table the signature stands on the turned page with it (GB/T 9704, 8)."""

from __future__ import annotations

from collections import defaultdict

from shenguan_docs.ruler.elements import Element
from shenguan_docs.ruler.faces import family_of
from shenguan_docs.ruler.pdf.reading import Glyph, Sheet
from shenguan_docs.ruler.wording import DATE, squeezed


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
