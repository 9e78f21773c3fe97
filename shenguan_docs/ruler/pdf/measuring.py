"""The PDF half of the ruler: from bytes to elements and findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from shenguan_docs.errors import Refused
from shenguan_docs.ruler import clauses
from shenguan_docs.ruler.elements import Element, Measured
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.noting import note
from shenguan_docs.ruler.pdf.end_rules import end_rules
from shenguan_docs.ruler.pdf.frame import frame_of
from shenguan_docs.ruler.pdf.head_rules import head_rules
from shenguan_docs.ruler.pdf.line_rules import line_rules
from shenguan_docs.ruler.pdf.lines import Piece, pieces_of
from shenguan_docs.ruler.pdf.main_rules import main_rules
from shenguan_docs.ruler.pdf.page_rules import page_rules
from shenguan_docs.ruler.pdf.pages import Laid, Page, ends, page_of
from shenguan_docs.ruler.pdf.paragraphs import paragraphs
from shenguan_docs.ruler.pdf.reading import open_pdf
from shenguan_docs.ruler.pdf.tables import grid_of
from shenguan_docs.ruler.pdf.turned import turned_dates, turned_folios
from shenguan_docs.ruler.roles import is_red, with_roles
from shenguan_docs.ruler.wording import FOLIO

_INDENTED = clauses.LEFT + 3 * clauses.CHARACTER  # mm; what begins farther right is a signature


def measure_pdf(data: bytes, name: str) -> Measured:
    """Measure every page; raises Refused for a broken or locked file and for one of pictures alone."""
    file = open_pdf(data, name)
    pages: list[Page] = []
    pieces: list[Piece] = []
    loose: set[str] = set()
    dates: list[Element] = []
    for sheet in file.sheets:
        grid = grid_of(sheet.bars, sheet.width)
        page = page_of(sheet, grid, may_turn=bool(pages) and pages[0].height >= pages[0].width)
        pages.append(page)
        if not page.scanned:
            pieces += pieces_of(sheet, grid) + (turned_folios(sheet) if page.turned else [])
        loose |= sheet.loose_faces
        dates += turned_dates(sheet)
    scanned = [page.number for page in pages if page.scanned]
    if scanned and not pieces:
        raise Refused(
            "每一页都是图片（扫描件），里面没有字，量不了",
            where=name,
            remedy="请量由文字排成的 PDF 或 DOCX；扫描件只能用尺子在纸上量",
        )
    laid = _laid(pages, pieces)
    findings = [
        *page_rules(laid),
        *line_rules(laid),
        *head_rules(laid),
        *main_rules(laid),
        *end_rules(laid),
        *_faces(loose),
    ]
    elements = [p.element for p in laid.placed]
    if not laid.of("date"):
        elements += [replace(date, index=len(elements)) for date in dates[:1]]
    notes = (*file.notes, *((f"第 {_listed(scanned)} 页是图片（扫描件），没有量",) if scanned else ()))
    return Measured("pdf", laid.layout, len(pages), tuple(elements), tuple(findings), notes)


def _laid(pages: list[Page], pieces: list[Piece]) -> Laid:
    flat = [p for p in pieces if not pages[p.page - 1].turned]
    open_ones = [p for p in flat if p.cell is None]
    folios = [
        (p.base, p.points) for p in flat if p.base > pages[p.page - 1].height - 45 and FOLIO.fullmatch(p.text.strip())
    ]  # fmt: skip
    tables = [area[0] for page in pages for area in page.tables if not page.turned]
    frame = frame_of(open_ones, _firsts(pages, pieces), ends(pages, folios), tables, _paper(pages))
    placed = paragraphs(pieces, frame, frozenset(p.number for p in pages if p.turned))
    letter = _letter_rules(pages[0]) if pages else None
    layout, elements = with_roles([p.element for p in placed], letter)
    laid = [
        p.with_element(replace(e, index=n)) for n, (p, e) in enumerate(zip(placed, elements, strict=True))
    ]
    return Laid(layout, pages, frame, laid)


def _paper(pages: list[Page]) -> tuple[float, float]:
    """Width and height of most pages that are not turned."""
    sizes = Counter((round(p.width), round(p.height)) for p in pages if not p.turned)
    return sizes.most_common(1)[0][0] if sizes else (210, 297)


def _firsts(pages: list[Page], pieces: list[Piece]) -> list[Piece]:
    """Lines of text at the head of pages after the first."""
    highest: dict[int, Piece] = {}
    for piece in pieces:
        if piece.page > 1 and (piece.page not in highest or piece.base < highest[piece.page].base):
            highest[piece.page] = piece
    return [
        p for p in highest.values()
        if p.cell is None and 13 <= p.points <= 18.5 and p.base < 75 and p.left < _INDENTED
        and not pages[p.page - 1].turned and not p.text.startswith("附件")
    ]  # fmt: skip


def _letter_rules(page: Page) -> bool:
    """Whether the first page has the rules of a letter: a wide one near the head or the foot."""
    wide = [b for b in page.bars if is_red(b.colour) and b.right - b.left > 160]
    return any(b.top < 70 for b in wide) or any(b.top > 268 for b in wide)


def _faces(loose: set[str]) -> list[Finding]:
    if not loose:
        return []
    return [note("fonts-kept", None, "字体嵌在文件里", f"没有嵌入：{'、'.join(sorted(loose)[:4])}", page=1)]


def _listed(numbers: list[int]) -> str:
    return "、".join(map(str, numbers[:10])) + ("……" if len(numbers) > 10 else "")
