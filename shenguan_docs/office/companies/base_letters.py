"""Issued letters keep the warning base: a listing lists, a removal removes, a correction corrects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from shenguan_docs.notices.kinds import family, kind_folders
from shenguan_docs.office.letters.letter_object import DATA
from shenguan_docs.register import documents, warnings
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.warnings import CorrectionLetter, ListingLetter, RemovalLetter, Said

if TYPE_CHECKING:
    from shenguan_docs.office.opening import Office

LISTING, REMOVAL, CORRECTION = "warning-listing", "warning-removal", "correction"


def keep_base(office: Office, conn: Connection, record: IssuedRecord, data: Mapping[str, Any]) -> None:
    """Note in the base what a letter that is being issued says; ``data`` is its form. Others say nothing."""
    slugs = family(office.kind_places, record.kind)
    for slug, said_by in _SAYS.items():
        if slug in slugs:
            said = said_by(conn, record, data)
            if said is not None:
                warnings.enter(conn, at=office.now(), by=office.actor, letter=record.id, said=said)


def _listing(_conn: Connection, record: IssuedRecord, data: Mapping[str, Any]) -> Said:
    return ListingLetter(
        _day(data, "listed_on") or record.written_on,
        str(data.get("level", "")),
        _day(data, "until"),
        _words(data, "reasons"),
        _words(data, "measures"),
        _words(data, "conditions"),
    )


def _removal(conn: Connection, record: IssuedRecord, data: Mapping[str, Any]) -> Said:
    listing = _target(conn, record, "lifts")
    return RemovalLetter(listing, _day(data, "removed_on") or record.written_on, str(data.get("reason", "")))


def _correction(conn: Connection, record: IssuedRecord, data: Mapping[str, Any]) -> Said | None:
    corrected = _target(conn, record, "corrects")
    if corrected is None:
        return None
    return CorrectionLetter(
        corrected,
        _day(data, "arose_on") or record.written_on,
        str(data.get("cause", "")),
        "停止使用" in str(data.get("validity", "")),
        str(data.get("warning_level", "")),
        _day(data, "warning_from"),
        _day(data, "warning_until"),
        _words(data, "warning_reasons"),
    )


_SAYS: Mapping[str, Callable[[Connection, IssuedRecord, Mapping[str, Any]], Said | None]] = {
    LISTING: _listing,
    REMOVAL: _removal,
    CORRECTION: _correction,
}
_CLASSES = {LISTING: ListingLetter, REMOVAL: RemovalLetter, CORRECTION: CorrectionLetter}


def _target(conn: Connection, record: IssuedRecord, relation: str) -> str | None:
    """The letter of this office that a letter refers to so, None for one from outside."""
    ids = [r.target_id for r in record.relations if r.relation == relation and r.target_id]
    return ids[0] if ids and documents.by_id(conn, ids[0]) is not None else None


def _day(data: Mapping[str, Any], id: str) -> date | None:
    given = data.get(id)
    return date.fromisoformat(given) if isinstance(given, str) and given else None


def _words(data: Mapping[str, Any], id: str) -> tuple[str, ...]:
    given = data.get(id) or ()
    return (given,) if isinstance(given, str) else tuple(map(str, given))


def enter_earlier_letters(office: Office, conn: Connection) -> int:
    """Note what letters said that an earlier version issued, from their archived forms; return how many."""
    waiting = list(_waiting(office, conn))
    for id in waiting:
        record = documents.by_id(conn, id)
        if record is not None:
            keep_base(office, conn, record, json.loads(office.archive.read(record.object_id, DATA)))
    return len(waiting)


def _waiting(office: Office, conn: Connection) -> Iterator[str]:
    slugs = list(kind_folders(office.kind_places))
    for slug, cls in _CLASSES.items():
        kinds = [known for known in slugs if slug in family(office.kind_places, known)]
        for id in warnings.unentered(conn, kinds, cls):
            if slug != CORRECTION or _corrects_here(conn, id):
                yield id


def _corrects_here(conn: Connection, id: str) -> bool:
    record = documents.by_id(conn, id)
    return record is not None and _target(conn, record, "corrects") is not None
