"""What may have been meant when nothing is found: known names that sound like it, look like it or differ by little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from shenguan_docs.asking.pinyin import readings
from shenguan_docs.asking.vocabulary import Vocabulary
from shenguan_docs.nearest import fold_name

MOST = 5


@cache
def _looks() -> dict[str, set[str]]:
    """Return the characters that look like each one (``look_alikes.txt``)."""
    looks: dict[str, set[str]] = {}
    for line in Path(__file__).with_name("look_alikes.txt").read_text("utf-8").splitlines():
        for group in () if line.startswith("#") else line.split():
            for char in group:
                looks.setdefault(char, set()).update(group)
    return looks


def near_names(typed: str, vocabulary: Vocabulary) -> list[str]:
    """Return at most ``MOST`` names that ``typed`` may have meant, the likeliest first; a fragment gives a fragment.

    What sounds or looks the same in every character comes before what differs in one, then the merely alike.
    """
    folded = fold_name(typed)
    if not 2 <= len(folded) <= 40:
        return []
    ranked: dict[str, tuple[float, int]] = {}
    for place, name in enumerate(_known(vocabulary)):
        for fragment, score in _near_fragments(folded, fold_name(name)):
            instead = name if len(fragment) * 3 >= len(name) * 2 else fragment
            if instead not in ranked or ranked[instead][0] > score:
                ranked[instead] = score, place
    return sorted(ranked, key=lambda name: ranked[name])[:MOST]


def _known(vocabulary: Vocabulary) -> Iterable[str]:
    yield from vocabulary.companies
    yield from vocabulary.matters
    for d in vocabulary.departments:
        yield d.short_name
        yield from d.aliases
    for kind in vocabulary.kinds:
        yield kind.name
    for said in vocabulary.called.get("kinds", {}).values():
        yield from said


def _near_fragments(typed: str, name: str) -> Iterator[tuple[str, float]]:
    """Yield the stretches of ``name`` that are near ``typed`` with how far: 0 the same sound, 1 one character off."""
    length = len(typed)
    letters = set(typed)
    for start in range(len(name) - length + 1):
        piece = name[start : start + length]
        strange = [(a, b) for a, b in zip(typed, piece, strict=True) if a != b]
        if not strange:
            yield piece, 0.0
        elif all(_alike(a, b) for a, b in strange):
            yield piece, 0.2 * len(strange)
        elif len(strange) == 1 and length > 2:
            yield piece, 1.0
    if length > 3 and len(letters & set(name)) * 2 >= len(letters):
        for shorter in (length - 1, length + 1):  # one character too many, or forgotten
            for start in range(len(name) - shorter + 1):
                piece = name[start : start + shorter]
                if _one_apart(typed, piece):
                    yield piece, 1.2
        ratio = SequenceMatcher(None, typed, name, autojunk=False).ratio()
        if ratio >= 0.6:
            yield name, 3 - ratio


def _one_apart(a: str, b: str) -> bool:
    """Whether the longer of the two is the shorter with one character put in."""
    short, long = sorted((a, b), key=len)
    n = next((n for n, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[n:] == long[n + 1 :]


def _alike(a: str, b: str) -> bool:
    """Whether two characters sound or look the same."""
    if b in _looks().get(a, ()):
        return True
    return not a.isascii() and not b.isascii() and bool(set(readings(a)) & set(readings(b)))


def near_texts(typed: str) -> Iterator[str]:
    """Yield ``typed`` with one character replaced by one that looks like it."""
    for at, char in enumerate(typed):
        for other in sorted(_looks().get(char, ())):
            if other != char:
                yield typed[:at] + other + typed[at + 1 :]
