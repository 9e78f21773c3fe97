"""How a number is printed and how people type it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from shenguan_docs.errors import Refused

_FIELD = re.compile(r"\{(mark|group|year|n)(?::0([1-9]))?\}")
_OPENING = dict.fromkeys(map(ord, "〔[({【〖〘《<⟨"), "[")
_CLOSING = dict.fromkeys(map(ord, "〕])}】〗〙》>⟩"), "]")


def check_format(format: str) -> None:
    """Refuse a number format that would print an unknown field or the same number twice. Raises Refused."""
    rest = _FIELD.sub("", format)
    if "{" in rest or "}" in rest:
        raise Refused(
            f"文号格式“{format}”里有不认识的花括号",
            remedy="可用 {mark} 代字、{year} 年、{n} 序号、{group} 组",
        )
    names = {match[1] for match in _FIELD.finditer(format)}
    for name, meaning in (("year", "年"), ("n", "序号")):
        if name not in names:
            raise Refused(f"文号格式“{format}”里没有 {{{name}}}（{meaning}），会重号")


def format_number(format: str, *, mark: str, group: str, year: int, n: int) -> str:
    """Fill in a number format such as ``{mark}函〔{year}〕{n}号``; ``{n:04}`` pads. Raises Refused."""
    check_format(format)
    values: dict[str, str | int] = {"mark": mark, "group": group, "year": year, "n": n}
    return _FIELD.sub(lambda match: str(values[match[1]]).rjust(int(match[2] or 0), "0"), format)


def number_key(number: str) -> str:
    """Return the one spelling of a number: half width, upper case, one form of bracket, no blanks or noughts.

    ``益高社函（2026）07 号`` and ``益高社函〔2026〕7号`` have the same key, so they are the same number.
    """
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()
    folded = unicodedata.normalize("NFKC", folded)  # a capital may be of two characters
    folded = folded.translate(_OPENING).translate(_CLOSING)
    # ASCII digits only: ² or ① is folded by NFKC, other scripts' digits stay letters.
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", folded)


def loose_key(number: str) -> str:
    """Return words and figures only, as people type them: ``益高社函2026-7`` → ``益高社函|2026|7``."""
    parts = re.findall(r"[0-9]+|[^\W\d_]+", number_key(number))
    words = (part if part.isdecimal() else re.sub(r"[第号期]", "", part) for part in parts)
    return "|".join(word for word in words if word)


def of_years(typed: str, years: Iterable[int]) -> tuple[str, ...]:
    """Return the loose keys of a number typed without its year (``益高社函7号``), one a year; () if it has more."""
    words, bar, ordinal = loose_key(typed).partition("|")
    if not bar or words.isdecimal() or not ordinal.isdecimal() or len(ordinal) > 7:
        return ()
    return tuple(f"{words}|{year}|{ordinal}" for year in years)


def year_and_ordinal(typed: str) -> tuple[int, int] | None:
    """Return the two figures of ``〔2026〕7号`` or ``2026-7``, None if more or less is said."""
    match = re.fullmatch(r"([0-9]{4})\|([0-9]{1,9})", loose_key(typed))
    return (int(match[1]), int(match[2])) if match else None


@dataclass(frozen=True)
class Place:
    """What an old number says of its place: ``series`` is the number without year and ordinal, 0 is unknown."""

    series: str
    year: int
    ordinal: int


def place_of(number: str, year: int = 0) -> Place:
    """Read the place of any office's number: ``示林发[2019]7号`` → 示林发[]号, 2019, 7.

    ``year`` is what else is known of it. A number with a second figure (7-1号) has no place of its own.
    """
    key = number_key(number)
    found = re.search(r"\[((?:19|20)[0-9]{2})\]|(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])", key)
    rest = key
    if found and re.search("[0-9]", key[: found.start()] + key[found.end() :]):
        year = int(found[1] or found[2])
        rest = key[: found.start()] + "[]" + key[found.end() :]
    figures = list(re.finditer("[0-9]+", rest))
    if len(figures) != 1 or len(figures[0][0]) > 7:
        return Place("", year, 0)
    return Place(rest[: figures[0].start()] + rest[figures[0].end() :], year, int(figures[0][0]))
