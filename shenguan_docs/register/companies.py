"""行政相对人: one record per code; they arise by themselves from what the journal says of letters and events.

A record is never deleted. Two of the same body are merged by pointing from one to the other, so that a
mistaken merge is undone by taking the pointer away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select, update

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.parties.naming import FormerName, NameUse, names_of
from shenguan_docs.register import journal
from shenguan_docs.register.company_tables import (
    companies,
    company_called,
    company_mentions,
    company_names,
)
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.rows import from_row, into


@dataclass(frozen=True)
class Company:
    """A 行政相对人; ``name`` is the present one, ``merged_into`` the id of the record that holds for it."""

    id: str
    name: str
    uscc: str = ""
    id_number: str = ""
    merged_into: str | None = None


@dataclass(frozen=True)
class Renaming:
    """A change of name that a document proves; ``document`` is a number or words."""

    day: date
    name: str
    document: str
    reason: str = ""


# Built once: that takes longer than the database needs to answer.
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_UNDER = select(companies).where(companies.c.merged_into.in_(_IDS)).order_by(companies.c.id)
_CHANGES = select(company_names).where(company_names.c.company.in_(_IDS)).order_by(company_names.c.day)
_SAID = (
    select(company_mentions.c.name, company_mentions.c.day)
    .where(company_mentions.c.company.in_(_IDS), company_mentions.c.stands)
    .order_by(company_mentions.c.seq)
)
_ONE = select(companies).where(companies.c.id == bindparam("id"))
_OF_KEY = select(companies).where(companies.c.key == bindparam("key"))


class Named(Protocol):
    """A party as letters and events have it."""

    @property
    def name(self) -> str:
        """名称."""

    @property
    def uscc(self) -> str:
        """统一社会信用代码, "" for a person."""

    @property
    def id_number(self) -> str:
        """公民身份号码, "" for a body."""


def key_of(party: Named) -> str:
    """Return the key of a party's record: its code, or its name where an old register has no code."""
    return party.uscc or party.id_number or f"={fold_name(party.name)}"


# -- what names them (called by the functions that apply entries) -----------------------------


def note(
    conn: Connection, entry: Entry, source: str, record: str, day: date, parties: Iterable[Named]
) -> None:
    """Note that a record names these parties; ``source`` is letter, event, received or past."""
    for position, party in enumerate(parties, 1):
        id, known = _record_of(conn, party)
        row = {
            "record": record, "position": position, "source": source, "company": id, "name": party.name,
            "name_key": fold_name(party.name), "day": day, "seq": entry.seq, "stands": True,
        }  # fmt: skip
        conn.execute(into(company_mentions), row)
        _called(conn, id, party.name)
        if known != party.name:
            _settle_name(conn, id)


def _called(conn: Connection, id: str, name: str) -> None:
    row = {"name_key": fold_name(name), "company": id}
    if conn.execute(_CALLED, {"key": row["name_key"], "id": id}).first() is None:
        conn.execute(into(company_called), row)


# Made once: a rebuild and ``verify`` ask them for every letter.
_CALLED = select(company_called.c.company).where(
    company_called.c.name_key == bindparam("key"), company_called.c.company == bindparam("id")
)
_BY_KEY = select(companies.c.id, companies.c.name).where(companies.c.key == bindparam("key"))


def unknown(conn: Connection, parties: Iterable[Named]) -> list[Named]:
    """Return the parties that have a code, and those with a name only that no record with a code bears."""
    return [party for party in parties if party.uscc or party.id_number or not coded_of(conn, party.name)]


def coded_of(conn: Connection, name: str) -> tuple[Company, ...]:
    """Return the records with a code that bear or bore exactly this name."""
    return tuple(company for company in named(conn, name) if company.uscc or company.id_number)


def drop(conn: Connection, record: str) -> None:
    """Forget whom a record names: it is about to say it anew."""
    ids = _named_by(conn, record)
    conn.execute(delete(company_mentions).where(company_mentions.c.record == record))
    for id in ids:
        _settle_name(conn, id)


def fall(conn: Connection, record: str) -> None:
    """Note that a record counts no more: a void letter, a withdrawn event."""
    conn.execute(update(company_mentions).where(company_mentions.c.record == record).values(stands=False))
    for id in _named_by(conn, record):
        _settle_name(conn, id)


def _named_by(conn: Connection, record: str) -> list[str]:
    t = company_mentions
    return list(conn.execute(select(t.c.company).where(t.c.record == record).distinct()).scalars())


def _record_of(conn: Connection, party: Named) -> tuple[str, str]:
    key = key_of(party)
    row = conn.execute(_BY_KEY, {"key": key}).one_or_none()
    if row is not None:
        return row.id, row.name
    # Records are never deleted, so that counting them gives the same ids whenever the journal is replayed.
    # Those that have a name only (N) are counted apart: earlier versions did not make them.
    letter = "C" if party.uscc or party.id_number else "N"
    known_ones = select(func.count()).select_from(companies).where(companies.c.id.startswith(letter))
    id = f"{letter}{conn.execute(known_ones).scalar_one() + 1:05}"
    new = {"id": id, "key": key, "uscc": party.uscc, "id_number": party.id_number, "name": party.name}
    conn.execute(into(companies), new)
    return id, party.name


