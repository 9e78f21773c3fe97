"""Rules about the head of the first page (GB/T 9704 7.2, 10.1)."""

from __future__ import annotations

from collections.abc import Iterator

from shenguan_docs.ruler import clauses
from shenguan_docs.ruler.faces import family_of, is_face
from shenguan_docs.ruler.finding import Box, Finding
from shenguan_docs.ruler.noting import mm, note, pt
from shenguan_docs.ruler.pdf.pages import Laid
from shenguan_docs.ruler.pdf.paragraphs import Placed
from shenguan_docs.ruler.pdf.reading import MM, Bar
from shenguan_docs.ruler.roles import is_red

_BOLD_ENOUGH = 0.6
_LINE = 0.45  # of a line: nearer is right


def head_rules(laid: Laid) -> Iterator[Finding]:
    """Measure the mark, the number, the rules below them."""
    if not laid.official:
        return
    yield from _urgency(laid)
    yield from _mark(laid)
    yield from _number(laid)
    yield from _signers(laid)
    if laid.layout == "letter":
        yield from _letter_rules(laid)
    else:
        yield from _head_rule(laid)


def _urgency(laid: Laid) -> Iterator[Finding]:
    for p in laid.of("urgency"):
        piece = p.first
        if not is_face(piece.face, "黑体", piece.bold) or abs(piece.points - clauses.BODY) > 0.3:
            yield note(
                "urgency-face", p.element, "黑体 16 pt", f"{piece.family or piece.face} {pt(piece.points)}"
            )
        if abs(piece.left - laid.frame.left) > 1.2:
            yield note("urgency-place", p.element, "顶格", f"左空 {mm(piece.left - laid.frame.left)}")
    for p in laid.of("copy-number"):
        if abs(p.first.left - laid.frame.left) > 1.2:
            yield note("copy-number", p.element, "顶格", f"左空 {mm(p.first.left - laid.frame.left)}")


def _mark(laid: Laid) -> Iterator[Finding]:
    marks = laid.of("mark")
    if not marks:
        return
    for p in marks:
        piece = p.first
        if not is_red(p.element.colour):
            yield note("mark-colour", p.element, "红色", p.element.colour)
        if piece.family and not is_face(piece.face, "小标宋", piece.bold):
            yield note("mark-face", p.element, "小标宋", piece.family)
        if piece.points <= clauses.TITLE:
            yield note("mark-size", p.element, "大于 22 pt", pt(piece.points))
    first = min(marks, key=lambda p: p.first.top)
    middle = (min(p.first.left for p in marks) + max(p.first.right for p in marks)) / 2
    centre = clauses.PAPER[0] / 2 if laid.layout == "letter" else laid.frame.middle
    if min(abs(middle - centre), abs(middle - laid.frame.middle)) > 2:
        yield note("mark-centred", first.element, f"中线在 {centre:.1f} mm", mm(middle))
    letter = laid.layout == "letter"
    wanted = clauses.LETTER_MARK_TOP if letter else clauses.TOP + clauses.MARK_TOP
    if abs(first.first.top - wanted) > 1.2:
        expected = (
            f"距上页边 {wanted:.0f} mm" if letter else f"距版心上边缘 35 mm（距上页边 {wanted:.0f} mm）"
        )
        yield note("mark-top", first.element, expected, f"距上页边 {mm(first.first.top)}")


def _number(laid: Laid) -> Iterator[Finding]:
    for p in laid.of("number"):
        piece, frame = p.first, laid.frame
        if piece.family and not is_face(piece.face, "仿宋", piece.bold):
            yield note("number-face", p.element, "仿宋", piece.family)
        if abs(piece.points - clauses.BODY) > 0.3:
            yield note("number-size", p.element, pt(clauses.BODY), pt(piece.points))
        if laid.layout == "letter":
            if abs(piece.right - frame.right) > 1.6:
                yield note(
                    "number-place", p.element, "居右顶格", f"距版心右边 {mm(frame.right - piece.right)}"
                )
        elif laid.layout == "upward":
            if abs(piece.left - frame.left - frame.character) > 0.5 * frame.character:
                yield note(
                    "number-place",
                    p.element,
                    f"左空一字（{frame.character:.1f} mm）",
                    mm(piece.left - frame.left),
                )
        elif abs(piece.middle - frame.middle) > 1.6:
            yield note("number-place", p.element, f"居中，中线在 {frame.middle:.1f} mm", mm(piece.middle))
        yield from _number_gap(laid, p)


def _number_gap(laid: Laid, p: Placed) -> Iterator[Finding]:
    piece = p.first
    top = piece.base - clauses.OVER * piece.points * MM
    if laid.layout == "letter":
        above = [b for b in _red(laid) if b.bottom < piece.base and b.right - b.left > 140]
        if above and abs(top - above[-1].bottom - clauses.LETTER_NUMBER) > 1.0:
            yield note("number-gap", p.element, mm(clauses.LETTER_NUMBER), mm(top - above[-1].bottom))
        return
    marks = laid.of("mark")
    if not marks:
        return
    # The signers' rows begin two lines below the mark, the number stands in the last of them.
    top = min([top, *(s.first.base - clauses.OVER * s.first.points * MM for s in laid.of("signer"))])
    white = top - max(m.first.bottom for m in marks)
    lines = (white - (clauses.PITCH - clauses.BODY * clauses.PT) / 2) / clauses.PITCH
    if abs(lines - 2) > _LINE:
        yield note("number-gap", p.element, "空 2 行", f"空 {lines:.1f} 行（{mm(white)}）")


