"""Rules about where the elements of a DOCX stand: indents, centring, ends of lines, white above, new pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shenguan_docs.ruler import clauses, wording
from shenguan_docs.ruler.docx.gaps import check_gaps
from shenguan_docs.ruler.docx.measuring import Item, Reading
from shenguan_docs.ruler.docx.places import (
    CHARACTER,
    PT_PER_MM,
    blank_width,
    indent,
    line_pitch,
    space,
    text_width,
    wraps,
)
from shenguan_docs.ruler.elements import BODY
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.noting import mm, note

IMPRINT_CHARACTER = 14.0
_OFF = 0.3  # characters; half a line's spread over 28 characters is less
_INK_OVER = 0.8  # a glyph's share of its size above the baseline


def check_places(reading: Reading) -> Iterator[Finding]:
    """Judge the place of every element whose place a DOCX tells."""
    by_role: dict[str, list[Item]] = {}
    for item in reading.items:
        by_role.setdefault(item.element.role, []).append(item)
    for item in reading.items:
        if not reading.docx.section(item.paragraph).landscape:
            yield from judge_indents(reading, item)
    yield from _head(reading, by_role)
    yield from check_gaps(reading)
    yield from check_signature(by_role.get("organ", []), by_role.get("date", []))
    yield from _offices(by_role.get("office-title", []))
    yield from _annexes(reading, by_role)


def characters(length: float) -> str:
    """A length in pt as characters: ``2 字``."""
    return f"{length / CHARACTER:.1f}".removesuffix(".0") + " 字"


def starts_at(item: Item) -> float:
    """Where the first line begins, in pt from the left edge, blanks counted."""
    paragraph = item.paragraph
    return indent(paragraph, "left") + indent(paragraph, "first") + blank_width(paragraph)


def off_centre(item: Item) -> float:
    """How far the words stand to the right of the middle, in pt; 0 when a DOCX does not tell."""
    left, right = item.span.left, item.span.right
    if left is None or right is None:
        return 0.0 if item.element.align == "center" else 4 * CHARACTER
    return (left - right) / 2


def judge_indents(reading: Reading, item: Item) -> Iterator[Finding]:
    """Judge where the lines of one element begin and end."""
    role, element, paragraph = item.element.role, item.element, item.paragraph
    in_flow = paragraph.where == "body"
    left = indent(paragraph, "left") / CHARACTER
    if role in BODY and in_flow and element.align not in ("center", "right"):
        begin = starts_at(item) / CHARACTER
        caption = abs(begin) <= _OFF and _is_caption(reading, item)
        if abs(begin - 2) > _OFF and not caption:
            yield note("body-indent", element, "2 字", characters(starts_at(item)))
        if abs(left) > _OFF:
            yield note("body-hang", element, "顶格", characters(indent(paragraph, "left")))
        if abs(indent(paragraph, "right")) > _OFF * CHARACTER:
            yield note("body-edge", element, "0 字", characters(indent(paragraph, "right")))
    elif role == "title" or role == "annex-title":
        if abs(off_centre(item)) > _OFF * CHARACTER:
            rule = "title-centred" if role == "title" else "annex-title-place"
            yield note(rule, element, "居中", f"偏{'右' if off_centre(item) > 0 else '左'} {_off(item)}")
    elif role == "recipients" and in_flow:
        if element.align in ("center", "right") or abs(starts_at(item)) > _OFF * CHARACTER:
            found = {"center": "居中", "right": "居右"}.get(element.align, characters(starts_at(item)))
            yield note("recipients-left", element, "顶格", found)
        if abs(left) > _OFF and wraps(reading.docx, paragraph):
            yield note("recipients-hang", element, "回行顶格", characters(indent(paragraph, "left")))
    elif role == "note" and in_flow and abs(starts_at(item) / CHARACTER - 2) > _OFF:
        yield note("note-indent", element, "2 字", characters(starts_at(item)))
    elif role == "enclosure" and in_flow:
        yield from _enclosure(reading, item)
    elif role == "roster" and in_flow:
        if abs(starts_at(item) / CHARACTER - 2) > _OFF:
            yield note("roster-indent", element, "2 字", characters(starts_at(item)))
        label = text_width(item.span.pieces) * _share(item, r"[：:]")
        yield from _hang(reading, item, "roster-hang", starts_at(item) + label)
    elif role == "copies":
        begin = starts_at(item)
        if abs(begin - IMPRINT_CHARACTER) > 5:
            yield note("copies-indent", element, "左空 1 字（4 号）", f"{mm(begin / PT_PER_MM)}")
        elif wraps(reading.docx, paragraph) and abs(indent(paragraph, "right") - IMPRINT_CHARACTER) > 7:
            yield note(
                "copies-indent", element, "右空 1 字（4 号）", mm(indent(paragraph, "right") / PT_PER_MM)
            )
        yield from _hang(
            reading, item, "copies-hang", begin + text_width(item.span.pieces) * _share(item, r"[：:]")
        )
    elif role == "printed-by":
        yield from _printed_by(item)
    elif (
        role == "annex-label"
        and in_flow
        and (element.align in ("center", "right") or abs(starts_at(item)) > 5)
    ):
        yield note(
            "annex-label-place",
            element,
            "顶格",
            characters(starts_at(item)) if element.align != "center" else "居中",
        )
    elif role == "urgency" and item.span.left is not None and abs(item.span.left) > _OFF * CHARACTER:
        yield note("urgency-place", element, "顶格", characters(item.span.left))


def _is_caption(reading: Reading, item: Item) -> bool:
    """Whether this is a flush line over or under a table of a record sheet or an annex, and no paragraph of text."""
    first = reading.first_annex
    in_annex = first is not None and item.element.index > first
    return (in_annex or reading.layout == "form") and not wraps(reading.docx, item.paragraph)


def _off(item: Item) -> str:
    return mm(abs(off_centre(item)) / PT_PER_MM)


def _share(item: Item, mark: str) -> float:
    """Which share of the words' width lies before and with the first ``mark``."""
    text = item.span.text
    found = re.search(mark, text)
    if found is None or not text.strip():
        return 0.0
    lead, at = 0.0, 0
    for piece in item.span.pieces:
        part = piece.text[: max(0, found.end() - at)]
        lead += sum(0.5 if c.isascii() else 1.0 for c in part)
        at += len(piece.text)
    return lead / max(sum(0.5 if c.isascii() else 1.0 for c in text), 0.5)


