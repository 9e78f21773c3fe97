"""The few words around a match, with the spans to mark, and the parts of the letter that match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shenguan_docs.index.engine import IndexDoc, parts
from shenguan_docs.index.normal import Needle, WideNeedle, normalise
from shenguan_docs.index.numbers import NumberForm
from shenguan_docs.index.paging import Spot, spot
from shenguan_docs.index.question import Holds, Node, asked

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


def show(doc: IndexDoc, wanted: Wanted, form: NumberForm | None) -> tuple[str, Marks, tuple[str, ...], Spot]:
    """Return snippet, marks in it, labels of matching parts, and where in its attachment the snippet stands.

    ``form`` is the letter's own number.
    """
    labels: dict[str, None] = {}
    shown = None
    named = bool(form and any(number.names(form) for number in wanted.numbers))
    for label, stretches in parts(doc):
        if named and label == "文号" or any(n.is_in(text) for text in stretches for n in wanted.needles):
            labels[label] = None
            if shown is None and (label == "正文" or label.startswith("附件:")):
                shown = _first(stretches, wanted.needles)
    if shown is None:
        return _flat(doc.text[:LENGTH]), (), tuple(labels), Spot()
    text, start = shown
    begin = max(0, start - BEFORE)
    cut = text[begin : begin + LENGTH]
    marks = _merged(span for needle in wanted.needles for span in needle.spans(cut))
    return _flat(cut), marks, tuple(labels), spot(text, start)


def _first(stretches: Sequence[str], needles: Sequence[Needle]) -> tuple[str, int] | None:
    """Return the stretch that matches and where in it the first match begins."""
    for text in reversed(stretches):  # a text, then its title
        if starts := [at for needle in needles if (at := needle.first(text)) >= 0]:
            return text, min(starts)
    return None


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
