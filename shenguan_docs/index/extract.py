"""The words of received and attached files.

Parsers meet files from anywhere, so they run in a child process with limits of memory and time and without
network; plain text is read here. What is broken is refused in a sentence. What cannot be read here (a scan
without OCR, an old format without LibreOffice, a locked file) is accepted and says so: ``Extracted.unread``.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from shenguan_docs.confined import NotRead, worth
from shenguan_docs.errors import Refused
from shenguan_docs.index.child import read_in_child
from shenguan_docs.index.formats import CONVERTED, NAMES, PICTURES, READ, file_kind, read_file
from shenguan_docs.index.paging import paged, recognised, without_pages
from shenguan_docs.index.plain_text import decode
from shenguan_docs.index.programs import libreoffice, recogniser
from shenguan_docs.index.readers.reading import Reading
from shenguan_docs.index.secrecy import secrecy_mark
from shenguan_docs.text import clean

__all__ = ["Extracted", "components", "extract_text", "file_kind", "secrecy_mark"]

NO_WORDS = "没有可检索的文字"
NO_OCR = "没有安装文字识别（OCR）"
NO_LIBREOFFICE = "没有安装 LibreOffice"
SECONDS, MEMORY = 9, 1024
"""Limits of the child: seconds of work, MiB of memory."""
_CONVERTING, _RECOGNISING = (30, 3072), (180, 3072)
_LOOKING, _LOOKING_A_MEGABYTE = 8, 60
"""Seconds of work of OCR at least, and more for each megabyte: a page of a scan has some fifty kilobytes."""
LONGEST = 5_000_000
"""Characters kept of one file."""
_A_MEGABYTE = 3
"""Seconds of work more for all the files inside one file, for each of its megabytes."""
_TOGETHER = 7.0
"""Seconds of work for all the files inside a small file: below those of one, for each comes with a process."""
_DEPTH, _FILES = 3, 60
_LEAST = 3.0
"""Seconds of work without which no file is begun."""


@dataclass(frozen=True)
class Extracted:
    """What was read out of a file.

    ``text`` marks pages and what OCR read (``paging``). ``note`` is what a person should know, ``metadata`` what
    the file says of itself, ``recognised_by`` the recogniser that read some of it, ``unread`` why some words or
    all are not there, "" when nothing is missing.
    """

    text: str
    kind: str
    note: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    recognised_by: str = ""
    unread: str = ""


@dataclass
class _Trail:
    """What all the files inside one file share: ``together`` is what is left of their seconds of work."""

    seconds: float
    memory: int
    together: float
    left: int = _FILES


def components() -> dict[str, bool]:
    """Return which optional programs are there, by the words that say that one is not."""
    return {NO_OCR: bool(recogniser()), NO_LIBREOFFICE: bool(libreoffice())}


def extract_text(
    source: Path | bytes, name: str, *, seconds: float = SECONDS, memory: int = MEMORY
) -> Extracted:
    """Return the words of ``source``, called ``name``. ``memory`` in MiB.

    Raises ``Refused`` (empty, broken, protected, a program, not what its extension says).
    """
    data = source if isinstance(source, bytes) else read_file(source)
    return _extract(data, name, _Trail(seconds, memory, worth(data, min(seconds, _TOGETHER), _A_MEGABYTE)), 0)


def _extract(data: bytes, name: str, trail: _Trail, depth: int) -> Extracted:
    kind = file_kind(data, name)
    if kind == "text":
        text, encoding = decode(data)
        note = "部分字符无法识别" if encoding.endswith("?") or "\ufffd" in text else ""
        return _made(clean(text), kind, [note], [])
    try:
        reading = _reading(data, kind, name, trail, inside=depth > 0)
    except NotRead as error:
        return _made("", kind, [], [str(error)])
    unread = list(reading.unread)
    by = _recognise(reading, data, name, unread)
    pages = [page if by and "\v" in page else clean(page) for page in reading.pages]
    words = paged(pages) if reading.paged else "\n".join(pages)
    words += _inside(reading, trail, depth, unread)
    if by and kind in PICTURES and len(reading.pages) == 1:
        words = without_pages(words)
    words = words if words.strip() else ""
    note = "" if words or unread else NO_WORDS
    return _made(words, kind, [note], unread, reading.metadata, by if "\v" in words else "")


def _made(
    text: str,
    kind: str,
    notes: list[str],
    unread: list[str],
    metadata: dict[str, str] | None = None,
    by: str = "",
) -> Extracted:
    # Folded for searching, one sign may become eighteen (U+FDFA).
    size = max(len(text), len(unicodedata.normalize("NFKC", text)) if len(text) > LONGEST // 20 else 0)
    if size > LONGEST:
        text = text[: LONGEST * len(text) // size]
        notes = [*notes, f"文字过长，只检索前 {LONGEST // 10_000} 万字"]
    missing = "；".join(dict.fromkeys(unread))
    note = "；".join(filter(None, [*notes, missing]))
    return Extracted(text, kind, note, metadata or {}, by, missing)


def _reading(data: bytes, kind: str, name: str, trail: _Trail, *, inside: bool) -> Reading:
    if kind in PICTURES:
        return Reading(pages=[], paged=True, pictures=[(name, data)])
    if kind in CONVERTED:
        if not libreoffice():
            raise NotRead(f"{NO_LIBREOFFICE}，{NAMES[kind]}读不出来")
        return read_in_child(data, kind, name, *_CONVERTING)
    if kind not in READ:
        raise NotRead(f"{NAMES[kind]}不能提取文字")
    seconds = min(trail.seconds, trail.together) if inside else trail.seconds
    trail.together -= seconds
    began, worked = monotonic(), None
    try:
        reading = read_in_child(data, kind, name, seconds, trail.memory)
        worked = reading.worked
        return reading
    finally:  # a file that was refused has not worked longer than it took
        trail.together += max(0.0, seconds - (monotonic() - began if worked is None else worked))


def _recognise(reading: Reading, data: bytes, name: str, unread: list[str]) -> str:
    """Let OCR read what only it can; return its name. Only a file that has no other words misses it."""
    by = recogniser()
    if not by:
        if reading.scans:
            unread.append(f"{NO_OCR}，扫描的 {len(reading.scans)} 页读不出来")
        elif reading.pictures and not "".join(reading.pages).strip():
            unread.append(f"{NO_OCR}，图片里的字读不出来")
        return ""
    try:
        if reading.scans:
            got = read_in_child(data, "scans", name, *_looking(len(data)), pages=reading.scans)
            for number, text in zip(reading.scans, got.pages, strict=False):
                reading.pages[number - 1] = clean(reading.pages[number - 1]) + _marked(text)
            unread += got.unread
        if reading.pictures:
            alone = not reading.pages
            size = sum(len(content) for _, content in reading.pictures)
            got = read_in_child(_put_together(reading.pictures, alone), "pictures", name, *_looking(size))
            texts = [_marked(text) for text in got.pages]
            if alone or not reading.paged:
                reading.pages += texts
            else:  # the pictures of slides and the like stand after the last page's own words
                reading.pages[-1] = "\n".join([clean(reading.pages[-1]), *texts])
            unread += got.unread
    except NotRead as error:
        unread.append(f"文字识别没有做完：{error}")
    return by


def _looking(size: int) -> tuple[float, int]:
    most, memory = _RECOGNISING
    return min(most, _LOOKING + _LOOKING_A_MEGABYTE * size / 1_000_000), memory


def _marked(text: str) -> str:
    words = clean(text)
    return recognised(words) if words.strip() else ""


def _put_together(pictures: list[tuple[str, bytes]], alone: bool) -> bytes:
    """One picture as it is (a TIFF has several), many in a container."""
    if alone and len(pictures) == 1:
        return pictures[0][1]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for number, (_, content) in enumerate(pictures, 1):
            container.writestr(str(number), content)
    return out.getvalue()


def _inside(reading: Reading, trail: _Trail, depth: int, unread: list[str]) -> str:
    """Return the words of the files inside a file, each under its name; a mark of secrecy in one marks all."""
    words = []
    for name, content in reading.inside:
        name = " ".join(clean(name).split()) or "没有名称的文件"
        words.append(f"\n附：{name}\n")
        trail.left -= 1
        if depth >= _DEPTH or trail.left < 0 or trail.together < _LEAST:
            unread.append(f"里面的文件太多或套得太深，“{name}”等没有打开")
            break
        try:
            found = _extract(content, name, trail, depth + 1)
        except Refused as error:
            unread.append(f"里面的“{name}”没有读：{error.message}")
            continue
        if found.unread:
            unread.append(f"里面的“{name}”：{found.unread}")
        if mark := secrecy_mark(found.text, name, found.metadata):
            reading.metadata["密级"] = mark
        words.append(without_pages(found.text))
    return "".join(words)