def _hang(reading: Reading, item: Item, rule: str, wanted: float) -> Iterator[Finding]:
    """Lines after the first begin at ``wanted`` pt; judged where there is a second line."""
    left = indent(item.paragraph, "left")
    if wraps(reading.docx, item.paragraph) and abs(left - wanted) > 0.5 * CHARACTER:
        yield note(rule, item.element, f"左空 {characters(wanted)}", f"左空 {characters(left)}")


def enclosure_places(item: Item) -> tuple[float, float]:
    """Where an entry of 附件说明 begins and where its turned lines begin, in pt (7.3.4)."""
    text = item.span.text.strip()
    first = wording.ENCLOSURE.match(text)
    begin = 2 * CHARACTER if first else 5 * CHARACTER
    rest = first["rest"] if first else text
    entry = wording.ENCLOSURE_ITEM.match(rest)
    number = (
        sum(0.5 if c.isascii() else 1.0 for c in rest[: len(rest) - len(entry["rest"])]) if entry else 0.0
    )
    return begin, (5 + number) * CHARACTER


def _enclosure(reading: Reading, item: Item) -> Iterator[Finding]:
    begin, turned = enclosure_places(item)
    if abs(starts_at(item) - begin) > 0.4 * CHARACTER:
        yield note(
            "enclosure-indent",
            item.element,
            f"左空 {characters(begin)}",
            f"左空 {characters(starts_at(item))}",
        )
    yield from _hang(reading, item, "enclosure-hang", turned)


def _printed_by(item: Item) -> Iterator[Finding]:
    text = wording.squeezed(item.element.text)
    dated = wording.DATE.search(text)
    left, right = item.span.left, item.span.right
    if (dated is None or dated.start() > 0) and left is not None and abs(left - IMPRINT_CHARACTER) > 5:
        yield note("printed-by-place", item.element, "左空 1 字（4 号）", mm(left / PT_PER_MM))
    elif dated is not None and right is not None and abs(right - IMPRINT_CHARACTER) > 8:
        yield note("printed-by-place", item.element, "右空 1 字（4 号）", mm(right / PT_PER_MM))


def _head(reading: Reading, by_role: dict[str, list[Item]]) -> Iterator[Finding]:
    layout = reading.layout
    for item in by_role.get("mark", []):
        if abs(off_centre(item)) > 0.5 * CHARACTER:
            yield note(
                "mark-centred",
                item.element,
                "居中",
                f"偏{'右' if off_centre(item) > 0 else '左'} {_off(item)}",
            )
    top = _mark_top(reading, by_role)
    wanted = 30.0 if layout == "letter" else 72.0
    if top is not None and layout != "unknown" and abs(top - wanted) > 2:
        shown = f"距上页边 {mm(wanted)}" if layout == "letter" else "距版心上边缘 35.0 mm"
        yield note("mark-top", by_role["mark"][0].element, shown, mm(top if layout == "letter" else top - 37))
    for item in by_role.get("number", [])[:1]:
        left, right = item.span.left, item.span.right
        if layout == "upward" and left is not None and abs(left - CHARACTER) > _OFF * CHARACTER:
            yield note("number-place", item.element, "左空 1 字", characters(left))
        elif layout == "letter" and right is not None and abs(right) > _OFF * CHARACTER:
            yield note("number-place", item.element, "居右顶格", f"距右边 {characters(right)}")
        elif layout in ("general", "minutes") and abs(off_centre(item)) > _OFF * CHARACTER:
            yield note(
                "number-place",
                item.element,
                "居中",
                f"偏{'右' if off_centre(item) > 0 else '左'} {_off(item)}",
            )
    for item in by_role.get("signer", [])[-1:]:
        # Two names to a line (7.2.6): the last line may hold one, below the first name of the others.
        ends = [row.span.right for row in by_role["signer"] if row.span.right is not None]
        if ends and abs(min(ends) - CHARACTER) > 0.8 * CHARACTER:
            yield note("signer-place", item.element, "右空 1 字", characters(min(ends)))
        numbers = by_role.get("number", [])
        if (
            numbers
            and numbers[0].at != item.at
            and item.paragraph.table is None
            and not item.paragraph.in_box
        ):
            yield note("signer-row", item.element, "与发文字号同一行", "不在同一行")


