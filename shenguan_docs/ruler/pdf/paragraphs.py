"""Pieces of lines → paragraphs, over the ends of pages too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.elements import Element
from shenguan_docs.ruler.finding import Box
from shenguan_docs.ruler.pdf.frame import Frame
from shenguan_docs.ruler.pdf.lines import Piece
from shenguan_docs.ruler.pdf.reading import MM

_TITLE_LEAST = 17.5  # pt; every line of a title is a paragraph of its own
_WORD = re.compile(r"[0-9A-Za-z./:@_-]+")
_Align = Literal["left", "right", "center", "justify", ""]


@dataclass(frozen=True)
class Placed:
    """An element and the pieces of lines that it is made of."""

    element: Element
    pieces: tuple[Piece, ...]

    @property
    def first(self) -> Piece:
        """Its first line."""
        return self.pieces[0]

    @property
    def last(self) -> Piece:
        """Its last line."""
        return self.pieces[-1]

    def with_element(self, element: Element) -> Placed:
        """The same lines under another role."""
        return replace(self, element=element)


def paragraphs(pieces: Sequence[Piece], frame: Frame, turned: frozenset[int] = frozenset()) -> list[Placed]:
    """Join pieces in reading order; ``turned`` pages are read as tables."""
    shared = Counter((p.page, round(p.base, 1)) for p in pieces if p.cell is None)
    groups: list[list[Piece]] = []
    cells: dict[tuple[int, tuple[float, ...]], list[Piece]] = {}
    open_group: list[Piece] | None = None
    for piece in pieces:
        if piece.cell is not None:
            key = (piece.page, piece.cell)
            if key in cells:
                cells[key].append(piece)
            else:
                cells[key] = [piece]
                groups.append(cells[key])
            open_group = None
            continue
        if _is_folio(piece, frame):
            groups.append([piece])
            continue
        alone = shared[(piece.page, round(piece.base, 1))] == 1
        if open_group and alone and piece.page not in turned and _continues(open_group, piece, frame):
            open_group.append(piece)
            continue
        open_group = [piece] if alone else None
        groups.append(open_group if open_group is not None else [piece])
    return [_placed(group, n, frame, turned) for n, group in enumerate(groups)]


def _is_folio(piece: Piece, frame: Frame) -> bool:
    return piece.base > frame.bottom + 2.5 and wording.FOLIO.fullmatch(piece.text.strip()) is not None


def _continues(group: list[Piece], piece: Piece, frame: Frame) -> bool:
    first, last = group[0], group[-1]
    em = last.points * MM
    if abs(last.points - piece.points) > 0.6 or last.points >= _TITLE_LEAST:
        return False
    if last.page == piece.page:
        if not 0.5 < piece.base - last.base < max(frame.pitch_on(piece.page) * 1.45, em * 1.6):
            return False
    elif piece.page != last.page + 1:
        return False
    word = _WORD.match(piece.text)
    wide = len(word.group()) * em / 2 if word else 0.0  # what did not fit leaves the line before short
    if last.right < frame.right - max(2.7 * em, wide):
        return False
    starts_anew = wording.level_of(piece.text) or re.match(r"附\s*件[：:]|抄送|出席|请假|列席", piece.text)
    ended = last.text.rstrip().endswith(("。", "：", "；", "！", "？", ":"))
    if abs(piece.left - frame.left) < 1.2:
        return not (starts_anew and ended)
    listed = re.match(r"附\s*件[：:]|\d{1,2}[.．]|抄送|主送|分送|出席|请假|列席", first.text) is not None
    if listed and first.left + 0.6 * em < piece.left < frame.left + 16 * em:
        return not (re.match(r"\d{1,2}[.．、]\D", piece.text) and _is_next_item(first, piece, em))
    aside = last.left > frame.left + 4.6 * em or piece.left > frame.left + 3.4 * em
    if ended or aside or wording.is_date(piece.text):
        return False
    # In the middle of a sentence an indented line goes on too, when the first one is indented farther.
    indented = abs(piece.left - frame.left - 2 * frame.character) < 0.6 * frame.character
    if indented:
        return last.family == piece.family and first.left - piece.left > frame.character
    return not starts_anew


def _is_next_item(first: Piece, piece: Piece, em: float) -> bool:
    """Whether a numbered line stands where the next of a list stands: below the first's number."""
    steps = (piece.left - first.left) / em
    return min(abs(steps), abs(steps - 3)) < 0.6


def _placed(group: list[Piece], index: int, frame: Frame, turned: frozenset[int]) -> Placed:
    first = group[0]
    text = "".join(_joined(group))
    widest = max(group, key=lambda p: p.count)
    faces = Counter({(p.face, p.family, p.bold): 0 for p in group})
    for piece in group:
        faces[(piece.face, piece.family, piece.bold)] += piece.count
    face, family, bold = faces.most_common(1)[0][0]
    steps = [b.base - a.base for a, b in zip(group, group[1:], strict=False) if a.page == b.page]
    folio = _is_folio(first, frame)
    table = first.cell is not None or (first.page in turned and not folio)
    element = Element(
        role="folio" if folio else "table" if table else "unknown",
        text=text,
        index=index,
        page=first.page,
        face=face,
        family=family,
        points=widest.points,
        bold=bold,
        colour=widest.colour,
        align=_align(group, frame),
        first_indent=first.left - frame.left,
        left_indent=min((p.left for p in group[1:]), default=first.left) - frame.left,
        right_indent=frame.right - max(p.right for p in group),
        pitch=sum(steps) / len(steps) if steps else None,
        lead_family=first.lead_family,
        # The folio of a turned page is measured as the paper is held upright: no box of the page that is seen.
        boxes=() if folio and first.page in turned else _boxes(group),
        lines=tuple(p.text for p in group),
    )
    return Placed(element, tuple(group))


def _boxes(group: list[Piece]) -> tuple[Box, ...]:
    return tuple(Box(p.page, p.left, p.top, p.right, p.bottom) for p in group)


def _joined(group: list[Piece]) -> list[str]:
    """Lines put together; words of Latin letters keep a blank between them."""
    out: list[str] = []
    for piece in group:
        if (
            out
            and out[-1][-1:].isascii()
            and out[-1][-1:].isalpha()
            and piece.text[:1].isascii()
            and piece.text[:1].isalpha()
        ):
            out.append(" ")
        out.append(piece.text)
    return out


def _align(group: list[Piece], frame: Frame) -> _Align:
    if len(group) > 1:
        return "justify"
    piece = group[0]
    large = piece.points >= _TITLE_LEAST
    if abs(piece.middle - frame.middle) < (3.0 if large else 1.6) and (
        large or piece.left - frame.left > 2.6 * frame.character
    ):
        return "center"
    if abs(piece.right - frame.right) < 1.2 and piece.left - frame.left > 3 * frame.character:
        return "right"
    return "left"
