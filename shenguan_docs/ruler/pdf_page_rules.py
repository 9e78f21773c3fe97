"""Rules about the page: paper, text area, lines, colour, page numbers, tables (GB/T 9704 5, 7.5, 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from shenguan_docs.ruler import clauses, wording
from shenguan_docs.ruler.elements import BODY
from shenguan_docs.ruler.faces import is_face
from shenguan_docs.ruler.finding import Box, Finding
from shenguan_docs.ruler.noting import mm, note, pt
from shenguan_docs.ruler.pdf_frame import line_bottom
from shenguan_docs.ruler.pdf_lines import Piece
from shenguan_docs.ruler.pdf_pages import Laid, Page
from shenguan_docs.ruler.pdf_paragraphs import Placed
from shenguan_docs.ruler.pdf_reading import MM

_NEAR = 1.5  # mm: 1 mm of the standard, and where in its line a program puts the characters
_EDGE = 0.8
_CLOSING = "，。、；：！？）》〉」』】〕”’,.;:!?)]"


def page_rules(laid: Laid) -> Iterator[Finding]:
    """Measure what concerns pages and not single elements."""
    yield from _paper(laid)
    yield from _area(laid)
    yield from _lines(laid)
    yield from _outside(laid)
    yield from _overlap(laid)
    yield from _folios(laid)
    yield from _tables(laid)


def _paper(laid: Laid) -> Iterator[Finding]:
    wrong = defaultdict(list)
    for page in laid.pages:
        sides = sorted((page.width, page.height))
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
        yield note("text-height", None, "225.0 mm(下边缘在 262 mm)", found, page=page, boxes=box)


def body_lines(laid: Laid) -> list[Piece]:
    """Lines of running text, in order."""
    return [piece for p in laid.placed if p.element.role in BODY for piece in p.pieces]


def _lines(laid: Laid) -> Iterator[Finding]:
    frame, lines = laid.frame, body_lines(laid)
    last_page = max((p.first.page for p in laid.of("date", "organ")), default=0)
    if "pitch" in frame.measured and abs(frame.pitch - clauses.PITCH) > 0.25:
        # 7.3.5.5 lets the lines be moved so that the signature stays with the text.
        spread = len({p.page for p in lines})
        if spread > 1 or last_page == 0 or abs(frame.pitch - clauses.PITCH) > 1.6:
            first = lines[0] if lines else None
            boxes = [Box(p.page, p.left, p.top, p.right, p.bottom) for p in lines[:2]]
            yield note("line-pitch", None, f"{clauses.PITCH:.2f} mm", f"{frame.pitch:.2f} mm",
                       page=first.page if first else None, boxes=boxes)  # fmt: skip
    yield from _per_page(laid, lines, last_page)
    yield from _characters(laid)


def _per_page(laid: Laid, lines: list[Piece], last_page: int) -> Iterator[Finding]:
    """Pages that running text alone fills."""
    by_page: dict[int, list[Piece]] = defaultdict(list)
    for line in lines:
        by_page[line.page].append(line)
    others = {piece.page for p in laid.placed if p.element.role not in BODY | {"folio"} for piece in p.pieces}
    for number, found in by_page.items():
        page = laid.page(number)
        if number in others or page.turned or page.tables or number == len(laid.pages) or len(found) < 10:
            continue
        if number + 1 == laid.annex_from() or number == last_page or _ends_a_part(laid, number):
            continue
        count = len({round(line.base, 1) for line in found})
        if abs(count - clauses.LINES) >= 1:
            # A heading that must not stand alone at the foot moves on: then a line is left white.
            moved = _moved_on(laid, number)
            if count == clauses.LINES - 1 and moved:
                continue
            box = Box(number, laid.frame.left, found[0].top, laid.frame.right, found[-1].bottom)
            yield note("lines-per-page", None, "22 行", f"{count} 行", page=number, place="", boxes=(box,))


def _ends_a_part(laid: Laid, number: int) -> bool:
    nexts = [p for p in laid.placed if p.first.page == number + 1 and p.element.role != "folio"]
    return bool(nexts) and nexts[0].element.role not in BODY


def _moved_on(laid: Laid, number: int) -> bool:
    nexts = [p for p in laid.placed if p.first.page == number + 1 and p.element.role != "folio"]
    return bool(nexts) and nexts[0].element.role.startswith("level-")


def _characters(laid: Laid) -> Iterator[Finding]:
    """Characters in full lines of nothing but Chinese, first lines by their indent."""
    frame = laid.frame
    full: list[Piece] = []
    ragged: list[Piece] = []
    for p in laid.placed:
        if p.element.role not in ("body", "level-3", "level-4") or p.element.family not in ("仿宋", ""):
            continue
        for piece in p.pieces[1:-1]:
            if piece.pure and abs(piece.points - clauses.BODY) < 0.6:
                full.append(piece)
        for piece in p.pieces[:-1]:
            if piece.right < frame.right - 1.2 and not piece.text.endswith(tuple(_CLOSING)):
                ragged.append(piece)
    if len(full) >= 5:
        most = max(piece.count for piece in full)
        usual = sorted(piece.count for piece in full)[len(full) // 2]
        widest = max(full, key=lambda piece: piece.count)
        box = (Box(widest.page, widest.left, widest.top, widest.right, widest.bottom),)
        if most != clauses.CHARACTERS:
            found = f"{most} 字"
            if most == clauses.CHARACTERS + 1 and usual == clauses.CHARACTERS:  # a hanging mark
                return
            yield note(
                "characters-per-line",
                None,
                "28 字",
                found,
                page=widest.page,
                place=widest.text[:12],
                boxes=box,
            )
        pitch = median(piece.pitch for piece in full)
        if abs(pitch - clauses.CHARACTER) > 0.25:
            yield note("character-pitch", None, f"{clauses.CHARACTER:.2f} mm", f"{pitch:.2f} mm", page=widest.page,
                       place=widest.text[:12], boxes=box)  # fmt: skip
    whole = sum(max(0, len(p.pieces) - 1) for p in laid.placed if p.element.role in BODY)
    if len(ragged) >= 3 and len(ragged) * 3 >= whole:
        piece = ragged[0]
        box = (Box(piece.page, piece.left, piece.top, piece.right, piece.bottom),)
        yield note("line-filled", None, f"行末到 {frame.right:.1f} mm", mm(piece.right), page=piece.page,
                   place=piece.text[:12], boxes=box)  # fmt: skip


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
        for piece in p.pieces:
            by_page[piece.page].append((piece, p))
    for found in by_page.values():
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
    if page.turned or page.scanned or page.blank:
        return False
    if laid.layout == "letter":
        return page.number > 1
    if laid.layout == "unknown":
        return len(laid.pages) > 1
    blank = any(p.blank for p in laid.pages[: page.number - 1])
    return not (blank and page.number == len(laid.pages))  # 7.5: a page of 版记 after a blank page


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
        yield note("folio-side", element, f"{'右' if odd else '左'}空一字({em:.1f} mm)", mm(side))


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


def last_line_bottom(laid: Laid, piece: Piece) -> float:
    """Lower edge of a line of text."""
    return line_bottom(piece, laid.frame.pitch)
