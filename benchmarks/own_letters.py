"""≥ 500 of our own letters measured: no finding in PDF or DOCX, nothing overlaps or leaves the text area, 22 lines.

Lines, overlaps and edges are counted here from the glyphs again, apart from the ruler's own rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

from benchmarks.any_letters import Letter, letters
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.fit import Fit
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from shenguan_docs.ruler.checking import check, report
from shenguan_docs.ruler.docx.measuring import measure_docx
from shenguan_docs.ruler.pdf.reading import Glyph, Sheet, open_pdf

SEED, EACH = 20261128, 6
LEFT, TOP, RIGHT, BOTTOM = 28.0, 37.0, 184.0, 262.0
_INK = 0.35  # mm: strokes of two characters that lie over one another
_EDGE = 0.5  # mm: ink beside the origin of its character


@dataclass(frozen=True)
class Measured:
    """What was found in one letter, and how its pages were filled."""

    faults: tuple[str, ...]
    pages: int
    full: int  # pages filled by text alone
    fitted: bool


def measured(pdf: PdfPrinter, docx: DocxPrinter, letter: Letter) -> Measured:
    """Print a letter in both formats and measure it."""
    printed = pdf.fitted(letter.document)
    faults = [
        f"PDF {f.rule.name} 第 {f.page} 页 {f.place} 应 {f.expected},得 {f.found}"
        for f in check(printed.data, letter.name).findings
    ]
    word = docx.docx(letter.document, printed.fit)
    faults += [
        f"DOCX {f.rule.name} {f.place} 应 {f.expected},得 {f.found}"
        for f in report(measure_docx(word, letter.name), letter.name).findings
    ]
    sheets = list(open_pdf(printed.data, letter.name).sheets)
    for sheet in sheets:
        faults += [*_outside(sheet, letter.layout), *_overlaps(sheet)]
    full = list(_full_pages(sheets, printed.fit, letter.layout))
    faults += [f"页 第 {page} 页只有正文,{count} 行" for page, count in full if count != 22]
    return Measured(tuple(faults), len(sheets), len(full), printed.fit.changed or printed.fit.keep)


def _words(sheet: Sheet) -> list[Glyph]:
    return [g for g in sheet.glyphs if not g.char.isspace() and g.right > g.left]


def _outside(sheet: Sheet, layout: str) -> Iterator[str]:
    """Ink outside the text area: the folio, a letter's mark and lines stand there, nothing else may."""
    turned = sheet.width > sheet.height
    left, top, right, bottom = (35.0, 26.0, 260.0, 184.0) if turned else (LEFT, TOP, RIGHT, BOTTOM)
    for g in _words(sheet):
        if (
            g.left > left - _EDGE
            and g.right < right + _EDGE
            and g.top > top - _EDGE
            and g.bottom < bottom + _EDGE
        ):
            continue
        folio = abs(g.points - 14) < 0.3 and (g.left < left if turned else g.top > bottom + 4)
        mark = layout == "letter" and sheet.number == 1 and g.colour != "#000000" and g.bottom < 50
        mark_turned = turned and g.turned != 0
        if not (folio or mark or mark_turned):
            yield f"页 第 {sheet.number} 页“{g.char}”在版心外({g.left:.1f}, {g.top:.1f})"
    wide = layout == "letter" and sheet.number == 1
    for bar in sheet.bars:
        beyond = (
            bar.left < left - 0.6
            or bar.right > right + 0.6
            or bar.top < top - 0.6
            or bar.bottom > bottom + 0.6
        )
        if beyond and not (wide and bar.colour != "#000000"):
            yield f"页 第 {sheet.number} 页的线在版心外({bar.left:.1f}–{bar.right:.1f}, {bar.top:.1f}–{bar.bottom:.1f})"


