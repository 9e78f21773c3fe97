"""How far a person's sight reaches, as conditions in SQL: the one rule of who sees which record.

Whoever has no reach (None) sees everything. ``rights.py`` says how far it goes, ``sight.py`` says the same to the
search engine, ``districts_of`` to the index.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union,
)

from shenguan_docs.plan.departments import CITY
from shenguan_docs.register import past_tables, plan_records, plan_tables, schema
from shenguan_docs.register.people_tables import users

_AT_ONCE = 400  # databases limit the parameters of one statement


@dataclass(frozen=True)
class Reach:
    """The departments (keys) whose records are seen.

    ``district``: they are all of a district ("" the city), so that what is about their matters is seen too; None
    for one's own department. ``apart``: the office has districts, and no name of one is taken for another's.
    ``unaddressed``: what came in and is addressed to no department is seen.
    """

    departments: frozenset[str]
    district: str | None = None
    apart: bool = False
    unaddressed: bool = False


def letters(reach: Reach) -> ColumnElement[bool]:
    """The condition on ``documents``: sent by, or sent or copied to, one of the departments."""
    t, receivers, keys = schema.documents, schema.document_receivers, sorted(reach.departments)
    if not keys:
        return t.c.id.is_(None)
    addressed = exists().where(receivers.c.document == t.c.id, _among(_plain(receivers.c.department), keys))
    mine = or_(_among(_plain(t.c.sender), keys), addressed.correlate(t))
    if reach.district is None:
        return mine
    of, m = schema.document_matters, plan_tables.matters
    about = exists().where(
        of.c.document == t.c.id, m.c.version == of.c.version, m.c.name == of.c.name, _seen_to_by(keys)
    )
    return or_(mine, about.correlate(t))


def received(reach: Reach, conn: Connection) -> ColumnElement[bool]:
    """The condition on ``received``: addressed to the departments, seen to there, or an answer to their letter."""
    t, d, keys = schema.received, schema.documents, sorted(reach.departments)
    p = plan_tables.people
    own = exists().where(d.c.id == t.c.answers, _among(_plain(d.c.sender), keys)).correlate(t)
    people = select(p.c.name).where(_among(p.c.department, keys))
    if reach.apart:  # of two people of one name in two districts nobody knows who is meant
        people = people.where(p.c.name.not_in(select(p.c.name).where(p.c.department.not_in(keys))))
    mine = or_(t.c.handler.in_(names_of(conn, reach.departments)), t.c.handler.in_(people), own)
    if keys:
        mine = or_(mine, _among(t.c.department, keys))
    return or_(mine, t.c.department == "") if reach.unaddressed else mine


def past(reach: Reach, conn: Connection) -> ColumnElement[bool]:
    """The condition on ``past_letters``: one of the departments sent it, or stands among its receivers."""
    t, names = past_tables.past_letters, names_of(conn, reach.departments)
    if reach.apart:
        listed = literal("、") + t.c.receivers + literal("、")
        named = [listed.contains(f"、{name}、", autoescape=True) for name in names]
    else:
        named = [t.c.receivers.contains(name, autoescape=True) for name in names]
    mine = or_(t.c.sender.in_(names), *named)
    unaddressed = and_(t.c.direction == "in", t.c.receivers == "")
    return or_(mine, unaddressed) if reach.unaddressed else mine


def events(reach: Reach) -> ColumnElement[bool]:
    """Entered by the departments, about one of their matters, or the ground of a letter that is seen."""
    t, m, of_event, d = schema.events, plan_tables.matters, schema.event_matters, schema.documents
    keys = sorted(reach.departments)
    colleagues = select(users.c.name).where(_among(users.c.department, keys))
    own = select(m.c.name).where(_seen_to_by(keys))
    about = exists().where(of_event.c.event == t.c.id, _plain(of_event.c.name).in_(own)).correlate(t)
    if reach.apart:  # the same matter may be another department's by another district's list
        lists, entered = plan_tables.matter_lists, plan_tables.matter_lists.alias("entered_by")
        home = (
            select(entered.c.district)
            .where(entered.c.version == t.c.matter_version)
            .correlate(t)
            .scalar_subquery()
        )
        about = (
            exists()
            .where(of_event.c.event == t.c.id, m.c.name == of_event.c.name, _seen_to_by(keys))
            .where(lists.c.version == m.c.version, lists.c.district == func.coalesce(home, ""))
            .correlate(t)
        )
    written = exists().where(d.c.event == t.c.id, letters(reach)).correlate(t)
    return or_(t.c.added_by.in_(colleagues), about, written)


def visible(reach: Reach, conn: Connection) -> list[Select[tuple[str]]]:
    """Return the queries for the ids of all letters, 收文, old letters and events that are seen."""
    found = [select(table.c.id).where(condition(reach, conn)) for table, condition in _FOUND]
    return [*found, select(schema.events.c.id).where(events(reach))]


_FOUND: tuple[tuple[Table, Callable[[Reach, Connection], ColumnElement[bool]]], ...] = (
    (schema.documents, lambda reach, _conn: letters(reach)),
    (schema.received, received),
    (past_tables.past_letters, past),
)
"""What searching finds."""


def names_of(conn: Connection, keys: Collection[str]) -> tuple[str, ...]:
    """Return every name of these departments."""
    found: dict[str, None] = {}
    for department in plan_records.departments(conn):
        if department.key in keys:
            found |= dict.fromkeys((department.name, department.short_name, *department.aliases))
    return tuple(found)


def of_districts(conn: Connection) -> dict[str, Reach]:
    """Return the reach of each district by its code and of the city by ""; nothing where there are no districts."""
    codes = [d.code for d in plan_records.districts(conn)]
    if not codes:
        return {}
    keys: dict[str, set[str]] = {code: set() for code in ("", *codes)}
    for department in plan_records.departments(conn):
        keys[department.district].add(department.key)
    return {
        code: Reach(frozenset(some), code, apart=True, unaddressed=not code) for code, some in keys.items()
    }


def districts_of(conn: Connection, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the districts that see each of these letters, for the index; nothing where there are no districts."""
    reaches, wanted = of_districts(conn), list(ids)
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(wanted) if reaches else 0, _AT_ONCE):
        for table, condition in _FOUND:
            some = list(
                conn.execute(
                    select(table.c.id).where(table.c.id.in_(wanted[start : start + _AT_ONCE]))
                ).scalars()
            )
            near = _concerned(conn, some) if table is schema.documents and some else None
            for code, reach in reaches.items() if some else ():
                if near is not None and reach.departments.isdisjoint(near):
                    continue
                seen = select(table.c.id).where(table.c.id.in_(some), condition(reach, conn))
                for id in conn.execute(seen).scalars():
                    found[id] = (*found.get(id, ()), fact_of(code))
    return found


