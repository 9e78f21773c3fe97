"""Read everything again and name each thing that is missing, changed or too much: archive, journal, tables, heads."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from shenguan_docs.archive.ahead import hashed_ahead
from shenguan_docs.archive.place import Look
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify import ExpectedObject, Finding, Report, verify
from shenguan_docs.errors import OfficeUnusable, ShenguanError
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.proving.checking import head_findings, require_heads
from shenguan_docs.register import journal, numbers, past, schema, services, tray
from shenguan_docs.register.compare import WORDS, Difference, differences
from shenguan_docs.register.database import scratch_database, structure_faults
from shenguan_docs.register.entry_words import in_words
from shenguan_docs.register.on_sqlite import strange_parts

_NAMED = 8  # rows named of one table; the rest is counted
_DAMAGE = (
    ShenguanError, SQLAlchemyError, sqlite3.Error, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    AssertionError,
)  # fmt: skip
"""What a database that somebody edited can make of any question."""

T = TypeVar("T")


def verify_office(office: Office, *, quick: bool = False, heads: Sequence[Path] = ()) -> Report:
    """Check the archive's files, the journal, the tables, the series of numbers, and every signed head.

    The journal in the archive is compared with the one in the records, the tables with what the journal gives,
    the journal with the office's own heads and those kept outside (``heads``, files or folders). ``quick`` leaves
    file contents out. No damage raises an error; each is a finding. Raises NotFound, Refused for ``heads``
    that are not there.
    """
    rights.require_one(office, "keep", "file")
    require_heads(heads)
    found: list[Finding] = []
    with _undisturbed(office), _seen(office, quick) as seen:
        try:
            with office.reading() as conn, _replayed(conn, found) as made:
                report = _checked(office, conn, made, quick, heads, found, seen)
        except (
            OfficeUnusable,
            *_DAMAGE,
        ) as error:  # the database itself: what lies in the archive is checked alone
            report = verify(_archive(office), None, None, quick=quick, hashed=seen[1], look=seen[0])
            found.append(_broken("登记数据库", error))
    findings = tuple(
        replace(one, message=in_words(one.message))
        if one.code.startswith(("journal", "records", "head"))
        else one
        for one in (*report.findings, *found)
    )
    return Report(report.checked_objects, report.checked_files, report.checked_entries, findings)


def _checked(
    office: Office,
    conn: Connection,
    made: Connection | None,
    quick: bool,
    heads: Sequence[Path],
    found: list[Finding],
    seen: tuple[Look, Mapping[str, str]],
) -> Report:
    """Ask one thing after another; what cannot be answered is a finding, and the next is asked."""

    def ask(what: str, question: Callable[[], T], otherwise: T) -> T:
        try:
            return question()
        except _DAMAGE as error:
            found.append(_broken(what, error))
            return otherwise

    true = made if made is not None else conn  # what the journal says, where it can be replayed
    expected = ask("归档对象的登记", lambda: _expected(true), None)
    names = ask("文书的登记", lambda: _numbers(true), dict[str, str]())
    lines = (line if isinstance(line, str) else str(line) for line in journal.lines(conn))
    report = verify(_archive(office), expected, lines, quick=quick, hashed=seen[1], look=seen[0])
    faults = ask("登记数据库的文件", lambda: structure_faults(office.records, conn), list[str]())
    if faults:
        message = f"登记数据库的文件损坏或被改动（{len(faults)} 处，如 {faults[0]}）；运行 shenguan rebuild 由档案重新生成"
        found.append(Finding("records-broken", "", "登记数据库", message))
    strange = ask(
        "登记数据库的结构", lambda: strange_parts(conn) if conn.dialect.name == "sqlite" else [], list[str]()
    )
    found += [
        Finding("records-strange", "", "登记数据库", f"登记数据库的结构被改动：{one}") for one in strange
    ]
    found += ask(
        "号段账", lambda: [Finding("number-gap", "", "号段账", gap.problem) for gap in numbers.gaps(conn)], []
    )
    if made is not None:
        found += _table_findings(conn, made, names)
    found += ask("树头", lambda: head_findings(office, conn, heads, names), [])
    return report


@contextmanager
def _seen(office: Office, quick: bool) -> Iterator[tuple[Look, Mapping[str, str]]]:
    """The archive as it is looked at; its files are read while the journal is replayed."""
    look = office.archive_place.as_listed()
    with ExitStack() as ahead:
        yield look, {} if quick else ahead.enter_context(hashed_ahead(look))


def _archive(office: Office) -> Archive:
    return Archive.as_it_is(office.archive_place)


@contextmanager
def _undisturbed(office: Office) -> Iterator[None]:
    """Hold the office; where its disk is read-only, nobody writes anyway."""
    with ExitStack() as held:
        try:
            held.enter_context(office.locked())
        except OSError as error:
            if error.errno != errno.EROFS:
                raise
        yield


@contextmanager
def _replayed(conn: Connection, found: list[Finding]) -> Iterator[Connection | None]:
    """Replay the journal into an empty database; None, and a finding, where that cannot be done."""
    with tempfile.TemporaryDirectory(prefix="shenguan-") as place:
        fresh = scratch_database(Path(place) / "replayed.db")
        try:
            try:
                with fresh.writing() as empty:
                    journal.replay(empty, journal.lines(conn))
            except _DAMAGE as error:
                found.append(_broken("流水账", error, "journal-broken"))
                yield None
            else:
                with fresh.reading() as made:
                    yield made
        finally:
            fresh.close()


def _broken(what: str, error: BaseException, code: str = "records-broken") -> Finding:
    reason = error.message if isinstance(error, ShenguanError) else "内容被改动，读不出来"
    mend = "" if "rebuild" in reason else "；运行 shenguan rebuild 由档案重新生成"
    return Finding(code, "", "登记数据库", f"{what}：{reason}{mend}")


def _expected(conn: Connection) -> list[ExpectedObject]:
    letters: dict[str, tuple[str, str]] = {}
    for one in (schema.documents, schema.received):
        found = conn.execute(select(one.c.object_id, one.c.number, one.c.title))
        letters |= {row.object_id: (row.number, row.title) for row in found}
    letters |= past.objects(conn) | services.objects(conn) | tray.objects(conn)
    t, j = schema.objects, schema.journal
    rows = conn.execute(select(t, j.c.at).join(j, j.c.seq == t.c.seq).order_by(t.c.seq))
    return [
        ExpectedObject(
            row.object_id, f"v{row.version}", row.inventory, *letters.get(row.object_id, ("", "")), at=row.at
        )
        for row in rows
    ]


def _numbers(conn: Connection) -> dict[str, str]:
    """Return the number of each letter, 收文 and earlier letter by its record."""
    found: dict[str, str] = {}
    for one in (schema.documents, schema.received):
        found |= {row.id: row.number for row in conn.execute(select(one.c.id, one.c.number))}
    return found | {id.rpartition(":")[2]: number for id, (number, _) in past.objects(conn).items()}


def _table_findings(conn: Connection, made: Connection, names: dict[str, str]) -> list[Finding]:
    """Name each row that is not what the journal gives: a table edited by hand shows here."""
    found: list[Finding] = []
    for table in schema.PROJECTED:
        words = f"登记表“{WORDS.get(table.name, table.name)}”（{table.name}）"
        try:
            told = differences(table, conn, made)
        except _DAMAGE as error:
            found.append(_broken(words, error, "table-differs"))
            continue
        found += [_difference(one, words, made, names) for one in told[:_NAMED]]
        if len(told) > _NAMED:
            message = f"{words}另有 {len(told) - _NAMED} 行与流水账不同"
            found.append(Finding("table-differs", "", "登记数据库", message))
    return found


def _in_words(value: object) -> str:
    """A value of a row as a person can read it."""
    if value is None:
        return "空的"
    if isinstance(value, bool):
        return "“是”" if value else "“否”"
    if isinstance(value, bytes):
        return f"“{value.decode('utf-8', 'replace')}”（不是文字）"
    if isinstance(value, datetime):
        return f"“{value.isoformat()}”"
    return f"“{value}”" if value != "" else "空白"


def _difference(one: Difference, words: str, made: Connection, names: dict[str, str]) -> Finding:
    number = names.get(one.record, "")
    row = f"{number} 的一行（{one.key}）" if number else f"“{one.key}”一行"
    if one.where == "first":
        what = f"多出{row}，流水账里没有"
    elif one.where == "second":
        what = f"少了{row}，流水账里有"
    else:
        changed = "、".join(
            f"{name} 现在是{_in_words(x)}，应当是{_in_words(y)}" for name, x, y in one.columns
        )
        what = f"{row}被改动：{changed}"
    at = made.execute(
        select(schema.journal.c.at)
        .where(schema.journal.c.record == one.record)
        .order_by(schema.journal.c.seq.desc())
        .limit(1)
    ).scalar()
    since = f"（在 {at} 登记以后）" if at else ""
    return Finding("table-differs", number, "登记数据库", f"{words}：{what}{since}")
