"""Whoosh's codec, written to in whole posting lists.

Whoosh's own way takes every posting of every letter through a pool of sorted tuples: about 5 µs each, and a
letter has a thousand. Here a term's letters are collected in an array and go to Whoosh's posting file in one
piece. What lies on the disk is Whoosh's format, read by Whoosh's own reader through mapped files.
"""

from __future__ import annotations

import mmap
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from whoosh import fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3LeafMatcher, W3PostingsWriter, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.matching import FilterMatcher


class _MappedFile(BufferFile):  # type: ignore[misc]
    """A file in memory as the system maps it: what is not asked for is never read."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        super().__init__(b"", name=path.name)
        self._buf = self.file = mapped


class Storage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder of files; Whoosh itself would copy every file into memory to open it."""

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Return the file to read."""
        path = Path(self.folder) / name
        return _MappedFile(path) if path.stat().st_size else super().open_file(name, **options)


Postings = tuple[str, bytes, "array[int]"]


class Pieces(fields.FieldType):  # type: ignore[misc]
    """A field of terms that are given to the pool as they are."""

    indexed, stored, unique, scorable, spelling = True, False, False, False, False
    analyzer = vector = column_type = None

    def __init__(self) -> None:
        self.format = formats.Existence()

    def to_bytes(self, value: bytes) -> bytes:
        """Return the term as it is stored."""
        return value


class Pool:
    """The letters of every term of one segment, in place of Whoosh's pool."""

    def __init__(self) -> None:
        self._fields: defaultdict[str, defaultdict[str, array[int]]] = defaultdict(
            lambda: defaultdict(lambda: array("I"))
        )

    def put(self, field: str, terms: Iterable[str], docnum: int) -> None:
        """Note that letter ``docnum``, higher than any before it, has ``terms``."""
        lists = self._fields[field]
        for term in terms:
            lists[term].append(docnum)

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Take one posting in Whoosh's own form."""
        self.put(item[0], (item[1].decode(),), item[2])

    def iter_postings(self) -> Iterator[Postings]:
        """Return the posting lists in the order of Whoosh's term file."""
        for field, lists in sorted(self._fields.items()):
            for term in sorted(lists):  # code points and UTF-8 sort alike
                yield field, term.encode(), lists[term]

    def cleanup(self) -> None:
        """Do nothing: there are no temporary files."""


class _PostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    def add_list(self, ids: array[int]) -> None:
        for start in range(0, len(ids), self._blocklimit):
            if start:
                self._write_block()
            self._ids = ids[start : start + self._blocklimit]
            self._weights = array("f", [1.0]) * len(self._ids)
            self._maxweight = 1.0

    def _mini_weights(self) -> None:
        """All weights are 1, which Whoosh writes as nothing."""


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    def add_postings(self, schema: Any, lengths: None, items: Iterable[Postings]) -> None:
        field = ""
        for name, term, ids in items:
            if name != field:
                if field:
                    self.finish_field()
                self.start_field(name, schema[name])
                field = name
            self.start_term(term)
            self._postwriter.add_list(ids)
            self.finish_term()
        if field:
            self.finish_field()


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec without compression and without field lengths, which exact search has no use for."""

    length_stats = False

    def __init__(self, segment: str) -> None:
        super().__init__(blocklimit=1024, compression=0)
        self._segment = segment

    def new_segment(self, storage: Any, indexname: str) -> W3Segment:
        """Return the segment to write, under a name of ours: Whoosh draws lots, and lots can be equal."""
        return W3Segment(self, indexname, segid=self._segment)

    def field_writer(self, storage: Any, segment: W3Segment) -> _FieldWriter:
        """Return the writer of posting lists."""
        return _FieldWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _PostingsWriter:
        """Return the writer of one posting list."""
        return _PostingsWriter(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)


def all_ids(matcher: Any) -> list[int]:
    """Return the letters of a posting list that are not deleted, block by block; Whoosh itself goes one by one."""
    if isinstance(matcher, FilterMatcher):
        deleted = matcher._ids
        return [n for n in all_ids(matcher.child) if n not in deleted]
    if not isinstance(matcher, W3LeafMatcher):  # a list so short that it lies beside its term
        return list(matcher.all_ids())
    found: list[int] = []
    while matcher.is_active():
        matcher._read_data()
        found.extend(accumulate(matcher._data[0]))
        matcher._next_block()
    return found
