"""Letters that were drafted without naming their event: proposed, and joined to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.kinds import family, kind_folders
from shenguan_docs.office.events.doubles import described, subject
from shenguan_docs.office.events.forms import types_of
from shenguan_docs.office.opening import Office
from shenguan_docs.register import documents, event_changes, events
from shenguan_docs.register.events import Event, EventParty, Unjoined
from shenguan_docs.register.letters import IssuedRecord


def propose_letters(
    office: Office, conn: Connection, listed: Sequence[Event], rows: Sequence[dict[str, Any]]
) -> None:
    """Put ``proposed`` into each row: letters in force of a kind still ``open`` that may be this event's."""
    wanted = {kind for row in rows for kind in row["open"]}
    families = {slug: family(office.kind_places, slug) for slug in kind_folders(office.kind_places)}
    slugs = [slug for slug, own in families.items() if wanted & set(own)]
    waiting = events.unjoined(conn, slugs) if slugs else ()
    for event, row in zip(listed, rows, strict=True):
        row["proposed"] = [
            {
                "kind": letter.letter.kind,
                "id": letter.letter.id,
                "number": letter.letter.number,
                "title": letter.letter.title,
                "date": letter.letter.written_on,
            }
            for letter in waiting
            if set(families[letter.letter.kind]) & set(row["open"]) and _fits(event, letter)
        ]


def _fits(event: Event, letter: Unjoined) -> bool:
    """Not before the event, about one of its parties and matters; about its subject where it has no party."""
    if letter.letter.written_on < event.day:
        return False
    if event.matters and letter.matters and not set(event.matters) & set(letter.matters):
        return False
    if event.parties:
        return any(_same(mine, theirs) for mine in event.parties for theirs in letter.parties)
    about = fold_name(subject(event))
    return bool(about) and about in fold_name(letter.letter.title)


def _same(mine: EventParty, theirs: EventParty) -> bool:
    for code in ("uscc", "id_number"):
        first, second = getattr(mine, code), getattr(theirs, code)
        if first and second:
            return bool(first == second)
    return fold_name(mine.name) == fold_name(theirs.name)


def join(office: Office, id: str, letter: str) -> tuple[str, ...]:
    """Join a letter (by number or id) to an event; what speaks against it is returned. The same again: nothing new.

    Raises NotFound, Refused: the letter is void, another event's, or about other parties.
    """
    with office.writing() as conn:
        event = events.find(conn, id)
        record = documents.find(conn, letter)
        if record.event == event.id:
            return (f"{record.number}已经属于这件事件",)
        _require_joinable(conn, event, record)
        event_changes.join(conn, at=office.now(), by=office.actor, id=event.id, letter=record.id)
    doubts = []
    if record.written_on < event.day:
        doubts.append(f"{record.number}的成文日期 {record.written_on} 早于事件的日期 {event.day}，请核对")
    type = next((t for t in types_of(office) if t.key == event.type), None)
    if type is not None:
        own = set(family(office.kind_places, record.kind))
        if not own & {called.kind for called in type.letters}:
            doubts.append(f"“{event.type_name}”不要求发“{record.kind_name}”，请核对")
    return tuple(doubts)


def _require_joinable(conn: Connection, event: Event, record: IssuedRecord) -> None:
    if record.state == "void":
        raise Refused(f"{record.number}已经作废（{record.void_reason}）", remedy="核对文号")
    if record.event:
        other = events.by_id(conn, record.event)
        named = described(other) if other else record.event
        raise Refused(f"{record.number}属于另一件事件 {record.event}（{named}）", remedy="核对文号和事件编号")
    theirs = tuple(EventParty(p.name, p.uscc, p.id_number) for p in record.parties)
    if event.parties and theirs and not any(_same(a, b) for a in event.parties for b in theirs):
        about = "、".join(p.name for p in theirs)
        raise Refused(
            f"{record.number}说的是{about}，不是{'、'.join(p.name for p in event.parties)}",
            remedy="核对文号和事件编号",
        )


def joined_letter(conn: Connection, id: str) -> str:
    """Return the number of a letter for the story of its event, its id where the register lost it."""
    try:
        return documents.find(conn, id).number
    except NotFound:
        return id
