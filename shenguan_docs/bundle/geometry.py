"""Where the corners of a page are as its reader sees it, whatever its size, crop and rotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

A4 = (0.0, 0.0, 595.276, 841.89)  # pt
Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class View:
    """A page as seen: width and height, and the matrix from seen points to the page's own. Units of the page.

    ``unit`` is how many points one unit is (UserUnit, 1 on nearly all pages).
    """

    width: float
    height: float
    matrix: Matrix
    unit: float = 1.0

    def point(self, across: float, up: float) -> tuple[float, float]:
        """Return the page's own point for one seen ``across`` from the left, ``up`` from the bottom."""
        a, b, c, d, e, f = self.matrix
        return a * across + c * up + e, b * across + d * up + f


def view(box: Box, rotate: int, unit: float = 1.0) -> View:
    """Return how a page of visible ``box`` and clockwise rotation ``rotate`` (a multiple of 90) is seen."""
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
    match rotate % 360:
        case 90:
            return View(high, wide, (0, 1, -1, 0, right, bottom), unit)
        case 180:
            return View(wide, high, (-1, 0, 0, -1, right, top), unit)
        case 270:
            return View(high, wide, (0, -1, 1, 0, left, top), unit)
    return View(wide, high, (1, 0, 0, 1, left, bottom), unit)


def view_of(page: Any) -> View:
    """Return how a viewer shows the pikepdf ``page``: its crop within its media, A4 where neither is usable."""
    media = _box(page.get("/MediaBox")) or A4
    crop = _common(media, _box(page.get("/CropBox")) or media) or media
    try:
        rotate = round(float(page.get("/Rotate", 0)) / 90) * 90
        unit = float(page.get("/UserUnit", 1))
    except (TypeError, ValueError):
        rotate, unit = 0, 1.0
    return view(crop, rotate, unit if unit > 0 else 1.0)


def mend_boxes(page: Any) -> None:
    """Set a MediaBox where there is none and drop a CropBox that shows nothing, so that all viewers agree."""
    media = _box(page.get("/MediaBox"))
    if media is None:
        media = A4
        page["/MediaBox"] = list(A4)
    if "/CropBox" in page and _common(media, _box(page.get("/CropBox")) or media) is None:
        del page["/CropBox"]


def _box(value: Any) -> Box | None:
    try:
        x1, y1, x2, y2 = (float(edge) for edge in value)
    except (TypeError, ValueError):
        return None
    box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    return box if box[2] - box[0] > 0 and box[3] - box[1] > 0 else None


def _common(one: Box, other: Box) -> Box | None:
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if left < right and bottom < top else None
