"""The engine on Whoosh: pure Python, runs wherever Python runs.

Whoosh keeps postings of one- and two-character pieces and three columns a letter; the fragment asked for
is looked up by its rarest pieces and confirmed in the letter's body, hence exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shenguan_docs.index import layered, normal
from shenguan_docs.index.engine import Answer
from shenguan_docs.index.finding import answer
from shenguan_docs.index.layered import Form, LayeredEngine
from shenguan_docs.index.question import Question
from shenguan_docs.index.record import Record
from shenguan_docs.index.shelf import RecentShelf
from shenguan_docs.index.whoosh_codec import Storage
from shenguan_docs.index.whoosh_segments import SegmentShelf, add, checkpoint_entry, schema, write, writing


@dataclass(frozen=True)
class _View:
    reader: Any
    segments: tuple[SegmentShelf, ...]
    without: dict[frozenset[str], tuple[SegmentShelf, ...]] = field(
        default_factory=dict
    )  # the last one asked

    @property
    def at(self) -> tuple[int, int]:
        return max((s.checkpoint for s in self.segments if s.checkpoint), default=(0, 0))

    def has(self, id: str) -> bool:
        return any(segment.with_id(id) for segment in self.segments)

    def answer(self, question: Question, recent: RecentShelf, replaced: frozenset[str]) -> Answer:
        if replaced not in self.without:
            self.without.clear()
            self.without[replaced] = tuple(segment.without(replaced) for segment in self.segments)
        return answer([*self.without[replaced], recent], question)


class _Letters:
    """The lasting layer."""

    def __init__(self, folder: Path) -> None:
        self._index = Storage(str(folder)).open_index()
        self._last: tuple[SegmentShelf, ...] = ()

    def stamp(self) -> tuple[int, ...]:
        return (self._index.latest_generation(),)

    def view(self) -> _View:
        reader = self._index.reader()
        known = {segment.key: segment for segment in self._last}
        self._last = tuple(SegmentShelf(leaf) for leaf, _ in reader.leaf_readers() if leaf.doc_count_all())
        for segment in self._last:
            if segment.key in known:
                segment.remember(known[segment.key])
        return _View(reader, self._last)

    def write(self, records: Iterable[Record], n: int, seq: int) -> None:
        with writing(self._index) as writer:
            write(writer, self._index.reader(), records, n, seq)

    def clear(self, n: int) -> None:
        with writing(self._index) as writer:
            add(writer, checkpoint_entry(n, 0))
            writer.commit(mergetype=lambda *_: [])


def _make(folder: Path) -> None:
    Storage(str(folder)).create_index(schema())


FORM = Form(f"whoosh 2, normal {normal.VERSION}\n", _Letters, _make, fold_at=512)


def open_engine(folder: Path) -> LayeredEngine:
    """Open the index in ``folder``. Raises ``IndexUnusable``."""
    return LayeredEngine(folder, FORM)


def create_engine(folder: Path) -> LayeredEngine:
    """Make an empty index in ``folder``, in place of one that may be there."""
    return layered.create(folder, FORM)
