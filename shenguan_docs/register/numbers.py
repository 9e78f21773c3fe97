"""Numbers (文号): the one place where a number is given, and the account that none is missing.

``take`` only reads: it says what the next number is. The number is used when the entry that names
it is applied, in the same writing transaction, which has the database to itself; so a number is
never given twice, and none is skipped when the transaction fails.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import (
    Connection,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    select,
    update,
)

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.register.openings import Opening, openings
from shenguan_docs.register.past_tables import past_letters
from shenguan_docs.register.plan_tables import departments
from shenguan_docs.register.rows import into
from shenguan_docs.register.schema import numbers, series
from shenguan_docs.register.spelling import format_number, loose_key, number_key, of_years, year_and_ordinal

State = Literal["issued", "void"]


@dataclass(frozen=True)
class Taken:
    """The next number of a series, not yet used; ``group`` is the group of kinds that shares the series."""

    number: str
    ordinal: int
    year: int
    group: str
    department: str


@dataclass(frozen=True)
class NumberState:
    """One number of a series: ``id`` is the document's or 收文's that bears it.

    ``reason`` says why it is void, or why its day lies before an earlier number's; ``by_hand`` that the letter
    was written on paper outside the program.
    """

    number: str
    state: State
    reason: str
    id: str
    written_on: date
    ordinal: int
    department: str
    group: str
    year: int
    by_hand: bool = False


@dataclass(frozen=True)
class Gap:
    """A place where a series is not whole; ``problem`` is a Chinese sentence."""

    department: str
    group: str
    year: int
    ordinal: int
    problem: str


def take(
    conn: Connection,
    *,
    department: str,
    group: str,
    year: int,
    format: str,
    mark: str,
    written_on: date,
    reason: str = "",
    signed_on: date | None = None,
) -> Taken:
    """Return the next number of a series, for a letter of the day ``written_on`` (成文日期).

    ``signed_on`` is the day of a 签发 that the journal already holds: a letter that bears that day
    needs no reason when later ones went out before it. Raises Refused if the day lies before another
    of the series and nothing explains it, or if the number is already another series'.
    """
    row = _series(conn, department, group, year)
    explained = bool(reason.strip()) or signed_on == written_on
    if row is not None and written_on < row.last_written_on and not explained:
        raise Refused(
            f"成文日期 {written_on} 早于本组文号已用的最后日期 {row.last_written_on}",
            where="成文日期",
            remedy="请核对日期；确需倒签的，用 --reason 说明原因",
        )
    number = format_number(format, mark=mark, group=group, year=year, n=row.last + 1 if row else 1)
    return _unused(conn, Taken(number, row.last + 1 if row else 1, year, group, department))


def next_number(conn: Connection, *, department: str, group: str, year: int, format: str, mark: str) -> Taken:
    """Return the next number of a series whose days may come in any order (收文). Raises Refused."""
    row = _series(conn, department, group, year)
    ordinal = row.last + 1 if row else 1
    number = format_number(format, mark=mark, group=group, year=year, n=ordinal)
    return _unused(conn, Taken(number, ordinal, year, group, department))


def _unused(conn: Connection, taken: Taken) -> Taken:
    _require_free(conn, taken)
    return taken


def left_out(conn: Connection, taken: Taken) -> Opening | None:
    """Return the opening in whose left-out part an unused number lies, None if it lies in none. Raises Refused."""
    _require_free(conn, taken)
    key = (taken.department, taken.group, taken.year)
    return next((one for one in openings(conn, key) if one.covers(taken.ordinal)), None)


def last_day(conn: Connection, department: str, group: str, year: int) -> date | None:
    """Return the latest day in a series, None before its first number."""
    row = _series(conn, department, group, year)
    return row.last_written_on if row else None


def _require_free(conn: Connection, taken: Taken) -> None:
    number = taken.number
    other = conn.execute(select(numbers).where(numbers.c.key == number_key(number))).one_or_none()
    if other is not None:
        if (other.department, other.group, other.year) == (taken.department, taken.group, taken.year):
            raise Refused(f"文号“{number}”已经用过了", remedy=f"用 shenguan show {number} 查看是哪一件")
        name = _series_name(conn, other.department, other.group, other.year)
        raise Refused(
            f"文号“{number}”已用于{name}，一个文号只能指一份文书",
            remedy="请在设置里让两组文号的格式有所区别",
        )
    t = past_letters
    old = conn.execute(select(t.c.title).where(t.c.key == number_key(number), t.c.origin == "register"))
    title = old.scalars().first()
    if title is not None:
        raise Refused(
            f"文号“{number}”在补录的旧登记里已经有了（{title}）",
            remedy="先用 shenguan numbers open 设定本组的起始号",
        )


def enter(
    conn: Connection,
    taken: Taken,
    *,
    at: datetime,
    written_on: date,
    reason: str = "",
    document: str | None = None,
    received: str | None = None,
    past: str | None = None,
) -> None:
    """Use a number; only for functions that apply an entry. Raises OfficeUnusable if it is not the next.

    A letter by hand (``past``) may also have one that an opening left out.
    """
    key = (taken.department, taken.group, taken.year)
    place = dict(zip(("department", "group", "year"), key, strict=True))
    is_left_out = past is not None and any(one.covers(taken.ordinal) for one in openings(conn, key))
    if not is_left_out and not _gone_on(conn, key, taken.ordinal, written_on):
        if taken.ordinal != 1 or _series(conn, *key) is not None:
            raise OfficeUnusable(
                f"“{taken.number}”不是{_series_name(conn, *key)}的下一个号",
                remedy="请运行 shenguan verify 检查",
            )
        conn.execute(into(series), {**place, "last": 1, "last_written_on": written_on})
    row_of_number = {
        **place,
        "number": taken.number,
        "key": number_key(taken.number),
        "loose": loose_key(taken.number),
        "ordinal": taken.ordinal,
        "state": "issued",
        "document": document,
        "received": received,
        "past": past,
        "written_on": written_on,
        "reason": reason,
        "at": at,
    }
    conn.execute(into(numbers), row_of_number)


def mark_void(conn: Connection, number: str, reason: str) -> None:
    """Keep a number as void; only for the functions that apply a journal entry."""
    conn.execute(update(numbers).where(numbers.c.number == number).values(state="void", reason=reason))


# -- account ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    """A series of one year: its last number, how many of its numbers are used, and how many are void."""

    department: str
    group: str
    last: int
    used: int
    void: int


def summaries(conn: Connection, departments: Collection[str] | None, year: int) -> tuple[Summary, ...]:
    """Return the series of a year (of these departments, None: of all) in which a number was used or left out."""
    s, n = series, numbers
    on = (s.c.department == n.c.department) & (s.c.group == n.c.group) & (s.c.year == n.c.year)
    void = func.count(case((n.c.state == "void", 1)))
    query = (
        select(s.c.department, s.c.group, s.c.last, func.count(n.c.number), void)
        .select_from(s.join(n, on, isouter=True))
        .where(s.c.year == year)
        .group_by(s.c.department, s.c.group, s.c.last)
        .order_by(s.c.department, s.c.group)
    )
    if departments is not None:
        query = query.where(s.c.department.in_(sorted(departments)))
    return tuple(Summary(*row) for row in conn.execute(query))


def account(
    conn: Connection,
    department: str | None = None,
    group: str | None = None,
    year: int | None = None,
    *,
    among: Collection[str] | None = None,
    first: int = 0,
    most: int | None = None,
) -> list[NumberState]:
    """Return every number of the series asked for (None: of all) with its state, in order (号段账).

    ``among`` are several departments; ``most``: so many of the numbers from row ``first``.
    """
    query = select(numbers)
    if among is not None:
        query = query.where(numbers.c.department.in_(sorted(among)))
    for column, wanted in (
        (numbers.c.department, department),
        (numbers.c.group, group),
        (numbers.c.year, year),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    order = (numbers.c.department, numbers.c.group, numbers.c.year, numbers.c.ordinal)
    query = query.order_by(*order)
    return _states(conn, query if most is None else query.limit(most).offset(first))


def gaps(conn: Connection, year: int | None = None) -> list[Gap]:
    """Return what is missing or too much in any series (of a year); an empty list is the proof that each is whole."""
    explained: dict[Key, list[Opening]] = {}
    for one in openings(conn):
        explained.setdefault((one.department, one.group, one.year), []).append(one)
    s = series
    query = select(s) if year is None else select(s).where(s.c.year == year)
    lasts = {(row.department, row.group, row.year): row.last for row in conn.execute(query)}
    counted, nameless = _counted(conn, year), _nameless(conn)
    found: list[Gap] = []
    for key in sorted(lasts.keys() | counted.keys()):
        # From 1 to the last without a hole, each with its letter: then counting proves it, no two are alike.
        last = lasts.get(key, 0)
        if key in explained or key in nameless or counted.get(key, (0, 0, 0)) != (last, min(last, 1), last):
            found += _gaps_of(conn, key, last, explained.get(key, []))
    return found


Key = tuple[str, str, int]


def _counted(conn: Connection, year: int | None) -> dict[Key, tuple[int, int, int]]:
    """Return for each series how many numbers it has, the first, and the last."""
    t = numbers
    query = select(
        t.c.department, t.c.group, t.c.year, func.count(), func.min(t.c.ordinal), func.max(t.c.ordinal)
    ).group_by(t.c.department, t.c.group, t.c.year)
    if year is not None:
        query = query.where(t.c.year == year)
    return {(row[0], row[1], row[2]): (row[3], row[4], row[5]) for row in conn.execute(query)}


def _nameless(conn: Connection) -> set[Key]:
    """Return the series in which a number has no letter."""
    t = numbers
    none = and_(t.c.document.is_(None), t.c.received.is_(None), t.c.past.is_(None))
    return {
        (row[0], row[1], row[2])
        for row in conn.execute(select(t.c.department, t.c.group, t.c.year).where(none).distinct())
    }


def _gaps_of(conn: Connection, key: Key, last: int, explained: list[Opening]) -> list[Gap]:
    found: list[Gap] = []
    ordinals: set[int] = set()
    for state in account(conn, *key):
        ordinals.add(state.ordinal)
        if not state.id:
            found.append(Gap(*key, state.ordinal, f"“{state.number}”没有对应的文书"))
        if not state.by_hand and any(one.covers(state.ordinal) for one in explained):
            found.append(Gap(*key, state.ordinal, f"“{state.number}”在起始号以前，却不是手写补登的"))
    name = _series_name(conn, *key)
    missing = (n for n in range(1, last + 1) if n not in ordinals)
    problems = [(n, f"{name}缺第 {n} 号") for n in missing if not any(one.covers(n) for one in explained)]
    extra = [(n, f"{name}多出第 {n} 号，最后一个号是 {last}") for n in sorted(ordinals) if n > last]
    return found + [Gap(*key, n, problem) for n, problem in problems + extra]


def find_numbers(conn: Connection, typed: str) -> list[NumberState]:
    """Return the numbers that ``typed`` may mean, in any width and form of bracket; the whole number first.

    ``〔2026〕7号`` or ``2026-7`` without the organ's mark means every series' number 7 of 2026, ``益高社函7号``
    the number 7 of whatever year. Raises Refused where the year decides between those and an old register.
    """
    exact = _states(conn, select(numbers).where(numbers.c.key == number_key(typed)))
    if exact:
        return exact
    order = (numbers.c.department, numbers.c.group, numbers.c.number)
    loose = loose_key(typed)
    if not loose:
        return []
    alike = _states(conn, select(numbers).where(numbers.c.loose == loose).order_by(*order))
    figures = year_and_ordinal(typed)
    if alike:
        return alike
    if figures is None or figures[1] >= 2**31:
        return _of_any_year(conn, typed)
    of_year = select(numbers).where(numbers.c.year == figures[0], numbers.c.ordinal == figures[1])
    return _states(conn, of_year.order_by(*order))


def _of_any_year(conn: Connection, typed: str) -> list[NumberState]:
    t = past_letters
    years = set(conn.execute(select(series.c.year).distinct()).scalars())
    found = _states(conn, select(numbers).where(numbers.c.loose.in_(of_years(typed, sorted(years)))))
    if found:
        old = set(conn.execute(select(t.c.year).where(t.c.origin == "register").distinct()).scalars())
        fits = t.c.loose.in_(of_years(typed, sorted(old))) & (t.c.origin == "register")
        others = list(conn.execute(select(t.c.number).where(fits)).scalars())
        if others:
            listing = "、".join([*others, *(state.number for state in found)][:8])
            raise Refused(f"“{typed}”没有写年份，可以指{listing}", remedy="请写出完整的文号")
    return found


def only(found: Iterable[NumberState], typed: str) -> NumberState | None:
    """Return the one number meant, None if there is none. Raises Refused, naming them, if several."""
    states = list(found)
    if len(states) > 1:
        listing = "、".join(state.number for state in states[:8]) + ("等" if len(states) > 8 else "")
        raise Refused(f"“{typed}”可以指 {len(states)} 个文号：{listing}", remedy="请写出完整的文号")
    return states[0] if states else None


def _states(conn: Connection, query: Select[tuple[object, ...]]) -> list[NumberState]:
    return [
        NumberState(
            row.number,
            row.state,
            row.reason,
            row.document or row.received or row.past or "",
            row.written_on,
            row.ordinal,
            row.department,
            row.group,
            row.year,
            row.past is not None,
        )
        for row in conn.execute(query)
    ]


def _series(conn: Connection, department: str, group: str, year: int) -> Row[tuple[object, ...]] | None:
    key = {"of_department": department, "of_group": group, "of_year": year}
    return conn.execute(_SERIES, key).one_or_none()


_OF = and_(
    series.c.department == bindparam("of_department"),
    series.c.group == bindparam("of_group"),
    series.c.year == bindparam("of_year"),
)
# Made once: a rebuild and ``verify`` ask them for every letter.
_SERIES = select(series).where(_OF)
_DAY = bindparam("day", type_=Date)
_GONE_ON = (
    update(series)
    .where(_OF, series.c.last == bindparam("to") - 1)
    .values(
        last=bindparam("to"),
        last_written_on=case((series.c.last_written_on > _DAY, series.c.last_written_on), else_=_DAY),
    )
)


def _gone_on(conn: Connection, key: Key, ordinal: int, day: date) -> bool:
    """Use the next number of a series; whether it was the next, and not the first."""
    at_key = dict(zip(("of_department", "of_group", "of_year"), key, strict=True))
    return conn.execute(_GONE_ON, {**at_key, "to": ordinal, "day": day}).rowcount == 1


def _series_name(conn: Connection, department: str, group: str, year: int) -> str:
    name = conn.execute(select(departments.c.name).where(departments.c.key == department)).scalar()
    return f"{name or department or '本单位'}{year}年“{group}”组文号"
