"""A point of time as it is typed: a day, month, quarter, half or year, by its number or 上, 本, 去年."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shenguan_docs.asking.counting import (
    NoSuchDay,
    day_of,
    latest_day,
    month_end,
    months_back,
    read_number,
    read_year,
    years_on,
)

NUMERAL = r"(?:[0-9]{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九两俩])"
SMALL = r"(?:0?[1-9]|1[0-9]|2[0-9]|3[01]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
YEAR = (
    r"(?:(?P<rel_year>今年|本年|去年|上年|上一年|大前年|前年)度?(?:的)?"
    r"|(?P<year>(?:19|20)[0-9][0-9]|[一二]\s?[〇零○九]\s?[〇零○一二三四五六七八九]\s?[〇零○一二三四五六七八九]|(?<![0-9])2[0-9])\s?年度?(?:的)?)"
)
_PART = r"(?P<{0}>上旬|中旬|下旬|月初|月中|月底|月末|初|中旬|底|末)?"
_POINTS = tuple(
    re.compile(pattern)
    for pattern in (
        # 2026-03-05 2026.3.5 2026/3/5 20260305
        r"(?<![0-9])(?P<y>(?:19|20)[0-9][0-9])(?P<sep>[-./])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9]|[./][0-9]|-[0-9]{1,2}(?![0-9]|[-./][0-9]))",
        # 26.3.5
        r"(?<![0-9.\-/])(?P<y>2[0-9])(?P<sep>[-./])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9]|[-./][0-9])",
        r"(?<![0-9])(?P<y>(?:19|20)[0-9][0-9])(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9])",
        r"(?<![0-9])(?P<y>(?:19|20)[0-9][0-9])[-./](?P<m>0?[1-9]|1[0-2])(?![0-9]|[./][0-9]|-[0-9]{1,2}(?![0-9]|[-./][0-9]))",
        rf"{YEAR}?\s?(?<![0-9])(?P<month>{SMALL})\s?月份?\s?(?P<day>{SMALL})(?:\s?[日号](?!\s?[文函])|(?![0-9日号个件份次年月十]))",
        rf"{YEAR}?\s?(?<![0-9])(?P<month>{SMALL})\s?月(?:份|分(?!之))?(?![0-9])" + _PART.format("third"),
        r"(?<![0-9])(?P<year>(?:19|20)[0-9][0-9])\s?[qQ](?P<quarter3>[1-4])(?![0-9a-zA-Z])",
        rf"{YEAR}?\s?(?:第\s?(?P<quarter>[1-4一二三四])\s?季度?|(?P<quarter2>[1-4一二三四])\s?季度|[qQ](?P<quarter3>[1-4])(?![0-9a-zA-Z])|(?P<first>首)季度?)",
        rf"{YEAR}?\s?前\s?(?P<quarters>[1-4一二两三四])\s?个?季度",
        rf"{YEAR}?\s?(?P<half>上半年|下半年)",
        rf"{YEAR}?\s?(?P<season>年初|年底|年末|年终)",
        YEAR,
        rf"{YEAR}(?P<season>初|底|末|终)",
        rf"(?P<rel_month>上上个?月|上个?月|上一个月|前一?个月|本月|当月|这个?月)份?(?:的)?(?P<day>{SMALL})[日号]",
        r"(?P<rel_month>上上个?月|上个?月|上一个月|本月|当月|这个?月)(?:份|分(?!之))?"
        + _PART.format("third"),
        r"(?P<rel_quarter>上上个?季度?|上个?季度?|上一季度?|本季度?|这个?季度)",
        r"(?P<rel_week>上上个?|上一?个?|本|这一?个?)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天1-7])?(?![年月])",
        r"(?P<last>周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![年月])",
        r"(?P<rel_day>今天|今日|昨天|昨日|大前天|前天|前日)",
        r"(?P<same>去年同期)",
    )
)


@dataclass(frozen=True)
class Point:
    """A point of time at ``start:end`` of a text; ``year_said``: its year was typed, or follows from 上周, 昨天."""

    start: int
    end: int
    first: date
    last: date
    year_said: bool = True


def read_point(text: str, at: int, today: date) -> Point | None:
    """Return the longest point of time at ``at``. Raises ``NoSuchDay`` for one that the calendar does not have."""
    best: re.Match[str] | None = None
    for pattern in _POINTS:
        found = pattern.match(text, at)
        if found and (best is None or found.end() > best.end()):
            best = found
    if best is None:
        return None
    first, last = _span_of(best.groupdict(), best, today)
    end = best.end() - (1 if best.group().endswith("的") else 0)
    said = best.groupdict()
    year_said = bool(said.get("rel_year") or said.get("year") or said.get("y")) or not (
        said.get("month") or said.get("quarter") or said.get("quarter2") or said.get("quarter3")
    )
    return Point(at, end, first, last, year_said)


def _span_of(said: dict[str, str | None], match: re.Match[str], today: date) -> tuple[date, date]:
    if y := said.get("y"):
        month = int(said["m"] or 0)
        if d := said.get("d"):
            day = day_of(int(y) if len(y) == 4 else 2000 + int(y), month, int(d))
            return day, day
        return date(int(y), month, 1), month_end(int(y), month)
    year = read_year(match, today) if said.get("rel_year") or said.get("year") else None
    if month_said := said.get("month"):
        month = read_number(month_said)
        if not 1 <= month <= 12:
            raise NoSuchDay
        if day_said := said.get("day"):
            return latest_day(year, month, read_number(day_said), today)
        year = year or today.year - (date(today.year, month, 1) > today)
        return _third(year, month, said.get("third"))
    if quarter := said.get("quarter") or said.get("quarter2") or said.get("quarter3") or said.get("first"):
        q = 1 if quarter == "首" else read_number(quarter)
        year = year or today.year - (date(today.year, 3 * q - 2, 1) > today)
        return date(year, 3 * q - 2, 1), month_end(year, 3 * q)
    if quarters := said.get("quarters"):
        return date(year or today.year, 1, 1), month_end(year or today.year, 3 * read_number(quarters))
    if half := said.get("half"):
        start = 1 if half == "上半年" else 7
        year = year or today.year - (date(today.year, start, 1) > today)
        return date(year, start, 1), month_end(year, start + 5)
    if season := said.get("season"):
        start = 1 if season.endswith("初") else 10
        year = year or today.year - (date(today.year, start, 1) > today)
        return date(year, start, 1), month_end(year, start + 2)
    if year is not None:
        return date(year, 1, 1), date(year, 12, 31)
    return _relative(said, today)


def _relative(said: dict[str, str | None], today: date) -> tuple[date, date]:
    if rel := said.get("rel_month"):
        back = 2 if rel.startswith("上上") else 1 if rel.startswith(("上", "前")) else 0
        start = months_back(today.replace(day=1), back)
        if day_said := said.get("day"):
            day = day_of(start.year, start.month, read_number(day_said))
            return day, day
        return _third(start.year, start.month, said.get("third"))
    if rel := said.get("rel_quarter"):
        back = 2 if rel.startswith("上上") else 1 if rel.startswith("上") else 0
        start = months_back(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * back)
        return start, month_end(start.year, start.month + 2)
    if rel := said.get("rel_week"):
        back = 2 if rel.startswith("上上") else 1 if rel.startswith("上") else 0
        monday = today - timedelta(today.weekday() + 7 * back)
        if weekday := said.get("weekday"):
            day = monday + timedelta(_weekday(weekday))
            return day, day
        return monday, monday + timedelta(6)
    if said.get("last"):
        day = today - timedelta((today.weekday() - _weekday(said["weekday"] or "")) % 7)
        return day, day
    if said.get("same"):
        return date(today.year - 1, 1, 1), years_on(today, -1)
    back = {"今": 0, "昨": 1, "前": 2, "大": 3}[(said["rel_day"] or "今")[0]]
    day = today - timedelta(back)
    return day, day


def _third(year: int, month: int, third: str | None) -> tuple[date, date]:
    """A month, or its first, middle or last ten days (月初, 月底 mean these)."""
    end = month_end(year, month)
    if third in ("上旬", "月初", "初"):
        return date(year, month, 1), date(year, month, 10)
    if third in ("中旬", "月中"):
        return date(year, month, 11), date(year, month, 20)
    if third:
        return date(year, month, 21), end
    return date(year, month, 1), end


def _weekday(sign: str) -> int:
    return "一二三四五六日".index(sign.replace("天", "日")) if not sign.isdigit() else int(sign) - 1
