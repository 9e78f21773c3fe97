"""An event is changed or withdrawn: what was written because of it is named, what the plan then demands is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.kinds import family
from shenguan_docs.office.events.columns import targets_of
from shenguan_docs.office.events.doubles import compare, described
from shenguan_docs.office.events.files import form_items, held_by, stage_files
from shenguan_docs.office.events.forms import checked_data, find_type, types_of
from shenguan_docs.office.letters.lookup import OfficeLookup, district_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.clauses import printed_clause
from shenguan_docs.plan.events import FILES, EventType
from shenguan_docs.register import event_changes, events
from shenguan_docs.register.events import Event, EventLetter
from shenguan_docs.text import join_names


@dataclass(frozen=True)
class Changed:
    """What changing or withdrawing answers; ``changed`` are the labels of the items, none when withdrawn."""

    id: str
    title: str
    state: str
    changed: tuple[str, ...]
    warnings: tuple[str, ...]


def change(
    office: Office, id: str, data: Mapping[str, Any], *, reason: str, folder: Path | None = None
) -> Changed:
    """Change items of an event; what ``data`` does not name stays, "" empties an item.

    Raises NotFound, DataFaults, Refused (withdrawn, nothing changed, now the same as another event, no reason).
    """
    with office.writing() as conn:
        old = events.find(conn, id)
        rights.require_seen(office, conn, old.id, sort="event")
        rights.require(office, "write")
        if old.withdrawn:
            raise Refused(f"事件“{old.id}”已经撤回（{old.state_reason}）", remedy="需要的，重新登记")
        type = find_type(office, old.type)
        held = held_by(office, [old])
        lookup = OfficeLookup(
            conn,
            office.today,
            folder,
            held.files,
            dict(held.texts),
            office.kind_places,
            district=district_of(conn, event=old.id),
        )
        found = checked_data(type, _merged(type, old, data), lookup, office.today, old.id)
        new = found.event
        labels = changed_items(type, old.data, new.data)
        if not labels:
            raise Refused(f"与登记的相同，事件“{old.id}”没有改动", remedy="核对要改的项")
        compared = compare(conn, type, new)
        if compared.double is not None:
            raise Refused(f"改成的内容与已登记的事件 {compared.double.id} 是同一件", remedy="撤回其中一件")
        files = found.files if new.data.get(FILES.id) != old.data.get(FILES.id) else ()
        event_changes.change(
            conn,
            at=office.now(),
            by=office.actor,
            event=new,
            reason=reason,
            object=stage_files(office, new, files, lookup.texts),
        )
        warned = (*found.warnings, *compared.warnings, *_consequences(office, conn, old, labels))
        return Changed(new.id, described(new), "已改动", labels, warned)


def withdraw(office: Office, id: str, *, reason: str) -> Changed:
    """Withdraw an event that was entered wrongly; it stays to be read. Raises NotFound, Refused."""
    with office.writing() as conn:
        event = events.find(conn, id)
        rights.require_seen(office, conn, event.id, sort="event")
        rights.require(office, "write")
        event_changes.withdraw(conn, at=office.now(), by=office.actor, id=event.id, reason=reason)
        return Changed(event.id, described(event), "已撤回", (), _consequences(office, conn, event, ()))


def changed_items(type: EventType, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels of the items that differ."""
    return tuple(f.label for f in type.fields if old.get(f.id) != new.get(f.id))


def _merged(type: EventType, old: Event, data: Mapping[str, Any]) -> dict[str, Any]:
    known = targets_of(type)
    named = {target.field for name in data if (target := known.get(fold_name(str(name))))}
    kept = {id: value for id, value in old.data.items() if id not in named}
    if FILES.id in kept:
        kept[FILES.id] = form_items(old)
    given = dict(data)
    for field in type.fields:
        if field.type != "party" or field.id not in named:
            continue
        parts = {
            target.part: name
            for name in data
            if (target := known.get(fold_name(str(name)))) and target.field == field.id
        }
        whole = old.data.get(field.id)
        whole = whole[0] if isinstance(whole, list) and len(whole) == 1 else whole
        if "name" not in parts and isinstance(whole, Mapping):  # only its address, its telephone …
            changed = {part: given.pop(name) for part, name in parts.items()}
            kept[field.id] = {**whole, **changed}
    return {**kept, **given}


def _consequences(office: Office, conn: Connection, event: Event, labels: tuple[str, ...]) -> tuple[str, ...]:
    """What was already written because of the event, and what has to follow now."""
    types = types_of(office)
    follow = [t.key for t in types if event.type in t.continues]
    ids = [event.id, *(e.id for e in events.of_number(conn, follow, event.number))]
    said = []
    for letters in events.letters_of(conn, ids).values():
        said += [_letter_said(office, letter, labels) for letter in letters if letter.state != "void"]
    for id in ids:
        said += [
            f"草稿 {draft}（{kind}）用的是{'改动' if labels else '撤回'}以前的内容，请核对，需要的重新起草"
            for kind, draft in events.drafts_of(conn, id)
        ]
    return tuple(said)


def _letter_said(office: Office, letter: EventLetter, labels: tuple[str, ...]) -> str:
    what = f"{join_names(f'“{label}”' for label in labels)}改动" if labels else "事件撤回"
    told = f"这件事件已发 {letter.number}（《{letter.title}》），{what}以前的内容已经告诉对方"
    if "penalty" in family(office.kind_places, letter.kind):
        return f"{told}。按{printed_clause('4.3-b')}双向推送的要求，由{letter.sender}发更正函（correction）"
    return f"{told}，请核对是否要由{letter.sender}发更正函（correction）"
