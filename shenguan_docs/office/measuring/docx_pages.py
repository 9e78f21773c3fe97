"""The pages of a DOCX as LibreOffice lays them out, and where on them the places lie that the ruler named."""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from shenguan_docs.errors import MissingComponent, Refused
from shenguan_docs.index.programs import libreoffice
from shenguan_docs.index.readers.converting import convert
from shenguan_docs.ruler.elements import Element
from shenguan_docs.ruler.finding import Box, Finding
from shenguan_docs.ruler.wording import squeezed

_SHORTEST = 2  # characters that tell a place
_REST = re.compile(r"…?(?:等 \d+ 处)?$")  # what a place's quotation leaves out, and where else it is so


def pages_of(data: bytes) -> bytes:
    """Return the DOCX as PDF. Raises Refused where LibreOffice cannot open it, MissingComponent without it."""
    if not libreoffice():
        raise MissingComponent(
            "没有安装 LibreOffice，排不出 DOCX 的页面",
            remedy="请安装 LibreOffice，或者先用 Word、WPS 转成 PDF 再标注",
        )
    with tempfile.TemporaryDirectory(prefix="shenguan-") as place:
        made = convert(data, "docx", "pdf", Path(place))
    if made is None:
        raise Refused(
            "LibreOffice 打不开，可能已损坏，或者太复杂",
            remedy="请用 Word、WPS 另存一份，或者转成 PDF 再标注",
        )
    return made


def placed(findings: Iterable[Finding], elements: Iterable[Element]) -> tuple[Finding, ...]:
    """Give findings of a DOCX the page and the boxes of their words among ``elements`` of its PDF.

    What concerns the document as a whole stays without a box.
    """
    texts = [(squeezed(element.text), element) for element in elements if element.boxes]
    out = []
    for finding in findings:
        words = squeezed(_REST.sub("", finding.place))
        found = next((e for text, e in texts if len(words) >= _SHORTEST and words in text), None)
        boxes = tuple(_bounds(found.boxes)) if found is not None else ()
        out.append(replace(finding, page=boxes[0].page, boxes=boxes) if boxes else finding)
    return tuple(out)


def _bounds(boxes: Iterable[Box]) -> Iterable[Box]:
    """One box a page around those of the lines."""
    pages: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        pages[box.page].append(box)
    for page, lines in pages.items():
        yield Box(
            page, min(b.left for b in lines), min(b.top for b in lines), max(b.right for b in lines),
            max(b.bottom for b in lines),
        )  # fmt: skip
