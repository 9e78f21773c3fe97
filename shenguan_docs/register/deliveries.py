"""发出 and 认领 of issued letters: each receiver is sent and claims on its own (方案第三部分第(二)项第3条)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from shenguan_docs.register import journal, life_tables, schema
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.rows import from_row, plain_data

Channel = Literal["online", "paper", "mail", "fax"]
CHANNELS: Mapping[str, str] = {"online": "线上推送", "paper": "当面送达", "mail": "邮寄", "fax": "传真"}


@dataclass(frozen=True)
class Delivery:
    """One receiver of a letter (``position`` in its list): how and when it was sent, by whom it was claimed.

    ``way`` says how a claim was proved: 推送即认领, 回执, or what the two departments agreed on. ``evidence``
    is the stored name of a file in the letter's object, ``receipt`` the id of the letter or 收文.
    """

    document: str
    position: int
    department: str
    name: str
    role: str
    channel: Channel
    sent_on: date
    sent_by: str = ""
    serial: str = ""
    claimed_on: date | None = None
    claimed_by: str = ""
    way: str = ""
    receipt: str = ""
    evidence: str = ""
    sent_at: datetime | None = None
    claimed_at: datetime | None = None
    entered_by: str = ""


def send(
    conn: Connection,
    document: str,
    positions: Iterable[int],
    *,
    channel: str,
    sent_on: date,
    serial: str,
    claims: Mapping[int, str],
    evidence: str,
    object: ObjectRef | None,
    at: datetime,
    by: str,
) -> Entry:
    """Note that a letter went to the receivers at ``positions``; ``claims`` names who claimed at once."""
    data: dict[str, Any] = {
        "receivers": sorted(positions),
        "channel": channel,
        "day": sent_on.isoformat(),
        "serial": serial,
        "claims": {str(position): person for position, person in sorted(claims.items())},
        "evidence": evidence,
    }
    if object is not None:
        data["object"] = plain_data(object)
    return journal.append(conn, at=at, by=by, kind="document.sent", record=document, data=data)


@applies("document.sent")
def _sent(conn: Connection, entry: Entry) -> None:
    t, data = life_tables.deliveries, entry.data
    _new_object(conn, entry)
    day = date.fromisoformat(data["day"])
    for position in data["receivers"]:
        conn.execute(delete(t).where(t.c.document == entry.record, t.c.position == position))
        row: dict[str, Any] = {
            "document": entry.record, "position": position, "channel": data["channel"], "sent_on": day,
            "sent_at": entry.moment, "sent_by": entry.by, "serial": data["serial"], "evidence": data["evidence"],
        }  # fmt: skip
        person = data["claims"].get(str(position))
        if person is not None:
            row |= {
                "claimed_on": day, "claimed_at": entry.moment, "claimed_by": person,
                "entered_by": entry.by, "way": "推送即认领",
            }  # fmt: skip
        conn.execute(insert(t), row)


def claim(
    conn: Connection,
    document: str,
    position: int,
    *,
    person: str,
    claimed_on: date,
    way: str,
    receipt: str = "",
    evidence: str = "",
    object: ObjectRef | None = None,
    at: datetime,
    by: str,
) -> Entry:
    """Note that the receiver at ``position`` claimed the letter."""
    data: dict[str, Any] = {
        "receiver": position, "person": person, "day": claimed_on.isoformat(), "way": way,
        "receipt": receipt, "evidence": evidence,
    }  # fmt: skip
    if object is not None:
        data["object"] = plain_data(object)
    return journal.append(conn, at=at, by=by, kind="document.claimed", record=document, data=data)


@applies("document.claimed")
def _claimed(conn: Connection, entry: Entry) -> None:
    t, data = life_tables.deliveries, entry.data
    _new_object(conn, entry)
    changed = {
        "claimed_on": date.fromisoformat(data["day"]), "claimed_at": entry.moment, "claimed_by": data["person"],
        "entered_by": entry.by, "way": data["way"], "receipt": data["receipt"],
    }  # fmt: skip
    if data["evidence"]:
        changed["evidence"] = data["evidence"]
    conn.execute(
        update(t).where(t.c.document == entry.record, t.c.position == data["receiver"]).values(changed)
    )


@dataclass(frozen=True)
class SealedOriginal:
    """A scan of the sealed paper: the letter's object holds it under ``stored_name``."""

    version: int
    original_name: str
    stored_name: str
    sha256: str
    at: datetime
    by: str


