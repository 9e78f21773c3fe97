"""What was typed, as terms: words are joined by AND, 或/OR joins neighbours, ``-`` excludes, quotes keep.

林木采伐 〔2026〕7号        both
"林木 采伐"                 this stretch of text
甲公司 或 乙公司 处罚        one of the two, and 处罚
处罚 -撤销                  the first without the second
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from shenguan_docs.errors import Refused
from shenguan_docs.index import question as q
from shenguan_docs.index.engine import Hit
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.numbers import NumberForm, number_form, split_words
from shenguan_docs.text import fold_code

LONGEST = 2_000
"""Characters that a query may have; more is no question any more."""
MOST_TERMS = 64
LONGEST_FILTER = 200

_QUOTED = re.compile(r"""(?P<minus>(?<!\S)[-－])?(?:"(?P<a>[^"]*)"|“(?P<b>[^”]*)”|＂(?P<c>[^＂]*)＂)""")
_OR = frozenset({"或", "OR", "|", "｜"})


@dataclass(frozen=True)
class Query:
    """What a person asks. ``text`` is typed words; the others narrow it. Dates count as inclusive.

    ``company`` is a fragment of the name or a USCC, ``matter`` a fragment of the name, ``department``
    a fragment of sender or receiver, ``code`` and ``uscc`` any part in any width and case, ``kind``
    a slug or a kind's name.
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


@dataclass(frozen=True)
class Results:
    """An answer: exact total, one page of hits, exact counts, what was understood."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[q.Facet, dict[str, int]] = field(default_factory=dict)
    understood: list[dict[str, Any]] = field(default_factory=list)


def read(query: Query) -> tuple[q.Question, list[dict[str, Any]]]:
    """Return the question to an engine, and what was read as more than plain words. Raises ``Refused``."""
    _check(query)
    parsed = parse(query.text)
    where: list[q.Node] = [
        q.Any(tuple(node for term in group for node in term.nodes)) for group in parsed.groups
    ]
    where += [q.Not(q.Any(term.nodes)) for term in parsed.excluded]
    where += _narrowed(query)
    return q.Question(q.All(tuple(where)), query.sort, query.limit, query.offset), parsed.understood


def _check(query: Query) -> None:
    """Refuse a filter that nobody means."""
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
            raise Refused(f"“{label}”太长({len(typed)} 字),最多 {LONGEST_FILTER} 字")
        if typed.strip() and not normalise(typed):
            raise Refused(f"“{label}”里没有可以检索的字")


def _narrowed(query: Query) -> list[q.Node]:
    nodes: list[q.Node] = []
    if query.company.strip():
        code = q.Is("uscc", fold_code(query.company))
        nodes.append(q.Any((q.Holds(query.company, "company"), code)))
    if query.uscc.strip():
        nodes.append(q.Holds(fold_code(query.uscc), "uscc"))
    if query.code.strip():
        nodes.append(q.Holds(fold_code(query.code), "code"))
    if query.matter.strip():
        nodes.append(q.Holds(query.matter, "matter"))
    if query.department.strip():
        nodes.append(q.Any((q.Holds(query.department, "sender"), q.Holds(query.department, "receiver"))))
    if query.kind.strip():
        nodes.append(q.Is("kind", query.kind))
    if query.day_from or query.day_to:
        nodes.append(q.Between(query.day_from, query.day_to))
    return nodes


@dataclass(frozen=True)
class Term:
    """One thing asked for: a stretch of normal text, or a number (then its stretch counts too)."""

    needle: str
    number: NumberForm | None = None

    @property
    def nodes(self) -> tuple[q.Node, ...]:
        """What this may stand as."""
        if not self.number:
            return (q.Holds(self.needle),)
        return q.Holds(self.needle), q.Holds(self.number.mention), q.Numbered(self.number)


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
