"""Letters like a given one: about the same company, matter or case, of the same kind, with a like title."""

from __future__ import annotations

from collections.abc import Sequence
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
from shenguan_docs.register import documents, received

MOST = 500
"""Of how many letters, the newest first, the likeness is weighed."""


@dataclass(frozen=True)
class _Sample:
    id: str
    number: str
    title: str
    kind: str
    companies: tuple[str, ...]
    matters: tuple[str, ...]


def letters_like(office: Office, typed: str, query: Query) -> Results:
    """Return the letters like the one that ``typed`` names, the likest first; the query narrows them.

    Raises ``NotFound`` where no letter or 收文 has this number or id.
    """
    sample = _sample(office, typed)
    ground = ground_of(office, query)
    like: list[q.Node] = [q.Holds(name) for name in sample.companies]
    like += [q.Is("matter", name) for name in sample.matters]
    form = number_form(sample.number)
    like += [q.Holds(form.mention)] if form else []
    like += [q.Is("kind", sample.kind)]
    where: list[q.Node] = [q.Any(tuple(like)), q.Not(q.Is("id", sample.id)), *narrowing(query, ground)]
    if query.text.strip():
        where.append(q.Holds(query.text))
    answer = office.index.search(q.Question(q.All(tuple(where)), "relevance", MOST, 0, FACETS))
    weighed = sorted(
        answer.hits, key=lambda hit: (-_likeness(sample, hit), -(hit.day or date.min).toordinal(), hit.id)
    )
    page = weighed[query.offset : query.offset + query.limit]
    notes: tuple[str, ...] = (f"找和“{sample.title}”相像的",)
    if answer.total > MOST:
        notes += (f"相像的太多,只比较了其中 {MOST} 件",)
    return Results(min(answer.total, MOST), tuple(page), answer.facets, (), notes)


def _sample(office: Office, typed: str) -> _Sample:
    with office.reading() as conn:
        try:
            letter = documents.find(conn, typed)
        except NotFound:
            got = received.find(conn, typed)
            return _Sample(got.id, got.sender_number, got.title, "received", (), ())
    companies = tuple(p.name for p in letter.parties)
    return _Sample(
        letter.id, letter.number, letter.title, letter.kind, companies, tuple(m.name for m in letter.matters)
    )


def _likeness(sample: _Sample, hit: Hit) -> float:
    """4 for the same company, 1 for the same kind, up to 3 for the likeness of the titles."""
    companies = set(map(normalise, sample.companies)) & set(map(normalise, hit.companies))
    mentioned = any(name in hit.title for name in sample.companies)
    same_kind = hit.kind == sample.kind
    return 4 * bool(companies) + 2 * mentioned + same_kind + 3 * _overlap(sample.title, hit.title)


def _overlap(a: str, b: str) -> float:
    """How many of their pairs of characters two titles share, 0 to 1."""
    x, y = _pairs(normalise(a)), _pairs(normalise(b))
    return len(x & y) / len(x | y) if x | y else 0.0


def _pairs(text: Sequence[str]) -> set[str]:
    return {text[n] + text[n + 1] for n in range(len(text) - 1)}
