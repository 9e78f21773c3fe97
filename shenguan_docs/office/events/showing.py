"""One event with all that was entered, its letters and its story; and the event as a letter shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.office.events.changing import changed_items
from shenguan_docs.office.events.doubles import described
from shenguan_docs.office.events.entering import STATES, event_rows
from shenguan_docs.office.events.files import stored_name
from shenguan_docs.office.events.forms import types_of
from shenguan_docs.office.events.joining import joined_letter
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.parties.codes import masked_id
from shenguan_docs.plan.events import FILES, EventType
from shenguan_docs.register import events, journal
from shenguan_docs.register.events import Event
from shenguan_docs.text import join_names


def show(office: Office, id: str) -> dict[str, Any]:
    """Return one event with all that was entered, its letters, its drafts and its story. Raises NotFound."""
    types = {type.key: type for type in types_of(office)}
    with office.reading() as conn:
        event = events.find(conn, id)
        rights.require_seen(office, conn, event.id, sort="event")
        (row,) = event_rows(office, conn, [event], types)
        known = types.get(event.type)
        labels = {f.id: f.label for f in known.fields} if known else {}
        order = [*labels, *(key for key in event.data if key not in labels)]
        shown = [key for key in sorted(event.data, key=order.index) if key != FILES.id]
        return {
            **row,
            "added_at": event.added_at,
            "added_by": event.added_by,
            "data": {key: masked(event.data[key]) for key in shown},
            "labels": {key: labels.get(key, key) for key in shown},
            "files": _files(office, event),
            "drafts": [{"kind": kind, "id": draft} for kind, draft in events.drafts_of(conn, event.id)],
            "story": _story(conn, event, known),
        }


def brief(conn: Connection, id: str) -> dict[str, Any] | None:
    """Return an event as a letter shows it, None for ""."""
    event = events.by_id(conn, id) if id else None
    if event is None:
        return None
    return {
        "id": event.id,
        "type": event.type,
        "name": event.type_name,
        "date": event.day,
        "title": described(event),
        "source": event.source,
        "serial": event.serial,
        "state": STATES[event.state],
        "reason": event.state_reason,
    }


def _files(office: Office, event: Event) -> list[dict[str, Any]]:
    listed = event.data.get(FILES.id, ())
    return [
        {
            "title": file["title"],
            "name": file["name"],
            "path": office.archive.where(event.id, stored_name(number, file["name"])),
        }
        for number, file in enumerate(listed, 1)
    ]


def _story(conn: Connection, event: Event, type: EventType | None) -> list[dict[str, Any]]:
    """What happened to the event, in order: entered, changed (which items, from what to what), joined, withdrawn."""
    story: list[dict[str, Any]] = []
    data: dict[str, Any] = {}
    for entry in journal.history(conn, event.id):
        what, detail = _HAPPENINGS.get(entry.kind, entry.kind), entry.data.get("reason", "")
        changes: list[dict[str, Any]] = []
        if entry.kind == "event.joined":
            detail = joined_letter(conn, entry.data["letter"])
        elif "event" in entry.data:
            now = entry.data["event"]["data"]
            if entry.kind == "event.changed" and type is not None:
                names = {f.label: f.id for f in type.fields}
                changes = [
                    {
                        "item": label,
                        "from": masked(data.get(names[label])),
                        "to": masked(now.get(names[label])),
                    }
                    for label in changed_items(type, data, now)
                ]
            data = now
        if changes:
            detail = f"{join_names(str(c['item']) for c in changes)};{detail}"
        story.append({"at": entry.at, "by": entry.by, "what": what, "detail": detail, "changes": changes})
    return story


_HAPPENINGS = {
    "event.added": "登记",
    "event.changed": "改动",
    "event.joined": "并入文书",
    "event.withdrawn": "撤回",
}


def masked(value: Any) -> Any:
    """Return a form with the numbers of persons masked."""
    if isinstance(value, list):
        return [masked(item) for item in value]
    if isinstance(value, Mapping):
        return {k: masked_id(str(v)) if k == "id_number" and v else masked(v) for k, v in value.items()}
    return value
