"""Rules about lines: their distance, how many a page holds, how many characters a line (GB/T 9704 5.2.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from shenguan_docs.ruler import clauses
from shenguan_docs.ruler.elements import BODY
from shenguan_docs.ruler.finding import Box, Finding
from shenguan_docs.ruler.noting import mm, note
from shenguan_docs.ruler.pdf.frame import line_top
from shenguan_docs.ruler.pdf.lines import Piece
from shenguan_docs.ruler.pdf.pages import Laid

_CLOSING = tuple("，。、；：！？）》〉」』】〕”’,.;:!?)]")
_NEAR = 0.25  # mm
_LEAST, _MOST = 0.84, 1.22  # of the pitch: 7.3.5.5 allows other pitches; beyond these a page looks wrong


def line_rules(laid: Laid) -> Iterator[Finding]:
    """Measure running text, the lines of tables and annexes left aside."""
    if laid.layout == "form":  # a record sheet has tables and lines to be filled in
        return
    lines = body_lines(laid)
    moved = _moved_for_the_signature(laid, lines)
    yield from _pitches(laid, lines, moved)
    yield from _per_page(laid, lines, moved)
    yield from _characters(laid, moved)


def body_lines(laid: Laid) -> list[Piece]:
    """Lines of running text, in order."""
    return [piece for p in laid.placed if p.element.role in BODY for piece in p.pieces]


def _pitches(laid: Laid, lines: list[Piece], moved: range) -> Iterator[Finding]:
    with_text = {line.page for line in lines}
    for page, pitch in sorted(laid.frame.pitches.items()):
        if page not in with_text or abs(pitch - clauses.PITCH) <= _NEAR:
            continue
        if page in moved and _LEAST < pitch / clauses.PITCH < _MOST:
            continue
        boxes = [Box(p.page, p.left, p.top, p.right, p.bottom) for p in lines if p.page == page][:2]
        found = f"{pitch:.2f} mm"
        yield note("line-pitch", None, f"{clauses.PITCH:.2f} mm", found, page=page, boxes=boxes)
        return


def _moved_for_the_signature(laid: Laid, lines: list[Piece]) -> range:
    """Pages whose spacing 7.3.5.5 lets differ: at the usual one the signature would stand on a page without text.

    That of the signature and the one before it, which the text may have left for it. 版记 below it counts too,
    which in minutes, that nobody signs, stands alone.
    """
    ending = [p.first for p in laid.of("organ", "date", "note", "office-title")]
    imprint = [] if laid.of("annex-label") else [p.first for p in laid.of("copies", "printed-by")]
    ending = ending or imprint
    text = [piece for p in laid.of("enclosure", "roster") for piece in p.pieces]
    text += [line for line in lines if line.page < laid.annex_from()]
    if not ending or not text or not lines:
        return range(0)
    page = ending[-1].page
    pages = range(_began(laid, page - 1), page + 1)
    on_page = [line for line in text if line.page == page]
    if not on_page:
        return pages
    pitch = laid.frame.pitch_on(page)
    space = 0.0
    if ending is not imprint:
        space = (max(e.base for e in ending if e.page == page) - max(line.base for line in on_page)) / pitch
    space += len({round(p.base) for p in imprint})
    tables = sum(area[3] - area[1] for p in laid.pages[:page] for area in p.tables) / clauses.PITCH
    count = (
        len({(line.page, round(line.base)) for line in text})
        + tables
        + len(laid.of("enclosure")[:1] + laid.of("roster")[:1])
    )
    first = next(line for line in lines if line.page == lines[0].page)
    capacity = (
        clauses.TOP + clauses.HEIGHT - line_top(first, laid.frame.pitch_on(first.page))
    ) / clauses.PITCH
    left = count - capacity
    while left > 0:
        left -= clauses.LINES
    # ``-left`` lines are white below the text; the count of lines is true to some two.
    needed = space > -left - 2.5 or -left > clauses.LINES - 2 or (page > 1 and count < capacity)
    return pages if needed else range(0)


def _began(laid: Laid, page: int) -> int:
    """The page on which the paragraph begins that fills the whole of ``page``; else ``page`` itself."""
    for p in laid.placed:
        if p.element.role in BODY and p.first.page < page < p.last.page:
            return p.first.page
    return page


def _per_page(laid: Laid, lines: list[Piece], moved: range) -> Iterator[Finding]:
    """Pages that running text alone fills."""
    by_page: dict[int, list[Piece]] = defaultdict(list)
    for line in lines:
        by_page[line.page].append(line)
    others = {piece.page for p in laid.placed if p.element.role not in BODY | {"folio"} for piece in p.pieces}
    for number, found in by_page.items():
        page = laid.page(number)
        if number in others or page.turned or page.tables or number == len(laid.pages) or len(found) < 10:
            continue
        if number in moved or number + 1 == laid.annex_from() or _ends_a_part(laid, number):
            continue
        count = len({round(line.base, 1) for line in found})
        if abs(count - clauses.LINES) >= 1:
            # A heading that must not stand alone at the foot moves on: then a line is left white.
            if count == clauses.LINES - 1 and _moved_on(laid, number):
                continue
            box = Box(number, laid.frame.left, found[0].top, laid.frame.right, found[-1].bottom)
            yield note("lines-per-page", None, "22 行", f"{count} 行", page=number, place="", boxes=(box,))


def _ends_a_part(laid: Laid, number: int) -> bool:
    nexts = laid.begun.get(number + 1, ())
    return bool(nexts) and nexts[0].element.role not in BODY


def _moved_on(laid: Laid, number: int) -> bool:
    nexts = laid.begun.get(number + 1, ())
    return bool(nexts) and nexts[0].element.role.startswith("level-")


def _characters(laid: Laid, moved: range) -> Iterator[Finding]:
    """Characters in full lines of nothing but Chinese, first lines by their indent."""
    frame = laid.frame
    full: list[Piece] = []
    ragged: list[Piece] = []
    for p in laid.placed:
        if p.element.role not in ("body", "level-3", "level-4") or p.element.family not in ("仿宋", ""):
            continue
        if p.first.page in moved or p.last.page in moved:
            continue
        for piece in p.pieces[1:-1]:
            if piece.pure and abs(piece.points - clauses.BODY) < 0.6:
                full.append(piece)
        for piece in p.pieces[:-1]:
            if piece.right < frame.right - 1.2 and not piece.text.endswith(_CLOSING):
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
