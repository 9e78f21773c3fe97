"""Which letters an event calls for, by whom, to whom, by when; and the form of one filled from the event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.notices.kinds import family
from shenguan_docs.office.events.doubles import described
from shenguan_docs.office.events.files import Held, form_items, held_by
from shenguan_docs.office.events.forms import types_of
from shenguan_docs.office.events.law_changes import table_rows, touched
from shenguan_docs.office.events.law_matters import laws_of
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.events import FILES, CalledLetter, EventType
from shenguan_docs.plan.matters import Matter, find_matter
from shenguan_docs.register import events, plan_records
from shenguan_docs.register.events import Event, EventLetter
from shenguan_docs.text import join_names


def letters_called(
    event: EventType, data: Mapping[str, Any] | None = None, credit_check: str = ""
) -> tuple[CalledLetter, ...]:
    """Return the letters that a type of event calls for; with ``data``, those for this very event.

    ``credit_check`` is what the matter list asks for (必须, 鼓励 or "").
    """
    called = []
    for letter in event.letters:
        need = letter.need
        if letter.only and data is not None:
            answers = [_fits(data.get(id), values) for id, values in letter.only.items()]
            if False in answers:
                continue
            if None not in answers:
                need = "必须"
        if need == "按事项" and credit_check:
            need = credit_check
        called.append(replace(letter, need=need))
    return tuple(called)


def _fits(value: Any, values: Any) -> bool | None:
    given = value if isinstance(value, list) else [value]
    return None if value is None else any(item in values for item in given)


@dataclass(frozen=True)
class Due:
    """By when: the label of the day from which ``workdays`` run (None: not so reckoned), and all in words."""

    since: str
    workdays: int | None
    words: str


def due_of(event: EventType, letter: CalledLetter, kind: Kind, day: str = "") -> Due:
    """Return by when a letter is to be sent; the kind's own deadline, which an office may change, decides."""
    if not letter.since:
        return Due("", None, letter.due)
    workdays = letter.workdays
    if workdays is None:
        workdays = next((int(d["workdays"]) for d in kind.deadlines if "workdays" in d), None)
    label = event.field(letter.since).label
    since = f"{label}({day})" if day and letter.since == "date" else label
    words = (
        "" if workdays is None else f"{since}当日" if workdays == 0 else f"自{since}起 {workdays} 个工作日内"
    )
    return Due(label, workdays, ",".join(filter(None, (words, letter.due))))


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


@dataclass(frozen=True)
class Start:
    """What a letter starts from: its event's id, the form as far as that fills it, remarks, the event's files."""

    event: str
    form: dict[str, Any]
    remarks: tuple[str, ...]
    held: Held


def event_form(office: Office, conn: Connection, id: str, kind: Kind) -> Start:
    """Return the form of a letter of ``kind`` that an event fills. Raises NotFound."""
    event = events.find(conn, id)
    types = types_of(office)
    type = next((t for t in types if t.key == event.type), None)
    if type is None:
        raise NotFound(
            f"事件 {event.id} 的类型“{event.type_name}”没有了", remedy="核对 templates/plan/events.toml"
        )
    lookup = OfficeLookup(conn, office.today, kind_places=office.kind_places)
    source = EventSource(conn, type, event, lookup, types)
    form, remarks = filled_form(source, kind, family(office.kind_places, kind.slug))
    return Start(event.id, form, tuple(remarks), held_by(office, [event, *source.earlier]))


def filled_form(source: EventSource, kind: Kind, slugs: tuple[str, ...]) -> tuple[dict[str, Any], list[str]]:
    """Return the form of a letter of ``kind`` as far as the event fills it, and remarks for the person.

    ``slugs`` are the kind's own slug and those of the kinds that it was copied from.
    """
    remarks: list[str] = []
    if source.event.withdrawn:
        remarks.append(f"这件事件已经撤回({source.event.state_reason}),请核对还要不要发")
    called = letters_called(source.type, source.event.data, source.credit_check)
    letter = next((c for slug in slugs for c in called if c.kind == slug), None)
    if letter is None:
        listed = "、".join(c.kind for c in called)
        remarks.append(f"“{source.type.name}”对应的文书是 {listed},没有 {kind.slug},只填了相同的项")
        fill: Mapping[str, Any] = {
            f.id: name for f in kind.all_fields if (name := _alike(source.type, f)) is not None
        }
    else:
        fill = letter.fill or {}
    form: dict[str, Any] = {}
    for f in kind.all_fields:
        if f.id in fill:
            value = _resolved(source, fill[f.id], f)
            if value not in (None, "", []):
                form[f.id] = value
    for done in source.letters:
        if done.kind in slugs and done.event == source.event.id:
            remarks.append(f"这件事件已发过 {done.number}({done.title}),请核对是否重复")
    for drafted, id in events.drafts_of(source.conn, source.event.id):
        if drafted in slugs:
            remarks.append(f"这件事件已有一件同类的草稿 {id}")
    if letter is not None and letter.after and not any(source.is_of(x, letter.after) for x in source.letters):
        remarks.append(f"{described(source.event)}还没有印发 {letter.after},这件文书应在它以后")
    return form, remarks


def merged(kind: Kind, form: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form with what the data file adds or overrides (keys: ids or labels).

    A party given without a name only adds to the event's own (its address …).
    """
    ids = {name: f for f in kind.all_fields for name in (f.id, f.label)}
    result = dict(form)
    for name, value in data.items():
        f = ids.get(str(name).strip())
        key = f.id if f else str(name)
        if f is not None and name != f.id and f.id in data:
            result[str(name)] = value  # given twice: the check says so
            continue
        known = result.get(key)
        if f is not None and f.type == "party" and isinstance(value, Mapping):
            known = known[0] if isinstance(known, list) and len(known) == 1 else known
            if isinstance(known, Mapping) and not {"name", "名称", "姓名"} & set(map(str, value)):
                value = {**known, **value}
        result[key] = value
    return result


def names_of(letter: CalledLetter, source: EventSource) -> tuple[str, str]:
    """Return who sends the letter of this event, and to whom, by name where the list tells it."""
    return _name(letter.by, source), _name(letter.to, source)


def _name(role: str, source: EventSource) -> str:
    if role in ("主管部门", "审批部门"):
        return join_names(source.derived(role) or ()) or role
    if role in ("变动部门", "对方部门"):
        keys = source.event.data.get("department" if role == "变动部门" else "counterparts") or []
        listed = keys if isinstance(keys, list) else [keys]
        return join_names(source.lookup.department(key).short_name for key in listed) or role
    return role


def _alike(event: EventType, f: Field) -> str | None:
    """The event's item that is the same as the field; whom and what a letter is about is never two things."""
    if any(e.id == f.id and e.label == f.label and e.type == f.type for e in event.fields):
        return f.id
    about = next((e for e in event.fields if e.type == f.type and f.required), None)
    return about.id if about is not None and f.type in ("party", "matter") else None


def _resolved(source: EventSource, spec: Any, f: Field) -> Any:
    """The value of one field: as many as it takes, the first that is filled in where it takes one."""
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