def _concerned(conn: Connection, ids: list[str]) -> set[str]:
    """Return every department (key) by which a district can see one of these letters: the others need not be asked."""
    d, r, of, m = schema.documents, schema.document_receivers, schema.document_matters, plan_tables.matters
    about = of.join(m, and_(m.c.version == of.c.version, m.c.name == of.c.name))
    named = union(
        select(d.c.sender).where(d.c.id.in_(ids)),
        select(r.c.department).where(r.c.document.in_(ids)),
        select(m.c.approver).select_from(about).where(of.c.document.in_(ids)),
        select(m.c.supervisor).select_from(about).where(of.c.document.in_(ids)),
    )
    return {key for key in conn.execute(named).scalars() if key}


def letters_about(conn: Connection, department: str) -> Iterator[str]:
    """Yield the letters whose districts follow from that of this department."""
    reach = Reach(frozenset({department}), "", apart=True)
    for table, condition in _FOUND:
        yield from conn.execute(select(table.c.id).where(condition(reach, conn))).scalars()


def fact_of(code: str) -> str:
    """Return what the index says of a letter that a district sees."""
    return code or CITY


def _seen_to_by(keys: list[str]) -> ColumnElement[bool]:
    m = plan_tables.matters
    return or_(_among(m.c.approver, keys), _among(m.c.supervisor, keys))


def _among(column: ColumnElement[str], keys: list[str]) -> ColumnElement[bool]:
    if not keys:
        return false()
    return column == keys[0] if len(keys) == 1 else column.in_(keys)


def _plain(column: ColumnElement[str]) -> ColumnElement[str]:
    """Without its index: a department has a good part of all letters, and what else is asked for leads to few."""
    return column + literal("")
