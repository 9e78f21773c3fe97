"""Ruled tables on a page: where they lie, and which cell a point is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shenguan_docs.ruler.finding import Box
from shenguan_docs.ruler.pdf.reading import Bar

_THIN = 1.6  # mm; a thicker one is a surface
_SHORT = 3.0
_NEAR = 0.8

_Area = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grid:
    """The ruled lines of a page's tables: ``tables`` are their areas, ``upright`` and ``level`` their lines."""

    tables: tuple[_Area, ...]
    upright: tuple[Bar, ...]
    level: tuple[Bar, ...]

    def inside(self, x: float, y: float) -> _Area | None:
        """The table that holds the point, None outside of all."""
        for area in self.tables:
            if area[0] - _NEAR <= x <= area[2] + _NEAR and area[1] - _NEAR <= y <= area[3] + _NEAR:
                return area
        return None

    def parts(self, left: float, right: float, y: float) -> bool:
        """Whether an upright line stands between two glyphs."""
        return bool(self.tables) and any(
            left - 0.3 < (bar.left + bar.right) / 2 < right + 0.3 and bar.top < y < bar.bottom + 1
            for bar in self.upright
        )

    def cell(self, x: float, y: float) -> _Area | None:
        """The cell around a point by the nearest lines on each side, None outside of tables."""
        area = self.inside(x, y)
        if area is None:
            return None
        left, top, right, bottom = area
        for bar in self.upright:
            if bar.top - _NEAR < y < bar.bottom + _NEAR:
                at = (bar.left + bar.right) / 2
                if left < at <= x + 0.3:
                    left = at
                elif x + 0.3 < at < right:
                    right = at
        for bar in self.level:
            if bar.left - _NEAR < x < bar.right + _NEAR:
                at = (bar.top + bar.bottom) / 2
                if top < at <= y:
                    top = at
                elif y < at < bottom:
                    bottom = at
        return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)

    def boxes(self, page: int) -> list[Box]:
        """The tables as boxes."""
        return [Box(page, *area) for area in self.tables]


def grid_of(bars: Sequence[Bar], width: float) -> Grid:
    """Find the tables of a page ``width`` mm wide: two or more upright lines that touch level ones."""
    upright = [b for b in bars if b.right - b.left < _THIN and b.bottom - b.top > _SHORT]
    if len(upright) < 2:
        return Grid((), (), ())
    level = [b for b in bars if b.bottom - b.top < _THIN and b.right - b.left > _SHORT]
    areas: list[list[float]] = []
    for bar in sorted(upright, key=lambda b: (b.top, b.left)):
        for area in areas:
            if bar.top <= area[3] + _NEAR and bar.bottom >= area[1] - _NEAR:
                area[:] = [
                    min(area[0], bar.left),
                    min(area[1], bar.top),
                    max(area[2], bar.right),
                    max(area[3], bar.bottom),
                ]
                break
        else:
            areas.append([bar.left, bar.top, bar.right, bar.bottom])
    found = []
    for area in areas:
        if (
            area[2] - area[0] < _SHORT or area[2] - area[0] > width - 12
        ):  # a line of its own; a frame of the page
            continue
        touching = [
            b for b in level
            if area[1] - _NEAR <= b.top <= area[3] + _NEAR and b.left < area[2] + _NEAR and b.right > area[0] - _NEAR
        ]  # fmt: skip
        if len({round(b.top) for b in touching}) >= 2:
            found.append((area[0], area[1], area[2], area[3]))
    return Grid(tuple(found), tuple(upright), tuple(level))
