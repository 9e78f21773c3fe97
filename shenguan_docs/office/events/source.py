"""What the form of a letter is filled from: an event, those that it continues, their letters, the matter list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound
from shenguan_docs.notices.kind import Field
from shenguan_docs.notices.kinds import family
from shenguan_docs.office.events.files import form_items
from shenguan_docs.office.events.law_changes import table_rows, touched
from shenguan_docs.office.events.law_matters import laws_of
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.plan.events import FILES, EventType
from shenguan_docs.plan.matters import Matter, find_matter
from shenguan_docs.register import events, plan_records
from shenguan_docs.register.events import Event, EventLetter
from shenguan_docs.text import join_names


@dataclass
class EventSource:
    """What the form of a letter can be filled from: an event, those that it continues, the matter list."""

    conn: Connection
    type: EventType
    event: Event
    lookup: OfficeLookup
    types: tuple[EventType, ...] = ()

    @cached_property
    def earlier(self) -> tuple[Event, ...]:
        """The events that this one continues (by number), the nearest type first, the last of a type first."""
        found = events.of_number(self.conn, self.type.continues, self.event.number)
        order = {key: place for place, key in enumerate(self.type.continues)}
        return tuple(sorted(found, key=lambda e: (order[e.type], -e.day.toordinal())))

    @cached_property
    def letters(self) -> tuple[EventLetter, ...]:
        """The letters of this event and of those that it continues, void ones left out."""
        found = events.letters_of(self.conn, [self.event.id, *(e.id for e in self.earlier)])
        return tuple(letter for some in found.values() for letter in some if letter.state != "void")

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """The event's matters as the list of the day has them."""
        return tuple(self._matter(name) for name in self.event.matters)

    def _matter(self, name: str) -> Matter:
        try:
            return self.lookup.matter(name)
        except NotFound:  # no longer on the list of today
            kept = plan_records.matter_list_version(self.conn, self.event.matter_version or 1)
            return find_matter(kept, name)

    @property
    def credit_check(self) -> str:
        """必须 if any matter of the event asks for a credit check, else 鼓励 or ""."""
        asked = {matter.credit_check for matter in self.matters}
        return next((word for word in ("必须", "鼓励") if word in asked), "")

    def value(self, name: str) -> Any:
        """Return the item ``name`` (or ``type.name`` of an earlier event), None where it is not filled in."""
        if name == FILES.id:
            return next((form_items(e) for e in (self.event, *self.earlier) if e.data.get(FILES.id)), None)
        wanted, _, id = name.rpartition(".")
        if wanted:
            return next((e.data.get(id) for e in self.earlier if e.type == wanted and e.data.get(id)), None)
        if name in self.event.data:
            return self.event.data[name]
        if name in ("date", "source", "serial"):
            return None
        label = self._labels(self.type).get(name)
        for event in self.earlier:
            type = next((t for t in self.types if t.key == event.type), None)
            if type is not None and name in event.data and self._labels(type).get(name) == label:
                return event.data[name]
        return None

    def derived(self, word: str) -> Any:
        """Return what stands behind ``@word``: departments of the matters, or a letter of this event."""
        if word == "法规":
            return [str(cited) for cited in laws_of(self.event.data)] or None
        if word == "所涉":
            return table_rows(touched(self.conn, self.event.matters, self.lookup.on)) or None
        if word == "信用查询":
            return self.credit_check or None
        if word == "部门":
            return self.lookup.department(self.event.data["department"]).short_name
        if word.startswith("函:"):
            kind = word.removeprefix("函:")
            found = [letter for letter in self.letters if self.is_of(letter, kind)]
            return max(found, key=lambda letter: (letter.written_on, letter.id)).id if found else None
        keys = [m.approver if word == "审批部门" else m.supervisor for m in self.matters]
        return [self.lookup.department_of(key).short_name for key in dict.fromkeys(keys) if key] or None

    def is_of(self, letter: EventLetter, kind: str) -> bool:
        """Say whether a letter is of this kind, or of one that an office copied from it."""
        return kind in family(self.lookup.kind_places, letter.kind)

    @staticmethod
    def _labels(type: EventType) -> dict[str, str]:
        return {f.id: f.label for f in type.fields}


def resolved(source: EventSource, spec: Any, f: Field) -> Any:
    """Return the value of one field: as many as it takes, the first that is filled in where it takes one."""
    if f.type == "table" and isinstance(spec, str):
        return source.derived(spec.removeprefix("@"))
    if f.type == "table":
        return [
            {column: _cell(source, cell) for column, cell in row.items()}
            for row in spec
            if any(source.value(name) for cell in row.values() for name in _names(cell))
        ]
    specs = spec if isinstance(spec, list) else [spec]
    values = [value for one in specs for value in _values(source, one)]
    if f.many:
        return list({str(value): value for value in values}.values())
    if not isinstance(spec, list) and len(values) > 1:
        return values  # too many for this field: the check says so
    return values[0] if values else None


def _names(spec: Any) -> list[str]:
    """The items of the event that a table's cell is filled from."""
    if isinstance(spec, list):
        return [name for one in spec for name in _names(one)]
    return [spec] if isinstance(spec, str) and spec[:1] not in "=@" else []


def _cell(source: EventSource, spec: Any) -> str:
    """The words of a table's cell: the first that is filled in, several joined."""
    for one in spec if isinstance(spec, list) else [spec]:
        values = _values(source, one)
        if values:
            return join_names(str(value) for value in values)
    return ""


def _values(source: EventSource, spec: Any) -> list[Any]:
    if isinstance(spec, Mapping):
        given = source.value(spec["field"])
        changed = (
            spec["values"].get(given, spec.get("otherwise")) if given is not None else spec.get("otherwise")
        )
        return [] if changed is None else [changed]
    if spec.startswith("="):
        word, _, asked = spec[1:].partition("?")
        return [word] if not asked or source.value(asked) else []
    value = source.derived(spec[1:]) if spec.startswith("@") else source.value(spec)
    return [] if value in (None, "", []) else value if isinstance(value, list) else [value]
