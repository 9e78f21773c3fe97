"""White above the elements of a DOCX: 空二行, 空一行 and the like, in lines of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shenguan_docs.ruler.docx.measuring import Item, Reading
from shenguan_docs.ruler.docx.places import (
    gap_lines,
)
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.noting import note


@dataclass(frozen=True)
class Gap:
    """White above an element in lines, and how much of it ``rule`` allows."""

    rule: str
    item: Item
    lines: float
    least: float
    most: float
    asked: str


_GAPS = (
    ("number", "number-gap", 1.4, 2.6, "空二行"), ("title", "title-gap", 1.6, 2.4, "空二行"),
    ("recipients", "recipients-gap", 0.6, 1.4, "空一行"), ("enclosure", "enclosure-gap", 0.6, 1.4, "空一行"),
    ("organ", "signature-gap", 0.6, 99.0, "至少空一行"), ("date", "signature-gap", 0.6, 99.0, "至少空一行"),
    ("note", "note-place", 0.0, 0.5, "日期下一行"),
)  # fmt: skip


def gaps(reading: Reading) -> Iterator[Gap]:
    """Measure the white above the first paragraph of each element that a clause gives a distance."""
    docx, layout = reading.docx, reading.layout
    first: dict[str, Item] = {}
    for item in reading.items:
        first.setdefault(item.element.role, item)
    for role, rule, least, most, asked in _GAPS:
        if role not in first:
            continue
        item = first[role]
        if item.paragraph.where != "body" or item.paragraph.new_page:
            continue
        unasked = layout == "form" and role in (
            "number",
            "title",
            "recipients",
        )  # 记录单 is no form of the standard
        letter = role == "number" and layout not in ("general", "minutes")
        if (
            unasked
            or letter
            or (role == "date" and "organ" in first)
            or (role == "note" and "date" not in first)
        ):
            continue
        lines, above = gap_lines(docx, item.at)
        if above is None:
            continue
        drawn = any(s.drawn for s in reading.strokes if above - 2 <= s.paragraph <= item.at)
        yield Gap(rule, item, lines, least, most + (1.5 if role == "title" and drawn else 0.0), asked)
    labels = [item for item in reading.items if item.element.role == "annex-label"]
    titles = [item for item in reading.items if item.element.role == "annex-title"]
    for label in labels:
        following = next((t for t in titles if t.at > label.at), None)
        if following is not None and following.paragraph.where == "body":
            lines, above = gap_lines(docx, following.at)
            if above == label.at:
                yield Gap("annex-title-place", following, lines, 0.6, 1.4, "第三行，“附件”之下空一行")


def check_gaps(reading: Reading) -> Iterator[Finding]:
    """Judge the white above the elements."""
    for gap in gaps(reading):
        if not gap.least <= gap.lines <= gap.most:
            yield note(gap.rule, gap.item.element, gap.asked, f"空 {gap.lines:.1f} 行".replace(".0 ", " "))
