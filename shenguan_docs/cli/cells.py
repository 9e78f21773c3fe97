"""Text on a terminal, where a Chinese character takes two cells."""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

# A piece that is not torn: opening marks, then an ASCII word or one character, then closing marks.
_OPENING = "“‘（(《〈〔「【[\\["
_CLOSING = "，、。；：？！”’）》〉〕」】…),;:?!.\\]"
_PIECE = re.compile(rf"\s+|[{_OPENING}]*(?:[!-'*-Z^-~]+|.)[{_CLOSING}]*", re.DOTALL)


def cells(text: str) -> int:
    """Return how many cells ``text`` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else category(c) not in ("Mn", "Me", "Cf") for c in text)


def pad(text: str, width: int) -> str:
    """Fill ``text`` with blanks on its right up to ``width`` cells."""
    return text + " " * (width - cells(text))


def wrap(text: str, width: int) -> list[str]:
    """Break ``text`` into lines of at most ``width`` cells; its own line breaks stay.

    A line begins with no closing mark and ends with no opening one; an ASCII word is not torn.
    """
    return [line for paragraph in text.splitlines() for line in _wrap_line(paragraph, width)]


def _wrap_line(text: str, width: int) -> list[str]:
    lines, current = [], ""
    for piece in _PIECE.findall(text.strip()):
        if current and cells(current) + cells(piece.rstrip()) > width:
            lines.append(current.rstrip())
            current = ""
        if current or not piece.isspace():
            current += piece
    return [*lines, current.rstrip()]
