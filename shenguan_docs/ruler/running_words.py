"""Rules about running words (GB/T 15834 punctuation, GB/T 15835 numerals) and about cited numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.elements import BODY, Element
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.noting import note

_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_READ = BODY | {"title", "recipients", "enclosure", "note", "copies", "table", "annex-title", "roster"}
# A half-width mark with Chinese before it; a colon or comma between digits, a point in 1.5, are none.
_HALF = re.compile(
    rf"{_HAN}\s?[,;:?!](?![A-Za-z0-9/])|{_HAN}[,;?!](?=\d|{_HAN})|{_HAN}:(?={_HAN})|{_HAN}\.(?={_HAN}|$)"
)
_HALF_BRACKET = re.compile(rf"\((?={_HAN})|(?<={_HAN})\)")
_FULL = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_STRAIGHT = re.compile(rf"[\"'](?={_HAN})|(?<={_HAN})[\"']")
_ELLIPSIS = re.compile(rf"(?<={_HAN})(?:\.{{3,}}|。{{2,}}|…(?!…)(?<!……)|-{{2,}}|—(?!—)(?<!——)(?={_HAN}))")
CITED = re.compile(
    r"(?<=[\u4e00-\u9fff])(?P<open>[\[［【(（{〈<])(?P<year>(?:19|20)[0-9]{2})(?P<close>[\]］】)）}〉>])第?(?P<ordinal>[0-9]+)号"
)
DOTTED = re.compile(
    r"(?<![0-9A-Za-z.．/\-－])(?:19|20)[0-9]{2}[.．/\-－][01]?[0-9][.．/\-－][0-3]?[0-9](?![0-9A-Za-z.．/\-－])"
)
NOUGHTS = re.compile(r"(?:19|20)[0-9]{2}年(?:0[1-9]月(?:[0-3]?[0-9]日)?|1?[0-9]月0[1-9]日)")
_PAIRS = {"（": "）", "《": "》", "“": "”", "〔": "〕", "「": "」", "【": "】", "〈": "〉"}
_CLOSERS = {close: opening for opening, close in _PAIRS.items()}
NO_START = frozenset("，。、；：！？）》〉」』】〕”’％,;:!?)]}·…")
NO_END = frozenset("（《〈「『【〔“‘([{")


def check_running_words(elements: Sequence[Element]) -> Iterator[Finding]:
    """Judge the words of every element that is read as a sentence or a name."""
    for element in _whole_titles(elements):
        if element.role not in _READ:
            continue
        text = element.text
        yield from _first(element, "cited-number", CITED, "年份用〔〕")
        yield from _first(element, "body-date", DOTTED, "2026年1月5日这样的写法")
        yield from _first(element, "body-date", NOUGHTS, "月、日不编虚位")
        # How a level is marked is a rule of its own.
        level = wording.level_of(text) if element.role.startswith("level-") else 0
        head = wording.LEVELS[level - 1].match(text) if level else None
        start = head.end() if head else 0
        half = _HALF.search(text, start) or _HALF_BRACKET.search(text, start)
        if half and _inside(text, half, element.role):
            yield note("punctuation-width", element, "全角标点", _around(text, half))
        yield from _first(element, "digit-width", _FULL, "半角")
        yield from _first(element, "quotes", _STRAIGHT, "“”")
        yield from _first(element, "ellipsis", _ELLIPSIS, "……、——")
        if element.role != "table" and (odd := _unpaired(text)):
            yield note("pairs", element, "成对", odd)
        yield from _line_edges(element)


def _whole_titles(elements: Sequence[Element]) -> Iterator[Element]:
    """The elements; the lines of one title, where a reader gives them one by one, put together."""
    title: list[Element] = []
    for element in elements:
        if title and element.role != title[0].role:
            yield _together(title)
            title = []
        if element.role in ("title", "annex-title"):
            title.append(element)
        else:
            yield element
    if title:
        yield _together(title)


def _together(parts: list[Element]) -> Element:
    if len(parts) == 1:
        return parts[0]
    return replace(
        parts[0],
        text="".join(part.text for part in parts),
        boxes=tuple(box for part in parts for box in part.boxes),
        lines=tuple(line for part in parts for line in part.lines),
    )


def _first(element: Element, rule: str, pattern: re.Pattern[str], expected: str) -> Iterator[Finding]:
    if found := pattern.search(element.text):
        yield note(
            rule, element, expected, found.group() if len(found.group()) > 1 else _around(element.text, found)
        )


def _inside(text: str, half: re.Match[str], role: str) -> bool:
    """Not the colon or bracket that a rule of its own judges."""
    bare = text.strip()
    at, mark = half.start(), half.group()
    if role == "note" and (mark in "()" and at in (text.find(bare), text.find(bare) + len(bare) - 1)):
        return _HALF.search(text) is not None
    if role in ("recipients", "copies", "enclosure") and ":" in mark:
        rest = text[: at + 1] + "：" + text[half.end() :]
        return bool(_HALF.search(rest) or _HALF_BRACKET.search(rest))
    return True


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 4) : found.end() + 4].strip()


def _unpaired(text: str) -> str:
    """The first bracket without its other half, "" when all are paired."""
    open_ones: list[str] = []
    for char in text:
        if char in _PAIRS:
            open_ones.append(char)
        elif char in _CLOSERS:
            if not open_ones or open_ones[-1] != _CLOSERS[char]:
                # "1）" counts; it opens nothing.
                if char == "）" and not open_ones:
                    continue
                return char
            open_ones.pop()
    return open_ones[-1] if open_ones and open_ones[-1] != "“" else ""


def _line_edges(element: Element) -> Iterator[Finding]:
    """避头尾: known where the reader knows the lines (PDF)."""
    lines = [line.strip() for line in element.lines if line.strip()]
    for line in lines[1:]:
        if line[0] in NO_START and not line.startswith("……"):
            yield note("line-start", element, "行首不放这个标点", line[:6])
            return
    for line in lines[:-1]:
        if line[-1] in NO_END:
            yield note("line-end", element, "行末不放这个标点", line[-6:])
            return
