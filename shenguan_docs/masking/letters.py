"""A letter of the office's own with its secrets replaced in the document model, to be printed anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shenguan_docs.document import Document, from_data, to_data
from shenguan_docs.masking.finding import Hit, Known, find
from shenguan_docs.masking.rules import Rules
from shenguan_docs.masking.seen import BREAK
from shenguan_docs.masking.showing import Hidden, put, stretches

_Leaf = tuple[Any, Any]  # what holds a string, and under which key
_NOT_PRINTED = {"type", "kind", "genre", "layout", "style", "align", "source", "date", "printed_on", "number"}


@dataclass
class LetterText:
    """The words of a letter as characters, the orders in which they are read, and where each belongs."""

    data: Any
    chars: str = ""
    views: list[list[int]] = field(default_factory=lambda: [[]])
    _leaves: list[tuple[int, _Leaf]] = field(default_factory=list)

    def replaced(self, hidden: Sequence[Hidden], compound: frozenset[str]) -> Document:
        """Return the letter with these stretches replaced. To be called once: it writes into ``data``."""
        printed = put(self.chars, hidden, compound)
        for start, (holder, key) in self._leaves:
            holder[key] = "".join(printed[start : start + len(holder[key])])
        return from_data(self.data)

    def take(self, leaves: Sequence[_Leaf]) -> list[int]:
        """Add strings that are read in one go; return their characters."""
        indices: list[int] = []
        for holder, key in leaves:
            text = holder[key]
            self._leaves.append((len(self.chars), (holder, key)))
            indices += range(len(self.chars), len(self.chars) + len(text))
            self.chars += text
        self.views[0] += [*indices, BREAK]
        return indices


def letter_text(document: Document) -> LetterText:
    """Return the words of ``document``."""
    text = LetterText(to_data(document))
    _walk(text.data, text)
    return text


def find_in_letter(text: LetterText, rules: Rules, known: Known) -> list[Hit]:
    """Return what must be hidden in it."""
    return find(text.chars, text.views, rules, known)


def masked_letter(document: Document, rules: Rules, known: Known) -> tuple[Document, list[Hidden]]:
    """Return the letter with what must be hidden replaced, and what that was."""
    text = letter_text(document)
    hidden = stretches(find_in_letter(text, rules, known))
    return text.replaced(hidden, rules.names.compound), hidden


def _walk(node: Any, text: LetterText) -> None:
    if isinstance(node, dict):
        if node.get("type") == "Table":
            _table(node, text)
            return
        if "runs" in node:
            label = [(node, "label")] if node.get("label") else []
            text.take([*label, *_runs(node["runs"])])
            return
        for key, value in node.items():
            if key in _NOT_PRINTED:
                continue
            if key == "title" and isinstance(value, list):
                text.take([leaf for segment in value for leaf in _runs(segment)])
            elif key == "note":
                text.take(_runs(value))
            elif isinstance(value, str):
                text.take([(node, key)])
            else:
                _walk(value, text)
    elif isinstance(node, list):
        for n, value in enumerate(node):
            if isinstance(value, str):
                text.take([(node, n)])
            else:
                _walk(value, text)


def _runs(runs: list[Any]) -> list[_Leaf]:
    return [(run, "text") for run in runs]


def _table(table: Any, text: LetterText) -> None:
    """Cells in their rows; and each cell once more below the heads of its column (姓名, 电话)."""
    heads: dict[int, list[int]] = {}
    for number, row in enumerate(table["rows"]):
        column = 0
        for cell in row:
            own = text.take(_runs(cell["runs"]))
            if number < table["head_rows"]:
                for under in range(column, column + cell["span"]):
                    heads[under] = own
            elif heads.get(column):
                text.views.append([*heads[column], BREAK, *own])
            column += cell["span"]
