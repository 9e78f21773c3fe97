"""What every search engine takes, answers and promises; an engine is one file beside this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.index.question import Facet, Question, spellings


class IndexUnusable(OfficeUnusable):
    """The index cannot be opened as it is; it holds nothing of its own and is made again."""

    def __init__(self, reason: Literal["missing", "broken", "older"], *, where: str = "") -> None:
        self.reason = reason
        says = {"missing": "还没有检索索引", "broken": "检索索引已损坏", "older": "检索索引是别的版本建的"}
        remedy = "请运行 shenguan index rebuild 重建索引，档案和数据不受影响"
        super().__init__(says[reason], where=where, remedy=remedy)


class IndexAway(OfficeUnusable):
    """The server of the index does not answer, or not whole; letters go on being issued, the index follows."""

    short = "检索服务器没有回答"

    def __init__(self, where: str, problem: str) -> None:
        self.problem = problem
        super().__init__(
            "检索服务器没有回答，或者只答得出一部分，没有给出结果",
            where=where,
            remedy="服务器恢复以后再试，登记和存档不受影响",
        )


class IndexRefused(IndexAway):
    """The server is there, but it or we are not who we should be: no waiting helps, an administrator has to."""

    def __init__(self, message: str, where: str, remedy: str) -> None:
        self.problem, self.short = "", message
        OfficeUnusable.__init__(self, message, where=where, remedy=remedy)


@dataclass(frozen=True)
class IndexDoc:
    """One letter as the index sees it; ``attachments`` are pairs of title and text, ``seq`` orders equals.

    ``districts`` see it: a fact to narrow by, in none of its words.
    """

    id: str
    number: str
    title: str
    kind: str
    kind_name: str
    genre: str
    sender: str
    receivers: tuple[str, ...]
    companies: tuple[str, ...]
    usccs: tuple[str, ...]
    matters: tuple[str, ...]
    codes: tuple[str, ...]
    day: date | None
    direction: Literal["out", "in"]
    state: str
    text: str
    attachments: tuple[tuple[str, str], ...] = ()
    seq: int = 0
    districts: tuple[str, ...] = ()

    @property
    def stretches(self) -> Iterator[str]:
        """Every title, name, code and text that words are sought in."""
        return (stretch for _, stretches in parts(self, self.text, self.attachments) for stretch in stretches)


@dataclass(frozen=True)
class Hit:
    """One letter found. ``snippet`` is plain text, ``marks`` are the spans in it that were asked for.

    ``page`` of an attachment that the snippet stands on, 0 where it has none; ``ocr``: its words were recognised.
    """

    id: str
    number: str
    title: str
    day: date | None
    kind: str
    kind_name: str
    sender: str
    receivers: tuple[str, ...]
    companies: tuple[str, ...]
    direction: str
    state: str
    snippet: str
    matched_in: tuple[str, ...]
    marks: tuple[tuple[int, int], ...] = ()
    page: int = 0
    ocr: bool = False


@dataclass(frozen=True)
class Answer:
    """Exact total, one page of hits, exact counts by facet (most frequent first, years newest first)."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[Facet, dict[str, int]] = field(default_factory=dict)


class Engine(Protocol):
    """A search engine over one folder. Opening it, and every call, raises ``IndexUnusable`` on damage."""

    def update(self, docs: Iterable[IndexDoc], *, seq: int) -> None:
        """Add or replace ``docs`` by id, all or none, together with the checkpoint ``seq``."""

    def checkpoint(self) -> int:
        """Return the ``seq`` of the last update, 0 for an empty index."""

    def search(self, question: Question) -> Answer:
        """Answer ``question`` over everything updated so far, by any process."""


class Facts(Protocol):
    """What parts of a letter are sought in beside its words."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def number(self) -> str:
        """Its number, "" where it has none."""

    @property
    def sender(self) -> str:
        """Who sent it."""

    @property
    def receivers(self) -> tuple[str, ...]:
        """Whom it was sent to."""

    @property
    def companies(self) -> tuple[str, ...]:
        """Names of parties."""

    @property
    def usccs(self) -> tuple[str, ...]:
        """Codes of parties."""

    @property
    def matters(self) -> tuple[str, ...]:
        """Names of matters."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of matters."""


def parts(
    doc: Facts, text: str, attachments: tuple[tuple[str, str], ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every part of a letter that words are sought in: its label for a reader, its stretches of text.

    A fragment matches inside one stretch, never across two.
    """
    yield "题名", (doc.title,)
    yield "文号", (doc.number,)
    yield "当事人", doc.companies
    yield "代码", spellings((*doc.usccs, *doc.codes))
    yield "发文机关", (doc.sender,)
    yield "主送机关", doc.receivers
    yield "事项", doc.matters
    yield "正文", (text,)
    for title, words in attachments:
        yield f"附件：{title}", (title, words)
