"""The warning base in the records: what issued letters listed, removed and corrected, ready for the reckoning.

A letter that is made void says nothing any more: its rows stay, but are not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, insert, select

from shenguan_docs.parties.warnings import Correction, Listing, Removal, Warned, falls, on_day
from shenguan_docs.register import journal, schema
from shenguan_docs.register.company_tables import (
    companies,
    company_mentions,
    warning_corrections,
    warning_listings,
    warning_removals,
)
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of


@dataclass(frozen=True)
class ListingLetter:
    """What a letter of listing says beside whom and what it is about; ``last`` None: until removed."""

    first: date
    level: str
    last: date | None = None
    reasons: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class RemovalLetter:
    """What a letter of removal says; ``listing`` is a letter's id, None for one from outside."""

    listing: str | None
    day: date
    reason: str


@dataclass(frozen=True)
class CorrectionLetter:
    """What a letter corrects (``corrected`` is a letter's id); ``whole``: that letter is used no more."""

    corrected: str
    day: date
    cause: str
    whole: bool = False
    level: str = ""
    first: date | None = None
    last: date | None = None
    reasons: tuple[str, ...] = ()


Said = ListingLetter | RemovalLetter | CorrectionLetter

_KINDS = {
    ListingLetter: ("warning.listed", warning_listings),
    RemovalLetter: ("warning.removed", warning_removals),
    CorrectionLetter: ("warning.corrected", warning_corrections),
}


def enter(conn: Connection, *, at: datetime, by: str, letter: str, said: Said) -> Entry:
    """Note in the base what an issued letter says."""
    kind, _ = _KINDS[type(said)]
    return journal.append(conn, at=at, by=by, kind=kind, record=letter, data={"said": plain_data(said)})


def _apply(conn: Connection, entry: Entry, cls: type[Said]) -> None:
    _, table = _KINDS[cls]
    conn.execute(insert(table), row_of(from_plain(cls, entry.data["said"]), table, letter=entry.record))


@applies("warning.listed")
def _listed(conn: Connection, entry: Entry) -> None:
    _apply(conn, entry, ListingLetter)


@applies("warning.removed")
def _removed(conn: Connection, entry: Entry) -> None:
    _apply(conn, entry, RemovalLetter)


@applies("warning.corrected")
def _corrected(conn: Connection, entry: Entry) -> None:
    _apply(conn, entry, CorrectionLetter)


# -- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class BaseEntry:
    """An entry of the base as it stands on a day, with the numbers of its letters.

    ``company`` is the record that holds for it. ``fallen`` names the letters by which the penalty (or
    other ground) that it rests on was revoked: it is to be removed.
    """

    company: str
    name: str
    uscc: str
    id_number: str
    warned: Warned
    number: str
    sender: str
    measures: tuple[str, ...]
    conditions: tuple[str, ...]
    removed_by: str
    corrected_by: tuple[str, ...]
    fallen: tuple[str, ...]


def base(
    conn: Connection,
    on: date,
    ids: Sequence[str] | None = None,
    *,
    first: int = 0,
    most: int | None = None,
    where: ColumnElement[bool] | None = None,
) -> tuple[BaseEntry, ...]:
    """Return every entry as it stands on ``on``, the latest first; ``ids``: of these records only.

    ``most``: those of so many letters, from number ``first`` of those that no letter removed by itself; ``where``
    is a condition on these letters.
    """
    query = _listings_query(ids is not None)
    if most is not None:
        query = query.where(warning_listings.c.letter.in_(_in_base(where).limit(most).offset(first)))
    rows = conn.execute(query, {} if ids is None else {"ids": ids}).all()
    if not rows:
        return ()
    roots = _roots(conn)
    letters = list(dict.fromkeys(row.letter for row in rows))
    matters, numbers = _matters(conn, letters), {row.letter: row.number for row in rows}
    removals, corrections = _removals(conn, letters, roots, numbers), _corrections(conn, letters, numbers)
    fallen = _fallen(conn, letters)
    listings = [
        Listing(
            row.letter,
            roots.get(row.company, row.company),
            row.first,
            row.last,
            row.level,
            row.reasons,
            matters.get(row.letter, ()),
        )
        for row in rows
    ]
    wanted = {listing.company for listing in listings}
    t = companies
    known = {
        row.id: row
        for some in _some(sorted(wanted))
        for row in conn.execute(select(t).where(t.c.id.in_(some)))
    }
    return tuple(
        BaseEntry(
            warned.listing.company,
            known[warned.listing.company].name,
            known[warned.listing.company].uscc,
            known[warned.listing.company].id_number,
            warned,
            row.number,
            row.sender_name,
            row.measures,
            row.conditions,
            numbers.get(warned.removed_by, ""),
            tuple(numbers[id] for id in warned.corrected_by),
            fallen.get(row.letter, ()),
        )
        for row, warned in zip(rows, on_day(listings, removals, corrections, on), strict=True)
    )


