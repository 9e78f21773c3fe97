"""What the gathering of duties stands on: the day, the rules, the kinds' own terms, who the departments are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, exists, false, literal, or_, select, true
from sqlalchemy.sql import FromClause

from shenguan_docs.duties.facts import Term
from shenguan_docs.duties.reckon import Reckoning
from shenguan_docs.duties.rules import Rule, Rules, read_rules
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.notices.kinds import family, kind_folders
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.events.forms import types_of
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.departments import Directory, find_department
from shenguan_docs.plan.matters import Matter, MatterList
from shenguan_docs.register import arrangements, life_tables, plan_records, schema
from shenguan_docs.resources import shipped_templates

# Aliases are made once: each costs a copy of all columns.
_RECEIVERS = schema.document_receivers.alias("reached_receivers")
_DELIVERIES = life_tables.deliveries.alias("reached_deliveries")
_OTHER_EVENTS = schema.events.alias("revoking_events")


def matters_on(conn: Connection, today: date, district: str = "") -> MatterList:
    """Return the list in force on a day, of a district (code) with the city's behind it; before the first list that one.

    Raises NotFound where there is none.
    """
    try:
        return plan_records.matter_list(conn, today, district)
    except NotFound:
        return plan_records.first_matter_list(conn, district) or plan_records.matter_list_version(conn, 1)


def unindexed(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return a column so that no index of it is taken: without statistics a database may prefer the kind to the event."""
    return column + literal("")


def rules_of(office: Office) -> Rules:
    """Return the office's rules: the table, and a row for each letter that an own type of event demands."""
    shipped = shipped_templates() / "plan" / "duties.toml"
    rules = read_rules([office.root / "templates" / "plan" / "duties.toml", shipped])
    named = {(event, rule.letter) for rule in read_rules([shipped]).duties for event in rule.event}
    named |= {(event, rule.letter) for rule in rules.duties for event in rule.event}
    more = [
        Rule(
            f"{type.key}-{letter.kind}", letter.kind, letter.clause, letter.when, letter.by, letter.to, "claimed",
            event=(type.key,), only={id: tuple(values) for id, values in (letter.only or {}).items()},
            since=letter.since, letter=letter.kind, workdays=letter.workdays, need=letter.need,
        )
        for type in types_of(office)
        for letter in type.letters
        if letter.since and letter.need in ("必须", "按事项") and (type.key, letter.kind) not in named
    ]  # fmt: skip
    return replace(rules, duties=(*rules.duties, *more))


