"""Days and spans as people type them: 上个月, 今年以来, 2025年10月至12月, 去年第四季度, 最近30天, 3月5日.

A month, quarter or day without a year is the latest one that has begun by ``today``. Spans count both
their days; an open end is None. Nothing here guesses: what is not in the table is no day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shenguan_docs.text import half_width

_CN = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2, "元": 1}
_NUM = r"(?:\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九两俩])"
_SMALL = r"(?:0?[1-9]|1[0-9]|2[0-9]|3[01]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = (
    r"(?:(?P<rel_year>今年|本年|去年|上年|上一年|大前年|前年)度?(?:的)?"
    r"|(?P<year>(?:19|20)\d\d|[一二]\s?[〇零○九]\s?[〇零○一二三四五六七八九]\s?[〇零○一二三四五六七八九]|(?<!\d)2\d)\s?年度?(?:的)?)"
)
_PART = r"(?P<{0}>上旬|中旬|下旬|月初|月中|月底|月末|初|中旬|底|末)?"
_POINTS = tuple(
    re.compile(pattern)
    for pattern in (
        # 2026-03-05 2026.3.5 2026/3/5 20260305
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[-./])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d|[-./]\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[-./](?P<m>0?[1-9]|1[0-2])(?!\d|[-./]\d)",
        rf"{_YEAR}?\s?(?<!\d)(?P<month>{_SMALL})\s?月份?\s?(?P<day>{_SMALL})(?:\s?[日号](?!\s?[文函])|(?![\d日号个件份次年月十]))",
        rf"{_YEAR}?\s?(?<!\d)(?P<month>{_SMALL})\s?月(?:份|分(?!之))?(?!\d)" + _PART.format("third"),
        rf"{_YEAR}?\s?(?:第\s?(?P<quarter>[1-4一二三四])\s?季度?|(?P<quarter2>[1-4一二三四])\s?季度|[qQ](?P<quarter3>[1-4])(?![\da-zA-Z])|(?P<first>首)季度?)",
        rf"{_YEAR}?\s?前\s?(?P<quarters>[1-4一二两三四])\s?个?季度",
        rf"{_YEAR}?\s?(?P<half>上半年|下半年)",
        rf"{_YEAR}?\s?(?P<season>年初|年底|年末|年终)",
        _YEAR,
        rf"{_YEAR}(?P<season>初|底|末|终)",
        rf"(?P<rel_month>上上个?月|上个?月|上一个月|前一?个月|本月|当月|这个?月)份?(?:的)?(?P<day>{_SMALL})[日号]",
        r"(?P<rel_month>上上个?月|上个?月|上一个月|本月|当月|这个?月)(?:份|分(?!之))?"
        + _PART.format("third"),
        r"(?P<rel_quarter>上上个?季度?|上个?季度?|上一季度?|本季度?|这个?季度)",
        r"(?P<rel_week>上上个?|上一?个?|本|这一?个?)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天1-7])?(?![年月])",
        r"(?P<last>周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![年月])",
        r"(?P<rel_day>今天|今日|昨天|昨日|大前天|前天|前日)",
        r"(?P<same>去年同期)",
    )
)
_SPAN = re.compile(
    rf"(?P<lead>最近|近来|近|过去|这|前)\s?的?(?P<n>{_NUM}|几|半)?\s?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)"
    r"(?P<tail>以来|之内|以内|来|内|里|间)?(?![一二三四五六日天份初底末\d])"
)
_WITHIN = re.compile(
    rf"(?<![\d第])(?P<n>{_NUM}|半)\s?个?(?P<unit>天|日|周|星期|礼拜|月|季度|年)(?:以来|之内|以内|来|内)"
)
_JOIN = re.compile(r"\s?(?:至|到|—{1,2}|–|-{1,2}|~|～|〜|−)\s?")
_FEW = re.compile(
    rf"(?<!\d)(?P<a>{_SMALL})\s?(?:至|到|—{{1,2}}|–|-|~|～|、)\s?(?P<b>{_SMALL})\s?月(?:份|分(?!之))?(?!\d)"
)
_FEW_YEARS = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)\d\d)\s?(?:至|到|—{1,2}|–|-|~|～)\s?(?P<b>(?:19|20)\d\d)\s?年?度?(?![-./\d])"
)
_DOTTED = re.compile(
    r"(?<![\d.])(\d{1,2})[./](\d{1,2})\s?(?:至|到|—{1,2}|–|-|~|～)\s?(\d{1,2})[./](\d{1,2})(?![\d./])"
)
_DAYS_ONLY = re.compile(rf"(?P<day>{_SMALL})\s?[日号]")
_AND = re.compile(r"\s?(?:和|及|与|、)\s?")
_SINCE = re.compile(r"\s?(?:以来|至今|到今天|到现在|到目前|起|以后|之后|开始|过后)")
_BEFORE = re.compile(r"\s?(?:以前|之前|前(?!\d|[一二三两几]))")
_UNTIL = re.compile(r"(?:截至|截止到?|到)\s?")
_FROM = re.compile(r"(?:从|自|由)\s?")
_BEGINNINGS = frozenset(
    "0123456789０１２３４５６７８９一二三四五六七八九十〇零○两俩半几今本去上大前昨这当下年首第Qq周星礼最近过从自由截Ｑｑ"
)
_LATELY = {"天": 7, "日": 7, "周": 21, "星期": 21, "礼拜": 21}


@dataclass(frozen=True)
class Days:
    """A span found in a text: ``start:end`` of the text, first and last day (both included, None = open)."""

    start: int
    end: int
    first: date | None
    last: date | None

    @property
    def value(self) -> str:
        """The span in one word: ``2026-03-01/2026-03-31``, an open end as ``..``."""
        return f"{self.first or '..'}/{self.last or '..'}"

    @property
    def label(self) -> str:
        """The span in Chinese."""
        if self.first == self.last:
            return str(self.first)
        if not self.first:
            return f"{self.last} 及以前"
        return f"{self.first} 至 {self.last}" if self.last else f"{self.first} 起"


@dataclass(frozen=True)
class _Point(Days):
    year_said: bool = True


class NoSuchDay(ValueError):
    """A day was typed that the calendar does not have, such as 2月30日."""


def days_at(text: str, at: int, today: date) -> Days | None:
    """Return the longest span of days that begins at ``text[at]``, None if there is none."""
    return _read(half_width(text), at, today) if text[at : at + 1] in _BEGINNINGS else None


def whole_span(text: str, today: date) -> Days | None:
    """Return the span that all of ``text`` names (``2026-03..2026-05`` too), None if it names none."""
    folded = half_width(text.strip()).replace("..", "至")
    found = _read(folded, 0, today)
    return found if found and found.end == len(folded) else None


def _read(text: str, at: int, today: date) -> Days | None:
    try:
        return _opened(text, at, today) or _ranged(text, at, today)
    except (NoSuchDay, OverflowError, ValueError):
        return None


def _opened(text: str, at: int, today: date) -> Days | None:
    """从…起, 截至…: spans with a word before them."""
    if lead := _FROM.match(text, at):
        inner = _ranged(text, lead.end(), today)
        if inner and inner.last is not None:
            bare = _point(text, lead.end(), today)
            alone = bare is not None and bare.end == inner.end
            return Days(at, inner.end, inner.first, max(today, inner.last) if alone else inner.last)
    if (lead := _UNTIL.match(text, at)) and (point := _point(text, lead.end(), today)):
        if text.startswith("到", at):
            return None
        tail = re.compile("为?止").match(text, point.end)
        return Days(at, tail.end() if tail else point.end, None, point.last)
    return None


def _ranged(text: str, at: int, today: date) -> Days | None:
    if found := _few(text, at, today) or _lately(text, at, today):
        return found
    left = _point(text, at, today)
    if left is None:
        return None
    if join := _JOIN.match(text, left.end):
        right = _right(text, join.end(), left, today)
        if right and right.last and left.first:
            if left.first > right.last and not left.year_said and right.year_said:
                left = replace(left, first=_back(left.first, right.last))
            if left.first and left.first <= right.last:
                end = right.end
                for word in ("之间", "期间", "为止", "止"):
                    if text.startswith(word, end):
                        end += len(word)
                        break
                return Days(at, end, left.first, right.last)
        if text.startswith(("今", "现在", "目前"), join.end()):
            end = join.end() + (1 if text[join.end()] == "今" else 2)
            return Days(at, end, left.first, today)
    also = _AND.match(text, left.end)
    next_one = _right(text, also.end(), left, today) if also else None
    if next_one and left.last and next_one.first == left.last + timedelta(1):  # 3月和4月
        return Days(at, next_one.end, left.first, next_one.last)
    if tail := _SINCE.match(text, left.end):
        assert left.first
        return Days(at, tail.end(), left.first, max(today, left.first))
    if tail := _BEFORE.match(text, left.end):
        assert left.first
        return Days(at, tail.end(), None, left.first - timedelta(1))
    end = left.end
    for word in ("期间", "之间", "当天", "那天"):
        if text.startswith(word, end):
            end += len(word)
            break
    return Days(at, end, left.first, left.last)


def _right(text: str, at: int, left: _Point, today: date) -> _Point | None:
    """The right end of a range; what it leaves out is that of the left end."""
    assert left.first and left.last
    if (day := _DAYS_ONLY.match(text, at)) and not _point(text, at, today):
        found = _day(left.first.year, left.first.month, _number(day["day"]))
        return _Point(at, day.end(), found, found, True)
    right = _point(text, at, today)
    if right is None or right.first is None or right.last is None:
        return None
    if not right.year_said:
        shift = left.first.year - right.first.year
        first, last = _years_on(right.first, shift), _years_on(right.last, shift)
        if last < left.first:
            first, last = _years_on(right.first, shift + 1), _years_on(right.last, shift + 1)
        said = left.year_said
        if not said and first > today:  # 11月到2月, typed in January
            return replace(right, year_said=True)
        right = replace(right, first=first, last=last, year_said=said)
    return right


def _back(first: date, last: date) -> date:
    while first > last:
        first = _years_on(first, -1)
    return first


def _years_on(day: date, years: int) -> date:
    year = day.year + years
    full = day.day == monthrange(day.year, day.month)[1]
    end = monthrange(year, day.month)[1]
    return date(year, day.month, end if full else min(day.day, end))


def _few(text: str, at: int, today: date) -> Days | None:
    """3-5月, 2025年10-12月, 2024-2026年."""
    if years := _FEW_YEARS.match(text, at):
        a, b = int(years["a"]), int(years["b"])
        if a < b and b - a < 100:
            return Days(at, years.end(), date(a, 1, 1), date(b, 12, 31))
    if short := _DOTTED.match(text, at):
        a, b, c, d = (int(short[n]) for n in range(1, 5))
        start, _ = _latest_day(None, a, b, today)
        return Days(at, short.end(), start, _day(start.year + ((c, d) < (a, b)), c, d))
    head = re.compile(_YEAR + r"\s?").match(text, at)
    few = _FEW.match(text, head.end() if head else at)
    if not few:
        return None
    a, b = _number(few["a"]), _number(few["b"])
    if not (1 <= a < b <= 12):
        return None
    year = _year(head, today) if head else today.year - (date(today.year, a, 1) > today)
    return Days(at, few.end(), date(year, a, 1), _month_end(year, b))


def _lately(text: str, at: int, today: date) -> Days | None:
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
        back = _months_back(today, {"月": 6, "季度": 12, "年": 60}[unit])
    elif n == "半":
        half = {"年": lambda: _months_back(today, 6), "月": lambda: today - timedelta(15)}
        if unit not in half:
            return None
        back = half[unit]()
    else:
        count = _number(n) if n else 1
        if unit in ("天", "日"):
            back = today - timedelta(count)
        elif unit in ("周", "星期", "礼拜"):
            back = today - timedelta(7 * count)
        else:
            back = _months_back(today, count * {"月": 1, "季度": 3, "年": 12}[unit])
    return Days(at, found.end(), back, today)


def _months_back(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _point(text: str, at: int, today: date) -> _Point | None:
    """The longest point of time at ``at``; raises NoSuchDay for one that the calendar does not have."""
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
    return _Point(at, end, first, last, year_said)


def _span_of(said: dict[str, str | None], match: re.Match[str], today: date) -> tuple[date, date]:
    if y := said.get("y"):
        month = int(said["m"] or 0)
        if d := said.get("d"):
            day = _day(int(y), month, int(d))
            return day, day
        return date(int(y), month, 1), _month_end(int(y), month)
    year = _year(match, today) if said.get("rel_year") or said.get("year") else None
    if month_said := said.get("month"):
        month = _number(month_said)
        if not 1 <= month <= 12:
            raise NoSuchDay
        if day_said := said.get("day"):
            return _latest_day(year, month, _number(day_said), today)
        year = year or today.year - (date(today.year, month, 1) > today)
        return _third(year, month, said.get("third"))
    if quarter := said.get("quarter") or said.get("quarter2") or said.get("quarter3") or said.get("first"):
        q = 1 if quarter == "首" else _number(quarter)
        year = year or today.year - (date(today.year, 3 * q - 2, 1) > today)
        return date(year, 3 * q - 2, 1), _month_end(year, 3 * q)
    if quarters := said.get("quarters"):
        return date(year or today.year, 1, 1), _month_end(year or today.year, 3 * _number(quarters))
    if half := said.get("half"):
        start = 1 if half == "上半年" else 7
        year = year or today.year - (date(today.year, start, 1) > today)
        return date(year, start, 1), _month_end(year, start + 5)
    if season := said.get("season"):
        start = 1 if season.endswith("初") else 10
        year = year or today.year - (date(today.year, start, 1) > today)
        return date(year, start, 1), _month_end(year, start + 2)
    if year is not None:
        return date(year, 1, 1), date(year, 12, 31)
    return _relative(said, today)


def _relative(said: dict[str, str | None], today: date) -> tuple[date, date]:
    if rel := said.get("rel_month"):
        back = 2 if rel.startswith("上上") else 1 if rel.startswith(("上", "前")) else 0
        start = _months_back(today.replace(day=1), back)
        if day_said := said.get("day"):
            day = _day(start.year, start.month, _number(day_said))
            return day, day
        return _third(start.year, start.month, said.get("third"))
    if rel := said.get("rel_quarter"):
        back = 2 if rel.startswith("上上") else 1 if rel.startswith("上") else 0
        start = _months_back(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * back)
        return start, _month_end(start.year, start.month + 2)
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
        return date(today.year - 1, 1, 1), _years_on(today, -1)
    back = {"今": 0, "昨": 1, "前": 2, "大": 3}[(said["rel_day"] or "今")[0]]
    day = today - timedelta(back)
    return day, day


def _third(year: int, month: int, third: str | None) -> tuple[date, date]:
    """A month, or its first, middle or last ten days (月初, 月底 mean these)."""
    end = _month_end(year, month)
    if third in ("上旬", "月初", "初"):
        return date(year, month, 1), date(year, month, 10)
    if third in ("中旬", "月中"):
        return date(year, month, 11), date(year, month, 20)
    if third:
        return date(year, month, 21), end
    return date(year, month, 1), end


def _latest_day(year: int | None, month: int, day: int, today: date) -> tuple[date, date]:
    if year is None:
        for back in range(0, 9):  # 29 February comes every eighth year at the latest
            try:
                found = date(today.year - back, month, day)
            except ValueError:
                continue
            if found <= today:
                return found, found
        raise NoSuchDay
    found = _day(year, month, day)
    return found, found


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay from None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _weekday(sign: str) -> int:
    return "一二三四五六日".index(sign.replace("天", "日")) if not sign.isdigit() else int(sign) - 1


def _year(match: re.Match[str], today: date) -> int:
    if rel := match["rel_year"]:
        back = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "上一年": 1, "前年": 2, "大前年": 3}
        return today.year - back[rel]
    said = match["year"].replace(" ", "")
    digits = "".join(str(_CN.get(c, c)) for c in said)
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _number(said: str) -> int:
    """``12``, ``十二``, ``二十``, ``两``."""
    if said.isdigit() and said.isascii():
        return int(said)
    tens, ten, ones = said.partition("十")
    if not ten:
        return _CN[said]
    return (_CN[tens] if tens else 1) * 10 + (_CN[ones] if ones else 0)
