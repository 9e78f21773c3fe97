"""Widths of words in characters, and the one decision where titles break and how wide a 标志 is set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from shenguan_docs.layout import figures

_NO_START = set("，。、；：！？）》〉」』】〕”’％%,.;:!?)]}·…—的")
_NO_END = set("（《〈「『【〔“‘([{")
# What must not be torn in a title whose segments are too long: Latin words, numbers, titles of works.
_ATOM = re.compile(r"《[^《》]+》|[A-Za-z0-9.%‰〔〕()（）-]+[号年月日期]?|.", re.DOTALL)

_GOOD_END = re.compile("(公司|局|室|大队|委员会|合作社|中心|厂|[”》）的和与及等])$")

_UGLY = 80.0  # what a line costs that begins with 的 or ends with an opening mark
_MOST_WAYS = 3000  # to break a title; more is not reckoned through, the lines are filled evenly


def width(text: str) -> float:
    """Width of ``text`` in full-width characters: a Latin letter or digit is half a one."""
    return sum(
        1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.0 if unicodedata.combining(c) else 0.5
        for c in text
    )


def title_width(text: str) -> float:
    """Width of ``text`` in 小标宋, whose Latin letters are wider than half a character, as wide as any face has them."""
    return sum(map(_in_title, text))


def _in_title(char: str) -> float:
    if not char.isascii() or not (char.isalpha() or char in "&@%+"):
        return width(char)
    return 1.0 if char in "MW" else 0.83 if char.isupper() or char in "mw&@%+" else 0.56


def title_lines(segments: Sequence[str], room: float | None = None) -> list[str]:
    """Break a title between ``segments`` into balanced lines (GB/T 9704 7.3.1: trapezium or rhombus).

    ``room`` is the line's width in title characters. A segment wider than the line is torn between
    characters, as there is no other way.
    """
    room = figures.TEXT_WIDTH_MM / (figures.TITLE_PT * figures.MM_PER_PT) if room is None else room
    pieces = [s for s in segments if s]
    if not pieces:
        return []
    seams = {sum(map(len, pieces[:n])) for n in range(1, len(pieces))}
    atoms = [a for p in pieces for a in ([p] if title_width(p) <= room else _atoms(p, room))]
    found = _best(atoms, room, seams)
    return found[1] if found else _filled(atoms, room)


def _best(pieces: Sequence[str], room: float, seams: set[int]) -> tuple[float, list[str]] | None:
    """Return the cheapest way to lay the pieces on as few lines as hold them, with its cost."""
    sizes = [title_width(p) for p in pieces]
    least = max(1, -(-int(sum(sizes)) // int(room)))
    for count in range(least, len(pieces) + 1):
        if comb(len(pieces) - 1, count - 1) > _MOST_WAYS:
            return None
        best: tuple[float, list[str]] | None = None
        for cuts in combinations(range(1, len(pieces)), count - 1):
            edges = [0, *cuts, len(pieces)]
            lengths = [sum(sizes[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
            if max(lengths) > room:
                continue
            lines = ["".join(pieces[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
            cost = _cost(lines, lengths) + _torn(lines, seams)
            if best is None or cost < best[0]:
                best = cost, lines
        if best:
            return best
    return None


def _cost(lines: list[str], lengths: list[float]) -> float:
    mean = sum(lengths) / len(lengths)
    cost = sum((length - mean) ** 2 for length in lengths)
    ups = [b - a for a, b in zip(lengths, lengths[1:], strict=False)]
    # An hourglass (long, short, long) is neither trapezium nor rhombus; equal lines are a rectangle.
    if any(a < 0 < b for a, b in zip(ups, ups[1:], strict=False)):
        cost += 60
    if ups and all(u == 0 for u in ups):
        cost += 4
    if ups and lengths[-1] < mean / 3:
        cost += 40
    cost += 80 * sum(line[0] in _NO_START for line in lines[1:])
    return cost + 80 * sum(line[-1] in _NO_END for line in lines[:-1])


def _torn(lines: list[str], seams: set[int]) -> float:
    """Lines part at a segment's end; else after a body's name or a quotation, least of all inside one (7.3.1: 词意完整)."""
    cost, at, whole = 0.0, 0, "".join(lines)
    for line in lines[:-1]:
        at += len(line)
        before, after = whole[:at], whole[at:]
        if at in seams:
            continue
        if before.count("《") > before.count("》"):
            cost += 5 * _UGLY  # the title of a work is parted only where no line holds it
        elif any(before.count(a) > before.count(b) for a, b in ("“”", "（）")):
            cost += 40
        elif not _GOOD_END.search(before) and after[0] not in "“《（":
            cost += 12
    return cost


def _atoms(text: str, room: float) -> list[str]:
    atoms: list[str] = []
    for atom in _ATOM.findall(text):
        if title_width(atom) > room:
            atoms.extend(atom)
        elif (
            atoms
            and (atom[0] in _NO_START or atoms[-1][-1] in _NO_END)
            and title_width(atoms[-1] + atom) <= room
        ):
            atoms[-1] += atom
        else:
            atoms.append(atom)
    return atoms


def _filled(pieces: Sequence[str], room: float) -> list[str]:
    """Fill lines evenly: as few as needed, each about as long as the mean."""
    total = sum(title_width(p) for p in pieces)
    for count in range(max(1, -(-int(total) // int(room))), len(pieces) + 1):
        goal = min(room, total / count + 1)
        lines, line = [], ""
        for piece in pieces:
            if line and title_width(line + piece) > goal:
                lines.append(line)
                line = ""
            line += piece
        lines.append(line)
        if len(lines) <= count and all(title_width(one) <= room for one in lines):
            return lines
    return list(pieces)


@dataclass(frozen=True)
class Mark:
    """How a 发文机关标志 is set so that it fits: size in points and horizontal scale (1 is natural)."""

    points: float
    scale: float

    @property
    def height_mm(self) -> float:
        """Height of its glyphs in mm."""
        return self.points * (figures.INK_OVER + figures.INK_UNDER) * figures.MM_PER_PT

    @property
    def shift_mm(self) -> float:
        """How far the glyphs' own box must be moved for their upper edge to meet its line's (PDF)."""
        over = (figures.INK_OVER + figures.INK_UNDER + figures.BOX_OVER - figures.BOX_UNDER) / 2
        return self.points * (figures.INK_OVER - over) * figures.MM_PER_PT


def mark(issuer: str, points: float, room_mm: float) -> Mark:
    """Fit ``issuer`` into ``room_mm``: natural width, else narrower, else smaller too (7.2.4)."""
    natural = max(1.0, width(issuer)) * points * figures.MM_PER_PT
    share = room_mm / natural
    if share >= 1:
        return Mark(points, 1.0)
    if share >= figures.MARK_LEAST_SCALE:
        return Mark(points, int(share * 100) / 100)
    # Word knows half points and whole percents.
    smaller = int(points * share / figures.MARK_LEAST_SCALE * 2) / 2
    return Mark(
        max(smaller, 5.0), min(figures.MARK_LEAST_SCALE, int(share * points / max(smaller, 5.0) * 100) / 100)
    )
