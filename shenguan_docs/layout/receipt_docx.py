"""送达回证 as DOCX: a table with its QR code in the header of every page; the same words as its PDF."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shenguan_docs.layout.docx import packed

_LABEL_MM, _TEXT_MM, _CODE_MM, _TALL_MM = 38, 124, 27, 21
_TEXT, _TITLE = "仿宋_GB2312", "方正小标宋简体"


def receipt_docx(words: Mapping[str, Any], picture: bytes) -> bytes:
    """Return the form ``words`` (``office/service/form.py``); the same words give the same bytes."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(26), Mm(22)
    section.top_margin, section.bottom_margin = Mm(38), Mm(20)
    section.header_distance = Mm(6)
    plain = document.styles["Normal"]
    _face(plain, _TEXT, 14)
    plain.paragraph_format.space_before = plain.paragraph_format.space_after = Pt(2)
    head = section.header.paragraphs[0]
    head.alignment = ALIGN.RIGHT
    head.add_run().add_picture(io.BytesIO(picture), width=Mm(_CODE_MM))
    told = section.header.add_paragraph(words["code"])
    told.alignment = ALIGN.RIGHT
    _face(told.runs[0], "", 8)
    for text in (words["organ"], "送达回证"):
        title = document.add_paragraph(text)
        title.alignment = ALIGN.CENTER
        _face(title.runs[0] if title.runs else title.add_run(), _TITLE, 22)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)
    _table(document, words["rows"])
    for hint in words["hints"]:
        line = document.add_paragraph(hint)
        line.paragraph_format.space_before = Pt(4)
        _face(line.runs[0], _TEXT, 10.5)
    core = document.core_properties
    core.title, core.author, core.comments, core.language = (
        f"送达回证 {words['id']}",
        words["organ"][:250],
        "",
        "zh-CN",
    )
    core.last_modified_by, core.revision = "", 1
    core.created = core.modified = datetime.fromisoformat(words["made_on"])
    return packed(document.part.package)


def _table(document: Any, rows: list[dict[str, Any]]) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Mm

    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for row in rows:
        made = table.add_row()
        made.height = Mm(_TALL_MM if row["tall"] else 11)
        label, cell = made.cells
        label.width, cell.width = Mm(_LABEL_MM), Mm(_TEXT_MM)
        label.vertical_alignment = VERTICAL.CENTER
        cell.vertical_alignment = VERTICAL.TOP if row["tall"] else VERTICAL.CENTER
        _write(label, row["label"])
        for line in label.paragraphs:
            line.alignment = ALIGN.CENTER
        _write(cell, row["lines"])
        if row["sign"]:
            sign = cell.add_paragraph(row["sign"])
            sign.alignment, sign.paragraph_format.space_before = ALIGN.RIGHT, Mm(8 if row["tall"] else 2)
    for column, width in zip(table.columns, (_LABEL_MM, _TEXT_MM), strict=True):
        column.width = Mm(width)


def _write(cell: Any, lines: list[str]) -> None:
    cell.paragraphs[0].text = lines[0] if lines else ""
    for line in lines[1:]:
        cell.add_paragraph(line)


def _face(styled: Any, name: str, points: float) -> None:
    """Set the face of a style or a run; Word asks for the Chinese one apart."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styled.font.size = Pt(points)
    if name:
        styled.font.name = name
        styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
