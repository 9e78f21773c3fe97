"""Where the characters of a page's content stand: the text part of the graphics machine (ISO 32000-1, 9.3–9.4)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from shenguan_docs.bundle.geometry import Box, Matrix
from shenguan_docs.bundle.glyphs import Font, string_of_hex, string_of_words

_TOKENS = re.compile(
    rb"\((?:\\.|[^\\()])*\)|<<|>>|<[0-9A-Fa-f\s]*>|[\[\]]|/[^\s/<>\[\]()]*|[-+]?(?:\d+\.?\d*|\.\d+)|[A-Za-z'\"*]+\d?",
    re.DOTALL,
)
_ASCENT, _DESCENT = 0.88, -0.14  # of the em: the box of a Chinese character


@dataclass(frozen=True)
class Char:
    """A character and the box around it in the page's own units."""

    text: str
    box: Box


_KEPT = ("matrix", "font", "size", "spread", "blank", "scale", "lead", "rise")
"""What q keeps and Q brings back."""


@dataclass
class Placing:
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
    kept: list[list[Any]] = field(default_factory=list)

    def chars(self, content: bytes) -> Iterator[Char]:
        """Yield the characters that are wanted, in the order of the content."""
        operands: list[Any] = []
        for token in _TOKENS.findall(content):
            first = token[:1]
            if first in b"+-.0123456789":
                operands.append(float(token))
            elif first == b"(":
                operands.append(string_of_words(token[1:-1]))
            elif first == b"<" and token != b"<<":
                operands.append(string_of_hex(token[1:-1]))
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
                self.kept.append([getattr(self, name) for name in _KEPT])
            case b"Q" if self.kept:
                for name, value in zip(_KEPT, self.kept.pop(), strict=True):
                    setattr(self, name, value)
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
