"""Styles of the shipped DOCX layouts, from the figures of ``shenguan_docs/layout/figures.py``."""

from __future__ import annotations

from shenguan_docs.layout import figures as f
from shenguan_docs.layout.faces import DOCX_NAMES
from shenguan_docs.layout.figures import twips

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
        style("公文一级标题", ppr(outline=0), based="公文正文", following="公文正文"),
        style("公文二级标题", ppr(outline=1), based="公文正文", following="公文正文"),
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
