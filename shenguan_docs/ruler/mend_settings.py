"""Settings that mending changes: paper, margins and grid; face, size and colour; indents, alignment, line pitch."""

from __future__ import annotations

from typing import Any

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.docx_editing import box_of, prop, put, put_colour, put_face, put_indents, split
from shenguan_docs.ruler.docx_looks import FACES, Stretch, is_black, is_odd_latin, stretches
from shenguan_docs.ruler.docx_measuring import Item, Reading, colour_of
from shenguan_docs.ruler.docx_package import W
from shenguan_docs.ruler.docx_page_rules import loose_sides
from shenguan_docs.ruler.docx_place_rules import (
    IMPRINT_CHARACTER,
    check_signature,
    enclosure_places,
    gaps,
    judge_indents,
    off_centre,
    starts_at,
)
from shenguan_docs.ruler.docx_places import (
    CHARACTER,
    LINE,
    PT_PER_MM,
    align,
    bare_width,
    blank_width,
    indent,
    line_pitch,
    space,
    tail_width,
    wraps,
)
from shenguan_docs.ruler.docx_reading import Paragraph, Section
from shenguan_docs.ruler.docx_styles import is_on
from shenguan_docs.ruler.elements import BODY
from shenguan_docs.ruler.faces import is_face
from shenguan_docs.ruler.mending import Changes
from shenguan_docs.ruler.noting import mm, pt
from shenguan_docs.ruler.roles import is_red

PITCH, SPACING = 579, -5  # twips: 22 lines of 28 characters in Word, WPS and LibreOffice
_MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588}
_OFF = 0.3 * CHARACTER
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
_SPREAD = BODY | {"recipients", "enclosure", "organ", "date", "note", "roster", "office-title"}


def mend_page(reading: Reading, changes: Changes) -> None:
    """Put paper, margins and grid of every section right; a turned page keeps its margins."""
    docx = reading.docx
    for n, section in enumerate(docx.sections):
        if section.node.getparent() is None:  # a text without sections
            docx.package.xml(docx.package.main).find(f"{W}body").append(section.node)
        place = f"第 {n + 1} 节" if len(docx.sections) > 1 else ""
        _mend_paper(section, changes, place)


def _mend_paper(section: Section, changes: Changes, place: str) -> None:
    node = section.node
    short, long = sorted((section.width, section.height))
    if abs(short - 210) > 1 or abs(long - 297) > 1:
        wide, high = (16838, 11906) if section.landscape else (11906, 16838)
        put(node, "pgSz", w=wide, h=high)
        changes.add(None, "用纸", f"{mm(section.width)} × {mm(section.height)}", "A4", place=place)
    if section.landscape:
        return
    before = (
        section.top,
        section.left,
        210 - section.left - section.right,
        297 - section.top - section.bottom,
    )
    names = (("天头", 37.0), ("订口", 28.0), ("版心宽", 156.0), ("版心高", 225.0))
    off = [(name, old, new) for (name, new), old in zip(names, before, strict=True) if abs(old - new) > 1.05]
    if off:
        put(node, "pgMar", gutter=0, **_MARGINS)
        for key, twips in (("header", 851), ("footer", 1134)):
            if prop(node, "pgMar").get(f"{W}{key}") is None:
                put(node, "pgMar", **{key: twips})
        for name, old, new in off:
            changes.add(None, name, mm(old), mm(new), place=place)
    pitch = section.line_pitch
    cells = section.grid in ("linesAndChars", "snapToChars")
    if not pitch or int(225 * PT_PER_MM / pitch + 0.01) != 22 or cells:
        put(node, "docGrid", type="lines", linePitch=PITCH)
        prop(node, "docGrid").attrib.pop(f"{W}charSpace", None)
        before_it = "字符网格" if cells else f"每行 {pt(pitch)}" if pitch else "没有"
        changes.add(None, "文档网格", before_it, "每面 22 行", place=place)


