"""How long LibreOffice may work on a file: as long as its words are worth, so that nothing small takes long."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib

_LEAST, _A_MEGABYTE, _OLD_MEGABYTE = 7, 10, 25  # seconds: to open anything, for pictures, for old formats
_A_THOUSAND = 0.15  # of characters; some page and a half, which takes 0.05 seconds of a quick processor
_READ = 16_000_000
"""Bytes of the parts with words that are looked at, unpacked."""
_PARTS = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml"
    r"|ppt/slides/[^/]+\.xml|content\.xml"
)
_WORDS = re.compile(rb"<(?:[a-z]+:)?(?:t|v|p|span|h|a)(?:\s[^>]*)?>([^<]+)")


def seconds_worth(data: bytes) -> float:
    """Return the seconds of work that a file is worth; an old format, which is no ZIP, tells its words by its size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            characters = _characters(file)
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError,
    ):  # fmt: skip
        return _LEAST + _OLD_MEGABYTE * len(data) / 1_000_000
    return _LEAST + _A_MEGABYTE * len(data) / 1_000_000 + _A_THOUSAND * characters / 1000


def _characters(file: zipfile.ZipFile) -> int:
    found, left = 0, _READ
    for info in file.infolist():
        if left <= 0:
            break
        if _PARTS.fullmatch(info.filename):
            with file.open(info) as part:
                read = part.read(left)
            left -= len(read)
            found += sum(len(words.decode("utf-8", "replace")) for words in _WORDS.findall(read))
    return found
