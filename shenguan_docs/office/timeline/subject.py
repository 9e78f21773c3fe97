"""Whose timeline: the letters, events and 收文 of a 行政相对人, of a matter, of a code; of two of them, what both have."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.index import question as q
from shenguan_docs.office.companies.looking_up import code_of, find
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.matters import find_matter
from shenguan_docs.register import companies, company_exchange, events, lookups, past, plan_records
from shenguan_docs.text import fold_code

_MOST = 1000  # 收文 that name a company in their words


@dataclass(frozen=True)
class Asked:
    """What was typed; "" where nothing was."""

    company: str = ""
    uscc: str = ""
    code: str = ""
    matter: str = ""


@dataclass(frozen=True)
class Subject:
    """Ids of what belongs to it, ``name`` in words; ``company`` and ``matters`` ask for its duties.

    ``past`` are letters of old registers and by hand.
    """

    name: str
    letters: frozenset[str]
    events: frozenset[str]
    received: frozenset[str]
    company: str = ""
    matters: tuple[str, ...] = ()
    past: frozenset[str] = frozenset()


def subject_of(office: Office, conn: Connection, asked: Asked, latest: int = 0) -> Subject:
    """Return what was asked for, ``latest`` as for ``collecting.timeline``. Raises Refused (nothing was said, two companies), NotFound."""
    company = asked.company.strip() or asked.uscc.strip()
    found = [_company(office, conn, company)] if company else []
    if asked.company.strip() and asked.uscc.strip():
        other = _company(office, conn, asked.uscc)
        if other.company != found[0].company:
            raise Refused(f"“{asked.company}”和代码 {asked.uscc} 不是同一个行政相对人", remedy="只写一项")
    if asked.code.strip():
        found.append(_code(conn, asked.code))
    if asked.matter.strip():
        recent = _latest(conn, office, asked.matter, latest) if latest and not found else None
        found.append(recent or _matter(conn, office, asked.matter))
    if not found:
        raise Refused("没有写明是谁的时间线", remedy="用 --company、--uscc、--matter 或者 --code 写明")
    return _both(found)


def _both(found: list[Subject]) -> Subject:
    first, *others = found
    for other in others:
        first = Subject(
            f"{first.name} × {other.name}",
            first.letters & other.letters,
            first.events & other.events,
            frozenset() if other.matters else first.received & other.received,
            first.company or other.company,
            first.matters or other.matters,
            frozenset() if other.matters else first.past & other.past,
        )
    return first


def _company(office: Office, conn: Connection, typed: str) -> Subject:
    company = find(office, conn, typed)
    ids = [one.id for one in companies.merged_with(conn, company.id)]
    _, former = companies.former_names(conn, ids)
    names = list(dict.fromkeys([company.name, *(one.name for one in former)]))
    received = {one.id for one in company_exchange.received(conn, ids, names)}
    return Subject(
        f"{company.name}（{code_of(company)}）",
        frozenset(one.id for one in company_exchange.letters(conn, ids)),
        frozenset(one.id for one in company_exchange.events(conn, ids)),
        frozenset(received | _naming(office, names)),
        company.uscc or company.id_number or company.name,
        past=frozenset(one.id for one in past.of_company(conn, names, company.uscc, ids)),
    )


def _naming(office: Office, names: list[str]) -> set[str]:
    """The 收文 whose words hold one of the names, as a 收文 has no party of its own."""
    named = q.Any(tuple(q.Holds(name) for name in names if len(name) > 3))
    where = q.All((q.Is("kind", "received"), named))
    return {hit.id for hit in office.index.search(q.Question(where, limit=_MOST, facets=())).hits}


def _code(conn: Connection, typed: str) -> Subject:
    code = fold_code(typed)
    letters = frozenset(one.id for one in lookups.of_code(conn, code))
    matters = {
        matter.name
        for version in range(1, plan_records.next_matter_version(conn))
        for matter in plan_records.matter_list_version(conn, version).matters
        if any(fold_code(one.code) == code for one in matter.codes)
    }
    if not letters and not matters:
        raise NotFound(f"没有监管事项编码“{typed}”", remedy="用 shenguan matters 查看事项和编码")
    return _of_matters(conn, f"编码 {code}", letters, tuple(sorted(matters)))


def _matter(conn: Connection, office: Office, typed: str) -> Subject:
    """A matter of the present list, or one of an earlier list by its whole name."""
    letters = lookups.of_matter(conn, typed)
    try:
        name = find_matter(plan_records.matter_list(conn, office.today, rights.lists_of(office)), typed).name
    except (NotFound, Refused):
        if not letters and not events.list_events(conn, matter=typed.strip()):
            raise
        name = typed.strip()
    return _of_matters(conn, name, frozenset(one.id for one in lookups.of_matter(conn, name)), (name,))


def _latest(conn: Connection, office: Office, typed: str, most: int) -> Subject | None:
    """Of a matter of the present list the last letters that the person may see, and the last events."""
    try:
        name = find_matter(plan_records.matter_list(conn, office.today, rights.lists_of(office)), typed).name
    except (NotFound, Refused):
        return None
    letters, found = lookups.latest_of_matter(conn, name, most, rights.visible_letters(office))
    return Subject(name, frozenset(letters), frozenset(found), frozenset(), "", (name,))


def _of_matters(conn: Connection, name: str, letters: frozenset[str], matters: tuple[str, ...]) -> Subject:
    found = {one.id for matter in matters for one in events.list_events(conn, matter=matter, withdrawn=True)}
    return Subject(name, letters, frozenset(found), frozenset(), "", matters)
