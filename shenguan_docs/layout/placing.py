"""Places in a filled DOCX that depend on the words: a long 标志's width, columns, signature, hanging indents, fit.

Everything else is in the layout's styles, where an office changes it. These few are found by the names of
the styles; a layout without such a style is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from shenguan_docs.layout import figures
from shenguan_docs.layout.measure import width

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PPR_ORDER = [
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
    "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "jc",
]  # fmt: skip
_RPR_ORDER = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
]
# LibreOffice moves the whole of a paragraph that is kept with the next, Word only its end: a long one is kept
# only where the signature would else be alone.
_LONGEST_KEPT, _LONGEST_KEPT_AT_NEED = 3 * figures.CHARACTERS, 10 * figures.CHARACTERS
_LONGEST_CELL = 60  # characters; in the narrowest column still less than a page
_TEXT = {f"公文{name}" for name in ("正文", "正文顶格", "正文居中", "正文居右", "名单")}
_INDENTED = {f"公文{name}" for name in ("正文", "一级标题", "二级标题", "三级标题", "四级标题")}
_ENDING = ("公文署名", "公文成文日期", "公文附注")
_CHAR = figures.TEXT_WIDTH_TWIPS / figures.CHARACTERS


def place_body(body: Any, page: dict[str, Any]) -> None:
    """Set what ``page`` asks for in the filled body."""
    paragraphs: dict[str, list[Any]] = {}
    for paragraph in body.iterchildren(f"{_W}p"):
        paragraphs.setdefault(_style(paragraph), []).append(paragraph)
    for paragraph in paragraphs.get("发文机关标志", ()):
        _mark(paragraph, page["mark"], page["layout"])
    _signers(paragraphs.get("发文字号签发人", []), page["signers"])
    _rosters(paragraphs.get("公文名单", []), page)
    pitch = int(figures.LINE_TWIPS * page["fit"]["line"])
    for n, (paragraph, entry) in enumerate(
        zip(paragraphs.get("公文附件说明", ()), page["enclosures"], strict=False)
    ):
        _attr(paragraph, "ind", left=round(entry["left"] * _CHAR), hanging=round(entry["hang"] * _CHAR))
        if n == 0:
            _attr(paragraph, "spacing", before=pitch)
    _signature(paragraphs.get("公文署名", []), paragraphs.get("公文成文日期", []), page["signature"], pitch)
    if page["note"]:  # 附注 stays below the date
        for paragraph in paragraphs.get("公文成文日期", ()):
            _child(paragraph, "pPr", "keepNext", _PPR_ORDER)
    _tables(body, page)
    if page["fit"]["changed"]:
        _fit(body, page, pitch)
        for style in ("公文附件说明", *_ENDING):
            for paragraph in paragraphs.get(style, ()):
                _attr(paragraph, "spacing", line=pitch)
    _keep(body, at_need=page["fit"]["changed"] or page["fit"]["keep"])


def _blocks(page: dict[str, Any]) -> list[dict[str, Any]]:
    """Every block of text in the order in which the body has them."""
    annexes = (block for annex in page["annexes"] for block in annex["blocks"])
    return [*page["blocks"], *page["rosters"], *annexes]


def place_header(xml: str, page: dict[str, Any]) -> bytes:
    """Set the 标志 of a filled header; returns the part's bytes."""
    root = etree.fromstring(xml.encode("utf-8"))
    for paragraph in root.iter(f"{_W}p"):
        if _style(paragraph) == "发文机关标志":
            _mark(paragraph, page["mark"], page["layout"])
    return bytes(etree.tostring(root, encoding="UTF-8", standalone=True))


def _style(paragraph: Any) -> str:
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if found is None else str(found.get(f"{_W}val"))


def _mark(paragraph: Any, mark: dict[str, float], layout: str) -> None:
    """Narrow a long 标志; make it smaller, its upper edge staying where it is, when that is not enough."""
    full = figures.LETTER_MARK_PT if layout == "letter" else figures.MARK_PT
    for run in paragraph.iter(f"{_W}r"):
        if mark["scale"] < 1:
            _child(run, "rPr", "w", _RPR_ORDER).set(f"{_W}val", str(round(mark["scale"] * 100)))
        if mark["points"] < full:
            for name in ("sz", "szCs"):
                _child(run, "rPr", name, _RPR_ORDER).set(f"{_W}val", str(round(mark["points"] * 2)))
    if mark["points"] < full:
        pitch = full * 1.2 - (full - mark["points"]) * figures.INK_OVER / 0.8
        _attr(paragraph, "spacing", line=round(pitch * 20), lineRule="exact")


