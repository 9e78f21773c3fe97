"""Draw the 卷内文件目录 without a browser's engine: some sixty lines cost milliseconds instead of a second.

The faces come from a page that the printer made of all the characters that are needed (``Faces``), so a character
looks as it does on the other sheets. An office that has a ``catalogue.html`` of its own gets that printed instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from shenguan_docs.bundle.contents import Line
from shenguan_docs.bundle.words import Glyph, Reader, content_of
from shenguan_docs.text import clean

HEADING = "卷内文件目录"
MM = 72 / 25.4
_HIGH, _TOP, _BOTTOM, _LEFT = 841.89, 22 * MM, 20 * MM, 24 * MM  # A4, the margins of bundle.css
_COLUMNS = (  # heading, width in mm, in the middle, size in pt, a link
    ("顺序号", 13, True, 10.5, False),
    ("文号", 29, False, 10.5, False),
    ("责任者", 26, False, 10.5, False),
    ("题名", 46, False, 10.5, True),
    ("日期", 18, True, 10.5, False),
    ("页号", 16, True, 10.5, True),
    ("备注", 22, False, 9.0, False),
)
_PAD, _ABOVE, _LEADING = 1 * MM, 1.6 * MM, 1.3
_HEAD_HIGH, _HEAD_SIZE = 8.5 * MM, 11.0
_UNBROKEN = re.compile(r"[A-Za-z0-9.,:;/_%+\-–()\[\]]+|.", re.DOTALL)
_NOT_FIRST = "，。、；：！？）】》〉」』”’〕)]}!?,.;:%"
_NOT_LAST = "（【《〈「『“‘〔([{"


@dataclass(frozen=True)
class Faces:
    """The glyphs of the three faces, and the fonts that they need."""

    body: Mapping[str, Glyph]
    head: Mapping[str, Glyph]
    title: Mapping[str, Glyph]
    fonts: Any


def cells(line: Line) -> tuple[str, ...]:
    """Return what stands in the columns of a line; GB/T 9705 writes days with eight digits."""
    item = line.item
    day = f"{item.day:%Y%m%d}" if item.day else ""
    words = (str(line.order), item.number, item.responsible, item.title, day, line.page, line.remark)
    return tuple(" ".join(clean(word).split()) for word in words)


def needed(lines: Sequence[Line]) -> str:
    """Return every character that stands in the lines, once."""
    return "".join(
        sorted({letter for line in lines for cell in cells(line) for letter in cell} | set("0123456789"))
    )


def heads() -> str:
    """Return every character of the columns' headings."""
    return "".join(dict.fromkeys("".join(column[0] for column in _COLUMNS)))


def read_faces(pages: Sequence[Any]) -> Faces:
    """Read the glyphs of the printed pages of body, head and title characters."""
    reader = Reader()
    body, head, title = (reader.glyphs(page, content_of(page)) for page in pages)
    fonts = pikepdf.Dictionary()
    for page in pages:
        for name, font in page.obj.Resources.Font.items():
            fonts[name] = font
    return Faces(body, head, title, fonts)


def draw(pdf: Any, lines: Sequence[Line], label: str, faces: Faces, link: Any) -> list[Any] | None:
    """Append the catalogue's pages to ``pdf`` and return them; None where a character has no glyph.

    ``link`` makes the action of the link of a 顺序号.
    """
    wanted = {c for line in lines for cell in cells(line) for c in cell} - set(" ")
    if not wanted <= faces.body.keys() or not set(heads()) <= faces.head.keys():
        return None
    if not set(HEADING + label.replace(" ", "")) <= faces.title.keys():
        return None
    drawn = []
    for n, rows in enumerate(_pages(lines, faces, bool(label))):
        page = _Page(faces)
        if n == 0:
            page.heading(label)
        page.head()
        for row in rows:
            page.row(row)
        pdf.add_blank_page(page_size=(595.276, _HIGH))
        made = pdf.pages[-1]
        made.obj.Resources = pikepdf.Dictionary(Font=faces.fonts)
        made.obj.Contents = pdf.make_stream(page.content())
        made.obj.Annots = pikepdf.Array(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[round(edge, 2) for edge in box],
                Border=[0, 0, 0], F=4, A=link(order),
            )
            for order, box in page.links
        )  # fmt: skip
        drawn.append(made)
    return drawn


@dataclass(frozen=True)
class _Row:
    """One line of the catalogue, or as much of it as a page holds: the printed lines of each cell."""

    order: int
    cells: tuple[tuple[str, ...], ...]

    @property
    def high(self) -> float:
        """Return its height in pt."""
        tall = max(
            len(lines) * column[3] * _LEADING for lines, column in zip(self.cells, _COLUMNS, strict=True)
        )
        return tall + 2 * _ABOVE


