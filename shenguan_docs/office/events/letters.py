"""Which letters an event calls for, by whom, to whom, by when; and the form of one filled from the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.notices.kinds import family
from shenguan_docs.office.events.doubles import described
from shenguan_docs.office.events.files import Held, held_by
from shenguan_docs.office.events.forms import types_of
from shenguan_docs.office.events.source import EventSource, resolved
from shenguan_docs.office.letters.lookup import OfficeLookup, district_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.events import CalledLetter, EventType
from shenguan_docs.register import events
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
    since = f"{label}（{day}）" if day and letter.since == "date" else label
    words = (
        "" if workdays is None else f"{since}当日" if workdays == 0 else f"自{since}起 {workdays} 个工作日内"
    )
    return Due(label, workdays, "，".join(filter(None, (words, letter.due))))


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
    rights.require_seen(office, conn, event.id, sort="event")
    types = types_of(office)
    type = next((t for t in types if t.key == event.type), None)
    if type is None:
        raise NotFound(
            f"事件 {event.id} 的类型“{event.type_name}”没有了", remedy="核对 templates/plan/events.toml"
        )
    lookup = OfficeLookup(
        conn, office.today, district=district_of(conn, event=event.id), kind_places=office.kind_places
    )
    source = EventSource(conn, type, event, lookup, types)
    form, remarks = filled_form(source, kind, family(office.kind_places, kind.slug))
    return Start(event.id, form, tuple(remarks), held_by(office, [event, *source.earlier]))


def filled_form(source: EventSource, kind: Kind, slugs: tuple[str, ...]) -> tuple[dict[str, Any], list[str]]:
    """Return the form of a letter of ``kind`` as far as the event fills it, and remarks for the person.

    ``slugs`` are the kind's own slug and those of the kinds that it was copied from.
    """
    remarks: list[str] = []
    if source.event.withdrawn:
        remarks.append(f"这件事件已经撤回（{source.event.state_reason}），请核对还要不要发")
    called = letters_called(source.type, source.event.data, source.credit_check)
    letter = next((c for slug in slugs for c in called if c.kind == slug), None)
    if letter is None:
        remarks.append(_not_called(source, kind, slugs, called))
        fill: Mapping[str, Any] = {
            f.id: name for f in kind.all_fields if (name := _alike(source.type, f)) is not None
        }
    else:
        fill = letter.fill or {}
    form: dict[str, Any] = {}
    for f in kind.all_fields:
        if f.id in fill:
            value = resolved(source, fill[f.id], f)
            if value not in (None, "", []):
                form[f.id] = value
            elif letter is not None and f.required and (earlier := _earlier_letter(fill[f.id])):
                remarks.append(
                    f"这件事没有发过 {earlier}，“{f.label}”没有填：从来没有发过的，不要求“{kind.name}”；"
                    f"不是由事件起草的，填上文号"
                )
    for done in source.letters:
        if done.kind in slugs and done.event == source.event.id:
            remarks.append(f"这件事件已发过 {done.number}（{done.title}），请核对是否重复")
    for drafted, id in events.drafts_of(source.conn, source.event.id):
        if drafted in slugs:
            remarks.append(f"这件事件已有一件同类的草稿 {id}")
    if letter is not None and letter.after and not any(source.is_of(x, letter.after) for x in source.letters):
        remarks.append(f"{described(source.event)}还没有印发 {letter.after}，这件文书应在它以后")
    return form, remarks


def _not_called(
    source: EventSource, kind: Kind, slugs: tuple[str, ...], called: Sequence[CalledLetter]
) -> str:
    """Say that the event does not call for this kind of letter, and which events do."""
    events_of = [t.name for t in source.types if any(c.kind in slugs for c in t.letters)]
    others = f"，要求它的事件是{join_names(f'“{name}”' for name in events_of)}" if events_of else ""
    listed = f"对应的是 {'、'.join(c.kind for c in called)}" if called else "没有对应的文书"
    return f"“{source.type.name}”不要求“{kind.name}”{others}；这件事件{listed}。只填了相同的项"


def _earlier_letter(spec: Any) -> str:
    """The kind of letter of the event that a field takes, "" where it takes none."""
    specs = spec if isinstance(spec, list) else [spec]
    return next((s.removeprefix("@函:") for s in specs if isinstance(s, str) and s.startswith("@函:")), "")


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
