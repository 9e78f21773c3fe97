"""Names by their sound: ``hnjs``, ``hunanjunshan`` or ``hunanjs`` for 湖南君山…, and words that sound alike.

Every reading of a character counts, without tones. The readings are those of pypinyin; its table alone is
loaded (25 ms), and only when something is asked by its sound.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from heapq import heappop, heappush
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category, normalize

LONGEST = 60  # letters; a company's full name in pinyin is rarely longer
MOST_SPLITS = 40  # ways to cut what was typed into syllables
MOST_STEPS = 2_000
_LONG_INITIALS = frozenset({"zh", "ch", "sh"})
_IDLE = str.maketrans({"'": None, " ": None, "-": None, "ü": "v"})


@cache
def _table() -> dict[str, str]:
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        return {}
    path = Path(spec.submodule_search_locations[0]) / "pinyin_dict.json"
    if path.is_file():  # the package itself would load its phrases too, ten times as much
        table: dict[str, str] = json.loads(path.read_bytes())
        return table
    from pypinyin.pinyin_dict import pinyin_dict

    return {str(code): readings for code, readings in pinyin_dict.items()}


@lru_cache(maxsize=None)
def readings(char: str) -> tuple[str, ...]:
    """Return the readings of a character without tones, the commonest first; a letter is its own reading."""
    if char.isascii():
        return (char.casefold(),)
    said = _table().get(str(ord(char)), "")
    return tuple(dict.fromkeys(_plain(said).split(","))) if said else ()


def _plain(said: str) -> str:
    """Without tones; ü is typed v, as on every keyboard."""
    decomposed = normalize("NFD", said).replace("u\u0308", "v")
    return "".join(c for c in decomposed if category(c) != "Mn")


@cache
def _syllables() -> frozenset[str]:
    spoken = {said for char in _COMMON for said in readings(char)}
    return frozenset(s for s in spoken if s.isascii() and s.isalpha())


class SoundIndex:
    """Names that can be found by initials, by full pinyin and by both mixed."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(dict.fromkeys(names))

    def find(self, typed: str) -> list[str]:
        """Return the names in which ``typed`` (letters) is the sound of a stretch, in their order.

        Two initials have to begin the name; three or more may stand anywhere in it.
        """
        typed = typed.casefold().translate(_IDLE)
        if not 2 <= len(typed) <= LONGEST or not typed.isascii() or not typed.isalpha():
            return []
        pattern = _pattern(typed)
        if pattern is None:
            return []
        text, starts = self._spelled
        found = {bisect_right(starts, match.start()) - 1: None for match in pattern.finditer(text)}
        return [self.names[n] for n in sorted(found)]

    @cached_property
    def _spelled(self) -> tuple[str, list[int]]:
        """One line a name, with all readings of each character: ``'hu'nan'jun'shan'yin'xing/hang/heng``."""
        lines, starts, at = [], [], 0
        for name in self.names:
            line = "\n" + "".join("'" + "/".join(said) for c in name if (said := readings(c)))
            lines.append(line)
            starts.append(at)
            at += len(line)
        return "".join(lines) + "\n", starts


@lru_cache(maxsize=256)
def _pattern(typed: str) -> re.Pattern[str] | None:
    options = []
    for split in _splits(typed):
        body = "".join(
            rf"'(?:[^'\n]*/)?{piece}" + (r"(?=[/'\n])[^'\n]*" if len(piece) > 1 and piece in _syllables() else r"[^'\n]*")
            for piece in split
        )
        short = len(split) < 3 and all(len(piece) == 1 or piece in _LONG_INITIALS for piece in split)
        options.append(rf"(?<=\n){body}" if short else body)
    if not options:
        return None
    return re.compile(rf"(?='(?:[^'\n]*/)?{typed[0]})(?:{'|'.join(dict.fromkeys(options))})")


def _splits(typed: str) -> list[tuple[str, ...]]:
    """Return the ways to cut ``typed`` into syllables and initials, those of few pieces first."""
    count = len(typed)
    fewest = [0] * (count + 1)
    for at in range(count - 1, -1, -1):
        fewest[at] = 1 + min((fewest[at + len(piece)] for piece in _pieces(typed, at)), default=count)
    waiting: list[tuple[int, int, tuple[str, ...]]] = [(fewest[0], 0, ())]
    found: list[tuple[str, ...]] = []
    for _ in range(MOST_STEPS):
        if not waiting or len(found) == MOST_SPLITS:
            break
        _, at, split = heappop(waiting)
        if at == count:
            found.append(split)
        else:
            for piece in _pieces(typed, at):
                end = at + len(piece)
                heappush(waiting, (len(split) + 1 + fewest[end], end, (*split, piece)))
    initials = tuple(typed)
    return found if initials in found or not typed else [*found, initials]


def _pieces(typed: str, at: int) -> list[str]:
    """Return the pieces that may begin at ``typed[at]``: its letter, zh ch sh, every syllable."""
    pieces = [typed[at]]
    for length in range(2, 7):
        piece = typed[at : at + length]
        if len(piece) == length and (piece in _syllables() or piece in _LONG_INITIALS):
            pieces.append(piece)
    return pieces


def alike_in_sound(text: str, names: Iterable[str]) -> list[str]:
    """Return the names that sound exactly like ``text``."""
    own = [set(readings(c)) for c in text]
    return [
        name
        for name in names
        if len(name) == len(text) and all(s & set(readings(c)) or c == d for s, c, d in zip(own, name, text, strict=True))
    ]
