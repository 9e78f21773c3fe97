"""Types of option values that click does not have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from shenguan_docs.text import half_width

if TYPE_CHECKING:
    _DayType = click.ParamType[date]
    _ChoiceType = click.ParamType[str]
    _CountType = click.ParamType[int]
else:  # click learnt that types are generic in 8.2
    _DayType = _ChoiceType = _CountType = click.ParamType


class Day(_DayType):
    """A day written ``2026-03-05``; full-width digits are taken too."""

    name = "年-月-日"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or refuse what is no day of the calendar."""
        if isinstance(value, date):
            return value
        typed = half_width(str(value)).strip()
        if not re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", typed):
            self.fail(f"“{value}”不是日期，请写成 2026-03-05 的样子。", param, ctx)
        year, month, day = map(int, typed.split("-"))
        try:
            return date(year, month, day)
        except ValueError:
            self.fail(f"日历上没有“{value}”这一天。", param, ctx)


class Choice(_ChoiceType):
    """One of a few words; each may be typed in Chinese too."""

    name = "选项"

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the words as the help page shows them."""
        return "[" + "|".join(self.words) + "]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the English word, or refuse what is none of them."""
        typed = half_width(str(value)).strip().casefold()
        for word, chinese in self.words.items():
            if typed in (word, chinese):
                return word
        listed = "、".join(f"{word}（{chinese}）" for word, chinese in self.words.items())
        raise click.BadParameter(f"“{value}”不在可选之列，可以写：{listed}。", ctx, param)


class Count(_CountType):
    """A whole number from ``least`` to ``most``; full-width digits are taken too."""

    name = "整数"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or refuse what is none or too large."""
        typed = half_width(str(value)).strip()
        if not re.fullmatch(r"-?[0-9]{1,18}", typed):
            self.fail(f"“{value}”不是整数。", param, ctx)
        number = int(typed)
        if not self.least <= number <= self.most:
            self.fail(f"{number} 超出范围，要在 {self.least} 到 {self.most} 之间。", param, ctx)
        return number


DAY = Day()