def _settle_name(conn: Connection, id: str) -> None:
    name, _ = names_of(_uses(conn, [id], renamings(conn, [id])))
    if name:
        conn.execute(update(companies).where(companies.c.id == id).values(name=name))


def _uses(conn: Connection, ids: Sequence[str], proofs: Iterable[Renaming]) -> list[NameUse]:
    uses = [NameUse(change.name, change.day, decided=True) for change in proofs]
    return uses + [NameUse(row.name, row.day) for row in conn.execute(_SAID, {"ids": ids})]


# -- what a person says of them ---------------------------------------------------------------


def merge(conn: Connection, *, at: datetime, by: str, id: str, into: str, reason: str) -> Entry:
    """Note that ``id`` is the same body as ``into``, which holds for both. Raises Refused, NotFound."""
    one, kept = root_of(conn, by_id(conn, id)), root_of(conn, by_id(conn, into))
    if one.id == kept.id:
        what = "自己" if id == into else f"“{kept.name}”，它们已经是同一个行政相对人"
        raise Refused(f"不能把“{one.name}”并入{what}", remedy="写两个不同的行政相对人")
    if not reason.strip():
        raise Refused("合并要说明理由", where=one.name, remedy="用 --reason 写明凭什么认定是同一个")
    data = {"into": kept.id, "reason": reason.strip()}
    return journal.append(conn, at=at, by=by, kind="company.merged", record=one.id, data=data)


@applies("company.merged")
def _merged(conn: Connection, entry: Entry) -> None:
    where = companies.c.id == entry.record
    conn.execute(update(companies).where(where).values(merged_into=entry.data["into"]))


def separate(conn: Connection, *, at: datetime, by: str, id: str, reason: str) -> Entry:
    """Undo a merge: ``id`` stands by itself again. Raises Refused, NotFound."""
    company = by_id(conn, id)
    if company.merged_into is None:
        joined = "、".join(c.name for c in merged_with(conn, company.id) if c.id != company.id)
        hint = f"并入它的有{joined}，请写其中一个" if joined else "用 shenguan company list 查看"
        raise Refused(f"“{company.name}”没有并入别的行政相对人", remedy=hint)
    if not reason.strip():
        raise Refused("分开要说明理由", where=company.name, remedy="用 --reason 写明")
    data = {"from": company.merged_into, "reason": reason.strip()}
    return journal.append(conn, at=at, by=by, kind="company.separated", record=id, data=data)


@applies("company.separated")
def _separated(conn: Connection, entry: Entry) -> None:
    conn.execute(update(companies).where(companies.c.id == entry.record).values(merged_into=None))


def rename(conn: Connection, *, at: datetime, by: str, id: str, change: Renaming) -> Entry:
    """Note that the body has another name since a day, as a document proves. Raises Refused, NotFound."""
    company = by_id(conn, id)
    if fold_name(company.name) == fold_name(change.name):
        raise Refused(f"“{company.name}”已经是这个名称", remedy="核对新名称")
    if not change.document.strip():
        raise Refused("更名要写明依据", where=company.name, remedy="用 --document 写明文号，或者文件的名称")
    data = {"name": change.name, "day": change.day.isoformat()}
    data |= {"document": change.document.strip(), "reason": change.reason.strip()}
    return journal.append(conn, at=at, by=by, kind="company.renamed", record=id, data=data)


@applies("company.renamed")
def _renamed(conn: Connection, entry: Entry) -> None:
    day = date.fromisoformat(entry.data["day"])
    same = (company_names.c.company == entry.record) & (company_names.c.day == day)
    conn.execute(delete(company_names).where(same))  # a second word on the same day holds
    row = {name: entry.data[name] for name in ("name", "document", "reason")}
    row |= {"company": entry.record, "day": day, "at": entry.moment, "by": entry.by}
    conn.execute(into(company_names), row)
    _called(conn, entry.record, entry.data["name"])
    _settle_name(conn, entry.record)


def name_received(
    conn: Connection, *, at: datetime, by: str, received: str, day: date, parties: Iterable[Named]
) -> Entry:
    """Note whom a 收文 (its id) is about; a later word replaces the earlier."""
    named = [{"name": p.name, "uscc": p.uscc, "id_number": p.id_number} for p in parties]
    data = {"day": day.isoformat(), "parties": named}
    return journal.append(conn, at=at, by=by, kind="received.named", record=received, data=data)


@applies("received.named")
def _received_named(conn: Connection, entry: Entry) -> None:
    drop(conn, entry.record)
    parties = [Company("", **data) for data in entry.data["parties"]]
    note(conn, entry, "received", entry.record, date.fromisoformat(entry.data["day"]), parties)


