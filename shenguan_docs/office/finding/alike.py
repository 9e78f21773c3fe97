"""Letters like a given one: of the same case, about the same company or matter, of the same kind, with a like title."""

from __future__ import annotations

from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from shenguan_docs.asking.query import FACETS, Query, Results, narrowing
from shenguan_docs.errors import NotFound
from shenguan_docs.index import question as q
from shenguan_docs.index.engine import Hit
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.numbers import number_form
from shenguan_docs.office.finding.searching import ground_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.people.sight import narrowed
from shenguan_docs.register import documents, lookups, past, received

MOST = 500
"""Of how many letters, the newest first, the likeness is weighed."""


_CASE, _COMPANY, _TITLED, _MATTER, _KIND, _TITLE = 5, 4, 2, 2, 1, 3
"""What each likeness weighs; the last is that of the titles, in part or in full."""


@dataclass(frozen=True)
class _Sample:
    id: str
    number: str
    title: str
    kind: str
    companies: tuple[str, ...]
    matters: tuple[str, ...]
    case: frozenset[str]
    """Ids of the letters of the same event, of those cited or answered, and of those that cite or answer it."""


def letters_like(office: Office, typed: str, query: Query) -> Results:
    """Return the letters like the one that ``typed`` names, the likest first; the query narrows them.

    Raises ``NotFound`` where no letter or 收文 has this number or id.
    """
    sample = _sample(office, typed)
    ground = ground_of(office, query)
    case = q.Any(tuple(q.Is("id", id) for id in sorted(sample.case)))
    matters = q.Any(tuple(q.Is("matter", name) for name in sample.matters))
    form = number_form(sample.number)
    like: list[q.Node] = [
        case,
        matters,
        *(q.Holds(name) for name in sample.companies),
        q.Is("kind", sample.kind),
    ]
    like += [q.Holds(form.mention)] if form else []
    where = [q.Any(tuple(like)), q.Not(q.Is("id", sample.id)), *narrowing(query, ground)]
    if query.text.strip():
        where.append(q.Holds(query.text))
    answer = office.index.search(
        narrowed(office, q.Question(q.All(tuple(where)), "relevance", MOST, 0, FACETS))
    )
    found = list(answer.hits)
    if answer.total > MOST:  # the likest are among them whatever else was found
        for sure in (case, matters):
            question = q.Question(q.All((sure, *where[1:])), "date", MOST, 0, ())
            known = {hit.id for hit in found}
            found += [
                hit for hit in office.index.search(narrowed(office, question)).hits if hit.id not in known
            ]
    of_matter = q.Question(q.All((matters, *where[1:])), "date", MOST, 0, ())
    same_matter = (
        {hit.id for hit in office.index.search(narrowed(office, of_matter)).hits} if sample.matters else set()
    )
    weighed = sorted(
        found,
        key=lambda hit: (-_likeness(sample, hit, same_matter), -(hit.day or date.min).toordinal(), hit.id),
    )
    page = weighed[query.offset : query.offset + query.limit]
    notes: tuple[str, ...] = (f"找和“{sample.title}”相像的",)
    if answer.total > len(found):
        notes += (f"相像的太多，只比较了其中 {len(found)} 件",)
    return Results(len(found), tuple(page), answer.facets, (), notes)


def _sample(office: Office, typed: str) -> _Sample:
    with office.reading() as conn:
        with suppress(NotFound):
            letter = documents.find(conn, typed)
            rights.require_seen(office, conn, letter.id, typed)
            case = lookups.same_case(conn, letter.id, letter.event)
            companies = tuple(p.name for p in letter.parties)
            matters = tuple(m.name for m in letter.matters)
            return _Sample(
                letter.id, letter.number, letter.title, letter.kind, companies, matters, frozenset(case)
            )
        with suppress(NotFound):
            got = received.find(conn, typed)
            rights.require_seen(office, conn, got.id, typed)
            case = lookups.same_case(conn, got.id, "")
            return _Sample(got.id, got.sender_number, got.title, "received", (), (), frozenset(case))
        old = past.find(conn, typed)
        rights.require_seen(office, conn, old.id, typed)
        return _Sample(old.id, old.number, old.title, "", (), (), frozenset())


def _likeness(sample: _Sample, hit: Hit, same_matter: Set[str]) -> float:
    companies = set(map(normalise, sample.companies)) & set(map(normalise, hit.companies))
    return (
        _CASE * (hit.id in sample.case)
        + _COMPANY * bool(companies)
        + _TITLED * any(name in hit.title for name in sample.companies)
        + _MATTER * (hit.id in same_matter)
        + _KIND * (hit.kind == sample.kind)
        + _TITLE * _overlap(sample.title, hit.title)
    )


def _overlap(a: str, b: str) -> float:
    """How many of their pairs of characters two titles share, 0 to 1."""
    x, y = _pairs(normalise(a)), _pairs(normalise(b))
    return len(x & y) / len(x | y) if x | y else 0.0


def _pairs(text: Sequence[str]) -> set[str]:
    return {text[n] + text[n + 1] for n in range(len(text) - 1)}
