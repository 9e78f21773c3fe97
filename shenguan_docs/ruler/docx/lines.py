"""The lines (分隔线) of a DOCX: borders of paragraphs and tables, drawn lines of DrawingML and VML.

Widths of strokes in pt, ends in mm from the paper's edges; None where only the finished page would tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree

from shenguan_docs.ruler.docx.package import W
from shenguan_docs.ruler.docx.parts import Docx, Paragraph, Section, number
from shenguan_docs.ruler.docx.places import PT_PER_MM, indent
from shenguan_docs.ruler.docx.styles import own_props

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_EMU_PER_MM = 36000.0
Kind = Literal["single", "double", "thick-thin", "thin-thick"]


@dataclass(frozen=True)
class Stroke:
    """One horizontal line; ``paragraph`` is the index of the one it belongs to or is anchored in, -1 in a footer."""

    kind: Kind
    points: float
    colour: str
    left: float | None
    right: float | None
    top: float | None
    paragraph: int
    place: str
    drawn: bool = False

    @property
    def length(self) -> float | None:
        """Length in mm."""
        return None if self.left is None or self.right is None else self.right - self.left


def strokes(docx: Docx) -> list[Stroke]:
    """Return the lines beside and between the paragraphs, those of the first page's footer too."""
    found: list[Stroke] = []
    for n, paragraph in enumerate(docx.paragraphs):
        found += _of_paragraph(docx, paragraph, n)
    first = docx.sections[0]
    for paragraph in docx.footers.get((0, "first" if first.title_page else "default"), []):
        found += _of_paragraph(docx, paragraph, -1)
    return found


def _of_paragraph(docx: Docx, paragraph: Paragraph, index: int) -> Iterator[Stroke]:
    section = docx.section(paragraph)
    for side in ("top", "bottom"):
        values = paragraph.props.get(f"pBdr.{side}", {})
        if values.get("val", "none") not in ("none", "nil"):
            left = section.left + indent(paragraph, "left") / PT_PER_MM
            right = section.width - section.right - indent(paragraph, "right") / PT_PER_MM
            yield Stroke(
                _kind(values["val"]), number(values.get("sz")) / 8, _colour(values.get("color", "auto")), left, right,
                None, index, paragraph.where,
            )  # fmt: skip
    if not paragraph.node.findall(f".//{W}drawing") and not paragraph.node.findall(f".//{W}pict"):
        return
    seen_drawing = False
    for node in paragraph.node.iter(f"{_WP}anchor", f"{_WP}inline"):
        for stroke in _of_drawing(node, section, index, paragraph.where):
            seen_drawing = True
            yield stroke
    for node in () if seen_drawing else paragraph.node.iter(f"{_V}line"):
        yield _of_vml(node, section, index, paragraph.where)


def _of_drawing(node: Any, section: Section, index: int, place: str) -> Iterator[Stroke]:
    extent = node.find(f"{_WP}extent")
    if extent is None or node.find(f".//{W}txbxContent") is not None:
        return
    wide, high = number_of(extent, "cx") / _EMU_PER_MM, number_of(extent, "cy") / _EMU_PER_MM
    shape = next(node.iter(f"{_A}prstGeom"), None)
    if shape is None or wide < 20 or high > 3:
        return
    line = next(node.iter(f"{_A}ln"), None)
    filled = shape.get("prst") == "rect"
    colour = _theme_colour(shape.getparent() if filled else line)
    points = (
        high * PT_PER_MM if filled else (number_of(line, "w", 9525) / 12700 if line is not None else 0.75)
    )
    kind = {"thickThin": "thick-thin", "thinThick": "thin-thick", "dbl": "double"}.get(
        "" if line is None else line.get("cmpd") or "", "single"
    )
    left = _offset(node, "positionH", section, wide)
    top = _offset(node, "positionV", section, high)
    right = None if left is None else left + wide
    yield Stroke(kind, points, colour, left, right, top, index, place, True)  # type: ignore[arg-type]


def _offset(node: Any, name: str, section: Section, size: float) -> float | None:
    """Distance from the paper's edge in mm."""
    position = node.find(f"{_WP}{name}")
    if position is None:
        return None
    across = name == "positionH"
    near, far = (section.left, section.right) if across else (section.top, section.bottom)
    whole = section.width if across else section.height
    relative = position.get("relativeFrom") or "page"
    if relative in ("paragraph", "line", "character"):
        return None
    start, room = (0.0, whole) if relative == "page" else (near, whole - near - far)
    if relative == "bottomMargin":
        start, room = whole - far, far
    offset, how = position.find(f"{_WP}posOffset"), position.find(f"{_WP}align")
    if offset is not None:
        return start + number(offset.text) / _EMU_PER_MM
    shift = {"center": (room - size) / 2, "right": room - size, "bottom": room - size}
    return start + shift.get("" if how is None else how.text or "", 0.0)


