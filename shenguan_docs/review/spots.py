"""What a rule says of one thing that it looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from shenguan_docs.review.facts import Facts, Paper

State = Literal["good", "bad", "unseen"]


@dataclass(frozen=True)
class Spot:
    """One thing looked at: ``document`` its 顺序号 (0: the file as a whole), ``page`` a page number, ``note`` in Chinese.

    ``mend`` is a command that mends this very thing, "" where the points table tells.
    """

    state: State
    document: int = 0
    note: str = ""
    page: int | None = None
    mend: str = ""


Rule = Callable[[Facts], Iterator[Spot]]
GOOD = Spot("good")


def good(document: int = 0) -> Spot:
    """Something was looked at and is as it should be."""
    return Spot("good", document)


def bad(document: int, note: str, page: int | None = None, mend: str = "") -> Spot:
    """Something is wrong."""
    return Spot("bad", document, note, page, mend)


def unseen(document: int, note: str, page: int | None = None) -> Spot:
    """Nobody could look: neither good nor bad."""
    return Spot("unseen", document, note, page)


def check(right: bool, document: int, note: str, page: int | None = None) -> Spot:
    """Good when ``right``, else bad."""
    return good(document) if right else bad(document, note, page)


def absent(paper: Paper, note: str) -> Spot:
    """Something was not found in a paper's words: bad where all of them could be read, unseen where not."""
    if paper.unread:
        return unseen(paper.document, f"“{paper.title}”没有全部读出（{paper.unread}）", paper.page)
    if paper.recognised:
        return unseen(
            paper.document, f"“{paper.title}”是扫描件，识别出的文字里没有找到：{note}，请人工核对", paper.page
        )
    if not paper.words.strip():
        return unseen(paper.document, f"“{paper.title}”没有文字可读", paper.page)
    return bad(paper.document, f"“{paper.title}”{note}", paper.page)
