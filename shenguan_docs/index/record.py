"""One letter as an index keeps it: a card to filter and sort by, a body to search in, the words to show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple
from zlib import crc32

from shenguan_docs.index.engine import IndexDoc, parts
from shenguan_docs.index.normal import normalise, normalise_name
from shenguan_docs.index.numbers import NumberForm, number_form

PART, STRETCH = "\x1e", "\x1f"
"""Stand between parts and between stretches of a body; normal text holds no control characters."""


class Card(NamedTuple):
    """What facets, filters, order and a hit's head need: a letter without its words.

    The first fields are those of ``IndexDoc``, in its order; ``day`` is ISO or "", ``form`` a number's parts.
    A search over everything makes one of every letter, and a tuple is made at once.
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
    order: int
    districts: tuple[str, ...] = ()

    @property
    def number_form(self) -> NumberForm | None:
        """The number's 代字, year and ordinal, if it is of that form."""
        return NumberForm(*self.form) if self.form else None


class Words(NamedTuple):
    """The words of a letter: its text, and its attachments as pairs of title and text."""

    text: str
    attachments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A letter in its three pieces, each UTF-8 that any engine can store; none holds a line break."""

    id: str
    card: bytes
    body: bytes
    words: bytes
    number_term: str
    head: Card | None = field(default=None, compare=False, repr=False)  # what ``card`` says, if it is at hand


_NAMES = tuple(f.name for f in fields(IndexDoc) if f.name not in ("text", "attachments", "districts"))
_LISTS = tuple(_NAMES.index(name) for name in ("receivers", "companies", "usccs", "matters", "codes"))
_facts = attrgetter(*_NAMES)
_FORM = len(_NAMES)  # where a card has the parts of its number; behind it its districts, if it has any
_NAME = 40  # characters of most names, which come again and again
_DAY, _SEQ, _ID, _COMPANIES = (_NAMES.index(name) for name in ("day", "seq", "id", "companies"))


def record(doc: IndexDoc) -> Record:
    """Make the three pieces of ``doc``."""
    form = number_form(doc.number)
    values: list[Any] = [*_facts(doc)]
    values[_DAY] = doc.day.isoformat() if doc.day else ""
    values[_COMPANIES] = tuple(dict.fromkeys(doc.companies))
    values.append((form.mark, form.year, form.ordinal) if form else None)
    if doc.districts:  # most offices have none, and their cards are as they were
        values.append(doc.districts)
    card, words = _json(values), _json([doc.text, doc.attachments])
    body = PART.join(
        [STRETCH.join(map(_normal, stretches)) for _, stretches in parts(doc, doc.text, doc.attachments)]
    )
    head = None if b"?" in card else _card(values)  # a "?" may stand for what was no character
    return Record(doc.id, card, body.encode(), words, form.term if form else "", head)


def _normal(stretch: str) -> str:
    return normalise_name(stretch) if len(stretch) <= _NAME else normalise(stretch)


_json_at = json.JSONDecoder().raw_decode


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # a lone surrogate is no character of any letter


FIRST_DAY = date(1900, 1, 1).toordinal() - 1


def order(day: date | None, seq: int, id: str) -> int:
    """Return where a letter stands among all, newest last, as 64 bits: day, order of coming, a mark of its id."""
    days = min(max(day.toordinal() - FIRST_DAY, 1), 2**17 - 1) if day else 0
    return days << 47 | min(max(seq, 0), 2**33 - 1) << 14 | crc32(id.encode("utf-8", "replace")) & (2**14 - 1)


def order_span(first: date | None, last: date | None) -> tuple[int, int]:
    """Return the orders, both inclusive, of all letters of these days; those without a day have none."""
    return order(first or date.min, 0, "") >> 47 << 47, order(last or date.max, 0, "") | 2**47 - 1


def read_card(data: bytes | str) -> Card:
    """Read what ``record`` wrote as card."""
    return _card(json.loads(data))


def _card(known: list[Any]) -> Card:
    values, form = known[:_FORM], known[_FORM]
    districts = tuple(known[_FORM + 1]) if len(known) > _FORM + 1 else ()
    for n in _LISTS:
        values[n] = tuple(values[n])
    iso = values[_DAY]
    day = date.fromisoformat(iso) if iso else None
    values += (form and tuple(form), iso[:4], order(day, values[_SEQ], values[_ID]), districts)
    return Card._make(values)


def read_words(words: str) -> Words:
    """Read what ``record`` wrote as words."""
    return _words(json.loads(words))


def read_both(both: str) -> tuple[Card, Words]:
    """Read a card and, in the line after it, words."""
    card, end = _json_at(both)
    words, _ = _json_at(both, end + 1)
    return _card(card), _words(words)


def _words(known: list[Any]) -> Words:
    text, attachments = known
    return Words(text, tuple([(title, said) for title, said in attachments]))


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
