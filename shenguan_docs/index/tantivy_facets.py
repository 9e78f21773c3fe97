"""Facets counted by tantivy, with the letters that came in last added."""

from __future__ import annotations

from typing import Any

import tantivy

from shenguan_docs.index.finding import count_facet, cut
from shenguan_docs.index.question import LONG_FACETS, Facet, Question
from shenguan_docs.index.record import Card

MOST_VALUES = 65_000
"""Values of a facet that tantivy counts at most."""


def counted(
    searcher: tantivy.Searcher, query: tantivy.Query, cards: list[Card], question: Question
) -> dict[Facet, dict[str, int]]:
    """Count what ``query`` finds and ``cards`` say, exactly.

    Handing over thousands of names costs more than counting them. So of a long facet only the most frequent are
    asked for, as many more as ``cards`` name, and those that they name: nothing else can be among the most
    frequent of all. (Of equally frequent ones tantivy takes them in the order of their names, as ``cut`` does.)
    """
    added = {facet: count_facet(cards, facet) if cards else {} for facet in question.facets}
    wanted: dict[str, Any] = {}
    for facet, named in added.items():
        terms = {"field": f"f_{facet}", "size": MOST_VALUES, "segment_size": MOST_VALUES}
        wanted[facet] = {"terms": terms}
        if facet in LONG_FACETS and question.most is not None:
            wanted[facet] = {"terms": terms | {"size": max(question.most, 1) + len(named)}}
            if named:
                wanted[_named(facet)] = {"terms": terms | {"include": [*named]}}
    found = searcher.aggregate(query, wanted)
    counts = {}
    for facet, named in added.items():
        below = _counts(found[facet]) | _counts(found.get(_named(facet), {"buckets": ()}))
        both = below | {value: count + below.get(value, 0) for value, count in named.items()}
        counts[facet] = cut(facet, both, question.most)
    return counts


def _named(facet: Facet) -> str:
    return f"{facet}, named"


def _counts(found: dict[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
