"""An office as it stands after years at the desk: filled records, with numbers, journal, 收文, drafts, people, index.

The letters share the pages of one real letter; their words in the index are those of the search measurements.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from benchmarks.corpus import letters as made_letters
from benchmarks.filled_records import filled_office
from benchmarks.office import made_office, one_page_letter
from shenguan_docs.cli.context import china_now
from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.generations import building
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.workflow import submit
from shenguan_docs.office.opening import INDEX_PLACE, Office, open_office
from shenguan_docs.office.people import passwords
from shenguan_docs.office.people.safe import safe
from shenguan_docs.office.people.users import add
from shenguan_docs.office.standing import is_settled
from shenguan_docs.register import journal, life_tables, schema
from shenguan_docs.register.journal import Entry
from shenguan_docs.register.spelling import format_number, loose_key, number_key

PASSWORD = "测量用的密码八个字"
RECEIVED_SHARE, OPEN_RECEIVED = 0.1, 0.015
DRAFTS = 60
_MARKS = {"jingji": "益高经", "shehui": "益高社"}
_ELSEWHERE = ("chanye", "kaifa", "xiaofang")  # departments to which every twentieth letter goes, too
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Person:
    """Somebody at the desk."""

    name: str
    roles: tuple[str, ...]
    department: str


_ROLES = (("文书",), ("审核",), ("签发",))
_DEPARTMENTS = ("区经济合作局", "区社会事务局", "区产业发展局", "区开发建设局", "区消防救援大队")
ONE_OF_EACH = (
    Person("测量文书", ("文书",), "区社会事务局"),
    Person("测量审核", ("审核",), "区社会事务局"),
    Person("测量签发", ("签发",), "区社会事务局"),
    Person("测量邻局", ("文书", "审核", "签发"), "区经济合作局"),
    Person("测量外局", ("文书", "审核", "签发"), "区产业发展局"),
    Person("测量档案", ("档案",), ""),
    Person("测量评查", ("评查",), ""),
    Person("测量管理", ("管理",), ""),
    Person("测量优办", ("区优办",), "区优办"),
)


def thirty() -> tuple[Person, ...]:
    """Thirty people who work at once: most are clerks of the two departments that write most."""
    crew = [Person(f"测量甲{n:02}", ("文书",), _DEPARTMENTS[n % 2]) for n in range(14)]
    crew += [Person(f"测量乙{n:02}", ("审核",), _DEPARTMENTS[n % 2]) for n in range(4)]
    crew += [Person(f"测量丙{n:02}", ("签发",), _DEPARTMENTS[n % 2]) for n in range(4)]
    return (
        *crew,
        *(replace(one, name=one.name.replace("测量", "同时")) for one in ONE_OF_EACH[3:]),
        *_more(),
    )


def _more() -> Iterator[Person]:
    yield Person("同时文书", ("文书", "审核", "签发"), "区社会事务局")
    yield Person("同时审核", ("文书", "审核", "签发"), "区经济合作局")


def people_office(root: Path) -> Office:
    """Make a small office with all the people and no letters."""
    office = _with_steps(made_office(root))
    _enter_people(office)
    return office


def desk_office(root: Path, letters: int, companies: int) -> Office:
    """Make the whole office; it stands where its journal stands, but is no office to verify."""
    office = filled_office(root, letters, companies)
    data = one_page_letter(office)
    real = issue(office, [draft(office, "consultation", data, None).id])[0]
    office = _with_steps(office)
    _enter_people(office)
    lot = random.Random(7)
    with office.records.writing() as conn:
        place = conn.execute(
            select(schema.documents.c.object_id, schema.documents.c.object_version).where(
                schema.documents.c.id == real.id
            )
        ).one()
        conn.execute(
            update(schema.documents)
            .where(schema.documents.c.object_id == "measured")
            .values(object_id=place.object_id, object_version=place.object_version)
        )
        _number(conn, office)
        _receive(conn, office, int(letters * RECEIVED_SHARE), place, lot)
        _elsewhere(conn, lot)
        lines = _keep_journal(conn)
    for start in range(0, len(lines), _AT_ONCE):
        office.journal_files.append(lines[start : start + _AT_ONCE])
    with office.reading() as conn:
        seq, _ = journal.last(conn)
        rows = conn.execute(select(schema.documents).where(schema.documents.c.id != real.id)).all()
    with building(office.root / INDEX_PLACE / office.engine, office.engine) as fresh:
        for start in range(0, len(rows), _AT_ONCE):
            fresh.update(_docs(office, rows[start : start + _AT_ONCE]), seq=0)
        fresh.update((), seq=seq)
    _write_drafts(office, data)
    if not is_settled(office):
        raise RuntimeError("the made office does not stand where its journal stands")
    return office


def _with_steps(office: Office) -> Office:
    """Open the office anew with 审核 before 签发."""
    office.close()
    place = office.root / "office.toml"
    place.write_text(place.read_text("utf-8") + '\n[[steps]]\norder = ["审核", "签发"]\n', "utf-8")
    return open_office(office.root, actor="测量", now=china_now)


def _enter_people(office: Office) -> None:
    everybody = (*ONE_OF_EACH, *thirty())
    for one in everybody:
        add(office, one.name, roles=one.roles, department=one.department)
    kept = passwords.hashed(PASSWORD)
    with safe(office) as secret:
        secret.executemany("INSERT INTO passwords VALUES (?, ?)", [(one.name, kept) for one in everybody])


class _Rows:
    def __init__(self, conn: Connection) -> None:
        self.conn, self.waiting = conn, defaultdict[Table, list[dict[str, Any]]](list)

    def add(self, table: Table, **row: Any) -> None:
        self.waiting[table].append(row)

    def write(self, *tables: Table) -> None:
        for table in tables:
            rows = self.waiting.pop(table, [])
            for start in range(0, len(rows), _AT_ONCE):
                self.conn.execute(insert(table), rows[start : start + _AT_ONCE])


def _number(conn: Connection, office: Office) -> None:
    """Give every letter its number in the account, in the order of the days."""
    d, rows = schema.documents, _Rows(conn)
    lasts: dict[tuple[str, int], tuple[int, date]] = {
        (row.department, row.year): (row.last, row.last_written_on)
        for row in conn.execute(select(schema.series).where(schema.series.c.group == "函"))
    }
    known = set(lasts)
    for row in conn.execute(
        select(d.c.id, d.c.sender, d.c.written_on)
        .where(d.c.number.like("示例%"))
        .order_by(d.c.written_on, d.c.id)
    ).all():
        key = row.sender, row.written_on.year
        last, _ = lasts.get(key, (0, row.written_on))
        lasts[key] = last + 1, max(row.written_on, lasts.get(key, (0, row.written_on))[1])
        form = office.settings.number_format("函")
        number = format_number(form, mark=_MARKS[row.sender], group="函", year=key[1], n=last + 1)
        conn.exec_driver_sql("UPDATE documents SET number = ? WHERE id = ?", (number, row.id))
        rows.add(
            schema.numbers, number=number, key=number_key(number), loose=loose_key(number), department=row.sender,
            group="函", year=key[1], ordinal=last + 1, state="issued", document=row.id, received=None, past=None,
            written_on=row.written_on, reason="", at=office.now(),
        )  # fmt: skip
    for (sender, year), (last, day) in lasts.items():
        if (sender, year) in known:
            s = schema.series
            conn.execute(
                update(s)
                .where(s.c.department == sender, s.c.group == "函", s.c.year == year)
                .values(last=last, last_written_on=day)
            )
        else:
            rows.add(schema.series, department=sender, group="函", year=year, last=last, last_written_on=day)
    rows.write(schema.series, schema.numbers)


def _receive(conn: Connection, office: Office, count: int, place: Any, lot: random.Random) -> None:
    rows, counted = _Rows(conn), defaultdict[int, int](int)
    for n in range(count):
        day = date(2023, 1, 3) + timedelta(n * 1420 // count)
        counted[day.year] += 1
        number = f"收〔{day.year}〕{counted[day.year]}号"
        state = "handling" if lot.random() < OPEN_RECEIVED else "closed"
        rows.add(
            schema.received, id=f"S{n:07}", number=number, year=day.year, ordinal=counted[day.year],
            sender="示例市生态环境局", sender_number=f"示环函〔{day.year}〕{n}号",
            sender_number_key=number_key(f"示环函〔{day.year}〕{n}号"), title=f"关于第{n}件示例事项的函", day=day,
            received_on=day, registered_at=office.now(), registered_by="测量", urgency="",
            object_id=place.object_id, object_version=place.object_version, state=state, answers=None, summary="",
            due=day + timedelta(20), copies=1, handler="区社会事务局", closed_on=None if state == "handling" else day,
            department=lot.choice(("shehui", "jingji", "")),
        )  # fmt: skip
        rows.add(
            schema.numbers, number=number, key=number_key(number), loose=loose_key(number), department="",
            group="收文", year=day.year, ordinal=counted[day.year], state="issued", document=None, received=f"S{n:07}",
            past=None, written_on=day, reason="", at=office.now(),
        )  # fmt: skip
    for year, last in counted.items():
        rows.add(
            schema.series,
            department="",
            group="收文",
            year=year,
            last=last,
            last_written_on=date(year, 12, 31),
        )
    rows.write(schema.series, schema.received, schema.numbers)


def _elsewhere(conn: Connection, lot: random.Random) -> None:
    """Every twentieth letter went to another department as well, as a copy; every twentieth was sent on paper."""
    rows, v = _Rows(conn), life_tables.deliveries
    for (id,) in conn.execute(select(schema.documents.c.id).where(schema.documents.c.id.like("L%"))).all():
        if lot.random() < 0.05:
            key = lot.choice(_ELSEWHERE)
            rows.add(
                schema.document_receivers, document=id, position=2, department=key, name=key, role="copy"
            )
        if lot.random() < 0.05:
            conn.execute(update(v).where(v.c.document == id).values(channel="paper"))
    rows.write(schema.document_receivers)


def _keep_journal(conn: Connection) -> list[str]:
    """Write three entries for each letter as they would stand in the journal; return their lines."""
    seq, prev = journal.last(conn)
    rows, lines = _Rows(conn), []
    d = schema.documents
    for row in conn.execute(
        select(d.c.id, d.c.number, d.c.title, d.c.written_on).order_by(d.c.written_on)
    ).all():
        moment = f"{row.written_on}T10:00:00+08:00"
        for kind, data in (
            ("document.issued", {"document": {"number": row.number, "title": row.title}}),
            ("document.sent", {"day": str(row.written_on), "channel": "online", "serial": ""}),
            ("document.claimed", {"day": str(row.written_on), "person": "示例丙", "way": "推送即认领"}),
        ):
            seq += 1
            entry = Entry(seq, moment, "测量", kind, row.id, data, prev)
            prev = entry.digest
            lines.append(entry.line)
            rows.add(
                schema.journal, seq=seq, at=moment, by="测量", kind=kind, record=row.id, line=entry.line
            )  # fmt: skip
    rows.write(schema.journal)
    return lines


def _docs(office: Office, rows: list[Any]) -> Iterator[IndexDoc]:
    with office.reading() as conn:
        names = {row.key: row.name for row in conn.execute(select(schema.metadata.tables["departments"]))}
        about = {}
        parties, receivers = schema.document_parties, schema.document_receivers
        for start in range(0, len(rows), 500):
            ids = [row.id for row in rows[start : start + 500]]
            for row in conn.execute(select(parties).where(parties.c.document.in_(ids))):
                about[row.document] = row.name, row.uscc
            for row in conn.execute(
                select(receivers).where(receivers.c.document.in_(ids), receivers.c.role == "main")
            ):
                about[row.document] += (names[row.department],)
    for row, doc in zip(rows, made_letters(len(rows), seed=int(rows[0].id[1:]) + 1), strict=True):
        company, uscc, receiver = about[row.id]
        yield replace(
            doc, id=row.id, number=row.number, title=row.title, kind=row.kind, kind_name=row.kind_name,
            sender=names[row.sender], receivers=(receiver,), companies=(company,), usccs=(uscc,), day=row.written_on,
        )  # fmt: skip


def _write_drafts(office: Office, data: dict[str, Any]) -> None:
    """Drafts on the desks: two thirds sent for review."""
    for n in range(DRAFTS):
        office.actor = f"测量甲{n % 14:02}"
        kept = draft(office, "consultation", {**data, "questions": [f"第{n}件示例事项"]}, None)
        if n % 3:
            submit(office, kept.id, by=office.actor)
    office.actor = "测量"
