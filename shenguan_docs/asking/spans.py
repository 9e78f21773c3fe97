"""Spans between points of time: 至, 以来, 以前, 从, 截至, 最近30天, 3-5月."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from shenguan_docs.asking.counting import (
    day_of,
    latest_day,
    month_end,
    months_back,
    read_number,
    read_year,
    years_back,
    years_on,
)
from shenguan_docs.asking.points import NUMERAL, SMALL, YEAR, Point, read_point

_SPAN = re.compile(
    rf"(?P<lead>最近|近来|近|过去|这|前)\s?的?(?P<n>{NUMERAL}|几|半)?\s?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)"
    r"(?P<tail>以来|之内|以内|来|内|里|间)?(?![一二三四五六日天份初底末0-9])"
)
_WITHIN = re.compile(
    rf"(?<![0-9第])(?P<n>{NUMERAL}|半)\s?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)(?:以来|之内|以内|来|内)"
)
_JOIN = re.compile(r"\s?(?:至|到|—{1,2}|–|-{1,2}|~|～|〜|−)\s?")
_FEW = re.compile(
    rf"(?<![0-9])(?P<a>{SMALL})\s?(?:至|到|—{{1,2}}|–|-|~|～|、)\s?(?P<b>{SMALL})\s?月(?:份|分(?!之))?(?![0-9])"
)
_FEW_YEARS = re.compile(
    r"(?<![0-9])(?P<a>(?:19|20)[0-9][0-9])\s?(?:至|到|—{1,2}|–|-|~|～)\s?(?P<b>(?:19|20)[0-9][0-9])\s?年?度?(?![-./0-9])"
)
_DOTTED = re.compile(
    r"(?<![0-9.])([0-9]{1,2})[./]([0-9]{1,2})\s?(?:至|到|—{1,2}|–|-|~|～)\s?([0-9]{1,2})[./]([0-9]{1,2})(?![0-9./])"
)
_MONTH_AND_DAY = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})(?![0-9./])")
_DAYS_ONLY = re.compile(rf"(?P<day>{SMALL})\s?[日号]")
_AND = re.compile(r"\s?(?:和|及|与|、)\s?")
_SINCE = re.compile(r"\s?(?:以来|至今|到今天|到现在|到目前|起|以后|之后|开始|过后)")
_BEFORE = re.compile(r"\s?(?:以前|之前|前(?![0-9]|[一二三两几]))")
_UNTIL = re.compile(r"(?:截至|截止到?|到)\s?")
_FROM = re.compile(r"(?:从|自|由)\s?")
_LATELY = {"天": 7, "日": 7, "周": 21, "星期": 21, "礼拜": 21}


class Span(NamedTuple):
    """``start:end`` of a text, first and last day (both included, None = open)."""

    start: int
    end: int
    first: date | None
    last: date | None


def read_span(text: str, at: int, today: date) -> Span | None:
    """Return the longest span at ``text[at]`` (half width). Raises ``NoSuchDay`` and other ``ValueError``."""
    return _opened(text, at, today) or _ranged(text, at, today)


def _opened(text: str, at: int, today: date) -> Span | None:
    """从…起, 截至…: spans with a word before them."""
    if lead := _FROM.match(text, at):
        inner = _ranged(text, lead.end(), today)
        if inner and inner.last is not None:
            bare = read_point(text, lead.end(), today)
            alone = bare is not None and bare.end == inner.end
            return Span(at, inner.end, inner.first, max(today, inner.last) if alone else inner.last)
    if (lead := _UNTIL.match(text, at)) and (point := read_point(text, lead.end(), today)):
        if text.startswith("到", at):
            return None
        tail = re.compile("为?止").match(text, point.end)
        return Span(at, tail.end() if tail else point.end, None, point.last)
    return None


def _ranged(text: str, at: int, today: date) -> Span | None:
    if found := _few(text, at, today) or _lately(text, at, today):
        return found
    left = read_point(text, at, today)
    if left is None:
        return None
    if join := _JOIN.match(text, left.end):
        right = _right(text, join.end(), left, today)
        if right and right.last and left.first:
            if left.first > right.last and not left.year_said and right.year_said:
                left = replace(left, first=years_back(left.first, right.last))
            if left.first and left.first <= right.last:
                end = right.end
                for word in ("之间", "期间", "为止", "止"):
                    if text.startswith(word, end):
                        end += len(word)
                        break
                return Span(at, end, left.first, right.last)
        if text.startswith(("今", "现在", "目前"), join.end()):
            end = join.end() + (1 if text[join.end()] == "今" else 2)
            return Span(at, end, left.first, today)
    also = _AND.match(text, left.end)
    next_one = _right(text, also.end(), left, today) if also else None
    if next_one and left.last and next_one.first == left.last + timedelta(1):  # 3月和4月
        return Span(at, next_one.end, left.first, next_one.last)
    if tail := _SINCE.match(text, left.end):
        assert left.first
        return Span(at, tail.end(), left.first, max(today, left.first))
    if tail := _BEFORE.match(text, left.end):
        assert left.first
        return Span(at, tail.end(), None, left.first - timedelta(1))
    end = left.end
    for word in ("期间", "之间", "当天", "那天"):
        if text.startswith(word, end):
            end += len(word)
            break
    return Span(at, end, left.first, left.last)


def _right(text: str, at: int, left: Point, today: date) -> Point | None:
    """The right end of a range; what it leaves out is that of the left end."""
    assert left.first and left.last
    if (day := _DAYS_ONLY.match(text, at)) and not read_point(text, at, today):
        found = day_of(left.first.year, left.first.month, read_number(day["day"]))
        return Point(at, day.end(), found, found, True)
    if dotted := _MONTH_AND_DAY.match(text, at):  # 2026.1.1-3.31
        found = day_of(left.first.year, int(dotted[1]), int(dotted[2]))
        return Point(at, dotted.end(), found, found, True)
    right = read_point(text, at, today)
    if right is None or right.first is None or right.last is None:
        return None
    if not right.year_said:
        shift = left.first.year - right.first.year
        first, last = years_on(right.first, shift), years_on(right.last, shift)
        if last < left.first:
            first, last = years_on(right.first, shift + 1), years_on(right.last, shift + 1)
        said = left.year_said
        if not said and first > today:  # 11月到2月, typed in January
            return replace(right, year_said=True)
        right = replace(right, first=first, last=last, year_said=said)
    return right


def _few(text: str, at: int, today: date) -> Span | None:
    """3-5月, 2025年10-12月, 2024-2026年."""
    if years := _FEW_YEARS.match(text, at):
        a, b = int(years["a"]), int(years["b"])
        if a < b and b - a < 100:
            return Span(at, years.end(), date(a, 1, 1), date(b, 12, 31))
    if short := _DOTTED.match(text, at):
        a, b, c, d = (int(short[n]) for n in range(1, 5))
        start, _ = latest_day(None, a, b, today)
        return Span(at, short.end(), start, day_of(start.year + ((c, d) < (a, b)), c, d))
    head = re.compile(YEAR + r"\s?").match(text, at)
    few = _FEW.match(text, head.end() if head else at)
    if not few:
        return None
    a, b = read_number(few["a"]), read_number(few["b"])
    if not (1 <= a < b <= 12):
        return None
    year = read_year(head, today) if head else today.year - (date(today.year, a, 1) > today)
    return Span(at, few.end(), date(year, a, 1), month_end(year, b))


def _lately(text: str, at: int, today: date) -> Span | None:
    found = _SPAN.match(text, at) or _WITHIN.match(text, at)
    if not found:
        return None
    said = found.groupdict()
    lead, n, unit, tail = said.get("lead") or "", said["n"], said["unit"], said.get("tail")
    if lead in ("这", "前") and (n in (None, "半") or unit in ("年", "季度")):
        return None
    if lead == "这" and unit in ("月", "周", "星期", "礼拜") and n in ("一", "1"):
        return None
    if lead == "" and unit == "月" and "个" not in found.group():
        return None  # 3月以来 is March, 3个月以来 are three months
    if lead == "" and n is None or unit == "季度" and n == "半":
        return None
    if n is None and unit in ("日", "年") and not tail and lead == "近":
        return None
    if lead == "前" and n == "几" or n == "几" and unit in _LATELY:
        back = today - timedelta(_LATELY.get(unit, 90))
    elif n == "几":
        back = months_back(today, {"月": 6, "季度": 12, "年": 60}[unit])
    elif n == "半":
        half = {"年": lambda: months_back(today, 6), "月": lambda: today - timedelta(15)}
        if unit not in half:
            return None
        back = half[unit]()
    else:
        count = read_number(n) if n else 1
        if unit in ("天", "日"):
            back = today - timedelta(count)
        elif unit in ("周", "星期", "礼拜"):
            back = today - timedelta(7 * count)
        else:
            back = months_back(today, count * {"月": 1, "季度": 3, "年": 12}[unit])
    return Span(at, found.end(), back, today)
