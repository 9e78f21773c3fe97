"""Mending the page: paper, margins and grid of every section."""

from __future__ import annotations

from shenguan_docs.ruler.docx.editing import prop, put
from shenguan_docs.ruler.docx.measuring import Reading
from shenguan_docs.ruler.docx.package import W
from shenguan_docs.ruler.docx.parts import Section
from shenguan_docs.ruler.docx.places import (
    PT_PER_MM,
)
from shenguan_docs.ruler.mend.mending import Changes
from shenguan_docs.ruler.noting import mm, pt

PITCH = 579  # twips: 22 lines of a page in Word, WPS and LibreOffice
_MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588}


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
