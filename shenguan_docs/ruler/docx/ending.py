"""What 7.3.5.5 lets a DOCX set otherwise: the lines of the page on which the signature stands, and only they."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shenguan_docs.ruler import clauses
from shenguan_docs.ruler.docx.package import W
from shenguan_docs.ruler.docx.parts import Docx, Paragraph
from shenguan_docs.ruler.docx.places import (
    CHARACTER,
    LINE,
    PT_PER_MM,
    char_width,
    indent,
    line_pitch,
    room_of,
    space,
)
from shenguan_docs.ruler.elements import BODY

if TYPE_CHECKING:
    from shenguan_docs.ruler.docx.measuring import Item

_LEAST, _MOST = 0.84, 1.22  # of the pitch, as in a PDF
_SPREAD = 0.75  # pt: 27 or 29 characters to a line, not fewer nor more
_TAIL = clauses.LINES / _LEAST  # lines of one page, set as close as may be
_UNSURE = 2.5  # lines: how true the reckoned place of a line is
_UNSURE_TABLES = 6.0  # below tables, whose rows stay whole and may leave white on an earlier page
_ENDING = frozenset({"organ", "date", "office-title", "note"})
_TEXT = BODY | {"enclosure", "roster"}


def fitted(docx: Docx, items: Sequence[Item]) -> frozenset[int]:
    """Indexes of the elements whose line pitch or spacing was changed to keep the signature with its text.

    They are the last ones before the signature, set like each other and it, no more than a page holds; and at
    the usual pitch the signature (or 版记 below it) would not stand on the page of the text.
    """
    annex = next((n for n, item in enumerate(items) if item.element.role == "annex-label"), len(items))
    flow = [item for item in items[:annex] if item.paragraph.where == "body"]
    text = [item for item in flow if item.element.role in _TEXT]
    ending = [item for item in flow if item.element.role in _ENDING]
    below = (
        [item for item in items if item.element.role in ("copies", "printed-by")]
        if annex == len(items)
        else []
    )
    if not text or not (ending or below) or docx.section(text[-1].paragraph).landscape:
        return frozenset()
    pitch = line_pitch(docx, text[-1].paragraph)
    spread = next(
        (s for item in reversed(text) if item.element.role in BODY and (s := _spacing(item))), CHARACTER
    )
    changed = abs(pitch - LINE) > 0.3 or abs(spread - CHARACTER) > 0.45
    within = _LEAST < pitch / LINE < _MOST and abs(spread - CHARACTER) < _SPREAD
    alike = all(abs(line_pitch(docx, item.paragraph) - pitch) < 0.1 for item in ending)
    if not (changed and within and alike):
        return frozenset()
    tail = list(_tail(docx, text, pitch, spread))
    # A paragraph that began on the page before is set otherwise as a whole.
    if sum(_lines(docx, item.paragraph) for item in tail[:-1]) > _TAIL:
        return frozenset()
    own = {id(item.paragraph) for item in (*tail, *ending)}
    if not _parted(_Run(docx, own, LINE / pitch), text[-1], ending, below):
        return frozenset()
    return frozenset(item.element.index for item in (*tail, *ending))


def _spacing(item: Item) -> float:
    """Width in pt that one Chinese character of the text takes; 0 where it has none in the size of the text."""
    found = [p for p in item.span.pieces if abs(p.points - clauses.BODY) <= 0.25 and p.text.strip()]
    return found[-1].points * found[-1].scale / 100 + found[-1].spacing if found else 0.0


def _tail(docx: Docx, text: Sequence[Item], pitch: float, spread: float) -> Iterator[Item]:
    """The elements set like the last one, from the last back."""
    for item in reversed(text):
        own = _spacing(item) if item.element.role in BODY else spread
        if abs(line_pitch(docx, item.paragraph) - pitch) > 0.1 or own and abs(own - spread) > 0.1:
            return
        yield item


@dataclass(frozen=True)
class _Run:
    """A text run through at the usual pitch: the paragraphs ``own`` are ``usual`` times as high as they are set."""

    docx: Docx
    own: set[int]
    usual: float

    def pitch(self, paragraph: Paragraph) -> float:
        return line_pitch(self.docx, paragraph) * (self.usual if id(paragraph) in self.own else 1.0)

    def before(self, paragraph: Paragraph) -> float:
        return space(self.docx, paragraph, "before") * (self.usual if id(paragraph) in self.own else 1.0)


def _parted(run: _Run, last: Item, ending: Sequence[Item], below: Sequence[Item]) -> bool:
    """Whether at the usual pitch the page of the text's last line has no room for what belongs below it."""
    docx = run.docx
    room = docx.section(last.paragraph).text_height * PT_PER_MM
    at = _foot(run, last.paragraph, room)
    height = sum(run.before(i.paragraph) + run.pitch(i.paragraph) * _lines(docx, i.paragraph) for i in ending)
    height += sum(line_pitch(docx, i.paragraph) * _lines(docx, i.paragraph) for i in below)
    tables = any(p.table is not None and not p.in_box for p in docx.paragraphs)
    unsure = (_UNSURE_TABLES if tables else _UNSURE) * LINE
    return at + height > room - unsure or at < unsure


def _foot(run: _Run, last: Paragraph, room: float) -> float:
    """Where a paragraph ends, in pt below the upper edge of the text area of its page."""
    docx = run.docx
    heads = [p for p in docx.paragraphs if p.where == "header" and not p.in_box]
    first = docx.sections[0]
    head = first.header * PT_PER_MM + sum(space(docx, p, "before") + line_pitch(docx, p) for p in heads)
    at = max(0.0, head - first.top * PT_PER_MM) if heads else 0.0
    cells: list[Paragraph] = []
    for paragraph in docx.paragraphs:
        if paragraph.table is not None and not paragraph.in_box:
            cells.append(paragraph)
            continue
        if paragraph.where != "body" or paragraph.in_box or paragraph.frame:
            continue
        at, cells = (at + _table(docx, cells)) % room if cells else at, []
        at = 0.0 if paragraph.new_page else at + run.before(paragraph)
        pitch = run.pitch(paragraph)
        for _ in range(_lines(docx, paragraph)):
            at = pitch if at + pitch > room + 1 else at + pitch
        at += space(docx, paragraph, "after")
        if paragraph is last:
            break
    return at


def _table(docx: Docx, cells: Sequence[Paragraph]) -> float:
    """Height in pt of a table: of each row the highest cell, with the white around its words."""
    rows: dict[Any, dict[Any, float]] = {}
    for paragraph in cells:
        cell = next(paragraph.node.iterancestors(f"{W}tc"))
        row = rows.setdefault(cell.getparent(), {})
        row[cell] = row.get(cell, 6.0) + line_pitch(docx, paragraph) * _lines(docx, paragraph)
    return sum(max(row.values()) for row in rows.values())


def _lines(docx: Docx, paragraph: Paragraph) -> int:
    """Lines that a paragraph has when its characters stand 28 to a line."""
    whole = room_of(docx, paragraph)
    if whole is None:
        return 1
    room = whole - indent(paragraph, "left") - indent(paragraph, "right")
    width = max(0.0, indent(paragraph, "first"))
    for piece in paragraph.pieces:
        usual = CHARACTER - clauses.BODY if abs(piece.points - clauses.BODY) < 0.25 else piece.spacing
        width += sum(
            char_width(char, piece) - piece.spacing + usual for char in piece.text if char not in "\t\n"
        )
    return max(1, -(-int(width) // max(1, int(room)))) + sum(piece.text == "\n" for piece in paragraph.pieces)
