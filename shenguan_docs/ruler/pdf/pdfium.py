"""Read pages with PDFium. Its library keeps one state for the whole process, so one thread reads at a time."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from threading import RLock
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from shenguan_docs.ruler.pdf.reading import (
    MM,
    Bar,
    Glyph,
    PdfFile,
    Picture,
    Sheet,
    broken,
    face_name,
    hex_colour,
    locked,
)

_LOCK = RLock()
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_DEPTH = 8  # forms within forms
_MOST_BARS = 20_000  # a page with more is a drawing

_Place = Callable[[float, float], tuple[float, float]]
_UNIT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Matrix = tuple[float, float, float, float, float, float]


def read(data: bytes, name: str) -> PdfFile:
    """Open ``data``; raises Refused when it is broken or locked."""
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error):
                raise locked(name) from None
            raise broken(name) from None
        scripts = pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw)
        pages = len(document)
    notes = ("文件带有脚本，没有运行",) if scripts > 0 else ()
    return PdfFile(pages, notes, _sheets(document, pages, name))


def _sheets(document: Any, pages: int, name: str) -> Iterator[Sheet]:
    try:
        for number in range(1, pages + 1):
            with _LOCK:
                try:
                    page = document[number - 1]
                except pypdfium2.PdfiumError:
                    raise broken(name) from None
                try:
                    sheet = _sheet(page, number)
                finally:
                    page.close()
            yield sheet
    finally:
        with _LOCK:
            document.close()


def _sheet(page: Any, number: int) -> Sheet:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, box)
    turn = pdfium.FPDFPage_GetRotation(page.raw) % 4
    wide, high = abs(box.right - box.left), abs(box.top - box.bottom)
    place = _placing(min(box.left, box.right), min(box.top, box.bottom), wide, high, turn)
    width, height = (high, wide) if turn % 2 else (wide, high)
    glyphs, loose = _glyphs(page, place, turn)
    bars: list[Bar] = []
    pictures: list[Picture] = []
    _drawings(
        page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, _UNIT, place, bars, pictures, 0
    )
    return Sheet(
        number, width * MM, height * MM, tuple(glyphs), tuple(bars), tuple(pictures), frozenset(loose)
    )


def _placing(left: float, low: float, wide: float, high: float, turn: int) -> _Place:
    """How a point of the file lies on the page as it is shown (mm, from the upper left)."""
    right, top = left + wide, low + high
    if turn == 1:
        return lambda x, y: ((y - low) * MM, (x - left) * MM)
    if turn == 2:
        return lambda x, y: ((right - x) * MM, (y - low) * MM)
    if turn == 3:
        return lambda x, y: ((top - y) * MM, (right - x) * MM)
    return lambda x, y: ((x - left) * MM, (top - y) * MM)


def _glyphs(page: Any, place: _Place, turn: int) -> tuple[list[Glyph], set[str]]:
    text = pdfium.FPDFText_LoadPage(page.raw)
    if not text:
        return [], set()
    found: list[Glyph] = []
    loose: set[str] = set()
    styles: dict[int | None, tuple[float, str, bool, str, int, float]] = {}
    left, right, low, top, x, y = (ctypes.c_double() for _ in range(6))
    get_char, get_box, get_origin = (
        pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharBox, pdfium.FPDFText_GetCharOrigin,
    )  # fmt: skip
    get_object, address = pdfium.FPDFText_GetTextObject, ctypes.addressof
    try:
        for n in range(pdfium.FPDFText_CountChars(text)):
            code = get_char(text, n)
            if code < 32:
                continue
            char = chr(code)
            one = get_object(text, n)
            if not one:  # made by PDFium to tell words apart
                continue
            key = address(one.contents)
            style = styles.get(key)
            if style is None:
                style = styles[key] = _style(text, n, one, turn, loose)
            get_origin(text, n, x, y)
            get_box(text, n, left, right, low, top)
            x0, base = place(x.value, y.value)
            ax, ay = place(left.value, top.value)
            bx, by = place(right.value, low.value)
            if ax > bx:
                ax, bx = bx, ax
            if ay > by:
                ay, by = by, ay
            found.append(Glyph(char, x0, base, ax, ay, bx, by, *style))
    finally:
        pdfium.FPDFText_ClosePage(text)
    return _joined(found), loose


def _joined(glyphs: list[Glyph]) -> list[Glyph]:
    """Halves of a character beyond U+FFFF, where PDFium gives them one by one."""
    if not any("\ud800" <= g.char <= "\udfff" for g in glyphs):
        return glyphs
    out: list[Glyph] = []
    for glyph in glyphs:
        if "\udc00" <= glyph.char <= "\udfff":
            if out and "\ud800" <= out[-1].char <= "\udbff":
                pair = (out[-1].char + glyph.char).encode("utf-16", "surrogatepass").decode("utf-16")
                out[-1] = out[-1]._replace(char=pair)
            continue
        out.append(glyph)
    return [g._replace(char="\ufffd") if "\ud800" <= g.char <= "\udfff" else g for g in out]


def _style(
    text: Any, n: int, one: Any, turn: int, loose: set[str]
) -> tuple[float, str, bool, str, int, float]:
    """Size, face, bold, colour, direction, width of one text object."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, n, matrix)
    size = pdfium.FPDFText_GetFontSize(text, n)
    up = math.hypot(matrix.c, matrix.d) or 1.0
    along = math.hypot(matrix.a, matrix.b) or up
    angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) - 90 * turn
    font = pdfium.FPDFTextObj_GetFont(one)
    raw = ctypes.create_string_buffer(256)
    length = pdfium.FPDFFont_GetBaseFontName(font, raw, 256)
    face = face_name(raw.raw[: max(0, min(length, 256) - 1)])
    if pdfium.FPDFFont_GetIsEmbedded(font) == 0:
        loose.add(face)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(one)
    bold = pdfium.FPDFFont_GetWeight(font) >= 600 or mode == 2 or "bold" in face.lower()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    reader = pdfium.FPDFText_GetStrokeColor if mode == 1 else pdfium.FPDFText_GetFillColor
    reader(text, n, red, green, blue, alpha)
    share = alpha.value / 255 if mode != 3 else 0.0
    colour = hex_colour(*(c.value * share + 255 * (1 - share) for c in (red, green, blue)))
    return size * up, face, bold, colour, angle % 360, along / up


