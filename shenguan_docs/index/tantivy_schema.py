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

import tantivy
import zstandard

from shenguan_docs.index.cutting import FACETS, FORM, facet_values, facts, fields, paired, sign
from shenguan_docs.index.finding import freshness
from shenguan_docs.index.record import PART, Card, Record, Words, read_both, read_card

CHECKPOINT = FORM + "checkpoint"
DICTIONARY_SIZE, PACKING = 112_640, 3
SEGMENT, PIECE = (
    200,
    8,
)  # of the dictionary's training; given, they need not be tried out, which takes four times as long


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


def document(record: Record, packer: Packer) -> tantivy.Document:
    """Return one letter as tantivy takes it."""
    card, body = record.head or read_card(record.card), sign(record.body.decode())
    made = tantivy.Document()
    made.add_text("pieces", paired(body))
    made.add_text("chars", body)
    pieces, chars = fields(card, body)
    made.add_text("scoped", pieces)
    made.add_text("scoped_chars", chars)
    for fact in facts(card):
        made.add_text("facts", fact)
    for facet, value in facet_values(card):
        made.add_text(f"f_{facet}", value)
    made.add_unsigned("order", card.order)
    made.add_float("fresh", 2 ** freshness(card.order) - 2)  # tantivy takes the logarithm
    made.add_bytes("letter", packer.pack(record))
    return made


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
