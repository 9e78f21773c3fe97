"""What a scanned page shows: the QR codes on it, whether it is blank. For pages that are turned, skewed, noisy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from shenguan_docs.serving import codes

DPI = (200, 300)
"""Resolutions at which codes are sought."""
LONGEST = 5000
"""Points of the longer side of a picture that is looked at."""
_INK = 50  # so much darker than the paper is ink; noise that is averaged over nine points stays below
_SPOTS = 0.00015  # of the page: fewer points of ink are specks of dust


def codes_on(raster: Callable[[int], Any]) -> list[str]:
    """Return the texts of the QR codes on a page, which ``raster`` draws in grey at a resolution (dpi).

    Looks again in other ways until a whole code of ours is found. Raises ImportError without zxing-cpp.
    """
    plain = [raster(dpi) for dpi in DPI]
    found: dict[str, None] = {}
    for picture in plain:  # a second code may show at one resolution only
        found |= dict.fromkeys(_read(picture))
    for picture in _otherwise(plain):
        if any(map(codes.read, found)):
            break
        found |= dict.fromkeys(_read(picture))
    return list(found)


def _otherwise(plain: list[Any]) -> Iterator[Any]:
    """The page smoothed, with more contrast, smaller: what noise and poor light need."""
    from PIL import ImageFilter, ImageOps

    for picture in reversed(plain):
        yield picture.filter(ImageFilter.MedianFilter(3))
        yield picture.filter(ImageFilter.GaussianBlur(1.5))
        yield ImageOps.autocontrast(picture, cutoff=2)
    yield plain[0].reduce(2)
    yield plain[1].filter(ImageFilter.GaussianBlur(2.5))


def _read(picture: Any) -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found if one.valid and one.text]


def is_blank(picture: Any) -> bool:
    """Whether nothing is written on a page, drawn in grey at 200 dpi; its margins, dust and noise do not count."""
    small = picture.reduce(3)
    wide, high = small.size
    inner = small.crop((wide // 25, high // 25, wide - wide // 25, high - high // 25))
    counts = inner.histogram()
    half, seen, paper = sum(counts) / 2, 0, 0
    for paper, count in enumerate(counts):  # noqa: B007
        seen += count
        if seen >= half:
            break
    ink = sum(counts[: max(0, paper - _INK)])
    return bool(ink < _SPOTS * sum(counts))


def digest_of(picture: Any) -> str:
    """Return a SHA-256 of what a page shows, drawn in grey at 200 dpi, coarse enough to be small."""
    small = picture.reduce(2)
    return hashlib.sha256(repr(small.size).encode() + small.tobytes()).hexdigest()
