"""A question as a person puts it, and the answer as it is shown; the filters of the command line as conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from shenguan_docs.asking import syntax
from shenguan_docs.asking.fields import in_field
from shenguan_docs.asking.reading import Reading, Step
from shenguan_docs.asking.tree import InField, Word
from shenguan_docs.asking.understanding import Ground, understand, words_only
from shenguan_docs.asking.vocabulary import EMPTY
from shenguan_docs.asking.widening import simplified, widened, widened_reading
from shenguan_docs.errors import Refused
from shenguan_docs.index import question as q
from shenguan_docs.index.engine import Hit
from shenguan_docs.index.normal import normalise
from shenguan_docs.text import fold_code

LONGEST_FILTER = 200
FACETS: tuple[q.Facet, ...] = ("kind", "year", "sender", "receiver", "company", "matter")


@dataclass(frozen=True)
class Query:
    """What a person asks. ``text`` is typed words; the others narrow it. Dates count as inclusive.

    ``company`` is a fragment of the name (its initials or pinyin too) or a USCC, ``matter`` a fragment of the
    name, ``department`` who sends or receives, ``code`` and ``uscc`` any part in any width and case, ``kind`` a
    slug or a kind's name. ``literal`` understands nothing; ``not_understood`` are numbers (from 1) of understood
    parts that are to be words. ``variants``: traditional and simplified characters count as the same.
    ``today`` is the day that 上个月 is reckoned from, None for the office's own.
    """

    text: str = ""
    company: str = ""
    uscc: str = ""
    code: str = ""
    matter: str = ""
    kind: str = ""
    department: str = ""
    day_from: date | None = None
    day_to: date | None = None
    sort: Literal["relevance", "date"] = "relevance"
    limit: int = 20
    offset: int = 0
    literal: bool = False
    not_understood: tuple[int, ...] = ()
    today: date | None = None
    variants: bool = False


@dataclass(frozen=True)
class Suggestion:
    """What may have been meant: ``instead`` of ``typed``; ``query`` is the whole query with it, ``total`` its hits."""

    typed: str
    instead: str
    query: str
    total: int


@dataclass(frozen=True)
class Results:
    """An answer: exact total, one page of hits, exact counts, what was understood, what the reader should know.

    ``facets`` are those of the engine, and ``district`` where there are districts and all of them are seen.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Any, Mapping[str, int]] = field(default_factory=dict)
    understood: Sequence[Mapping[str, Any]] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def reading_of(query: Query, ground: Ground) -> Reading:
    """Return what ``query.text`` means. Raises ``Refused`` for what is no question."""
    if not query.variants:
        return _reading(query, ground)
    plain = simplified(query.text)
    known = len(_reading(replace(query, text=plain, not_understood=()), ground).parts)
    if known + 1 in query.not_understood:  # the part that told of the spellings was taken back
        kept = tuple(n for n in query.not_understood if n != known + 1)
        return _reading(replace(query, not_understood=kept), ground)
    return widened_reading(_reading(replace(query, text=plain), ground), query.text)


def _reading(query: Query, ground: Ground) -> Reading:
    tree = syntax.read(query.text)
    if query.literal:
        return words_only(tree)
    reading = understand(tree, ground)
    if query.not_understood:
        wrong = [n for n in query.not_understood if not 1 <= n <= len(reading.parts)]
        if wrong:
            raise Refused(
                f"没有第 {wrong[0]} 个理解：这句检索词理解出 {len(reading.parts)} 项",
                remedy="先不带这个选项检索一次，看理解了哪几项",
            )
        places = [(reading.parts[n - 1].start, reading.parts[n - 1].end) for n in query.not_understood]
        closed = Ground(ground.vocabulary, ground.today, ground.holds, (*ground.closed, *places))
        reading = understand(tree, closed)
    return reading


def question_of(
    query: Query, reading: Reading, ground: Ground, *, loosened: Sequence[Step] = (), plain: bool = False
) -> q.Question:
    """Return the question to an engine; ``loosened`` and ``plain`` say how much of the understanding to drop."""
    where = reading.plain if plain else reading.where(loosened)
    narrowed = narrowing(query, ground)
    sort = "date" if reading.newest else query.sort
    asked: q.Node = q.All((where, *narrowed))
    if any(part.field == "variants" for part in reading.parts):
        asked = widened(asked)
    return q.Question(asked, sort, query.limit, query.offset, FACETS)


def narrowing(query: Query, ground: Ground) -> list[q.Node]:
    """Return the filters as conditions. Raises ``Refused`` for one that nobody means."""
    filters = {
        "企业": query.company,
        "统一社会信用代码": query.uscc,
        "编码": query.code,
        "事项": query.matter,
        "类别": query.kind,
        "部门": query.department,
    }
    for label, typed in filters.items():
        if len(typed) > LONGEST_FILTER:
            raise Refused(f"“{label}”太长（{len(typed)} 字），最多 {LONGEST_FILTER} 字")
        if typed.strip() and not normalise(typed):
            raise Refused(f"“{label}”里没有可以检索的字")
    if query.day_from and query.day_to and query.day_from > query.day_to:
        raise Refused(f"起始日期 {query.day_from} 晚于截止日期 {query.day_to}", remedy="对调两个日期")
    nodes: list[q.Node] = []
    for key, typed in (
        ("company", query.company),
        ("matter", query.matter),
        ("department", query.department),
    ):
        if typed.strip():
            nodes.append(in_field(InField(key, Word(typed, 0, len(typed)), 0, len(typed)), ground).node)
    if query.uscc.strip():
        nodes.append(q.Holds(fold_code(query.uscc), "uscc"))
    if query.code.strip():
        nodes.append(q.Holds(fold_code(query.code), "code"))
    if query.kind.strip():
        nodes.append(q.Is("kind", query.kind))
    if query.day_from or query.day_to:
        nodes.append(q.Between(query.day_from, query.day_to))
    return nodes


def read(query: Query) -> tuple[q.Question, list[Mapping[str, Any]]]:
    """Return the question where no office's names are known, and what was understood: numbers and days."""
    ground = Ground(EMPTY, query.today or date.today(), lambda _text: True)
    reading = reading_of(query, ground)
    question = replace(question_of(query, reading, ground), facets=q.FACETS)
    return question, [part.told for part in reading.parts]
