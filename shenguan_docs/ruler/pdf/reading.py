"""What lies on the pages of a PDF, in millimetres from the paper's upper left corner as a reader holds it.

Two readers give the same: PDFium (``pdf_pdfium``, an order of magnitude faster, knows the ink of each
glyph) where its wheel is installed, else pdfminer.six (``pdf_pdfminer``, pure Python, reckons the ink).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shenguan_docs.errors import Refused

MM = 25.4 / 72
MOST_PAGES = 2000


class Glyph(NamedTuple):
    """One character: its origin on the baseline (``x``, ``base``), its ink, its size in pt.

    ``turned`` is its direction in degrees, 0 for text read from left to right. ``width`` is the share of
    its natural width at which it is set. ``face`` is the face's name in the file without the subset's mark.
    """

    char: str
    x: float
    base: float
    left: float
    top: float
    right: float
    bottom: float
    points: float
    face: str
    bold: bool
    colour: str
    turned: int
    width: float


class Bar(NamedTuple):
    """A ruled line or filled rectangle, as it is seen, with its colour ``#RRGGBB``."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str


class Picture(NamedTuple):
    """A picture's place."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """One page: ``number`` counts from 1, ``width`` and ``height`` in mm as the page is shown.

    ``loose_faces`` are the faces that the file uses and does not hold.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    bars: tuple[Bar, ...]
    pictures: tuple[Picture, ...]
    loose_faces: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PdfFile:
    """An opened PDF: its ``pages``, remarks for the reader of the report (Chinese), its sheets one by one."""

    pages: int
    notes: tuple[str, ...]
    sheets: Iterator[Sheet]


def open_pdf(data: bytes, name: str) -> PdfFile:
    """Open a PDF; its sheets are read one at a time, so memory does not grow with the pages.

    Raises Refused: broken, locked with a password, no page, more pages than ``MOST_PAGES``.
    """
    try:
        from shenguan_docs.ruler.pdf.pdfium import read
    except ImportError:  # no wheel for this machine
        from shenguan_docs.ruler.pdf.pdfminer import read
    file = read(data, name)
    if not file.pages:
        raise Refused("一页也没有", where=name, remedy="请重新取得这份文件")
    if file.pages > MOST_PAGES:
        raise Refused(f"有 {file.pages} 页，超过了 {MOST_PAGES} 页", where=name, remedy="拆成几份再量")
    return file


def broken(name: str) -> Refused:
    """What to say of a file that no reader opens."""
    return Refused("PDF 已损坏，打不开", where=name, remedy="请重新取得这份文件")


def locked(name: str) -> Refused:
    """What to say of a file with a password."""
    return Refused("PDF 加了密码，打不开", where=name, remedy="请去掉密码后再量")


def face_name(raw: bytes) -> str:
    """A face's name as a file gives it: UTF-8, or the GBK bytes that older Chinese programs write."""
    if raw[6:7] == b"+" and raw[:6].isalpha():
        raw = raw[7:]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def hex_colour(red: float, green: float, blue: float) -> str:
    """``#RRGGBB`` of three numbers 0–255."""
    return f"#{round(red):02X}{round(green):02X}{round(blue):02X}"
