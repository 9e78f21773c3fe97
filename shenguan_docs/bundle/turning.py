"""Files that are no PDF become pages: office documents by LibreOffice, pictures, mail and plain text.

What comes from outside is opened in a child process with limits of time and memory and without network.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path

from shenguan_docs.bundle.contents import Content
from shenguan_docs.bundle.pages import Unreadable
from shenguan_docs.bundle.pictures import page_of_jpeg
from shenguan_docs.confined import NotRead, answer_of, worth
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.index.extract import extract_text
from shenguan_docs.index.formats import NAMES, PICTURES, file_kind, read_file
from shenguan_docs.index.paging import without_pages
from shenguan_docs.index.programs import libreoffice

OFFICE = frozenset({"docx", "doc", "rtf", "odt", "xlsx", "xls", "xlsb", "ods", "pptx", "ppt", "odp"})
WRITTEN = frozenset({"text", "eml", "html"})
LARGEST = 200_000_000
"""Bytes of a file that is turned into pages; what is larger stays a file."""
LONGEST = 60_000
"""Characters of a mail or text that become pages, some hundred of them."""
_OFFICE_LIMITS, _PICTURE_LIMITS = (40, 10, 3072), (9, 3, 1536)  # seconds of work, more a megabyte, MiB

WriteText = Callable[[str, str], bytes]
"""Prints a text under the name of its file: name, text → PDF."""


def is_pdf(source: Content) -> bool:
    """Tell whether a file begins as a PDF does."""
    try:
        if isinstance(source, bytes):
            return source[:1024].find(b"%PDF-") >= 0
        with source.open("rb") as file:
            return file.read(1024).find(b"%PDF-") >= 0
    except OSError:
        return False


def turned(source: Content, name: str, write_text: WriteText) -> bytes:
    """Return the pages of a file that is no PDF, as a PDF. Raises Unreadable with the reason."""
    data = _read(source)
    try:
        kind = file_kind(data, name)
        if kind in OFFICE:
            if not libreoffice():
                raise Unreadable(f"没有安装 LibreOffice，{NAMES[kind]}排不出页面")
            return _in_child("office", kind, data, *_OFFICE_LIMITS)
        if kind == "jpeg" and (page := page_of_jpeg(data)) is not None:
            return page
        if kind in PICTURES or name.lower().endswith(".webp"):
            return _in_child("picture", kind, data, *_PICTURE_LIMITS)
        if kind in WRITTEN:
            return _written(data, name, write_text)
    except Refused as error:
        raise Unreadable(error.message) from None
    except NotRead as error:
        raise Unreadable(str(error)) from None
    except OfficeUnusable as error:
        raise Unreadable(error.message) from None
    raise Unreadable(f"{NAMES[kind]}不能编入页面")


def _read(source: Content) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        size = source.stat().st_size
    except FileNotFoundError:
        raise Unreadable("找不到这个文件") from None
    except OSError:
        raise Unreadable("文件读不出来") from None
    if size > LARGEST:
        raise Unreadable(f"文件有 {size // 1_000_000} MB，太大了")
    try:
        return read_file(source)
    except Refused as error:
        raise Unreadable(error.message) from None


def _written(data: bytes, name: str, write_text: WriteText) -> bytes:
    read = extract_text(data, name)
    text = without_pages(read.text)
    if read.unread:
        raise Unreadable(read.unread)
    if not text.strip():
        raise Unreadable("里面没有文字")
    if len(text) > LONGEST:
        raise Unreadable(f"文字有 {len(text) // 10_000} 万字，太长了")
    return write_text(Path(name).name, text)


def _in_child(work: str, kind: str, data: bytes, least: int, a_megabyte: int, memory: int) -> bytes:
    seconds = int(worth(data, least, a_megabyte))
    worker = [sys.executable, "-BP", "-m", "shenguan_docs.bundle.turn_worker", work, kind]
    answer = answer_of([*worker, str(seconds), str(memory)], data, seconds)
    if "unread" in answer:
        raise Unreadable(answer["unread"])
    return base64.b64decode(answer["pdf"])
