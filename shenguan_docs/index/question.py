"""What an engine is asked: a tree of conditions on a letter, an order, a page. No trace of how it was typed.

All((Holds("林木采伐"), Any((Holds("恒能", "company"), Holds("恒大", "company"))), Not(Is("state", "void"))))

``fits`` is the plain definition that every engine is held to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from shenguan_docs.index.normal import normalise
from shenguan_docs.index.numbers import NumberForm, number_form
from shenguan_docs.index.variants import fold_variants
from shenguan_docs.text import fold_code

if TYPE_CHECKING:
    from shenguan_docs.index.engine import IndexDoc
    from shenguan_docs.index.record import Card

Field = Literal["title", "number", "company", "uscc", "code", "matter", "sender", "receiver", "kind"]
Fact = Literal[
    "id", "number", "company", "uscc", "code", "matter", "sender", "receiver", "kind", "genre",
    "direction", "state", "district",
]  # fmt: skip
Facet = Literal["kind", "year", "sender", "receiver", "company", "matter"]
FACETS: tuple[Facet, ...] = ("kind", "year", "sender", "company")
LONG_FACETS: frozenset[Facet] = frozenset({"company", "matter", "receiver"})


@dataclass(frozen=True)
class Holds:
    """The letter holds this stretch: anywhere (title, number, names, codes, text, attachments), or in ``field``.

    Compared in normal form and inside one value or one text, never across two. Codes stand in the letter as
    written and as ``fold_code`` spells them. A text whose normal form is empty is in every letter.
    ``variants``: traditional, simplified and other spellings of a character count as the same.
    """

    text: str
    field: Field | None = None
    variants: bool = False


@dataclass(frozen=True)
class Is:
    """One of the values of ``fact`` is this one, in normal form; ``kind`` is the slug or the kind's name."""

    fact: Fact
    value: str


@dataclass(frozen=True)
class Numbered:
    """The letter's own 发文字号 is this one; a part of the 机关代字 is enough (``NumberForm.names``)."""

    form: NumberForm


@dataclass(frozen=True)
class Between:
    """The letter's day lies between the two, both inclusive; one without a day never does."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class All:
    """Every part is true; without parts: every letter."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Any:
    """One of the parts is true; without parts: no letter."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Not:
    """The part is not true."""

    part: Node


Node = Holds | Is | Numbered | Between | All | Any | Not


@dataclass(frozen=True)
class Question:
    """``where`` says which letters; ``limit`` and ``offset`` cut the page; ``facets`` is what to count.

    Of a facet with many values (``LONG_FACETS``) the ``most`` frequent are told, None for all.

    ``relevance``: first the letter whose own number was asked for, then those with every asked stretch in
    their title, then those with one, then the others; alike ones by how much they say of it. Without a
    stretch asked for anywhere it is ``date``: newest first. No two letters share a place, pages never overlap.
    """

    where: Node = All()
    sort: Literal["relevance", "date"] = "relevance"
    limit: int = 20
    offset: int = 0
    facets: tuple[Facet, ...] = FACETS
    most: int | None = 20


@lru_cache(maxsize=4096)
def spellings(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return codes as written and as ``fold_code`` spells them."""
    return tuple(dict.fromkeys(spelling for code in codes for spelling in (code, fold_code(code))))


def values(doc: IndexDoc | Card, fact: Field | Fact) -> tuple[str, ...]:
    """Return what ``doc`` says under ``fact``."""
    match fact:
        case "uscc" | "code":
            codes = doc.usccs if fact == "uscc" else doc.codes
            return spellings(codes)
        case "company":
            return doc.companies
        case "matter":
            return doc.matters
        case "receiver":
            return doc.receivers
        case "kind":
            return doc.kind, doc.kind_name
        case "district":
            return doc.districts
    return (getattr(doc, fact),)


def fits(doc: IndexDoc, node: Node) -> bool:
    """Whether ``node`` is true of ``doc``: the plain definition."""
    match node:
        case All(parts):
            return all(fits(doc, part) for part in parts)
        case Any(parts):
            return any(fits(doc, part) for part in parts)
        case Not(part):
            return not fits(doc, part)
        case Holds(text, field, variants):
            fold = fold_variants if variants else str
            needle = fold(normalise(text))
            where = values(doc, field) if field else doc.stretches
            return not needle or any(needle in fold(normalise(stretch)) for stretch in where)
        case Is(fact, value):
            return normalise(value) in map(normalise, values(doc, fact))
        case Numbered(form):
            own = number_form(doc.number)
            return bool(own and form.names(own))
        case Between(first, last):
            return bool(doc.day and (first or doc.day) <= doc.day <= (last or doc.day))


def asked(node: Node) -> Iterator[Holds | Numbered]:
    """Yield what a hit is marked and ranked by: every stretch and number that is not denied."""
    match node:
        case All(parts) | Any(parts):
            for part in parts:
                yield from asked(part)
        case Holds() | Numbered():
            yield node
