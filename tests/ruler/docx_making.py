"""Make a DOCX by hand, part by part, as programs other than ours write it."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" mc:Ignorable="w14"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0500f0004850180"
    "84a98c210000000049454e44ae426082"
)


def run(text: str, rpr: str = "") -> str:
    """A run; ``\\t`` and ``\\n`` become a tab and a soft break."""
    out = ""
    for part in _parts(text):
        out += {"\t": "<w:tab/>", "\n": "<w:br/>"}.get(
            part, f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        )
    return f"<w:r><w:rPr>{rpr}</w:rPr>{out}</w:r>" if rpr else f"<w:r>{out}</w:r>"


def _parts(text: str) -> list[str]:
    out, kept = [], ""
    for char in text:
        if char in "\t\n":
            out += [kept, char] if kept else [char]
            kept = ""
        else:
            kept += char
    return [*out, kept] if kept else out


def face(name: str, size: float | None = None, more: str = "") -> str:
    """Run properties: a face for all characters, a size in pt."""
    fonts = f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"/>'
    return (
        fonts
        + more
        + (f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else "")
    )


def para(text: str, ppr: str = "", rpr: str = "", raw: str = "") -> str:
    """A paragraph of one run; ``raw`` stands in its place as it is."""
    body = raw or (run(text, rpr) if text else "")
    return f"<w:p><w:pPr>{ppr}</w:pPr>{body}</w:p>" if ppr else f"<w:p>{body}</w:p>"


def table(rows: list[list[str]], widths: list[int], borders: bool = True, tblpr: str = "") -> str:
    """A table of paragraphs (XML); widths in twips."""
    edges = "".join(
        f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for s in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    out = f"<w:tbl><w:tblPr>{tblpr}{f'<w:tblBorders>{edges}</w:tblBorders>' if borders else ''}</w:tblPr><w:tblGrid>"
    out += "".join(f'<w:gridCol w:w="{w}"/>' for w in widths) + "</w:tblGrid>"
    for row in rows:
        out += "<w:tr>" + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{cell}</w:tc>' for cell, w in zip(row, widths, strict=True)
        ) + "</w:tr>"  # fmt: skip
    return out + "</w:tbl>"


def section(
    *, size: str = 'w:w="11906" w:h="16838"', margins: str = 'w:top="1440" w:right="1800" w:bottom="1440" w:left="1800"',
    grid: str = '<w:docGrid w:type="lines" w:linePitch="312"/>', more: str = "", before: str = "",
) -> str:  # fmt: skip
    """Section properties; the defaults are those of a new document in a Chinese Word."""
    return f'<w:sectPr>{before}<w:pgSz {size}/><w:pgMar {margins} w:header="851" w:footer="992" w:gutter="0"/>{more}{grid}</w:sectPr>'


RIGHT = 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"'


def package(
    body: str, sect: str = "", *, styles: str = "", settings: str = "", numbering: str = "", theme: str = "",
    footers: dict[str, str] | None = None, headers: dict[str, str] | None = None, extra: dict[str, bytes] | None = None,
    relations: str = "", overrides: str = "",
) -> bytes:  # fmt: skip
    """Zip the parts; footers and headers by kind (default, even, first) as paragraphs, named in the section."""
    parts: dict[str, bytes] = {}
    rels, types, refs = relations, overrides, ""
    for name, kind, root, xml in (
        ("styles", "styles", "styles", styles), ("settings", "settings", "settings", settings),
        ("numbering", "numbering", "numbering", numbering),
    ):  # fmt: skip
        if xml:
            parts[f"word/{name}.xml"] = f"{_HEAD}<w:{root} {NS}>{xml}</w:{root}>".encode()
            rels += f'<Relationship Id="rId{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
            types += f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{name}+xml"/>'
    if theme:
        parts["word/theme/theme1.xml"] = (_HEAD + theme).encode()
        rels += f'<Relationship Id="rIdtheme" Type="{_OFFICE}/theme" Target="theme/theme1.xml"/>'
        types += '<Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
    for what, tag, found in (("footer", "ftr", footers or {}), ("header", "hdr", headers or {})):
        for kind, xml in found.items():
            name = f"{what}-{kind}"
            parts[f"word/{name}.xml"] = f"{_HEAD}<w:{tag} {NS}>{xml}</w:{tag}>".encode()
            rels += f'<Relationship Id="rId{name}" Type="{_OFFICE}/{what}" Target="{name}.xml"/>'
            types += f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{what}+xml"/>'
            refs += f'<w:{what}Reference w:type="{kind}" r:id="rId{name}"/>'
    sect = (sect or section()).replace("<w:sectPr>", f"<w:sectPr>{refs}", 1)
    parts["word/document.xml"] = (
        f"{_HEAD}<w:document {NS}><w:body>{body}{sect}</w:body></w:document>".encode()
    )
    parts["word/_rels/document.xml.rels"] = (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>'
    ).encode()
    parts["_rels/.rels"] = (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    ).encode()
    parts["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>{types}</Types>'
    ).encode()
    parts |= extra or {}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", *(n for n in parts if n != "[Content_Types].xml")):
            archive.writestr(name, parts[name])
    return target.getvalue()


def folio(
    align: str,
    rpr: str = '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/>',
    dash: str = "—",
) -> str:
    """A footer's paragraph with the page number."""
    field = "".join(
        f"<w:r><w:rPr>{rpr}</w:rPr>{inner}</w:r>"
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>',
        )
    )  # fmt: skip
    ends = (run(f"{dash} ", rpr), run(f" {dash}", rpr)) if dash else ("", "")
    side = "right" if align == "right" else "left"
    ppr = f'<w:ind w:{side}="280"/><w:jc w:val="{align}"/>' if align != "center" else '<w:jc w:val="center"/>'
    return f"<w:p><w:pPr>{ppr}</w:pPr>{ends[0]}{field}{ends[1]}</w:p>"