def _signers(paragraphs: list[Any], rows: list[dict[str, Any]]) -> None:
    """Rows end one character left of the edge; names stand below the first (7.2.6)."""
    if not paragraphs or not rows:
        return
    _attr(paragraphs[0], "spacing", before=2 * figures.LINE_TWIPS - 61)  # the white under the 标志
    columns = [max((width(r["names"][c]) for r in rows if len(r["names"]) > c), default=0.0) for c in (0, 1)]
    names = columns[0] + (columns[1] + 1 if columns[1] else 0)
    label = figures.CHARACTERS - 1 - 4 - names - 0.2
    stops = [label, label + 4.1, label + 5.1 + columns[0]]
    for paragraph in paragraphs:
        tabs = _child(paragraph, "pPr", "tabs", _PPR_ORDER)
        for old in list(tabs):
            tabs.remove(old)
        etree.SubElement(tabs, f"{_W}tab", {f"{_W}val": "clear", f"{_W}pos": str(_default_tab())})
        for stop in stops:
            etree.SubElement(tabs, f"{_W}tab", {f"{_W}val": "left", f"{_W}pos": str(round(stop * _CHAR))})


def _default_tab() -> int:
    return figures.TEXT_WIDTH_TWIPS - 8 * figures.CHARACTER_TWIPS  # the one in the shipped style


def _rosters(paragraphs: list[Any], page: dict[str, Any]) -> None:
    for paragraph, block in zip(
        paragraphs, (b for b in _blocks(page) if b["kind"] == "roster"), strict=False
    ):
        label = width(block["label"])
        _attr(paragraph, "ind", left=round((2 + label) * _CHAR), hanging=round(label * _CHAR))
        if block["first"]:
            _attr(paragraph, "spacing", before=figures.LINE_TWIPS)


def _signature(organs: list[Any], dates: list[Any], sign: dict[str, Any], pitch: int) -> None:
    """Right indents and blank lines of 7.3.5, as layout/signing.py decided them."""
    rows: list[list[dict[str, Any]]] = list(sign["rows"])
    if sign["office_title"]:
        rows.append([{"text": sign["office_title"], "right": sign["title_right"]}])
    for n, (paragraph, row) in enumerate(zip(organs, rows, strict=False)):
        blank = sign["between"] if n else sign["blank"]
        _attr(paragraph, "spacing", before=blank * pitch)
        if len(row) == 1:
            _attr(paragraph, "ind", right=round(row[0]["right"] * _CHAR))
            continue
        lefts = [sign["characters"] - organ["right"] - width(organ["text"]) for organ in row]
        _attr(paragraph, "ind", left=0, right=0, firstLine=max(0, round(lefts[0] * _CHAR)))
        _attr(paragraph, "jc", val="left")
        tabs = _child(paragraph, "pPr", "tabs", _PPR_ORDER)
        for left in lefts[1:]:
            etree.SubElement(tabs, f"{_W}tab", {f"{_W}val": "left", f"{_W}pos": str(round(left * _CHAR))})
    for paragraph in dates[:1]:
        blank = sign["date_blank"] if rows else sign["blank"]
        _attr(paragraph, "spacing", before=blank * pitch)
        if sign["style"] == "plain" and rows and sign["date_right"] > figures.PLAIN_RIGHT:
            # 7.3.5.2 speaks of first characters: so set, the date begins right whatever width its digits have.
            left = sign["characters"] - sign["date_right"] - width(sign["date"])
            _attr(paragraph, "ind", left=round(left * _CHAR), right=0)
            _attr(paragraph, "jc", val="left")
        else:
            _attr(paragraph, "ind", right=round(sign["date_right"] * _CHAR))