def attach_sealed(
    conn: Connection,
    document: str,
    *,
    original_name: str,
    stored_name: str,
    sha256: str,
    object: ObjectRef,
    at: datetime,
    by: str,
) -> Entry:
    """Note that the scan of the sealed original was added to the letter's object."""
    data = {
        "original_name": original_name, "stored_name": stored_name, "sha256": sha256,
        "object": plain_data(object),
    }  # fmt: skip
    return journal.append(conn, at=at, by=by, kind="document.sealed", record=document, data=data)


@applies("document.sealed")
def _sealed(conn: Connection, entry: Entry) -> None:
    t, data = life_tables.sealed_originals, entry.data
    _new_object(conn, entry)
    conn.execute(
        insert(t).values(
            document=entry.record,
            version=len(sealed_of(conn, entry.record)) + 1,
            original_name=data["original_name"],
            stored_name=data["stored_name"],
            sha256=data["sha256"],
            at=entry.moment,
            by=entry.by,
        )
    )


def _new_object(conn: Connection, entry: Entry) -> None:
    """The letter's row leads to the newest version of its object."""
    if "object" in entry.data:
        version = entry.data["object"]["version"]
        changed = update(schema.documents).where(schema.documents.c.id == entry.record)
        conn.execute(changed.values(object_version=version))


def of_document(conn: Connection, document: str) -> tuple[Delivery, ...]:
    """Return what is known of a letter's receivers that were sent it, in their order."""
    return of_documents(conn, [document])[document]


def of_documents(conn: Connection, documents: Iterable[str]) -> dict[str, tuple[Delivery, ...]]:
    """Return the same of several letters; () of one that was not sent."""
    t, receivers = life_tables.deliveries, schema.document_receivers
    listed = list(documents)
    found: dict[str, tuple[Delivery, ...]] = dict.fromkeys(listed, ())
    for start in range(0, len(listed), 400):  # databases limit the parameters of one statement
        query = (
            select(t, receivers.c.department, receivers.c.name, receivers.c.role)
            .join(receivers, (receivers.c.document == t.c.document) & (receivers.c.position == t.c.position))
            .where(t.c.document.in_(listed[start : start + 400]))
            .order_by(t.c.document, t.c.position)
        )
        for row in conn.execute(query):
            one = from_row(Delivery, row, department=row.department or "")
            found[row.document] = (*found[row.document], one)
    return found


def sent_days(conn: Connection, documents: Iterable[str]) -> dict[str, date]:
    """Return for each letter that all its 主送 were sent, the day of the last; the others are left out."""
    v, r, found = life_tables.deliveries, schema.document_receivers, dict[str, date | None]()
    ids = list(documents)
    for start in range(0, len(ids), 400):  # databases limit the parameters of one statement
        query = (
            select(r.c.document, v.c.sent_on)
            .join(v, (v.c.document == r.c.document) & (v.c.position == r.c.position), isouter=True)
            .where(r.c.document.in_(ids[start : start + 400]), r.c.role == "main")
        )
        for id, day in conn.execute(query):
            known = found.get(id, day)
            found[id] = None if known is None or day is None else max(known, day)
    return {id: day for id, day in found.items() if day is not None}


def sealed_of(conn: Connection, document: str) -> tuple[SealedOriginal, ...]:
    """Return the scans of a letter's sealed original, the first first."""
    t = life_tables.sealed_originals
    rows = conn.execute(select(t).where(t.c.document == document).order_by(t.c.version))
    return tuple(from_row(SealedOriginal, row) for row in rows)
