"""Numbers, years and months as people write them, and steps in the calendar."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

CN = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2, "元": 1}


class NoSuchDay(ValueError):
    """A day was typed that the calendar does not have, such as 2月30日."""


def years_back(first: date, last: date) -> date:
    """Return ``first`` as many years earlier as it takes not to lie after ``last``."""
    while first > last:
        first = years_on(first, -1)
    return first


def years_on(day: date, years: int) -> date:
    """Return the day so many years later; the last of a month stays the last."""
    year = day.year + years
    full = day.day == monthrange(day.year, day.month)[1]
    end = monthrange(year, day.month)[1]
    return date(year, day.month, end if full else min(day.day, end))


def months_back(day: date, months: int) -> date:
    """Return the day so many months earlier, or the last one of that month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def latest_day(year: int | None, month: int, day: int, today: date) -> tuple[date, date]:
    """Return a day as a span; without a year the latest one up to ``today``. Raises ``NoSuchDay``."""
    if year is None:
        for back in range(0, 9):  # 29 February comes every eighth year at the latest
            try:
                found = date(today.year - back, month, day)
            except ValueError:
                continue
            if found <= today:
                return found, found
        raise NoSuchDay
    found = day_of(year, month, day)
    return found, found


def day_of(year: int, month: int, day: int) -> date:
    """Return a day. Raises ``NoSuchDay``."""
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay from None


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def read_year(match: re.Match[str], today: date) -> int:
    """Return the year that ``points.YEAR`` matched."""
    if rel := match.groupdict().get("rel_year"):
        back = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "上一年": 1, "前年": 2, "大前年": 3}
        return today.year - back[rel]
    said = match["year"].replace(" ", "")
    digits = "".join(str(CN.get(c, c)) for c in said)
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def read_number(said: str) -> int:
    """``12``, ``十二``, ``二十``, ``两``."""
    if said.isdigit() and said.isascii():
        return int(said)
    tens, ten, ones = said.partition("十")
    if not ten:
        return CN[said]
    return (CN[tens] if tens else 1) * 10 + (CN[ones] if ones else 0)
