"""The elements of an official document (公文要素) as the ruler sees them, from either format.

A reader (``pdf_reading``, ``docx_reading``) turns a file into ``Line``s or paragraphs; ``roles`` tells which
element each one is. Rules about words look at ``Element`` alone; rules about millimetres look at the page
(PDF) or at the settings (DOCX).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shenguan_docs.ruler.finding import Box

LayoutName = Literal["letter", "general", "upward", "minutes", "form", "unknown"]
Role = Literal[
    "copy-number", "urgency", "mark", "number", "signer", "title", "recipients", "body", "level-1", "level-2",
    "level-3", "level-4", "enclosure", "organ", "date", "office-title", "note", "roster", "annex-label",
    "annex-title", "table", "copies", "printed-by", "folio", "unknown",
]  # fmt: skip


@dataclass(frozen=True)
class Element:
    """One paragraph with its role; sizes in pt, distances in mm; None where the format does not tell.

    ``face`` is the face of most of its Chinese characters under the name that the file gives it,
    ``family`` the standard's own name for it (仿宋, 小标宋, 黑体, 楷体, 宋体) or "" for any other.
    ``boxes`` holds one box per line (PDF only). ``index`` is its place in the file's order.
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
    boxes: tuple[Box, ...] = ()
