"""The words of a page, read from its content: quickly all of them, or each character with its place.

Python alone, and only what texts of letters need: a number that stands in a drawing within the page is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from shenguan_docs.bundle.geometry import Box, Matrix
from shenguan_docs.bundle.glyphs import Font, font_of

LONGEST = 1_000_000  # bytes of a page's content: what is longer is a drawing
_STRINGS = re.compile(
    rb"/([^\s/<>\[\]()]+)\s+[-+.\d]+\s+Tf\b|<([0-9A-Fa-f\s]+)>|\(((?:\\.|[^\\()])*)\)", re.DOTALL
)
_TOKENS = re.compile(
    rb"\((?:\\.|[^\\()])*\)|<<|>>|<[0-9A-Fa-f\s]*>|[\[\]]|/[^\s/<>\[\]()]*|[-+]?(?:\d+\.?\d*|\.\d+)|[A-Za-z'\"*]+\d?",
    re.DOTALL,
)
_ESCAPES = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_PLAIN = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\r\n": b"",
    b"\n": b"",
    b"\r": b"",
}
_ASCENT, _DESCENT = 0.88, -0.14  # of the em: the box of a Chinese character


@dataclass(frozen=True)
class Char:
    """A character and the box around it in the page's own units."""

    text: str
    box: Box


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
                run.append(_bytes(digits) if digits else _unescaped(words))
        if run and font is not None:
            found.append(font.text(b"".join(run)))
        return "".join(found)

    def chars(self, page: Any, content: bytes, wanted: Container[int] | None = None) -> list[Char]:
        """Return the characters of ``page`` with their places; of those ``wanted`` by their place in ``text`` only."""
        if len(content) > LONGEST:
            return []
        return list(_Placing(self._fonts_of(page), wanted).chars(content))

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
            for code in font.codes(_bytes(digits) if digits else _unescaped(words)):
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


@dataclass
class _Placing:
    """The text part of a page's graphics machine (ISO 32000-1, 9.3–9.4)."""

    fonts: Mapping[bytes, Font]
    wanted: Container[int] | None = None
    count: int = 0
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    line: Matrix = (1, 0, 0, 1, 0, 0)
    at: Matrix = (1, 0, 0, 1, 0, 0)
    font: Font | None = None
    size: float = 0
    spread: float = 0
    blank: float = 0
    scale: float = 1
    lead: float = 0
    rise: float = 0
    kept: list[tuple[Any, ...]] = field(default_factory=list)

    def chars(self, content: bytes) -> Iterator[Char]:
        operands: list[Any] = []
        for token in _TOKENS.findall(content):
            first = token[:1]
            if first in b"+-.0123456789":
                operands.append(float(token))
            elif first == b"(":
                operands.append(_unescaped(token[1:-1]))
            elif first == b"<" and token != b"<<":
                operands.append(_bytes(token[1:-1]))
            elif first in b"/<>":
                operands.append(token)
            elif first in b"[]":
                continue
            else:
                with suppress(IndexError, TypeError, ValueError):  # a stumbling content shows less, no more
                    yield from self._do(token, operands)
                operands = []

    def _do(self, operator: bytes, given: list[Any]) -> Iterator[Char]:
        match operator:
            case b"q":
                self.kept.append(
                    (
                        self.matrix,
                        self.font,
                        self.size,
                        self.spread,
                        self.blank,
                        self.scale,
                        self.lead,
                        self.rise,
                    )
                )
            case b"Q" if self.kept:
                (
                    self.matrix,
                    self.font,
                    self.size,
                    self.spread,
                    self.blank,
                    self.scale,
                    self.lead,
                    self.rise,
                ) = self.kept.pop()
            case b"cm":
                self.matrix = _times(_six(given), self.matrix)
            case b"BT":
                self.line = self.at = (1, 0, 0, 1, 0, 0)
            case b"Tm":
                self.line = self.at = _six(given)
            case b"Td" | b"TD":
                if operator == b"TD":
                    self.lead = -given[-1]
                self._next(given[-2], given[-1])
            case b"T*":
                self._next(0, -self.lead)
            case b"Tf":
                self.font, self.size = self.fonts.get(given[-2][1:]), given[-1]
            case b"Tc":
                self.spread = given[-1]
            case b"Tw":
                self.blank = given[-1]
            case b"Tz":
                self.scale = given[-1] / 100
            case b"TL":
                self.lead = given[-1]
            case b"Ts":
                self.rise = given[-1]
            case b"Tj" | b"TJ" | b"'" | b'"':
                if operator in (b"'", b'"'):
                    self._next(0, -self.lead)
                for part in given:
                    if isinstance(part, float):
                        self._move(-part / 1000 * self.size * self.scale)
                    else:
                        yield from self._show(part)

    def _next(self, across: float, up: float) -> None:
        self.line = self.at = _times((1, 0, 0, 1, across, up), self.line)

    def _move(self, across: float) -> None:
        a, b, c, d, e, f = self.at
        self.at = (a, b, c, d, e + across * a, f + across * b)

    def _show(self, data: bytes) -> Iterator[Char]:
        font = self.font
        if font is None:
            return
        codes = font.codes(data)
        begin, self.count = self.count, self.count + len(codes.translate(font.words))
        if self.wanted is not None and not any(n in self.wanted for n in range(begin, self.count)):
            across = sum(font.width(ord(code)) for code in codes) / 1000 * self.size + self.spread * len(
                codes
            )
            if not font.wide:
                across += self.blank * codes.count(" ")
            self._move(across * self.scale)
            return
        low, high = self.rise + _DESCENT * self.size, self.rise + _ASCENT * self.size
        for code in codes:
            wide = font.width(ord(code)) / 1000 * self.size * self.scale
            text = font.words.get(ord(code), code)
            a, b, c, d, e, f = _times(self.at, self.matrix)
            xs = (e + low * c, e + high * c, e + wide * a + low * c, e + wide * a + high * c)
            ys = (f + low * d, f + high * d, f + wide * b + low * d, f + wide * b + high * d)
            if self.wanted is None or begin in self.wanted:
                yield Char(text, (min(xs), min(ys), max(xs), max(ys)))
            begin += len(text)
            blank = self.blank if code == " " and not font.wide else 0
            self._move(wide + (self.spread + blank) * self.scale)


def _six(given: list[Any]) -> Matrix:
    a, b, c, d, e, f = given[-6:]
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _bytes(digits: bytes) -> bytes:
    text = digits.decode()
    if len(text) % 2 or not text.isalnum():
        text = "".join(text.split())
        text += "0" * (len(text) % 2)
    return bytes.fromhex(text)


def _unescaped(words: bytes) -> bytes:
    return _ESCAPES.sub(_escape, words) if b"\\" in words else words


def _escape(found: re.Match[bytes]) -> bytes:
    what = found[1]
    return bytes([int(what, 8) & 255]) if what.isdigit() else _PLAIN.get(what, what)