def _drawings(
    owner: Any,
    count: Callable[[Any], int],
    get: Callable[[Any, int], Any],
    outer: _Matrix,
    place: _Place,
    bars: list[Bar],
    pictures: list[Picture],
    depth: int,
) -> None:
    for n in range(count(owner)):
        if len(bars) > _MOST_BARS:
            return
        one = get(owner, n)
        kind = pdfium.FPDFPageObj_GetType(one)
        if kind == _PATH:
            bar = _bar(one, outer, place)
            if bar:
                bars.append(bar)
        elif kind == _IMAGE:
            edges = [ctypes.c_float() for _ in range(4)]
            if pdfium.FPDFPageObj_GetBounds(one, *edges):
                a, b, c, d = (e.value for e in edges)
                corners = [place(*_moved(outer, px, py)) for px, py in ((a, b), (c, d), (a, d), (c, b))]
                pictures.append(Picture(*_hull(corners)))
        elif kind == _FORM and depth < _DEPTH:
            inner = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(one, inner)
            joined = _times((inner.a, inner.b, inner.c, inner.d, inner.e, inner.f), outer)
            _drawings(
                one, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, joined, place, bars, pictures,
                depth + 1,
            )  # fmt: skip


def _bar(one: Any, outer: _Matrix, place: _Place) -> Bar | None:
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(one, fill, stroked)
    if not fill.value and not stroked.value:
        return None
    count = pdfium.FPDFPath_CountSegments(one)
    if not 2 <= count <= 12:
        return None
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(one, own)
    matrix = _times((own.a, own.b, own.c, own.d, own.e, own.f), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for n in range(count):
        pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFPath_GetPathSegment(one, n), x, y)
        points.append(place(*_moved(matrix, x.value, y.value)))
    left, top, right, bottom = _hull(points)
    if stroked.value:
        width = ctypes.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(one, width)
        half = width.value * math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) * MM / 2
        if right - left > bottom - top:
            top, bottom = top - half, bottom + half
        else:
            left, right = left - half, right + half
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    reader = pdfium.FPDFPageObj_GetFillColor if fill.value else pdfium.FPDFPageObj_GetStrokeColor
    reader(one, red, green, blue, alpha)
    return Bar(left, top, right, bottom, hex_colour(red.value, green.value, blue.value))


def _moved(m: _Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _times(a: _Matrix, b: _Matrix) -> _Matrix:
    return (
        a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
    )  # fmt: skip


def _hull(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)