def _mark_top(reading: Reading, by_role: dict[str, list[Item]]) -> float | None:
    """The 标志's upper edge from the paper's in mm; None in a box or table, or with a line pitch of Word's choice."""
    marks = by_role.get("mark", [])
    if (
        not marks
        or marks[0].paragraph.in_box
        or marks[0].paragraph.frame
        or marks[0].paragraph.table is not None
    ):
        return None
    item, docx = marks[0], reading.docx
    if item.paragraph.props.get("spacing", {}).get("lineRule") != "exact":
        return None
    section, down = docx.section(item.paragraph), 0.0
    for above in docx.paragraphs[: item.at]:
        if above.where != item.paragraph.where or above.in_box:
            continue
        if above.table is not None or above.new_page:
            return None
        down += space(docx, above, "before") + line_pitch(docx, above) + space(docx, above, "after")
    pitch = line_pitch(docx, item.paragraph)
    down += space(docx, item.paragraph, "before") + 0.8 * pitch - _INK_OVER * (item.element.points or 0)
    start = section.header if item.paragraph.where == "header" else section.top
    return start + down / PT_PER_MM


def check_signature(organs: list[Item], dates: list[Item]) -> Iterator[Finding]:
    """7.3.5: with a seal (date four characters from the right, organ centred over it), or without one."""
    if not dates or dates[-1].span.right is None or dates[-1].span.left is None:
        return
    date, left, right = dates[-1].element, dates[-1].span.left, dates[-1].span.right
    ends = right / CHARACTER
    if (
        len(organs) != 1
        or organs[0].span.left is None
        or organs[0].span.right is None
        or organs[0].span.tabbed
    ):
        if abs(ends - 4) > 0.6 and abs(ends - 2) > 0.6 and not organs:
            yield note("date-place", date, "右空 4 字", f"右空 {characters(right)}")
        return
    organ, over, under = organs[0].element, organs[0].span.left, organs[0].span.right
    later = (left - over) / CHARACTER
    if abs(under / CHARACTER - 2) <= 0.5 and abs(later - 2) <= 0.5:
        return  # without a seal
    if abs(ends - 2) <= 0.5 and abs(later - 2) <= 0.5:
        return  # without a seal, the date being longer
    if over / CHARACTER <= 0.6 and abs(later - 2) <= 0.5:
        return  # without a seal, the organ's name filling the line
    middle = ((over - under) - (left - right)) / 2 / CHARACTER
    if ends > 4 and abs(middle) <= 0.6 and under < CHARACTER:
        return  # a long name ends at the edge, the date moves to its middle
    if abs(ends - 4) <= 0.6:
        if abs(middle) > 0.6 and abs(under / CHARACTER) > 0.6:
            yield note(
                "organ-place",
                organ,
                "在成文日期之上居中",
                f"偏{'右' if middle > 0 else '左'} {abs(middle):.1f} 字",
            )
        return
    if abs(under / CHARACTER - 2) <= 0.5:
        yield note("date-place", date, "首字比署名首字右移 2 字", f"右移 {later:.1f} 字".replace(".0 ", " "))
        return
    yield note("date-place", date, "右空 4 字（加盖印章）", f"右空 {characters(right)}")


def _offices(offices: list[Item]) -> Iterator[Finding]:
    """7.3.5.3: the office stands two characters left of the 签名章, which is four from the right."""
    for item in offices:
        free = None if item.span.right is None else item.span.right / CHARACTER
        if free is not None and not clauses.STAMP_LEAST <= free <= clauses.STAMP_MOST:
            yield note(
                "organ-place", item.element, "在签名章之左空二字", f"右空 {characters(free * CHARACTER)}"
            )


def _annexes(reading: Reading, by_role: dict[str, list[Item]]) -> Iterator[Finding]:
    for label in by_role.get("annex-label", []):
        if label.paragraph.where == "body" and not fresh_page(reading, label):
            yield note("annex-page", label.element, "另面编排", "接在前文之后")


def fresh_page(reading: Reading, item: Item) -> bool:
    """Whether nothing stands above this paragraph on its page but empty paragraphs."""
    for n in range(item.at, -1, -1):
        paragraph = reading.docx.paragraphs[n]
        if paragraph.new_page:
            return True
        if n < item.at and paragraph.text.strip():
            return False
    return False
