"""Rules about the page: paper, text area, lines, colour, page numbers, tables (GB/T 9704 5, 7.5, 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from shenguan_docs.ruler import clauses, wording
from shenguan_docs.ruler.faces import is_face
from shenguan_docs.ruler.finding import Box, Finding
from shenguan_docs.ruler.noting import mm, note, pt
from shenguan_docs.ruler.pdf.lines import Piece
from shenguan_docs.ruler.pdf.pages import Laid, Page
from shenguan_docs.ruler.pdf.paragraphs import Placed
from shenguan_docs.ruler.pdf.reading import MM

_NEAR = 1.5  # mm: 1 mm of the standard, and where in its line a program puts the characters
_EDGE = 0.8
_CLOSING = "，。、；：！？）》〉」』】〕”’,.;:!?)]"


def page_rules(laid: Laid) -> Iterator[Finding]:
    """Measure what concerns pages and not single elements."""
    yield from _paper(laid)
    yield from _area(laid)
    yield from _outside(laid)
    yield from _overlap(laid)
    yield from _folios(laid)
    yield from _tables(laid)


def _paper(laid: Laid) -> Iterator[Finding]:
    wrong = defaultdict(list)
    for page in laid.pages:
        sides = sorted((page.width, page.height)) if page.turned else (page.width, page.height)
        if any(abs(a - b) > 1 for a, b in zip(sides, clauses.PAPER, strict=True)):
            wrong[f"{page.width:.0f} × {page.height:.0f} mm"].append(page.number)
    for size, numbers in wrong.items():
        page = laid.page(numbers[0])
        box = Box(page.number, 0, 0, page.width, page.height)
        yield note(
            "paper-size", None, "210 × 297 mm", size, page=numbers[0], place=_pages(numbers), boxes=(box,)
        )


def _pages(numbers: list[int]) -> str:
    return "" if len(numbers) == 1 else f"共 {len(numbers)} 页"


def _area(laid: Laid) -> Iterator[Finding]:
    frame = laid.frame
    flat = [p for p in laid.pages if not p.turned]
    if not flat:
        return
    page = flat[0].number
    box = (Box(page, frame.left, frame.top, frame.right, frame.bottom),)
    if "left" in frame.measured and abs(frame.left - clauses.LEFT) > 1 + 0.15:
        yield note("margin-left", None, "28 ± 1 mm", mm(frame.left), page=page, boxes=box)
    if "right" in frame.measured and abs(frame.width - clauses.WIDTH) > 1.4:
        yield note("text-width", None, mm(clauses.WIDTH), mm(frame.width), page=page, boxes=box)
    if "top" in frame.measured and abs(frame.top - clauses.TOP) > _NEAR:
        at = next((p.number for p in flat if p.number > 1), page)
        box = (Box(at, frame.left, frame.top, frame.right, frame.bottom),)
        yield note("margin-top", None, "37 ± 1 mm", mm(frame.top), page=at, boxes=box)
    if "bottom" in frame.measured and abs(frame.bottom - clauses.TOP - clauses.HEIGHT) > 1:
        found = mm(frame.bottom - clauses.TOP)
        yield note("text-height", None, "225.0 mm（下边缘在 262 mm）", found, page=page, boxes=box)


def _outside(laid: Laid) -> Iterator[Finding]:
    left, right = clauses.LEFT - _EDGE, clauses.LEFT + clauses.WIDTH + _EDGE
    top, bottom = clauses.TOP - _EDGE, clauses.TOP + clauses.HEIGHT + _EDGE
    for p in laid.placed:
        role = p.element.role
        if role in ("folio", "mark"):
            continue
        for piece in p.pieces:
            page = laid.page(piece.page)
            if page.turned:
                inside = (
                    piece.ink_left > 35 - _EDGE and piece.ink_right < 260 + _EDGE
                    and piece.top > 26 - _EDGE and piece.bottom < 184 + _EDGE
                )  # fmt: skip
            else:
                hanging = piece.points * MM if piece.text.endswith(tuple(_CLOSING)) else 0.0
                inside = (
                    piece.ink_left > left and piece.ink_right < right + hanging
                    and piece.top > top and piece.bottom < bottom
                )  # fmt: skip
            if not inside:
                found = f"左 {piece.ink_left:.1f}、右 {piece.ink_right:.1f}、上 {piece.top:.1f}、下 {piece.bottom:.1f} mm"
                box = Box(piece.page, piece.ink_left, piece.top, piece.ink_right, piece.bottom)
                yield note("outside-text-area", p.element, "在版心里", found, page=piece.page, boxes=(box,))
                break


def _overlap(laid: Laid) -> Iterator[Finding]:
    by_page: dict[int, list[tuple[Piece, Placed]]] = defaultdict(list)
    for p in laid.placed:
        if p.element.role == "folio" and laid.page(p.first.page).turned:
            continue  # measured as the paper is held upright
        for piece in p.pieces:
            by_page[piece.page].append((piece, p))
    for found in by_page.values():
        for piece, owner in found:
            if piece.crossed > 1:  # words over words on one line
                box = Box(piece.page, piece.ink_left, piece.top, piece.ink_right, piece.bottom)
                said = f"{piece.crossed} 个字压在别的字上"
                yield note("overlap", owner.element, "不重叠", said, page=piece.page, boxes=(box,))
        found.sort(key=lambda pair: pair[0].top)
        for at, (one, owner) in enumerate(found):
            for two, _ in found[at + 1 :]:
                if two.top >= one.bottom:
                    break
                high = min(one.bottom, two.bottom) - two.top
                wide = min(one.ink_right, two.ink_right) - max(one.ink_left, two.ink_left)
                if high > 1.2 and wide > 1.2 and one.text != two.text:
                    box = Box(
                        two.page,
                        max(one.ink_left, two.ink_left),
                        two.top,
                        min(one.ink_right, two.ink_right),
                        two.top + high,
                    )
                    yield note(
                        "overlap",
                        owner.element,
                        "不重叠",
                        f"与“{two.text[:10]}”重叠",
                        page=one.page,
                        boxes=(box,),
                    )
                    break


def _folios(laid: Laid) -> Iterator[Finding]:
    folios = {p.first.page: p for p in laid.of("folio")}
    wanted = [page for page in laid.pages if _needs_folio(laid, page)]
    missing = [page.number for page in wanted if page.number not in folios]
    if laid.layout == "letter" and 1 in folios:
        yield note("folio-letter", folios[1].element, "首页没有页码", folios[1].element.text)
    if missing:
        yield note("folio-missing", None, "有页码", "没有", page=missing[0], place=_pages(missing))
    previous: tuple[int, int] | None = None
    for number, p in sorted(folios.items()):
        page = laid.page(number)
        found = wording.FOLIO.fullmatch(p.element.text.strip())
        if found is None:
            continue
        yield from _folio(laid, page, p, found["before"], found["after"], found["number"])
        value = int(found["number"])
        if previous and value != previous[1] + number - previous[0]:
            yield note("folio-order", p.element, str(previous[1] + number - previous[0]), str(value))
        previous = number, value


def _needs_folio(laid: Laid, page: Page) -> bool:
    if page.scanned or page.blank:
        return False
    if page.number == len(laid.pages) and any(p.blank for p in laid.pages):
        return False  # 7.5: the page of 版记 after a blank page
    if laid.layout == "letter":
        return page.number > 1
    if laid.layout == "unknown":
        return len(laid.pages) > 1
    return True


def _folio(laid: Laid, page: Page, p: Placed, before: str, after: str, number: str) -> Iterator[Finding]:
    element, piece, frame = p.element, p.first, laid.frame
    if before not in ("—", "─", "－") or after not in ("—", "─", "－"):
        yield note("folio-form", element, f"— {number} —", element.text.strip())
    if not number.isascii():
        yield note("folio-width", element, "半角", number)
    if not is_face(piece.face, "宋体", piece.bold) and piece.family:
        yield note("folio-face", element, "宋体", piece.family)
    if abs(piece.points - clauses.FOLIO) > 0.3:
        yield note("folio-size", element, pt(clauses.FOLIO), pt(piece.points))
    gap = piece.base - 0.3 * piece.points * MM - frame.bottom
    if abs(gap - clauses.FOLIO_GAP) > 1.0:
        yield note("folio-gap", element, mm(clauses.FOLIO_GAP), mm(gap))
    em = clauses.FOLIO * clauses.PT
    odd = int(number) % 2 == 1
    side = frame.right - piece.ink_right if odd else piece.ink_left - frame.left
    if abs(side - em) > 2.2:
        yield note("folio-side", element, f"{'右' if odd else '左'}空一字（{em:.1f} mm）", mm(side))


def _tables(laid: Laid) -> Iterator[Finding]:
    for page in laid.pages:
        left, right = (35.0, 260.0) if page.turned else (laid.frame.left, laid.frame.right)
        for area in page.tables:
            if area[0] < left - 2.2 or area[2] > right + 2.2:
                found = f"左 {area[0]:.1f}、右 {area[2]:.1f} mm"
                expected = f"在 {left:.1f}–{right:.1f} mm 之间"
                yield note(
                    "table-width",
                    None,
                    expected,
                    found,
                    page=page.number,
                    place="表格",
                    boxes=(Box(page.number, *area),),
                )
