"""PDF through PDFium; through pdfminer where PDFium has no build for the machine."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from shenguan_docs.index.readers.reading import Clock, Reading, Unfit

_PAGES, _INSIDE = 20_000, 50
_FEW = 8  # a scan often bears a page number or a stamp of the scanner's maker
_PASSWORD = ("文件加了密码，打不开", "请去掉密码后再登记")
_PROPERTIES = ("title", "subject", "keywords", "author")


def read_pdf(data: bytes, clock: Clock) -> Reading:
    """Read the words of every page, and which pages are scans."""
    try:
        import pypdfium2
    except ImportError:
        return _by_pdfminer(data, clock)
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        raise Unfit(*(_PASSWORD if "password" in str(error).lower() else ("文件已损坏，打不开",))) from error
    if not count:
        raise Unfit("文件已损坏，打不开")
    reading, broken = Reading(paged=True), 0
    for number in range(count):
        if clock.over or number >= _PAGES:
            reading.unread.append(f"页数太多，只检索前 {number} 页")
            break
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            reading.pages.append("")
            broken += 1
            continue
        text = page.get_textpage().get_text_range()
        text = text.replace("\x02", "-").replace("\ufffe", "-")  # a hyphen at a line's end
        if _wordless(text) and next(page.get_objects(max_depth=2), None) is not None:
            reading.scans.append(number + 1)
        reading.pages.append(text)
        page.close()
    if broken and broken == len(reading.pages):
        raise Unfit("文件已损坏，打不开")
    if broken:
        reading.unread.append(f"有 {broken} 页已损坏")
    info = document.get_metadata_dict()
    reading.metadata = {key: info[key.title()] for key in _PROPERTIES if info.get(key.title())}
    reading.inside = list(_inside(document))
    return reading


def _wordless(text: str) -> bool:
    """Whether a page's words are none, or codes that stand for no character (a font without its table)."""
    signs = [c for c in text if not c.isspace()]
    if len(signs) < _FEW:
        return True
    odd = sum(unicodedata.category(c) in ("Co", "Cn", "Cc") or c == "\ufffd" for c in signs)
    return odd * 2 > len(signs)


def _inside(document: Any) -> Iterator[tuple[str, bytes]]:
    with suppress(Exception):  # what is attached to a PDF must not keep its own words from being found
        for number in range(min(document.count_attachments(), _INSIDE)):
            attached = document.get_attachment(number)
            yield attached.get_name(), bytes(attached.get_data())


def _by_pdfminer(data: bytes, clock: Clock) -> Reading:
    import logging

    logging.disable(logging.CRITICAL)
    from pdfminer.converter import TextConverter
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    reading, resources = Reading(paged=True), PDFResourceManager()
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        for number, page in enumerate(PDFPage.create_pages(document), 1):
            if clock.over:
                reading.unread.append(f"页数太多，只检索前 {number - 1} 页")
                break
            out = io.StringIO()
            PDFPageInterpreter(
                resources, TextConverter(resources, out, laparams=LAParams(all_texts=True))
            ).process_page(page)
            text = re.sub(r"\(cid:\d+\)", "", out.getvalue()).replace("\x0c", "\n")
            if _wordless(text):
                reading.scans.append(number)
            reading.pages.append(text)
    except PDFPasswordIncorrect as error:
        raise Unfit(*_PASSWORD) from error
    if not reading.pages:
        raise Unfit("文件已损坏，打不开")
    for info in document.info:
        for key in _PROPERTIES:
            if isinstance(value := info.get(key.title()), bytes):
                reading.metadata[key] = value.decode(
                    "utf-16" if value[:2] in (b"\xfe\xff", b"\xff\xfe") else "gb18030", "replace"
                )
    return reading
