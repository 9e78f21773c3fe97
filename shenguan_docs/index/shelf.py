"""A shelf: some letters under local numbers 0, 1, 2 …, and what the search asks of them.

An index is a few shelves: the segments of its engine and the letters that came in last.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from shenguan_docs.index.record import Card, Record, read_card


class Shelf(Protocol):
    """Letters that are searched together; numbers that it returns are ascending and not hidden."""

    def __len__(self) -> int:
        """Return about how many letters there are, quickly; never less."""

    def all(self) -> list[int]:
        """Return the number of every letter."""

    def holding(self, needle: str) -> list[int]:
        """Return exactly the letters whose body holds ``needle``."""

    def numbered(self, term: str) -> list[int]:
        """Return the letters whose 发文字号 has this year and ordinal (``NumberForm.term``)."""

    def frequency(self, needle: str) -> int:
        """Return an upper bound of ``len(holding(needle))``, quickly."""

    def card(self, n: int) -> Card:
        """Return the card of letter ``n``."""

    def cards(self, numbers: list[int]) -> list[Card]:
        """Return the cards of these letters."""

    def body(self, n: int) -> bytes:
        """Return the body of letter ``n``."""

    def words(self, n: int) -> bytes:
        """Return the words of letter ``n``."""


class RecentShelf:
    """Letters in memory, searched by reading them all: for a few hundred that is faster than an index."""

    def __init__(self) -> None:
        self._records: list[Record | None] = []
        self._cards: dict[int, Card] = {}
        self._at: dict[str, int] = {}

    def put(self, records: Iterable[Record]) -> None:
        """Add or replace by id."""
        for record in records:
            if (old := self._at.get(record.id)) is not None:
                self._records[old] = None
            self._at[record.id] = len(self._records)
            self._records.append(record)

    def copy(self) -> RecentShelf:
        """Return a shelf that can grow while this one is still being read."""
        shelf = RecentShelf()
        shelf._records, shelf._cards, shelf._at = self._records[:], self._cards.copy(), self._at.copy()
        return shelf

    @property
    def records(self) -> list[Record]:
        """The letters, oldest first."""
        return [record for record in self._records if record]

    def __len__(self) -> int:
        return len(self._at)

    def all(self) -> list[int]:
        """Return the number of every letter."""
        return [n for n, record in enumerate(self._records) if record]

    def holding(self, needle: str) -> list[int]:
        """Return exactly the letters whose body holds ``needle``."""
        wanted = needle.encode()
        return [n for n, record in enumerate(self._records) if record and wanted in record.body]

    def numbered(self, term: str) -> list[int]:
        """Return the letters whose 发文字号 has this year and ordinal."""
        return [n for n, record in enumerate(self._records) if record and record.number_term == term]

    def frequency(self, needle: str) -> int:
        """Return how many letters there are."""
        return len(self._at)

    def card(self, n: int) -> Card:
        """Return the card of letter ``n``."""
        if (card := self._cards.get(n)) is None:
            card = self._cards[n] = read_card(self._get(n).card)
        return card

    def cards(self, numbers: list[int]) -> list[Card]:
        """Return the cards of these letters."""
        return list(map(self.card, numbers))

    def body(self, n: int) -> bytes:
        """Return the body of letter ``n``."""
        return self._get(n).body

    def words(self, n: int) -> bytes:
        """Return the words of letter ``n``."""
        return self._get(n).words

    def _get(self, n: int) -> Record:
        record = self._records[n]
        assert record is not None
        return record
