"""Papers and pictures made to do harm, of kinds that the other corpora do not have, and names that look like others."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

from benchmarks.hostile_files import Hostile, Traps, pdf_of, stream
from tests.index.file_makers import docx_file, pdf_file, zip_file

_FONT = b"/Resources<</Font<</a 5 0 R>>>>"


def papers(traps: Traps) -> Iterator[Hostile]:
    """Yield every file; equal traps give equal files."""
    yield from _structure()
    yield from _actions(traps)
    yield from _fonts()
    yield from _drawing()
    yield from _pictures(traps)
    yield from _names()


def _page(page: bytes, content: bytes, *more: bytes, root: bytes = b"", extra: bytes = b"") -> bytes:
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R%b>>" % root, b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%b>>" % page, stream(content, extra), *more,
    )  # fmt: skip


def _with_stream(entries: bytes, data: bytes = b"\0" * 60) -> bytes:
    """A PDF whose table is a stream with these entries."""
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n"
    table = b"3 0 obj\n" + stream(data, b"/Type/XRef/Root 1 0 R" + entries) + b"\nendobj\n"
    return body + table + b"startxref\n%d\n%%%%EOF\n" % len(body)


def _updates(count: int) -> bytes:
    """A paper changed so often, each change with a table that leads to the one before."""
    out = bytearray(pdf_file())
    last = int(out[out.rindex(b"startxref") + 9 :].split()[0])
    for _ in range(count):
        place = len(out)
        out += (
            b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 9/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
            % (last, place)
        )
        last = place
    return bytes(out)


def _structure() -> Iterator[Hostile]:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    nested = [
        b"<</Title(x)/Parent %d 0 R/First %d 0 R/Last %d 0 R>>" % (n - 1, n + 1, n + 1)
        for n in range(6, 12_000)
    ]
    objects = stream(b"0 0 " * 90_000, b"/Type/ObjStm/N 2147483647/First 2147483647")
    for what, make in {
        "表流太宽": lambda: _with_stream(b"/Size 9/W[2147483647 2147483647 2147483647]"), "表流太长": lambda: _with_stream(b"/Size 2147483647/W[1 2 1]/Index[0 2147483647]"), "表流没有宽": lambda: _with_stream(b"/Size 900000000/W[0 0 0]"),
        "表流指自己": lambda: _with_stream(b"/Size 9/W[1 2 1]/Prev 9/XRefStm 9"), "表流是炸弹": lambda: _with_stream(b"/Size 90000000/W[1 2 1]/Filter/FlateDecode", zlib.compress(bytes(300_000_000), 9)), "对象流谎报": lambda: _page(b"", b"BT ET", objects), "改了五千次": lambda: _updates(5_000),
        "起点是负": lambda: pdf_file().replace(b"startxref\n", b"startxref\n-"), "书签一万二千层": lambda: _page(b"", b"BT ET", b"<</First 6 0 R/Last 6 0 R>>", *nested, root=b"/Outlines 5 0 R"), "页数是负": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count -7/Kids[3 0 R null 9 0 R (x)]>>", page, stream(b"")),
        "页号绕圈": lambda: _page(b"", b"BT ET", b"<</Kids[5 0 R]/Nums[0<</St -9/P 5 0 R>>]>>", root=b"/PageLabels 5 0 R"), "结构绕圈": lambda: _page(b"/StructParents 0", b"/P<</MCID 0>>BDC EMC", b"<</Type/StructTreeRoot/K[5 0 R 6 0 R]/ParentTree 6 0 R>>", b"<</S/P/K[6 0 R 5 0 R]/P 6 0 R/Kids[6 0 R]>>", root=b"/StructTreeRoot 5 0 R/MarkInfo<</Marked true>>"),
        "上级绕圈的表单项": lambda: _page(b"/Annots[5 0 R]", b"BT ET", b"<</Subtype/Widget/Rect[0 0 9 9]/Parent 6 0 R/Kids[5 0 R]>>", b"<</FT/Tx/T(a)/Parent 5 0 R/Kids[5 0 R 6 0 R]/V 5 0 R>>", root=b"/AcroForm<</Fields[5 0 R 6 0 R]/CO[5 0 R]/DA(%b)>>" % (b"/a " * 90_000)), "签名谎报": lambda: _page(b"/Annots[<</Subtype/Widget/FT/Sig/Rect[0 0 9 9]/V<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 2147483647 -5 99999999999]/Contents<%b>>>>>]" % (b"30" * 90_000), b"BT ET"),
        "页面是字串": lambda: _page(b"/MediaBox(x)/CropBox[/a null (b)]/Rotate(y)", b"BT ET"), "同一内容十万页": lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 100000/Kids[" + b"3 0 R " * 100_000 + b"]>>", page, stream(b"q Q " * 900)), "文件集": lambda: _page(b"", b"BT ET", b"<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>", stream(b"MZ" + bytes(900), b"/Type/EmbeddedFile"), root=b"/Collection<</D(a.exe)/View/H>>/Names<</EmbeddedFiles<</Names[(a.exe)5 0 R]>>>>"),
        "加密 R6": lambda: _page(b"", b"BT ET").replace(b"<</Size", b"<</Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -1/O<%b>/U<%b>/OE<%b>/UE<%b>/Perms<%b>/CF<</StdCF<</CFM/AESV3/Length 2147483647>>>>/StmF/StdCF/StrF/StdCF>>/ID[()()]/Size" % (b"00" * 48, b"00" * 48, b"00" * 32, b"00" * 32, b"00" * 16)),
        "公共密钥加密": lambda: _page(b"", b"BT ET").replace(b"<</Size", b"<</Encrypt<</Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5/Recipients[<3080>]>>/Size"),
    }.items():  # fmt: skip
        yield Hostile(f"PDF:{what}", f"{what}.pdf", make)


def _actions(traps: Traps) -> Iterator[Hostile]:
    url, secret = traps.url.encode(), traps.secret.encode()
    link = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A %b>>]"
    for what, action in {
        "GoToR": b"<</S/GoToR/F(file://%b)/D[0/Fit]/NewWindow true>>" % secret, "GoToE": b"<</S/GoToE/F(%b)/T<</R/C/N(a)/T<</R/C/N(b)>>>>>>" % url, "Thread": b"<</S/Thread/F(%b)/D 0>>" % url, "Rendition": b"<</S/Rendition/OP 0/JS(app.launchURL\\('%b'\\))/R<</S/MR/C<</S/MCD/D(%b)/CT(audio/x)>>>>>>" % (url, url), "Sound": b"<</S/Sound/Sound 9 0 R>>",
        "SetOCGState": b"<</S/SetOCGState/State[/ON 3 0 R]/Next<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>>>", "ImportData": b"<</S/ImportData/F(%b)>>" % secret, "文件网址": b"<</S/URI/URI(file://%b)>>" % secret, "脚本网址": b"<</S/URI/URI(javascript:alert\\(1\\))>>", "绕圈": b"<</S/GoTo/D(x)/Next 5 0 R>>",
    }.items():  # fmt: skip
        for shape, make in {
            "链接": lambda a=action: _page(link % a, b"BT ET", a), "目录": lambda a=action: _page(b"", b"BT ET", a, root=b"/AA<</WC %b/WS %b/DP %b>>/OpenAction %b/URI<</Base(%b)>>" % (a, a, a, a, url)),
        }.items():  # fmt: skip
            yield Hostile(f"PDF:{shape}{what}", f"{shape}{what}.pdf", make)
    rich = (
        f"<body xmlns='http://www.w3.org/1999/xhtml'><img src='{traps.url}/rc'/><!DOCTYPE a></body>".encode()
    )
    look = (
        b"/Annots[<</Type/Annot/Subtype/Stamp/Rect[0 0 90 90]/AP<</N 5 0 R>>/RC(%b)/A<</S/Named/N/Print>>>>]"
        % rich.replace(b"(", b"")
    )
    yield Hostile("PDF:批注的样子是自己", "样子.pdf", lambda: _page(look, b"BT ET", stream(b"/a Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</a 5 0 R>>>>")))  # fmt: skip
    outside = b"/Resources<</Font<</a<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</Type/FontDescriptor/FontFile2 5 0 R>>>>>>>>"
    yield Hostile("PDF:字体在外面", "外字体.pdf", lambda: _page(outside, b"BT /a 9 Tf (x) Tj ET", stream(b"", b"/F<</FS/URL/F(%b/font)>>" % url)))  # fmt: skip


def _sfnt(tables: dict[bytes, bytes], magic: bytes = b"\0\1\0\0") -> bytes:
    place = 12 + 16 * len(tables)
    head, body = magic + struct.pack(">HHHH", len(tables), 0, 0, 0), b""
    for name, data in tables.items():
        head += name + struct.pack(">III", 0, place + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return head + body


def _fonts() -> Iterator[Hostile]:
    wide = struct.pack(">HHIHHHH", 0, 1, 0, 0xFFFF, 0xFFFF, 0, 0)
    glyf = struct.pack(">hhhhhHHbb", -1, 0, 0, 9, 9, 0x22, 0, 1, 1) * 9
    head = struct.pack(
        ">IIIIHHQQhhhhHHhhh", 0x10000, 0, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 9, 9, 0, 0, 0, 1, 0
    )
    maxp, hhea = (
        struct.pack(">IH", 0x10000, 0xFFFF) + b"\xff" * 26,
        struct.pack(">I15h", 0x10000, *([0] * 14), 9),
    )
    looped = _sfnt({b"cmap": wide, b"glyf": glyf, b"head": head, b"hhea": hhea, b"hmtx": bytes(36), b"loca": struct.pack(">10I", *range(0, 180, 18)), b"maxp": maxp})  # fmt: skip
    cff = b"\1\0\4\4" + b"\xff\xff\4" + b"\xff" * 900
    type1 = (
        b"%!PS-AdobeFont-1.0\n/Subrs 99999999 array dup 0 5 RD 0 callsubr NP currentfile eexec "
        + random.Random(8).randbytes(3000)
    )
    text = b"BT /a 12 Tf " + b"(ABC) Tj " * 300 + b"ET"
    bomb = (
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <"
        + b"5B57" * 120_000
        + b"> endbfchar endcmap"
    )
    named = (
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences["
        + b"0/a" * 400_000
        + b"]>>/FirstChar -9/LastChar 99999999/Widths["
        + b"1 " * 400_000
        + b"]>>"
    )
    for what, key, data in (
        ("合成字绕圈", b"FontFile2", looped), ("表太多", b"FontFile2", b"\0\1\0\0\xff\xff" + bytes(900)), ("CFF 索引谎报", b"FontFile3/Subtype/Type1C", cff), ("OTTO 里的 CFF", b"FontFile3/Subtype/OpenType", _sfnt({b"CFF ": cff, b"head": head, b"maxp": maxp}, b"OTTO")),
        ("Type 1 子程序绕圈", b"FontFile", type1), ("字体集", b"FontFile2", b"ttcf\0\1\0\0" + b"\xff" * 40), ("字体是炸弹", b"FontFile2/Filter/FlateDecode", zlib.compress(bytes(200_000_000), 9)), ("WOFF", b"FontFile2", b"wOF2" + b"\xff" * 400),
    ):  # fmt: skip
        kind, _, extra = key.partition(b"/")
        yield Hostile(f"字体:{what}", f"{what}.pdf", lambda k=kind, e=extra, d=data: _page(_FONT, text, b"<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 65/LastChar 67/Widths[9 9 9]/FontDescriptor<</Type/FontDescriptor/FontName/X/%b 6 0 R>>>>" % k, stream(d, b"/" + e if e else b"")))  # fmt: skip
    simple = b"<</Type/Font/Subtype/TrueType/BaseFont/Arial/FirstChar 65/LastChar 67/Widths[500 500 500]/ToUnicode 6 0 R>>"
    yield Hostile("字体:一个字变十二万个", "变多.pdf", lambda: _page(_FONT, text, simple, stream(bomb)))
    yield Hostile("字体:编码用自己", "用自己.pdf", lambda: _page(_FONT, text, simple, stream(b"/a usecmap begincmap endcmap", b"/UseCMap 6 0 R/Type/CMap/CMapName/a")))  # fmt: skip
    yield Hostile("字体:差别四十万", "差别.pdf", lambda: _page(_FONT, text, named))


def _drawing() -> Iterator[Hostile]:
    def image(entries: bytes, data: bytes, *more: bytes) -> bytes:
        return _page(b"/Resources<</XObject<</a 5 0 R>>>>", b"q 500 0 0 500 0 0 cm /a Do Q", stream(data, b"/Type/XObject/Subtype/Image" + entries), *more)  # fmt: skip

    forms = [
        stream(
            b"/a Do " * 10,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</a %d 0 R>>>>" % (n + 1),
        )
        for n in range(5, 14)
    ]
    last = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    mesh = stream(
        b"\xff" * 900_000,
        b"/ShadingType 4/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8/Decode[0 999 0 999 0 1 0 1 0 1]",
    )
    sampled = stream(
        bytes(99),
        b"/FunctionType 0/Domain[0 1 0 1 0 1 0 1]/Range[0 1]/Size[65535 65535 65535 65535]/BitsPerSample 32",
    )
    grey = b"/Width 900/Height 900/BitsPerComponent 8/ColorSpace/DeviceGray"
    for what, make in {
        "表单每层十个": lambda: _page(b"/Resources<</XObject<</a 5 0 R>>>>", b"/a Do", *forms, last), "虚线太密": lambda: _page(b"", b"[0.00001] 0 d 9 w 0 0 m 9000000 9000000 l S " * 90), "裁切百万次": lambda: _page(b"", b"0 0 9 9 re W n " * 400_000), "曲线很多": lambda: _page(b"", b"0 0 m " + b"1 900 900 1 9 9 c " * 300_000 + b"b*"),
        "网格": lambda: _page(b"/Resources<</Shading<</a 5 0 R>>>>", b"/a sh " * 90, mesh), "取样函数太大": lambda: _page(b"/Resources<</ColorSpace<</a[/DeviceN[/a/b/c/d]/DeviceGray 5 0 R]>>>>", b"/a cs 1 1 1 1 sc 0 0 99 99 re f", sampled), "索引谎报": lambda: image(b"/Width 9/Height 9/BitsPerComponent 16/ColorSpace[/Indexed/DeviceRGB 2147483647 <00>]", bytes(99)),
        "遮罩是自己": lambda: image(grey + b"/SMask 5 0 R/Mask 5 0 R/Alternates[<</Image 5 0 R>>]", bytes(810_000)), "色彩文件不像样": lambda: image(b"/Width 9/Height 9/BitsPerComponent 8/ColorSpace[/ICCBased 6 0 R]", bytes(243), stream(b"\xff" * 900, b"/N 3")), "颜色三百种": lambda: image(b"/Width 9/Height 9/BitsPerComponent 8/ColorSpace[/DeviceN[" + b"/a" * 300 + b"]/DeviceGray 6 0 R]", bytes(99), sampled),
        "CCITT 列谎报": lambda: image(grey + b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2147483647/Rows 2147483647>>", b"\0" * 90_000), "JBIG2 用自己": lambda: image(grey + b"/Filter/JBIG2Decode/DecodeParms<</JBIG2Globals 5 0 R>>", b"\0\0\0\0\0\0\1" + b"\xff" * 900), "滤镜三千个": lambda: image(grey + b"/Filter[" + b"/FlateDecode" * 3000 + b"]", zlib.compress(b"x")),
        "真的一亿点": lambda: image(b"/Width 10000/Height 10000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode", zlib.compress(bytes(300_000_000), 9)), "同一大图画九百次": lambda: _page(b"/Resources<</XObject<</a 5 0 R>>>>", b"q 500 0 0 500 0 0 cm /a Do Q " * 900, stream(zlib.compress(bytes(16_000_000), 9), b"/Type/XObject/Subtype/Image/Width 4000/Height 4000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode")),
        "字距太大": lambda: _page(_FONT, b"BT /a 9 Tf 1e38 Tc 1e38 Tw 1e38 TL -1e38 Tz (x y) ' [(x) -1e38 (y)] TJ ET", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"), "运算符很长": lambda: _page(b"", b"A" * 5_000_000), "操作数很多": lambda: _page(b"", b"1 " * 3_000_000 + b"m"), "花纹一百万块": lambda: _page(b"/Resources<</Pattern<</a 5 0 R>>>>", b"/Pattern cs /a scn 0 0 9e5 9e5 re f", stream(b"0 0 1 1 re f", b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.01/YStep 0.01/Resources<<>>")),
    }.items():  # fmt: skip
        yield Hostile(f"PDF:{what}", f"{what}.pdf", make)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png(width: int, height: int, depth: int, colour: int, a_row: int, *, laced: int = 0) -> bytes:
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" + bytes(a_row)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, laced)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _scans(side: int, count: int) -> bytes:
    """A real progressive JPEG whose every scan says nothing about all its blocks again."""
    frame = (
        b"\xff\xd8\xff\xdb\0\x43\0"
        + b"\1" * 64
        + b"\xff\xc2\0\x0b\x08"
        + struct.pack(">HH", side, side)
        + b"\1\1\x11\0"
    )
    tables = b"\xff\xc4\0\x14\0\1" + bytes(15) + b"\0" + b"\xff\xc4\0\x14\x10\1" + bytes(15) + b"\xe0"
    blocks = (-(-side // 8)) ** 2
    direct = b"\xff\xda\0\x08\1\1\0\0\0\0" + bytes(blocks // 8 + 1)
    runs = "".join("0" + "11111111111110" for _ in range(blocks // 32766 + 1)) + "1" * 8
    bits = int(runs[: len(runs) // 8 * 8], 2).to_bytes(len(runs) // 8, "big").replace(b"\xff", b"\xff\0")
    return frame + tables + direct + (b"\xff\xda\0\x08\1\1\0\1\x3f\0" + bits) * count + b"\xff\xd9"


def _frames(side: int, count: int, *, loop: bool = False) -> bytes:
    """A TIFF of many large frames that share one strip."""
    packed = zlib.compress(bytes(side * side), 9)
    out = bytearray(b"II*\0" + struct.pack("<I", 8 + len(packed)) + packed)
    for number in range(count):
        entries = (
            (256, side),
            (257, side),
            (258, 8),
            (259, 8),
            (262, 1),
            (273, 8),
            (277, 1),
            (278, side),
            (279, len(packed)),
        )
        out += struct.pack("<H", len(entries)) + b"".join(
            struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries
        )
        following = 8 + len(packed) if loop else len(out) + 4
        out += struct.pack("<I", following if loop or number + 1 < count else 0)
    return bytes(out)


def _pictures(traps: Traps) -> Iterator[Hostile]:
    eps = (
        b"%%!PS-Adobe-3.0 EPSF-3.0\n%%%%BoundingBox: 0 0 9 9\n(%b) (w) file closefile\nshowpage\n"
        % traps.touched.encode()
    )
    bmp = (
        b"BM"
        + struct.pack("<IHHIIiiHHIIiiII", 60, 0, 0, 54, 40, 30_000, -30_000, 1, 8, 1, 0, 0, 0, 0, 0)
        + b"\xff\1" * 3
    )
    gif = b"GIF89a\xff\x7f\xff\x7f\x80\0\0" + bytes(6) + b",\0\0\0\0\xff\x7f\xff\x7f\0\2\2\x4c\1\0;"
    for what, name, make in (
        ("五千九百万点的透明十六位", "透明.png", lambda: _png(7_600, 7_700, 16, 6, 7_600 * 8)), ("交错", "交错.png", lambda: _png(7_600, 7_600, 8, 2, 7_600 * 3, laced=1)), ("窄长", "窄长.png", lambda: _png(59_000_000, 1, 1, 0, 7_375_000)), ("一点宽", "一点宽.png", lambda: _png(1, 4_000_000, 1, 0, 1)),
        ("渐进五千遍", "渐进.jpg", lambda: _scans(7_000, 5_000)), ("渐进六百遍小的", "小渐进.jpg", lambda: _scans(1_600, 600)), ("六十帧大的", "六十帧.tif", lambda: _frames(7_000, 60)), ("绕回第一帧", "绕回.tif", lambda: _frames(900, 1, loop=True)), ("四百帧", "四百帧.tif", lambda: _frames(3_000, 400)),
        ("BMP 压缩的", "压缩.bmp", lambda: bmp[:2] + struct.pack("<I", len(bmp)) + bmp[6:]), ("GIF 一帧太大", "一帧.gif", lambda: gif), ("BigTIFF", "BigTIFF.tif", lambda: b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 2**60) + bytes(90)), ("叫 PNG 的 EPS", "程序.png", lambda: eps), ("叫 TIFF 的 EPS", "程序.tif", lambda: b"\xc5\xd0\xd3\xc6" + struct.pack("<II", 32, len(eps)) + bytes(20) + eps),
        ("包里的 EPS", "图.zip", lambda: zip_file({"a.png": eps, "b.eps": eps, "c.pdf": eps})), ("JPEG 2000", "二千.jp2", lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + b"\xff" * 900), ("AVIF", "图.avif", lambda: b"\0\0\0\x1cftypavif" + b"\xff" * 900), ("PSD", "图.png", lambda: b"8BPS\0\1" + bytes(6) + b"\0\3\xff\xff\xff\xff\xff\xff\xff\xff\0\x08\0\3" + bytes(900)),
    ):  # fmt: skip
        yield Hostile(f"图片:{what}", name, make)


def _names() -> Iterator[Hostile]:
    names = (
        "关于同意的函.pdf", "关于同意的函.pdf".replace("同", "\u540c\ufe00"), "Оffice.pdf", "ｏffice.pdf", "e\u0301.pdf", "\u00e9.pdf", "\u1112\u1161\u11ab.pdf", "\ud55c.pdf", "函\u00ad.pdf", "函\u034f.pdf", "函\u115f\u3164.pdf", "函\U000e0041\U000e0042.pdf", "函\ufff9a\ufffab\ufffb.pdf",
        "函\u2024pdf.pdf", "函．pdf", "函。pdf", "函.pdf\u200f", "函.pdf\u202c", "𝐚.𝐩𝐝𝐟", "a.ⓟⓓⓕ", "COM¹.pdf", "PRN .pdf", "CLOCK$.pdf", "CONIN$", "\\\\?\\C:\\a.pdf", "\\\\.\\pipe\\a.pdf", "--help", "-", "@a.pdf", "~root.pdf", "a.pdf:Zone.Identifier", "a.pdf::$INDEX_ALLOCATION",
        "\ue000\uf8ff.pdf", "\ufdd0.pdf", "\U0010ffff.pdf", "👨\u200d👩\u200d👧.pdf", "a" * 254 + "b.pdf", "函" * 84 + ".pdf", "\u0301" * 100 + ".pdf", "\u202a\u202b\u202d\u202e\u2067.pdf", "a\u0000b/../c.pdf", "a\x7f\x9b31m.pdf", "..pdf", "...", ".pdf", "a..pdf", "a.pdf.pdf.pdf.exe.pdf", "函（1）（1）.pdf",
    )  # fmt: skip
    for name in names:
        yield Hostile("名称:像别的", name, pdf_file)
    yield Hostile("名称:像别的", "关于同意的函.docx\u202e\u2066", lambda: io.BytesIO(docx_file()).getvalue())
