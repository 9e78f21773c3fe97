"""The parts of a reading: what each thing recognised asks of a letter, and how it is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from shenguan_docs.asking.numbers import Found
from shenguan_docs.asking.pieces import Piece
from shenguan_docs.asking.pinyin import alike_in_sound
from shenguan_docs.asking.reading import Part
from shenguan_docs.asking.vocabulary import Name, Vocabulary
from shenguan_docs.index import question as q
from shenguan_docs.index.normal import normalise
from shenguan_docs.nearest import fold_name
from shenguan_docs.text import fold_code

if TYPE_CHECKING:
    from shenguan_docs.asking.understanding import Ground

Side = Literal["sender", "receiver"]
_BOTH: tuple[Side, ...] = ("sender", "receiver")
_JOINED = re.compile("[和与及跟或]|以及|或者")
MOST_COMPANIES = 30
_SIDES = {"sender": "发文单位", "receiver": "收文单位", "department": "部门"}


def part_of(piece: Piece, typed: str, start: int, end: int, ground: Ground) -> Part:
    """Return the part for a recognised piece."""
    vocabulary = ground.vocabulary
    plain = q.Holds(typed)
    if piece.days:
        days, between = piece.days, q.Between(piece.days.first, piece.days.last)
        label = f"日期：{days.label}"
        return Part(typed, start, end, "date", days.value, label, between, q.All(), "days", piece.weak)
    if piece.number:
        return number_part(piece.number, typed, start, end)
    if piece.what == "sender" or piece.what == "receiver":
        return department_part(
            piece.names, "sender" if piece.what == "sender" else "receiver", typed, start, end, vocabulary
        )
    if piece.what in ("organ-from", "organ-to"):
        return _organ_part(piece, typed, start, end, ground)
    if piece.what == "uscc":
        return Part(typed, start, end, "uscc", piece.text, f"信用代码：{piece.text}", q.Holds(piece.text))
    if piece.what == "company":
        return Part(typed, start, end, "company", piece.text, f"公司：{piece.text}", q.Holds(piece.text))
    assert piece.name
    name = piece.name
    value = name.values[0] if len(name.values) == 1 else name.values
    if name.what == "department":
        return department_part((name,), "department", typed, start, end, vocabulary)
    if name.what == "matter":
        return matter_part(name, typed, start, end)
    if name.what == "kind":
        node = q.Any(tuple(q.Is("kind", slug) for slug in name.values))
        return Part(typed, start, end, "kind", value, name.label, node, plain, "kind", name.weak)
    if name.what == "genre":
        return Part(
            typed,
            start,
            end,
            "genre",
            value,
            name.label,
            q.Is("genre", name.values[0]),
            q.All(),
            "kind",
            name.weak,
        )
    if name.what == "code":
        return Part(typed, start, end, "code", value, name.label, q.Holds(fold_code(name.values[0]), "code"))
    if name.what == "state":
        return Part(
            typed,
            start,
            end,
            "state",
            value,
            name.label,
            q.Is("state", name.values[0]),
            plain,
            "kind",
            name.weak,
        )
    return Part(
        typed,
        start,
        end,
        "direction",
        value,
        name.label,
        q.Is("direction", name.values[0]),
        plain,
        "kind",
        name.weak,
    )


def sort_part(typed: str, start: int, end: int) -> Part:
    """Return the part that asks for the newest first."""
    return Part(typed, start, end, "sort", "date", "最近的在前", q.All())


def is_department(fact: Side, name: Name, vocabulary: Vocabulary) -> q.Node:
    """Return the condition that a department sends or receives, under any of its names."""
    (full,) = name.values
    spellings = [full]
    for d in vocabulary.departments:
        if d.name == full:
            spellings += [d.short_name, *(alias for alias in d.aliases if len(alias) > 5)]
    return q.Any(tuple(q.Is(fact, spelling) for spelling in dict.fromkeys(spellings)))


def department_part(
    names: Sequence[Name],
    side: Literal["sender", "receiver", "department"],
    typed: str,
    start: int,
    end: int,
    vocabulary: Vocabulary,
    note: str = "",
) -> Part:
    """Return the part for departments that send, that receive, or do either."""
    values = tuple(dict.fromkeys(value for name in names for value in name.values))
    label = f"{_SIDES[side]}：{'、'.join(dict.fromkeys(name.label for name in names))}"
    both = q.Any(tuple(is_department(fact, name, vocabulary) for name in names for fact in _BOTH))
    node: q.Node = both
    if side == "sender" or side == "receiver":
        node = q.Any(tuple(is_department(side, name, vocabulary) for name in names))
    value = values[0] if len(values) == 1 else values
    loose = q.Holds(typed) if side == "department" else both
    return Part(typed, start, end, side, value, label, node, loose, "side", note=note)


def matter_part(name: Name, typed: str, start: int, end: int) -> Part:
    """Return the part for one matter or for those whose names hold what was typed."""
    folded = fold_name(typed)
    if all(folded in fold_name(value) for value in name.values):
        node: q.Node = q.Holds(typed, "matter")
    else:
        node = q.Any(tuple(q.Is("matter", value) for value in name.values))
    value = name.values[0] if len(name.values) == 1 else name.values
    return Part(typed, start, end, "matter", value, name.label, node, q.Holds(typed), "matter", name.weak)


def company_part(companies: Sequence[str], typed: str, start: int, end: int) -> Part:
    """Return the part for companies that were named by their sound or in short."""
    node = q.Any(tuple(q.Holds(name) for name in companies[:MOST_COMPANIES]))
    more = f" 等 {len(companies)} 家" if len(companies) > 3 else ""
    value = companies[0] if len(companies) == 1 else tuple(companies)
    return Part(typed, start, end, "company", value, f"公司：{'、'.join(companies[:3])}{more}", node)


def number_part(found: Found, typed: str, start: int, end: int) -> Part:
    """Return the part for a 发文字号: the letter that bears it, then those that cite it."""
    if found.form is None:
        said = f"{found.mark}…{found.ordinal}号" if found.mark else f"第{found.ordinal}号"
        bears = [
            q.All((q.Holds(found.mark, "number"), q.Holds(f"{before}{found.ordinal}{unit}", "number")))
            for before, unit in ((")", "号"), (")第", "号"), (")第", "期"))
        ]
        return Part(typed, start, end, "number", said, f"文号：{said}", q.Any((*bears, q.Holds(typed))))
    return Part(
        typed, start, end, "number", str(found.form), f"文号：{found.form}", number_node(found, typed)
    )


def number_node(found: Found, typed: str) -> q.Node:
    """Return the condition that a letter bears or cites the number, or holds what was typed."""
    form = found.form
    assert form
    spellings = [normalise(typed), form.mention]
    if any(sign in typed for sign in "期第次"):
        head = f"{form.mark}({form.year})"
        spellings += [f"{head}第{form.ordinal}{unit}" for unit in "号期次"]
    return q.Any((*(q.Holds(spelling) for spelling in dict.fromkeys(spellings)), q.Numbered(form)))


def _organ_part(piece: Piece, typed: str, start: int, end: int, ground: Ground) -> Part:
    """A body after 发给 or before 来函 that no list names: perhaps a department mistyped, else sought as typed."""
    side: Side = "sender" if piece.what == "organ-from" else "receiver"
    if name := near_department(piece.text, ground.vocabulary):
        note = f"没有名为“{piece.text}”的部门，按“{name.label}”理解"
        return department_part((name,), side, typed, start, end, ground.vocabulary, note)
    return Part(
        typed,
        start,
        end,
        side,
        piece.text,
        f"{_SIDES[side]}：{piece.text}",
        q.Holds(piece.text, side),
        q.Holds(piece.text),
        "side",
    )


def near_department(typed: str, vocabulary: Vocabulary) -> Name | None:
    """Return the department that ``typed`` shortens, sounds like or misspells by one character, if it is one only."""
    by_spelling = vocabulary.department_by_spelling
    short = vocabulary.departments_abbreviated(typed)
    if len(short) == 1:
        return by_spelling[fold_name(short[0].name)]
    folded = fold_name(typed)
    if len(folded) < 3:
        return None
    found = {by_spelling[s].values: by_spelling[s] for s in alike_in_sound(folded, by_spelling)}
    if not found and len(folded) > 3:
        alike = [s for s in by_spelling if len(s) == len(folded) and _differ_by_one(s, folded)]
        found = {by_spelling[s].values: by_spelling[s] for s in alike}
    return next(iter(found.values())) if len(found) == 1 else None


def _differ_by_one(a: str, b: str) -> bool:
    return sum(x != y for x, y in zip(a, b, strict=True)) == 1


def residue(typed: str, start: int, end: int, ground: Ground) -> Part | None:
    """Return what a stretch is that no name begins with: a company or department in short or by its sound.

    None leaves it a word. What a letter holds as it was typed stays a word; a fragment of one known company
    is told as such and sought all the same.
    """
    vocabulary = ground.vocabulary
    folded = fold_name(typed)
    if len(folded) < 2:
        return None
    if not folded.isascii() and len(holders := vocabulary.companies_with(folded, 1)) == 1:
        return Part(typed, start, end, "company", holders[0], f"公司：{holders[0]}", q.Holds(typed))
    if ground.literal(typed):
        return None
    if joined := _joined(typed, start, end, ground):
        return joined
    if folded.isascii():
        if companies := vocabulary.company_sounds.find(folded):
            return company_part(companies, typed, start, end)
        owners = {
            vocabulary.department_by_spelling[s].values for s in vocabulary.department_sounds.find(folded)
        }
        if len(owners) == 1:
            (values,) = owners
            name = vocabulary.department_by_spelling[fold_name(values[0])]
            return department_part((name,), "department", typed, start, end, vocabulary)
        return None
    if len(companies := vocabulary.companies_abbreviated(typed)) in range(1, 6):
        return company_part(companies, typed, start, end)
    if companies := _half_by_sound(folded, vocabulary):
        return company_part(companies, typed, start, end)
    if len(matters := vocabulary.matters_abbreviated(typed)) in (1, 2, 3):
        label = matters[0] if len(matters) == 1 else f"像“{typed}”的 {len(matters)} 项"
        return matter_part(Name(folded, "matter", tuple(matters), f"事项：{label}"), typed, start, end)
    if name_ := near_department(typed, vocabulary):
        note = f"没有名为“{typed}”的部门，按“{name_.label}”理解"
        return department_part((name_,), "department", typed, start, end, vocabulary, note)
    return None


def _half_by_sound(folded: str, vocabulary: Vocabulary) -> list[str]:
    """Return the companies that hold letters and characters typed in one: hengneng建设, 恒能js."""
    mixed = re.fullmatch("([a-z]{2,})([^a-z]{2,})|([^a-z]{2,})([a-z]{2,})", folded)
    if not mixed:
        return []
    letters, characters = mixed[1] or mixed[4], mixed[2] or mixed[3]
    holders = set(vocabulary.companies_with(characters, MOST_COMPANIES))
    return [name for name in vocabulary.company_sounds.find(letters) if name in holders]


def _joined(typed: str, start: int, end: int, ground: Ground) -> Part | None:
    """Return the part for several companies in one breath, 恒能和恒大: a letter of one of them will do."""
    names = [name.strip() for name in _JOINED.split(typed)]
    if len(names) < 2 or not all(len(fold_name(name)) > 1 for name in names):
        return None
    found = [residue(name, start, end, ground) for name in names]
    several = [part for part in found if part and part.field == "company"]
    return either(several, typed, start, end) if len(several) == len(names) else None


def either(parts: Sequence[Part], typed: str, start: int, end: int) -> Part:
    """Return the part for a letter of one of several companies."""
    values = tuple(
        v for part in parts for v in (part.value if isinstance(part.value, tuple) else (part.value,))
    )
    label = "公司：" + " 或 ".join(part.label.removeprefix("公司：") for part in parts)
    return Part(typed, start, end, "company", values, label, q.Any(tuple(part.node for part in parts)))
