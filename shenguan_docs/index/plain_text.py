"""Plain text in whatever encoding an office's machine wrote it."""

from __future__ import annotations

import codecs

from shenguan_docs.index.formats import looks_utf16

_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "cp936", "gb_2312-80", "x-gbk", "hz"})


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding: by byte order mark, else UTF-8, UTF-16, GB18030 (for GBK, GB2312 too), Big5.

    Bytes that fit none are replaced, never an error; the encoding is then "gb18030?".
    """
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(codec, "replace"), codec
    try:
        text = data.decode("utf-8")
        if not _short_sequences_only(text):
            return text, "utf-8"
    except UnicodeDecodeError:
        pass
    if codec16 := looks_utf16(data):
        return data.decode(codec16, "replace"), codec16
    for codec in ("big5", "gb18030") if _looks_big5(data) else ("gb18030",):
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", "replace"), "gb18030?"


def named_codec(data: bytes, name: str) -> str | None:
    """Decode by an encoding's name as pages and letters bear it; None if it is unknown or does not fit.

    Whoever writes "gb2312" means GBK or GB18030 as well.
    """
    name = name.strip().lower()
    try:
        return data.decode("gb18030" if name in _CHINESE - {"hz"} else codecs.lookup(name).name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _short_sequences_only(text: str) -> bool:
    """Whether UTF-8 shows foreign letters throughout and not one Chinese character: it is GBK then (联通)."""
    foreign = sum("\x80" <= c <= "\u07ff" for c in text)
    return foreign * 2 > len(text) and max(text) <= "\u07ff"


def _looks_big5(data: bytes) -> bool:
    """Whether pairs of bytes are common characters in Big5 (A4–C6) more often than in GB 2312 (B0–D7).

    Nearly every Big5 text is valid GB18030, so validity tells nothing; frequency does.
    """
    gb = big5 = count = 0
    at, end = 0, min(len(data), 20_000) - 1
    while at < end:
        lead, trail = data[at], data[at + 1]
        if lead < 0x81:
            at += 1
            continue
        count += 1
        gb += 0xB0 <= lead <= 0xD7 and trail >= 0xA1 or lead == 0xA3 and trail >= 0xA1
        big5 += 0xA4 <= lead <= 0xC6 and (0x40 <= trail <= 0x7E or trail >= 0xA1)
        # signs: 、。〈《「 … in GB 2312, ，、。《「 in Big5
        gb += lead == 0xA1 and trail in b"\xa2\xa3\xb0\xb1\xb6\xb7\xb2\xb3\xb8\xb9\xba\xbb"
        big5 += lead == 0xA1 and (trail in b"\x41\x42\x43\x47\x48\x49" or 0x5D <= trail <= 0x7E)
        at += 2
    return count > 0 and big5 > gb