# -- finding ----------------------------------------------------------------------------------


def by_id(conn: Connection, id: str) -> Company:
    """Return the record with this id, merged or not. Raises NotFound."""
    row = conn.execute(_ONE, {"id": id}).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为“{id}”的行政相对人", remedy="用 shenguan company list 查看")
    return from_row(Company, row)


def by_key(conn: Connection, key: str) -> Company | None:
    """Return the record of a key (``key_of``), merged or not; None if there is none."""
    row = conn.execute(_OF_KEY, {"key": key}).one_or_none()
    return from_row(Company, row) if row else None


def root_of(conn: Connection, company: Company) -> Company:
    """Return the record that holds for this one: itself, or the one that it was merged into."""
    while company.merged_into is not None:
        company = by_id(conn, company.merged_into)
    return company


def merged_with(conn: Connection, id: str) -> tuple[Company, ...]:
    """Return a record and those merged into it, directly or through another; itself first."""
    found, waiting = [by_id(conn, id)], [id]
    while waiting:
        some = [from_row(Company, row) for row in conn.execute(_UNDER, {"ids": waiting})]
        found += some
        waiting = [company.id for company in some]
    return tuple(found)


def named(conn: Connection, typed: str, *, whole: bool = True) -> tuple[Company, ...]:
    """Return the records that bear or bore a name; not ``whole``: whose names contain it. Merged ones too."""
    key, t = fold_name(typed), company_called
    if not key:
        return ()
    fits = t.c.name_key == key if whole else t.c.name_key.contains(key, autoescape=True)
    ids = select(t.c.company).where(fits)
    query = select(companies).where(companies.c.id.in_(ids)).order_by(companies.c.name, companies.c.id)
    return tuple(from_row(Company, row) for row in conn.execute(query))


def code_begins(conn: Connection, code: str, most: int) -> tuple[Company, ...]:
    """Return records whose 统一社会信用代码 begins with ``code`` (as ``fold_code`` spells it); merged ones too."""
    query = select(companies).where(companies.c.uscc >= code, companies.c.uscc < code + "\x7f")
    return tuple(from_row(Company, row) for row in conn.execute(query.order_by(companies.c.uscc).limit(most)))


def in_text(conn: Connection, text: str) -> tuple[Company, ...]:
    """Return the records whose code stands in a text, or whose name, present or former, if it is a body's.

    The names of persons are too short to be told from other words: they are known by their numbers only.
    """
    folded, plain = fold_name(text), text.upper()
    names = [row for row in conn.execute(select(company_called)) if len(row.name_key) > _SHORT]
    ids = {row.company for row in names if row.name_key in folded}
    query = select(companies).order_by(companies.c.id)
    return tuple(
        from_row(Company, row)
        for row in conn.execute(query)
        if (row.id in ids and row.uscc)
        or (row.uscc and row.uscc in plain)
        or (row.id_number and row.id_number in plain)
    )


_SHORT = 4  # characters: a shorter name stands in texts that are not about it


def all_names(conn: Connection) -> list[str]:
    """Return the present names of all records."""
    return list(conn.execute(select(companies.c.name).distinct()).scalars())


def former_names(
    conn: Connection, ids: Sequence[str], proofs: Iterable[Renaming] | None = None
) -> tuple[str, tuple[FormerName, ...]]:
    """Return the present and the former names of the records together; ``proofs`` are their ``renamings``."""
    return names_of(_uses(conn, ids, renamings(conn, ids) if proofs is None else proofs))


def renamings(conn: Connection, ids: Sequence[str]) -> tuple[Renaming, ...]:
    """Return the changes of name that documents prove, by day."""
    return tuple(from_row(Renaming, row) for row in conn.execute(_CHANGES, {"ids": ids}))


@dataclass(frozen=True)
class Counted:
    """A record with how many letters, events and 收文 name it or one merged into it, and the last day."""

    company: Company
    records: int
    last: date | None


def counted(conn: Connection) -> tuple[Counted, ...]:
    """Return every record that something names, those merged into another counted there, by name."""
    t = company_mentions
    numbers = (
        select(
            t.c.company, func.count(t.c.record.distinct()).label("records"), func.max(t.c.day).label("last")
        )
        .where(t.c.stands)
        .group_by(t.c.company)
    )
    found = {row.company: row for row in conn.execute(numbers)}
    known = {row.id: from_row(Company, row) for row in conn.execute(select(companies))}
    sums: dict[str, tuple[int, date]] = {}
    for id, row in found.items():
        root = known[id]
        while root.merged_into is not None:
            root = known[root.merged_into]
        count, last = sums.get(root.id, (0, row.last))
        sums[root.id] = (count + row.records, max(last, row.last))
    listed = [Counted(known[id], *told) for id, told in sums.items()]
    return tuple(sorted(listed, key=lambda c: (c.company.name, c.company.id)))
