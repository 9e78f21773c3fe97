"""Mending the look of words: face, size, weight and colour; a run parted where a heading ends in it."""

from __future__ import annotations

from typing import Any

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.docx.editing import box_of, put, put_colour, put_face, split
from shenguan_docs.ruler.docx.looks import FACES, Stretch, is_black, is_odd_latin, stretches
from shenguan_docs.ruler.docx.measuring import Item, Reading, colour_of
from shenguan_docs.ruler.faces import is_face
from shenguan_docs.ruler.mend.mending import Changes
from shenguan_docs.ruler.noting import pt
from shenguan_docs.ruler.roles import is_red


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