def _tables(body: Any, page: dict[str, Any]) -> None:
    wanted = [block for block in _blocks(page) if block["kind"] == "table"]
    found = [t for t in body.iter(f"{_W}tbl") if _table_style(t) == "公文表格"]
    if len(found) != len(wanted):
        return  # an office's layout with tables of its own in this style
    turned = {id(block) for annex in page["annexes"] if annex["wide"] for block in annex["blocks"]}
    for table, block in zip(found, wanted, strict=True):
        room = figures.TEXT_HEIGHT_TWIPS if block["wide"] or id(block) in turned else figures.TEXT_WIDTH_TWIPS
        widths = [round(share * room) for share in block["widths"]]
        table.find(f"{_W}tblPr/{_W}tblW").set(f"{_W}w", str(room))
        grid = table.find(f"{_W}tblGrid")
        for column in list(grid):
            grid.remove(column)
        for one in widths:
            etree.SubElement(grid, f"{_W}gridCol", {f"{_W}w": str(one)})
        for row in table.iterchildren(f"{_W}tr"):
            _keep_row(row)
            at = 0
            for cell in row.iterchildren(f"{_W}tc"):
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                count = 1 if span is None else int(span.get(f"{_W}val"))
                size = cell.find(f"{_W}tcPr/{_W}tcW")
                if size is not None:
                    size.set(f"{_W}w", str(sum(widths[at : at + count])))
                at += count


def _keep_row(row: Any) -> None:
    """A row stays on one page, unless it may be higher than one."""
    if max((sum(len(t.text or "") for t in cell.iter(f"{_W}t")) for cell in row), default=0) > _LONGEST_CELL:
        return
    props = row.find(f"{_W}trPr")
    if props is None:
        props = etree.Element(f"{_W}trPr")
        row.insert(0, props)
    if props.find(f"{_W}cantSplit") is None:
        props.insert(0, etree.Element(f"{_W}cantSplit"))


def _table_style(table: Any) -> str:
    found = table.find(f"{_W}tblPr/{_W}tblStyle")
    return "" if found is None else str(found.get(f"{_W}val"))


def _fit(body: Any, page: dict[str, Any], pitch: int) -> None:
    """Set the blocks that ``layout/fit.py`` sets closer or wider (7.3.5.5), as the PDF has them."""
    found = [e for e in body if _style(e) in _TEXT | _INDENTED or _table_style(e) == "公文表格"]
    if len(found) != len(_blocks(page)):
        return  # an office's layout with text of its own in these styles
    advance = figures.TEXT_WIDTH_TWIPS // page["fit"]["characters"]
    for element, block in zip(found, [*page["blocks"], *page["rosters"]], strict=False):
        if not block["fitted"] or block["kind"] == "table":
            continue
        _attr(element, "spacing", line=pitch)
        if _style(element) in _INDENTED:
            _attr(element, "ind", firstLine=2 * advance)
        for run in element.iter(f"{_W}r"):
            _child(run, "rPr", "spacing", _RPR_ORDER).set(
                f"{_W}val", str(advance - round(figures.BODY_PT * 20))
            )


def _keep(body: Any, *, at_need: bool) -> None:
    """Keep the last of the text on the signature's page (7.3.5.5); ``at_need``: where it would else be alone."""
    longest = _LONGEST_KEPT_AT_NEED if at_need else _LONGEST_KEPT
    passed = {"公文表格之后", "公文附件说明"} if at_need else {"公文表格之后"}
    for element in body.iterchildren(f"{_W}p"):
        if _style(element) in _ENDING:
            for paragraph in _text_before(element, longest, passed):
                kept = _child(paragraph, "pPr", "keepNext", _PPR_ORDER)
                kept.attrib.pop(f"{_W}val", None)
            return


def _text_before(element: Any, longest: int, passed: set[str]) -> Iterator[Any]:
    before = element.getprevious()
    while before is not None:
        if before.tag == f"{_W}tbl":
            yield from before.findall(f"{_W}tr")[-1].iter(f"{_W}p")
            return
        if before.tag == f"{_W}p":
            if sum(len(text.text or "") for text in before.iter(f"{_W}t")) > longest:
                return
            yield before
            if _style(before) not in passed:
                return
        before = before.getprevious()


def _attr(paragraph: Any, name: str, **values: Any) -> None:
    element = _child(paragraph, "pPr", name, _PPR_ORDER)
    for key, value in values.items():
        element.set(f"{_W}{key}", str(value))


def _child(parent: Any, props: str, name: str, order: list[str]) -> Any:
    """Return the property ``name`` of a paragraph or run, made in the schema's order when missing."""
    box = parent.find(f"{_W}{props}")
    if box is None:
        box = etree.Element(f"{_W}{props}")
        parent.insert(0, box)
    found = box.find(f"{_W}{name}")
    if found is not None:
        return found
    made = etree.Element(f"{_W}{name}")
    place = order.index(name)
    for n, sibling in enumerate(box):
        tag = etree.QName(sibling).localname
        if tag not in order or order.index(tag) > place:
            box.insert(n, made)
            return made
    box.append(made)
    return made
