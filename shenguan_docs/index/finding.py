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
from shenguan_docs.index.record import PART, Card, Words, read_words
from shenguan_docs.index.selecting import select
from shenguan_docs.index.shelf import Shelf
from shenguan_docs.index.snippet import Wanted, show
from shenguan_docs.index.variants import usual_spellings

NAMED, SAID, FOUND = 3.0, 0.5, 2**-6
_USUAL_BYTES = 3_000  # of a letter

Found = tuple[Shelf, int]


def answer(shelves: Sequence[Shelf], question: Question) -> Answer:
    """Answer ``question``."""
    found = [(shelf, select(shelf, question.where)) for shelf in shelves]
    needed = question.limit > 0 or question.facets
    cards = [card for shelf, numbers in found for card in shelf.cards(numbers)] if needed else []
    wanted = Wanted.of(question.where)
    return Answer(
        sum(len(numbers) for _, numbers in found),
        tuple(hit(*read(shelf, n), wanted) for shelf, n in _page(found, cards, question)),
        facets(cards, question),
    )


def _page(found: list[tuple[Shelf, list[int]]], cards: list[Card], question: Question) -> list[Found]:
    """Best or newest first; equals by ``record.order``, so that pages never overlap."""
    first, limit = max(question.offset, 0), max(question.limit, 0)
    if not limit:
        return []
    keys: Iterable[Any] = map(attrgetter("order"), cards)
    if question.sort == "relevance" and (rank := relevance(question.where)):
        keys = zip([rank((shelf, n)) for shelf, numbers in found for n in numbers], keys, strict=True)
    ranked = zip(keys, range(0, -len(cards), -1), strict=True)
    if first + limit > len(cards) // 4:
        best = sorted(ranked, reverse=True)[first : first + limit]
    else:
        best = heapq.nlargest(first + limit, ranked)[first:]
    return [_at(found, -at) for _, at in best]


def _at(found: list[tuple[Shelf, list[int]]], at: int) -> Found:
    """Return the letter that stands there among all found."""
    for shelf, numbers in found:
        if at < len(numbers):
            return shelf, numbers[at]
        at -= len(numbers)
    raise IndexError(at)


def read(shelf: Shelf, n: int) -> tuple[Card, Words]:
    """Return letter ``n`` whole."""
    return shelf.card(n), read_words(shelf.words(n).decode())


def newest(at: Found) -> int:
    """Return where a letter stands among all."""
    return at[0].card(at[1]).order


def stretches(where: Node) -> list[list[str]]:
    """Return what is asked for anywhere in a letter, in normal form; alternatives stand together."""
    parts = where.parts if isinstance(where, All) else (where,)
    groups = [
        [
            needle
            for leaf in asked(part)
            if isinstance(leaf, Holds) and not leaf.field and (normal := normalise(leaf.text))
            for needle in (usual_spellings(normal) if leaf.variants else (normal,))
        ]
        for part in parts
    ]
    return [list(dict.fromkeys(group)) for group in groups if group]


def relevance(where: Node) -> Callable[[Found], float] | None:
    """Return what says how relevant a letter is, None where nothing makes a difference.

    Three for its own number; up to one for the stretches that its title holds, one more if it holds them all;
    for how densely the words occur less than any title; a newer letter counts for a hair more.
    """
    groups = [[needle.encode() for needle in group] for group in stretches(where)]
    forms = [leaf.form for leaf in asked(where) if isinstance(leaf, Numbered)]
    if not groups and not forms:
        return None
    part = PART.encode()

    def rank(at: Found) -> float:
        card, body = at[0].card(at[1]), at[0].body(at[1])
        number = body.index(part) + 1  # the title stands before it
        rest = body.index(part, number) + 1
        own = body[number : rest - 1]
        score = NAMED if is_named(card.number_form, forms) or any(own in group for group in groups) else 0.0
        score += FOUND
        if groups:
            titled = sum(any(body.find(needle, 0, number) >= 0 for needle in group) for group in groups)
            scale = 0.3 + 0.9 * (len(body) - rest) / _USUAL_BYTES  # as BM25 has it
            said = sum(_density(body.count(n, rest), scale) / len(group) for group in groups for n in group)
            score += (titled == len(groups)) + (titled + SAID * said / len(groups)) / len(groups)
        return score * freshness(card.order)

    return rank


def _density(count: int, scale: float) -> float:
    return count / (count + scale)


def freshness(order: int) -> float:
    """Return a factor a little above 1, a hair more for a later day."""
    return 1 + (order >> 47) / 2**23


def is_named(own: NumberForm | None, forms: Iterable[NumberForm]) -> bool:
    """Whether one of ``forms`` means the number ``own``."""
    return bool(own) and any(form.names(own) for form in forms)  # type: ignore[arg-type]


def facets(cards: Sequence[Card], question: Question) -> dict[Facet, dict[str, int]]:
    """Count by kind, year, names; of long facets the most frequent."""
    return {facet: cut(facet, count_facet(cards, facet), question.most) for facet in question.facets}


def count_facet(cards: Sequence[Card], facet: Facet) -> dict[str, int]:
    """Count the values of ``facet``."""
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


def hit(card: Card, words: Words, wanted: Wanted) -> Hit:
    """Return a letter as it is shown."""
    snippet, marks, matched_in, place = show(card, words, wanted, card.number_form)
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
        page=place.page,
        ocr=place.recognised,
        marks=marks,
    )
