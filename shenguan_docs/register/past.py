"""Letters that the program did not write: rows of old registers (旧登记), and letters by hand on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.register import companies, journal, numbers
from shenguan_docs.register.company_tables import company_mentions
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.numbers import Taken
from shenguan_docs.register.past_records import Direction, PastFile, PastLetter, PastParty
from shenguan_docs.register.past_tables import past_files, past_letters, past_parties
from shenguan_docs.register.rows import canonical, from_plain, from_row, plain_data, row_of
from shenguan_docs.register.spelling import loose_key, number_key, of_years, place_of

_AT_ONCE = 400  # identifiers in one question to the database


_FILLED_IN = ("series", "ordinal", "entered_at", "entered_by", "files")


def enter_rows(
    conn: Connection, letters: Sequence[PastLetter], *, source: str, at: datetime, by: str
) -> Entry:
    """Enter rows of an old register, in one entry; their ids are new."""
    data = {"letters": [_plain(letter) for letter in letters]}
    return journal.append(conn, at=at, by=by, kind="past.imported", record=source, data=data)


def enter_by_hand(
    conn: Connection, letter: PastLetter, taken: Taken, *, reason: str, at: datetime, by: str
) -> Entry:
    """Enter a letter by hand under the next number of its series, or one that an opening left out."""
    place = {"group": taken.group, "ordinal": taken.ordinal}
    data = {"letter": _plain(letter), "place": place, "reason": reason}
    return journal.append(conn, at=at, by=by, kind="past.by-hand", record=letter.id, data=data)


def add_files(
    conn: Connection, letter: str, files: Sequence[PastFile], object: ObjectRef, *, at: datetime, by: str
) -> Entry:
    """Join files, held by ``object``, to a past letter (its id) that has none."""
    listed = [
        {k: v for k, v in plain_data(file).items() if k not in ("object_id", "object_version")}
        for file in files
    ]
    data = {"files": listed, "object": plain_data(object)}
    return journal.append(conn, at=at, by=by, kind="past.files", record=letter, data=data)


def void(conn: Connection, letter: PastLetter, *, reason: str, at: datetime, by: str) -> Entry:
    """Make a letter by hand void; its number stays. Raises Refused."""
    if letter.state == "void":
        raise Refused(f"“{letter.number}”已经作废，原因：{letter.state_reason}")
    if not reason.strip():
        raise Refused("作废要说明原因", where=letter.number, remedy="用 --reason 写明原因")
    data = {"number": letter.number, "reason": reason.strip()}
    return journal.append(conn, at=at, by=by, kind="past.voided", record=letter.id, data=data)


def changed_by(entry: Mapping[str, Any]) -> list[str]:
    """Return the ids of the past letters that a journal entry (as plain data) enters or changes."""
    if entry["kind"] == "past.imported":
        return [letter["id"] for letter in entry["data"]["letters"]]
    return [entry["record"]] if entry["kind"] in ("past.by-hand", "past.files", "past.voided") else []


def _plain(letter: PastLetter) -> dict[str, Any]:
    """Only what is said: an old register has many empty cells."""
    told = plain_data(letter)
    return {k: v for k, v in told.items() if k not in _FILLED_IN and v not in ("", None, [], {}, 0)}


# -- applying --------------------------------------------------------------------------------


@applies("past.imported")
def _imported(conn: Connection, entry: Entry) -> None:
    _insert(conn, [_read(data) for data in entry.data["letters"]], entry)


@applies("past.by-hand")
def _by_hand(conn: Connection, entry: Entry) -> None:
    letter, place = _read(entry.data["letter"]), entry.data["place"]
    _insert(conn, [letter], entry)
    assert letter.day is not None, letter.id
    taken = Taken(letter.number, place["ordinal"], letter.year, place["group"], letter.department)
    numbers.enter(
        conn, taken, at=entry.moment, written_on=letter.day, reason=entry.data["reason"], past=letter.id
    )


@applies("past.files")
def _files(conn: Connection, entry: Entry) -> None:
    object = from_plain(ObjectRef, entry.data["object"])
    held = {"past": entry.record, "object_id": object.object_id, "object_version": object.version}
    listed = enumerate(entry.data["files"], 1)
    conn.execute(insert(past_files), [{**told, **held, "position": position} for position, told in listed])


@applies("past.voided")
def _voided(conn: Connection, entry: Entry) -> None:
    changed = update(past_letters).where(past_letters.c.id == entry.record)
    conn.execute(changed.values(state="void", state_reason=entry.data["reason"]))
    numbers.mark_void(conn, entry.data["number"], entry.data["reason"])
    companies.fall(conn, entry.record)


def _read(data: Mapping[str, Any]) -> PastLetter:
    return from_plain(PastLetter, {"number": "", **data})


def _insert(conn: Connection, listed: Sequence[PastLetter], entry: Entry) -> None:
    rows, parties = [], []
    for letter in listed:
        place = place_of(letter.number, letter.year)
        more = {
            "key": number_key(letter.number),
            "loose": loose_key(letter.number),
            "sender_number_key": number_key(letter.sender_number),
            "sender_number_loose": loose_key(letter.sender_number),
            "series": place.series,
            "ordinal": place.ordinal,
            "items": canonical(dict(letter.items)),
            "entered_at": entry.moment,
            "entered_by": entry.by,
        }
        rows.append(row_of(letter, past_letters, **more))
        parties += [
            row_of(party, past_parties, past=letter.id, position=position)
            for position, party in enumerate(letter.parties, 1)
        ]
    conn.execute(insert(past_letters), rows)
    if parties:
        conn.execute(insert(past_parties), parties)
    for letter in listed:
        # A name without a code makes a record of its own only where no company with a code bears it.
        if named := companies.unknown(conn, letter.parties):
            day = letter.day or letter.received_on or date(letter.year or entry.moment.year, 1, 1)
            companies.note(conn, entry, "past", letter.id, day, named)


# -- finding ---------------------------------------------------------------------------------


def by_id(conn: Connection, id: str) -> PastLetter | None:
    """Return the past letter with this id, None if there is none."""
    return next(_load(conn, past_letters.c.id == id), None)


def find(conn: Connection, typed: str) -> PastLetter:
    """Return the past letter of an id, a number or a 来文字号. Raises NotFound, Refused where several fit."""
    t, key, loose = past_letters, number_key(typed), loose_key(typed)
    tries: list[ColumnElement[bool]] = [t.c.id == typed.strip()]
    if key:
        tries += [t.c.key == key, t.c.sender_number_key == key]
    if loose:
        tries += [t.c.loose == loose, t.c.sender_number_loose == loose]
        years = sorted(conn.execute(select(t.c.year).distinct()).scalars())
        if any_year := of_years(typed, years):
            tries += [t.c.loose.in_(any_year), t.c.sender_number_loose.in_(any_year)]
    for fits in tries:
        found = list(_load(conn, fits))
        if len(found) > 1:
            listed = "、".join(
                f"{one.number or one.sender_number}《{one.title}》（{one.id}）" for one in found[:5]
            )
            raise Refused(f"“{typed}”可以指 {len(found)} 件旧登记：{listed}", remedy="写出编号")
        if found:
            return found[0]
    raise NotFound(f"没有文号或编号为“{typed}”的文书", remedy="用 shenguan search 查找")


def of_ids(conn: Connection, ids: Sequence[str]) -> dict[str, PastLetter]:
    """Return the past letters with these ids, by id."""
    return {letter.id: letter for part in _parts(ids) for letter in _load(conn, past_letters.c.id.in_(part))}


def with_keys(conn: Connection, keys: Sequence[str]) -> dict[str, PastLetter]:
    """Return the past letters whose number has one of these keys (spelling.number_key), by id."""
    wanted = sorted({key for key in keys if key})
    parts = (_load(conn, past_letters.c.key.in_(part)) for part in _parts(wanted))
    return {letter.id: letter for part in parts for letter in part}


def of_company(
    conn: Connection, names: Sequence[str] = (), uscc: str = "", ids: Sequence[str] = ()
) -> tuple[PastLetter, ...]:
    """Return the past letters that name a 行政相对人: by one of its names, its code, or the ids of its records."""
    p, m = past_parties, company_mentions
    mentioned = select(m.c.record).where(m.c.source == "past", m.c.company.in_(ids))
    fits: list[ColumnElement[bool]] = [p.c.name.in_(names), p.c.past.in_(mentioned)]
    if uscc:
        fits.append(p.c.uscc == uscc)
    return tuple(_load(conn, past_letters.c.id.in_(select(p.c.past).where(or_(*fits)))))


def of_year(conn: Connection, direction: Direction, year: int | None = None) -> Iterator[PastLetter]:
    """Yield the past letters of a year (None: of all) in the order of their numbers."""
    t = past_letters
    where = t.c.direction == direction
    return _load(conn, where if year is None else where & (t.c.year == year))


def places(conn: Connection, direction: Direction) -> list[tuple[str, int, int, str]]:
    """Return series, year, ordinal and number of every past letter that has them."""
    t = past_letters
    query = select(t.c.series, t.c.year, t.c.ordinal, t.c.number)
    return [tuple(row) for row in conn.execute(query.where(t.c.direction == direction, t.c.ordinal > 0))]


def highest(conn: Connection, direction: Direction, series: str, year: int) -> int:
    """Return the largest ordinal that old registers have of a series (spelling.place_of), 0 for none."""
    t = past_letters
    mine = select(func.max(t.c.ordinal)).where(
        t.c.direction == direction, t.c.series == series, t.c.year == year, t.c.origin == "register"
    )
    return conn.execute(mine).scalar() or 0


def objects(conn: Connection) -> dict[str, tuple[str, str]]:
    """Return number and title by the archive's object that holds a past letter's files."""
    t, f = past_letters, past_files
    query = select(f.c.object_id, t.c.number, t.c.title).join(t, t.c.id == f.c.past)
    return {row[0]: (row[1], row[2]) for row in conn.execute(query)}


def without_files(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Return which of these past letters have no file yet."""
    held: set[str] = set()
    for part in _parts(ids):
        held |= set(conn.execute(select(past_files.c.past).where(past_files.c.past.in_(part))).scalars())
    return set(ids) - held


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _load(conn: Connection, where: ColumnElement[bool]) -> Iterator[PastLetter]:
    t = past_letters
    chosen = select(t.c.id).where(where)
    files: dict[str, list[PastFile]] = {}
    query = select(past_files).where(past_files.c.past.in_(chosen))
    for row in conn.execute(query.order_by(past_files.c.past, past_files.c.position)):
        files.setdefault(row.past, []).append(from_row(PastFile, row))
    parties: dict[str, list[PastParty]] = {}
    named = select(past_parties).where(past_parties.c.past.in_(chosen))
    for row in conn.execute(named.order_by(past_parties.c.past, past_parties.c.position)):
        parties.setdefault(row.past, []).append(from_row(PastParty, row))
    order = (t.c.year, t.c.series, t.c.ordinal, t.c.day.nulls_first(), t.c.line, t.c.id)
    for row in conn.execute(select(t).where(where).order_by(*order)).all():
        yield from_row(
            PastLetter,
            row,
            items=json.loads(row.items),
            files=tuple(files.get(row.id, ())),
            parties=tuple(parties.get(row.id, ())),
        )
