"""Read the pages of any PDF through PDFium; to be run in a child process (``worker``).

Annotations and filled-in fields are first drawn into their pages, so that what shows is what is read.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from shenguan_docs.masking.page_text import Box, PageText

DPI = 200
_MOST_POINTS = 36_000_000  # pixels of one picture: A3 at 400 dpi has 31 million
_FINE = 20  # steps of a point
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_DEPTH = 8
_SMALLEST_PICTURE = 14.0  # pt on both sides: what is smaller shows no words
_CURVES, _DRAWN = 8, 6  # segments that make a path look like a letter; so many of them
_BROKEN = (pikepdf.PdfError, RuntimeError, ValueError, TypeError, LookupError, AttributeError)


class NoPages(Exception):
    """The PDF gives no pages; the message is Chinese."""


def flat(data: bytes) -> bytes:
    """Return the PDF with its annotations drawn into the pages and no password. Raises NoPages."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            with suppress(*_BROKEN):
                if _plain_fields(pdf):
                    pdf.generate_appearance_streams()
            with suppress(*_BROKEN):
                pdf.flatten_annotations("screen")
            out = io.BytesIO()
            pdf.save(out)
            return out.getvalue()
    except pikepdf.PasswordError:
        raise NoPages("PDF 有打开密码") from None
    except _BROKEN:
        raise NoPages("PDF 已损坏，打不开") from None


def _plain_fields(pdf: Any) -> bool:
    """Whether all fields can be drawn anew: qpdf knows Latin letters only."""
    fields = pdf.Root.get("/AcroForm", {}).get("/Fields", ())
    return all(
        str(field.get("/V", "")).isascii() for field in fields if isinstance(field, pikepdf.Dictionary)
    )


