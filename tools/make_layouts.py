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

from layout_styles import DECLARATION, NS, styles  # noqa: E402
from layout_words import KINDS, body, p, run, tag  # noqa: E402

from shenguan_docs.layout import figures as f  # noqa: E402
from shenguan_docs.layout.faces import DOCX_NAMES  # noqa: E402
from shenguan_docs.layout.figures import twips  # noqa: E402

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
