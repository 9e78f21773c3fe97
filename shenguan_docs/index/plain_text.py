"""Plain text in whatever encoding an office's machine wrote it."""

from __future__ import annotations

from shenguan_docs.index.formats import looks_utf16


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding: by byte order mark, else UTF-8, UTF-16, GB18030 (for GBK, GB2312 too).

    Bytes that fit none are replaced, never an error; the encoding is then "gb18030?".
    """
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(codec, "replace"), codec
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if codec16 := looks_utf16(data):
        return data.decode(codec16, "replace"), codec16
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace"), "gb18030?"
