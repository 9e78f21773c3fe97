"""The measured text area (版心) of a document, by which everything else is placed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from shenguan_docs.ruler import clauses
from shenguan_docs.ruler.pdf.lines import Piece
from shenguan_docs.ruler.pdf.reading import MM


@dataclass(frozen=True)
class Frame:
    """Edges in mm from the paper's upper left corner; ``measured`` names those that the document shows.

    ``pitch`` is the distance of its lines, ``pitches`` that of each page which shows one, ``character`` the
    width that one character takes.
    """

    left: float
    right: float
    top: float
    bottom: float
    pitch: float
    character: float
    measured: frozenset[str]
    pitches: Mapping[int, float]

    def pitch_on(self, page: int) -> float:
        """The distance of lines on ``page``: 7.3.5.5 lets it differ so that a signature stays with its text."""
        return self.pitches.get(page, self.pitch)

    @property
    def middle(self) -> float:
        """Half-way between its left and right edges."""
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        """From its left to its right edge."""
        return self.right - self.left


def frame_of(
    pieces: Sequence[Piece],
    firsts: Sequence[Piece] = (),
    ends: Sequence[float] = (),
    tables: Sequence[float] = (),
    paper: tuple[float, float] = clauses.PAPER,
) -> Frame:
    """Measure the text area from the lines of upright pages outside tables.

    ``firsts`` are lines of text that stand at the head of a page, ``ends`` are witnesses of its foot,
    ``tables`` are the left edges of tables. On other ``paper`` than A4 the margins are taken to be the same.
    """
    measured: set[str] = set()
    text = [p for p in pieces if 13 <= p.points <= 18.5 and p.count > 1]
    left, right, top, bottom = (
        clauses.LEFT,
        paper[0] - (clauses.PAPER[0] - clauses.LEFT - clauses.WIDTH),
        clauses.TOP,
        paper[1] - (clauses.PAPER[1] - clauses.TOP - clauses.HEIGHT),
    )
    lefts = _clusters([p.left for p in text])
    if lefts:
        # The edge is the leftmost place where lines begin, single strays beside many lines excepted.
        least = max(1, len(text) // 25)
        left = next((at for at, count in lefts if count >= least), lefts[0][0])
        usual, count = max(lefts, key=lambda one: one[1])
        if count > 0.45 * len(text) and not 1.4 < (usual - left) / clauses.CHARACTER < 2.6:
            left = usual  # unless most lines are first lines, indented by two characters
        if len(text) > 3 or abs(left - clauses.LEFT) < 6:
            measured.add("left")
        else:
            left = clauses.LEFT
    at_edge = sum(1 for p in text if abs(p.left - left) < 0.7)
    if tables and min(tables) < left - 1 and (at_edge < 3 or "left" not in measured):
        left = min(tables)  # indented and centred lines alone tell nothing beside a table
    full = [p for p in text if p.right - p.left > 0.72 * clauses.WIDTH]
    if full:
        edge = _right_edge(full)
        if len(full) > 1 or edge > right - 2 * 5.6:
            right = edge
            measured.add("right")
    pitch = _pitch(text)
    if pitch:
        measured.add("pitch")
    else:
        pitch = clauses.PITCH
    pitches = _pitches(text)
    if firsts:
        top = min(line_top(p, pitches.get(p.page, pitch)) for p in firsts)
        measured.add("top")
    agreed = _agreed(ends)
    if agreed is not None:
        bottom = agreed
        measured.add("bottom")
    return Frame(
        left, right, top, bottom, pitch, _character(full, right - left), frozenset(measured), pitches
    )


def _character(full: Sequence[Piece], width: float) -> float:
    """Width that one character takes: a 28th of a text area about as wide as the standard's, else as it is found."""
    pitches = [piece.pitch for piece in full if piece.pure and piece.count > 8]
    if abs(width - clauses.WIDTH) < 3 or len(pitches) < 3:
        return width / clauses.CHARACTERS
    return median(pitches)


def line_top(piece: Piece, pitch: float) -> float:
    """Upper edge of the line in whose middle the characters stand."""
    return piece.base - pitch / 2 - 0.38 * piece.points * MM


def _clusters(values: Sequence[float], within: float = 0.7) -> list[tuple[float, int]]:
    """Values that lie together, from the least, each with its count."""
    out: list[tuple[float, int]] = []
    group: list[float] = []
    for value in sorted(values):
        if group and value - group[0] > within:
            out.append((median(group), len(group)))
            group = []
        group.append(value)
    if group:
        out.append((median(group), len(group)))
    return out


def _right_edge(full: Sequence[Piece]) -> float:
    """Where long lines end: the farthest place, a single stray beside many lines excepted."""
    groups = _clusters([_end(p) for p in full], 0.6)
    least = 2 if len(full) >= 8 else 1
    return max(at for at, count in groups if count >= least)


def _end(piece: Piece) -> float:
    """A mark of punctuation at the end may hang or be set narrow: then its ink counts."""
    if abs(piece.right - clauses.LEFT - clauses.WIDTH) < 0.5:
        return piece.right
    if piece.text[-1:] in "，。、；：！？）》〉」』】〕”’":
        return min(piece.right, max(piece.ink_right, piece.right - piece.points * MM / 2))
    return piece.right


def _pitch(text: Sequence[Piece]) -> float:
    """The commonest distance of two lines, 0 when there are too few."""
    steps: list[float] = []
    for one, two in zip(text, text[1:], strict=False):
        if one.page == two.page and 5.5 < two.base - one.base < 16 and abs(one.points - two.points) < 1:
            steps.append(two.base - one.base)
    if len(steps) < 3:
        return 0.0
    counts = Counter(round(step / 0.15) for step in steps)
    best = max(counts, key=lambda key: counts[key] + counts[key - 1] + counts[key + 1])
    near = [step for step in steps if abs(step / 0.15 - best) <= 1.6]
    return sum(near) / len(near) if len(near) >= max(2, len(steps) // 4) else 0.0


def _pitches(text: Sequence[Piece]) -> dict[int, float]:
    """The commonest distance of lines on each page that has some lines."""
    pages: dict[int, list[Piece]] = defaultdict(list)
    for piece in text:
        pages[piece.page].append(piece)
    found = {page: _pitch(lines) for page, lines in pages.items()}
    return {page: pitch for page, pitch in found.items() if pitch}


def _agreed(ends: Sequence[float]) -> float | None:
    """A foot that two witnesses tell alike."""
    for at, one in enumerate(ends):
        for two in ends[at + 1 :]:
            if abs(one - two) < 0.7:
                return (one + two) / 2
    return None
