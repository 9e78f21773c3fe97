"""What the fuzzer feeds: sound texts of every parser, pieces that parsers stumble over, and how they are mixed."""

from __future__ import annotations

import random
from collections.abc import Sequence

PIECES = (
    *"-－—~/\\|:;：；,，、。.!！?？()（）[]〔〕【】{}《》〈〉<>「」『』“”\"''‘’&%#@=+*^$_`",
    *"0０〇零○O一二三四五六七八九十百千万廿卅壹①㈠²५٣Ⅶ",
    *" \t\n\r\0\x0b\x0c\x1b\x7f\x85\xa0\u3000\u200b\u200d\u2028\u2029\u202e\u2066\ufeff\ufffd\ufffe\ud800\udfff",
    *"年月日号期第的和或与至到前后内上下本今昨", *"𠮷😀éÅİıßſK가", "\r\n", "e\u0301", "👨‍👩‍👧", "\u0300" * 30,
    "2026-02-29", "2026年13月32日", "9999-12-31", "0000-00-00", "0001-01-01", "10000-1-1", "20260305", "45000", "1e9", "1E+308", "nan", "inf", "-0", "0x1F",
    "99999999999999999999", "0" * 30, "null", "true", "None", "#REF!", "=1+1", "@SUM(A1)", "../", "C:\\", "CON", "file:///", "%00", "&amp;", "\\u0000", "\\", "''", '""',
    "上个月", "去年", "3-5月", "最近三天", "今年第一季度", "元旦以前", "5个工作日内", "闰二月", "二○二六年二月三十日", "十月初十", "三万万", "百百", "〇〇〇〇年",
    "{{ 7*7 }}", "{% for x in range(10**9) %}", "{% endif %}", "{{ x.__class__ }}", "{#", "{{", "%}", "[[fields]]", "[a.b.c]", '"""', "'''", "[[[", "]]]", "{a={a={a=1}}}",
    "a" * 300, "(" * 60, ")" * 60, '"' * 61, "年" * 50, "号" * 50, "〔2026〕" * 20, "-" * 80, " " * 200, "或" * 40, ",," * 60, "1" * 400, "x:" * 40,
)  # fmt: skip
"""Single marks, digits of all scripts, controls, half characters, days that are none, formulas, long runs."""


def mutated(seeds: Sequence[str], chance: random.Random, longest: int = 4000) -> str:
    """Return a text like one of ``seeds``, changed in one to a dozen places; not longer than ``longest``."""
    text = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 12))):
        text = _CHANGES[chance.randrange(len(_CHANGES))](text, seeds, chance)
        if len(text) > longest:
            start = chance.randrange(len(text) - longest + 1)
            text = text[start : start + longest]
    return text


def _put(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(PIECES) + text[at:]


def _replace(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(PIECES) + text[at + chance.randrange(1, 5) :]


def _cut(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randrange(1, 2 + len(text) // 3) :]


def _double(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    piece = text[at : at + chance.randrange(1, 30)]
    return text[:at] + piece * chance.choice((2, 2, 3, 10, 60)) + text[at:]


def _splice(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    other = chance.choice(seeds)
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other) + 1) :]


def _any_character(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    most = chance.choice((0x80, 0x3100, 0x10000, 0x110000))
    return text[:at] + chr(chance.randrange(most)) + text[at + chance.randrange(2) :]


def _swap(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    a, b = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[b:] + text[a:b] + text[:a]


def _digit(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    places = [at for at, char in enumerate(text) if char.isdigit()]
    if not places:
        return _put(text, seeds, chance)
    at = chance.choice(places)
    return text[:at] + str(chance.choice((0, 1, 9, 99, 31, 13))) + text[at + 1 :]


_CHANGES = (_put, _put, _replace, _replace, _cut, _double, _splice, _any_character, _swap, _digit, _digit)
