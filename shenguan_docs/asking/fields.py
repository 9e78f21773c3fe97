"""A word in a field, 公司:恒能 or date:2026-03: what it asks of a letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shenguan_docs.asking.days import whole_span
from shenguan_docs.asking.numbers import find_numbers
from shenguan_docs.asking.parts import Side, is_department, near_department
from shenguan_docs.asking.reading import Part
from shenguan_docs.asking.tree import Both, Either, InField, Tree, Without, Word
from shenguan_docs.errors import Refused
from shenguan_docs.index import question as q
from shenguan_docs.index.numbers import number_form
from shenguan_docs.text import fold_code, half_width

if TYPE_CHECKING:
    from shenguan_docs.asking.understanding import Ground

LONGEST_VALUE = 200
_LABELS = {
    "company": "公司",
    "uscc": "信用代码",
    "matter": "事项",
    "code": "编码",
    "number": "文号",
    "title": "标题",
    "kind": "类别",
    "genre": "文种",
    "from": "发文",
    "to": "收文",
    "department": "部门",
    "date": "日期",
}
_TOLD = {"from": "sender", "to": "receiver"}


@dataclass(frozen=True)
class _Read:
    """A value: its condition, how programs take it, how people read it."""

    node: q.Node
    value: str | tuple[str, ...]
    label: str


def in_field(tree: InField, ground: Ground) -> Part:
    """Return the part for a field. Raises ``Refused`` for a value that is too long, or no day where one is due."""
    read = _tree(tree.key, tree.part, ground)
    label = f"{_LABELS[tree.key]}：{read.label}"
    return Part(tree.typed, tree.start, tree.end, _TOLD.get(tree.key, tree.key), read.value, label, read.node)


def _tree(key: str, tree: Tree, ground: Ground) -> _Read:
    match tree:
        case Word():
            return _word(key, tree.text.strip(), tree.exact, ground)
        case InField(inner, part):
            return _tree(inner, part, ground)
        case Without(part):
            read = _tree(key, part, ground)
            return _Read(q.Not(read.node), read.value, f"不是{read.label}")
        case Both(parts) | Either(parts):
            both = isinstance(tree, Both)
            several = [_tree(key, part, ground) for part in parts]
            nodes = tuple(read.node for read in several)
            values = [
                value for r in several for value in (r.value if isinstance(r.value, tuple) else (r.value,))
            ]
            label = ("、" if both else " 或 ").join(read.label for read in several)
            return _Read(q.All(nodes) if both else q.Any(nodes), tuple(values), label)


def _word(key: str, text: str, exact: bool, ground: Ground) -> _Read:
    if len(text) > LONGEST_VALUE:
        raise Refused(
            f"“{_LABELS[key]}：”后面太长（{len(text)} 字），最多 {LONGEST_VALUE} 字", remedy="只写其中几个字"
        )
    match key:
        case "date":
            return _date(text, ground)
        case "company":
            return _company(text, exact, ground)
        case "number":
            return _number(text, ground)
        case "uscc":
            return _Read(q.Holds(fold_code(text), "uscc"), text, text)
        case "code":
            return _Read(q.Holds(fold_code(text), "code"), text, text)
        case "title":
            return _Read(q.Holds(text, "title"), text, text)
        case "kind":
            return _kind(text, ground)
        case "genre":
            return _genre(text, ground)
        case "matter":
            return _matter(text, exact, ground)
    return _department(key, text, exact, ground)


def _department(key: str, text: str, exact: bool, ground: Ground) -> _Read:
    sides: dict[str, tuple[Side, ...]] = {"from": ("sender",), "to": ("receiver",)}
    facts = sides.get(key, ("sender", "receiver"))
    vocabulary = ground.vocabulary
    name = None if exact else vocabulary.find(text, "department") or near_department(text, vocabulary)
    if name:
        known = tuple(is_department(fact, name, vocabulary) for fact in facts)
        return _Read(q.Any(known), name.values[0], name.label)
    return _Read(q.Any(tuple(q.Holds(text, fact) for fact in facts)), text, text)


def _kind(text: str, ground: Ground) -> _Read:
    name = ground.vocabulary.find(text, "kind", "direction")
    if name is None:
        return _Read(q.Any((q.Holds(text, "kind"), q.Is("genre", text))), text, text)
    if name.what == "direction":
        return _Read(q.Is("direction", name.values[0]), name.values[0], name.label)
    value = name.values[0] if len(name.values) == 1 else name.values
    node = q.Any(tuple(q.Is("kind", slug) for slug in name.values))
    return _Read(node, value, name.label.partition("：")[2])


def _genre(text: str, ground: Ground) -> _Read:
    name = ground.vocabulary.find(text, "genre")
    genre = name.values[0] if name else text
    return _Read(q.Is("genre", genre), genre, genre)


def _matter(text: str, exact: bool, ground: Ground) -> _Read:
    name = None if exact else ground.vocabulary.find(text, "matter")
    if name and not all(text in matter for matter in name.values):  # an everyday word for it
        value = name.values[0] if len(name.values) == 1 else name.values
        node: q.Node = q.Any(tuple(q.Is("matter", matter) for matter in name.values))
        return _Read(node, value, name.label.partition("：")[2])
    node = q.Holds(text, "matter")
    if is_code(text):
        node = q.Any((node, q.Holds(fold_code(text), "code")))
    return _Read(node, text, text)


def is_code(text: str) -> bool:
    """Whether this may be a piece of a code rather than a name."""
    folded = fold_code(text)
    return len(folded) > 3 and folded.isascii() and folded.isalnum() and any(c.isdigit() for c in folded)


def _company(text: str, exact: bool, ground: Ground) -> _Read:
    nodes: list[q.Node] = [q.Holds(text, "company")]
    found: list[str] = []
    if is_code(text):
        nodes.append(q.Holds(fold_code(text), "uscc"))
    elif not exact and not ground.vocabulary.companies_with(text, 0):
        sounds = ground.vocabulary.company_sounds.find(text) if text.isascii() else []
        found = sounds or ground.vocabulary.companies_abbreviated(text)
        nodes += [q.Is("company", name) for name in found[:30]]
    value = tuple(found) if len(found) > 1 else found[0] if found else text
    return _Read(q.Any(tuple(nodes)), value, "、".join(found[:3]) or text)


def _number(text: str, ground: Ground) -> _Read:
    folded = half_width(text)
    form = number_form(text)
    if form is None:
        found = [f for f in find_numbers(folded, ground.vocabulary.marks) if f.form]
        if len(found) == 1 and found[0].start == 0 and found[0].end == len(folded):
            form = found[0].form
    if form is None:
        return _Read(q.Holds(text, "number"), text, text)
    return _Read(q.Any((q.Numbered(form), q.Holds(text, "number"))), str(form), str(form))


def _date(text: str, ground: Ground) -> _Read:
    span = whole_span(text, ground.today)
    if span is None and len(text) == 4 and half_width(text).isdigit():
        span = whole_span(f"{text}年", ground.today)
    if span is None:
        raise Refused(
            f"“{text}”认不出是哪一天或哪一段时间",
            where="日期",
            remedy="写成 日期：2026-03-05、日期：2026年3月、日期：上个月 或 日期：2026-01-01..2026-03-31",
        )
    return _Read(q.Between(span.first, span.last), span.value, span.label)
