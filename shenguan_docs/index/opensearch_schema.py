"""How a letter lies in OpenSearch: the index that is made, and one letter as a document of it.

The fields are those of tantivy (``cutting``). What is sent is cut already: the server parts it at blanks and does
nothing else to it, so the rules of ``normal`` alone decide what is found.

    pieces   林木 木采 采伐 …            whole body, with positions
    chars    林 木 采 伐 …               whole body, each once
    scoped   t关于 t于益 …               title, number, names and codes, with positions
    scoped_chars  t关 t于 …              the same, one by one
    facts    kpenalty, i20260305-…       whole values, the id and the number's form
    f_*      facets, as they are shown
    order    order of days and of coming; ``id`` decides between equals; ``fresh`` is a hair more for a newer letter
    letter   card and words, as they are shown; the only thing that is kept as it was sent

``pieces`` are scored by how often a phrase stands in how long a letter, and by nothing that differs between two
copies of a shard: pages never overlap, whichever copy answers.
"""

from __future__ import annotations

import json
from typing import Any

from shenguan_docs.index import normal
from shenguan_docs.index.cutting import FACETS, facet_values, facts, fields, paired, sign
from shenguan_docs.index.finding import freshness
from shenguan_docs.index.opensearch_place import Place
from shenguan_docs.index.record import PART, STRETCH, Record, read_card

FORM = f"1, normal {normal.VERSION}"
"""What an index of another version of these rules does not say."""
CHECKPOINT = "%23checkpoint"
"""The document that keeps the checkpoint, as a part of a path."""
HOLE = "\x02"
"""Stands in a phrase for a place where anything may stand."""
_MIDDLE = 2**63  # orders have 64 bits and no sign, the server's numbers have one
_CHARACTERS = 1_000  # of a letter of usual length
_LONGEST_FACET = 8_000
_DENSITY = f"return query.boost * doc.freq / (doc.freq + 0.3 + 0.9 * doc.length / {_CHARACTERS}.0);"
_NO_CHARACTERS = str.maketrans("", "", PART + STRETCH)


def index_body(place: Place) -> dict[str, Any]:
    """Return what an empty index is made of."""
    words = {"type": "text", "analyzer": "words", "norms": False}
    return {
        "settings": {
            "number_of_shards": place.shards,
            "auto_expand_replicas": "0-1",  # a second copy as soon as there is a second node
            "refresh_interval": "-1",  # an update says itself when it is to be seen
            "codec": "best_compression",
            "analysis": {
                "analyzer": {
                    "words": {"type": "custom", "tokenizer": "whitespace"},
                    "phrase": {"type": "custom", "tokenizer": "whitespace", "filter": ["holes"]},
                },
                "filter": {"holes": {"type": "stop", "stopwords": [HOLE]}},
            },
            "similarity": {"density": {"type": "scripted", "script": {"source": _DENSITY}}},
        },
        "mappings": {
            "dynamic": False,
            "_source": {"includes": ["letter", "seq", "form", "home"]},
            "properties": {
                "pieces": words
                | {"search_analyzer": "phrase", "similarity": "density", "norms": True, "index_options": "positions"},
                "scoped": words | {"search_analyzer": "phrase", "index_options": "positions"},
                "chars": words | {"index_options": "docs"},
                "scoped_chars": words | {"index_options": "docs"},
                "facts": {"type": "keyword", "doc_values": False, "norms": False},
                "order": {"type": "long"},
                "id": {"type": "keyword", "index": False},
                "fresh": {"type": "double", "index": False},
                **{f"f_{facet}": {"type": "keyword", "index": False, "ignore_above": _LONGEST_FACET} for facet in FACETS},
            },
        },
    }  # fmt: skip


def document(record: Record) -> dict[str, Any]:
    """Return one letter as OpenSearch takes it."""
    card, body = record.head or read_card(record.card), sign(record.body.decode())
    pieces, chars = fields(card, body)
    made: dict[str, Any] = {
        "pieces": paired(body),
        "chars": " ".join(set(body.translate(_NO_CHARACTERS))),
        "scoped": pieces,
        "scoped_chars": " ".join(set(chars.split(" "))),
        "facts": list(facts(card)),
        "order": signed(card.order),
        "id": card.id,
        "fresh": freshness(card.order),
        "letter": f"{record.card.decode()}\n{record.words.decode()}",
    }
    for facet, value in facet_values(card):
        if value:
            made.setdefault(f"f_{facet}", []).append(value)
    return made


def line(record: Record, seq: int) -> bytes:
    """Return what puts one letter into the index, unless a later update was there first."""
    put = {"index": {"_id": record.id, "version": max(seq, 0), "version_type": "external_gte"}}
    return b"".join(
        json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
        for part in (put, document(record))
    )


def signed(order: int) -> int:
    """Return an order as the server keeps it."""
    return order - _MIDDLE
