"""A tree of conditions, and what is relevant to it, in OpenSearch's terms."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any as Json

from shenguan_docs.index.cutting import FORM, MARK, SIGNS, pieces_of, sign, whole
from shenguan_docs.index.finding import FOUND, NAMED, SAID, stretches
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.opensearch_schema import HOLE, signed
from shenguan_docs.index.question import All, Any, Between, Holds, Is, Node, Not, Numbered, asked
from shenguan_docs.index.record import order_span
from shenguan_docs.index.variants import forms, has_forms

Query = dict[str, Json]

EVERY: Query = {"exists": {"field": "order"}}
"""Every letter, and not the checkpoint."""


def where(node: Node) -> Query:
    """Return the query that is true where ``node`` is."""
    match node:
        case All(parts):
            return _all(parts)
        case Any(parts):
            return _any([where(part) for part in parts])
        case Not():
            return _all([node])
        case Holds(text, field, variants):
            own = SIGNS[field] if field else ""
            return (_spelt_anyhow if variants else _holds)(normalise(text), own)
        case Is(fact, value):
            return _term("facts", SIGNS[fact] + whole(value))
        case Numbered(form):
            named = _term("facts", FORM + form.term)
            return _must([named, _holds(normalise(form.mark), MARK)]) if form.mark else named
        case Between(first, last):
            low, high = order_span(first, last)
            return {"range": {"order": {"gte": signed(low), "lte": signed(high)}}}


def ranked(node: Node) -> Query | None:
    """Return the query of ``node`` scored as ``finding.relevance`` says; None when nothing makes a difference."""
    groups = stretches(node)
    named = [where(leaf) for leaf in asked(node) if isinstance(leaf, Numbered)]
    named += [_term("facts", SIGNS["number"] + whole(n)) for group in groups for n in group]
    if not named:
        return None
    titled = [_any([_holds(n, SIGNS["title"]) for n in group]) for group in groups]
    parts = [_worth(_any(named), NAMED), _worth(EVERY, FOUND)]
    if titled:
        parts.append(_worth(_must(titled), 1.0))
        parts += [_worth(part, 1 / len(groups)) for part in titled]
    for group in groups:
        said = SAID / len(groups) / len(groups) / len(group)
        parts += [_phrase("pieces", pieces_of(sign(n)), said) for n in group if len(n) > 1]
    scored = {"bool": {"filter": [where(node)], "should": parts}}
    fresh = {"field_value_factor": {"field": "fresh", "modifier": "none"}, "boost_mode": "multiply"}
    return {"function_score": {"query": scored, **fresh}}


def _all(parts: Sequence[Node]) -> Query:
    wanted = [where(part) for part in parts if not isinstance(part, Not)]
    denied = [where(part.part) for part in parts if isinstance(part, Not)]
    if not denied:
        return _must(wanted)
    return {"bool": {"filter": wanted or [EVERY], "must_not": denied}}


def _any(parts: Sequence[Query]) -> Query:
    if not parts:
        return {"match_none": {}}
    return parts[0] if len(parts) == 1 else {"bool": {"should": list(parts), "minimum_should_match": 1}}


def _must(parts: Sequence[Query]) -> Query:
    if not parts:
        return EVERY
    return parts[0] if len(parts) == 1 else {"bool": {"filter": list(parts)}}


def _worth(query: Query, score: float) -> Query:
    return {"constant_score": {"filter": query, "boost": score}}


def _holds(needle: str, own: str) -> Query:
    text = sign(needle)
    match len(text):
        case 0:
            return EVERY
        case 1:
            return _term("scoped_chars" if own else "chars", own + text)
    return _phrase("scoped" if own else "pieces", [(at, own + piece) for at, piece in pieces_of(text)])


def _spelt_anyhow(needle: str, own: str) -> Query:
    """Return the query for ``needle`` with every character in any of its forms."""
    text = sign(needle)
    if not has_forms(text):
        return _holds(needle, own)
    if len(text) == 1:
        return _any([_holds(c, own) for c in forms(text)])
    field = "scoped" if own else "pieces"
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]  # side by side: a span leaves no holes
    spelt = [[own + "".join(spelling) for spelling in product(*map(forms, pair))] for pair in pairs]
    if len(spelt) == 1:
        return {"terms": {field: spelt[0]}}
    clauses = [_span_any(field, several) for several in spelt]
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def _span_any(field: str, terms: list[str]) -> Query:
    found: list[Query] = [{"span_term": {field: term}} for term in terms]
    return found[0] if len(found) == 1 else {"span_or": {"clauses": found}}


def _phrase(field: str, pieces: list[tuple[int, str]], boost: float = 1.0) -> Query:
    """Return the query for pieces at these places; where the next one begins later, anything may stand before it."""
    if len(pieces) == 1:
        return {"term": {field: {"value": pieces[0][1], "boost": boost}}}
    at = dict(pieces)
    words = " ".join(at.get(place, HOLE) for place in range(pieces[-1][0] + 1))
    return {"match_phrase": {field: {"query": words, "boost": boost}}}


def _term(field: str, term: str) -> Query:
    return {"term": {field: term}}
