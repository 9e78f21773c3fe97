"""Rules about the main part: title, recipients, text, 附件说明, signature, annexes (GB/T 9704 7.3, 10.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from shenguan_docs.ruler import clauses, wording
from shenguan_docs.ruler.elements import BODY
from shenguan_docs.ruler.faces import is_face
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.noting import mm, note, pt
from shenguan_docs.ruler.pdf.lines import Piece
from shenguan_docs.ruler.pdf.pages import Laid
from shenguan_docs.ruler.pdf.paragraphs import Placed
from shenguan_docs.ruler.pdf.reading import MM
from shenguan_docs.ruler.roles import is_red
from shenguan_docs.ruler.running_words import NO_END, NO_START

_SIZE = 0.35  # pt
_LINE = 0.45  # of a line
_EDGE = 1.4  # mm
_TITLE_CHARACTERS = int(clauses.WIDTH / (clauses.TITLE * clauses.PT))


def main_rules(laid: Laid) -> Iterator[Finding]:
    """Measure the elements from the title to the last annex."""
    yield from _colours(laid)
    yield from _text(laid)
    if laid.layout == "unknown":
        return
    yield from _title(laid)
    if laid.official:
        yield from _recipients(laid)
        yield from _first_page(laid)
        yield from _enclosures(laid)
        yield from _rosters(laid)
    yield from _note(laid)
    yield from _annexes(laid)


def _colours(laid: Laid) -> Iterator[Finding]:
    for p in laid.placed:
        if p.element.role == "mark":
            continue
        if not _is_dark(p.element.colour):
            name = "红色" if is_red(p.element.colour) else p.element.colour
            yield note("text-colour", p.element, "黑色", name)


def _is_dark(colour: str) -> bool:
    return all(int(colour[at : at + 2], 16) <= 0x40 for at in (1, 3, 5))


def blank_lines(laid: Laid, above: Piece, below: Piece) -> float:
    """Blank lines between two lines of one page, by the distance of their baselines."""
    shift = 0.38 * (below.points - above.points) * MM
    return (below.base - above.base - shift) / laid.frame.pitch_on(below.page) - 1


def _title(laid: Laid) -> Iterator[Finding]:
    titles = laid.of("title")
    if not titles:
        return
    lines = [piece for p in titles for piece in p.pieces]
    for p in titles:
        piece = p.first
        if not is_face(piece.face, "小标宋", piece.bold):
            yield note("title-face", p.element, "小标宋", piece.family or piece.face)
        if abs(piece.points - clauses.TITLE) > _SIZE:
            yield note("title-size", p.element, pt(clauses.TITLE), pt(piece.points))
        if abs(piece.middle - laid.frame.middle) > 2:
            yield note("title-centred", p.element, f"中线在 {laid.frame.middle:.1f} mm", mm(piece.middle))
    if laid.official:
        yield from _title_gap(laid, titles[0])
    yield from _title_lines(titles, lines)


def _title_gap(laid: Laid, first: Placed) -> Iterator[Finding]:
    piece = first.first
    if piece.page != 1:
        return
    # Where the characters of a title stand below the upper edge of its line.
    in_line = clauses.PITCH / 2 + 0.38 * piece.points * MM
    if laid.layout == "letter":
        above = [p.first.base for p in laid.of("number", "urgency") if p.first.base < piece.base]
        if not above:
            return
        top = max(above) + clauses.PITCH / 2 - 0.38 * clauses.BODY * MM
    else:
        bars = [b for b in laid.pages[0].bars if b.bottom < piece.top and b.top > 60]
        if not bars:
            return
        top = bars[-1].bottom
    lines = (piece.base - in_line - top) / clauses.PITCH
    if abs(lines - 2) > _LINE:
        yield note("title-gap", first.element, "空 2 行", f"空 {lines:.1f} 行")


def _title_lines(titles: list[Placed], lines: list[Piece]) -> Iterator[Finding]:
    if len(lines) < 2:
        return
    words = [wording.squeezed(line.text) for line in lines]
    for one, two in pairwise(words):
        if _torn(one, two):
            yield note("title-break", titles[0].element, "不拆开", f"{one[-4:]}/{two[:4]}")
    widths = [line.right - line.left for line in lines]
    changes = [b - a for a, b in pairwise(widths)]
    hourglass = any(a < -2 and b > 2 for a, b in pairwise(changes))
    stub = len(words[-1]) < 2 or len(words) == 2 and len(words[-1]) < 3
    if hourglass or stub:
        boxes = [box for p in titles for box in p.element.boxes]
        found = "、".join(f"{len(w)} 字" for w in words)
        yield note("title-shape", titles[0].element, "梯形或菱形", found, boxes=boxes)


_WORK = re.compile(r"《[^》]*》|〔[^〕]*〕|（[^）]*）")


def _torn(one: str, two: str) -> bool:
    """Whether the break lies in a number or in a title of a work that would fit into one line."""
    for work in _WORK.finditer(one + two):
        width = sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in work.group())
        if work.start() < len(one) < work.end() and width <= _TITLE_CHARACTERS:
            return True
    if re.search(r"[0-9A-Za-z.]$", one) and re.match(r"[0-9A-Za-z.%‰]|[年月日号]", two):
        return True
    return two[0] in NO_START or one[-1] in NO_END


def _recipients(laid: Laid) -> Iterator[Finding]:
    found = laid.of("recipients")
    if not found:
        return
    first, titles, frame = found[0], laid.of("title"), laid.frame
    if titles and titles[-1].last.page == first.first.page:
        blank = blank_lines(laid, titles[-1].last, first.first)
        if abs(blank - 1) > _LINE:
            yield note("recipients-gap", first.element, "空 1 行", f"空 {blank:.1f} 行")
    if abs(first.first.left - frame.left) > _EDGE:
        yield note("recipients-left", first.element, "顶格", f"左空 {mm(first.first.left - frame.left)}")
    for piece in (piece for p in found for piece in p.pieces if piece is not first.first):
        if abs(piece.left - frame.left) > _EDGE:
            yield note("recipients-hang", first.element, "回行顶格", f"左空 {mm(piece.left - frame.left)}")
            break


def _first_page(laid: Laid) -> Iterator[Finding]:
    if not any(p.first.page == 1 for p in laid.placed if p.element.role in BODY | {"table"}):
        yield note("first-page-body", None, "有正文", "没有", page=1)


_FACES = {"level-1": "黑体", "level-2": "楷体", "level-3": "仿宋", "level-4": "仿宋"}


def _text(laid: Laid) -> Iterator[Finding]:
    frame = laid.frame
    indent, annexes = 2 * frame.character, laid.annex_from()
    for p in laid.placed:
        element, role = p.element, p.element.role
        if role not in BODY:
            continue
        wanted = _FACES.get(role)
        if wanted and not is_face_family(element.lead_family, p.first.face, wanted, p.first.bold):
            yield note(f"{role}-face", element, wanted, element.lead_family or element.face)
        alone = role in ("level-1", "level-2") and len(p.pieces) == 1
        if (
            not alone
            and not is_face(element.face, "仿宋", element.bold)
            and not (role in ("level-1", "level-2") and element.family == wanted)
            and _worth(element.text)
            and not (role in ("level-3", "level-4") and element.lead_family == element.family)
        ):
            yield note("body-face", element, "仿宋", element.family or element.face)
        if element.points is not None and abs(element.points - clauses.BODY) > _SIZE:
            yield note("body-size", element, pt(clauses.BODY), pt(element.points))
        if not _is_text_line(laid, p):
            continue
        left = p.first.left - frame.left
        flush = abs(left) < _EDGE and p.first.page >= annexes and _is_form_line(element.text)
        if (
            abs(left - indent) > 0.4 * frame.character
            and element.align not in ("center", "right")
            and not flush
        ):
            yield note("body-indent", element, f"左空二字（{indent:.1f} mm）", mm(left))
        for piece in p.pieces[1:]:
            if abs(piece.left - frame.left) > _EDGE:
                yield note(
                    "body-hang", element, "回行顶格", f"左空 {mm(piece.left - frame.left)}", page=piece.page
                )
                break
        if p.first.blanks:
            yield note("blank-indent", element, "用首行缩进", f"{p.first.blanks} 个空格")


def is_face_family(family: str, face: str, wanted: str, bold: bool) -> bool:
    """Whether the first character's face is the one wanted (or what rare characters fall back on)."""
    return family == wanted or is_face(face, wanted, bold) and family in ("", wanted)


