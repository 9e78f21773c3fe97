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
    """What facets, filters, order and a hit's head need: a letter without its words.

    The first fields are those of ``IndexDoc``, in its order; ``day`` is ISO or "", ``form`` a number's parts.
    """

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
    year: str
    order: tuple[str, int, str]  # newest last; no two are equal

    @property
    def number_form(self) -> NumberForm | None:
        """The number's 代字, year and ordinal, if it is of that form."""
        return NumberForm(*self.form) if self.form else None


@dataclass(frozen=True, slots=True)
class Record:
    """A letter in its three pieces, each as bytes that any engine can store."""

    id: str
    card: bytes
    body: bytes
    words: bytes
    number_term: str


_NAMES = tuple(f.name for f in fields(IndexDoc) if f.name not in ("text", "attachments"))
_LISTS = tuple(_NAMES.index(name) for name in ("receivers", "companies", "usccs", "matters", "codes"))
_DAY, _SEQ, _ID = (_NAMES.index(name) for name in ("day", "seq", "id"))


def record(doc: IndexDoc) -> Record:
    """Make the three pieces of ``doc``."""
    form = number_form(doc.number)
    facts = asdict(doc) | {
        "day": doc.day.isoformat() if doc.day else "",
        "companies": tuple(dict.fromkeys(doc.companies)),
    }
    values = [facts[name] for name in _NAMES]
    values.append((form.mark, form.year, form.ordinal) if form else None)
    card = json.dumps(values, separators=(",", ":"))
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
    *values, form = json.loads(data)
    for n in _LISTS:
        values[n] = tuple(values[n])
    day = values[_DAY]
    values += [form and tuple(form), day[:4], (day, values[_SEQ], values[_ID])]
    return Card(*values)


def read_doc(card: Card, words: bytes) -> IndexDoc:
    """Put a letter together again from its card and its words."""
    text, attachments = json.loads(zlib.decompress(words))
    facts: dict[str, Any] = {name: getattr(card, name) for name in _NAMES if name != "day"}
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
