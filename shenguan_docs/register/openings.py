"""Where a series of numbers begins, or goes on, and why: an office starts in mid-year, a number is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from shenguan_docs.errors import Refused
from shenguan_docs.register import journal
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.past_tables import series_openings
from shenguan_docs.register.rows import from_row
from shenguan_docs.register.schema import numbers, series

Key = tuple[str, str, int]
"""Department, group, year of a series."""

HIGHEST = 99_999


@dataclass(frozen=True)
class Opening:
    """The numbers behind ``after`` and before ``next`` are not given by the program, for ``reason``."""

    department: str
    group: str
    year: int
    next: int
    after: int
    reason: str
    at: datetime
    by: str

    def covers(self, ordinal: int) -> bool:
        """Whether the number lies in the part that is left out."""
        return self.after < ordinal < self.next


def open_series(
    conn: Connection, key: Key, next: int, *, reason: str, at: datetime, by: str, further: bool = False
) -> Entry:
    """Let a series go on with ``next``. Raises Refused without a reason, or where a number was used beyond.

    An opening behind which nothing was used yet is set again, unless this one leaves out ``further`` numbers.
    """
    if not reason.strip():
        raise Refused("设定起始号要说明原因", remedy="用 --reason 写明，如 7 月启用，上半年的号见纸质登记簿")
    if not 1 <= next <= HIGHEST:
        raise Refused(f"起始号 {next} 超出范围", remedy=f"写 1 到 {HIGHEST} 之间的数")
    highest = _highest(conn, key)
    if next <= highest:
        raise Refused(
            f"这一组已用到第 {highest} 号，不能再从第 {next} 号开始", remedy=f"写 {highest + 1} 以上的号"
        )
    earlier = None if further else _unused_opening(conn, key, highest)
    if earlier is None and next == highest + 1 and next == _last(conn, key) + 1:
        raise Refused(f"这一组的下一个号本来就是第 {next} 号，不用设定")
    data = {
        "department": key[0], "group": key[1], "year": key[2], "next": next,
        "after": earlier.after if earlier else _last(conn, key), "reason": reason.strip(),
    }  # fmt: skip
    record = f"series-{key[2]}-{key[1]}-{key[0]}"
    return journal.append(conn, at=at, by=by, kind="numbers.opened", record=record, data=data)


@applies("numbers.opened")
def _opened(conn: Connection, entry: Entry) -> None:
    data, t = entry.data, series_openings
    key = (data["department"], data["group"], data["year"])
    place = {"department": key[0], "group": key[1], "year": key[2]}
    conn.execute(delete(t).where(_of(key), t.c.after == data["after"]))
    if data["next"] > data["after"] + 1:
        facts = {name: data[name] for name in ("next", "after", "reason")}
        conn.execute(insert(t), {**place, **facts, "at": entry.moment, "by": entry.by})
    of_series = and_(series.c.department == key[0], series.c.group == key[1], series.c.year == key[2])
    if conn.execute(select(series.c.last).where(of_series)).scalar() is None:
        first = date(key[2], 1, 1)
        conn.execute(insert(series), {**place, "last": data["next"] - 1, "last_written_on": first})
    else:
        conn.execute(update(series).where(of_series).values(last=data["next"] - 1))


def openings(conn: Connection, key: Key | None = None) -> tuple[Opening, ...]:
    """Return the openings of a series, or of all, in order."""
    t = series_openings
    query = select(t).order_by(t.c.department, t.c.group, t.c.year, t.c.next)
    if key is not None:
        query = query.where(_of(key))
    return tuple(from_row(Opening, row) for row in conn.execute(query))


def _unused_opening(conn: Connection, key: Key, highest: int) -> Opening | None:
    """The last opening, where no number behind it was used; numbers before it may have been, by hand."""
    last = next(reversed(openings(conn, key)), None)
    return last if last is not None and last.next > highest else None


def _highest(conn: Connection, key: Key) -> int:
    t = numbers
    mine = select(func.max(t.c.ordinal)).where(
        t.c.department == key[0], t.c.group == key[1], t.c.year == key[2]
    )
    return conn.execute(mine).scalar() or 0


def _last(conn: Connection, key: Key) -> int:
    t = series
    mine = select(t.c.last).where(t.c.department == key[0], t.c.group == key[1], t.c.year == key[2])
    return conn.execute(mine).scalar() or 0


def _of(key: Key) -> ColumnElement[bool]:
    t = series_openings
    return and_(t.c.department == key[0], t.c.group == key[1], t.c.year == key[2])
