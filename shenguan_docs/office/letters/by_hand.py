"""A letter written by hand on paper enters the series of its number, with its scan where there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.letters.delivering import attach_signed
from shenguan_docs.office.letters.series import Series, find_series, series_of_number
from shenguan_docs.office.limits import require_fit
from shenguan_docs.office.opening import Office
from shenguan_docs.office.registers.old_files import keep_files, read_file
from shenguan_docs.parties.codes import uscc_problem
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import documents, numbers, openings, past, plan_records, received
from shenguan_docs.register.numbers import Taken
from shenguan_docs.register.past_records import Direction, PastLetter, PastParty
from shenguan_docs.register.spelling import place_of
from shenguan_docs.text import clean, fold_code


@dataclass(frozen=True)
class ByHand:
    """What is known of a letter by hand; ``number`` "" is the next number of ``series``."""

    title: str
    day: date
    number: str = ""
    series: str = ""
    department: str = ""
    receivers: tuple[str, ...] = ()
    company: str = ""
    uscc: str = ""
    signatory: str = ""
    remark: str = ""
    files: tuple[Path, ...] = ()


def open_numbers(
    office: Office, typed: str, next: int, *, reason: str, year: int | None = None, department: str = ""
) -> str:
    """Let a series go on with the number ``next``; return that number. Raises NotFound, Refused."""
    with office.writing() as conn:
        chosen = find_series(office, conn, typed, department)
        key = (chosen.department, chosen.group, year or office.today.year)
        _require_beyond_old(conn, chosen, key[2], next)
        openings.open_series(conn, key, next, reason=reason, at=office.now(), by=office.actor)
        return chosen.number(key[2], next)


def enter(office: Office, told: ByHand, *, reason: str = "") -> PastLetter:
    """Enter a letter by hand. ``reason`` explains numbers left out before its own, or an earlier day.

    Raises NotFound, Refused; nothing was changed then.
    """
    title = " ".join(clean(told.title).split())
    if not title:
        raise Refused("没有写标题", remedy="用 --title 写明")
    if told.day > office.today:
        raise Refused(f"成文日期 {told.day} 还没有到", where="--date", remedy="核对日期")
    code = fold_code(told.uscc)
    if code and (problem := uscc_problem(code)):
        raise Refused(f"“{told.uscc}”{problem[0]}", where="--uscc", remedy=problem[1])
    if code and not told.company.strip():
        raise Refused("写了统一社会信用代码，没有写行政相对人的名称", remedy="用 --company 写明")
    scans = [read_file(path) for path in told.files]
    with office.writing() as conn:
        require_fit(office, conn)
        series, taken = _place(office, conn, told)
        if series.group == received.GROUP:
            raise Refused("手写补登的是发文；收文用 shenguan receive 登记")
        if told.day.year != taken.year:
            raise Refused(f"文号是 {taken.year} 年的，成文日期是 {told.day}", remedy="核对文号和日期")
        _make_room(office, conn, series, taken, told.day, reason)
        letter = PastLetter(
            id=office.new_id(office.today),
            direction="out",
            origin="hand",
            number=taken.number,
            title=title,
            year=taken.year,
            sender=next(d.name for d in plan_records.departments(conn) if d.key == series.department),
            receivers="、".join(_receiver(conn, name) for name in told.receivers),
            department=series.department,
            day=told.day,
            items={
                key: words
                for key, words in (("signatory", told.signatory.strip()), ("remark", told.remark.strip()))
                if words
            },
            parties=(PastParty(told.company.strip(), code),) if told.company.strip() else (),
            source="手写",
        )
        past.enter_by_hand(conn, letter, taken, reason=reason.strip(), at=office.now(), by=office.actor)
        files = keep_files(office, conn, letter, scans) if scans else ()
    return replace(letter, files=files)


def attach_scan(office: Office, typed: str, path: Path) -> str:
    """Add the scan of a letter, issued or by hand, to the archive; return the letter's id. Raises NotFound, Refused."""
    with office.reading() as conn:
        try:
            issued = documents.find(conn, typed).id
        except NotFound:
            issued = ""
    if issued:
        return attach_signed(office, issued, path).id
    with office.reading() as conn:
        _require_scan_wanted(past.find(conn, typed))
    scan = read_file(path)
    with office.writing() as conn:
        letter = past.find(conn, typed)
        _require_scan_wanted(letter)
        keep_files(office, conn, letter, [scan])
    return letter.id


