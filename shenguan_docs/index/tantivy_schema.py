"""How a letter lies in tantivy: which fields, and one letter as a document of them.

A letter's body is cut into two-character pieces, every one with its position, so that a fragment is a phrase
of pieces and tantivy itself answers exactly, whatever the characters. One character alone is sought among the
body's characters. The same again for single fields, each piece after the field's sign.

    pieces   林木 木采 采伐 …            whole body, with positions
    chars    林 木 采 伐 t关 …           whole body and single fields, each once
    scoped   t关于 t于益 …               title, number, names and codes, with positions
    facts    kpenalty, i20260305-…       whole values, the id and the number's form
    f_*      facets, as they are shown
    order    order of days and of coming; ``fresh`` is a hair more for a newer letter
    letter   card and words, packed
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from hashlib import sha256
from operator import add

import tantivy

from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.finding import freshness
from shenguan_docs.index.normal import normalise_name
from shenguan_docs.index.question import Facet, Fact, Field, values
from shenguan_docs.index.record import PART, STRETCH, Card, Record, read_card, read_doc

SIGNS: dict[Field | Fact, str] = {
    "title": "t",
    "number": "n",
    "company": "c",
    "uscc": "u",
    "code": "o",
    "matter": "m",
    "sender": "s",
    "receiver": "r",
    "kind": "k",
    "genre": "g",
    "direction": "d",
    "state": "a",
    "id": "i",
}
MARK, FORM = "z", "f"
"""Signs of the 机关代字 (scoped) and of a number's year and ordinal (facts)."""
CHECKPOINT = FORM + "checkpoint"
FACETS: tuple[Facet, ...] = ("kind", "year", "sender", "receiver", "company", "matter")
DICTIONARY_SIZE = 16_384

_SCOPED: tuple[Field, ...] = (
    "title",
    "number",
    "company",
    "uscc",
    "code",
    "matter",
    "sender",
    "receiver",
    "kind",
)
_BLANK = "\x01"  # a piece is a word between blanks, so a blank in it needs another sign


def schema() -> tantivy.Schema:
    """Return the schema."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("pieces", tokenizer_name="words", index_option="position")
    builder.add_text_field("chars", tokenizer_name="words", index_option="basic")
    builder.add_text_field("scoped", tokenizer_name="words", index_option="position")
    builder.add_text_field("facts", tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(f"f_{facet}", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("order", fast=True)
    builder.add_float_field("fresh", fast=True)
    builder.add_bytes_field("letter", stored=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Tell an opened index what cuts at blanks."""
    index.register_tokenizer("words", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def sign(text: str) -> str:
    """Return normal text as it lies in pieces."""
    return text.replace(" ", _BLANK)


def document(record: Record, packer: Packer) -> tantivy.Document:
    """Return one letter as tantivy takes it."""
    card, body = read_card(record.card), sign(record.body.decode())
    made = tantivy.Document()
    made.add_text("pieces", " ".join(map(add, body, body[1:])))
    chars: set[str] = set(body)
    pieces: list[str] = []
    for field in _SCOPED:
        own = SIGNS[field]
        for value in values(card, field):
            _scope(own, sign(normalise_name(value)), pieces, chars)
    if form := card.number_form:
        _scope(MARK, sign(form.mark), pieces, chars)
        made.add_text("facts", FORM + form.term)
    made.add_text("scoped", " ".join(pieces))
    made.add_text("chars", " ".join(chars))
    for fact, own in SIGNS.items():
        if fact != "title":  # as long as titles are, they are not kept whole
            for value in values(card, fact):
                made.add_text("facts", own + (whole(value)))
    for facet, value in _facets(card):
        made.add_text(f"f_{facet}", value)
    made.add_unsigned("order", card.order)
    made.add_float("fresh", 2 ** freshness(card.order) - 2)  # tantivy takes the logarithm
    made.add_bytes("letter", packer.pack(record))
    return made


def whole(value: str) -> str:
    """Return ``value`` as one term, in normal form; one too long for a term by its digest."""
    normal = normalise_name(value)
    return normal if len(normal) <= 500 else sha256(normal.encode()).hexdigest()


def _scope(own: str, text: str, pieces: list[str], chars: set[str]) -> None:
    """Add the pieces of one value; the first stands apart from what comes before."""
    pieces.append(own + STRETCH)
    pieces += [own + piece for piece in map(add, text, text[1:])]
    chars.update(own + c for c in text)


def _facets(card: Card) -> Iterator[tuple[Facet, str]]:
    yield "kind", card.kind_name or card.kind
    yield "year", card.year
    yield "sender", card.sender
    for receiver in card.receivers:
        yield "receiver", receiver
    for company in card.companies:
        yield "company", company
    for matter in card.matters:
        yield "matter", matter


def checkpoint_document(n: int, seq: int) -> tantivy.Document:
    """Return the document that keeps the checkpoint; it is committed with the letters, never out of step."""
    made = tantivy.Document()
    made.add_text("facts", CHECKPOINT)
    made.add_bytes("letter", json.dumps([n, seq]).encode())
    return made


EVERY = PART
"""Stands among the characters of every letter, and of nothing else."""


class Packer:
    """Letters in few bytes: GB 18030 takes two bytes for a character, and ``dictionary`` holds common phrases."""

    def __init__(self, dictionary: bytes) -> None:
        self._dictionary = dictionary

    def pack(self, record: Record) -> bytes:
        """Return card and words of ``record``."""
        packing = zlib.compressobj(1, zlib.DEFLATED, -15, 9, zdict=self._dictionary)
        return packing.compress(plain(record)) + packing.flush()

    def unpack(self, data: bytes) -> tuple[Card, IndexDoc]:
        """Return what was packed."""
        text = zlib.decompressobj(-15, zdict=self._dictionary).decompress(data).decode("gb18030")
        first, words = text.split("\n")
        card = read_card(first)
        return card, read_doc(card, words)


def plain(record: Record) -> bytes:
    """Return card and words of ``record``, not yet packed."""
    return f"{record.card.decode()}\n{record.words.decode()}".encode("gb18030")
