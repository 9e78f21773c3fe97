"""Where the words of a DOCX come to stand, reckoned as Word does it: widths, indents, tab stops, line pitch.

Lengths in pt unless a name says characters (字): one of the 28 of a line, 156 mm ÷ 28 = 15.79 pt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from shenguan_docs.ruler.docx.package import W
from shenguan_docs.ruler.docx.parts import Docx, Paragraph, Piece, number
from shenguan_docs.ruler.docx.styles import Props, is_on

PT_PER_MM = 72 / 25.4
CHARACTER = 156 / 28 * PT_PER_MM
LINE = 225 / 22 * PT_PER_MM
_BLANKS = " \u3000\u00a0\u2002\u2003"
NATURAL = 1.3  # what Word gives a line of an East Asian face without a grid, in its size


@dataclass(frozen=True)
class Span:
    """A stretch of words between tabs on a paragraph's first line; ends in pt from the text area's edges."""

    pieces: tuple[Piece, ...]
    left: float | None
    right: float | None
    tabbed: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces)


def char_width(char: str, piece: Piece) -> float:
    """Width of a character in pt; Latin and blanks count half."""
    wide = unicodedata.east_asian_width(char) in "WFA" and char not in "·"
    return (piece.points if wide else piece.points / 2) * piece.scale / 100 + piece.spacing


def text_width(pieces: Iterable[Piece]) -> float:
    """Width of words on one line in pt."""
    return sum(char_width(char, piece) for piece in pieces for char in piece.text if char not in "\t\n")


def size_of(paragraph: Paragraph) -> float:
    """Size of most of the words in pt; an empty paragraph has that of its mark."""
    counted: dict[float, int] = {}
    for piece in paragraph.pieces:
        counted[piece.points] = counted.get(piece.points, 0) + len(piece.text.strip())
    if any(counted.values()):
        return max(counted, key=lambda points: counted[points])
    return number(paragraph.mark.get("sz", {}).get("val"), 20.0) / 2


def indent(paragraph: Paragraph, side: str) -> float:
    """An indent in pt: left, right, or first (of the first line against the left one, negative when hanging)."""
    ind = paragraph.props.get("ind", {})
    size = size_of(paragraph) + (paragraph.pieces[0].spacing if paragraph.pieces else 0.0)
    if side == "first":
        hanging = _length(ind, "hanging", size)
        return -hanging if hanging else _length(ind, "firstLine", size)
    return _length(ind, side, size)


def _length(ind: dict[str, str], key: str, size: float) -> float:
    chars = number(ind.get(f"{key}Chars"))
    return chars / 100 * size if chars else number(ind.get(key)) / 20


def blanks(text: str) -> str:
    """The blanks with which a paragraph begins (used instead of an indent)."""
    return text[: len(text) - len(text.lstrip(_BLANKS))]


def blank_width(paragraph: Paragraph) -> float:
    """Width in pt of the blanks with which it begins."""
    left = len(blanks(paragraph.words))
    width = 0.0
    for piece in paragraph.pieces:
        for char in piece.text:
            if left == 0:
                return width
            width, left = width + char_width(char, piece), left - 1
    return width


def align(paragraph: Paragraph) -> str:
    """left, right, center or justify."""
    value = paragraph.props.get("jc", {}).get("val", "left")
    return {"both": "justify", "distribute": "justify", "start": "left", "end": "right"}.get(value, value)


def line_pitch(docx: Docx, paragraph: Paragraph) -> float:
    """Distance of its lines in pt, as Word reckons it from spacing, size and grid."""
    spacing = paragraph.props.get("spacing", {})
    line, rule = number(spacing.get("line"), 240.0), spacing.get("lineRule", "auto")
    if rule == "exact":
        return line / 20
    natural = size_of(paragraph) * NATURAL
    grid = docx.section(paragraph).line_pitch
    if grid and is_on(paragraph.props, "snapToGrid", True):
        steps = -(-natural // grid)
        natural = grid * steps
    return max(natural, line / 20) if rule == "atLeast" else natural * line / 240


def space(docx: Docx, paragraph: Paragraph, side: str) -> float:
    """White before or after a paragraph in pt."""
    spacing = paragraph.props.get("spacing", {})
    if is_on({"x": {"val": spacing.get(f"{side}Autospacing", "0")}}, "x"):
        return 14.0
    lines = number(spacing.get(f"{side}Lines"))
    unit = docx.section(paragraph).line_pitch or 12.0
    return lines / 100 * unit if lines else number(spacing.get(side)) / 20


def spans(docx: Docx, paragraph: Paragraph) -> list[Span]:
    """The words between tabs, with the ends where they stand when the paragraph has one line."""
    parts: list[list[Piece]] = [[]]
    for piece in paragraph.pieces:
        if piece.text == "\t":
            parts.append([])
        else:
            parts[-1].append(piece)
    whole = room_of(docx, paragraph)
    if whole is None:
        return [Span(tuple(part), None, None, len(parts) > 1) for part in parts]
    left, right = indent(paragraph, "left") + indent(paragraph, "first"), indent(paragraph, "right")
    room = whole - left - right
    if len(parts) == 1:
        pieces = tuple(parts[0])
        lead = "".join(p.text for p in pieces)
        bare = lead.rstrip(_BLANKS)
        trailing = _tail_width(pieces, len(lead) - len(bare))
        width, how = text_width(pieces), align(paragraph)
        shift = (room - width) / 2 if how == "center" else room - width if how == "right" else 0.0
        begin = left + shift + blank_width(paragraph)
        return [Span(pieces, begin, whole - left - shift - width + trailing)]
    if align(paragraph) not in ("left", "justify"):
        return [Span(tuple(part), None, None, True) for part in parts]
    stops = _stops(paragraph.props)
    found, at = [], left
    for n, part in enumerate(parts):
        width, begin = text_width(part), at
        if n:
            kind, stop = _next_stop(stops, at, docx.default_tab / 20, whole - right)
            begin = {"right": stop - width, "center": stop - width / 2}.get(kind, stop)
        at = begin + width
        found.append(Span(tuple(part), begin, whole - at, True))
    return found


def room_of(docx: Docx, paragraph: Paragraph) -> float | None:
    """Width in pt of the column in which a paragraph stands; None in a text box, a frame, a cell of no width."""
    if paragraph.frame or paragraph.in_box:
        return None
    cell = next(paragraph.node.iterancestors(f"{W}tc"), None)
    if cell is None:
        return docx.section(paragraph).text_width * PT_PER_MM
    size = cell.find(f"{W}tcPr/{W}tcW")
    if size is None or size.get(f"{W}type") != "dxa":
        return None
    return number(size.get(f"{W}w")) / 20 or None


def bare_width(pieces: Iterable[Piece]) -> float:
    """Width of words without the blanks at both ends, in pt."""
    chars = [(char, piece) for piece in pieces for char in piece.text if char not in "\t\n"]
    while chars and chars[0][0] in _BLANKS:
        chars.pop(0)
    while chars and chars[-1][0] in _BLANKS:
        chars.pop()
    return sum(char_width(char, piece) for char, piece in chars)


def tail_width(pieces: tuple[Piece, ...]) -> float:
    """Width in pt of the blanks with which words end."""
    text = "".join(piece.text for piece in pieces)
    return _tail_width(pieces, len(text) - len(text.rstrip(_BLANKS)))


def _tail_width(pieces: tuple[Piece, ...], count: int) -> float:
    width = 0.0
    for piece in reversed(pieces):
        for char in reversed(piece.text):
            if count == 0:
                return width
            width, count = width + char_width(char, piece), count - 1
    return width


def _stops(props: Props) -> list[tuple[float, str]]:
    cleared = {v.get("pos") for k, v in props.items() if k.startswith("tabs.tab") and v.get("val") == "clear"}
    return sorted(
        (number(v.get("pos")) / 20, v.get("val", "left"))
        for k, v in props.items()
        if k.startswith("tabs.tab") and v.get("pos") not in cleared
    )


def _next_stop(stops: list[tuple[float, str]], at: float, default: float, edge: float) -> tuple[str, float]:
    for place, kind in stops:
        if place > at + 0.05 and kind not in ("bar", "num"):
            return ("right" if kind in ("right", "end", "decimal") else kind), place
    step = default or 36.0
    return "left", min((at // step + 1) * step, max(edge, at))


def wraps(docx: Docx, paragraph: Paragraph) -> bool:
    """Whether a paragraph has more than one line."""
    whole = room_of(docx, paragraph)
    room = (
        (whole or 1e9) - indent(paragraph, "left") - indent(paragraph, "right") - indent(paragraph, "first")
    )
    return text_width(paragraph.pieces) > room + 2


def gap_lines(docx: Docx, at: int) -> tuple[float, int | None]:
    """White above a paragraph in lines of 10.23 mm, and the index of the one above it; None where it cannot be told.

    Empty paragraphs count with their height; one that carries a border is a line and ends the white.
    """
    paragraph = docx.paragraphs[at]
    white = space(docx, paragraph, "before")
    for n in range(at - 1, -1, -1):
        above = docx.paragraphs[n]
        if above.in_box:
            continue
        if above.where != paragraph.where or above.section != paragraph.section or above.table is not None:
            return white / LINE, None
        if above.text.strip() or any(f"pBdr.{side}" in above.props for side in ("top", "bottom")):
            return (white + space(docx, above, "after")) / LINE, n
        if docx.paragraphs[n + 1].new_page:
            return white / LINE, None
        white += space(docx, above, "before") + line_pitch(docx, above) + space(docx, above, "after")
    return white / LINE, None