def _worth(text: str) -> bool:
    return any(wording.is_chinese(char) for char in text)


def _is_form_line(text: str) -> bool:
    """A line to be filled in, 填报人：, as an annex holds it."""
    return re.search(r"[：:]", text) is not None and not text.rstrip().endswith("。")


def _is_text_line(laid: Laid, p: Placed) -> bool:
    """Not a line among several in one row, nor on a turned page."""
    beside = sum(abs(q.first.base - p.first.base) < 1 for q in laid.begun.get(p.first.page, ()))
    return beside < 2 and not laid.page(p.first.page).turned and laid.layout != "form"


def _before(laid: Laid, p: Placed) -> Placed | None:
    """The element above on the same page."""
    above = [
        q
        for q in laid.placed
        if q.last.page == p.first.page and q.last.base < p.first.base - 2 and q.element.role != "folio"
    ]
    return max(above, key=lambda q: q.last.base, default=None)


def _enclosures(laid: Laid) -> Iterator[Finding]:
    found = laid.of("enclosure")
    if not found:
        return
    frame, first = laid.frame, found[0]
    above = _before(laid, first)
    if above is not None and above.element.role in BODY | {"roster"}:
        blank = blank_lines(laid, above.last, first.first)
        if abs(blank - 1) > _LINE:
            yield note("enclosure-gap", first.element, "空 1 行", f"空 {blank:.1f} 行")
    left = first.first.left - frame.left
    if abs(left - 2 * frame.character) > 0.45 * frame.character:
        yield note("enclosure-indent", first.element, f"左空二字（{2 * frame.character:.1f} mm）", mm(left))
    for n, p in enumerate(found):
        name = _name_left(p, n == 0)
        for piece in p.pieces[1:]:
            if abs(piece.left - name) > 0.5 * frame.character:
                yield note(
                    "enclosure-hang",
                    p.element,
                    f"与名称首字对齐（左 {name - frame.left:.1f} mm）",
                    mm(piece.left - frame.left),
                )
                break
        if n and abs(p.first.left - first.first.left - 3 * frame.character) > 0.6 * frame.character:
            expected = f"序号对齐（左 {first.first.left + 3 * frame.character - frame.left:.1f} mm）"
            yield note("enclosure-hang", p.element, expected, mm(p.first.left - frame.left))


