"""The engine on tantivy: Rust, for machines that have a wheel of it; as fast at a million letters as at a hundred.

letters/             the tantivy index
letters/dictionary   phrases of the first letters, which the others are packed with
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Query

from shenguan_docs.durable import sync
from shenguan_docs.index import layered, normal
from shenguan_docs.index.cutting import SIGNS, whole
from shenguan_docs.index.engine import Answer
from shenguan_docs.index.finding import facets, hit, newest, read, relevance
from shenguan_docs.index.layered import Form, LayeredEngine
from shenguan_docs.index.question import Question
from shenguan_docs.index.record import Card, Record, Words
from shenguan_docs.index.selecting import select
from shenguan_docs.index.shelf import RecentShelf
from shenguan_docs.index.snippet import Wanted
from shenguan_docs.index.tantivy_facets import counted
from shenguan_docs.index.tantivy_query import Asking
from shenguan_docs.index.tantivy_schema import (
    CHECKPOINT,
    Packer,
    checkpoint_document,
    dictionary,
    document,
    plain,
    register,
    schema,
)

FEW, MEMORY_FOR_FEW, MEMORY_FOR_MANY = 1_000, 20_000_000, 160_000_000
"""Letters of one commit that this many bytes are enough for; bytes for more letters."""
TEACHERS = 256
"""Letters that the dictionary is made from."""


@dataclass(frozen=True)
class _View:
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    packer: Packer

    @property
    def at(self) -> tuple[int, int]:
        found = self.searcher.search(_fact(self.schema, CHECKPOINT), 1).hits
        if not found:
            return 0, 0
        n, seq = json.loads(self._stored(found[0][1]))
        return n, seq

    def has(self, id: str) -> bool:
        return bool(self.searcher.search(_fact(self.schema, SIGNS["id"] + whole(id)), 1).hits)

    def answer(self, question: Question, recent: RecentShelf, replaced: frozenset[str]) -> Answer:
        asking = Asking(self.schema, self.searcher)
        query = asking.without(asking.where(question.where), replaced)
        front = select(recent, question.where)
        total, page = self._page(question, asking, query, recent, front)
        wanted = Wanted.of(question.where)
        hits = tuple(hit(card, words, wanted) for card, words in page)
        if len(page) == total:  # all of them are read already
            return Answer(total, hits, facets([card for card, _ in page], question))
        if not question.facets:
            return Answer(total, hits)
        return Answer(total, hits, counted(self.searcher, query, recent.cards(front), question))

    def _page(
        self, question: Question, asking: Asking, query: Query, recent: RecentShelf, front: list[int]
    ) -> tuple[int, list[tuple[Card, Words]]]:
        """Return the total and one page of both layers: what stands before the page in front is left out below."""
        ranked = asking.ranked(question.where, query) if question.sort == "relevance" else None
        start, limit = max(question.offset, 0), max(question.limit, 0)
        most = self.searcher.num_docs
        skip = min(max(start - len(front), 0), most)
        size = max(min(start - skip + limit, most), 1)
        if ranked:
            found: Any = self.searcher.search(ranked, size, offset=skip, weight_by_field="fresh")
            below = [(score, 0, n, at) for n, (score, at) in enumerate(found.hits)]
        else:
            found = self.searcher.search(query, size, offset=skip, order_by_field="order")
            below = [(order, 0, n, at) for n, (order, at) in enumerate(found.hits)]
        total = found.count + len(front)
        if not limit or start >= total:
            return total, []
        rank = (relevance(question.where) if ranked else None) or newest
        above = sorted(((rank((recent, n)), 1, n) for n in front), reverse=True)
        merged = heapq.merge(
            [(-rank, -layer, n, at) for rank, layer, n, at in below],
            [(-rank, -layer, -n, None) for rank, layer, n in above],
            key=lambda item: item[:3],
        )
        page = islice(merged, start - skip, start - skip + limit)
        return total, [
            read(recent, -n) if at is None else self.packer.unpack(self._stored(at)) for _, _, n, at in page
        ]

    def _stored(self, at: tantivy.DocAddress) -> bytes:
        stored: Any = self.searcher.doc(at).get_first("letter")
        return bytes(stored)


class _Letters:
    """The lasting layer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = tantivy.Index.open(str(folder))
        register(self._index)
        self._index.config_reader("manual")

    def stamp(self) -> tuple[int, ...]:
        found = (self._folder / "meta.json").stat()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def view(self) -> _View:
        self._index.reload()
        return _View(self._index.schema, self._index.searcher(), self._packer())

    def write(self, records: Iterable[Record], n: int, seq: int) -> None:
        records = iter(records)
        few = list(islice(records, FEW))
        view = self.view()
        if not view.searcher.num_docs and few:
            self._learn(few[:TEACHERS])
        packer, old = self._packer(), bool(view.searcher.num_docs)
        many = len(few) == FEW
        # one thread: making the letters keeps another one busy, and two writers only wait for them
        writer = self._index.writer(MEMORY_FOR_MANY if many else MEMORY_FOR_FEW, 1)
        try:
            seen: set[str] = set()
            for record in chain(few, records):
                if record.id in seen or old and view.has(record.id):
                    writer.delete_documents_by_term("facts", SIGNS["id"] + whole(record.id))
                seen.add(record.id)
                writer.add_document(document(record, packer))
            _commit(writer, n, seq)
            sync(self._folder)  # the engine has synced its files, not their names
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()

    def clear(self, n: int) -> None:
        writer = self._index.writer(MEMORY_FOR_FEW, 1)
        try:
            writer.delete_all_documents()
            _commit(writer, n, 0)
        finally:
            writer.wait_merging_threads()

    def _learn(self, records: list[Record]) -> None:
        """Make the dictionary out of the first letters; nothing is packed yet."""
        fresh = self._folder / "dictionary.new"
        fresh.write_bytes(dictionary(list(map(plain, records))))
        sync(fresh)
        fresh.replace(self._folder / "dictionary")

    def _packer(self) -> Packer:
        place = self._folder / "dictionary"
        return Packer(place.read_bytes() if place.exists() else b"")


def _commit(writer: tantivy.IndexWriter, n: int, seq: int) -> None:
    writer.delete_documents_by_term("facts", CHECKPOINT)
    writer.add_document(checkpoint_document(n, seq))
    writer.commit()


def _fact(schema: tantivy.Schema, term: str) -> Query:
    return Query.term_query(schema, "facts", term, "basic")


def _make(folder: Path) -> None:
    tantivy.Index(schema(), path=str(folder))


_VERSION: str = tantivy.__version__  # type: ignore[attr-defined]
FORM = Form(f"tantivy 3, {_VERSION}, normal {normal.VERSION}\n", _Letters, _make, fold_at=128)


def open_engine(folder: Path) -> LayeredEngine:
    """Open the index in ``folder``. Raises ``IndexUnusable``."""
    return LayeredEngine(folder, FORM)


def create_engine(folder: Path) -> LayeredEngine:
    """Make an empty index in ``folder``, in place of one that may be there."""
    return layered.create(folder, FORM)
