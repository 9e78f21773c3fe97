"""Read what a printed file says and where: independent of the code that printed it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import docx
import pdfplumber
import pypdfium2 as pdfium
from docx.oxml.ns import qn
from PIL import ImageChops

MM = 25.4 / 72
TEXT_FOOT_MM = 262.0
_DPI = 300


def pdf_words(data: bytes) -> str:
    """All glyphs in the order in which they are drawn, page numbers excepted, without blanks."""
    with pdfplumber.open(io.BytesIO(data)) as file:
        chars = [c for page in file.pages for c in page.chars if float(c["top"]) * MM < TEXT_FOOT_MM + 1]
    return squeeze("".join(c["text"] for c in chars))


def docx_words(data: bytes) -> str:
    """First page's header, then the body in its order, without blanks."""
    file = docx.Document(io.BytesIO(data))
    header = file.sections[0].first_page_header._element
    return squeeze("".join(_texts(header)) + "".join(_texts(file.element.body)))


def _texts(element: Any) -> list[str]:
    return [node.text or "" for node in element.iter(qn("w:t"))]


def squeeze(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")


@dataclass(frozen=True)
class Row:
    """A line of glyphs: its baseline, its ends (mm), its words."""

    base: float
    left: float
    right: float
    text: str


def rows(data: bytes, page: int = 0) -> list[Row]:
    """Lines of text inside the text area of a page, from above."""
    with pdfplumber.open(io.BytesIO(data)) as file:
        sheet = file.pages[page]
        lines: dict[int, list[dict[str, Any]]] = {}
        for char in sheet.chars:
            if char["text"].strip() and float(char["top"]) * MM < TEXT_FOOT_MM + 1:
                lines.setdefault(round(char["matrix"][5]), []).append(char)
        height = float(sheet.height)
    found = []
    for _, chars in sorted(lines.items(), reverse=True):
        chars.sort(key=lambda c: c["x0"])
        base = (height - chars[0]["matrix"][5]) * MM
        found.append(Row(base, chars[0]["x0"] * MM, chars[-1]["x1"] * MM, "".join(c["text"] for c in chars)))
    return found


def rules(data: bytes, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Filled rectangles as (upper edge, lower edge, left, right) in mm, from above."""
    with pdfplumber.open(io.BytesIO(data)) as file:
        found = {
            (
                round(r["top"] * MM, 2),
                round(r["bottom"] * MM, 2),
                round(r["x0"] * MM, 2),
                round(r["x1"] * MM, 2),
            )
            for r in [*file.pages[page].rects, *file.pages[page].curves]
        }
    return sorted(found)


def pages(data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as file:
        return len(file.pages)


def strokes(data: bytes, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Drawn lines (as LibreOffice prints borders) as (upper edge, lower edge, left, right) in mm, from above."""
    with pdfplumber.open(io.BytesIO(data)) as file:
        found = {
            tuple(round(v * MM, 2) for v in (li["top"] - w, li["bottom"] + w, li["x0"], li["x1"]))
            for li in file.pages[page].lines
            for w in [li["linewidth"] / 2]
        }
    return sorted(found)


def ink(
    data: bytes, page: int = 0, box: tuple[float, float, float, float] = (0, 0, 210, 297), red: bool = False
) -> tuple[float, float, float, float]:
    """Where ink stands on the page as a picture: (left, upper, right, lower) in mm, inside ``box`` of the same form."""
    image = pdfium.PdfDocument(data)[page].render(scale=_DPI / 72).to_pil().convert("RGB")
    left, upper, right, lower = (round(mm / 25.4 * _DPI) for mm in box)
    image = image.crop((left, upper, right, lower))
    channel = (
        image.getchannel("G")
        if not red
        else ImageChops.subtract(image.getchannel("R"), image.getchannel("G"))
    )
    found = channel.point(lambda v: 255 if (v > 128) == red else 0).getbbox()
    assert found is not None, "no ink there"
    return (
        box[0] + found[0] / _DPI * 25.4, box[1] + found[1] / _DPI * 25.4,
        box[0] + found[2] / _DPI * 25.4, box[1] + found[3] / _DPI * 25.4,
    )  # fmt: skip
