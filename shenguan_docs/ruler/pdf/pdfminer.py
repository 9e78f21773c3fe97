"""Read pages with pdfminer.six, where PDFium has no wheel: slower, and the ink of a glyph is reckoned."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Iterator
from typing import Any

from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

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

# How far the ink of Chinese faces reaches over and under the baseline, and beside the em's edges.
_OVER, _UNDER, _BESIDE = 0.78, 0.17, 0.06


def read(data: bytes, name: str) -> PdfFile:
    """Open ``data``; raises Refused when it is broken or locked."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        pages = list(PDFPage.create_pages(document))
    except PDFPasswordIncorrect:
        raise locked(name) from None
    except Exception:  # whatever the parser stumbles over: the file is what is wrong
        raise broken(name) from None
    names = document.catalog.get("Names")
    scripts = isinstance(names, dict) and "JavaScript" in names
    return PdfFile(len(pages), ("文件带有脚本，没有运行",) if scripts else (), _sheets(pages, name))


def _sheets(pages: list[Any], name: str) -> Iterator[Sheet]:
    from pdfminer.converter import PDFPageAggregator

    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=None)
    interpreter = PDFPageInterpreter(manager, device)
    for number, page in enumerate(pages, 1):
        try:
            interpreter.process_page(page)
            yield _sheet(device.get_result(), number)
        except Exception:
            raise broken(name) from None


def _sheet(layout: Any, number: int) -> Sheet:
    glyphs: list[Glyph] = []
    bars: list[Bar] = []
    pictures: list[Picture] = []
    loose: set[str] = set()
    high = layout.bbox[3]
    waiting = [*layout]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, LTFigure):
            waiting = [*one, *waiting]
        elif isinstance(one, LTChar):
            glyph = _glyph(one, high)
            if glyph:
                glyphs.append(glyph)
        elif isinstance(one, LTCurve):
            bar = _bar(one, high)
            if bar:
                bars.append(bar)
        elif isinstance(one, LTImage):
            pictures.append(Picture(one.x0 * MM, (high - one.y1) * MM, one.x1 * MM, (high - one.y0) * MM))
    width, height = layout.width * MM, layout.height * MM
    return Sheet(number, width, height, tuple(glyphs), tuple(bars), tuple(pictures), frozenset(loose))


def _glyph(one: LTChar, high: float) -> Glyph | None:
    text = one.get_text()
    if not text or text.startswith("(cid:") or ord(text[0]) < 32:
        return None
    a, b, c, d, e, f = one.matrix
    up, along = math.hypot(c, d), math.hypot(a, b)
    turned = round(math.degrees(math.atan2(b, a))) % 360
    size = one.size  # the matrix holds no size
    face = face_name(one.fontname.encode("utf-8", "surrogateescape"))
    colour = _colour(one.graphicstate.ncolor)
    x, base = e * MM, (high - f) * MM
    if turned == 0:
        em = size * along / up * MM if up else size * MM
        wide = ord(text[0]) > 0x2E7F
        side = em * _BESIDE if wide else 0.0
        left, right = x + side, (x + em - side if wide else one.x1 * MM)
        top, bottom = base - size * _OVER * MM, base + (size * _UNDER * MM if wide else 0)
    else:
        left, top, right, bottom = one.x0 * MM, (high - one.y1) * MM, one.x1 * MM, (high - one.y0) * MM
    return Glyph(
        text[0] if len(text) == 1 else text, x, base, left, top, right, bottom, size, face, "bold" in face.lower(),
        colour, turned, along / up if up else 1.0,
    )  # fmt: skip


def _bar(one: LTCurve, high: float) -> Bar | None:
    if not one.fill and not one.stroke or len(one.pts) > 12:
        return None
    left, right = one.x0 * MM, one.x1 * MM
    top, bottom = (high - one.y1) * MM, (high - one.y0) * MM
    if one.stroke:
        half = (one.linewidth or 0) * MM / 2
        if right - left > bottom - top:
            top, bottom = top - half, bottom + half
        else:
            left, right = left - half, right + half
    colour = one.non_stroking_color if one.fill else one.stroking_color
    return Bar(left, top, right, bottom, _colour(colour))


def _colour(value: Any) -> str:
    """``#RRGGBB`` of grey, RGB or CMYK from 0 to 1."""
    parts = (
        [value] if isinstance(value, int | float) else list(value) if isinstance(value, tuple | list) else []
    )
    numbers = [float(part) for part in parts if isinstance(part, int | float)]
    if len(numbers) == 1:
        numbers *= 3
    if len(numbers) == 4:
        cyan, magenta, yellow, black = numbers
        numbers = [(1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)]
    if len(numbers) != 3:
        return "#000000"
    return hex_colour(*(max(0.0, min(1.0, n)) * 255 for n in numbers))
