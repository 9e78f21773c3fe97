"""Traditional and simplified together: a query widened to every spelling of its characters, and how that is told."""

from __future__ import annotations

from dataclasses import replace

from shenguan_docs.asking.reading import Part, Reading
from shenguan_docs.index import question as q
from shenguan_docs.index.variants import simplified as simplified


def widened(node: q.Node) -> q.Node:
    """Return ``node`` with every stretch of text in any spelling of its characters."""
    match node:
        case q.Holds():
            return replace(node, variants=True)
        case q.All(parts):
            return q.All(tuple(map(widened, parts)))
        case q.Any(parts):
            return q.Any(tuple(map(widened, parts)))
        case q.Not(part):
            return q.Not(widened(part))
        case q.Is(fact, value) if fact in ("company", "matter", "sender", "receiver"):
            return q.Any((node, q.Holds(value, fact, variants=True)))
    return node


def widened_reading(reading: Reading, typed: str) -> Reading:
    """Return ``reading``, which was made of ``typed`` simplified, as it is told: with what was typed, and one part more.

    The part says that spellings count as the same; taking it back is asking without.
    """
    parts = tuple(replace(part, text=typed[part.start : part.end].strip()) for part in reading.parts)
    said = Part("", len(typed), len(typed), "variants", "all", "繁体、简体一起查", q.All())
    return replace(reading, parts=(*parts, said))
