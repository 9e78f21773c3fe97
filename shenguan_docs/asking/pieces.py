"""A run of bare words as one text, the pieces that it is cut into, and the little words that ask for nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shenguan_docs.asking.days import Days
from shenguan_docs.asking.numbers import Found
from shenguan_docs.asking.tree import Word
from shenguan_docs.asking.vocabulary import Name
from shenguan_docs.text import half_width

_SKIPPED = frozenset("\u200b\u200c\u200d\ufeff\"'“”‘’《》<>·•・‧\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
_BRACKETS = str.maketrans("〔〕[]【】﹝﹞", "()()()()")
GLUE = re.compile(
    "的时候|有没有|了没有|没有|收到的|收到|发出的|报来的?|送来的?|寄来的?|一下|帮我|我们|我要|我想|之间|那份|那个|那件|那封|那些|这份|这个|这件|这封|这些|一份|一个|一件|一封|几份|几件|两份"
    "|统一社会信用代码|社会信用代码|信用代码|监管事项编码|监管编码|事项编码|发文字号|上午|下午|中午|晚上|全年|信息|公司|被|所有|全部|哪些|哪个|什么|查找|查询|搜索|文书|文件|公文|材料|往来|来往|情况|方面|这边|那边|期间|以及|发布|时间|日期|编号"
    "|给|对|向|和|与|及|跟|同|在|那|这|个|份|件|封|些|条|找|查|搜|请|要|了|过|里|中|内|有|是|都|等|于|把|将|请问|看看|看|信|之|发|收|文|呢|吗|吧|啊|呀"
)
CONTENT = frozenset(
    [
        "情况",
        "方面",
        "材料",
        "信息",
        "公司",
        "时间",
        "日期",
        "编号",
        "发布",
        "期间",
        "上午",
        "下午",
        "中午",
        "晚上",
        "收",
        "发",
        "信",
    ]
)
"""Little words that are sought like any other where they stand alone between blanks."""
_LITTLE, _LITTLE_END = re.compile(f"(?:{GLUE.pattern})"), re.compile(f"(?:{GLUE.pattern})$")


@dataclass(frozen=True)
class Piece:
    """What was recognised at ``start:end`` of the run; ``what`` tells which of the others is filled."""

    start: int
    end: int
    what: (
        str  # a vocabulary's What, or: days, number, sender, receiver, organ-from, organ-to, glue, hard, word
    )
    name: Name | None = None
    days: Days | None = None
    number: Found | None = None
    text: str = ""
    names: tuple[Name, ...] = ()
    score: int = 0
    year_only: bool = False

    @property
    def weak(self) -> bool:
        """Whether this is an everyday word too, or a bare number."""
        return self.year_only or bool(self.name and self.name.weak)

    @property
    def known(self) -> bool:
        """Whether this is more than words."""
        return self.what not in ("glue", "hard", "word")


@dataclass(frozen=True)
class Run:
    """Neighbouring bare words as one text to be cut; ``at[n]`` is where character ``n`` was typed."""

    text: str
    at: tuple[int, ...]
    words: tuple[Word, ...]
    spans: tuple[tuple[int, int], ...]  # of the words, in ``text``

    def stripped(self, piece: Piece) -> Piece:
        """Return an unknown stretch without the little words around it, the same where nothing would be left."""
        start, end = piece.start, piece.end
        while (found := _LITTLE.match(self.text, start)) and found.end() < end - 1:
            start = found.end()
        while (found := _LITTLE_END.search(self.text, start, end)) and found.start() > start + 1:
            end = found.start()
        return replace(piece, start=start, end=end)

    @classmethod
    def of(cls, words: Sequence[Word]) -> Run:
        """Fold the words as names are folded, character by character."""
        chars: list[str] = []
        at: list[int] = []
        spans = []
        for n, word in enumerate(words):
            if n:
                chars.append(" ")
                at.append(word.start - 1)
            start = len(chars)
            for offset, char in enumerate(word.text):
                if char in _SKIPPED or ord(char) < 32:
                    continue
                folded = " " if char.isspace() else half_width(char).translate(_BRACKETS).lower()
                chars.append(folded if len(folded) == 1 else char)
                at.append(word.start + offset)
            spans.append((start, len(chars)))
        return cls("".join(chars), tuple(at), tuple(words), tuple(spans))
