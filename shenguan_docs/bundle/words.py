"""The words of a page, read from its content: quickly all of them, or each character with its place.

Python alone, and only what texts of letters need: a number that stands in a drawing within the page is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from shenguan_docs.bundle.glyphs import Font, font_of, string_of_hex, string_of_words
from shenguan_docs.bundle.placing import Char, Placing

LONGEST = 1_000_000  # bytes of a page's content: what is longer is a drawing
_STRINGS = re.compile(
    rb"/([^\s/<>\[\]()]+)\s+[-+.\d]+\s+Tf\b|<([0-9A-Fa-f\s]+)>|\(((?:\\.|[^\\()])*)\)", re.DOTALL
)


@dataclass(frozen=True)
class Glyph:
    """How a character is shown: the font's name on the page, its code in hex, its width in thousandths of the em."""

    font: str
    code: str
    width: float


class Reader:
    """Reads pages of one PDF; fonts are shared by pages, so each is looked at once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], Font | None] = {}

    def text(self, page: Any, content: bytes) -> str:
        """Return the characters of the pikepdf ``page`` in the order of its ``content``."""
        if len(content) > LONGEST:
            return ""
        fonts = self._fonts_of(page)
        found: list[str] = []
        font: Font | None = None
        run: list[bytes] = []
        for name, digits, words in _STRINGS.findall(content):
            if name:
                if run and font is not None:
                    found.append(font.text(b"".join(run)))
                run, font = [], fonts.get(name)
            elif font is not None:
                run.append(string_of_hex(digits) if digits else string_of_words(words))
        if run and font is not None:
            found.append(font.text(b"".join(run)))
        return "".join(found)

    def chars(self, page: Any, content: bytes, wanted: Container[int] | None = None) -> list[Char]:
        """Return the characters of ``page`` with their places; of those ``wanted`` by their place in ``text`` only."""
        if len(content) > LONGEST:
            return []
        return list(Placing(self._fonts_of(page), wanted).chars(content))

    def glyphs(self, page: Any, content: bytes) -> dict[str, Glyph]:
        """Return how ``page`` shows each of its characters; of two ways the last."""
        fonts, found = self._fonts_of(page), {}
        name = b""
        for named, digits, words in _STRINGS.findall(content):
            if named:
                name = named
                continue
            font = fonts.get(name)
            if font is None:
                continue
            for code in font.codes(string_of_hex(digits) if digits else string_of_words(words)):
                text = font.words.get(ord(code), code)
                if len(text) == 1:
                    hexed = f"{ord(code):0{4 if font.wide else 2}X}"
                    found[text] = Glyph(name.decode(), hexed, font.width(ord(code)))
        return found

    def _fonts_of(self, page: Any) -> Mapping[bytes, Font]:
        fonts = {}
        try:
            listed = page.obj.get("/Resources", {}).get("/Font", {})
            for name, raw in listed.items():
                key = raw.objgen
                if key not in self._fonts or key == (0, 0):
                    self._fonts[key] = font_of(raw)
                font = self._fonts[key]
                if font is not None:
                    fonts[name[1:].encode()] = font
        except (pikepdf.PdfError, ValueError, TypeError, AttributeError):
            return {}
        return fonts


def content_of(page: Any) -> bytes:
    """Return the content of a page, b"" where it cannot be read."""
    contents = page.obj.get("/Contents")
    try:
        if isinstance(contents, pikepdf.Stream):
            return bytes(contents.read_bytes())
        if isinstance(contents, pikepdf.Array):
            return b"\n".join(part.read_bytes() for part in contents if isinstance(part, pikepdf.Stream))
    except pikepdf.PdfError:
        pass
    return b""