def _pages(lines: Sequence[Line], faces: Faces, labelled: bool) -> Iterator[list[_Row]]:
    whole = _HIGH - _TOP - _BOTTOM - _HEAD_HIGH
    room = whole - _title_high(labelled)
    rows: list[_Row] = []
    for line in lines:
        row = _Row(
            line.order,
            tuple(
                tuple(_wrapped(word, faces.body, column[1] * MM - 2 * _PAD, column[3]))
                for word, column in zip(cells(line), _COLUMNS, strict=True)
            ),
        )
        while row.high > room:
            if rows and row.high <= whole:
                yield rows
                rows, room = [], whole
                continue
            count = int((room - 2 * _ABOVE) / (10.5 * _LEADING))
            if count > 0:  # a title longer than a page goes on overleaf
                rows.append(_Row(row.order, tuple(lines[:count] for lines in row.cells)))
                row = _Row(row.order, tuple(lines[count:] for lines in row.cells))
            yield rows
            rows, room = [], whole
        rows.append(row)
        room -= row.high
    yield rows


def _title_high(labelled: bool) -> float:
    return 22 * 1.5 + 6 * MM + (18 + 3 * MM if labelled else 0)


def _wrapped(text: str, face: Mapping[str, Glyph], room: float, size: float) -> Iterator[str]:
    """Break a cell's text: no closing mark begins a line, no opening one ends it, numbers stay whole if they fit."""
    line: list[str] = []
    used = 0.0
    for part in _UNBROKEN.findall(text):
        for piece in [part] if _wide(part, face, size) <= room else part:
            wide = _wide(piece, face, size)
            if line and used + wide > room:
                carried = [piece]
                while len(line) > 1 and (carried[0][0] in _NOT_FIRST or line[-1][-1] in _NOT_LAST):
                    carried.insert(0, line.pop())
                yield "".join(line).rstrip()
                line = carried if carried != [" "] else []
                used = _wide("".join(line), face, size)
            else:
                line.append(piece)
                used += wide
    if line:
        yield "".join(line).rstrip()


def _wide(text: str, face: Mapping[str, Glyph], size: float) -> float:
    return sum(face[c].width if c in face else 500 for c in text) * size / 1000


class _Page:
    """The content of one page, from the top down."""

    def __init__(self, faces: Faces) -> None:
        self._faces, self._at = faces, _HIGH - _TOP
        self._parts: list[str] = [f"{0.25 * MM:.3f} w"]
        self.links: list[tuple[int, tuple[float, float, float, float]]] = []

    def content(self) -> bytes:
        return "\n".join(self._parts).encode()

    def heading(self, label: str) -> None:
        wide = sum(column[1] for column in _COLUMNS) * MM
        spread = 0.3 * 22
        length = _wide(HEADING, self._faces.title, 22) + spread * (len(HEADING) - 1)
        self._write(HEADING, self._faces.title, 22, _LEFT + (wide - length) / 2, self._at - 22 * 1.15, spread)
        self._at -= 22 * 1.5 + 6 * MM
        if label:
            left = _LEFT + (wide - _wide(label, self._faces.title, 12)) / 2
            self._write(label, self._faces.title, 12, left, self._at)
            self._at -= 18 + 3 * MM

    def head(self) -> None:
        left = _LEFT
        for name, width, *_ in _COLUMNS:
            length = _wide(name, self._faces.head, _HEAD_SIZE)
            at = left + (width * MM - length) / 2
            self._write(name, self._faces.head, _HEAD_SIZE, at, self._at - _HEAD_HIGH / 2 - 0.36 * _HEAD_SIZE)
            left += width * MM
        self._frame(_HEAD_HIGH)

    def row(self, row: _Row) -> None:
        left = _LEFT
        for lines, (_, width, middle, size, linked) in zip(row.cells, _COLUMNS, strict=True):
            lead = size * _LEADING
            top = self._at - (row.high - len(lines) * lead) / 2
            for n, line in enumerate(lines):
                length = _wide(line, self._faces.body, size)
                at = left + (width * MM - length) / 2 if middle else left + _PAD
                self._write(line, self._faces.body, size, at, top - n * lead - lead / 2 - 0.36 * size)
            if linked and lines:
                self.links.append((row.order, (left, self._at - row.high, left + width * MM, self._at)))
            left += width * MM
        self._frame(row.high)

    def _frame(self, high: float) -> None:
        low, left = self._at - high, _LEFT
        for _, width, *_ in _COLUMNS:
            self._parts.append(f"{left:.2f} {low:.2f} {width * MM:.2f} {high:.2f} re S")
            left += width * MM
        self._at = low

    def _write(
        self, text: str, face: Mapping[str, Glyph], size: float, left: float, base: float, spread: float = 0
    ) -> None:
        parts = [f"BT {spread:.2f} Tc 1 0 0 1 {left:.2f} {base:.2f} Tm"]
        font, run = "", ""
        for letter in text:
            glyph = face.get(letter)
            name = glyph.font if glyph else font
            if run and (name != font or glyph is None):
                parts.append(f"<{run}> Tj")
                run = ""
            if glyph is None:  # a blank
                parts.append("[-500] TJ")
                continue
            if name != font:
                parts.append(f"/{name} {size} Tf")
                font = name
            run += glyph.code
        if run:
            parts.append(f"<{run}> Tj")
        self._parts.append(" ".join(parts) + " ET")
