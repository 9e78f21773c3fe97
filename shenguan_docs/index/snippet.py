"""The few words around a match, with the spans to mark, and the parts of the letter that match."""

from __future__ import annotations

from collections.abc import Sequence

from shenguan_docs.index.engine import IndexDoc, parts
from shenguan_docs.index.normal import original_span, with_positions
from shenguan_docs.index.numbers import NumberForm
from shenguan_docs.index.query import Term
from shenguan_docs.index.record import STRETCH

BEFORE, LENGTH = 30, 120
"""Characters of a snippet before the match, and in all."""

Marks = tuple[tuple[int, int], ...]


def show(
    doc: IndexDoc, body: Sequence[str], terms: Sequence[Term], form: NumberForm | None
) -> tuple[str, Marks, tuple[str, ...]]:
    """Return snippet, marks in it and labels of matching parts; ``body`` holds the parts in normal form."""
    needles = list(dict.fromkeys(n for t in terms for n in t.spellings))
    named = bool(form and any(t.number and t.number.names(form) for t in terms))
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