def _overlaps(sheet: Sheet) -> Iterator[str]:
    """Characters whose ink lies on another's, and on a line."""
    cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for g in _words(sheet):
        near = {(int(x // 8), int(y // 8)) for x in (g.left, g.right) for y in (g.top, g.bottom)}
        others = {id(o): o for cell in near for o in cells[cell]}
        for o in others.values():
            wide, high = (
                min(g.right, o.right) - max(g.left, o.left),
                min(g.bottom, o.bottom) - max(g.top, o.top),
            )
            if wide > _INK and high > _INK and g.turned == o.turned:
                yield f"页 第 {sheet.number} 页“{o.char}”和“{g.char}”重叠({g.left:.1f}, {g.top:.1f})"
        for cell in near:
            cells[cell].append(g)
    for bar in sheet.bars:
        if bar.bottom - bar.top < 2 and bar.right - bar.left > 20:
            for g in _words(sheet):
                if g.top < bar.bottom - _INK and g.bottom > bar.top + _INK and bar.left < g.left < bar.right:
                    yield f"页 第 {sheet.number} 页“{g.char}”压在线上({g.left:.1f}, {g.top:.1f})"


def _full_pages(sheets: list[Sheet], fit: Fit, layout: str) -> Iterator[tuple[int, int]]:
    """Pages that hold nothing but text and are followed by more of it, each with its lines.

    The page whose spacing 7.3.5.5 changed is not among them.
    """
    if layout == "form":
        return
    rows = [_rows(sheet) for sheet in sheets]
    for n, (sheet, lines) in enumerate(zip(sheets, rows, strict=True)):
        after = rows[n + 1] if n + 1 < len(rows) else []
        flat = sheet.width < sheet.height and not any(
            b.right - b.left > 20 and b.bottom < BOTTOM for b in sheet.bars
        )
        if not flat or not lines or not after or n == 0:
            continue
        words = [g for line in lines for g in line]
        if any(abs(g.points - 16) > 0.1 or g.colour != "#000000" for g in words):
            continue
        first = after[0]
        text = "".join(g.char for g in first)
        goes_on = (
            abs(first[0].points - 16) < 0.1
            and first[0].x < LEFT + 12
            and not text.startswith(("附件", "出席", "请假", "列席"))
        )
        pitches = {round(b[0].base - a[0].base, 1) for a, b in zip(lines, lines[1:], strict=False)}
        if goes_on and not (pitches - {10.2} and (fit.changed or fit.keep)):
            yield sheet.number, len(lines)


def _rows(sheet: Sheet) -> list[list[Glyph]]:
    """Lines of the text area from above."""
    rows: list[list[Glyph]] = []
    for g in sorted((g for g in _words(sheet) if g.base < BOTTOM + 2), key=lambda g: (g.base, g.x)):
        if rows and abs(rows[-1][0].base - g.base) < 2:
            rows[-1].append(g)
        else:
            rows.append([g])
    return [sorted(row, key=lambda g: g.x) for row in rows]


def run() -> bool:
    """Measure and print by layout and length; returns whether there was no fault in 500 letters or more."""
    pdf, docx = printers()
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    kinds: set[str] = set()
    start, count, wrong = perf_counter(), 0, 0
    for letter in letters(SEED, each=EACH):
        found = measured(pdf, docx, letter)
        kinds.add(letter.kind)
        count += 1
        wrong += bool(found.faults)
        for key in ((letter.layout, letter.length), (letter.layout, "合计")):
            row = table[key]
            row["letters"] += 1
            row["pages"] += found.pages
            row["full"] += found.full
            row["fitted"] += found.fitted
            row["faults"] += len(found.faults)
        for fault in found.faults[:6]:
            print(f"{letter.name}:{fault}", flush=True)
    print("版式      长短              件数   面数   只有正文的面(都是 22 行)  调过行距字距(7.3.5.5)  问题")
    for (layout, length), row in sorted(table.items()):
        print(
            f"{layout:8}  {length:16} {row['letters']:5} {row['pages']:6} {row['full']:12} {row['fitted']:22} {row['faults']:12}"
        )
    print(f"{len(kinds)} 类 {count} 件,有问题的 {wrong} 件,{perf_counter() - start:.0f} 秒")
    return not wrong and count >= 500 and len(kinds) == 25


def printers() -> tuple[PdfPrinter, DocxPrinter]:
    """Printers of the shipped layouts."""
    layouts = LayoutSource([shipped_templates() / "layouts"])
    return PdfPrinter(layouts), DocxPrinter(layouts)
