"""What letters do to the plan's data: officers change, a version of the matter list is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from shenguan_docs.plan.departments import Officer, Person
from shenguan_docs.register import journal, plan_records, plan_tables, schema
from shenguan_docs.register.columns import OPEN_FROM
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.rows import from_plain, plain_data


def change_officers(
    conn: Connection,
    *,
    at: datetime,
    by: str,
    letter: str,
    people: Sequence[Person],
    officers: Sequence[Officer],
    ended: Sequence[Officer],
) -> Entry:
    """Note the officers whom a letter names, and end the terms of those before them the day before.

    ``ended`` are the earlier terms as they were; all ``officers`` begin on one day.
    """
    data = {
        "people": [plain_data(person) for person in people],
        "officers": [plain_data(officer) for officer in officers],
        "ended": [plain_data(officer) for officer in ended],
    }
    return journal.append(conn, at=at, by=by, kind="liaison.changed", record=letter, data=data)


@applies("liaison.changed")
def _changed(conn: Connection, entry: Entry) -> None:
    officers = [from_plain(Officer, data) for data in entry.data["officers"]]
    for data in entry.data["people"]:
        plan_records.put_person(conn, from_plain(Person, data))
    for data in entry.data["ended"]:
        earlier = from_plain(Officer, data)
        start = next(
            o.valid_from
            for o in officers
            if (o.sender, o.receiver, o.role) == (earlier.sender, earlier.receiver, earlier.role)
        )
        assert start is not None
        plan_records.put_officer(conn, replace(earlier, valid_to=start - timedelta(days=1)))
    for officer in officers:
        plan_records.put_officer(conn, officer)


def last_change(conn: Connection, letter: str) -> Entry | None:
    """Return the entry by which a letter changed officers, None if it did not or it was undone."""
    found = [e for e in journal.history(conn, letter) if e.kind in ("liaison.changed", "liaison.undone")]
    return found[-1] if found and found[-1].kind == "liaison.changed" else None


def undo_officers(conn: Connection, *, at: datetime, by: str, letter: str, change: Entry) -> Entry:
    """Take back what ``change`` did before it took effect: the earlier terms run on."""
    data = {"officers": change.data["officers"], "ended": change.data["ended"]}
    return journal.append(conn, at=at, by=by, kind="liaison.undone", record=letter, data=data)


@applies("liaison.undone")
def _undone(conn: Connection, entry: Entry) -> None:
    t = plan_tables.officers
    for data in entry.data["officers"]:
        o = from_plain(Officer, data)
        same = (t.c.sender == o.sender) & (t.c.receiver == o.receiver) & (t.c.role == o.role)
        mine = (t.c.person == o.person) & (t.c.valid_from == (o.valid_from or OPEN_FROM))
        conn.execute(delete(t).where(same, mine))
    for data in entry.data["ended"]:
        plan_records.put_officer(conn, from_plain(Officer, data))


def withdraw_list(conn: Connection, *, at: datetime, by: str, version: int, reason: str) -> Entry:
    """Note that a version of the matter list never takes effect."""
    data = {"version": version, "reason": reason}
    return journal.append(
        conn, at=at, by=by, kind="matters.withdrawn", record=f"matters-{version}", data=data
    )


@applies("matters.withdrawn")
def _withdrawn(conn: Connection, entry: Entry) -> None:
    t = plan_tables.matter_lists
    where = t.c.version == entry.data["version"]
    conn.execute(update(t).where(where).values(withdrawn=entry.data["reason"]))


def version_of(conn: Connection, letter: str) -> tuple[int, date] | None:
    """Return version and day of the matter list that a letter issued, None where it issued none."""
    t = plan_tables.matter_lists
    row = conn.execute(
        select(t.c.version, t.c.effective_on).where(t.c.letter == letter, t.c.withdrawn == "")
    ).first()
    return (row.version, row.effective_on) if row else None


def rests_on(conn: Connection, version: int) -> bool:
    """Whether a letter or event goes by this version of the matter list, or a later one was made."""
    d, e, t = schema.documents, schema.events, plan_tables.matter_lists
    used = [select(x.c.id).where(x.c.matter_version == version).limit(1) for x in (d, e)]
    home = select(t.c.district).where(t.c.version == version).scalar_subquery()
    later = (
        select(t.c.version).where(t.c.version > version, t.c.withdrawn == "", t.c.district == home).limit(1)
    )
    return any(conn.execute(query).first() is not None for query in (*used, later))


def uses_of(conn: Connection, codes: Sequence[str], matters: Sequence[str]) -> dict[str, int]:
    """Return how many letters in force bear each of these codes and names of matters; none is left out."""
    d, c, m = schema.documents, schema.document_codes, schema.document_matters
    found: dict[str, int] = {}
    for table, column, wanted in ((c, c.c.code, codes), (m, m.c.name, matters)):
        for word in wanted:
            query = (
                select(table.c.document)
                .join(d, d.c.id == table.c.document)
                .where(column == word, d.c.state != "void")
                .distinct()
            )
            if count := len(conn.execute(query).all()):
                found[word] = count
    return found


def drafts_on(conn: Connection, matters: Sequence[str]) -> dict[str, list[str]]:
    """Return the ids of the open drafts whose form names each of these matters; none is left out."""
    t = schema.drafts
    found: dict[str, list[str]] = {}
    for name in matters:
        query = select(t.c.id).where(t.c.state == "open", t.c.data.contains(f'"{name}"', autoescape=True))
        if ids := list(conn.execute(query.order_by(t.c.id)).scalars()):
            found[name] = ids
    return found