def split_headings(reading: Reading) -> bool:
    """Part runs in which a heading ends and the text begins, where only one of the two looks right; True if any was."""
    made = False
    for item in reading.items:
        if item.paragraph.where not in ("body", "box", "table"):
            continue
        parts: dict[int, list[Stretch]] = {}
        for stretch in stretches(item):
            parts.setdefault(id(stretch.piece), []).append(stretch)
        for found in parts.values():
            if len(found) == 2 and found[0].piece.node is not None and any(_is_off(s) for s in found):
                split(found[0].piece, found[0].end)
                made = True
    return made


def _is_off(stretch: Stretch) -> bool:
    return any(wording.is_chinese(c) for c in stretch.text) and not is_face(
        stretch.piece.face, stretch.look.family, stretch.piece.bold
    )


def mend_looks(item: Item, changes: Changes) -> None:
    """Put face, size and colour of an element's words right."""
    element = item.element
    for one in stretches(item):
        if not one.text.strip():
            continue
        piece = one.piece
        box = piece.run
        if _is_off(one):
            put_face(box_of(box, "rPr"), FACES[one.look.family], is_odd_latin(one))
            changes.add(element, "字体", piece.face, FACES[one.look.family])
        elif is_odd_latin(one):
            put_face(box_of(box, "rPr"), FACES[one.look.family], True)
            changes.add(element, "西文字体", piece.latin, FACES[one.look.family])
        if one.look.points and abs(piece.points - one.look.points) > 0.25:
            _put_size(box, one.look.points)
            changes.add(element, "字号", pt(piece.points), pt(one.look.points))
        if piece.bold:
            for name in ("b", "bCs"):
                put(box_of(box, "rPr"), name, val=0)
            changes.add(element, "加粗", "加粗", "不加粗")
        colour = colour_of(piece)
        if element.role == "mark":
            if not is_red(colour):
                put_colour(box_of(box, "rPr"), "FF0000")
                changes.add(element, "颜色", colour, "红色")
        elif not is_black(colour):
            put_colour(box_of(box, "rPr"), "000000")
            changes.add(element, "颜色", colour, "黑色")
    if item.paragraph.label and element.role in ("level-1", "level-2", "level-3", "level-4"):
        _mend_label(item)


def _put_size(run: Any, points: float) -> None:
    box = box_of(run, "rPr")
    for name in ("sz", "szCs"):
        put(box, name, val=round(points * 2))


def _mend_label(item: Item) -> None:
    """An automatic number takes its face from the paragraph's mark (unless its level names one)."""
    mark = box_of(box_of(item.paragraph.node, "pPr"), "rPr")
    family = {"level-1": "黑体", "level-2": "楷体"}.get(item.element.role, "仿宋")
    if not is_face(item.paragraph.mark.get("rFonts", {}).get("eastAsia", ""), family):
        put_face(mark, FACES[family], False)
    if item.paragraph.mark.get("sz", {}).get("val") != "32":
        for name in ("sz", "szCs"):
            put(mark, name, val=32)


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
    _mend_lines(reading, item, changes)
    if item.element.role in _SPREAD:
        _mend_spacing(reading, item, changes)


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


def _mend_lines(reading: Reading, item: Item, changes: Changes) -> None:
    """22 lines a page, no white before and after paragraphs, the edges' punctuation kept, no gaps beside Latin."""
    docx, paragraph, element = reading.docx, item.paragraph, item.element
    if element.role not in _FLOW or _holds_picture(paragraph):
        return
    pitch = line_pitch(docx, paragraph)
    if abs(pitch - LINE) > 0.3 or int(225 * PT_PER_MM / pitch + 0.01) != 22:
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


def _mend_spacing(reading: Reading, item: Item, changes: Changes) -> None:
    """28 characters a line: each 16 pt character 0.25 pt narrower."""
    section = reading.docx.section(item.paragraph)
    for piece in item.span.pieces:
        pitch = piece.points * piece.scale / 100 + piece.spacing + (section.char_space if piece.snap else 0.0)
        if abs(piece.points - 16) > 0.25 or not piece.text.strip() or pitch <= 1:
            continue
        if int(section.text_width * PT_PER_MM / pitch + 0.02) != 28:
            box = box_of(piece.run, "rPr")
            put(box, "spacing", val=SPACING - round(section.char_space * 20))
            if piece.scale != 100:
                put(box, "w", val=100)
            changes.add(item.element, "字距", pt(pitch), pt(16 + SPACING / 20))