def letters_in_base(conn: Connection, where: ColumnElement[bool] | None = None) -> int:
    """Return how many letters put somebody into the base whom no letter removed by itself."""
    return conn.execute(select(func.count()).select_from(_in_base(where).subquery())).scalar_one()


def _in_base(where: ColumnElement[bool] | None) -> Select[tuple[str]]:
    d, t, r, of = schema.documents, warning_listings, warning_removals, schema.documents.alias("removing")
    removed = exists().where(r.c.listing == t.c.letter, of.c.id == r.c.letter, of.c.state != "void")
    query = select(t.c.letter).join(d, d.c.id == t.c.letter).where(d.c.state != "void", ~removed.correlate(t))
    if where is not None:
        query = query.where(where)
    return query.order_by(t.c.first.desc(), t.c.letter)


@cache
def _listings_query(of_ids: bool) -> Any:
    d, m, t = schema.documents, company_mentions, warning_listings
    query: Any = (
        select(t, d.c.number, d.c.sender_name, m.c.company, m.c.name)
        .select_from(t)
        .join(d, d.c.id == t.c.letter)
        .join(m, m.c.record == t.c.letter)
        .where(d.c.state != "void")
        .order_by(t.c.first.desc(), d.c.number, m.c.position)
    )
    return query.where(m.c.company.in_(bindparam("ids", expanding=True))) if of_ids else query


def _roots(conn: Connection) -> dict[str, str]:
    t = companies
    into = {
        row.id: row.merged_into
        for row in conn.execute(select(t.c.id, t.c.merged_into).where(t.c.merged_into.is_not(None)))
    }
    roots = {}
    for id in into:
        root = id
        while root in into:
            root = into[root]
        roots[id] = root
    return roots


def _matters(conn: Connection, letters: Sequence[str]) -> dict[str, tuple[str, ...]]:
    t = schema.document_matters
    found: dict[str, tuple[str, ...]] = {}
    for some in _some(letters):
        query = select(t).where(t.c.document.in_(some)).order_by(t.c.document, t.c.position)
        for row in conn.execute(query):
            found[row.document] = (*found.get(row.document, ()), row.name)
    return found


def _removals(
    conn: Connection, letters: Sequence[str], roots: dict[str, str], numbers: dict[str, str]
) -> list[Removal]:
    d, m, t = schema.documents, company_mentions, warning_removals
    rows = [
        row
        for some in _some(letters)
        for row in conn.execute(
            select(t, d.c.number, m.c.company)
            .select_from(t)
            .join(d, d.c.id == t.c.letter)
            .join(m, m.c.record == t.c.letter)
            .where(t.c.listing.in_(some), d.c.state != "void")
            .order_by(t.c.day, t.c.letter)
        )
    ]
    matters = _matters(conn, list(dict.fromkeys(row.letter for row in rows)))
    numbers |= {row.letter: row.number for row in rows}
    return [
        Removal(
            row.letter,
            row.listing,
            roots.get(row.company, row.company),
            row.day,
            matters.get(row.letter, ()),
            row.reason,
        )
        for row in rows
    ]


def _corrections(conn: Connection, letters: Sequence[str], numbers: dict[str, str]) -> list[Correction]:
    d, t = schema.documents, warning_corrections
    rows = [
        row
        for some in _some(letters)
        for row in conn.execute(
            select(t, d.c.number)
            .join(d, d.c.id == t.c.letter)
            .where(t.c.corrected.in_(some), d.c.state != "void")
            .order_by(t.c.day, d.c.issued_at, t.c.letter)
        )
    ]
    numbers |= {row.letter: row.number for row in rows}
    return [from_row(Correction, row) for row in rows]


def _fallen(conn: Connection, letters: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """By listing letter: the corrections that revoke what a letter says on which the listing rests."""
    r, d, t = schema.document_relations, schema.documents, warning_corrections
    found: dict[str, tuple[str, ...]] = {}
    for some in _some(letters):
        query = (
            select(r.c.document, t.c.cause, d.c.number)
            .select_from(r)
            .join(t, t.c.corrected == r.c.target_document)
            .join(d, d.c.id == t.c.letter)
            .where(r.c.document.in_(some), d.c.state != "void")
            .order_by(d.c.issued_at)
        )
        for row in conn.execute(query):
            if falls(row.cause) and row.number not in found.get(row.document, ()):
                found[row.document] = (*found.get(row.document, ()), row.number)
    return found


def _some(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + 400] for start in range(0, len(ids), 400)]  # databases limit parameters


def unentered(conn: Connection, kinds: Sequence[str], letters: type[Said]) -> list[str]:
    """Return the ids of letters of these kinds of which the base has nothing: issued by an earlier version."""
    d, (_, table) = schema.documents, _KINDS[letters]
    known = select(table.c.letter)
    query = select(d.c.id).where(d.c.kind.in_(kinds), d.c.id.not_in(known)).order_by(d.c.issued_at, d.c.id)
    return list(conn.execute(query).scalars())
