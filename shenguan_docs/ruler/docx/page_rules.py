"""Rules about the page of a DOCX: paper, margins, lines and characters a page, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.docx.measuring import Item, Reading
from shenguan_docs.ruler.docx.package import W
from shenguan_docs.ruler.docx.parts import Docx, Paragraph, Section
from shenguan_docs.ruler.docx.places import CHARACTER, LINE, PT_PER_MM, line_pitch, space, spans
from shenguan_docs.ruler.docx.styles import is_on
from shenguan_docs.ruler.elements import BODY, LayoutName
from shenguan_docs.ruler.faces import is_face
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.noting import mm, note, pt

_ROUNDING = 0.05  # twips of the file against whole millimetres


def check_page(reading: Reading) -> Iterator[Finding]:
    """Judge sections, body lines and footers."""
    docx = reading.docx
    for n, section in enumerate(docx.sections):
        yield from _paper(section, f"第 {n + 1} 节" if len(docx.sections) > 1 else "", first=n == 0)
    yield from _lines(reading)
    for table in docx.tables:
        grid = (
            sum(float(c.get(f"{W}w") or 0) for c in table.iterfind(f"{W}tblGrid/{W}gridCol")) / 20 / PT_PER_MM
        )
        room = max(section.text_width for section in docx.sections)
        if grid > room + 2:
            yield note("table-width", None, f"不超过 {mm(room)}", mm(grid), place="表格")
    if reading.layout != "unknown" or any(i.element.role == "title" for i in reading.items):
        for n in range(len(docx.sections)):
            yield from _folio(docx, n, reading.layout)


def _paper(section: Section, place: str, *, first: bool) -> Iterator[Finding]:
    short, long = sorted((section.width, section.height))
    if abs(short - 210) > 1 or abs(long - 297) > 1:
        found = f"{mm(section.width)} × {mm(section.height)}"
        yield note("paper-size", None, "210 × 297 mm", found, place=place)
    elif first and section.landscape:
        yield note("paper-size", None, "210 × 297 mm（竖放）", "横放", place=place)
    if section.landscape:  # 8: a turned page holds a wide table; its area is the same, turned
        return
    off = 1 + _ROUNDING
    if abs(section.top - 37) > off:
        yield note("margin-top", None, "37 ± 1 mm", mm(section.top), place=place)
    if abs(section.left - 28) > off:
        yield note("margin-left", None, "28 ± 1 mm", mm(section.left), place=place)
    if abs(section.text_width - 156) > off:
        yield note("text-width", None, "156 ± 1 mm", mm(section.text_width), place=place)
    if abs(section.text_height - 225) > off:
        yield note("text-height", None, "225 ± 1 mm", mm(section.text_height), place=place)
    pitch = section.line_pitch
    if section.grid in ("linesAndChars", "snapToChars"):
        # LibreOffice gives a 16 pt character two cells of 15.79 pt: 14 characters a line
        yield note("line-grid", None, "只用行网格", "字符网格", place=place)
    elif not pitch or int(section.text_height * PT_PER_MM / pitch + 0.01) != 22:
        yield note("line-grid", None, "每面 22 行", f"每行 {pt(pitch)}" if pitch else "没有网格", place=place)


def body_items(reading: Reading) -> list[Item]:
    """Paragraphs of running text on upright pages."""
    return [
        item for item in reading.items
        if item.element.role in BODY and item.paragraph.where == "body"
        and not reading.docx.section(item.paragraph).landscape
    ]  # fmt: skip


_TIGHT = BODY | {"recipients", "enclosure", "organ", "date", "office-title", "note", "roster"}


def loose_sides(docx: Docx, item: Item) -> list[tuple[str, str]]:
    """Sides (with their names) on which a paragraph of text has white that no clause asks for."""
    paragraph, role = item.paragraph, item.element.role
    if role not in _TIGHT or paragraph.where != "body" or docx.section(paragraph).landscape:
        return []
    sides = [("before", "段前"), ("after", "段后")] if role in BODY else [("after", "段后")]
    return [
        (s, n)
        for s, n in sides
        if space(docx, paragraph, s) > LINE * 0.1 and not (s == "before" and paragraph.new_page)
    ]


def _lines(reading: Reading) -> Iterator[Finding]:
    docx = reading.docx
    for item in reading.items:
        for side, name in loose_sides(docx, item):
            found = f"{name} {pt(space(docx, item.paragraph, side))}"
            yield note("paragraph-spacing", item.element, "不留空", found)
    pitches: Counter[tuple[float, int]] = Counter()
    columns: Counter[tuple[float, int]] = Counter()
    for item in body_items(reading):
        element, paragraph = item.element, item.paragraph
        section = docx.section(paragraph)
        free = element.index in reading.fitted
        pitch = line_pitch(docx, paragraph)
        pitches[round(pitch, 2), int(section.text_height * PT_PER_MM / pitch + 0.01) if pitch > 1 else 0] += (
            0 if free else len(element.text)
        )
        if not free and abs(pitch - LINE) > 0.3:
            yield note(
                "line-pitch",
                element,
                f"{mm(LINE / PT_PER_MM)}（{pt(LINE)}）",
                f"{mm(pitch / PT_PER_MM)}（{pt(pitch)}）",
            )
        for piece in () if free else item.span.pieces:
            pitch = (
                (piece.points * piece.scale / 100)
                + piece.spacing
                + (section.char_space if piece.snap else 0.0)
            )
            count = int(section.text_width * PT_PER_MM / pitch + 0.02) if pitch > 1 else 0
            columns[round(pitch, 3), count] += sum(wording.is_chinese(char) for char in piece.text)
            if abs(pitch - CHARACTER) > 0.45 and abs(piece.points - 16) <= 0.25 and piece.text.strip():
                yield note("character-pitch", element, mm(CHARACTER / PT_PER_MM), mm(pitch / PT_PER_MM))
        if "\n" in item.span.text.strip():
            yield note("soft-break", element, "回车", "软回车")
        elif element.align not in ("justify",) and len(element.text) > 28:
            yield note(
                "line-filled",
                element,
                "两端对齐",
                {"left": "左对齐", "right": "右对齐"}.get(element.align, "居中"),
            )
        if not is_on(paragraph.props, "kinsoku", True):
            yield note("line-break-rules", element, "打开", "关闭")
        if any(is_on(paragraph.props, name, True) for name in ("autoSpaceDE", "autoSpaceDN")) and re.search(
            "[A-Za-z0-9]", element.text
        ):
            yield note("auto-space", element, "不自动加空隙", "自动加空隙")
    if any(pitches.values()):
        (pitch, lines), _ = pitches.most_common(1)[0]
        if lines != 22:
            yield note("lines-per-page", None, "22 行", f"按行距 {pt(pitch)} 推算 {lines} 行")
    if any(columns.values()):
        (pitch, count), _ = columns.most_common(1)[0]
        if count != 28:
            yield note("characters-per-line", None, "28 字", f"按字距 {pt(pitch)} 推算 {count} 字")


def _folio(docx: Docx, n: int, layout: LayoutName) -> Iterator[Finding]:
    """7.5; a section after the first is judged only where it has footers of its own."""
    section = docx.sections[n]
    if (
        n
        and section.parts == docx.sections[n - 1].parts
        and section.title_page == docx.sections[n - 1].title_page
    ):
        return
    first = _numbered(docx, n, "first")
    if section.title_page and n == 0:
        if layout == "letter" and first:
            yield note("folio-letter", None, "首页没有页码", "首页有页码")
        elif layout != "letter" and not first:
            yield note("folio-missing", None, "首页有页码", "首页没有页码")
    odd = _numbered(docx, n, "default")
    if layout == "letter" and n == 0 and not section.title_page and odd:
        yield note("folio-letter", None, "首页没有页码", "首页有页码")
    if not odd:
        # 8: on a turned page the folio stands at the side, in no footer; 7.5: a last section may be 版记 after a blank page.
        if not n or not (section.width > section.height or n == len(docx.sections) - 1):
            yield note("folio-missing", None, "有页码", "没有页码")
        return
    even = _numbered(docx, n, "even") if docx.even_and_odd else odd
    if not even:
        yield note("folio-missing", None, "双页有页码", "双页没有页码")
    kinds = [("default", odd, "right"), *([("even", even, "left")] if docx.even_and_odd else [])]
    if section.title_page and first and layout != "letter":
        kinds.append(("first", first, "right"))
    if not docx.even_and_odd:
        yield note("folio-side", None, "单页居右、双页居左", "单双页页码在同一处")
        kinds = [(kind, found, "") for kind, found, _ in kinds]
    for kind, found, side in kinds:
        if found:
            yield from _judge_folio(docx, n, kind, found[0], side)


def _numbered(docx: Docx, n: int, kind: str) -> list[Paragraph]:
    return [
        p for p in docx.footers.get((n, kind), []) if _has_page_field(p) and re.search(r"[0-9]|^\W*$", p.text)
    ]


def _has_page_field(paragraph: Paragraph) -> bool:
    codes = [node.text or "" for node in paragraph.node.iter(f"{W}instrText")]
    codes += [node.get(f"{W}instr") or "" for node in paragraph.node.iter(f"{W}fldSimple")]
    return re.search(r"(?<![A-Z])PAGE(?![A-Z])", " ".join(codes).upper()) is not None


_PLACES = {"first": "首页页脚", "even": "双页页脚", "default": "页脚"}


def _judge_folio(docx: Docx, n: int, kind: str, paragraph: Paragraph, side: str) -> Iterator[Finding]:
    place, text = _PLACES[kind], paragraph.text.strip()
    if not re.fullmatch(r"[—－―]\s*[0-9０-９]*\s*[—－―]", text):
        yield note("folio-form", None, "— 1 —", text, place=place)
    elif re.search(r"[０-９]", text):
        yield note("folio-width", None, "半角数字", text, place=place)
    for piece in paragraph.pieces:
        if re.search(r"[0-9]", piece.text) and not is_face(piece.latin, "宋体"):
            yield note("folio-face", None, "宋体", piece.latin, place=place)
        if piece.text.strip() and abs(piece.points - 14) > 0.25:
            yield note("folio-size", None, "14 pt", pt(piece.points), place=place)
    span = spans(docx, paragraph)[0]
    gap = span.right if side == "right" else span.left
    if side and gap is not None and abs(gap - 14) > 7:
        word = "右" if side == "right" else "左"
        yield note("folio-side", None, f"居{word}空一字", f"距{word}边 {mm(gap / PT_PER_MM)}", place=place)
    depth = _depth(docx, n, kind, paragraph)
    if depth is not None and abs(depth - 7) > 1.5:
        yield note("folio-gap", None, "7 mm", mm(depth), place=place)


def _depth(docx: Docx, n: int, kind: str, folio: Paragraph) -> float | None:
    """From the text area's lower edge to the dashes in mm, as the footer's lines add up; None in boxes and frames."""
    section, whole = docx.sections[n], docx.footers[n, kind]
    if any(p.in_box or p.frame for p in whole):
        return None
    heights = [space(docx, p, "before") + line_pitch(docx, p) + space(docx, p, "after") for p in whole]
    at = whole.index(folio)
    top = section.height - section.footer - sum(heights) / PT_PER_MM
    down = sum(heights[:at]) + space(docx, folio, "before") + 0.8 * line_pitch(docx, folio) - 0.33 * 14
    return top + down / PT_PER_MM - (section.height - section.bottom)
