"""Make the shipped DOCX layouts: ``python tools/make_layouts.py``.

There was no Word where they were made, so the packages are written from here, from the figures of
``shenguan_docs/layout/figures.py``. An office opens and changes the results in Word like any file.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from shenguan_docs.layout import figures as f  # noqa: E402
from shenguan_docs.layout.figures import twips  # noqa: E402
from shenguan_docs.layout.fonts import DOCX_NAMES  # noqa: E402

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LINE = f.LINE_TWIPS
CHAR = f.CHARACTER_TWIPS
MARK_LINE = (
    1.2  # exact line height of a 标志 in its sizes; both Word and LibreOffice set 4/5 over the baseline
)
# Punctuation stays inside the text area. LibreOffice reads overflowPunct the other way round, so it gets the
# other value: it takes the Fallback, Word (which knows w16se and finds nothing there) keeps the default's 0.
NO_OVERFLOW = '<w:overflowPunct w:val="0"/>'
NO_OVERFLOW_IN_LIBREOFFICE = (
    '<mc:AlternateContent><mc:Choice Requires="w16se"/><mc:Fallback><w:overflowPunct w:val="1"/></mc:Fallback>'
    "</mc:AlternateContent>"
)
NO_GAPS = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'  # none between Chinese and digits or Latin
# Tables as in page.css: pitch of 4号 lines, white over and under a cell's text, white around the table (mm).
TABLE, FORM_TABLE = (7, 1, 1.5), (6.4, 0.6, 1)
CELL_SIDE_MM = 1.5
END_LINE = 14  # twips, the least pitch of Word; 22 lines leave 18 of the text area
KINDS = ("default", "even", "first")
FOOTER_TWIPS = twips(f.LETTER_FOOT_RULE_MM)


def fonts(role: str) -> str:
    """Run property: the face of ``role`` for all scripts."""
    name = DOCX_NAMES[role]
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'
    )


def rpr(role: str = "", size: float = 0, color: str = "", spacing: int | None = None) -> str:
    """Run properties."""
    out = fonts(role) if role else ""
    out += f'<w:color w:val="{color}"/>' if color else ""
    out += f'<w:spacing w:val="{spacing}"/>' if spacing is not None else ""
    out += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    return f"<w:rPr>{out}</w:rPr>" if out else ""


def ppr(
    *, keep: bool = False, page: bool = False, border: str = "", line: int = 0, before: int = 0, after: int = 0,
    ind: str = "", jc: str = "", outline: int | None = None, tabs: str = "", rule: str = "exact",
) -> str:  # fmt: skip
    """Paragraph properties in the order of the schema."""
    out = "<w:keepNext/>" if keep else ""
    out += "<w:pageBreakBefore/>" if page else ""
    out += f"<w:pBdr>{border}</w:pBdr>" if border else ""
    out += f"<w:tabs>{tabs}</w:tabs>" if tabs else ""
    if line or before or after:
        pitch = f' w:line="{line}" w:lineRule="{rule}"' if line else ""
        out += f'<w:spacing w:before="{before}" w:after="{after}"{pitch}/>'
    out += f"<w:ind {ind}/>" if ind else ""
    out += f'<w:jc w:val="{jc}"/>' if jc else ""
    out += f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else ""
    return f"<w:pPr>{out}</w:pPr>" if out else ""


def style(name: str, p: str = "", r: str = "", based: str = "公文基准", following: str = "") -> str:
    """A paragraph style."""
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    after = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"{parent}{after}<w:qFormat/>{p}{r}</w:style>"
    )


def character(name: str, r: str) -> str:
    """A character style."""
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"<w:qFormat/>{r}</w:style>"
    )


def border(side: str, kind: str, size: int, color: str = "000000", space: int = 0) -> str:
    """One border; ``size`` in eighths of a point."""
    return f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


def styles(layout: str) -> str:
    """The style sheet of a layout."""
    red = f.RED.lstrip("#")
    letter = layout == "letter"
    size = f.LETTER_MARK_PT if letter else f.MARK_PT
    pitch = round(size * MARK_LINE * 20)
    over = pitch * 0.8 - size * f.INK_OVER * 20  # white over the glyphs in a 标志's line
    body_over = LINE * 0.8 - f.BODY_PT * f.INK_OVER * 20
    body_under = LINE * 0.2 - f.BODY_PT * f.INK_UNDER * 20
    mark_under = pitch * 0.2 - size * f.INK_UNDER * 20
    side = twips((f.PAPER_WIDTH_MM - f.LETTER_RULE_WIDTH_MM) / 2)
    wide = f'w:left="-{f.LEFT_TWIPS - side}" w:right="-{f.RIGHT_TWIPS - side}"'
    cell_line, cell_white, table_white = FORM_TABLE if layout == "form" else TABLE
    parts = [
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        + fonts("仿宋")
        + f'<w:spacing w:val="{f.SPACING_TWIPS}"/><w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr><w:kinsoku/>{NO_OVERFLOW}{NO_GAPS}</w:pPr></w:pPrDefault></w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:widowControl w:val="0"/><w:kinsoku/>{NO_OVERFLOW_IN_LIBREOFFICE}{NO_GAPS}'
        # All pitches are exact; LibreOffice would set text 0.3 mm higher, and titles 0.7 mm lower, on a grid.
        '<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
        '<w:jc w:val="both"/></w:pPr></w:style>',
        '<w:style w:type="character" w:default="1" w:styleId="a0"><w:name w:val="Default Paragraph Font"/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        '<w:style w:type="table" w:customStyle="1" w:styleId="公文表格"><w:name w:val="公文表格"/><w:basedOn w:val="a1"/><w:tblPr>'
        "<w:tblBorders>"
        + "".join(border(s, "single", 6) for s in ("top", "left", "bottom", "right", "insideH", "insideV"))
        + "</w:tblBorders><w:tblCellMar>"
        + "".join(
            f'<w:{s} w:w="{twips(mm)}" w:type="dxa"/>'
            for s, mm in (("top", cell_white), ("left", CELL_SIDE_MM), ("bottom", cell_white), ("right", CELL_SIDE_MM))
        )
        + "</w:tblCellMar></w:tblPr></w:style>",
        style("公文基准", based="Normal"),
        style("公文紧急程度", "", rpr("黑体")),
        style(
            "发文机关标志",
            ppr(line=pitch, before=0 if letter else round(twips(f.MARK_TOP_MM) - LINE - over), jc="center",
                ind=wide if letter else ""),
            rpr("小标宋", size, red, 0),
        ),
        style("发文字号", ppr(before=round(2 * LINE - mark_under), jc="center")),
        style("发文字号签发人", ppr(ind=f'w:left="{CHAR}"', jc="left",
              tabs=f'<w:tab w:val="left" w:pos="{f.TEXT_WIDTH_TWIPS - 8 * CHAR}"/>')),
        style("版头分隔线", ppr(line=max(20, round(twips(f.RULE_GAP_MM) - body_under)), jc="center",
              border=border("bottom", "single", 12, red)), rpr(size=1)),
        style("信函上红线", ppr(line=round(twips(f.RULE_GAP_MM) - mark_under), ind=wide,
              border=border("bottom", "thickThinSmallGap", 24, red)), rpr(size=1)),
        style("信函下红线", ppr(line=20, ind=wide, border=border("bottom", "thinThickSmallGap", 24, red)), rpr(size=1)),
        style("信函发文字号", ppr(before=round(f.BODY_PT * 7 / 8 * 20 - body_over), jc="left",
              tabs=f'<w:tab w:val="right" w:pos="{f.TEXT_WIDTH_TWIPS}"/>')),
        style("公文标题", ppr(keep=True, before=0 if layout == "form" else 2 * LINE, jc="center", line=LINE),
              rpr("小标宋", f.TITLE_PT, "", 0), following="公文正文"),
        style("记录单编号", ppr(jc="right")),
        style("公文主送机关", ppr(before=LINE, jc="left"), following="公文正文"),
        style("公文正文", ppr(ind=f'w:firstLine="{2 * CHAR}"')),
        style("公文空行"),
        style("公文正文顶格"),
        style("公文正文居中", ppr(jc="center")),
        style("公文正文居右", ppr(jc="right")),
        style("公文一级标题", ppr(keep=True, outline=0), based="公文正文", following="公文正文"),
        style("公文二级标题", ppr(keep=True, outline=1), based="公文正文", following="公文正文"),
        style("公文三级标题", based="公文正文", following="公文正文"),
        style("公文四级标题", based="公文正文", following="公文正文"),
        style("公文名单", ppr(ind=f'w:left="{5 * CHAR}" w:hanging="{3 * CHAR}"')),
        style("公文附件说明", ppr(ind=f'w:left="{5 * CHAR}" w:hanging="{3 * CHAR}"')),
        style("公文署名", ppr(keep=True, jc="right", ind=f'w:right="{3 * CHAR}"')),
        style("公文成文日期", ppr(jc="right", ind=f'w:right="{4 * CHAR}"')),
        style("公文附注", ppr(ind=f'w:firstLine="{2 * CHAR}"')),
        style("公文附件序号", ppr(page=True, jc="left"), rpr("黑体")),
        style("公文附件标题", ppr(before=LINE, after=LINE), based="公文标题"),
        style("公文表格文字", ppr(line=twips(cell_line), jc="left"), rpr(size=f.IMPRINT_PT, spacing=0)),
        style("公文表格标题", ppr(jc="center"), rpr("黑体"), based="公文表格文字"),
        style("公文表格之前", ppr(keep=True, line=twips(table_white)), rpr(size=1)),
        style("公文表格之后", ppr(line=twips(table_white)), rpr(size=1)),
        style("版记抄送", ppr(ind=f'w:left="{4 * 280}" w:right="280" w:hanging="{3 * 280}"', jc="left"),
              rpr(size=f.IMPRINT_PT, spacing=0)),
        style("版记印发", ppr(ind='w:left="280" w:right="280"', jc="left",
              tabs=f'<w:tab w:val="right" w:pos="{f.TEXT_WIDTH_TWIPS - 280}"/>'), rpr(size=f.IMPRINT_PT, spacing=0)),
        style("页码", ppr(line=320), rpr("宋体", f.FOLIO_PT, "", 0)),
        style("页码之下", ppr(line=292), rpr(size=1)),
        style("文末", ppr(line=END_LINE), rpr(size=1)),
        character("一级标题字", rpr("黑体")),
        character("二级标题字", rpr("楷体")),
        character("黑体字", rpr("黑体")),
        character("楷体字", rpr("楷体")),
    ]  # fmt: skip
    return f"{DECLARATION}<w:styles {NS}>{''.join(parts)}</w:styles>"


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


def blocks(expression: str, wide: str, layout: str) -> str:
    """Tags that print the text: paragraphs of each style, tables, rosters.

    ``wide`` is the test for a table that gets turned pages of its own (8).
    """
    out = tag(f"for block in {expression}") + tag('if block.kind == "table"')
    out += tag(f"if {wide}") + section_end(layout, "main") + tag("endif")
    out += p("公文表格之前") + table() + p("公文表格之后")
    out += tag(f"if {wide}") + section_end(layout, "wide") + tag("endif")
    out += tag('elif block.kind == "roster"') + p(
        "公文名单", run("{{ block.label }}", "黑体字"), run("{{ block.text }}")
    )
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
    out += tag("for row in signature.rows")
    out += p("公文署名", run("{%r for organ in row %}"), run("{{ organ.text }}"), run("{%r if not loop.last %}"), TAB,
             run("{%r endif %}"), run("{%r endfor %}"))  # fmt: skip
    out += tag("endfor")
    out += (
        tag("if signature.office_title") + p("公文署名", run("{{ signature.office_title }}")) + tag("endif")
    )
    out += tag("if signature.date") + p("公文成文日期", run("{{ signature.date }}")) + tag("endif")
    out += tag("if note") + p("公文附注", run("{{ note }}")) + tag("endif")
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


WATERMARK = (
    "<w:r><w:pict>"
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
    '<v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="水印" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:360pt;height:150pt;'
    "rotation:-35;z-index:-1;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#e6e6e6" stroked="f">'
    '<v:textpath style="font-family:&quot;仿宋_GB2312&quot;;font-size:1pt" string="{{ watermark }}"/></v:shape>'
    "</w:pict></w:r>"
)


def header(layout: str, kind: str, wide: bool = False) -> str:
    """A header: the 标志 of a letter, the watermark of a preview, the folio of a turned page."""
    content = turned_folio(kind) if wide else ""
    if layout == "letter" and kind == "first":
        content = p("发文机关标志", run("{{ issuer }}")) + p("信函上红线")
    # The watermark rides on a paragraph of no height, so that a preview's lines lie where the letter's will.
    content += tag("if watermark") + p("文末", WATERMARK) + tag("endif")
    if not (layout == "letter" and kind == "first"):
        content += p("文末")
    return f"{DECLARATION}<w:hdr {NS}>{content}</w:hdr>"


FOLIO = (
    run("— ")
    + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    + run(" —")
)


def turned_folio(kind: str) -> str:
    """8: the folio stays where it is on upright pages, so on a turned page it stands at the left, turned too.

    A floating table whose one cell's words run downwards.
    """
    side, length, thick = "left" if kind == "even" else "right", twips(60), 320
    end = f.FOLIO_PT * f.MM_PER_PT  # one character from the text area's edge
    top = twips(f.LEFT_MM + end) if side == "left" else twips(f.LEFT_MM + f.TEXT_WIDTH_MM - end) - length
    middle = twips(f.BOTTOM_MM - f.FOLIO_GAP_MM)
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:vertAnchor="page" w:horzAnchor="page" '
        f'w:tblpX="{middle - thick // 2}" w:tblpY="{top}"/><w:tblW w:w="{thick}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{thick}"/></w:tblGrid>'
        f'<w:tr><w:trPr><w:trHeight w:val="{length}" w:hRule="exact"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{thick}" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr>'
        f'{p("页码", FOLIO, direct=f"""<w:jc w:val="{side}"/>""")}</w:tc></w:tr></w:tbl>'
    )


def footer(layout: str, kind: str, none: bool = False) -> str:
    """A footer: the page number, or the lower rule of a letter."""
    if none:
        content = p("文末")
    elif layout == "letter" and kind == "first":
        content = p("信函下红线")
    else:
        side = "left" if kind == "even" else "right"
        direct = f'<w:ind w:{side}="{round(f.FOLIO_PT * 20)}"/><w:jc w:val="{side}"/>'
        content = p("页码", FOLIO, direct=direct) + p("页码之下")
    return f"{DECLARATION}<w:ftr {NS}>{content}</w:ftr>"


def font_table() -> str:
    """The faces, each with the name that it has elsewhere."""
    other = {
        "方正小标宋简体": "方正小标宋_GBK",
        "仿宋_GB2312": "仿宋",
        "楷体_GB2312": "楷体",
        "黑体": "SimHei",
        "宋体": "SimSun",
    }
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other[name]}"/><w:charset w:val="86"/><w:pitch w:val="default"/></w:font>'
        for name in DOCX_NAMES.values()
    )
    return f"{DECLARATION}<w:fonts {NS}>{entries}</w:fonts>"


SETTINGS = (
    f'{DECLARATION}<w:settings {NS}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
    "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    "</w:settings>"
)
CORE = (
    f'{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title></dc:title><dc:creator></dc:creator></cp:coreProperties>'
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(layout: str) -> dict[str, str]:
    """File names and contents of one layout."""
    parts = {
        "word/document.xml": (body(layout), f"{WORD}.document.main+xml"),
        "word/styles.xml": (styles(layout), f"{WORD}.styles+xml"),
        "word/settings.xml": (SETTINGS, f"{WORD}.settings+xml"),
        "word/fontTable.xml": (font_table(), f"{WORD}.fontTable+xml"),
        "docProps/core.xml": (CORE, "application/vnd.openxmlformats-package.core-properties+xml"),
    }
    relations = [
        ("rIdstyles", "styles", "styles"),
        ("rIdsettings", "settings", "settings"),
        ("rIdfonts", "fontTable", "fontTable"),
    ]
    margins = {f"header{kind}": header(layout, kind) for kind in KINDS}
    margins |= {f"footer{kind}": footer(layout, kind) for kind in KINDS}
    margins |= {f"headerwide{kind}": header(layout, kind, wide=True) for kind in KINDS[:2]}
    margins |= {f"footernone{kind}": footer(layout, kind, none=True) for kind in KINDS[:2]}
    for name, text in margins.items():
        parts[f"word/{name}.xml"] = text, f"{WORD}.{name[:6]}+xml"
        relations.append((f"rId{name}", name[:6], name))
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (_, kind) in parts.items()
    )
    rels = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{t}" Target="{target}.xml"/>' for i, t, target in relations
    )
    space = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{space}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{space}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{space}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f'{DECLARATION}<Relationships xmlns="{space}/relationships">{rels}</Relationships>',
        **{name: text for name, (text, _) in parts.items()},
    }  # fmt: skip


def main(folder: Path) -> None:
    """Write the five layouts into ``folder``."""
    for layout in ("letter", "general", "upward", "minutes", "form"):
        with zipfile.ZipFile(folder / f"{layout}.docx", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in package(layout).items():
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "templates" / "layouts")
