"""Laws and articles as offices cite them, and which matters rest on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shenguan_docs.nearest import fold_name
from shenguan_docs.plan.matters import Matter
from shenguan_docs.text import half_width

_LAW = re.compile("《([^《》]{2,80})》")
_NUMBER = "[0-9零〇一二两三四五六七八九十百千]{1,9}"
_LISTED = re.compile(rf"第{_NUMBER}(?:条?[、和,]第?{_NUMBER}|条?(?:至|到|-|—|~)第?{_NUMBER})*条")
_BARE = re.compile(r"(?<=[^\d第至到、和,~—-])(?=\d{1,4}(?:[、和,至到~—-]\d{1,4})*条)")
"""Where a hurried 第 is left out: 森林法57条."""
_BRACKETED = re.compile(r"[(（〔【][^)）〕】]*[)）〕】]")
_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class Citation:
    """A law with the numbers of its articles; none: the law as a whole."""

    law: str
    articles: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        """The one spelling: without 中华人民共和国 and without the year of a revision."""
        return fold_name(_BRACKETED.sub("", self.law)).removeprefix("中华人民共和国")

    def __str__(self) -> str:
        listed = "、".join(f"第{n}条" for n in sorted(self.articles))
        return f"《{self.law}》{listed}"


def citations(text: str) -> tuple[Citation, ...]:
    """Return the laws that a text cites with their articles; one without 《》 is taken whole.

    ``《森林法》第五十七条、第五十八条``, ``森林法第57至58条`` and ``森林法57、58条`` say the same.
    """
    folded = _BARE.sub("第", half_width(text))
    marks = list(_LAW.finditer(folded))
    if not marks:
        name = re.split(r"第[0-9零〇一二两三四五六七八九十百千]", folded, maxsplit=1)[0].strip(" ,、;:")
        return (Citation(name, articles(folded[len(name) :])),) if len(name) > 1 else ()
    ends = [mark.start() for mark in marks[1:]] + [len(folded)]
    found: dict[str, Citation] = {}
    for mark, end in zip(marks, ends, strict=True):
        cited = Citation(mark[1].strip(), articles(folded[mark.end() : end]))
        known = found.get(cited.key)
        found[cited.key] = Citation(known.law, known.articles | cited.articles) if known else cited
    return tuple(found.values())


def articles(text: str) -> frozenset[int]:
    """Return the numbers of the articles that a text names: 第五十七条, 第57、58条, 第三条至第六条."""
    found: set[int] = set()
    for stretch in _LISTED.findall(half_width(text)):
        for part in re.split("[、和,]", stretch):
            numbers = [_number(word) for word in re.findall(_NUMBER, part)]
            if len(numbers) == 2 and numbers[0] <= numbers[1] < numbers[0] + 500:
                found |= set(range(numbers[0], numbers[1] + 1))
            else:
                found |= set(numbers)
    return frozenset(found)


def _number(word: str) -> int:
    if word.isdigit() and word.isascii():
        return int(word)
    total, digit = 0, 0
    for char in word:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS.get(char, int(char) if char.isascii() else 0)
    return total + digit


@dataclass(frozen=True)
class Resting:
    """A matter that rests on a changed law; ``articles`` are those of its basis that changed, in words."""

    matter: Matter
    cited: str


def named_laws(laws: Iterable[str], its_articles: Iterable[str] = ()) -> tuple[Citation, ...]:
    """Return the laws of a form; articles that stand in a field of their own belong to the only law."""
    found = [c for text in laws for c in citations(text)]
    more = articles(" ".join(its_articles))
    if more and len(found) == 1:
        found = [Citation(found[0].law, found[0].articles | more)]
    return tuple(found)


def resting_on(matters: Sequence[Matter], laws: Sequence[Citation]) -> tuple[Resting, ...]:
    """Return the matters whose legal basis cites one of these laws, in their order.

    Where both name articles they must share one; where either names none the whole law counts.
    """
    found = []
    for matter in matters:
        shared = [
            Citation(law.law, basis.articles & law.articles or basis.articles)
            for basis in citations(matter.legal_basis)
            for law in laws
            if basis.key == law.key
            and (not basis.articles or not law.articles or basis.articles & law.articles)
        ]
        if matter.legal_basis and shared:
            found.append(Resting(matter, "；".join(map(str, dict.fromkeys(shared)))))
    return tuple(found)