class Pages:
    """An opened PDF (what ``flat`` returned)."""

    def __init__(self, data: bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.count = len(self._document)
        except pypdfium2.PdfiumError:
            raise NoPages("PDF 已损坏，打不开") from None
        if not self.count:
            raise NoPages("PDF 里没有页")

    def read(self, number: int) -> PageText | None:
        """Return what page ``number`` (from 0) says; None for a page that is broken."""
        try:
            page = self._document[number]
        except pypdfium2.PdfiumError:
            return None
        try:
            width, height = page.get_size()
            place = _placing(page, width, height)
            chars, boxes, unmapped = _chars(page, place)
            pictures, drawn, anything = _objects(page, place, width, height)
            look = _look(chars, unmapped, drawn, anything, pictures, width * height)
            return PageText(width, height, chars, tuple(boxes), look, tuple(pictures))
        finally:
            page.close()

    def picture(self, number: int, dpi: int = DPI) -> Any:
        """Return page ``number`` as a picture (RGB), without annotations."""
        page = self._document[number]
        try:
            width, height = page.get_size()
            scale = min(dpi / 72, (_MOST_POINTS / max(width * height, 1.0)) ** 0.5)
            return page.render(scale=scale, draw_annots=False, may_draw_forms=False).to_pil().convert("RGB")
        finally:
            page.close()

    def size(self, number: int) -> tuple[float, float]:
        """Return width and height of page ``number`` in points, as it is shown."""
        page = self._document[number]
        try:
            width, height = page.get_size()
        finally:
            page.close()
        return width, height


_Place = Callable[[float, float], tuple[float, float]]


def _placing(page: Any, width: float, height: float) -> _Place:
    wide, high = int(width * _FINE), int(height * _FINE)
    x, y = ctypes.c_int(), ctypes.c_int()
    to_device, raw = pdfium.FPDF_PageToDevice, page.raw

    def place(across: float, up: float) -> tuple[float, float]:
        to_device(raw, 0, 0, wide, high, 0, across, up, x, y)
        return x.value / _FINE, y.value / _FINE

    return place


def _box(place: _Place, left: float, low: float, right: float, top: float) -> Box:
    points = [place(x, y) for x in (left, right) for y in (low, top)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _chars(page: Any, place: _Place) -> tuple[str, list[Box | None], int]:
    text = pdfium.FPDFText_LoadPage(page.raw)
    if not text:
        return "", [], 0
    chars: list[str] = []
    boxes: list[Box | None] = []
    unmapped = 0
    left, right, low, top = (ctypes.c_double() for _ in range(4))
    loose = pdfium.FS_RECTF()
    try:
        for n in range(pdfium.FPDFText_CountChars(text)):
            code = pdfium.FPDFText_GetUnicode(text, n)
            made = pdfium.FPDFText_IsGenerated(text, n) == 1
            unmapped += (
                pdfium.FPDFText_HasUnicodeMapError(text, n) == 1 or 0xE000 <= code <= 0xF8FF or code == 0xFFFD
            )
            char = "\n" if code in (10, 13) else chr(code) if 32 <= code < 0x110000 and code != 0xFFFE else ""
            if code in (2, 0xFFFE):  # a hyphen at a line's end
                char = "-"
            if not char or 0xD800 <= code <= 0xDFFF:
                continue
            box: Box | None = None
            if not made and char != "\n" and pdfium.FPDFText_GetCharBox(text, n, left, right, low, top):
                box = _box(place, left.value, low.value, right.value, top.value)
                if pdfium.FPDFText_GetLooseCharBox(text, n, loose):
                    other = _box(place, loose.left, loose.bottom, loose.right, loose.top)
                    box = (
                        min(box[0], other[0]),
                        min(box[1], other[1]),
                        max(box[2], other[2]),
                        max(box[3], other[3]),
                    )
            chars.append(char)
            boxes.append(box)
    finally:
        pdfium.FPDFText_ClosePage(text)
    return "".join(chars), boxes, unmapped


def _objects(page: Any, place: _Place, width: float, height: float) -> tuple[list[Box], int, bool]:
    """Return where pictures lie, how many paths look like letters, and whether anything is shown at all."""
    pictures: list[Box] = []
    drawn, anything = 0, False
    for one, matrix in _within(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, _UNIT, 0):
        anything = True
        kind = pdfium.FPDFPageObj_GetType(one)
        if kind == _PATH:
            drawn += pdfium.FPDFPath_CountSegments(one) >= _CURVES and _curved(one)
        elif kind in (_IMAGE, _SHADING):
            box = _bounds(one, matrix, place)
            left, top, right, bottom = max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)
            if right - left > _SMALLEST_PICTURE and bottom - top > _SMALLEST_PICTURE and kind == _IMAGE:
                pictures.append((left, top, right, bottom))
    return pictures, drawn, anything


_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _within(holder: Any, count: Any, get: Any, matrix: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    for n in range(count(holder)):
        one = get(holder, n)
        if pdfium.FPDFPageObj_GetType(one) == _FORM and depth < _DEPTH:
            own = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(one, own)
            inner = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            yield from _within(
                one, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1
            )
        else:
            yield one, matrix


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _curved(path: Any) -> bool:
    curves = 0
    for n in range(min(pdfium.FPDFPath_CountSegments(path), 200)):
        curves += (
            pdfium.FPDFPathSegment_GetType(pdfium.FPDFPath_GetPathSegment(path, n))
            == pdfium.FPDF_SEGMENT_BEZIERTO
        )
    return curves >= 4


def _bounds(one: Any, matrix: _Matrix, place: _Place) -> Box:
    left, low, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(one, left, low, right, top)
    a, b, c, d, e, f = matrix
    points = [
        place(a * x + c * y + e, b * x + d * y + f)
        for x in (left.value, right.value)
        for y in (low.value, top.value)
    ]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _look(chars: str, unmapped: int, drawn: int, anything: bool, pictures: Sequence[Box], area: float) -> str:
    words = sum(c.isalnum() for c in chars)
    covered = max(((box[2] - box[0]) * (box[3] - box[1]) for box in pictures), default=0.0)
    if covered > 0.5 * area or (pictures and words < 8):
        return "scan"
    if unmapped > 0.02 * len(chars):
        return "unmapped"
    if drawn >= _DRAWN or (anything and not words):
        return "drawn"
    return "picture" if pictures else ""
