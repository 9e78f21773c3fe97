"""Which letters of a shelf a tree of conditions is true of.

The rarest condition leads; the others are looked up too, or tried on the few letters that are left, whichever
is cheaper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import product

from shenguan_docs.index.normal import normalise, normalise_name
from shenguan_docs.index.question import All, Any, Between, Holds, Is, Node, Not, Numbered, values
from shenguan_docs.index.record import Card
from shenguan_docs.index.shelf import Shelf
from shenguan_docs.index.variants import fold_variants, forms, has_forms

_CHEAPER_TO_READ = 4  # reading a body costs about as much as this many postings
_IN_BODY = frozenset({"title", "number", "company", "uscc", "code", "matter", "sender", "receiver"})


def select(shelf: Shelf, node: Node) -> list[int]:
    """Return the letters that ``node`` is true of, ascending."""
    match node:
        case All(parts):
            return _all(shelf, parts)
        case Any(parts):
            return sorted({n for part in parts for n in select(shelf, part)})
        case Not(part):
            return _without(shelf, shelf.all(), part)
        case Holds(text, field, True) if has_forms(needle := normalise(text)):
            if field is not None and field not in _IN_BODY:
                candidates = shelf.all()
            else:
                candidates = select(
                    shelf, All(tuple(Any(tuple(map(Holds, pair))) for pair in _pairs(needle)))
                )
            if field is None and len(needle) < 3:
                return candidates  # the one pair is all that was asked for
            true = test(node)
            return [n for n in candidates if true(shelf, n)]
        case Holds(text, None):
            needle = normalise(text)
            return shelf.holding(needle) if needle else shelf.all()
        case Numbered(form):
            candidates = shelf.numbered(form.term)
        case _:
            hint = _hint(node)
            candidates = shelf.holding(hint) if hint else shelf.all()
    fits = _on_card(node)
    return [n for n in candidates if fits(shelf.card(n))]


def _pairs(needle: str) -> list[list[str]]:
    """Return every two characters of ``needle`` that follow each other (or its only one) in all their spellings."""
    size = min(len(needle), 2)
    pairs = (map(forms, needle[n : n + size]) for n in range(len(needle) - size + 1))
    return [["".join(spelling) for spelling in product(*pair)] for pair in pairs]


def _hint(node: Node) -> str:
    """Return what stands in the body of every letter that ``node`` is true of, "" if nothing is known."""
    match node:
        case Holds(text, field, variants):
            needle = normalise(text)
            plain = not variants or not has_forms(needle)
            return needle if plain and (field is None or field in _IN_BODY) else ""
        case Is(fact, value):
            return normalise(value) if fact in _IN_BODY else ""
    return ""


def _all(shelf: Shelf, parts: Sequence[Node]) -> list[int]:
    denied = [part.part for part in parts if isinstance(part, Not)]
    wanted = [part for part in parts if not isinstance(part, Not)]
    wanted.sort(key=lambda part: _bound(shelf, part))
    found = select(shelf, wanted[0]) if wanted else shelf.all()
    for part in wanted[1:]:
        if not found:
            break
        if _is_dear(shelf, part, len(found)):
            true = test(part)
            found = [n for n in found if true(shelf, n)]
        else:
            among = set(select(shelf, part))
            found = [n for n in found if n in among]
    for unwanted in denied:
        found = _without(shelf, found, unwanted)
    return found


def _without(shelf: Shelf, found: list[int], part: Node) -> list[int]:
    if _is_dear(shelf, part, len(found)):
        true = test(part)
        return [n for n in found if not true(shelf, n)]
    among = set(select(shelf, part))
    return [n for n in found if n not in among]


def _is_dear(shelf: Shelf, node: Node, left: int) -> bool:
    """Whether trying ``node`` on what is left costs less than looking it up."""
    return left * _CHEAPER_TO_READ < _bound(shelf, node)


def _bound(shelf: Shelf, node: Node) -> int:
    """Return how many letters there are at most, without looking them up."""
    match node:
        case All(parts):
            return min((_bound(shelf, part) for part in parts), default=len(shelf))
        case Any(parts):
            return sum(_bound(shelf, part) for part in parts)
        case Numbered(form):
            return len(shelf.numbered(form.term))
        case Holds(text, None, True) if has_forms(needle := normalise(text)):
            return min(sum(map(shelf.frequency, pair)) for pair in _pairs(needle)[:8])
    return shelf.frequency(hint) if (hint := _hint(node)) else len(shelf)


def test(node: Node) -> Callable[[Shelf, int], bool]:
    """Return what tells whether ``node`` is true of one letter of a shelf."""
    match node:
        case All(parts):
            every = [test(part) for part in parts]
            return lambda shelf, n: all(true(shelf, n) for true in every)
        case Any(parts):
            some = [test(part) for part in parts]
            return lambda shelf, n: any(true(shelf, n) for true in some)
        case Not(part):
            denied = test(part)
            return lambda shelf, n: not denied(shelf, n)
        case Holds(text, None, variants):
            normal = normalise(text)
            if variants and has_forms(normal):
                anyhow = re.compile(b"".join(b"(?:%s)" % b"|".join(map(_escaped, forms(c))) for c in normal))
                return lambda shelf, n: bool(anyhow.search(shelf.body(n)))
            needle = normal.encode()
            return lambda shelf, n: needle in shelf.body(n)
    on_card = _on_card(node)
    return lambda shelf, n: on_card(shelf.card(n))


def _escaped(char: str) -> bytes:
    return re.escape(char.encode())


def _on_card(node: Node) -> Callable[[Card], bool]:
    match node:
        case Holds(text, field, variants) if field:
            fold = fold_variants if variants else str
            needle = fold(normalise(text))
            return lambda card: (
                any(needle in fold(normalise_name(value)) for value in values(card, field)) or not needle
            )
        case Is(fact, value):
            wanted = normalise(value)
            return lambda card: any(wanted == normalise_name(value) for value in values(card, fact))
        case Numbered(form):
            return lambda card: bool((own := card.number_form) and form.names(own))
        case Between(first, last):
            low, high = first.isoformat() if first else "0", last.isoformat() if last else "9999-12-31"
            return lambda card: low <= card.day <= high
    raise TypeError(node)
