"""Which characters mending replaces: 〔〕 and form of numbers, form of dates, marks of levels; nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.elements import Role
from shenguan_docs.ruler.running_words import CITED, DOTTED, NOUGHTS

_DIGITS = {ord(full): str(n) for n, full in enumerate("０１２３４５６７８９")}
_CHINESE = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_RUNNING: frozenset[Role] = frozenset(
    {"body", "level-1", "level-2", "level-3", "level-4", "title", "recipients", "enclosure", "note", "copies",
     "annex-title", "roster"}
)  # fmt: skip


@dataclass(frozen=True)
class Replacement:
    """Characters ``start`` to ``end`` of an element's words become ``new``; ``what`` names the matter in Chinese."""

    start: int
    end: int
    new: str
    what: str


def replacements(role: Role, text: str) -> list[Replacement]:
    """What should be written otherwise in the words of an element, from the last to the first."""
    found = [*_wanted(role, text)]
    return sorted((r for r in found if text[r.start : r.end] != r.new), key=lambda r: r.start, reverse=True)


def _wanted(role: Role, text: str) -> Iterator[Replacement]:
    if role == "number" and (number := wording.NUMBER.search(text)):
        yield from _number(number)
    if role == "date" and (date := wording.DATE.search(text)):
        yield from _date(date, "成文日期")
    if role == "printed-by" and (date := wording.DATE.search(text)):
        yield from _date(date, "印发日期")
    if role.startswith("level-"):
        yield from _level(int(role[-1]), text)
    if role in _RUNNING:
        for cited in CITED.finditer(text):
            yield Replacement(*cited.span("open"), "〔", "所引文号的括号")
            yield Replacement(*cited.span("close"), "〕", "所引文号的括号")
        for date in DOTTED.finditer(text):
            parts = [int(part) for part in re.split(r"\D", date.group())]
            if 1 <= parts[1] <= 12 and 1 <= parts[2] <= 31:
                yield Replacement(*date.span(), f"{parts[0]}年{parts[1]}月{parts[2]}日", "日期写法")
        for date in NOUGHTS.finditer(text):
            for nought in re.finditer(r"(?<=[年月])0(?=[1-9])", date.group()):
                yield Replacement(date.start() + nought.start(), date.start() + nought.end(), "", "日期虚位")


def _number(number: re.Match[str]) -> Iterator[Replacement]:
    yield Replacement(*number.span("open"), "〔", "发文字号的括号")
    yield Replacement(*number.span("close"), "〕", "发文字号的括号")
    year = "".join(_CHINESE.get(c, c) for c in number["year"].translate(_DIGITS))
    if len(year) == 2 and year.isdigit():
        year = f"20{year}"
    yield Replacement(number.start("year"), number.start("close"), year, "发文字号的年份")
    if number["di"]:
        yield Replacement(*number.span("di"), "", "发文字号的“第”字")
    ordinal = number["ordinal"].translate(_DIGITS)
    if ordinal.isdigit():
        yield Replacement(*number.span("ordinal"), ordinal.lstrip("0") or ordinal, "发文字号的序号")


def _date(date: re.Match[str], what: str) -> Iterator[Replacement]:
    year = "".join(_CHINESE.get(c, c) for c in date["year"].translate(_DIGITS))
    year = f"20{year}" if len(year) == 2 else year
    month, day = (_figure(date[key]) for key in ("month", "day"))
    squeezed = wording.squeezed(date.group())
    if len(year) == 4 and 1 <= month <= 12 and 1 <= day <= 31 and not wording.right_date(squeezed):
        yield Replacement(*date.span(), f"{year}年{month}月{day}日", f"{what}的写法")


def _figure(text: str) -> int:
    plain = text.translate(_DIGITS)
    return int(plain) if plain.isdigit() else wording.ordinal(plain)


_RIGHT = {1: ("", "", "、"), 2: ("（", "）", ""), 3: ("", "", "."), 4: ("（", "）", "")}


def _level(level: int, text: str) -> Iterator[Replacement]:
    lead = len(text) - len(text.lstrip(" \u3000\u00a0"))
    found = wording.LEVELS[level - 1].match(text, lead)
    if found is None:
        return
    opening, closing, mark = _RIGHT[level]
    if level in (2, 4):
        yield Replacement(*found.span("open"), opening, "层次序数")
        yield Replacement(*found.span("close"), closing, "层次序数")
    if not (level == 3 and found["mark"] == "．"):
        yield Replacement(*found.span("mark"), mark, "层次序数")
