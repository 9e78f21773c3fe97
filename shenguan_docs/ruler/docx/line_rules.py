"""Rules about the lines of a DOCX: 版头分隔线, the double lines of a letter, the lines of the 版记."""

from __future__ import annotations

from collections.abc import Iterator

from shenguan_docs.ruler.docx.lines import Stroke, table_rules
from shenguan_docs.ruler.docx.measuring import Item, Reading
from shenguan_docs.ruler.docx.package import W
from shenguan_docs.ruler.docx.places import PT_PER_MM, gap_lines, line_pitch, space
from shenguan_docs.ruler.docx.styles import own_props
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.noting import mm, note
from shenguan_docs.ruler.roles import is_red

_THICK, _THIN = 0.35 * PT_PER_MM, 0.25 * PT_PER_MM
_OFF = 0.17  # pt: Word's borders go by eighths


def check_lines(reading: Reading) -> Iterator[Finding]:
    """Judge the lines that the layout asks for."""
    if reading.layout == "letter":
        yield from _letter(reading)
    elif reading.layout in ("general", "upward", "minutes"):
        yield from _head_rule(reading)
    yield from _imprint(reading)


def _head_rule(reading: Reading) -> Iterator[Finding]:
    numbers = [item for item in reading.items if item.element.role == "number"]
    titles = [item for item in reading.items if item.element.role == "title"]
    if not titles:
        return
    end = titles[0].at
    found = [s for s in reading.strokes if 0 <= s.paragraph <= end and (s.length is None or s.length > 60)]
    red = [s for s in found if is_red(s.colour)]
    if not found:
        yield note("head-rule", numbers[0].element if numbers else None, "有红色分隔线", "没有")
        return
    if not red:
        yield note(
            "head-rule-colour", None, "红色", found[0].colour.replace("auto", "黑色"), place="版头分隔线"
        )
    line = (red or found)[0]
    if line.length is not None and abs(line.length - 156) > 1.5:
        yield note("head-rule-width", None, "156 mm", mm(line.length), place="版头分隔线")
    gap = _rule_gap(reading, numbers, line)
    if gap is not None and abs(gap - 4) > 1:
        yield note("head-rule-gap", None, "4 mm", mm(gap), place="版头分隔线")


def _rule_gap(reading: Reading, numbers: list[Item], line: Stroke) -> float | None:
    """From the number's foot to a line that is a border of the paragraph below it, in mm."""
    if not numbers or line.drawn or line.paragraph <= numbers[-1].at or numbers[-1].paragraph.where != "body":
        return None
    docx = reading.docx
    lines, above = gap_lines(docx, line.paragraph)
    bordered = docx.paragraphs[line.paragraph]
    if above != numbers[-1].at or "pBdr.bottom" not in bordered.props:
        return None
    under = 0.2 * line_pitch(docx, numbers[-1].paragraph) - 0.17 * (numbers[-1].element.points or 16)
    white = lines * 225 / 22 * PT_PER_MM + line_pitch(docx, bordered)
    return (under + white) / PT_PER_MM


def _letter(reading: Reading) -> Iterator[Finding]:
    titles = [item.at for item in reading.items if item.element.role == "title"]
    end = titles[0] if titles else 30
    lines = [s for s in reading.strokes if s.length is None or s.length > 60]
    head = [s for s in lines if s.place == "header" or (0 <= s.paragraph <= end and not _low(s))]
    foot = [s for s in lines if s.paragraph == -1 or _low(s)]
    yield from _double(head, "letter-rule", "标志下的双线", "thick-thin", "letter-rule-order")
    if foot:
        yield from _double(foot, "letter-foot-rule", "页脚的双线", "thin-thick", "letter-foot-order")
        top = foot[0].top if foot[0].drawn else _foot_top(reading)
        if top is not None and abs(297 - top - 20) > 1.5:
            yield note("letter-foot-rule", None, "距下页边 20 mm", mm(297 - top), place="页脚的双线")
    else:
        yield note("letter-foot-rule", None, "距下页边 20 mm", "没有", page=1)


def _low(stroke: Stroke) -> bool:
    return stroke.top is not None and stroke.top > 200


