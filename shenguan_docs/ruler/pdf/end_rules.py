"""Rules about the end: signature and date (GB/T 9704 7.3.5), 版记 (7.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shenguan_docs.ruler import clauses, wording
from shenguan_docs.ruler.elements import BODY
from shenguan_docs.ruler.faces import is_face
from shenguan_docs.ruler.finding import Box, Finding
from shenguan_docs.ruler.noting import mm, note, pt
from shenguan_docs.ruler.pdf.lines import Piece
from shenguan_docs.ruler.pdf.main_rules import blank_lines
from shenguan_docs.ruler.pdf.pages import Laid
from shenguan_docs.ruler.pdf.paragraphs import Placed
from shenguan_docs.ruler.pdf.reading import Bar
from shenguan_docs.ruler.roles import is_red

_NEAR = 0.6  # of a character


def end_rules(laid: Laid) -> Iterator[Finding]:
    """Measure signature, date and 版记."""
    if laid.layout == "unknown":
        return
    yield from _signature(laid)
    yield from _copies(laid)
    yield from _printed(laid)
    if laid.layout not in ("letter", "form"):
        yield from _imprint_lines(laid)


def _signature(laid: Laid) -> Iterator[Finding]:
    dates, organs = laid.of("date"), laid.of("organ")
    if not dates:
        return
    date = dates[-1]
    text = [
        p
        for p in laid.placed
        if p.element.role in BODY | {"enclosure", "table"} and p.element.index < date.element.index
    ]
    page = date.first.page
    if text and laid.official and not any(piece.page == page for p in text for piece in p.pieces):
        yield note("date-alone", date.element, "与正文同面", "这一面没有正文")
    if not laid.official and laid.layout != "form":
        return
    organs = [p for p in organs if p.first.page == page]
    offices = [p for p in laid.of("office-title") if p.first.page == page]
    yield from _stamped(laid, date, offices) if offices else _places(laid, date, organs)
    if (organs or offices) and text and laid.official:
        first = min((*organs, *offices), key=lambda p: p.first.base)
        above = [p for p in text if p.last.page == page and p.last.base < first.first.base]
        if above:
            last = max(above, key=lambda p: p.last.base)
            blank = blank_lines(laid, last.last, first.first)
            if last.element.role != "table" and not 0.5 < blank < 4.6:
                yield note("signature-gap", first.element, "空 1–4 行", f"空 {blank:.1f} 行")


def _stamped(laid: Laid, date: Placed, offices: list[Placed]) -> Iterator[Finding]:
    """7.3.5.3: 签名章 four characters from the right, two left of it the office, one blank line below it the date."""
    right = (laid.frame.right - date.first.right) / clauses.CHARACTER
    if abs(right - 4) > _NEAR:
        yield note("date-place", date.element, "右空四字（22.3 mm）", f"右空 {right:.1f} 字")
    for p in offices:
        free = (laid.frame.right - p.first.right) / clauses.CHARACTER
        if not clauses.STAMP_LEAST <= free <= clauses.STAMP_MOST:
            yield note("organ-place", p.element, "在签名章之左空二字", f"右空 {free:.1f} 字")
    last = max(offices, key=lambda p: p.first.base)
    blank = blank_lines(laid, last.first, date.first)
    if not 0.5 < blank < 2.5:
        yield note("date-place", date.element, "在签名章下空一行", f"空 {blank:.1f} 行")


def _places(laid: Laid, date: Placed, organs: list[Placed]) -> Iterator[Finding]:
    """7.3.5.1 sealed, 7.3.5.2 without a seal, 7.3.5.3 签名章: one of them must hold."""
    frame = laid.frame
    char = clauses.CHARACTER
    right = (frame.right - date.first.right) / char
    if not organs:
        if min(abs(right - 4), abs(right - 2)) > _NEAR:
            yield note("date-place", date.element, "右空四字（22.3 mm）", f"右空 {right:.1f} 字")
        return
    organ = _beside(organs, date.first)
    o_right = (frame.right - organ.first.right) / char
    shift = (date.first.left - organ.first.left) / char
    off = (date.first.middle - organ.first.middle) / char
    width = (organ.first.right - organ.first.left) / char
    if len(organs) > 1:
        # Joint: organs in rows or one below the other, the last one over the date.
        together = min(abs(off), abs(shift - 2)) <= _NEAR
        if not together:
            yield note("date-place", date.element, "在最后一个署名之下", f"偏 {off:.1f} 字")
        return
    plain = abs(shift - 2) <= _NEAR and min(abs(o_right - 2), abs(right - 2)) <= _NEAR
    sealed = abs(off) <= _NEAR and (abs(right - 4) <= _NEAR or (o_right <= _NEAR and right > 3.4))
    # A name as wide as the text area leaves no choice.
    if plain or sealed or width > 22:
        return
    if abs(off) <= _NEAR:
        yield note(
            "date-place", date.element, "右空四字（22.3 mm）", f"右空 {right:.1f} 字（{mm(right * char)}）"
        )
    elif abs(right - 4) <= _NEAR:
        yield note("organ-place", organ.element, "以成文日期为准居中", f"偏 {abs(off):.1f} 字")
    elif abs(o_right - 2) <= _NEAR:
        yield note("date-place", date.element, "首字比署名首字右移二字", f"右移 {shift:.1f} 字")
    elif abs(shift - 2) <= _NEAR:
        yield note("organ-place", organ.element, "右空二字（11.1 mm）", f"右空 {o_right:.1f} 字")
    else:
        yield note(
            "date-place",
            date.element,
            "右空四字，署名居中在其上",
            f"右空 {right:.1f} 字，署名偏 {abs(off):.1f} 字",
        )


def _beside(organs: list[Placed], date: Piece) -> Placed:
    """The organ over the date."""
    low = max(p.first.base for p in organs)
    return min(
        (p for p in organs if abs(p.first.base - low) < 1), key=lambda p: abs(p.first.middle - date.middle)
    )


def _copies(laid: Laid) -> Iterator[Finding]:
    frame, em = laid.frame, clauses.IMPRINT * clauses.PT
    for p in laid.of("copies"):
        piece = p.first
        if piece.family and not is_face(piece.face, "仿宋", piece.bold):
            yield note("copies-face", p.element, "仿宋", piece.family)
        if abs(piece.points - clauses.IMPRINT) > 0.35:
            yield note("copies-size", p.element, pt(clauses.IMPRINT), pt(piece.points))
        left = piece.left - frame.left
        right = frame.right - max(one.ink_right for one in p.pieces)
        if abs(left - em) > 0.4 * em:
            yield note("copies-indent", p.element, f"左空一字（{em:.1f} mm）", mm(left))
        elif right < em * 0.6:
            yield note("copies-indent", p.element, f"右空一字（{em:.1f} mm）", mm(right))
        found = re.match(r".{2,5}?[：:]", wording.squeezed(piece.text))
        hang = piece.left + (len(found.group()) if found else 3) * em
        for one in p.pieces[1:]:
            if abs(one.left - hang) > 0.5 * em:
                yield note(
                    "copies-hang", p.element, f"左 {hang - frame.left:.1f} mm", mm(one.left - frame.left)
                )
                break


def _printed(laid: Laid) -> Iterator[Finding]:
    frame, em = laid.frame, clauses.IMPRINT * clauses.PT
    for p in laid.of("printed-by"):
        piece = p.first
        if piece.family and not is_face(piece.face, "仿宋", piece.bold):
            yield note("printed-by-face", p.element, "仿宋", piece.family)
        if abs(piece.points - clauses.IMPRINT) > 0.35:
            yield note("printed-by-size", p.element, pt(clauses.IMPRINT), pt(piece.points))
        dated = wording.DATE.search(wording.squeezed(piece.text)) is not None
        if dated:
            right = frame.right - piece.right
            if abs(right - em) > 0.5 * em:
                yield note("printed-by-place", p.element, f"右空一字（{em:.1f} mm）", mm(right))
        if not dated or len(piece.text) > 16:
            left = piece.left - frame.left
            if abs(left - em) > 0.5 * em:
                yield note("printed-by-place", p.element, f"左空一字（{em:.1f} mm）", mm(left))


def _imprint_lines(laid: Laid) -> Iterator[Finding]:
    elements = laid.of("copies", "printed-by")
    if not elements:
        return
    number = elements[-1].last.page
    page = laid.page(number)
    top = min(p.first.top for p in elements if p.first.page == number)
    bars = [b for b in page.bars if b.top > top - 9 and not is_red(b.colour)]
    wanted = 2 + (1 if laid.of("copies") and laid.of("printed-by") else 0)
    if len(bars) < wanted:
        yield note("imprint-lines", None, f"{wanted} 条", f"{len(bars)} 条", page=number, place="版记")
    for bar in bars:
        width = bar.right - bar.left
        if abs(width - laid.frame.width) > 1.6:
            yield note("imprint-width", None, f"与版心等宽（{laid.frame.width:.1f} mm）", mm(width), page=number,
                       place="版记", boxes=_box(number, bar))  # fmt: skip
    for n, bar in enumerate(bars):
        outer = n in (0, len(bars) - 1)
        thick = bar.bottom - bar.top
        norm = clauses.IMPRINT_THICK if outer else clauses.IMPRINT_THIN
        if len(bars) >= wanted and abs(thick - norm) > 0.06:
            rule = "imprint-thick" if outer else "imprint-thin"
            yield note(
                rule,
                None,
                f"{norm:.2f} mm",
                f"{thick:.2f} mm",
                page=number,
                place="版记",
                boxes=_box(number, bar),
            )
    if bars:
        bottom = bars[-1].bottom
        if abs(bottom - laid.frame.bottom) > 1 and len(bars) >= wanted:
            yield note("imprint-bottom", None, mm(laid.frame.bottom), mm(bottom), page=number, place="版记",
                       boxes=_box(number, bars[-1]))  # fmt: skip
    if number != len(laid.pages) and not laid.pages[-1].turned:
        yield note(
            "imprint-bottom",
            None,
            f"在最后一面（第 {len(laid.pages)} 面）",
            f"在第 {number} 面",
            page=number,
            place="版记",
        )


def _box(number: int, bar: Bar) -> tuple[Box, ...]:
    return (Box(number, bar.left, bar.top, bar.right, bar.bottom),)