def _of_vml(node: Any, section: Section, index: int, place: str) -> Stroke:
    ends = [_lengths(node.get(key) or "0,0") for key in ("from", "to")]
    style = dict(part.split(":", 1) for part in (node.get("style") or "").split(";") if ":" in part)
    page = style.get("mso-position-horizontal-relative") == "page"
    left, right = (end[0] + (0 if page else section.left) for end in ends)
    down = style.get("mso-position-vertical-relative")
    top = ends[0][1] + (0 if down == "page" else section.top) if down in ("page", "margin") else None
    stroke = node.find(f"{_V}stroke")
    kind = {"thickThin": "thick-thin", "thinThick": "thin-thick", "thinThin": "double"}.get(
        "" if stroke is None else stroke.get("linestyle") or "", "single"
    )
    weight = _lengths(node.get("strokeweight") or "0.75pt")[0] * PT_PER_MM
    colour = _colour((node.get("strokecolor") or "#000000").split(" ")[0])
    return Stroke(kind, weight, colour, min(left, right), max(left, right), top, index, place, True)  # type: ignore[arg-type]


def _lengths(text: str) -> list[float]:
    """``"10pt,2cm"`` → mm; a bare number is in pixels of 1/96 inch, as VML has it."""
    out = []
    for part in text.split(","):
        found = re.fullmatch(r"\s*(-?[0-9.]+)\s*(pt|mm|cm|in|px|)\s*", part)
        unit = {"pt": 25.4 / 72, "mm": 1.0, "cm": 10.0, "in": 25.4}.get(
            found.group(2) if found else "", 25.4 / 96
        )
        out.append(float(found.group(1)) * unit if found and found.group(1).count(".") < 2 else 0.0)
    return [*out, 0.0, 0.0]


def number_of(node: Any, key: str, default: float = 0.0) -> float:
    """An attribute as a number."""
    return number(node.get(key), default)


def _theme_colour(box: Any) -> str:
    found = None if box is None else next(box.iter(f"{_A}srgbClr"), None)
    return "auto" if found is None else _colour(found.get("val") or "auto")


_NAMES = {"red": "#FF0000", "black": "#000000"}


def _colour(value: str) -> str:
    bare = value.lstrip("#")
    if re.fullmatch(r"[0-9A-Fa-f]{3}", bare):
        bare = "".join(c * 2 for c in bare)
    return f"#{bare.upper()}" if re.fullmatch(r"[0-9A-Fa-f]{6}", bare) else _NAMES.get(value, "auto")


def _kind(value: str) -> Kind:
    if value.startswith("thickThin"):
        return "thick-thin"
    if value.startswith("thinThick") and not value.startswith("thinThickThin"):
        return "thin-thick"
    return "double" if value in ("double", "triple") else "single"


def table_rules(docx: Docx, table: Any) -> tuple[list[float], float, float]:
    """Return the widths (pt, 0: no line) of a table's horizontal lines from above, and its ends in mm."""
    props = own_props(table.find(f"{W}tblPr"))
    named = props.get("tblStyle", {}).get("val", "")
    chain = [node.find(f"{W}tblPr/{W}tblBorders") for node in reversed(docx.styles.chain(named))]
    chain.append(table.find(f"{W}tblPr/{W}tblBorders"))
    whole: dict[str, float] = {}
    for box in chain:
        whole |= _borders(box)
    rows = [row for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl")) is table]
    widths: list[float] = []
    for n, row in enumerate(rows):
        own = [_borders(cell.find(f"{W}tcPr/{W}tcBorders")) for cell in row.iter(f"{W}tc")]
        over = max((b.get("top", whole.get("top" if n == 0 else "insideH", 0.0)) for b in own), default=0.0)
        under = max(
            (b.get("bottom", whole.get("bottom" if n == len(rows) - 1 else "insideH", 0.0)) for b in own),
            default=0.0,
        )
        if n == 0:
            widths.append(over)
        else:
            widths[-1] = max(widths[-1], over)
        widths.append(under)
    section = docx.sections[-1]
    at, floating = props.get("tblInd", {}), props.get("tblpPr", {})
    left = section.left + number(at.get("w")) * 25.4 / 1440
    if floating.get("horzAnchor") == "page" and "tblpX" in floating:
        left = number(floating["tblpX"]) * 25.4 / 1440
    grid = (
        sum(number_of(column, f"{W}w") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")) * 25.4 / 1440
    )
    return widths, left, left + grid


def _borders(box: Any) -> dict[str, float]:
    found: dict[str, float] = {}
    for node in () if box is None else box:
        if isinstance(node.tag, str):
            off = node.get(f"{W}val") in ("nil", "none")
            found[etree.QName(node).localname] = 0.0 if off else number_of(node, f"{W}sz") / 8
    return found