def _require_scan_wanted(letter: PastLetter) -> None:
    if letter.origin != "hand":
        raise Refused(
            f"“{letter.number}”是旧登记里的", remedy="旧文书的文件用 shenguan register import --files 归入"
        )
    if letter.state == "void":
        raise Refused(f"“{letter.number}”已作废（{letter.state_reason}）", remedy="作废的文书不再附扫描件")
    if letter.files:
        raise Refused(f"“{letter.number}”已经有扫描件了", remedy="核对是不是拿错了文件")


def _place(office: Office, conn: Connection, told: ByHand) -> tuple[Series, Taken]:
    if told.number:
        return series_of_number(office, conn, told.number)
    if not told.series:
        raise Refused("没有写文号", remedy="写文号；取下一个号的，用 --series 写明是哪一组")
    chosen = find_series(office, conn, told.series, told.department)
    return chosen, numbers.next_number(
        conn, department=chosen.department, group=chosen.group, year=told.day.year, format=chosen.format,
        mark=chosen.mark,
    )  # fmt: skip


def _make_room(
    office: Office, conn: Connection, series: Series, taken: Taken, day: date, reason: str
) -> None:
    """The number is the next one, one that an opening left out, or further on with a reason that explains it."""
    if numbers.left_out(conn, taken) is not None:
        return
    following = numbers.next_number(
        conn, department=series.department, group=series.group, year=taken.year, format=series.format,
        mark=series.mark,
    )  # fmt: skip
    latest = numbers.last_day(conn, series.department, series.group, taken.year)
    if latest is not None and day < latest and not reason.strip():
        raise Refused(
            f"成文日期 {day} 早于本组文号已用的最后日期 {latest}",
            where="--date",
            remedy="请核对日期；确需倒签的，用 --reason 说明原因",
        )
    if taken.ordinal <= following.ordinal:
        if taken.ordinal < following.ordinal:
            raise Refused(f"“{taken.number}”不在这一组里", remedy="运行 shenguan verify 查明")
        return
    first, last = following.ordinal, taken.ordinal - 1
    skipped = f"第 {first} 号" if first == last else f"第 {first} 号至第 {last} 号"
    if not reason.strip():
        raise Refused(
            f"本组的下一个号是“{following.number}”，“{taken.number}”前面还空着{skipped}",
            remedy="核对文号；这些号确实不用的，加 --reason 说明原因；手写用过的，逐件先补登",
        )
    _require_beyond_old(conn, series, taken.year, taken.ordinal)
    key = (series.department, series.group, taken.year)
    openings.open_series(
        conn, key, taken.ordinal, reason=reason, at=office.now(), by=office.actor, further=True
    )


def _require_beyond_old(conn: Connection, series: Series, year: int, next: int) -> None:
    """An old register of the same year must not hold a number that would be given once more."""
    place = place_of(series.number(year, next))
    direction: Direction = "in" if series.group == received.GROUP else "out"
    used = past.highest(conn, direction, place.series, year)
    if used >= next:
        raise Refused(
            f"补录的旧登记里已有第 {used} 号，不能从第 {next} 号开始", remedy=f"写 {used + 1} 以上的号"
        )


def _receiver(conn: Connection, typed: str) -> str:
    try:
        return find_department(plan_records.directory(conn), typed).name
    except NotFound:
        return " ".join(clean(typed).split())
