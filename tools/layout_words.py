"""Words of the shipped DOCX layouts: paragraphs, tables and sections with docxtpl's tags."""

from __future__ import annotations

from layout_styles import DECLARATION, LINE, MARK_LINE, NS, border

from shenguan_docs.layout import figures as f
from shenguan_docs.layout.figures import twips

KINDS = ("default", "even", "first")
FOOTER_TWIPS = twips(f.LETTER_FOOT_RULE_MM)


def run(text: str, face: str = "") -> str:
    """A run of words."""
    props = f'<w:rPr><w:rStyle w:val="{face}"/></w:rPr>' if face else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{text}</w:t></w:r>'


TAB = "<w:r><w:tab/></w:r>"


def p(name: str, *runs: str, direct: str = "") -> str:
    """A paragraph of a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{direct}</w:pPr>{"".join(runs)}</w:p>'


def tag(text: str) -> str:
    """A paragraph that holds a tag only and disappears."""
    return p("公文正文顶格", run("{%p " + text + " %}"))


def lines(expression: str) -> str:
    """Tags that print a list of lines with breaks between."""
    return (
        run("{%r for line in " + expression + " %}") + run("{{ line }}") + run("{%r if not loop.last %}")
        + "<w:r><w:br/></w:r>" + run("{%r endif %}") + run("{%r endfor %}")
    )  # fmt: skip


def table() -> str:
    """The table that every data table of a document becomes."""

    def cell(text: str, name: str = "公文表格文字") -> str:
        width = f.TEXT_WIDTH_TWIPS // 7
        props = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        return f"<w:tc>{props}{p(name, run(text))}</w:tc>"

    def tag_row(text: str) -> str:
        return f"<w:tr>{cell('{%tr ' + text + ' %}')}</w:tr>"

    def row(head: bool) -> str:
        props = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
        cells = [
            cell("{%tc for cell in row.cells %}"),
            cell("{%tc if cell.head %}"),
            cell("{% colspan cell.span %}{{ cell.text }}", "公文表格标题"),
            cell("{%tc else %}"),
            cell("{% colspan cell.span %}{{ cell.text }}"),
            cell("{%tc endif %}"),
            cell("{%tc endfor %}"),
        ]
        return f"<w:tr>{props}{''.join(cells)}</w:tr>"

    grid = f'<w:gridCol w:w="{f.TEXT_WIDTH_TWIPS // 7}"/>' * 7
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="公文表格"/><w:tblW w:w="{f.TEXT_WIDTH_TWIPS}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        + tag_row("for row in block.head") + row(True) + tag_row("endfor")
        + tag_row("for row in block.rows") + row(False) + tag_row("endfor") + "</w:tbl>"
    )  # fmt: skip


ROSTER = p("公文名单", run("{{ block.label }}", "黑体字"), run("{{ block.text }}"))


def blocks(expression: str, wide: str, layout: str) -> str:
    """Tags that print the text: paragraphs of each style, tables, rosters.

    ``wide`` is the test for a table that gets turned pages of its own (8).
    """
    out = tag(f"for block in {expression}") + tag('if block.kind == "table"')
    out += tag(f"if {wide}") + section_end(layout, "main") + tag("endif")
    out += p("公文表格之前") + table() + p("公文表格之后")
    out += tag(f"if ({wide}) and not block.joined") + section_end(layout, "wide") + tag("endif")
    out += tag('elif block.kind == "roster"') + ROSTER
    for level, face in (
        ("一级标题", "一级标题字"),
        ("二级标题", "二级标题字"),
        ("三级标题", ""),
        ("四级标题", ""),
    ):
        out += tag(f'elif block.style == "{level}"')
        out += p(f"公文{level}", run("{{ block.head }}", face), run("{{ block.text }}"))
    for name in ("正文顶格", "正文居中", "正文居右"):
        out += tag(f'elif block.style == "{name}"') + p(f"公文{name}", run("{{ block.text }}"))
    return out + tag("else") + p("公文正文", run("{{ block.text }}")) + tag("endif") + tag("endfor")


def head(layout: str) -> str:
    """What stands over the title."""
    if layout == "letter":  # the 标志 and its rule are in the first page's header
        return p("信函发文字号", run("{{ urgency }}", "黑体字"), TAB, run("{{ number }}"))
    out = p("公文紧急程度", run("{{ urgency }}")) + p("发文机关标志", run("{{ issuer }}"))
    if layout == "upward":
        out += tag("for row in signers")
        out += p(
            "发文字号签发人", run("{{ row.number }}"), TAB, run("{{ row.label }}"), run("{%r for name in row.names %}"),
            TAB, run("{{ name }}", "楷体字"), run("{%r endfor %}"),
        )  # fmt: skip
        out += tag("endfor")
    else:
        out += p("发文字号", run("{{ number }}"))
    return out + p("版头分隔线")


def tail(layout: str) -> str:
    """What follows the text: 附件说明, signature, 附注, annexes, 版记."""
    out = tag("for entry in enclosures")
    out += p("公文附件说明", run("{{ entry.label }}{{ entry.number }}{{ entry.title }}")) + tag("endfor")
    out += tag("for block in rosters") + ROSTER + tag("endfor")
    out += tag("for row in signature.rows")
    out += p("公文署名", run("{%r for organ in row %}"), run("{{ organ.text }}"), run("{%r if not loop.last %}"), TAB,
             run("{%r endif %}"), run("{%r endfor %}"))  # fmt: skip
    out += tag("endfor")
    out += (
        tag("if signature.office_title") + p("公文署名", run("{{ signature.office_title }}")) + tag("endif")
    )
    out += tag("if signature.date") + p("公文成文日期", run("{{ signature.date }}")) + tag("endif")
    out += tag("if note") + p("公文附注", run("{{ note }}")) + tag("endif")
    # What follows a turned table stands on the turned page with it.
    out += tag("if signature.turned") + section_end(layout, "wide") + tag("endif")
    out += tag("for annex in annexes") + tag("if annex.wide") + section_end(layout, "main") + tag("endif")
    out += p("公文附件序号", run("{{ annex.label }}"))
    out += p("公文附件标题", lines("annex.title"))
    out += blocks("annex.blocks", "block.wide and not annex.wide", layout)
    out += tag("if annex.wide") + section_end(layout, "wide") + tag("endif") + tag("endfor")
    return out + imprint(layout)


def imprint(layout: str) -> str:
    """版记: a table that floats at the lower edge of the text area of the page on which the text ends.

    A floating table is the one thing that Word, WPS and LibreOffice all keep at the bottom; frames of
    several paragraphs are not kept by LibreOffice.
    """
    if layout == "form":
        return ""
    letter = layout == "letter"  # 10.1: no lines, no 印发
    outer, inner = ("nil", 0) if letter else ("single", 8), ("single", 6)

    def row(content: str, top: tuple[str, int], bottom: tuple[str, int]) -> str:
        sides = border("top", *top) + border("bottom", *bottom)
        return (
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            f'<w:tc><w:tcPr><w:tcW w:w="{f.TEXT_WIDTH_TWIPS}" w:type="dxa"/>'
            f"<w:tcBorders>{sides}</w:tcBorders></w:tcPr>{content}</w:tc></w:tr>"
        )

    def tag_row(text: str) -> str:
        return row(p("版记抄送", run("{%tr " + text + " %}")), ("nil", 0), ("nil", 0))

    sent = tag("if sent.text") + p("版记抄送", run("{{ sent.label }}{{ sent.text }}")) + tag("endif")
    sent += tag("if copies.text") + p("版记抄送", run("{{ copies.label }}{{ copies.text }}")) + tag("endif")
    some, both = "sent.text or copies.text", "(sent.text or copies.text) and printer"
    rows = tag_row(f"if {both}") + row(sent, outer, inner)
    rows += tag_row(f"elif {some}") + row(sent, outer, outer) + tag_row("endif")
    if not letter:
        made = p("版记印发", run("{{ printer }}"), TAB, run("{{ printed_on }}"))
        rows += tag_row(f"if {both}") + row(made, inner, outer)
        rows += tag_row("elif printer") + row(made, outer, outer) + tag_row("endif")
    float_table = (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" '
        f'w:tblpX="{f.LEFT_TWIPS}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
        f'<w:tblW w:w="{f.TEXT_WIDTH_TWIPS}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{f.TEXT_WIDTH_TWIPS}"/></w:tblGrid>{rows}</w:tbl>'
    )
    out = tag(f"if {some} or printer")
    # 7.5: a blank page between, and no folio on both.
    out += tag('if fit.imprint == "blank"') + section_end(layout, "main") + p("文末") + tag("endif")
    out += tag('if fit.imprint != "here"') + p("文末", direct="<w:pageBreakBefore/>") + tag("endif")
    # The table hangs on the paragraph after it: one of no height, which is wherever the text ends.
    out += float_table + p("文末")
    return out + tag('if fit.imprint == "blank"') + section_end(layout, "bare") + tag("endif") + tag("endif")


def section(layout: str, kind: str) -> str:
    """Properties of a section: "main"; "wide", turned pages for a wide table (8); "bare", without folio (7.5)."""
    wide, first = kind == "wide", "<w:titlePg/>" if kind == "main" else ""
    kinds = KINDS if kind == "main" else KINDS[:2]
    header_name, footer_name = "wide" if wide else "", "" if kind == "main" else "none"
    references = "".join(f'<w:headerReference w:type="{k}" r:id="rIdheader{header_name}{k}"/>' for k in kinds)
    references += "".join(
        f'<w:footerReference w:type="{k}" r:id="rIdfooter{footer_name}{k}"/>' for k in kinds
    )
    mark_over = f.LETTER_MARK_PT * 20 * (MARK_LINE * 0.8 - f.INK_OVER)
    header = round(twips(f.LETTER_MARK_TOP_MM) - mark_over) if layout == "letter" and kind == "main" else 851
    width, height, turned = f.PAPER_WIDTH_TWIPS, f.PAPER_HEIGHT_TWIPS, ""
    top, right, bottom, left = f.TOP_TWIPS, f.RIGHT_TWIPS, f.BOTTOM_TWIPS, f.LEFT_TWIPS
    if (
        wide
    ):  # bound, its upper edge lies left: at the binding of single pages, at the cut edge of double ones
        width, height, turned = height, width, ' w:orient="landscape"'
        top, right, bottom, left = left, top, right, bottom
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="{header}" w:footer="{FOOTER_TWIPS}" w:gutter="0"/>'
        f'{first}<w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>'
    )


def section_end(layout: str, kind: str) -> str:
    """A paragraph of no height that ends a section."""
    return p("文末", direct=section(layout, kind))


def body(layout: str) -> str:
    """The whole of document.xml."""
    title = p("公文标题", lines("title"))
    recipients = tag("if recipients") + p("公文主送机关", run("{{ recipients }}"))
    if layout == "form":
        content = tag("if urgency") + p("公文紧急程度", run("{{ urgency }}")) + tag("endif")
        content += title + p("记录单编号", run("{{ number }}")) + recipients + tag("endif")
    else:
        content = head(layout) + title + recipients + tag("else") + p("公文空行") + tag("endif")
    content += blocks("blocks", "block.wide", layout) + tail(layout) + section(layout, "main")
    return f"{DECLARATION}<w:document {NS}><w:body>{content}</w:body></w:document>"
