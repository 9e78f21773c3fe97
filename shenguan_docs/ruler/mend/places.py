"""Mending places: indents and alignment of every element."""

from __future__ import annotations

from shenguan_docs.ruler.docx.editing import box_of, put, put_indents
from shenguan_docs.ruler.docx.measuring import Item, Reading
from shenguan_docs.ruler.docx.place_rules import (
    IMPRINT_CHARACTER,
    check_signature,
    enclosure_places,
    judge_indents,
    off_centre,
    starts_at,
)
from shenguan_docs.ruler.docx.places import (
    CHARACTER,
    align,
    bare_width,
    blank_width,
    indent,
    tail_width,
    wraps,
)
from shenguan_docs.ruler.elements import BODY
from shenguan_docs.ruler.mend.lines import SPREAD, mend_lines, mend_spacing
from shenguan_docs.ruler.mend.mending import Changes

_OFF = 0.3 * CHARACTER


def mend_place(reading: Reading, n: int, changes: Changes) -> None:
    """Put indents, alignment, line pitch and character spacing of an element right."""
    item = reading.items[n]
    role, paragraph = item.element.role, item.paragraph
    if paragraph.where == "table" and role in ("copies", "printed-by"):
        _mend_indents(reading, item, changes)
    if (
        paragraph.where != "body"
        or reading.docx.section(paragraph).landscape
        or paragraph.frame
        or role == "unknown"
    ):
        return
    _mend_indents(reading, item, changes)
    mend_lines(reading, item, changes)
    if item.element.role in SPREAD:
        mend_spacing(reading, item, changes)


def _mend_indents(reading: Reading, item: Item, changes: Changes) -> None:
    paragraph, element = item.paragraph, item.element
    before = _shown(item)
    wanted = _wanted(reading, item)
    if wanted is None:
        return
    how, left, first, right = wanted
    pieces = {"left": left, "first": first, "right": right}
    put_indents(
        paragraph.node,
        paragraph.props.get("ind", {}),
        **{k: round(v * 20) for k, v in pieces.items() if v is not None},
    )
    if how:
        put(box_of(paragraph.node, "pPr"), "jc", val=how)
    after = _words(how or align(paragraph), left, first, right, blank_width(paragraph))
    changes.add(element, "位置", before, after)


def _shown(item: Item) -> str:
    p = item.paragraph
    return _words(align(p), indent(p, "left"), indent(p, "first"), indent(p, "right"), blank_width(p))


_ALIGNED = {"both": "两端对齐", "justify": "两端对齐", "left": "左对齐", "right": "右对齐", "center": "居中"}


def _words(how: str, left: float | None, first: float | None, right: float | None, blank: float) -> str:
    parts = [_ALIGNED.get(how, how)]
    begin = (left or 0.0) + (first or 0.0) + blank
    for name, value in (("首行空", begin), ("回行空", left or 0.0), ("右空", right or 0.0)):
        if abs(value) > 1:
            parts.append(f"{name} {value / CHARACTER:.1f} 字".replace(".0 ", " "))
    return "、".join(parts)


Wanted = tuple[str, float | None, float | None, float | None]


def _wanted(reading: Reading, item: Item) -> Wanted | None:
    """Alignment ("" as it is), left, first and right indent in pt that the element should have; None when right."""
    role, paragraph = item.element.role, item.paragraph
    how, blank = align(paragraph), blank_width(paragraph)
    if role in BODY:
        return _wanted_text(reading, item, how, blank)
    if (
        role in ("title", "annex-title")
        or (role == "number" and reading.layout in ("general", "minutes"))
        or role == "mark"
    ):
        return ("center", 0.0, 0.0, 0.0) if abs(off_centre(item)) > _OFF else None
    if role == "recipients":
        wrong = how in ("center", "right") or abs(starts_at(item)) > _OFF or (
            abs(indent(paragraph, "left")) > _OFF and wraps(reading.docx, paragraph))  # fmt: skip
        return ("left" if how in ("center", "right") else "", 0.0, -blank, None) if wrong else None
    if role == "annex-label":
        return ("left", 0.0, -blank, None) if how in ("center", "right") or abs(starts_at(item)) > 5 else None
    if role == "note":
        return ("", 0.0, 2 * CHARACTER - blank, None) if abs(starts_at(item) - 2 * CHARACTER) > _OFF else None
    if role == "enclosure":
        begin, turned = enclosure_places(item)
        hangs = not wraps(reading.docx, paragraph) or abs(indent(paragraph, "left") - turned) <= CHARACTER / 2
        fits = abs(starts_at(item) - begin) <= 0.4 * CHARACTER and hangs
        return (
            None
            if fits
            else ("left" if how in ("center", "right") else "", turned, begin - turned - blank, None)
        )
    if role in ("organ", "date"):
        return _wanted_signature(reading, item)
    left, right = item.span.left, item.span.right
    if (
        role == "number"
        and reading.layout == "letter"
        and right is not None
        and abs(right) > _OFF
        and not item.span.tabbed
    ):
        return "right", 0.0, 0.0, -tail_width(item.span.pieces)
    if role == "number" and reading.layout == "upward" and left is not None and abs(left - CHARACTER) > _OFF:
        return "left" if how in ("center", "right") else "", 0.0, CHARACTER - blank, None
    if any(f"pBdr.{side}" in paragraph.props for side in ("top", "bottom")):
        return None  # the line would move with the indent
    if role == "copies" and any(f.rule.name.startswith("copies-") for f in judge_indents(reading, item)):
        return "left", 4 * IMPRINT_CHARACTER, -3 * IMPRINT_CHARACTER - blank, IMPRINT_CHARACTER
    if role == "printed-by" and left is not None and left - blank < 5 and any(judge_indents(reading, item)):
        return "", IMPRINT_CHARACTER, -blank, None
    return None


def _wanted_text(reading: Reading, item: Item, how: str, blank: float) -> Wanted | None:
    paragraph = item.paragraph
    if how in ("center", "right"):
        return None  # someone meant it
    begin, left, right = starts_at(item), indent(paragraph, "left"), indent(paragraph, "right")
    caption = (
        abs(begin) <= _OFF and reading.first_annex is not None and item.element.index > reading.first_annex
    )
    if caption or (reading.layout == "form" and abs(begin) <= _OFF):
        return None
    wrong = abs(begin - 2 * CHARACTER) > _OFF or abs(left) > _OFF or abs(right) > _OFF
    loose = how == "left" and len(item.element.text) > 28 and "\n" not in item.span.text
    if not wrong and not loose:
        return None
    if blank > 2 * CHARACTER + _OFF:
        return None  # more blanks than the indent: words, which mending leaves
    return "both" if loose else "", 0.0, 2 * CHARACTER - blank, 0.0


def _wanted_signature(reading: Reading, item: Item) -> Wanted | None:
    """With a seal (7.3.5.1): the date ends four characters from the edge, one organ is centred over it."""
    organs = [i for i in reading.items if i.element.role == "organ"]
    dates = [i for i in reading.items if i.element.role == "date"]
    if len(organs) > 1 or not dates or "\t" in item.span.text or not list(check_signature(organs, dates)):
        return None
    width = bare_width(dates[-1].span.pieces)
    trailing = tail_width(item.span.pieces)
    right = 4 * CHARACTER
    if organs:
        wide = bare_width(organs[0].span.pieces)
        room = right - (wide - width) / 2
        if room < 0:  # a name so long that the date moves to its middle
            right, room = (wide - width) / 2, 0.0
        if item.element.role == "organ":
            right = room
    return "right", 0.0, 0.0, right - trailing
