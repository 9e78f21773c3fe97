"""The characters of a page with their places, and the orders in which they may be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shenguan_docs.masking.seen import BREAK

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the upper left of the page as it is shown."""
_FEW_STEPS = 4
_FAR = 8  # heights of a line


@dataclass(frozen=True)
class PageText:
    """What a page says. ``boxes`` has one per character, None for a blank between words.

    ``scanned`` are characters that were recognised, from this index on. ``look`` says why the page cannot be
    trusted to its characters: "" or ``scan``, ``picture``, ``drawn``, ``unmapped``. ``pictures`` are their places.
    """

    width: float
    height: float
    chars: str
    boxes: tuple[Box | None, ...]
    look: str = ""
    pictures: tuple[Box, ...] = ()
    scanned: int | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PageText:
        """Make it of what the worker sent."""
        boxes = tuple(tuple(box) if box else None for box in data["boxes"])
        pictures = tuple(tuple(box) for box in data["pictures"])
        return cls(**{**data, "boxes": boxes, "pictures": pictures})

    def views(self) -> list[list[int]]:
        """Return the orders: as the file has them, by rows, by columns (a cell of several lines), each way."""
        split = len(self.chars) if self.scanned is None else self.scanned
        views = []
        for part in (range(split), range(split, len(self.chars))):
            if len(part):
                written = _as_written(self.chars, part)
                views += [written, _upwards(written), *self._by_place(part)]
        return [list(view) for view in dict.fromkeys(map(tuple, views))]

    def _by_place(self, part: range) -> list[list[int]]:
        placed = [
            (i, box) for i in part if (box := self.boxes[i]) is not None and not self.chars[i].isspace()
        ]
        if not placed:
            return []
        views: list[list[int]] = []
        for way in _ways(placed):
            rows = _rows([(i, way(box)) for i, box in placed])
            views += [_joined([piece for row in rows for piece in row]), *_columns(rows)]
        return views


_Placed = tuple[int, Box]
_Piece = tuple[list[int], Box]


def _as_written(chars: str, part: range) -> list[int]:
    return [BREAK if chars[i] == "\n" else i for i in part]


def _upwards(view: Sequence[int]) -> list[int]:
    """The lines from the last to the first: how a page that stands on its head is read."""
    lines: list[list[int]] = [[]]
    for index in view:
        if index == BREAK:
            lines.append([])
        else:
            lines[-1].append(index)
    return [index for line in reversed(lines) for index in (*line, BREAK)]


def _rows(placed: Sequence[_Placed]) -> list[list[_Piece]]:
    """Put characters into rows from the top, each row into pieces where a gap is wider than a character."""
    rows: list[list[_Placed]] = []
    middle, height = 0.0, 0.0
    for one in sorted(placed, key=lambda p: ((p[1][1] + p[1][3]) / 2, p[1][0])):
        at, high = (one[1][1] + one[1][3]) / 2, one[1][3] - one[1][1]
        if rows and at - middle < 0.5 * max(min(high, height), 2.0):
            rows[-1].append(one)
            middle, height = middle + (at - middle) / len(rows[-1]), max(height, high)
        else:
            rows.append([one])
            middle, height = at, high
    return [_pieces(sorted(row, key=lambda p: p[1][0])) for row in rows]


def _pieces(row: list[_Placed]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for index, box in row:
        if pieces and box[0] - pieces[-1][1][2] <= 1.0 * max(box[3] - box[1], 4.0):
            before = pieces[-1]
            pieces[-1] = ([*before[0], index], _around(before[1], box))
        else:
            pieces.append(([index], box))
    return pieces


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _joined(pieces: Sequence[_Piece]) -> list[int]:
    view: list[int] = []
    for indices, _ in pieces:
        view += [*indices, BREAK]
    return view


def _columns(rows: Sequence[Sequence[_Piece]]) -> list[list[int]]:
    """Follow each column from its top: the lines of a cell, the cells under a heading (which may head several)."""
    above: dict[int, _Piece] = {}
    for number, row in enumerate(rows):
        for piece in row:
            upper = next(_over(piece, rows[:number]), None)
            if upper is not None:
                above[id(piece)] = upper
    inner = {id(piece) for piece in above.values()}
    views = []
    for lowest in (piece for row in rows for piece in row if id(piece) in above and id(piece) not in inner):
        chain = [lowest]
        while id(chain[-1]) in above:
            chain.append(above[id(chain[-1])])
        views.append(_joined(chain[::-1]))
    return views


def _over(piece: _Piece, rows: Sequence[Sequence[_Piece]]) -> Iterator[_Piece]:
    """Yield what stands above ``piece`` in its column, the nearest first, as far as a table's row may be high."""
    _, (left, top, right, bottom) = piece
    for row in reversed(rows):
        for other in row:
            a, b, c, d = other[1]
            if top - d > _FAR * max(bottom - top, d - b):
                return
            if min(right, c) - max(left, a) > 0.3 * min(right - left, c - a) and b < top:
                yield other


_Way = Callable[[Box], Box]
_RIGHT, _LEFT, _DOWN, _UP = range(4)
_TURNED: dict[int, _Way] = {  # so that the letters run to the right
    _RIGHT: lambda box: box,
    _LEFT: lambda box: (-box[2], -box[3], -box[0], -box[1]),
    _DOWN: lambda box: (box[1], -box[2], box[3], -box[0]),
    _UP: lambda box: (-box[3], box[0], -box[1], box[2]),
}


def _ways(placed: Sequence[_Placed]) -> list[_Way]:
    """Return how to turn the page for each direction in which letters follow one another."""
    votes = Counter(
        filter(lambda step: step is not None, (_step(a, b) for (_, a), (_, b) in pairwise(placed)))
    )
    return [_TURNED[step] for step in _TURNED if step == _RIGHT or votes[step] >= _FEW_STEPS]


def _step(one: Box, other: Box) -> int | None:
    """The direction from a character to the next, None where they do not stand side by side."""
    across = (other[0] + other[2] - one[0] - one[2]) / 2
    down = (other[1] + other[3] - one[1] - one[3]) / 2
    size = max(one[3] - one[1], one[2] - one[0], 2.0)
    if max(abs(across), abs(down)) > 3 * size:
        return None
    if abs(across) >= abs(down):
        return _RIGHT if across > 0 else _LEFT
    return _DOWN if down > 0 else _UP
