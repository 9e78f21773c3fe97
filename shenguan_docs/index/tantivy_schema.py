"""How a letter lies in tantivy: which fields, and one letter as a document of them.

A letter's body is cut into two-character pieces, every one with its position, so that a fragment is a phrase
of pieces and tantivy itself answers exactly, whatever the characters. One character alone is sought among the
body's characters. The same again for single fields, each piece after the field's sign.

    pieces   林木 木采 采伐 …            whole body, with positions
    chars    林 木 采 伐 …               whole body
    scoped   t关于 t于益 …               title, number, names and codes, with positions
    scoped_chars  t关 t于 …              the same, one by one
    facts    kpenalty, i20260305-…       whole values, the id and the number's form
    f_*      facets, as they are shown
    order    order of days and of coming; ``fresh`` is a hair more for a newer letter
    letter   card and words, packed
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from operator import add

import tantivy
import zstandard

from shenguan_docs.index.finding import freshness
from shenguan_docs.index.normal import normalise_name
from shenguan_docs.index.question import Facet, Fact, Field, values
from shenguan_docs.index.record import PART, STRETCH, Card, Record, Words, read_both, read_card

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
DICTIONARY_SIZE, PACKING = 112_640, 3
SEGMENT, PIECE = (
    200,
    8,
)  # of the dictionary's training; given, they need not be tried out, which takes four times as long

_NAMED: tuple[Field, ...] = ("company", "uscc", "code", "matter", "sender", "receiver", "kind")
"""What comes again and again in letters; their titles and numbers do not."""
_BLANK = "\x01"  # a piece is a word between blanks, so a blank in it needs another sign


def schema() -> tantivy.Schema:
    """Return the schema."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("pieces", tokenizer_name="words", index_option="position")
    builder.add_text_field("chars", tokenizer_name="each", index_option="basic")
    builder.add_text_field("scoped", tokenizer_name="words", index_option="position")
    builder.add_text_field("scoped_chars", tokenizer_name="words", index_option="basic")
    builder.add_text_field("facts", tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(f"f_{facet}", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("order", fast=True)
    builder.add_float_field("fresh", fast=True)
    builder.add_bytes_field("letter", stored=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Tell an opened index what cuts at blanks, and what into characters."""
    for name, cutter in (("words", tantivy.Tokenizer.whitespace()), ("each", tantivy.Tokenizer.ngram(1, 1))):
        index.register_tokenizer(name, tantivy.TextAnalyzerBuilder(cutter).build())


def sign(text: str) -> str:
    """Return normal text as it lies in pieces."""
    return text.replace(" ", _BLANK)


def document(record: Record, packer: Packer) -> tantivy.Document:
    """Return one letter as tantivy takes it."""
    card, body = record.head or read_card(record.card), sign(record.body.decode())
    title, number, _ = body.split(PART, 2)
    made = tantivy.Document()
    made.add_text("pieces", _paired(body))
    made.add_text("chars", body)
    scoped = [_scoped(SIGNS["title"], title), _scoped(SIGNS["number"], number)]
    for field in _NAMED:
        scoped += [_scoped_name(field, value) for value in values(card, field)]
    if form := card.number_form:
        scoped.append(_scoped(MARK, sign(form.mark)))
        made.add_text("facts", FORM + form.term)
    made.add_text("scoped", " ".join([pieces for pieces, _ in scoped]))
    made.add_text("scoped_chars", " ".join([chars for _, chars in scoped]))
    for fact, own in SIGNS.items():
        if fact != "title":  # as long as titles are, they are not kept whole
            for value in values(card, fact):
                made.add_text("facts", own + whole(value))
    for facet, value in _facets(card):
        made.add_text(f"f_{facet}", value)
    made.add_unsigned("order", card.order)
    made.add_float("fresh", 2 ** freshness(card.order) - 2)  # tantivy takes the logarithm
    made.add_bytes("letter", packer.pack(record))
    return made


def _paired(text: str) -> str:
    """Return every two neighbours of ``text``, with blanks between: by columns, ten times as fast as one by one."""
    signs = array("I", text.encode("utf-32-le"))
    columns = array("I", [32]) * (3 * len(signs) - 3)
    columns[0::3], columns[1::3] = signs[:-1], signs[1:]
    return columns.tobytes().decode("utf-32-le")


def whole(value: str) -> str:
    """Return ``value`` as one term, in normal form; one too long for a term by its digest."""
    normal = normalise_name(value)
    return normal if len(normal) <= 500 else sha256(normal.encode()).hexdigest()


def _scoped(own: str, text: str) -> tuple[str, str]:
    """Return pieces and characters of one value after its sign; the first stands apart from what comes before."""
    return (
        " ".join([own + STRETCH, *[own + piece for piece in map(add, text, text[1:])]]),
        " ".join([own + c for c in text]),
    )


@lru_cache(maxsize=16_384)
def _scoped_name(field: Field, value: str) -> tuple[str, str]:
    return _scoped(SIGNS[field], sign(normalise_name(value)))


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
    """Letters in few bytes: the ``dictionary`` holds what letters have in common."""

    def __init__(self, dictionary: bytes) -> None:
        known = zstandard.ZstdCompressionDict(dictionary)
        self._packing = zstandard.ZstdCompressor(
            level=PACKING, dict_data=known, write_checksum=False, write_dict_id=False
        )
        self._unpacking = zstandard.ZstdDecompressor(dict_data=known)

    def pack(self, record: Record) -> bytes:
        """Return card and words of ``record``."""
        return self._packing.compress(plain(record))

    def unpack(self, data: bytes) -> tuple[Card, Words]:
        """Return what was packed."""
        return read_both(self._unpacking.decompress(data).decode())


def dictionary(letters: list[bytes | bytearray | memoryview]) -> bytes:
    """Return the dictionary that packs letters like these best; of a few, which teach nothing, themselves."""
    try:
        return zstandard.train_dictionary(DICTIONARY_SIZE, letters, k=SEGMENT, d=PIECE).as_bytes()
    except zstandard.ZstdError:
        return b"".join(letters)[-DICTIONARY_SIZE:]


def plain(record: Record) -> bytes:
    """Return card and words of ``record``, not yet packed."""
    return record.card + b"\n" + record.words
