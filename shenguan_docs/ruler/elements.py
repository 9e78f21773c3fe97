"""The elements of an official document (公文要素) as the ruler sees them, from either format.

A reader (``pdf_reading``, ``docx_reading``) turns a file into paragraphs; ``roles`` tells which element
each one is. Rules about words look at ``Element`` alone; rules about millimetres look at the page (PDF) or
at the settings (DOCX).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shenguan_docs.ruler.finding import Box, Finding

LayoutName = Literal["letter", "general", "upward", "minutes", "form", "unknown"]
Role = Literal[
    "copy-number", "urgency", "mark", "number", "signer", "title", "recipients", "body", "level-1", "level-2",
    "level-3", "level-4", "enclosure", "organ", "date", "office-title", "note", "roster", "annex-label",
    "annex-title", "table", "copies", "printed-by", "folio", "unknown",
]  # fmt: skip

ROLE_NAMES: dict[Role, str] = {
    "copy-number": "份号", "urgency": "紧急程度", "mark": "发文机关标志", "number": "发文字号", "signer": "签发人",
    "title": "标题", "recipients": "主送机关", "body": "正文", "level-1": "一级标题", "level-2": "二级标题",
    "level-3": "三级标题", "level-4": "四级标题", "enclosure": "附件说明", "organ": "发文机关署名", "date": "成文日期",
    "office-title": "职务", "note": "附注", "roster": "出席名单", "annex-label": "附件顺序号", "annex-title": "附件标题",
    "table": "表格", "copies": "抄送机关", "printed-by": "印发机关和印发日期", "folio": "页码", "unknown": "其他文字",
}  # fmt: skip
LAYOUT_NAMES: dict[LayoutName, str] = {
    "letter": "信函格式", "general": "文件格式", "upward": "文件格式（上行文）", "minutes": "纪要格式", "form": "记录单",
    "unknown": "认不出的版式",
}  # fmt: skip
BODY: frozenset[Role] = frozenset({"body", "level-1", "level-2", "level-3", "level-4"})


@dataclass(frozen=True)
class Element:
    """One paragraph with its role; sizes in pt, distances in mm; None where the format does not tell.

    ``face`` is the face of most of its Chinese characters under the name that the file gives it,
    ``family`` the standard's own name for it (仿宋, 小标宋, 黑体, 楷体, 宋体) or "" for any other;
    ``lead_family`` is that of its first Chinese character (a heading before text in the same paragraph).
    ``boxes`` and ``lines`` hold one box and the words of each line (PDF only). ``index`` is its place in
    the file's order. Distances are from the text area's edges; ``align`` is as set, or as it looks (PDF).
    """

    role: Role
    text: str
    index: int
    page: int | None
    face: str
    family: str
    points: float | None
    bold: bool
    colour: str
    align: Literal["left", "right", "center", "justify", ""] = ""
    first_indent: float | None = None
    left_indent: float | None = None
    right_indent: float | None = None
    pitch: float | None = None
    lead_family: str = ""
    boxes: tuple[Box, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """What a format's own half of the ruler tells: elements in reading order, findings, remarks (Chinese)."""

    kind: Literal["pdf", "docx"]
    layout: LayoutName
    pages: int | None
    elements: tuple[Element, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
