"""发文字号 as they are typed inside a longer query, with the mistakes that fingers make.

益高社函[2026]7, 社函〔26〕第７号, 益高社函2026-7, 益高社函（2026 7号, 益高社函二〇二六年七号 all name the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shenguan_docs.index.normal import normalise
from shenguan_docs.index.numbers import NumberForm

_CN = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "o": "0", "O": "0"}
_OPEN, _CLOSE = "([{〔【《〈<「『", ")]}〕】》〉>」』"
_YEAR = r"(?P<y>(?:19|20)[0-9][0-9]|2[oO0][0-9][0-9]|二[〇零○oO][〇零○一二三四五六七八九]{2})"
_SHORT = r"(?P<y>(?:19|20)?[0-9][0-9]|2[oO0][0-9][0-9]|二[〇零○oO][〇零○一二三四五六七八九]{2})"
_ORDINAL = r"(?P<n>[0-9]{1,6}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_UNIT = r"(?:\s?[号期次])"
_O, _C = f"[{re.escape(_OPEN)}]", f"[{re.escape(_CLOSE)}]"
# Patterns stay text here: most searches have no digit, and none of them need be compiled.
_CORES = (
    (rf"{_O}\s?{_SHORT}\s?年?\s?{_C}\s?-?\s?(?:第\s?)?{_ORDINAL}{_UNIT}?(?![0-9]|\s?[月日])", False),
    (rf"{_O}\s?{_YEAR}\s?(?:第\s?)?{_ORDINAL}{_UNIT}", False),  # brackets half forgotten
    (rf"{_YEAR}\s?{_C}\s?(?:第\s?)?{_ORDINAL}{_UNIT}?(?![0-9])", False),
    (rf"{_YEAR}\s?年?\s?第\s?{_ORDINAL}\s?[号期](?![0-9])", False),
    (rf"{_YEAR}\s?年\s?{_ORDINAL}\s?[号期](?![0-9])", False),
    (rf"(?<![0-9])(?P<y>2[0-9])\s?年\s?第?\s?{_ORDINAL}\s?号(?![0-9])", False),  # 26年7号
    (rf"(?<![0-9]){_YEAR}\s(?:第\s?)?{_ORDINAL}\s?号(?![0-9])", False),  # 2026 7号
    (rf"{_YEAR}(?P<n>0[0-9]{{1,3}})(?![0-9])", True),  # 益高社函2026007
    (rf"{_SHORT}\s?[-—–－]\s?(?:第\s?)?{_ORDINAL}{_UNIT}?(?![0-9\-月])", True),
    (rf"{_YEAR}\s(?:第\s?)?{_ORDINAL}{_UNIT}?(?![0-9月日年])", True),
    (rf"{_YEAR}(?:第\s?)?{_ORDINAL}{_UNIT}", True),  # 益高社函20267号
)
_DIGIT = re.compile("[0-9一二三四五六七八九十]")
_BARE = r"(?<![0-9\-])(?:19|20)[0-9][0-9][-—–](?:[1-9]|0?[0-9]{3,6}|[1-9][0-9])(?:[号期次])?(?![0-9\-月日])"
_ALONE = rf"第?\s?{_ORDINAL}\s?[号期]"
_LOOSE = rf"(?:第\s?{_ORDINAL}\s?[号期](?![0-9])|(?<![0-9月.-]){_ORDINAL.replace('<n>', '<n2>')}\s?号(?=的?(?:函|文|复函|通知|请示)))"
_HAN = re.compile(r"[\u4e00-\u9fff]{1,16}\s?$")


@dataclass(frozen=True)
class Found:
    """A number at ``start:end``; ``form`` is None where no year was typed, then ``mark`` and ``ordinal`` tell."""

    start: int
    end: int
    form: NumberForm | None
    mark: str = ""
    ordinal: int = 0


def find_numbers(text: str, marks: Iterable[str]) -> list[Found]:
    """Return the numbers in ``text`` (half width), none overlapping, the clearer forms first.

    ``marks`` are the beginnings of the office's own numbers (益高社函): a part of one is enough before a year
    without brackets. Before brackets any words that fill the stretch from a blank count as a 机关代字.
    """
    if not _DIGIT.search(text):
        return []
    known = sorted({normalise(mark) for mark in marks}, key=len, reverse=True)
    found: list[Found] = []
    for pattern, marked in _CORES:
        for match in re.finditer(pattern, text):
            mark, start = _mark_before(text, match.start(), known)
            if marked and not mark or not mark and match.start() and text[match.start() - 1].isdigit():
                continue
            if not marked and not mark:
                mark, start = _unknown_mark(text, start)
            year, ordinal = _digits(match["y"]), _count(match["n"])
            if ordinal and not any(start < f.end and f.start < match.end() for f in found):
                year = year if year > 99 else 2000 + year
                found.append(Found(start, match.end(), NumberForm(mark, year, ordinal)))
    for match in re.finditer(_BARE, text):
        if not any(match.start() < f.end and f.start < match.end() for f in found):
            said, _, rest = re.sub("[—–]", "-", match.group()).partition("-")
            if ordinal := int(re.sub(r"\D", "", rest)):
                found.append(Found(match.start(), match.end(), NumberForm("", int(said), ordinal)))
    for match in re.finditer(_ALONE, text):
        mark, start = _mark_before(text, match.start(), known)
        taken = any(start < f.end and f.start < match.end() for f in found)
        if mark and not taken and (ordinal := _count(match["n"])):
            found.append(Found(start, match.end(), None, mark, ordinal))
    for match in re.finditer(_LOOSE, text):
        taken = any(match.start() < f.end and f.start < match.end() for f in found)
        said = match["n"] if match["n"] else match["n2"]
        if not taken and (ordinal := _count(said)):
            found.append(Found(match.start(), match.end(), None, "", ordinal))
    return sorted(found, key=lambda f: f.start)


def _unknown_mark(text: str, at: int) -> tuple[str, int]:
    """A 机关代字 of another body fills the stretch from a blank to the bracket: 湘林发〔2025〕3号."""
    han = _HAN.search(text[:at])
    if han and (han.start() == 0 or text[han.start() - 1].isspace()):
        words = han.group().strip()
        if 2 <= len(words) <= 8 and words[-1] in _ENDS:
            return normalise(words), han.start()
    return "", at


_ENDS = frozenset("函字发办通报告文复批令请纪要审罚备核许定号决意")


def _mark_before(text: str, at: int, known: list[str]) -> tuple[str, int]:
    """Return the longest part of a known mark that ends at ``at`` (2 characters at least), and its start."""
    end = at - 1 if at and text[at - 1].isspace() else at
    for length in range(min(16, end), 1, -1):
        piece = text[end - length : end]
        if piece[0].isspace() or piece[-1].isspace():
            continue
        folded = normalise(piece)
        if len(folded) > 1 and any(folded in mark for mark in known):
            return folded, end - length
    for said in ("收文", "收"):  # the register of what comes in: 收〔2026〕2号, 收文2号
        if text[:end].endswith(said) and (end == len(said) or text[end - len(said) - 1].isspace()):
            return "收", end - len(said)
    return "", at


def _digits(said: str) -> int:
    return int("".join(_CN.get(c, c) for c in said))


def _count(said: str) -> int:
    if said.isdigit() and said.isascii():
        return int(said)
    tens, ten, ones = said.partition("十")
    if not ten:
        return int(_CN[said])
    return int(_CN.get(tens, "1")) * 10 + int(_CN.get(ones, "0"))
