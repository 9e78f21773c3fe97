"""The form of an event: checked as a letter's form is, and made into the record that the register keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shenguan_docs.errors import DataFaults, Fault
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.notices.fields import Filled, check_data
from shenguan_docs.notices.kind import Field, Kind, Rule
from shenguan_docs.notices.lookup import AttachedFile
from shenguan_docs.office.events.cells import put_together
from shenguan_docs.office.events.columns import TYPE_HEADINGS, Target, targets_of
from shenguan_docs.office.events.law_matters import with_resting_matters
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.events import EventType, event_types, find_event_type
from shenguan_docs.register.events import Event, EventParty
from shenguan_docs.register.rows import canonical
from shenguan_docs.register.spelling import number_key
from shenguan_docs.resources import shipped_templates


@dataclass(frozen=True)
class EventForm(Kind):
    """An event's fields in the shape that ``check_data`` checks: no letter, so no fields common to letters."""

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The type's own fields."""
        return self.fields


@dataclass(frozen=True)
class CheckedEvent:
    """An event that may be entered, and what was cleaned or read otherwise than written."""

    event: Event
    warnings: tuple[str, ...]
    files: tuple[AttachedFile, ...] = ()


def types_of(office: Office) -> tuple[EventType, ...]:
    """Return the types of events; the office's own templates/plan/events.toml wins over the shipped one."""
    places = (office.root / "templates", shipped_templates())
    return event_types([place / "plan" / "events.toml" for place in places])


def find_type(office: Office, typed: str) -> EventType:
    """Find a type by key, name or alias. Raises NotFound with the nearest names."""
    return find_event_type(types_of(office), typed)


def checked_data(
    event: EventType, raw: Mapping[str, Any], lookup: OfficeLookup, today: date, id: str
) -> CheckedEvent:
    """Check a data file's content; raises DataFaults with every fault."""
    known = targets_of(event)
    given: list[tuple[Target, Any]] = []
    faults: list[Fault] = []
    for name, value in raw.items():
        target = known.get(fold_name(str(name)))
        if target is not None:
            given.append((target, value))
        elif str(name) not in TYPE_HEADINGS:
            faults.append(_unknown(event, str(name)))
    return checked(event, given, lookup, today, id, faults=faults)


def checked(
    event: EventType,
    given: Iterable[tuple[Target, Any]],
    lookup: OfficeLookup,
    today: date,
    id: str,
    *,
    cells: bool = False,
    faults: Iterable[Fault] = (),
) -> CheckedEvent:
    """Check what was given for the items of an event; raises DataFaults with every fault."""

    form, found, notes = put_together(event, given, cells=cells, is_name=lookup.is_name)
    form, more, lacking = with_resting_matters(event, form, lookup)
    notes, found = [*notes, *more], [*faults, *found, *lacking]
    wrong = {fault.field for fault in found}
    try:
        filled = check_data(form_of(event), form, lookup, written_on=today)
    except DataFaults as error:
        raise DataFaults([*found, *(f for f in error.faults if f.field not in wrong)]) from None
    if found:
        raise DataFaults(found)
    files = tuple(file for _, file in filled.files)
    return CheckedEvent(_record(event, filled, lookup, id), (*notes, *filled.warnings), files)


def number_of(event: EventType, data: Mapping[str, Any]) -> str:
    """Return the key of an event's own number (of a decision, a case, a document), "" where it has none."""
    value = data.get(event.number) if event.number else None
    values = value if isinstance(value, list) else [value]
    return "|".join(sorted(_number(item) for item in values if item))


def _number(item: Any) -> str:
    if isinstance(item, Mapping):  # a letter from outside: numbers of several senders may be alike
        return f"{number_key(str(item.get('number', '')))}@{fold_name(str(item.get('sender', '')))}"
    return number_key(str(item))


def form_of(event: EventType) -> EventForm:
    """Return a type of event as a form to fill in."""
    rules = [Rule(r["check"], r["field"], r["message"], r.get("remedy", "")) for r in event.rules]
    if not event.future:
        day = event.day.label
        rules.append(Rule(f"{day} <= 今天", day, "晚于今天，事情还没有发生", "核对日期"))
    return EventForm(
        slug=event.key,
        name=event.name,
        genre="",
        layout="form",
        direction="",
        clause="",
        clause_text="",
        series="",
        retention="",
        urgency="",
        sender="",
        receivers=(),
        copies_to=(),
        title="",
        issuer="",
        note="",
        seal="plain",
        fields=tuple(
            Field(f.id, f.label, f.type, f.required, f.many, f.help, f.choices) for f in event.fields
        ),
        rules=tuple(rules),
        deadlines=(),
        example=event.example,
        body="",
        annexes=(),
        folder=event.place.parent,
        version="",
    )


def _record(event: EventType, filled: Filled, lookup: OfficeLookup, id: str) -> Event:
    data = dict(filled.data)
    return Event(
        id=id,
        type=event.key,
        day=date.fromisoformat(data["date"]),
        type_name=event.name,
        source=data.get("source", ""),
        serial=data.get("serial", ""),
        number=number_of(event, data),
        same=_same(event, data),
        data=data,
        parties=tuple(
            EventParty(p.name, p.uscc, p.id_number, p.address, p.phone, p.representative)
            for _, p in filled.parties
        ),
        matters=tuple(m.name for m in filled.matters),
        matter_version=lookup.version_of(filled.matters[0]) if filled.matters else None,
    )


def _same(event: EventType, data: Mapping[str, Any]) -> str:
    """The canonical words by which two entries are one event; parties count by their codes."""
    told = {}
    for id in event.same:
        value, type = data.get(id), event.field(id).type
        if type == "party":
            told[id] = sorted(p.get("uscc") or p.get("id_number", "") for p in _listed(value))
        elif type == "reference":
            told[id] = sorted(map(_number, _listed(value)))
        else:
            told[id] = sorted(map(_plain, _listed(value)))
    return canonical(told)


def _plain(item: Any) -> str:
    return fold_name(item) if isinstance(item, str) else json.dumps(item, ensure_ascii=False, sort_keys=True)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _unknown(event: EventType, name: str) -> Fault:
    if name in ("密级", "secrecy", "classification"):
        return Fault(name, "本系统不处理涉密文件", "涉密件按保密规定另行办理，不要录入")
    near = nearest(name, [n for f in event.fields for n in (f.label, f.id)])
    return Fault(
        name,
        f"不是“{event.name}”的项",
        f"是不是“{near[0]}”" if near else f"运行 shenguan event example {event.key} 看有哪些项",
    )
