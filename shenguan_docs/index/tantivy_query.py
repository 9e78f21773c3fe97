"""A tree of conditions, and what is relevant to it, in tantivy's terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import tantivy
from tantivy import Occur, Query

from shenguan_docs.index.cutting import FORM, MARK, SIGNS, pieces_of, sign, whole
from shenguan_docs.index.finding import FOUND, NAMED, SAID, stretches
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.question import All, Any, Between, Holds, Is, Node, Not, Numbered, asked
from shenguan_docs.index.record import order_span
from shenguan_docs.index.tantivy_schema import EVERY
from shenguan_docs.index.variants import forms, has_forms

_SPECIAL = frozenset("\\.+*?()|[]{}^$#&-~/")
_HIGHEST = 2.2  # what tantivy's BM25 gives at most for a phrase whose pieces weigh 1


class Asking:
    """Makes queries for one searcher, whose frequencies of pieces weigh what is relevant."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema, self._searcher = schema, searcher

    def where(self, node: Node) -> Query:
        """Return the query that is true where ``node`` is."""
        match node:
            case All(parts):
                return self._all(parts)
            case Any(parts):
                return self._any([self.where(part) for part in parts])
            case Not():
                return self._all([node])
            case Holds(text, field, variants):
                own = SIGNS[field] if field else ""
                return (self._spelt_anyhow if variants else self._holds)(normalise(text), own)
            case Is(fact, value):
                return self._term("facts", SIGNS[fact] + whole(value))
            case Numbered(form):
                named = self._term("facts", FORM + form.term)
                return _must([named, self._holds(normalise(form.mark), MARK)]) if form.mark else named
            case Between(first, last):
                low, high = order_span(first, last)
                return Query.range_query(self._schema, "order", tantivy.FieldType.Unsigned, low, high)

    def _all(self, parts: Sequence[Node]) -> Query:
        wanted = [(Occur.Must, self.where(part)) for part in parts if not isinstance(part, Not)]
        denied = [(Occur.MustNot, self.where(part.part)) for part in parts if isinstance(part, Not)]
        if not wanted:
            wanted.append((Occur.Must, self._every()))
        return wanted[0][1] if len(wanted) == 1 and not denied else Query.boolean_query(wanted + denied)

    def without(self, query: Query, ids: Iterable[str]) -> Query:
        """Return ``query`` without letters of these ids."""
        facts = [SIGNS["id"] + id for id in ids]
        if not facts:
            return query
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.MustNot, Query.term_set_query(self._schema, "facts", facts))]
        )

    def ranked(self, where: Node, query: Query) -> Query | None:
        """Return ``query`` scored as ``finding.relevance`` says; None when nothing makes a difference.

        What adds to the score is tried on the letters found only, one after another: side by side, tantivy
        would look through all letters for each.
        """
        groups = stretches(where)
        named = [self.where(leaf) for leaf in asked(where) if isinstance(leaf, Numbered)]
        named += [self._term("facts", SIGNS["number"] + whole(n)) for group in groups for n in group]
        if not named:
            return None
        titled = [self._any([self._holds(n, SIGNS["title"]) for n in group]) for group in groups]
        said = [said for group in groups for needle in group if (said := self._said(needle, group, groups))]
        parts = [Query.const_score_query(self._any(named), NAMED)]
        if titled:
            parts.append(Query.const_score_query(_must(titled), 1.0))
            parts += [Query.const_score_query(part, 1 / len(groups)) for part in titled]
        scored = Query.const_score_query(query, FOUND)
        for part in parts + said:
            scored = Query.boolean_query([(Occur.Must, scored), (Occur.Should, part)])
        return scored

    def _said(self, needle: str, group: list[str], groups: list[list[str]]) -> Query | None:
        """Return what scores more for a letter that says ``needle`` more often, never as much as one title."""
        if len(needle) < 2:
            return None
        pieces = pieces_of(sign(needle))
        weight = sum(self._weight(piece) for _, piece in pieces)
        most = SAID / len(groups) / len(groups) / len(group)
        return Query.boost_query(self._phrase("pieces", pieces), most / _HIGHEST / weight) if weight else None

    def _weight(self, piece: str) -> float:
        """Return BM25's weight of a piece: the rarer, the more."""
        from math import log

        n, all_ = self._searcher.doc_freq("pieces", piece), self._searcher.num_docs
        return log(1 + (max(all_ - n, 0) + 0.5) / (n + 0.5))

    def _holds(self, needle: str, own: str) -> Query:
        text = sign(needle)
        match len(text):
            case 0:
                return self._every()
            case 1:
                return self._term("scoped_chars" if own else "chars", own + text)
        pieces = [(at, own + piece) for at, piece in pieces_of(text)]
        return self._phrase("scoped" if own else "pieces", pieces)

    def _spelt_anyhow(self, needle: str, own: str) -> Query:
        """Return the query for ``needle`` with every character in any of its forms."""
        text = sign(needle)
        if not has_forms(text):
            return self._holds(needle, own)
        if len(text) == 1:
            return self._any([self._holds(c, own) for c in forms(text)])
        field = "scoped" if own else "pieces"
        spelt = [
            (at, [own + "".join(p) for p in product(*map(forms, piece))]) for at, piece in pieces_of(text)
        ]
        if len(spelt) == 1:
            return self._any([self._phrase(field, [(0, piece)]) for piece in spelt[0][1]])
        patterns = [(at, "|".join(map(_literally, several))) for at, several in spelt]
        return Query.regex_phrase_query(self._schema, field, patterns)  # type: ignore[arg-type]

    def _phrase(self, field: str, pieces: list[tuple[int, str]]) -> Query:
        if len(pieces) == 1:
            return Query.term_query(self._schema, field, pieces[0][1], "freq")
        return Query.phrase_query(self._schema, field, pieces)  # type: ignore[arg-type]

    def _every(self) -> Query:
        return self._term("chars", EVERY)

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term, "basic")

    @staticmethod
    def _any(parts: Sequence[Query]) -> Query:
        if not parts:
            return Query.empty_query()
        return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Should, part) for part in parts])


def _literally(piece: str) -> str:
    """Return the pattern of tantivy's regular expressions that matches ``piece`` alone."""
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in piece)


def _must(parts: Sequence[Query]) -> Query:
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Must, part) for part in parts])
