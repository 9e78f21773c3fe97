"""Mending lines: 22 a page, 28 characters each, blank lines where the standard asks for them."""

from __future__ import annotations

from shenguan_docs.ruler.docx.editing import box_of, put
from shenguan_docs.ruler.docx.gaps import gaps
from shenguan_docs.ruler.docx.measuring import Item, Reading
from shenguan_docs.ruler.docx.package import W
from shenguan_docs.ruler.docx.page_rules import loose_sides
from shenguan_docs.ruler.docx.parts import Paragraph
from shenguan_docs.ruler.docx.places import (
    LINE,
    PT_PER_MM,
    line_pitch,
    space,
)
from shenguan_docs.ruler.docx.styles import is_on
from shenguan_docs.ruler.elements import BODY
from shenguan_docs.ruler.mend.mending import Changes
from shenguan_docs.ruler.mend.page import PITCH
from shenguan_docs.ruler.noting import pt

SPACING = -5  # twips: 28 characters of 16 pt a line in Word, WPS and LibreOffice
_FLOW = BODY | {
    "recipients",
    "title",
    "enclosure",
    "organ",
    "date",
    "office-title",
    "note",
    "roster",
    "annex-label",
    "annex-title",
}
SPREAD = BODY | {"recipients", "enclosure", "organ", "date", "note", "roster", "office-title"}


def mend_lines(reading: Reading, item: Item, changes: Changes) -> None:
    """22 lines a page, no white before and after paragraphs, the edges' punctuation kept, no gaps beside Latin."""
    docx, paragraph, element = reading.docx, item.paragraph, item.element
    if element.role not in _FLOW or _holds_picture(paragraph):
        return
    pitch = line_pitch(docx, paragraph)
    if element.index not in reading.fitted and (
        abs(pitch - LINE) > 0.3 or int(225 * PT_PER_MM / pitch + 0.01) != 22
    ):
        put(box_of(paragraph.node, "pPr"), "spacing", line=PITCH, lineRule="exact")
        changes.add(element, "行距", pt(pitch), pt(PITCH / 20))
    for side, name in loose_sides(docx, item):
        put(box_of(paragraph.node, "pPr"), "spacing", **{side: 0, f"{side}Lines": 0, f"{side}Autospacing": 0})
        changes.add(element, name, pt(space(docx, paragraph, side)), "0 pt")
    if not is_on(paragraph.props, "kinsoku", True):
        put(box_of(paragraph.node, "pPr"), "kinsoku", val=1)
        changes.add(element, "行首行末标点的换行规则", "关闭", "打开")
    for name, words in (("autoSpaceDE", "中文与西文之间"), ("autoSpaceDN", "中文与数字之间")):
        if element.role in BODY and is_on(paragraph.props, name, True):
            put(box_of(paragraph.node, "pPr"), name, val=0)
            changes.add(element, f"{words}的空隙", "自动加", "不加")


def mend_gaps(reading: Reading, changes: Changes) -> None:
    """Give each element the blank lines above it that the standard asks for; empty paragraphs become such lines."""
    docx = reading.docx
    for gap in gaps(reading):
        if gap.least <= gap.lines <= gap.most or gap.rule not in _OPENED:
            continue
        if _even_blanks(reading, gap.item.at, changes) or gap.lines > gap.most:
            continue  # reckoned again in the next round; too many empty paragraphs are left
        paragraph = gap.item.paragraph
        wanted = {"number-gap": 2, "title-gap": 2, "signature-gap": 2}.get(gap.rule, 1)
        before = space(docx, paragraph, "before") + (wanted - gap.lines) * LINE
        put(
            box_of(paragraph.node, "pPr"),
            "spacing",
            before=round(before * 20),
            beforeLines=0,
            beforeAutospacing=0,
        )
        changes.add(gap.item.element, "上面空", f"{gap.lines:.1f} 行".replace(".0", ""), f"{wanted} 行")


def _even_blanks(reading: Reading, at: int, changes: Changes) -> bool:
    """Make the empty paragraphs above a paragraph lines of the page; False when they are."""
    docx, made = reading.docx, False
    for n in range(at - 1, -1, -1):
        paragraph = docx.paragraphs[n]
        bordered = any(f"pBdr.{side}" in paragraph.props for side in ("top", "bottom"))
        if paragraph.where != "body" or paragraph.table is not None or paragraph.text.strip() or bordered:
            break
        loose = space(docx, paragraph, "before") + space(docx, paragraph, "after") > 1
        if (loose or abs(line_pitch(docx, paragraph) - LINE) > 0.3) and not _holds_picture(paragraph):
            box = box_of(paragraph.node, "pPr")
            zero = {
                f"{side}{kind}": 0 for side in ("before", "after") for kind in ("", "Lines", "Autospacing")
            }
            put(box, "spacing", line=PITCH, lineRule="exact", **zero)
            changes.add(None, "空行的行距", pt(line_pitch(docx, paragraph)), pt(PITCH / 20), place="空行")
            made = True
    return made


_OPENED = {"number-gap", "title-gap", "recipients-gap", "enclosure-gap", "signature-gap", "annex-title-place"}


def _holds_picture(paragraph: Paragraph) -> bool:
    """An exact line pitch would cut a picture or a formula that stands in the line."""
    return any(
        next(paragraph.node.iter(tag), None) is not None
        for tag in (
            "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline", f"{W}object", f"{W}pict",
            "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
        )
    )  # fmt: skip


def mend_spacing(reading: Reading, item: Item, changes: Changes) -> None:
    """28 characters a line: each 16 pt character 0.25 pt narrower."""
    section = reading.docx.section(item.paragraph)
    for piece in () if item.element.index in reading.fitted else item.span.pieces:
        pitch = piece.points * piece.scale / 100 + piece.spacing + (section.char_space if piece.snap else 0.0)
        if abs(piece.points - 16) > 0.25 or not piece.text.strip() or pitch <= 1:
            continue
        if int(section.text_width * PT_PER_MM / pitch + 0.02) != 28:
            box = box_of(piece.run, "rPr")
            put(box, "spacing", val=SPACING - round(section.char_space * 20))
            if piece.scale != 100:
                put(box, "w", val=100)
            changes.add(item.element, "字距", pt(pitch), pt(16 + SPACING / 20))
