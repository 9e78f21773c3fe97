"""What a font's codes mean (ISO 32000-1, 9.7–9.10): characters by its ToUnicode, widths for where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[([^\]]*)\])")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]+)>")
_UNICODE = ("/UniGB-UCS2-H", "/UniGB-UTF16-H", "/UniCNS-UCS2-H", "/UniJIS-UCS2-H")
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
_MOST = 70_000  # codes of one font; a map with more is no map
_LONGEST = 2_000_000  # bytes of one map


@dataclass(frozen=True)
class Font:
    """One font: ``wide`` codes have two bytes. ``words`` leads from a code to its characters, as str.translate takes it."""

    wide: bool
    words: Mapping[int, str]
    widths: Mapping[int, float] = field(default_factory=dict)  # of 1000 to the em
    usual: float = 1000

    def codes(self, data: bytes) -> str:
        """Return one character for each code, whose number is the code."""
        return data.decode("utf-16-be", "replace") if self.wide else data.decode("latin-1")

    def text(self, data: bytes) -> str:
        """Return the characters that a string shows."""
        return self.codes(data).translate(self.words)

    def width(self, code: int) -> float:
        """Return how far a code moves on, in thousandths of the em."""
        return self.widths.get(code, self.usual)


def font_of(raw: Any) -> Font | None:
    """Return what the pikepdf font ``raw`` means; None for one that cannot be read (no ToUnicode, other encodings)."""
    try:
        wide = raw.get("/Subtype") == "/Type0"
        unicode = raw.get("/ToUnicode")
        if isinstance(unicode, pikepdf.Stream):
            words = _to_unicode(unicode.read_bytes()[:_LONGEST])
        elif wide and str(raw.get("/Encoding")) in _UNICODE:
            words = {}
        elif not wide and raw.get("/Subtype") != "/Type3":
            words = {}  # Latin, mostly: its codes are ASCII where it matters
        else:
            return None
        if not wide:
            return Font(False, words, *_simple_widths(raw))
        if raw.get("/Encoding") == "/Identity-V" or not isinstance(raw.get("/Encoding"), pikepdf.Name):
            return None
        return Font(True, words, *_wide_widths(raw["/DescendantFonts"][0]))
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError):
        return None


def _to_unicode(data: bytes) -> dict[int, str]:
    words: dict[int, str] = {}
    for block in _CHARS.findall(data):
        for code, value in _PAIR.findall(block):
            words[int(code, 16)] = _string(value)
    for block in _RANGES.findall(data):
        for first, last, value, several in _TRIPLE.findall(block):
            low, high = int(first, 16), int(last, 16)
            if high - low > _MOST or len(words) > _MOST:
                raise ValueError("no map")
            if value:
                begin = _string(value)
                for n in range(high - low + 1):
                    words[low + n] = begin[:-1] + chr(ord(begin[-1]) + n)
            else:
                for n, one in enumerate(_HEX.findall(several)):
                    words[low + n] = _string(one)
    return words


def _string(value: bytes) -> str:
    raw = bytes.fromhex(value.decode())
    return raw.decode("utf-16-be", "replace") if len(raw) > 1 else raw.decode("latin-1")


def _simple_widths(raw: Any) -> tuple[dict[int, float], float]:
    first = int(raw.get("/FirstChar", 0))
    return {first + n: float(width) for n, width in enumerate(raw.get("/Widths", ()))}, 500.0


def _wide_widths(descendant: Any) -> tuple[dict[int, float], float]:
    widths: dict[int, float] = {}
    given = list(descendant.get("/W", ()))
    at = 0
    while at + 1 < len(given):
        first = int(given[at])
        if isinstance(given[at + 1], pikepdf.Array):
            for n, width in enumerate(given[at + 1]):
                widths[first + n] = float(width)
            at += 2
        else:
            last, width = int(given[at + 1]), float(given[at + 2])
            if last - first > _MOST:
                raise ValueError("no widths")
            widths.update(dict.fromkeys(range(first, last + 1), width))
            at += 3
    return widths, float(descendant.get("/DW", 1000))


def string_of_hex(digits: bytes) -> bytes:
    """Return the string that a content writes in hex."""
    text = digits.decode()
    if len(text) % 2 or not text.isalnum():
        text = "".join(text.split())
        text += "0" * (len(text) % 2)
    return bytes.fromhex(text)


def string_of_words(words: bytes) -> bytes:
    """Return the string that a content writes in parentheses."""
    return _ESCAPES.sub(_escape, words) if b"\\" in words else words


def _escape(found: re.Match[bytes]) -> bytes:
    what = found[1]
    return bytes([int(what, 8) & 255]) if what.isdigit() else _PLAIN.get(what, what)
