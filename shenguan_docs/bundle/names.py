"""File names that every system accepts: Windows, macOS, a ZIP, a USB stick."""

from __future__ import annotations

import re
import unicodedata

from shenguan_docs.text import clean

LONGEST = 120  # bytes of UTF-8; 40 Chinese characters, so that Windows' 260 characters last for the path
_LONGEST_SUFFIX = 12
# Their full-width twins look the same to a reader and are allowed everywhere.
# So is that of %, which RFC 8493 escapes in manifests and the Library of Congress's own bagit.py does not read back.
_FORBIDDEN = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in '/\\:*?"<>|%'})
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
# Format characters (right-to-left marks above all, by which a name can show another ending than it has),
# except the joiner of emoji.
_JOINER = "\u200d"


def clean_name(name: str, longest: int = LONGEST) -> str:
    """Return ``name`` as a file name of at most ``longest`` bytes; its ending (.pdf) is kept."""
    name = unicodedata.normalize("NFC", clean(name)).translate(_FORBIDDEN)
    unseen = ("Cf", "Cc", "Co", "Cn")
    name = "".join(c for c in name if c.isspace() or unicodedata.category(c) not in unseen or c == _JOINER)
    name = re.sub(r"\s+", " ", name).strip(" .") or "未命名"
    if _DEVICES.match(name):
        name = f"_{name}"
    stem, suffix = _split(name)
    return _cut(stem, longest - len(suffix.encode())) + suffix


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    if (
        not stem
        or not suffix
        or len(suffix) >= _LONGEST_SUFFIX
        or not (suffix.isascii() and suffix.isalnum())
    ):
        return name, ""
    return stem.rstrip(" .") or "_", dot + suffix


def _cut(stem: str, longest: int) -> str:
    if len(stem.encode()) <= longest:
        return stem
    stem = stem.encode()[:longest].decode(errors="ignore")
    # Never end inside a character made of several code points.
    while stem and (unicodedata.category(stem[-1]) in ("Mn", "Me", "Sk") or stem[-1] == _JOINER):
        stem = stem[:-1]
    return stem.rstrip(" .") or "_"


class Names:
    """Hands out names of one folder, each once; a double is numbered: ``照片.jpg``, ``照片(2).jpg``."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        """Return a clean form of ``name`` that was not handed out before (case does not count)."""
        name = clean_name(name)
        stem, suffix = _split(name)
        copy = 1
        while name.casefold() in self._taken:
            copy += 1
            mark = f"({copy})"
            name = _cut(stem, LONGEST - len((mark + suffix).encode())) + mark + suffix
        self._taken.add(name.casefold())
        return name
