"""What was typed, as terms: words are joined by AND, 或/OR joins neighbours, ``-`` excludes, quotes keep.

林木采伐 〔2026〕7号        both
"林木 采伐"                 this stretch of text
甲公司 或 乙公司 处罚        one of the two, and 处罚
处罚 -撤销                  the first without the second
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.numbers import NumberForm, number_form, split_words

LONGEST = 2_000
"""Characters that a query may have; more is no question any more."""
MOST_TERMS = 64

_QUOTED = re.compile(r"""(?P<minus>(?<!\S)[-－])?(?:"(?P<a>[^"]*)"|“(?P<b>[^”]*)”|＂(?P<c>[^＂]*)＂)""")
_OR = frozenset({"或", "OR", "|", "｜"})


@dataclass(frozen=True)
class Term:
    """One thing asked for: a stretch of normal text, or a number (then its stretch counts too)."""

    needle: str
    number: NumberForm | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """The stretches of normal text that this may stand as."""
        return tuple(dict.fromkeys((self.needle, self.number.mention))) if self.number else (self.needle,)


@dataclass(frozen=True)
class Parsed:
    """``groups`` must all match, each by one of its terms; none of ``excluded`` may."""

    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """All terms that a hit is marked by."""
        return tuple(term for group in self.groups for term in group)

    @property
    def understood(self) -> list[dict[str, Any]]:
        """What was read as more than plain words."""
        return [
            {"part": "number", "text": term.needle, "value": str(term.number), "label": f"文号 {term.number}"}
            for term in self.wanted
            if term.number
        ]


def parse(typed: str) -> Parsed:
    """Read a query. Raises ``Refused`` for one too long or without a single searchable character."""
    if len(typed) > LONGEST:
        raise Refused(f"检索词太长({len(typed)} 字),最多 {LONGEST} 字", remedy="请只输入其中一句或几个词")
    groups: list[list[Term]] = []
    excluded: list[Term] = []
    joins = False
    count = 0
    for word, quoted, minus in _words(typed):
        if word in _OR and groups and not quoted and not minus:
            joins = True
            continue
        needle = normalise(word)
        if not needle:
            continue
        count += 1
        term = Term(needle, None if quoted else number_form(word))
        if minus:
            excluded.append(term)
        elif joins and groups:
            groups[-1].append(term)
        else:
            groups.append([term])
        joins = False
    if count > MOST_TERMS:
        raise Refused(f"检索词太多({count} 个),最多 {MOST_TERMS} 个", remedy="请减少几个词")
    if not count and typed.strip():
        raise Refused("输入里没有可以检索的字", remedy="请输入要找的字、词或文号")
    return Parsed(tuple(tuple(dict.fromkeys(g)) for g in groups), tuple(excluded))


def _words(typed: str) -> list[tuple[str, bool, bool]]:
    """Cut into (word, was it quoted, was it excluded); a quote that is not closed is a plain sign."""
    words: list[tuple[str, bool, bool]] = []
    at = 0
    for match in _QUOTED.finditer(typed):
        words += _bare(typed[at : match.start()])
        words.append((match["a"] or match["b"] or match["c"] or "", True, bool(match["minus"])))
        at = match.end()
    return words + _bare(typed[at:])


def _bare(typed: str) -> list[tuple[str, bool, bool]]:
    cut = []
    for word in split_words(typed):
        minus = len(word) > 1 and word[0] in "-－"
        cut.append((word[1:] if minus else word, False, minus))
    return cut
