"""The few words around a match, with the spans to mark, and the parts of the letter that match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shenguan_docs.index.engine import Facts, parts
from shenguan_docs.index.normal import Folded, Needle, WideNeedle, normalise, normalise_name
from shenguan_docs.index.numbers import NumberForm
from shenguan_docs.index.paging import Spot, spot
from shenguan_docs.index.question import Holds, Node, asked
from shenguan_docs.index.record import Words
from shenguan_docs.index.variants import fold_variants

BEFORE, LENGTH = 30, 120
"""Characters of a snippet before the match, and in all."""

_BLANK = re.compile(r"\s")

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Wanted:
    """What is marked: stretches, and numbers."""

    needles: tuple[Needle, ...]
    numbers: tuple[NumberForm, ...]

    @classmethod
    def of(cls, where: Node) -> Wanted:
        """Return what ``where`` asks for."""
        leaves = tuple(asked(where))
        holds = [(normalise(leaf.text), leaf.variants) for leaf in leaves if isinstance(leaf, Holds)]
        numbers = (leaf.form for leaf in leaves if not isinstance(leaf, Holds))
        needles = (WideNeedle(text) if wide else Needle(text) for text, wide in dict.fromkeys(holds) if text)
        return cls(tuple(needles), tuple(dict.fromkeys(numbers)))


def show(
    facts: Facts, words: Words, wanted: Wanted, form: NumberForm | None
) -> tuple[str, Marks, tuple[str, ...], Spot]:
    """Return snippet, marks in it, labels of matching parts, and where in its attachment the snippet stands.

    ``form`` is the letter's own number.
    """
    normals = [needle.normal for needle in wanted.needles]
    wide = [needle.normal for needle in wanted.needles if isinstance(needle, WideNeedle)]
    labels: dict[str, None] = {}
    shown = None
    named = bool(form and any(number.names(form) for number in wanted.numbers))
    for label, stretches in parts(facts, *words):
        if _one_holds(stretches, normals, wide) or named and label == "文号":
            labels[label] = None
            if shown is None and (label == "正文" or label.startswith("附件：")):
                shown = _first(stretches, wanted.needles)
    if shown is None:
        return _flat(words.text[:LENGTH]), (), tuple(labels), Spot()
    text, start = shown
    begin = max(0, start - BEFORE)
    cut = text[begin : begin + LENGTH]
    folded = Folded(cut)
    marks = _merged(span for needle in wanted.needles for span in needle.spans_in(folded))
    return _flat(cut), marks, tuple(labels), spot(text, start)


def _one_holds(stretches: Sequence[str], normals: Sequence[str], wide: Sequence[str]) -> bool:
    """Whether the normal form of a stretch holds one of ``normals``; most are seen without normalising.

    ``wide`` are those of which each character may stand in any of its forms.
    """
    for text in stretches:
        for normal in normals:
            if normal in text:
                return True
    if not normals:
        return False
    for text in stretches:
        whole = normalise_name(text) if len(text) < 64 else normalise(text)
        for normal in normals:
            if normal in whole:
                return True
        if wide and any(normal in folded for folded in [fold_variants(whole)] for normal in wide):
            return True
    return False


def _first(stretches: Sequence[str], needles: Sequence[Needle]) -> tuple[str, int]:
    """Return the stretch that matches, a text rather than its title, and where in it the first match begins.

    Matches as they were typed come before those that only the normal form shows.
    """
    typed = [(text, at) for text in stretches for n in needles if (at := text.find(n.normal)) >= 0]
    if not typed:
        typed = [(text, spans[0][0]) for text in stretches for n in needles if (spans := n.spans(text))]
    text = typed[-1][0]
    return text, min(at for other, at in typed if other is text)


def _merged(spans: Iterable[tuple[int, int]]) -> Marks:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _flat(text: str) -> str:
    """Line breaks become blanks, so that a snippet is one line and its offsets stay."""
    return _BLANK.sub(" ", text)