def _signers(laid: Laid) -> Iterator[Finding]:
    signers = laid.of("signer")
    if not signers:
        return
    frame = laid.frame
    right = max(p.first.right for p in signers)
    if abs(frame.right - right - frame.character) > 0.6 * frame.character:
        yield note(
            "signer-place",
            signers[-1].element,
            f"右空一字（{frame.character:.1f} mm）",
            mm(frame.right - right),
        )
    for p in signers:
        label = p.element.text.startswith("签")
        faces = {family_of(face, bool(bold)) for face, bold in p.first.faces}
        named = "楷体" in faces or len(p.element.text) <= 4  # the label may stand alone
        wrong = label and not ("仿宋" in faces and named) or not label and "楷体" not in faces
        if wrong:
            yield note("signer-face", p.element, "“签发人：”仿宋，姓名楷体", p.first.family or p.first.face)
    numbers = laid.of("number")
    last = max(p.first.base for p in signers)
    if numbers and abs(numbers[0].first.base - last) > 1.5:
        yield note(
            "signer-row",
            numbers[0].element,
            "与最后一个签发人同一行",
            f"相差 {mm(last - numbers[0].first.base)}",
        )


def _red(laid: Laid) -> list[Bar]:
    return [b for b in laid.pages[0].bars if is_red(b.colour)]


def _box(bar: Bar) -> tuple[Box, ...]:
    return (Box(1, bar.left, bar.top, bar.right, bar.bottom),)


def _head_rule(laid: Laid) -> Iterator[Finding]:
    above = laid.of("number", "signer") or laid.of("mark")
    titles = laid.of("title")
    low = max((p.last.base for p in above), default=0.0)
    high = titles[0].first.top if titles else clauses.TOP + clauses.HEIGHT
    bars = [b for b in laid.pages[0].bars if low - 2 < b.top < high]
    if not bars:
        if laid.of("mark"):
            yield note("head-rule", None, "有红色分隔线", "没有", page=1)
        return
    bar = bars[0]
    if not is_red(bar.colour):
        yield note("head-rule-colour", None, "红色", bar.colour, page=1, boxes=_box(bar))
    width = bar.right - bar.left
    if abs(width - laid.frame.width) > 1.6 or abs(bar.left - laid.frame.left) > 1.6:
        yield note(
            "head-rule-width",
            None,
            f"与版心等宽（{laid.frame.width:.1f} mm）",
            mm(width),
            page=1,
            boxes=_box(bar),
        )
    if laid.of("number"):
        number = laid.of("number")[0].first
        gap = bar.top - number.base - clauses.UNDER * number.points * MM
        if abs(gap - clauses.RULE_GAP) > _BOLD_ENOUGH:
            yield note("head-rule-gap", None, mm(clauses.RULE_GAP), mm(gap), page=1, boxes=_box(bar))


def _letter_rules(laid: Laid) -> Iterator[Finding]:
    page, marks = laid.pages[0], laid.of("mark")
    low = max((p.first.base for p in marks), default=30.0)
    # A rule of another colour counts as the rule when it stands where one should.
    wide = [
        b for b in page.bars if b.right - b.left > 120 and (is_red(b.colour) or b.top < 75 or b.top > 265)
    ]
    head = [b for b in wide if low - 1 < b.top < low + 25]
    foot = [b for b in wide if b.top > page.height - 40]
    if len(head) < 2:
        yield note("letter-rule", None, "标志下有红双线", f"{len(head)} 条线", page=1)
    else:
        yield from _pair(head[0], head[1], "letter-rule-order", thick_first=True)
    if head and marks:
        gap = head[0].top - max(p.first.bottom for p in marks)
        if abs(gap - clauses.RULE_GAP) > 0.8:
            yield note("letter-rule-gap", None, mm(clauses.RULE_GAP), mm(gap), page=1, boxes=_box(head[0]))
    if len(foot) < 2:
        yield note("letter-foot-rule", None, "距下页边 20 mm 有红双线", f"{len(foot)} 条线", page=1)
    else:
        yield from _pair(foot[-2], foot[-1], "letter-foot-order", thick_first=False)
        distance = page.height - foot[-1].bottom
        if abs(distance - clauses.LETTER_FOOT) > 1:
            yield note(
                "letter-foot-rule", None, mm(clauses.LETTER_FOOT), mm(distance), page=1, boxes=_box(foot[-1])
            )


def _pair(upper: Bar, lower: Bar, order: str, thick_first: bool) -> Iterator[Finding]:
    thick, thin = (upper, lower) if thick_first else (lower, upper)
    if thick.bottom - thick.top <= thin.bottom - thin.top + 0.05:
        expected = "上粗下细" if thick_first else "上细下粗"
        found = f"上 {upper.bottom - upper.top:.2f} mm、下 {lower.bottom - lower.top:.2f} mm"
        yield note(order, None, expected, found, page=1, boxes=_box(upper) + _box(lower))
    for bar in (upper, lower):
        width = bar.right - bar.left
        if not is_red(bar.colour):
            yield note("letter-rule-colour", None, "红色", bar.colour, page=1, boxes=_box(bar))
        if abs(width - clauses.LETTER_RULE) > 1:
            yield note("letter-rule-width", None, mm(clauses.LETTER_RULE), mm(width), page=1, boxes=_box(bar))
        middle = (bar.left + bar.right) / 2
        if abs(middle - clauses.PAPER[0] / 2) > 1:
            yield note("letter-rule-centred", None, "中线在 105.0 mm", mm(middle), page=1, boxes=_box(bar))
