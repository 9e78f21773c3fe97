"""业务事件: enter what happened, list it with its letters, tell which letters a type calls for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.notices.kinds import family, find_kind
from shenguan_docs.office.events.doubles import compare, described
from shenguan_docs.office.events.files import stage_files
from shenguan_docs.office.events.forms import CheckedEvent, checked_data, find_type, types_of
from shenguan_docs.office.events.joining import propose_letters
from shenguan_docs.office.events.letters import due_of, letters_called, names_of
from shenguan_docs.office.events.source import EventSource
from shenguan_docs.office.letters.lookup import OfficeLookup, district_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.parties.codes import masked_id
from shenguan_docs.plan.clauses import printed_clause
from shenguan_docs.plan.events import EventType
from shenguan_docs.plan.matters import MatterList
from shenguan_docs.register import events, plan_records
from shenguan_docs.register.events import Event, EventLetter

STATES = {"entered": "已登记", "changed": "已改动", "withdrawn": "已撤回"}


@dataclass(frozen=True)
class Entered:
    """What entering an event answers; ``double`` says that ``id`` is an earlier entry of the same event.

    ``kinds`` are the letters that it calls for itself, without those that follow other letters.
    """

    id: str
    type: str
    kinds: tuple[str, ...]
    name: str
    title: str
    date: date
    double: bool = False
    warnings: tuple[str, ...] = ()


def add(office: Office, type_name: str, data: Mapping[str, Any], folder: Path | None = None) -> Entered:
    """Enter one event; the same one again is not entered: the answer names the first.

    ``folder`` is where its files are sought.

    Raises DataFaults, NotFound (the type), Refused (its serial is that of another event).
    """
    rights.require(office, "write")
    type = find_type(office, type_name)
    with office.writing() as conn:
        lookup = OfficeLookup(
            conn, office.today, folder, district=rights.lists_of(office), kind_places=office.kind_places
        )
        found = checked_data(type, data, lookup, office.today, office.new_id(office.today))
        return enter(office, conn, type, found, lookup)


def enter(
    office: Office,
    conn: Connection,
    type: EventType,
    found: CheckedEvent,
    lookup: OfficeLookup,
    seen: events.Seen | None = None,
) -> Entered:
    """Enter a checked event in the caller's transaction unless it is there. Raises Refused.

    ``seen`` are the keys of all that is entered, where the caller has them; the new ones are added to it.
    """
    compared = compare(conn, type, found.event, seen)
    event = compared.double or found.event
    if compared.double is None:
        object = stage_files(office, event, found.files, lookup.texts)
        events.add(conn, at=office.now(), by=office.actor, event=event, object=object)
        if seen is not None:
            seen |= events.keys_of(event)
    called = letters_called(type, event.data, EventSource(conn, type, event, lookup).credit_check)
    return Entered(
        event.id,
        event.type,
        tuple(letter.kind for letter in called if not letter.after),
        type.name,
        described(event),
        event.day,
        compared.double is not None,
        (*found.warnings, *compared.warnings),
    )


def list_events(office: Office, *, only_open: bool = False, **narrowed: Any) -> list[dict[str, Any]]:
    """Return the events with their letters; ``only_open``: those for which a letter that must be is lacking.

    ``narrowed`` as ``newest_events`` has it. Raises NotFound (type, matter), Refused (dates the wrong way round).
    """
    with office.reading() as conn:
        found = _found(office, conn, only_open=only_open, **narrowed)
        rows = event_rows(office, conn, found, {type.key: type for type in types_of(office)})
    return [row for row in rows if row["open"] or not only_open]


def newest_events(
    office: Office, *, start: int = 0, most: int = 50, only_open: bool = False, **narrowed: Any
) -> tuple[list[dict[str, Any]], int]:
    """Return ``most`` events from ``start`` on, the newest first, and how many there are.

    ``narrowed``: ``type_name``, ``company``, ``matter``, ``day_from``, ``day_to``. Raises NotFound, Refused.
    """
    if only_open:
        rows = list_events(office, only_open=True, **narrowed)[::-1]
        return rows[start : start + most], len(rows)
    with office.reading() as conn:
        found = _found(office, conn, only_open=False, **narrowed)[::-1]
        types = {type.key: type for type in types_of(office)}
        return event_rows(office, conn, found[start : start + most], types), len(found)


def _found(
    office: Office,
    conn: Connection,
    *,
    type_name: str = "",
    company: str = "",
    matter: str = "",
    day_from: date | None = None,
    day_to: date | None = None,
    only_open: bool,
) -> list[Event]:
    """The events that the person may see, by day."""
    if day_from and day_to and day_from > day_to:
        raise Refused(f"起始日期 {day_from} 晚于截止日期 {day_to}", remedy="对调两个日期")
    found = events.list_events(
        conn,
        type=find_type(office, type_name).key if type_name else None,
        company=company or None,
        matter=OfficeLookup(
            conn, office.today, district=rights.lists_of(office), kind_places=office.kind_places
        )
        .matter(matter)
        .name
        if matter
        else None,
        start=day_from,
        end=day_to,
        withdrawn=not only_open,
    )
    mine = rights.seen(office, conn, (event.id for event in found))
    return [event for event in found if event.id in mine]


def called_letters(office: Office, typed: str) -> list[dict[str, Any]]:
    """Return which letters a type of event (or the event of an id) calls for.

    By whom, to whom, by when, by which clause; for an event the departments are named. One that was
    withdrawn calls for none. Raises NotFound.
    """
    types = types_of(office)
    with office.reading() as conn:
        event = events.by_id(conn, typed.strip())
        if event is None:
            type = find_type(office, typed)
            return [_called(office, type, letter, letter.by, letter.to) for letter in letters_called(type)]
        type = find_type(office, event.type)
        source = EventSource(
            conn,
            type,
            event,
            OfficeLookup(
                conn, office.today, district=district_of(conn, event=event.id), kind_places=office.kind_places
            ),
            types,
        )
        called = () if event.withdrawn else letters_called(type, event.data, source.credit_check)
        return [
            _called(office, type, letter, *names_of(letter, source), day=event.day.isoformat())
            for letter in called
        ]


def _called(
    office: Office, type: EventType, letter: Any, by: str, to: str, *, day: str = ""
) -> dict[str, Any]:
    kind = find_kind(office.kind_places, letter.kind)
    due = due_of(type, letter, kind, day)
    return {
        "slug": kind.slug,
        "name": kind.name,
        "genre": kind.genre,
        "layout": kind.layout,
        "direction": kind.direction,
        "clause": letter.clause,
        "clause_text": printed_clause(letter.clause),
        "event": type.key,
        "event_name": type.name,
        "need": letter.need,
        "when": letter.when,
        "by": by,
        "to": to,
        "since": due.since,
        "workdays": due.workdays,
        "due": due.words,
        "after": letter.after,
        "fields": [asdict(f) for f in kind.all_fields],
    }


def event_rows(
    office: Office, conn: Connection, found: Iterable[Event], types: Mapping[str, EventType]
) -> list[dict[str, Any]]:
    """Return events with their letters, those still to be written, and those that may be theirs."""
    listed = list(found)
    letters = events.letters_of(conn, [event.id for event in listed])
    lists: dict[int, MatterList] = {}
    kinds = {letter.kind for some in letters.values() for letter in some}
    families = {kind: family(office.kind_places, kind) for kind in kinds}
    rows = [
        _row(conn, event, types.get(event.type), letters.get(event.id, ()), lists, families)
        for event in listed
    ]
    propose_letters(office, conn, listed, rows)
    return rows


def _row(
    conn: Connection,
    event: Event,
    type: EventType | None,
    letters: tuple[EventLetter, ...],
    lists: dict[int, MatterList],
    families: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    stands = type is not None and not event.withdrawn
    called = letters_called(type, event.data, _credit_check(conn, event, lists)) if type and stands else ()
    direct = [letter for letter in called if not letter.after]
    sent = {slug for letter in letters if letter.state != "void" for slug in families[letter.kind]}
    return {
        "id": event.id,
        "type": event.type,
        "name": event.type_name,
        "date": event.day,
        "title": described(event),
        "companies": [
            {"name": p.name, "uscc": p.uscc, "id_number": masked_id(p.id_number) if p.id_number else ""}
            for p in event.parties
        ],
        "matters": list(event.matters),
        "source": event.source,
        "serial": event.serial,
        "state": STATES[event.state],
        "reason": event.state_reason,
        "kinds": [letter.kind for letter in direct],
        "letters": [
            {
                "id": letter.id,
                "kind": letter.kind,
                "number": letter.number,
                "title": letter.title,
                "sender": letter.sender,
                "date": letter.written_on,
                "state": "作废" if letter.state == "void" else "已印发",
            }
            for letter in letters
        ],
        "open": [letter.kind for letter in direct if letter.need == "必须" and letter.kind not in sent],
    }


def _credit_check(conn: Connection, event: Event, lists: dict[int, MatterList]) -> str:
    version = event.matter_version
    if version is None:
        return ""
    if version not in lists:
        lists[version] = plan_records.matter_list_version(conn, version)
    asked = {m.credit_check for m in lists[version].matters if m.name in event.matters}
    return next((word for word in ("必须", "鼓励") if word in asked), "")
