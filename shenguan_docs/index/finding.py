"""From a question to an answer, over any shelves: which letters, in which order, counted how."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.index.engine import Hit, Query, Results
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.query import Parsed, Term, parse
from shenguan_docs.index.record import PART, Card, read_doc
from shenguan_docs.index.shelf import Shelf, bound, matches, matching
from shenguan_docs.index.snippet import show
from shenguan_docs.text import fold_code

COMPANIES_SHOWN = 20
LONGEST_FILTER = 200
_CHEAPER_TO_READ = 4  # reading a body costs about as much as this many postings

Found = tuple[Shelf, int]


def answer(shelves: Sequence[Shelf], query: Query) -> Results:
    """Answer ``query``. Raises ``Refused`` if its words cannot be read as a question."""
    _check(query)
    parsed = parse(query.text)
    wanted = card_filter(query)
    groups = [*parsed.groups, *_hints(query)]
    found: list[Found] = []
    for shelf in shelves:
        numbers = _select(shelf, groups, parsed.excluded)
        found += [(shelf, n) for n in numbers if not wanted or wanted(shelf.card(n))]
    return Results(
        len(found),
        tuple(_hit(shelf, n, parsed) for shelf, n in _page(found, parsed, query)),
        facets([shelf.card(n) for shelf, n in found]),
        parsed.understood,
    )


def _check(query: Query) -> None:
    """Refuse a filter that nobody means."""
    filters = {
        "企业": query.company,
        "统一社会信用代码": query.uscc,
        "编码": query.code,
        "事项": query.matter,
        "类别": query.kind,
        "部门": query.department,
    }
    for label, typed in filters.items():
        if len(typed) > LONGEST_FILTER:
            raise Refused(f"“{label}”太长({len(typed)} 字),最多 {LONGEST_FILTER} 字")
        if typed.strip() and not normalise(typed):
            raise Refused(f"“{label}”里没有可以检索的字")


def _select(shelf: Shelf, groups: Sequence[Sequence[Term]], excluded: Sequence[Term]) -> list[int]:
    """Return the letters in which every group and nothing excluded matches; the rarest group leads."""
    bounds = sorted(
        ((sum(bound(shelf, term) for term in group), n) for n, group in enumerate(groups)),
    )
    found: list[int] | None = None
    for size, n in bounds:
        group = groups[n]
        if size == 0 or found == []:
            return []
        if found is None:
            found = _any(shelf, group)
        elif len(found) * _CHEAPER_TO_READ < size:
            found = [i for i in found if any(matches(shelf, i, term) for term in group)]
        else:
            among = set(_any(shelf, group))
            found = [i for i in found if i in among]
    if found is None:
        found = shelf.all()
    for term in excluded:
        if len(found) * _CHEAPER_TO_READ < bound(shelf, term):
            found = [i for i in found if not matches(shelf, i, term)]
        else:
            without = set(matching(shelf, term))
            found = [i for i in found if i not in without]
    return found


def _any(shelf: Shelf, group: Sequence[Term]) -> list[int]:
    if len(group) == 1:
        return matching(shelf, group[0])
    return sorted({n for term in group for n in matching(shelf, term)})


def _hints(query: Query) -> list[tuple[Term, ...]]:
    """Filters that also stand in the body, as groups: they lead to the few letters worth a look."""
    hints = [
        {normalise(query.company), normalise(fold_code(query.company))},
        {normalise(fold_code(query.uscc))},
        {normalise(fold_code(query.code))},
        {normalise(query.matter)},
        {normalise(query.department)},
    ]
    return [tuple(Term(needle) for needle in sorted(hint)) for hint in hints if hint != {""}]


def card_filter(query: Query) -> Callable[[Card], bool] | None:
    """Return what a card must fulfil besides the words, None if nothing."""
    tests: list[Callable[[Card], bool]] = []
    if query.company.strip():
        company, exact = normalise(query.company), fold_code(query.company)
        tests.append(lambda c: _within(company, c.companies) or exact in map(fold_code, c.usccs))
    if query.uscc.strip():
        uscc = fold_code(query.uscc)
        tests.append(lambda c: any(uscc in fold_code(code) for code in c.usccs))
    if query.code.strip():
        part = fold_code(query.code)
        tests.append(lambda c: any(part in fold_code(code) for code in c.codes))
    if query.matter.strip():
        matter = normalise(query.matter)
        tests.append(lambda c: _within(matter, c.matters))
    if query.department.strip():
        department = normalise(query.department)
        tests.append(lambda c: _within(department, (c.sender, *c.receivers)))
    if query.kind.strip():
        kind = normalise(query.kind)
        tests.append(lambda c: kind in (normalise(c.kind), normalise(c.kind_name)))
    if query.day_from or query.day_to:
        first = query.day_from.isoformat() if query.day_from else "0"
        last = query.day_to.isoformat() if query.day_to else "9999-12-31"
        tests.append(lambda c: first <= c.day <= last)
    return (lambda card: all(test(card) for test in tests)) if tests else None


def _within(needle: str, names: Iterable[str]) -> bool:
    return any(needle in normalise(name) for name in names)


def _page(found: list[Found], parsed: Parsed, query: Query) -> list[Found]:
    """Best or newest first; equals by day, order of coming and id, so that pages never overlap."""
    newest = query.sort == "date" or not parsed.groups
    key = _newest if newest else _best(parsed)
    first, limit = max(query.offset, 0), max(query.limit, 0)
    if first + limit > len(found) // 4:
        return sorted(found, key=key, reverse=True)[first : first + limit]
    return heapq.nlargest(first + limit, found, key=key)[first:]


def _newest(at: Found) -> tuple[str, int, str]:
    return at[0].card(at[1]).order


def _best(parsed: Parsed) -> Callable[[Found], Any]:
    """Return the key of relevance: the number itself, the title, then how densely the words occur."""
    groups = [[s.encode() for term in group for s in term.spellings] for group in parsed.groups]
    needles = [needle for group in groups for needle in group]
    forms = [term.number for term in parsed.wanted if term.number]
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
        named = forms and (form := card.number_form) and any(typed.names(form) for typed in forms)
        if named or body[number : rest - 1] in needles:
            return 3
        titled = sum(any(body.find(needle, 0, number) >= 0 for needle in group) for group in groups)
        return 2 if titled == len(groups) else 1 if titled else 0

    return key


def facets(cards: Sequence[Card]) -> dict[str, dict[str, int]]:
    """Count by kind, year, sender and company; companies are cut to the most frequent."""
    kinds = Counter(map(attrgetter("kind_name", "kind"), cards))
    years = Counter(map(attrgetter("year"), cards))
    companies = Counter(chain.from_iterable(map(attrgetter("companies"), cards)))
    by_name: Counter[str] = Counter()
    for (name, slug), count in kinds.items():
        by_name[name or slug] += count
    return {
        "kind": _by_count(by_name),
        "year": {year: years[year] for year in sorted(years, reverse=True) if year},
        "sender": _by_count(Counter(map(attrgetter("sender"), cards))),
        "company": dict(list(_by_count(companies).items())[:COMPANIES_SHOWN]),
    }


def _by_count(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(((k, n) for k, n in counter.items() if k), key=lambda item: (-item[1], item[0])))


def _hit(shelf: Shelf, n: int, parsed: Parsed) -> Hit:
    card = shelf.card(n)
    doc = read_doc(card, shelf.words(n))
    body = shelf.body(n).decode().split(PART)
    snippet, marks, matched_in = show(doc, body, parsed.wanted, card.number_form)
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
