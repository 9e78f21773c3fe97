"""What a query was understood as: parts that can be taken back, words that stay words, and how to loosen them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from shenguan_docs.index import question as q

Step = Literal["", "matter", "kind", "side", "days"]
STEPS: tuple[Step, ...] = ("matter", "kind", "side", "days")
"""In this order a reading is loosened when nothing is found."""


@dataclass(frozen=True)
class Part:
    """One thing understood. ``loose`` is what it becomes at its ``step``; without a step it stays.

    ``start:end`` is where it was typed. ``weak``: counts only beside something clearer.
    """

    text: str
    start: int
    end: int
    field: str
    value: str | tuple[str, ...]
    label: str
    node: q.Node
    loose: q.Node | None = None
    step: Step = ""
    weak: bool = False
    note: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """The part as an answer tells it."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {
            "text": self.text,
            "field": self.field,
            "value": value,
            "label": self.label,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True)
class Text:
    """Words that stay words."""

    text: str
    node: q.Node


@dataclass(frozen=True)
class Reading:
    """A query as it was understood; ``plain`` is the same query as words only."""

    parts: tuple[Part, ...] = ()
    texts: tuple[Text, ...] = ()
    others: tuple[q.Node, ...] = ()  # quotations, alternatives, exclusions: never loosened
    plain: q.Node = field(default_factory=q.All)
    notes: tuple[str, ...] = ()
    newest: bool = False

    def where(self, steps: Sequence[Step] = ()) -> q.Node:
        """Return the condition, with the parts of these steps loosened."""
        nodes = [p.loose if p.step in steps and p.loose is not None else p.node for p in self.parts]
        return q.All((*(t.node for t in self.texts), *nodes, *self.others))

    def looser(self) -> Iterator[tuple[tuple[Step, ...], str]]:
        """Yield the steps to try when nothing is found, with what to say: one alone, then more and more."""
        present = [step for step in STEPS if any(p.step == step and p.loose is not None for p in self.parts)]
        for step in present:
            yield (step,), self._says((step,))
        for count in range(2, len(present) + 1):
            yield tuple(present[:count]), self._says(present[:count])

    def _says(self, steps: Sequence[Step]) -> str:
        said = []
        for step in steps:
            parts = [p for p in self.parts if p.step == step]
            words = "、".join(f"“{p.text}”" for p in parts)
            labels = "、".join(p.label for p in parts)
            if step == "days":
                said.append(f"不限{labels}")
            elif step == "side":
                said.append(f"{words}不分发文和收文")
            else:
                said.append(f"{words}改在全文里找，不限{labels}")
        return "照原意没有找到，已放宽：" + "；".join(said)


def merged(readings: Sequence[Reading]) -> Reading:
    """Return one reading of several stretches of a query."""
    return Reading(
        tuple(sorted((p for r in readings for p in r.parts), key=lambda p: p.start)),
        tuple(t for r in readings for t in r.texts),
        tuple(n for r in readings for n in r.others),
        q.All(tuple(r.plain for r in readings)),
        tuple(dict.fromkeys(n for r in readings for n in r.notes)),
        any(r.newest for r in readings),
    )