def _name_left(p: Placed, first: bool) -> float:
    """Where the name begins in the first line: behind 附件： and the number."""
    text = p.first.text
    head = (
        re.match(r"(?:附\s*件\s*[：:])?\s*(?:\d{1,2}\s*[.．、])?\s*", text)
        if first
        else re.match(r"\d{1,2}\s*[.．、]\s*", text)
    )
    label = head.group() if head else ""
    em = p.first.points * MM - 0.21 * MM if p.first.points else 0.0
    return p.first.left + sum(em if ord(c) > 0x2E7F else em / 2 for c in label if not c.isspace())


def _rosters(laid: Laid) -> Iterator[Finding]:
    frame = laid.frame
    for p in laid.of("roster"):
        if p.first.lead_family and p.first.lead_family != "黑体":
            yield note("roster-face", p.element, "黑体", p.first.lead_family)
        left = p.first.left - frame.left
        if abs(left - 2 * frame.character) > 0.45 * frame.character:
            yield note("roster-indent", p.element, f"左空二字（{2 * frame.character:.1f} mm）", mm(left))
        label = wording.ROSTER.match(p.element.text)
        hang = p.first.left + (len(wording.squeezed(label.group())) if label else 3) * frame.character
        for piece in p.pieces[1:]:
            if abs(piece.left - hang) > 0.5 * frame.character:
                yield note(
                    "roster-hang", p.element, f"左 {hang - frame.left:.1f} mm", mm(piece.left - frame.left)
                )
                break


def _note(laid: Laid) -> Iterator[Finding]:
    frame, dates = laid.frame, laid.of("date")
    for p in laid.of("note"):
        left = p.first.left - frame.left
        if abs(left - 2 * frame.character) > 0.45 * frame.character:
            yield note("note-indent", p.element, f"左空二字（{2 * frame.character:.1f} mm）", mm(left))
        if dates and dates[-1].last.page == p.first.page:
            blank = blank_lines(laid, dates[-1].last, p.first)
            if abs(blank) > _LINE:
                yield note("note-place", p.element, "在日期下一行", f"空 {blank:.1f} 行")


def _annexes(laid: Laid) -> Iterator[Finding]:
    frame = laid.frame
    for p in laid.of("annex-label"):
        piece = p.first
        if not is_face(piece.face, "黑体", piece.bold) or abs(piece.points - clauses.BODY) > _SIZE:
            yield note(
                "annex-label-face",
                p.element,
                "黑体 16 pt",
                f"{piece.family or piece.face} {pt(piece.points)}",
            )
        if laid.page(piece.page).turned:
            continue
        above = [
            q for q in laid.placed for one in q.pieces if one.page == piece.page and one.base < piece.base - 2
        ]
        if above:
            yield note("annex-page", p.element, "另起一面", f"接在“{above[-1].element.text[:8]}”之后")
            continue
        line = (piece.base - clauses.TOP) / clauses.PITCH
        first = clauses.PITCH / 2 + 0.38 * piece.points * MM
        off = piece.base - clauses.TOP - first
        if abs(off) > 1.8 or abs(piece.left - frame.left) > _EDGE:
            expected = "第一行顶格"
            found = f"第 {line:.1f} 行处，左空 {mm(piece.left - frame.left)}"
            yield note("annex-label-place", p.element, expected, found)
        yield from _annex_title(laid, p)


def _annex_title(laid: Laid, label: Placed) -> Iterator[Finding]:
    titles = [q for q in laid.of("annex-title") if q.first.page == label.first.page]
    if not titles:
        return
    first = titles[0]
    blank = blank_lines(laid, label.first, first.first)
    if abs(blank - 1) > 0.5:
        yield note("annex-title-place", first.element, "第三行（空 1 行）", f"空 {blank:.1f} 行")
    for q in titles:
        if abs(q.first.middle - laid.frame.middle) > 2:
            yield note(
                "annex-title-place", q.element, f"居中，中线在 {laid.frame.middle:.1f} mm", mm(q.first.middle)
            )
