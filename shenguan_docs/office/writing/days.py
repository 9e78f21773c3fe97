"""Days as a secretary types them: 2026.3.5, 20260305, 三月五日, 3月5号, full-width figures; made into 2026-03-05."""

from __future__ import annotations

import re
from datetime import date, timedelta

from shenguan_docs.text import half_width

_FIGURES = {
    c: n
    for n, chars in enumerate(("〇零○Oo", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for c in chars
}
_CHINESE = re.compile("[〇零○一二三四五六七八九十廿卅]+")
_WHOLE = re.compile(r"(\d{4})\s*[年\-/.、]\s*(\d{1,2})\s*[月\-/.、]\s*(\d{1,2})\s*[日号]?")
_SHORT = re.compile(r"(\d{1,2})\s*[月\-/.]\s*(\d{1,2})\s*[日号]?")
_SPOKEN = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1, "后天": 2}
_AHEAD, _BACK = timedelta(days=45), timedelta(days=45)


def typed_day(typed: str, today: date, *, ahead: bool = False) -> tuple[date, bool] | None:
    """Return the day that was typed and whether its year (or all of it) was guessed; None for what is no day.

    Without a year it is the year that lies nearest: for what happened not in the future, for a term
    (``ahead``) not in the past.
    """
    text = "".join(half_width(typed).split()).replace("年年", "年")
    if text in _SPOKEN:
        return today + timedelta(days=_SPOKEN[text]), True
    text = _CHINESE.sub(lambda found: _figures(found[0]), text)
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if whole := _WHOLE.fullmatch(text):
        day = _day(int(whole[1]), int(whole[2]), int(whole[3]))
        return (day, False) if day else None
    if short := _SHORT.fullmatch(text):
        for year in _years(today, ahead):
            day = _day(year, int(short[1]), int(short[2]))
            if day and (day >= today - _BACK if ahead else day <= today + _AHEAD):
                return day, True
    return None


def _years(today: date, ahead: bool) -> tuple[int, ...]:
    return (today.year, today.year + 1) if ahead else (today.year, today.year - 1)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _figures(chinese: str) -> str:
    """``二〇二六`` → ``2026``, ``二十五`` → ``25``, ``十`` → ``10``."""
    text = chinese.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return "".join(str(_FIGURES[c]) for c in text)
    tens, _, ones = text.partition("十")
    return str(10 * (_FIGURES.get(tens, 0) if tens else 1) + (_FIGURES.get(ones, 0) if ones else 0))