def _double(lines: list[Stroke], missing: str, place: str, kind: str, order: str) -> Iterator[Finding]:
    red = [s for s in lines if is_red(s.colour)]
    if lines and not red:
        yield note("letter-rule-colour", None, "红色", lines[0].colour.replace("auto", "黑色"), place=place)
    double = [s for s in red or lines if s.kind != "single"]
    if not double and len(red or lines) < 2:  # two single lines make a double one too
        yield note(missing, None, "红色双线", "单线" if lines else "没有", page=1, place=place)
        return
    line = (double or red or lines)[0]
    if double and line.kind != kind:
        shown = {"thick-thin": "上粗下细", "thin-thick": "上细下粗", "double": "两条一样粗"}
        yield note(order, None, shown[kind], shown[line.kind], place=place)
    if line.length is not None and abs(line.length - 170) > 1.5:
        yield note("letter-rule-width", None, "170 mm", mm(line.length), place=place)
    if line.left is not None and line.right is not None and abs(line.left - (210 - line.right)) > 2:
        yield note(
            "letter-rule-centred", None, "居中", f"左 {mm(line.left)}、右 {mm(210 - line.right)}", place=place
        )


def _foot_top(reading: Reading) -> float | None:
    """The line that borders the last paragraph of the first page's footer, from the paper's upper edge in mm."""
    docx = reading.docx
    section = docx.sections[0]
    whole = docx.footers.get((0, "first" if section.title_page else "default"), [])
    at = next((n for n, p in enumerate(whole) if "pBdr.bottom" in p.props), None)
    if at is None:
        return None
    below = sum(
        space(docx, p, "before") + line_pitch(docx, p) + space(docx, p, "after") for p in whole[at + 1 :]
    )
    return section.height - section.footer - (below + space(docx, whole[at], "after")) / PT_PER_MM


def _imprint(reading: Reading) -> Iterator[Finding]:
    items = [item for item in reading.items if item.element.role in ("copies", "printed-by")]
    if not items or reading.layout == "unknown":
        return
    tables = {item.paragraph.table for item in items} - {None}
    if tables:
        table = reading.docx.tables[next(iter(tables))]  # type: ignore[index]
        widths, left, right = table_rules(reading.docx, table)
        if not any(widths):
            widths = [s.points for s in reading.strokes if s.paragraph >= items[0].at - 1]
    else:
        near = [s for s in reading.strokes if items[0].at - 1 <= s.paragraph <= items[-1].at + 1]
        widths = [s.points for s in near]
        left, right = (near[0].left or 0.0, near[0].right or 0.0) if near and near[0].length else (0.0, 156.0)
    if reading.layout == "letter":
        if any(widths):
            yield note(
                "imprint-letter", items[0].element, "没有分隔线", f"有 {sum(map(bool, widths))} 条分隔线"
            )
        return
    wanted = 3 if len({item.element.role for item in items}) > 1 else 2
    if sum(map(bool, widths)) < wanted or (tables and (not widths[0] or not widths[-1])):
        yield note("imprint-lines", items[0].element, f"{wanted} 条分隔线", f"{sum(map(bool, widths))} 条")
        return
    for width, place in ((widths[0], "版记首条线"), (widths[-1], "版记末条线")):
        if abs(width - _THICK) > _OFF:
            yield note("imprint-thick", None, "0.35 mm", f"{width / PT_PER_MM:.2f} mm", place=place)
    for width in widths[1:-1]:
        if width and abs(width - _THIN) > _OFF:
            yield note("imprint-thin", None, "0.25 mm", f"{width / PT_PER_MM:.2f} mm", place="版记中间的线")
    if right > left and abs(right - left - 156) > 1.5:
        yield note("imprint-width", items[0].element, "156 mm", mm(right - left))
    if tables:
        floating = own_props(table.find(f"{W}tblPr")).get("tblpPr", {})
        if floating and (floating.get("tblpYSpec") != "bottom" or floating.get("vertAnchor") != "margin"):
            yield note("imprint-bottom", items[0].element, "在版心下边缘", "表格的位置没有定在版心下边缘")
