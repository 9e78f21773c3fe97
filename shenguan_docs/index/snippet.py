"""The few words around a match, with the spans to mark, and the parts of the letter that match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shenguan_docs.index.engine import IndexDoc, parts
from shenguan_docs.index.normal import normalise, original_span, with_positions
from shenguan_docs.index.numbers import NumberForm
from shenguan_docs.index.question import Holds, Node, asked
from shenguan_docs.index.record import STRETCH

BEFORE, LENGTH = 30, 120
"""Characters of a snippet before the match, and in all."""

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Wanted:
    """What is marked: stretches in normal form, and numbers."""

    needles: tuple[str, ...]
    numbers: tuple[NumberForm, ...]

    @classmethod
    def of(cls, where: Node) -> Wanted:
        """Return what ``where`` asks for."""
        leaves = tuple(asked(where))
        needles = (normalise(leaf.text) for leaf in leaves if isinstance(leaf, Holds))
        numbers = (leaf.form for leaf in leaves if not isinstance(leaf, Holds))
        return cls(tuple(dict.fromkeys(filter(None, needles))), tuple(dict.fromkeys(numbers)))


def show(
    doc: IndexDoc, body: Sequence[str], wanted: Wanted, form: NumberForm | None
) -> tuple[str, Marks, tuple[str, ...]]:
    """Return snippet, marks in it and labels of matching parts; ``body`` holds the parts in normal form."""
    needles = wanted.needles
    named = bool(form and any(number.names(form) for number in wanted.numbers))
    labels, shown = [], None
    for (label, stretches), normal in zip(parts(doc), body, strict=True):
        hits = [n for n in needles if n in normal]
        if hits or named and label == "文号":
            labels.append(label)
        if hits and shown is None and (label == "正文" or label.startswith("附件:")):
            shown = _first(stretches, normal.split(STRETCH), hits)
    if shown is None:
        return _flat(doc.text[:LENGTH]), (), tuple(dict.fromkeys(labels))
    text, start = shown
    return *_cut(text, start, needles), tuple(dict.fromkeys(labels))


def _first(
    stretches: Sequence[str], normals: Sequence[str], needles: Sequence[str]
) -> tuple[str, int] | None:
    """Return the stretch that matches and where in the original the first match begins."""
    for text, normal in reversed(list(zip(stretches, normals, strict=True))):  # a text, then its title
        at = [(i, len(n)) for n in needles if (i := normal.find(n)) >= 0]
        if at:
            start, length = min(at)
            return text, original_span(text, start, start + length)[0]
    return None


def _cut(text: str, start: int, needles: Sequence[str]) -> tuple[str, Marks]:
    begin = max(0, start - BEFORE)
    cut = text[begin : begin + LENGTH]
    normal, positions = with_positions(cut)
    spans = []
    for needle in needles:
        at = normal.find(needle)
        while at >= 0:
            spans.append((positions[at], positions[at + len(needle) - 1] + 1))
            at = normal.find(needle, at + len(needle))
    return _flat(cut), _merged(spans)


def _merged(spans: list[tuple[int, int]]) -> Marks:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _flat(text: str) -> str:
    """Line breaks become blanks, so that a snippet is one line and its offsets stay."""
    return "".join(" " if c.isspace() else c for c in text)
