"""From a question to an answer, over any shelves: which letters, in which order, counted how."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Any

from shenguan_docs.index.engine import Answer, Hit
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.numbers import NumberForm
from shenguan_docs.index.question import LONG_FACETS, All, Facet, Holds, Node, Numbered, Question, asked
from shenguan_docs.index.record import PART, Card, read_doc
from shenguan_docs.index.selecting import select
from shenguan_docs.index.shelf import Shelf
from shenguan_docs.index.snippet import Wanted, show

Found = tuple[Shelf, int]


def answer(shelves: Sequence[Shelf], question: Question) -> Answer:
    """Answer ``question``."""
    found = [(shelf, n) for shelf in shelves for n in select(shelf, question.where)]
    wanted = Wanted.of(question.where)
    return Answer(
        len(found),
        tuple(_hit(shelf, n, wanted) for shelf, n in _page(found, question)),
        facets([shelf.card(n) for shelf, n in found], question) if question.facets else {},
    )


def _page(found: list[Found], question: Question) -> list[Found]:
    """Best or newest first; equals by day, order of coming and id, so that pages never overlap."""
    best = _best(question.where) if question.sort == "relevance" else None
    key: Callable[[Found], Any] = best or _newest
    first, limit = max(question.offset, 0), max(question.limit, 0)
    if first + limit > len(found) // 4:
        return sorted(found, key=key, reverse=True)[first : first + limit]
    return heapq.nlargest(first + limit, found, key=key)[first:]


def _newest(at: Found) -> tuple[str, int, str]:
    return at[0].card(at[1]).order


def stretches(where: Node) -> list[list[str]]:
    """Return what is asked for anywhere in a letter, in normal form; alternatives stand together."""
    parts = where.parts if isinstance(where, All) else (where,)
    groups = [
        [
            needle
            for leaf in asked(part)
            if isinstance(leaf, Holds) and not leaf.field and (needle := normalise(leaf.text))
        ]
        for part in parts
    ]
    return [list(dict.fromkeys(group)) for group in groups if group]


def _best(where: Node) -> Callable[[Found], Any] | None:
    """Return the key of relevance: the number itself, the title, then how densely the words occur.

    None where nothing is asked for that a letter could say more or less of.
    """
    groups = [[needle.encode() for needle in group] for group in stretches(where)]
    forms = [leaf.form for leaf in asked(where) if isinstance(leaf, Numbered)]
    if not groups and not forms:
        return None
    needles = [needle for group in groups for needle in group]
    part = PART.encode()

    def key(at: Found) -> tuple[int, float, tuple[str, int, str]]:
        shelf, n = at
        card, body = shelf.card(n), shelf.body(n)
        number = body.index(part) + 1  # the title stands before it
        rest = body.index(part, number) + 1
        scale = 0.3 + (len(body) - rest) / 4_000
        density = 0.0
        for needle in needles:
            count = body.count(needle, rest)
            density += count / (count + scale)
        return _tier(card, body, number, rest), density, card.order

    def _tier(card: Card, body: bytes, number: int, rest: int) -> int:
        if body[number : rest - 1] in needles or is_named(card.number_form, forms):
            return 3
        titled = sum(any(body.find(needle, 0, number) >= 0 for needle in group) for group in groups)
        return 0 if not titled else 2 if titled == len(groups) else 1

    return key


def is_named(own: NumberForm | None, forms: Iterable[NumberForm]) -> bool:
    """Whether one of ``forms`` means the number ``own``."""
    return bool(own) and any(form.names(own) for form in forms)  # type: ignore[arg-type]


def facets(cards: Sequence[Card], question: Question) -> dict[Facet, dict[str, int]]:
    """Count by kind, year, names; of long facets the most frequent."""
    return {facet: cut(facet, _count(cards, facet), question.most) for facet in question.facets}


def _count(cards: Sequence[Card], facet: Facet) -> dict[str, int]:
    match facet:
        case "kind":
            kinds: Counter[str] = Counter()
            for (name, slug), count in Counter(map(attrgetter("kind_name", "kind"), cards)).items():
                kinds[name or slug] += count
            return kinds
        case "year" | "sender":
            return Counter(map(attrgetter(facet), cards))
        case "receiver":
            return Counter(chain.from_iterable(map(attrgetter("receivers"), cards)))
        case "company":
            return Counter(chain.from_iterable(map(attrgetter("companies"), cards)))
        case "matter":
            return Counter(chain.from_iterable(map(attrgetter("matters"), cards)))


def cut(facet: Facet, counts: dict[str, int], most: int | None) -> dict[str, int]:
    """Return ``counts`` without "", in order: years newest first, else the most frequent first."""
    known = [(value, count) for value, count in counts.items() if value and count]
    if facet == "year":
        return dict(sorted(known, reverse=True))
    known.sort(key=lambda item: (-item[1], item[0]))
    return dict(known[:most] if facet in LONG_FACETS else known)


def _hit(shelf: Shelf, n: int, wanted: Wanted) -> Hit:
    card = shelf.card(n)
    doc = read_doc(card, shelf.words(n))
    body = shelf.body(n).decode().split(PART)
    snippet, marks, matched_in = show(doc, body, wanted, card.number_form)
    return Hit(
        id=card.id,
        number=card.number,
        title=card.title,
        day=date.fromisoformat(card.day) if card.day else None,
        kind=card.kind,
        kind_name=card.kind_name,
        sender=card.sender,
        receivers=card.receivers,
        companies=card.companies,
        direction=card.direction,
        state=card.state,
        snippet=snippet,
        matched_in=matched_in,
        marks=marks,
    )
