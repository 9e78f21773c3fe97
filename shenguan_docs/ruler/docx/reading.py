"""A DOCX of any program as paragraphs with the settings that really hold for them, and its sections.

Deleted and moved-away text of tracked changes, hidden text and field codes are not part of the page;
inserted text is. What a text box says is read once, where its anchor stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from shenguan_docs.ruler.docx.package import Package, W
from shenguan_docs.ruler.docx.parts import MM_PER_TWIP, Docx, Paragraph, Piece, Section, Where, number
from shenguan_docs.ruler.docx.styles import Styles, is_on, own_props

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_THROUGH = {
    f"{W}{name}"
    for name in (
        "ins",
        "moveTo",
        "hyperlink",
        "fldSimple",
        "smartTag",
        "customXml",
        "sdt",
        "sdtContent",
        "dir",
        "bdo",
    )
}


def read_docx(package: Package) -> Docx:
    """Read an opened package; raises Refused when a part that is needed is broken."""
    styles = Styles(package)
    body = package.xml(package.main).find(f"{W}body")
    parts = {rel.id: rel.target for rel in package.relations(package.main) if not rel.external}
    nodes = [n for n in body.iter(f"{W}sectPr") if n.getparent().tag in (f"{W}pPr", f"{W}body")]
    sections: list[Section] = []
    for node in nodes or [etree.Element(f"{W}sectPr")]:
        sections.append(_section(node, parts, sections[-1].parts if sections else {}))
    settings = package.related("settings")
    docx = Docx(package, styles, sections)
    if settings is not None:
        docx.even_and_odd = is_on(own_props(settings), "evenAndOddHeaders")
        docx.default_tab = number(own_props(settings).get("defaultTabStop", {}).get("val"), 720.0)
    walk = _Walk(docx)
    first = sections[0]
    for kind in ("first",) if first.title_page else ("default",):
        walk.part(first.parts.get(("header", kind)), "header", 0, docx.paragraphs)
    walk.blocks(body, "body", docx.paragraphs)
    for n, section in enumerate(sections):
        for (what, kind), member in section.parts.items():
            if what == "footer":
                walk.part(member, "footer", n, docx.footers.setdefault((n, kind), []))
    docx.revisions = sum(1 for tag in ("ins", "del", "moveTo", "moveFrom") for _ in body.iter(f"{W}{tag}"))
    return docx


def _section(node: Any, parts: dict[str, str], before: dict[tuple[str, str], str]) -> Section:
    props = own_props(node)
    size, margins, grid = props.get("pgSz", {}), props.get("pgMar", {}), props.get("docGrid", {})
    kind = grid.get("type", "default")

    def mm(values: dict[str, str], key: str, default: float) -> float:
        return number(values.get(key), default) * MM_PER_TWIP

    found = dict(before)  # a section without a header of its own goes on with the last one's
    for ref in node:
        if ref.tag in (f"{W}headerReference", f"{W}footerReference"):
            what = "header" if ref.tag.endswith("headerReference") else "footer"
            found[what, ref.get(f"{W}type") or "default"] = parts.get(ref.get(f"{_R}id") or "", "")
    return Section(
        node, mm(size, "w", 12240), mm(size, "h", 15840), abs(mm(margins, "top", 1440)), abs(mm(margins, "bottom", 1440)),
        mm(margins, "left", 1440) + mm(margins, "gutter", 0), mm(margins, "right", 1440), mm(margins, "header", 720),
        mm(margins, "footer", 720), kind,
        number(grid.get("linePitch")) / 20 if kind in ("lines", "linesAndChars", "snapToChars") else 0.0,
        number(grid.get("charSpace")) / 4096 if kind in ("linesAndChars", "snapToChars") else 0.0,
        is_on(props, "titlePg"), props.get("type", {}).get("val", "nextPage"), found,
    )  # fmt: skip


class _Walk:
    """Walks the parts in order; keeps the section, a page break to come and open fields between paragraphs."""

    def __init__(self, docx: Docx) -> None:
        self.docx = docx
        self.section = 0
        self.break_next = False
        self.fields: list[str] = []
        self.table: int | None = None
        self.box = False

    def part(self, member: str | None, where: Where, section: int, into: list[Paragraph]) -> None:
        root = self.docx.package.xml(member) if member else None
        if root is not None:
            self.section = section
            self.blocks(root, where, into)
        self.section, self.break_next, self.fields = 0, False, []

    def blocks(self, parent: Any, where: Where, into: list[Paragraph], style: str | None = None) -> None:
        for node in parent:
            if node.tag == f"{W}p":
                self.paragraph(node, where, into, style)
            elif node.tag == f"{W}tbl":
                self._table(node, where, into)
            elif node.tag == f"{_MC}AlternateContent":
                chosen = node.find(f"{_MC}Choice")
                self.blocks(node.find(f"{_MC}Fallback") if chosen is None else chosen, where, into, style)
            elif node.tag in _THROUGH:
                self.blocks(node, where, into, style)

    def _table(self, node: Any, where: Where, into: list[Paragraph]) -> None:
        outer = self.table
        if outer is None:
            self.docx.tables.append(node)
            self.table = len(self.docx.tables) - 1
        named = node.find(f"{W}tblPr/{W}tblStyle")
        style = "" if named is None else named.get(f"{W}val") or ""
        for row in _inside(node, f"{W}tr"):
            for cell in _inside(row, f"{W}tc"):
                self.blocks(cell, "table" if where == "body" else where, into, style)
        self.table = outer

    def paragraph(self, node: Any, where: Where, into: list[Paragraph], table: str | None) -> None:
        styles = self.docx.styles
        box = node.find(f"{W}pPr")
        own = own_props(box)
        style = own.get("pStyle", {}).get("val", "")
        props = styles.paragraph(style, own, table)
        mark = styles.run(style, "", own_props(box.find(f"{W}rPr") if box is not None else None), table)
        number_id = props.get("numPr.numId", {}).get("val", "")
        label = (
            styles.numbering.label(number_id, props.get("numPr.ilvl", {}).get("val", "0"))
            if number_id
            else ""
        )
        start = self.break_next or is_on(props, "pageBreakBefore")
        self.break_next = False
        pieces: list[Piece] = []
        boxes: list[Any] = []
        for run in _runs(node):
            self._run(run, style, table, pieces, boxes)
        if self.break_next and not any(p.text.strip() for p in pieces) and label == "" and pieces:
            # a break in an otherwise empty paragraph: what comes next stands on the new page
            pieces = [p for p in pieces if p.node is not None]
        elif pieces and pieces[0].text == "\f":
            start, pieces = True, pieces[1:]
            self.break_next = any(p.text == "\f" for p in pieces)
        pieces = [p for p in pieces if p.text != "\f"]
        for inner in boxes:
            kept, self.fields, self.box = (self.fields, self.box), [], True
            self.blocks(inner, "box" if where in ("body", "table") else where, into)
            self.fields, self.box = kept
        into.append(
            Paragraph(
                node,
                where,
                self.section,
                style,
                label,
                tuple(pieces),
                props,
                mark,
                start,
                self.table,
                "framePr" in props,
                self.box,
            )
        )
        if where == "body" and box is not None and box.find(f"{W}sectPr") is not None:
            self.section += 1
            following = self.docx.sections[min(self.section, len(self.docx.sections) - 1)]
            self.break_next = self.break_next or following.starts not in ("continuous", "nextColumn")

    def _run(self, run: Any, style: str, table: str | None, pieces: list[Piece], boxes: list[Any]) -> None:
        styles = self.docx.styles
        box = run.find(f"{W}rPr")
        own = own_props(box)
        props = styles.run(style, own.get("rStyle", {}).get("val", ""), own, table)
        hidden = is_on(props, "vanish")
        points = number(props.get("sz", {}).get("val"), 20.0) / 2
        colour = props.get("color", {}).get("val", "auto")
        look = (
            styles.face(props, "eastAsia"), styles.face(props, "ascii"), points, is_on(props, "b"), colour,
            number(props.get("spacing", {}).get("val")) / 20, number(props.get("w", {}).get("val"), 100.0) or 100.0,
            is_on(props, "snapToGrid", True),
        )  # fmt: skip
        for node in run:
            text = ""
            if node.tag == f"{W}fldChar":
                kind = node.get(f"{W}fldCharType")
                if kind == "begin":
                    self.fields.append("code")
                elif kind == "separate" and self.fields:
                    self.fields[-1] = "result"
                elif kind == "end" and self.fields:
                    self.fields.pop()
            elif node.tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{_MC}AlternateContent"):
                boxes.extend(_text_boxes(node))
            elif hidden or "code" in self.fields:
                continue
            elif node.tag == f"{W}t":
                text = node.text or ""
            elif node.tag in (f"{W}tab", f"{W}ptab"):
                text = "\t"
            elif node.tag == f"{W}cr" or node.tag == f"{W}br":
                text = "\n" if node.get(f"{W}type") in (None, "textWrapping") else ""
                if node.get(f"{W}type") == "page":
                    text, self.break_next = "\f", True
            elif node.tag == f"{W}noBreakHyphen":
                text = "-"
            elif node.tag == f"{W}sym":
                text = "\u25a1"
            if text:
                pieces.append(Piece(text, node if node.tag == f"{W}t" else None, run, *look))


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """Children with this tag, those inside content controls and tracked rows too."""
    for node in parent:
        if node.tag == tag:
            yield node
        elif node.tag in _THROUGH:
            yield from _inside(node, tag)


def _runs(node: Any) -> Iterator[Any]:
    for child in node:
        if child.tag == f"{W}r":
            yield from _ruby_or_run(child)
        elif child.tag in _THROUGH:
            yield from _runs(child)


def _ruby_or_run(run: Any) -> Iterator[Any]:
    ruby = run.find(f"{W}ruby/{W}rubyBase")
    yield run
    if ruby is not None:
        yield from _runs(ruby)


def _text_boxes(node: Any) -> Iterator[Any]:
    """The contents of text boxes of a drawing; of two ways to write one (DrawingML, VML) the first."""
    if node.tag == f"{_MC}AlternateContent":
        chosen = node.find(f"{_MC}Choice")
        node = node.find(f"{_MC}Fallback") if chosen is None else chosen
    if node is None:
        return
    for found in node.iter(f"{W}txbxContent"):
        around = [a.tag for a in found.iterancestors()]
        depth = around.index(node.tag) if node.tag in around else len(around)
        if f"{_MC}Fallback" not in around[:depth] and f"{W}txbxContent" not in around[:depth]:
            yield found
