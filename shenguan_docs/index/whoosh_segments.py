"""What lies in Whoosh: its schema, its segments as shelves, and the one way they are written."""

from __future__ import annotations

import copy
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from whoosh import columns, fields, reading

from shenguan_docs.index.record import Card, Record, grams, needle_grams, read_card
from shenguan_docs.index.whoosh_codec import Codec, Pieces, Pool, all_ids

FEW_SEGMENTS = 12
"""Segments of about one size that are left side by side; as many become one."""
SMALL = 256
"""Letters in the smallest size of a segment."""
CHECKPOINT = "\x00checkpoint"
"""Id of the entry that keeps the checkpoint; it is committed with the letters, hence never out of step."""


def schema() -> Any:
    """Return the schema: three fields of terms, three columns."""
    blob = fields.COLUMN(columns.VarBytesColumn())
    return fields.Schema(id=Pieces(), grams=Pieces(), number=Pieces(), card=blob, body=blob, words=blob)


class SegmentShelf:
    """One segment of the Whoosh index."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._cards: dict[int, Card] = {}
        self._columns: dict[str, Any] = {}
        self.key: str = reader.segment().segment_id()
        self.checkpoint: tuple[int, int] | None = None  # (n, seq), in one segment only
        self._hidden: set[int] = set(self.with_id(CHECKPOINT))
        for n in self._hidden:
            line, seq = json.loads(self._column("card")[n])
            self.checkpoint = line, seq

    def without(self, ids: Iterable[str]) -> SegmentShelf:
        """Return the same shelf without letters of these ids, which were replaced later."""
        shelf = copy.copy(self)
        shelf._hidden = self._hidden.union(n for key in ids for n in self.with_id(key))
        return shelf

    def remember(self, other: SegmentShelf) -> None:
        """Take over the cards that ``other``, an older view of the same segment, has read already."""
        self._cards = other._cards

    def __len__(self) -> int:
        count: int = self._reader.doc_count()
        return count

    def records(self) -> Iterator[Record]:
        """Return every live letter as it was written."""
        for n in self.all():
            card = self.card(n)
            form = card.number_form
            data = self._column("card")[n]
            yield Record(card.id, data, self.body(n), self.words(n), form.term if form else "")

    def with_id(self, key: str) -> list[int]:
        """Return the live letters of this id (one or none)."""
        return self._postings("id", key)

    def all(self) -> list[int]:
        """Return the number of every letter."""
        hidden = self._hidden.union(self._reader.deleted_docs_set or ())
        return [n for n in range(self._reader.doc_count_all()) if n not in hidden]

    def holding(self, needle: str) -> list[int]:
        """Return exactly the letters whose body holds ``needle``."""
        rarest = sorted((self._count("grams", gram), gram) for gram in needle_grams(needle))
        count, gram = rarest[0]
        if not count:
            return []
        found = self._postings("grams", gram)
        if len(needle) > 2:
            if len(rarest) > 1 and count > 64 and rarest[1][0] < 4 * count:
                among = set(self._postings("grams", rarest[1][1]))
                found = [n for n in found if n in among]
            wanted, bodies = needle.encode(), self._column("body")
            found = [n for n in found if wanted in bodies[n]]
        return [n for n in found if n not in self._hidden] if self._hidden else found

    def numbered(self, term: str) -> list[int]:
        """Return the letters whose 发文字号 has this year and ordinal."""
        return [n for n in self._postings("number", term) if n not in self._hidden]

    def frequency(self, needle: str) -> int:
        """Return an upper bound of ``len(holding(needle))``."""
        return min(self._count("grams", gram) for gram in needle_grams(needle))

    def card(self, n: int) -> Card:
        """Return the card of letter ``n``."""
        if (card := self._cards.get(n)) is None:
            card = self._cards[n] = read_card(self._column("card")[n])
        return card

    def cards(self, numbers: list[int]) -> list[Card]:
        """Return the cards of these letters."""
        try:
            return list(map(self._cards.__getitem__, numbers))
        except KeyError:  # not all of them were read before
            return list(map(self.card, numbers))

    def body(self, n: int) -> bytes:
        """Return the body of letter ``n``."""
        body: bytes = self._column("body")[n]
        return body

    def words(self, n: int) -> bytes:
        """Return the words of letter ``n``."""
        return zlib.decompress(self._column("words")[n])

    def _column(self, name: str) -> Any:
        if name not in self._columns:
            self._columns[name] = self._reader.column_reader(name)
        return self._columns[name]

    def _count(self, field: str, term: str) -> int:
        count: int = self._reader.doc_frequency(field, term.encode())
        return count

    def _postings(self, field: str, term: str) -> list[int]:
        try:
            return all_ids(self._reader.postings(field, term.encode()))
        except reading.TermNotFound:
            return []


@contextmanager
def writing(opened: Any) -> Iterator[Any]:
    """Lend a writer of the ``opened`` index; if its user fails, nothing is written or stays locked."""
    segment = f"{opened.latest_generation() + 1:016d}"
    for name in [name for name in opened.storage if segment in name and name.startswith(opened.indexname)]:
        opened.storage.delete_file(name)  # left behind by a crash
    writer = opened.writer(codec=Codec(segment), compound=False)
    writer.pool = Pool()
    try:
        yield writer
    except BaseException:
        with suppress(Exception):
            writer.cancel()
        with suppress(Exception):
            writer.writelock.release()
        raise


def write(writer: Any, reader: Any, records: Iterable[Record], n: int, seq: int) -> None:
    """Commit ``records`` and the checkpoint to Whoosh; they replace what has the same id, the last one wins.

    Many segments of about one size become one in the same commit (sizes grow by ``FEW_SEGMENTS``).
    """
    at: dict[str, int] = {}
    replaced = []
    for record in records:
        if record.id in at:
            replaced.append(at[record.id])
        at[record.id] = writer.docnum
        add(writer, record)
    at[CHECKPOINT] = writer.docnum
    add(writer, checkpoint_entry(n, seq))
    shelves = [(SegmentShelf(leaf), base) for leaf, base in reader.leaf_readers() if leaf.doc_count_all()]
    merged = {shelf.key for shelf in _crowded([shelf for shelf, _ in shelves])}
    for shelf, base in shelves:
        if shelf.key in merged:
            for record in shelf.records():
                if record.id not in at:
                    add(writer, record)
        else:
            for key in at:
                for old in shelf.with_id(key):
                    writer.delete_document(base + old)
    segment = writer.get_segment()
    for docnum in replaced:
        segment.delete_document(docnum)
    writer.commit(mergetype=lambda _, segments: [s for s in segments if s.segment_id() not in merged])


def checkpoint_entry(n: int, seq: int) -> Record:
    """Return the entry that keeps the checkpoint: how many updates so far, and the caller's ``seq``."""
    return Record(CHECKPOINT, json.dumps([n, seq]).encode(), b"", b"", "")


def add(writer: Any, record: Record) -> None:
    """Add one letter to an open writer."""
    pool: Pool = writer.pool
    pool.put("id", (record.id,), writer.docnum)
    pool.put("grams", grams(record.body.decode()), writer.docnum)
    if record.number_term:
        pool.put("number", (record.number_term,), writer.docnum)
    writer.add_document(card=record.card, body=record.body, words=zlib.compress(record.words, 1))


def _crowded(shelves: list[SegmentShelf]) -> list[SegmentShelf]:
    """Return the segments of a size of which there are many."""
    sizes: defaultdict[int, list[SegmentShelf]] = defaultdict(list)
    for shelf in shelves:
        size = 0
        while len(shelf) > SMALL * FEW_SEGMENTS**size * 2:
            size += 1
        sizes[size].append(shelf)
    return [shelf for alike in sizes.values() if len(alike) >= FEW_SEGMENTS for shelf in alike]