@dataclass
class Ground:
    """Lends what every query of duties needs; ``today`` is the day on which they stand."""

    office: Office
    conn: Connection
    today: date
    scope: Scope

    @cached_property
    def rules(self) -> Rules:
        """The rules in force."""
        return rules_of(self.office)

    @cached_property
    def reckoning(self) -> Reckoning:
        """The calendar of the office, for the day."""
        return Reckoning(self.rules, arrangements.workdays(self.conn), self.today)

    @cached_property
    def directory(self) -> Directory:
        """Departments, and the people of the day."""
        return plan_records.directory(self.conn, self.today)

    @cached_property
    def own_offices(self) -> dict[str, tuple[str, ...]]:
        """The departments that stand for another: the 办公室 of a 协调小组 answers what is sent to the group."""
        found: dict[str, tuple[str, ...]] = {}
        for department in self.directory.departments:
            if department.parent:
                found[department.parent] = (*found.get(department.parent, ()), department.key)
        return found

    @cached_property
    def kin(self) -> dict[str, tuple[str, ...]]:
        """The kinds that an office copied from each kind, itself included."""
        own = self.office.kind_places[0]
        found: dict[str, tuple[str, ...]] = {}
        for slug, folder in kind_folders([own]).items():
            if folder.parent == own:
                for origin in family(self.office.kind_places, slug)[1:]:
                    found[origin] = (*found.get(origin, ()), slug)
        return found

    def kinds(self, slugs: tuple[str, ...]) -> tuple[str, ...]:
        """Return these kinds and the office's own copies of them."""
        return tuple(dict.fromkeys(kind for slug in slugs for kind in (slug, *self.kin.get(slug, ()))))

    @cached_property
    def present(self) -> tuple[frozenset[str], frozenset[str]]:
        """The kinds of letters and the types of events that are in scope at all: the other rules need no query."""
        d, e = schema.documents, schema.events
        kinds = select(d.c.kind).where(self.scope.of_letters(d)).distinct()
        types = select(e.c.type).where(self.scope.of_events(e)).distinct()
        return (
            frozenset(self.conn.execute(kinds).scalars()),
            frozenset(self.conn.execute(types).scalars()),
        )

    def concerns(self, rule: Rule) -> bool:
        """Whether anything in scope can make a duty by this rule."""
        kinds, types = self.present
        if rule.event:
            return bool(types & set(rule.event))
        return bool(kinds) if rule.on == ("*",) else bool(kinds & set(self.kinds(rule.on)))

    def term(self, rule: Rule, since: date, limit: date | None = None) -> Term:
        """Return the term of a rule from a day; the kind's own ``[[deadlines]]``, which an office may change, decide."""
        amount, unit = self._amount(rule)
        return Term(since, amount, unit, limit)

    def _amount(self, rule: Rule) -> tuple[int, Literal["workday", "day"]]:
        if rule.workdays is not None:
            return rule.workdays, "workday"
        if rule.days is not None:
            return rule.days, "day"
        terms = self._terms(rule.letter)
        named = next((t for t in terms if t.get("name") == rule.deadline), None)
        found = named or next((t for t in terms if "workdays" in t), {"workdays": 5})
        unit: Literal["workday", "day"] = "workday" if "workdays" in found else "day"
        return int(found["workdays" if unit == "workday" else "days"]), unit

    def _terms(self, slug: str) -> list[Mapping[str, Any]]:
        if slug not in self._read:
            folder = kind_folders(self.office.kind_places).get(slug)
            try:
                raw = tomllib.loads((folder / "kind.toml").read_text("utf-8-sig")) if folder else {}
            except (OSError, ValueError):
                raw = {}
            self._read[slug] = raw.get("deadlines", [])
        return self._read[slug]

    @cached_property
    def _read(self) -> dict[str, list[Mapping[str, Any]]]:
        return {}

    def matter(self, name: str, district: str = "") -> Matter | None:
        """Return a matter as a district's list of the day has it, else as the latest of its lists that had it did."""
        key = name, district
        if key not in self._matters:
            self._matters[key] = self._find(name, district)
        return self._matters[key]

    @cached_property
    def _matters(self) -> dict[tuple[str, str], Matter | None]:
        return {}

    def _find(self, name: str, district: str) -> Matter | None:
        now = self.list_of(district)
        if now is None:
            return None
        lists: list[Sequence[Matter]] = [now.all]
        if not any(m.name == name for m in now.all):
            versions = range(plan_records.next_matter_version(self.conn) - 1, 0, -1)
            lists += [
                plan_records.matter_list_version(self.conn, version).matters
                for version in versions
                if self.homes.get(version, "") in (district, "")
            ]
        return next((m for found in lists for m in found if m.name == name), None)

    def list_of(self, district: str) -> MatterList | None:
        """The list of a district (code) on the day, "": of the city; None where the office has none yet."""
        if district not in self._lists:
            try:
                self._lists[district] = matters_on(self.conn, self.today, district)
            except NotFound:
                self._lists[district] = None
        return self._lists[district]

    @cached_property
    def _lists(self) -> dict[str, MatterList | None]:
        return {}

    @cached_property
    def homes(self) -> dict[int, str]:
        """Whose each version of the matter list is: a district's code, "" for the city."""
        return plan_records.districts_of_lists(self.conn)

    @cached_property
    def all_matters(self) -> tuple[Matter, ...]:
        """The matters of all lists that hold on the day."""
        found = [self.list_of(district) for district in dict.fromkeys(("", *self.homes.values()))]
        return tuple(m for one in found if one for m in one.matters)

    def key_of(self, name: str, near: str = "") -> str:
        """Return the key of a department that a rule names, "" where the office has none of that name.

        Of a name that several districts use it is that of ``near``'s (key) district.
        """
        try:
            return find_department(self.directory, name, self._district_of.get(near, "")).key
        except Refused:
            return ""

    def by_district(self, name: str) -> dict[str, str]:
        """Return the departments that a rule's name means, by district, where several districts use it; else nothing."""
        if self.key_of(name) or not self._district_of:
            return {}
        found = {code: self.key_of(name, key) for key, code in self._district_of.items()}
        return {code: key for code, key in found.items() if key}

    @cached_property
    def _district_of(self) -> dict[str, str]:
        return {d.key: d.district for d in self.directory.departments if d.district}

    def short(self, key: str) -> str:
        """Return the 简称 of a department by key."""
        return next((d.short_name for d in self.directory.departments if d.key == key), key)

    # -- conditions that several queries share -----------------------------------------------

    def in_force(self, documents: FromClause) -> ColumnElement[bool]:
        """A letter counts that was issued by the day and is not void."""
        return and_(documents.c.state == "issued", documents.c.written_on <= self.today)

    def reached(self, documents: FromClause, how: str) -> ColumnElement[bool]:
        """All 主送 of a letter were sent it (``sent``), or have claimed it (``claimed``); ``issued`` asks nothing."""
        if how == "issued":
            return true()
        r, v = _RECEIVERS, _DELIVERIES
        day = v.c.sent_on if how == "sent" else v.c.claimed_on
        there = exists().where(v.c.document == r.c.document, v.c.position == r.c.position, day <= self.today)
        return ~exists().where(r.c.document == documents.c.id, r.c.role == "main", ~there)

    def is_by(self, sender: ColumnElement[Any], owed_by: ColumnElement[Any]) -> ColumnElement[bool]:
        """The sender is the department that owes, or the office that stands for it."""
        stands = [
            and_(owed_by == parent, sender.in_(children)) for parent, children in self.own_offices.items()
        ]
        return or_(sender == owed_by, *stands)

    def revoked(self, rule: Rule, number: ColumnElement[Any]) -> ColumnElement[bool]:
        """An event of this number keeps the duty from arising (``unless``)."""
        if rule.unless is None:
            return false()
        c, unless = _OTHER_EVENTS, rule.unless
        says = [c.c.data.contains(f'"{unless.field}":"{value}"') for value in unless.values]
        return exists().where(
            c.c.type == unless.event, c.c.number == number, c.c.number != "", c.c.state != "withdrawn",
            c.c.day <= self.today, or_(*says),
        )  # fmt: skip
