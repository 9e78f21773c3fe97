"""One letter as an index keeps it: a card to filter and sort by, a body to search in, the words to show."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from shenguan_docs.index.engine import IndexDoc, parts
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.numbers import NumberForm, number_form

PART, STRETCH = "\x1e", "\x1f"
"""Stand between parts and between stretches of a body; normal text holds no control characters."""


@dataclass(frozen=True, slots=True)
class Card:
    """What facets, filters, order and a hit's head need. ``day`` is ISO or "", ``form`` a number's parts."""

    id: str
    number: str
    title: str
    kind: str
    kind_name: str
    genre: str
    sender: str
    receivers: tuple[str, ...]
    companies: tuple[str, ...]
    usccs: tuple[str, ...]
    matters: tuple[str, ...]
    codes: tuple[str, ...]
    day: str
    direction: str
    state: str
    seq: int
    form: tuple[str, int, int] | None

    @property
    def number_form(self) -> NumberForm | None:
        """The number's 代字, year and ordinal, if it is of that form."""
        return NumberForm(*self.form) if self.form else None

    @property
    def order(self) -> tuple[str, int, str]:
        """Newest last; no two cards are equal."""
        return self.day, self.seq, self.id


@dataclass(frozen=True, slots=True)
class Record:
    """A letter in its three pieces, each as bytes that any engine can store."""

    id: str
    card: bytes
    body: bytes
    words: bytes
    number_term: str


_NAMES = tuple(f.name for f in fields(Card))


def record(doc: IndexDoc) -> Record:
    """Make the three pieces of ``doc``."""
    form = number_form(doc.number)
    facts = asdict(doc) | {
        "day": doc.day.isoformat() if doc.day else "",
        "form": (form.mark, form.year, form.ordinal) if form else None,
    }
    card = json.dumps([facts[name] for name in _NAMES], separators=(",", ":"))
    words = json.dumps([doc.text, doc.attachments])
    body = PART.join(STRETCH.join(map(normalise, stretches)) for _, stretches in parts(doc))
    return Record(
        doc.id,
        card.encode(),
        body.encode(),
        zlib.compress(words.encode(), 1),
        form.term if form else "",
    )


def read_card(data: bytes) -> Card:
    """Read what ``record`` wrote as card."""
    return Card(*map(_tuple, json.loads(data)))


def read_doc(card: Card, words: bytes) -> IndexDoc:
    """Put a letter together again from its card and its words."""
    text, attachments = json.loads(zlib.decompress(words))
    facts: dict[str, Any] = {name: getattr(card, name) for name in _NAMES if name not in ("form", "day")}
    return IndexDoc(
        **facts,
        day=date.fromisoformat(card.day) if card.day else None,
        text=text,
        attachments=tuple((title, words) for title, words in attachments),
    )


def grams(body: str) -> set[str]:
    """Return the one- and two-character pieces of every stretch: all that a fragment is looked up by."""
    pieces: set[str] = set()
    for part in body.split(PART):
        for stretch in part.split(STRETCH):
            pieces.update(stretch)
            pieces.update(map(str.__add__, stretch, stretch[1:]))
    return pieces


def needle_grams(needle: str) -> Iterator[str]:
    """Return the pieces that a text must hold if it holds ``needle``."""
    return iter({needle[i : i + 2] for i in range(len(needle) - 1)} or {needle})


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
