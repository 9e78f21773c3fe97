"""Foreign documents as offices' secretaries make them: each of another program or habit, each with its own mistakes.

``FOREIGN`` maps a name to a function that makes the document.
"""

# ruff: noqa: E501 (XML in one piece reads better than broken)
from __future__ import annotations

import io
from collections.abc import Callable

from docx_making import PNG, RIGHT, face, folio, package, para, run, section, table

Maker = Callable[[], bytes]
FOREIGN: dict[str, Maker] = {}


def foreign(name: str) -> Callable[[Maker], Maker]:
    def keep(make: Maker) -> Maker:
        FOREIGN[name] = make
        return make

    return keep


LONG = (
    "根据《中华人民共和国安全生产法》和上级有关文件要求，为进一步做好全区安全生产工作，"
    "现将有关事项通知如下，请认真贯彻落实，确保各项任务按时完成。"
)
CENTRE, RIGHT_SIDE = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
TWO = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
FANG, SONG, HEI, KAI = face("仿宋_GB2312", 16), face("宋体", 16), face("黑体", 16), face("楷体_GB2312", 16)
TITLE = face("方正小标宋简体", 22)
NORMAL = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" '
    'w:hAnsiTheme="minorHAnsi"/><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:widowControl w:val="0"/>'
    '<w:jc w:val="both"/></w:pPr></w:style>'
)
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"><a:themeElements><a:fontScheme '
    'name="Office"><a:majorFont><a:latin typeface="等线 Light"/><a:ea typeface=""/><a:font script="Hans" typeface="等线 Light"/>'
    '</a:majorFont><a:minorFont><a:latin typeface="等线"/><a:ea typeface=""/><a:font script="Hans" typeface="等线"/></a:minorFont>'
    "</a:fontScheme></a:themeElements></a:theme>"
)


def head(
    mark: str = "益阳高新区应急管理局文件",
    number: str = "益高应急发〔2026〕7号",
    rpr: str = "",
    line: bool = True,
) -> str:
    red = rpr or face("方正小标宋简体", 40, '<w:color w:val="FF0000"/>')
    border = (
        '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="1" w:color="FF0000"/></w:pBdr>' if line else ""
    )
    return para(mark, CENTRE, red) + para("") * 2 + para(number, border + CENTRE, FANG)


def notice(
    body: str,
    *,
    title: str = TITLE,
    sign: str = "",
    date: str = "2026年1月5日",
    date_ppr: str = RIGHT_SIDE,
    rpr: str = FANG,
) -> str:
    return (
        para("") * 2 + para("关于开展安全生产检查的通知", CENTRE, title) + para("") + para("各有关单位：", "", rpr) + body
        + (sign or para("") * 2 + para("益阳高新区应急管理局", date_ppr, rpr) + para(date, date_ppr, rpr))
    )  # fmt: skip


def text(rpr: str = FANG, ppr: str = TWO) -> str:
    return (
        para(LONG, ppr, rpr) + para("一、检查范围", ppr, rpr) + para("全区所有生产经营单位。" * 4, ppr, rpr)
        + para("（一）重点行业。矿山、危化品、建筑施工、道路运输等。", ppr, rpr) + para("二、工作要求", ppr, rpr)
        + para("请于2026年1月20日前报送结果。", ppr, rpr)
    )  # fmt: skip


@foreign("python-docx 的默认设置")
def python_docx_plain() -> bytes:
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Pt

    file = docx.Document()
    for words, align, size in (
        ("益阳高新区应急管理局文件", ALIGN.CENTER, 30), ("益高应急发[2026]07号", ALIGN.CENTER, None),
        ("关于开展安全生产检查的通知", ALIGN.CENTER, 22), ("各有关单位：", None, None), (LONG, None, None),
        ("一、检查范围", None, None), ("(一)重点行业", None, None), ("1、自查到2026年01月05日。", None, None),
        ("附件：检查表", None, None), ("益阳高新区应急管理局", ALIGN.RIGHT, None), ("2026.01.05", ALIGN.RIGHT, None),
    ):  # fmt: skip
        paragraph = file.add_paragraph()
        added = paragraph.add_run(words)
        if align is not None:
            paragraph.alignment = align
        if size:
            added.font.size = Pt(size)
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


@foreign("python-docx 的标题样式和表格")
def python_docx_headings() -> bytes:
    import docx

    file = docx.Document()
    file.add_heading("关于报送年度工作总结的函", 0)
    file.add_paragraph("区政务服务局：")
    file.add_heading("一、工作情况", 1)
    file.add_paragraph(LONG)
    file.add_heading("二、存在问题", 1)
    file.add_paragraph("人员不足。", style="List Number")
    grid = file.add_table(2, 2, style="Table Grid")
    grid.cell(0, 0).text, grid.cell(1, 1).text = "项目", "12"
    file.add_paragraph("益阳高新区社会事务局")
    file.add_paragraph("2026年3月5日")
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


@foreign("WPS:首行缩进两字符,固定值 28 磅")
def wps() -> bytes:
    ppr = f'<w:spacing w:line="560" w:lineRule="exact"/>{TWO}'
    return package(head() + notice(text(ppr=ppr)), section(margins=RIGHT), styles=NORMAL, theme=THEME)


@foreign("Word 新建文档:主题字体等线,段后 8 磅")
def word_theme() -> bytes:
    styles = NORMAL.replace(
        '<w:jc w:val="both"/>', '<w:spacing w:after="160" w:line="278" w:lineRule="auto"/>'
    )
    return package(
        head(rpr=face("等线", 36)) + notice(text("", ""), title='<w:b/><w:sz w:val="36"/>', rpr=""),
        styles=styles,
        theme=THEME,
    )


@foreign("只有直接格式,没有样式部件")
def direct_only() -> bytes:
    return package(
        head() + notice(text(SONG), title=face("黑体", 22), rpr=SONG), section(margins=RIGHT, grid="")
    )


@foreign("只有样式,正文继承")
def styles_only() -> bytes:
    styles = NORMAL + (
        '<w:style w:type="paragraph" w:styleId="zw"><w:name w:val="公文正文"/><w:basedOn w:val="a"/><w:pPr><w:spacing w:line="540" '
        f'w:lineRule="exact"/>{TWO}</w:pPr><w:rPr>{SONG}</w:rPr></w:style><w:style w:type="paragraph" w:styleId="zw2">'
        '<w:name w:val="正文加粗"/><w:basedOn w:val="zw"/><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style>'
    )  # fmt: skip
    body = (
        para(LONG, '<w:pStyle w:val="zw"/>')
        + para("一、检查范围", '<w:pStyle w:val="zw2"/>')
        + para(LONG, '<w:pStyle w:val="zw"/>')
    )
    return package(head() + notice(body), section(margins=RIGHT), styles=styles)


def _box(inner: str, drawing: bool, fallback: bool) -> str:
    shape = (
        '<w:drawing><wp:anchor behindDoc="0"><wp:positionH relativeFrom="page"><wp:posOffset>1008000</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:posOffset>2592000</wp:posOffset></wp:positionV><wp:extent cx="5616000" cy="900000"/>'
        '<wp:wrapTopAndBottom/><wp:docPr id="3" name="文本框"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="5616000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></wps:spPr><wps:txbx>'
        f"<w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    vml = f'<w:pict><v:shape style="position:absolute;width:442pt;height:70pt"><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>'
    if drawing and fallback:
        return f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice><mc:Fallback>{vml}</mc:Fallback></mc:AlternateContent></w:r>'
    return f"<w:r>{shape if drawing else vml}</w:r>"


@foreign("版头在文本框里(DrawingML 和 VML 各一份)")
def text_box() -> bytes:
    box = _box(
        para("益阳高新区应急管理局文件", CENTRE, face("宋体", 40, '<w:color w:val="FF0000"/>')), True, True
    )
    return package(
        para("", raw=box) + para("益高应急发（2026）7号", CENTRE, FANG) + notice(text()), styles=NORMAL
    )


@foreign("版头在 VML 文本框里")
def vml_box() -> bytes:
    box = _box(
        para("益阳高新区应急管理局文件", CENTRE, face("方正小标宋简体", 40, '<w:color w:val="FF0000"/>')),
        False,
        False,
    )
    return package(
        para("", raw=box) + para("益高应急发【2026】第7号", CENTRE, FANG) + notice(text()), styles=NORMAL
    )


@foreign("版头在表格里,上行文")
def table_head() -> bytes:
    red = face("方正小标宋简体", 40, '<w:color w:val="FF0000"/>')
    grid = table(
        [[para("益高应急发〔2026〕7号", "", FANG), para("签发人：张三", RIGHT_SIDE, FANG)]],
        [4422, 4422],
        False,
    )
    body = para("益阳高新区应急管理局文件", CENTRE, red) + para("") * 2 + grid
    return package(body + notice(text()).replace("通知", "请示"), section(margins=RIGHT), styles=NORMAL)


@foreign("自动编号的层次")
def numbering() -> bytes:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/><w:lvlText w:val="{words}"/>'
        '<w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl>'
        for n, (form, words) in enumerate(
            (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
        )
    )
    xml = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'

    def level(n: int, words: str) -> str:
        return para(words, f'<w:numPr><w:ilvl w:val="{n}"/><w:numId w:val="1"/></w:numPr>', FANG)

    body = (
        para(LONG, TWO, FANG)
        + level(0, "检查范围")
        + level(1, "重点行业")
        + level(2, "矿山。")
        + level(2, "道路运输。")
        + level(0, "工作要求")
        + level(1, "压实责任")
    )
    return package(head() + notice(body), section(margins=RIGHT), styles=NORMAL, numbering=xml)


@foreign("软回车当分段")
def soft_breaks() -> bytes:
    body = para(
        f"　　{LONG}\n　　一、检查范围\n　　全区所有生产经营单位。\n　　二、工作要求\n　　请抓好落实。",
        "",
        SONG,
    )
    return package(head() + notice(body), styles=NORMAL)


@foreign("全角空格当缩进和居右")
def blank_indents() -> bytes:
    body = (
        para("　　" + LONG, "", FANG)
        + para("　　一、检查范围", "", HEI)
        + para("　　　三个空格缩进的一段，文字也不短，看它怎么办。", "", FANG)
    )
    sign = (
        para("")
        + para("　" * 14 + "益阳高新区应急管理局", "", FANG)
        + para("　" * 16 + "2026年1月5日", "", FANG)
    )
    return package(head() + notice(body, sign=sign), section(margins=RIGHT), styles=NORMAL)


@foreign("署名用制表符推到右边")
def tabs() -> bytes:
    sign = (
        para("")
        + para("\t" * 9 + "益阳高新区应急管理局", "", FANG)
        + para("\t" * 10 + "2026年1月5日", "", FANG)
    )
    return package(head() + notice(text(), sign=sign), section(margins=RIGHT), styles=NORMAL)


def _drawn(
    top: int, width: int = 6120000, left: int = 720000, kind: str = "thickThin", colour: str = "FF0000"
) -> str:
    return (
        f'<w:r><w:drawing><wp:anchor><wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV><wp:extent cx="{width}" cy="0"/><wp:wrapNone/>'
        '<wp:docPr id="9" name="线"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<wps:wsp><wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="0"/></a:xfrm><a:prstGeom prst="line"/>'
        f'<a:ln w="57150" cmpd="{kind}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def _letter(
    lines: str,
    number: str = "益高应急函〔2026〕7号",
    number_ppr: str = RIGHT_SIDE,
    closing: str = "特此函告。",
) -> str:
    red = face("方正小标宋简体", 36, '<w:color w:val="FF0000"/>')
    return (
        para("益阳高新区应急管理局", CENTRE, red) + para("", raw=lines) + para(number, number_ppr, FANG) + para("") * 2
        + para("关于商请协助调查的函", CENTRE, TITLE) + para("") + para("区自然资源局：", "", FANG) + para(LONG, TWO, FANG)
        + para(closing, TWO, FANG) + para("") * 2 + para("益阳高新区应急管理局", RIGHT_SIDE, FANG) + para("2026年1月5日", RIGHT_SIDE, FANG)
        + para("(联系人：李四，电话：0737-7654321)", TWO, FANG)
    )  # fmt: skip


@foreign("信函,红线是画的")
def letter_drawn() -> bytes:
    return package(
        _letter(_drawn(1620000) + _drawn(9972000, kind="thinThick")), section(margins=RIGHT), styles=NORMAL
    )


@foreign("信函,两条线画反、画短")
def letter_wrong_lines() -> bytes:
    return package(
        _letter(_drawn(1620000, 5400000, kind="thinThick") + _drawn(9600000)),
        section(margins=RIGHT),
        styles=NORMAL,
    )


@foreign("信函,VML 线,发文字号居中")
def letter_vml() -> bytes:
    line = (
        '<w:r><w:pict><v:line from="56.7pt,128pt" to="538.6pt,128pt" strokecolor="red" strokeweight="4.5pt" style="position:absolute;'
        'mso-position-horizontal-relative:page;mso-position-vertical-relative:page"><v:stroke linestyle="thickThin"/></v:line></w:pict></w:r>'
    )
    return package(_letter(line, number_ppr=CENTRE), section(margins=RIGHT), styles=NORMAL)


@foreign("上行文,签发人用空格隔开")
def upward_blanks() -> bytes:
    number = para("益高应急发〔2026〕7号　　　　　　　签发人：张三", "", FANG)
    body = (
        para("益阳高新区应急管理局文件", CENTRE, face("宋体", 40, '<w:b/><w:color w:val="C00000"/>'))
        + para("") * 2
        + number
    )
    return package(body + notice(text()).replace("通知", "请示"), section(margins=RIGHT), styles=NORMAL)


@foreign("上行文,签发人用制表符")
def upward_tab() -> bytes:
    number = para(
        "益高应急发〔2026〕7号\t签发人：张三", '<w:tabs><w:tab w:val="right" w:pos="8844"/></w:tabs>', FANG
    )
    body = (
        para("益阳高新区应急管理局文件", CENTRE, face("方正小标宋简体", 40, '<w:color w:val="FF0000"/>'))
        + para("") * 2
        + number
    )
    return package(body + notice(text()).replace("通知", "请示"), section(margins=RIGHT), styles=NORMAL)


@foreign("纪要,名单在后")
def minutes() -> bytes:
    red = face("方正小标宋简体", 44, '<w:color w:val="FF0000"/>')
    body = (
        para("审管联动联席会议纪要", CENTRE, red) + para("") * 2 + para("第3期", CENTRE, FANG) + para("") * 2
        + para("第三次审管联动联席会议纪要", CENTRE, TITLE) + para("") + para(LONG, TWO, FANG) + para("一、明确责任", TWO, SONG) + para("")
        + para("出席：张三、李四、王五", TWO, FANG) + para("列席：赵六", TWO, FANG)
    )  # fmt: skip
    return package(body, section(margins=RIGHT), styles=NORMAL)


@foreign("正文里有表格和图片")
def table_and_picture() -> bytes:
    picture = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="1800000" cy="1800000"/><wp:docPr id="1" name="图"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="p.png"/><pic:cNvPicPr/>'
        '</pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdpng"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="1800000" cy="1800000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    grid = table([[para("序号"), para("企业[2026]1号")], [para("1"), para("甲公司")]], [2000, 6844])
    body = text(SONG) + grid + para("", raw=picture) + para(LONG, "", SONG)
    rel = '<Relationship Id="rIdpng" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/p.png"/>'
    return package(head() + notice(body), styles=NORMAL, relations=rel, extra={"word/media/p.png": PNG})


def _notes_part(kind: str, inner: str) -> bytes:
    from docx_making import NS

    return f'<?xml version="1.0" encoding="UTF-8"?><w:{kind}s {NS}>{inner}</w:{kind}s>'.encode()


@foreign("脚注、批注、超链接")
def notes_and_links() -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    raw = (
        '<w:commentRangeStart w:id="0"/>' + run("根据有关规定", SONG) + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        + '<w:r><w:footnoteReference w:id="2"/></w:r>' + '<w:hyperlink r:id="rIdlink">'
        + run("见区政府网站", face("宋体", 16, '<w:color w:val="0000FF"/><w:u w:val="single"/>')) + "</w:hyperlink>" + run("。" + LONG, SONG)
    )  # fmt: skip
    rels = (
        f'<Relationship Id="rIdlink" Type="{office}/hyperlink" Target="https://example.invalid/" TargetMode="External"/>'
        f'<Relationship Id="rIdf" Type="{office}/footnotes" Target="footnotes.xml"/>'
        f'<Relationship Id="rIdc" Type="{office}/comments" Target="comments.xml"/>'
    )
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(
        f'<Override PartName="/word/{n}.xml" ContentType="{word}.{n}+xml"/>'
        for n in ("footnotes", "comments")
    )
    foot = "".join(f'<w:footnote w:id="{n}" w:type="{t}"><w:p><w:r><w:{s}/></w:r></w:p></w:footnote>'
                   for n, t, s in ((0, "separator", "separator"), (1, "continuationSeparator", "continuationSeparator")))  # fmt: skip
    foot += '<w:footnote w:id="2"><w:p><w:r><w:t>见[2025]3号。</w:t></w:r></w:p></w:footnote>'
    extra = {
        "word/footnotes.xml": _notes_part("footnote", foot),
        "word/comments.xml": _notes_part(
            "comment", '<w:comment w:id="0" w:author="科长"><w:p><w:r><w:t>核对</w:t></w:r></w:p></w:comment>'
        ),
    }
    return package(
        head() + notice(para("", TWO, raw=raw)), styles=NORMAL, relations=rels, overrides=types, extra=extra
    )


@foreign("有修订")
def revisions() -> bytes:
    who = 'w:id="5" w:author="科长" w:date="2026-01-04T09:00:00Z"'
    raw = (
        run("请各单位于", SONG) + f'<w:del {who}><w:r><w:delText>2026.01.10</w:delText></w:r></w:del>'
        + f'<w:ins {who.replace("5", "6", 1)}>' + run("2026.01.20", SONG) + "</w:ins>" + run("前报送。" + LONG, SONG)
    )  # fmt: skip
    return package(head() + notice(para("", TWO, raw=raw)), styles=NORMAL)


@foreign("横排表格单独一节")
def landscape() -> bytes:
    turned = section(size='w:w="16838" w:h="11906" w:orient="landscape"')
    broken = para("", section(margins=RIGHT))
    annex = para("附件", "", FANG) + para("企业清单", CENTRE, TITLE) + table([[para("企业")] * 6], [2400] * 6)
    return package(
        head() + notice(text() + para("附件：企业清单", TWO, FANG)) + broken + annex, turned, styles=NORMAL
    )


@foreign("两节页边距不同")
def two_sections() -> bytes:
    first = para("", section(margins='w:top="1500" w:right="1474" w:bottom="1984" w:left="1588"'))
    return package(
        head()
        + notice(text())
        + first
        + para("附件1", "", SONG)
        + para("检查表", CENTRE, SONG)
        + para(LONG, TWO, SONG),
        section(),
        styles=NORMAL,
    )


@foreign("字符网格")
def character_grid() -> bytes:
    grid = '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>'
    return package(
        head() + notice(text(ppr=TWO + '<w:jc w:val="both"/>')),
        section(margins=RIGHT, grid=grid),
        styles=NORMAL.replace('w:val="21"', 'w:val="32"'),
    )


@foreign("标题加粗宋体,层次全加粗")
def bold_song() -> bytes:
    return package(
        head(rpr=face("宋体", 42, '<w:b/><w:color w:val="FF0000"/>'))
        + notice(text(face("宋体", 16, "<w:b/>")), title=face("宋体", 22, "<w:b/>")), section(margins=RIGHT), styles=NORMAL,
    )  # fmt: skip


for _name, _date in (("二〇二六年一月五日", "二〇二六年一月五日"), ("点分的日期", "2026.1.5"), ("横线日期", "2026-01-05"),
                     ("虚位日期", "2026年01月05日"), ("两位年份", "26年1月5日")):  # fmt: skip
    FOREIGN[f"成文日期:{_name}"] = lambda date=_date: package(  # type: ignore[misc]
        head() + notice(text(), date=date), section(margins=RIGHT), styles=NORMAL
    )
for _number in (
    "益高应急发[2026]7号",
    "益高应急发（2026）第007号",
    "益高应急发【26】7号",
    "益高应急发(2026年)7号",
    "益高应急发﹝２０２６﹞７号",
):
    FOREIGN[f"发文字号:{_number}"] = lambda number=_number: package(  # type: ignore[misc]
        head(number=number) + notice(text()), section(margins=RIGHT), styles=NORMAL
    )


@foreign("版记用段落边框")
def imprint_paragraphs() -> bytes:
    small = face("仿宋_GB2312", 14)
    top = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    both = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1"/><w:bottom w:val="single" w:sz="6" w:space="1"/></w:pBdr>'
    end = para("抄送:区管委会办公室", top, FANG) + para(
        "益阳高新区应急管理局　　　　　　2026年1月6日印发", both, small
    )
    return package(head() + notice(text()) + para("") * 3 + end, section(margins=RIGHT), styles=NORMAL)


@foreign("版记用表格,线一样粗")
def imprint_table() -> bytes:
    small = face("仿宋_GB2312", 14)
    grid = table(
        [
            [para("抄送：区管委会办公室。", "", small)],
            [
                para(
                    "益阳高新区应急管理局\t2026年1月6日印发",
                    '<w:tabs><w:tab w:val="right" w:pos="8564"/></w:tabs>',
                    small,
                )
            ],
        ],
        [8844],
    )
    return package(
        head() + notice(text()) + grid,
        section(margins=RIGHT),
        styles=NORMAL,
        footers={"default": folio("center", dash="-")},
    )


@foreign("附件接在后面不另面")
def annex_same_page() -> bytes:
    body = text() + para("附件:1、检查表。", TWO, FANG) + para("　　　2、名单。", TWO, FANG)
    return package(
        head()
        + notice(body)
        + para("附件1：", "", HEI)
        + para("检查表", CENTRE, TITLE)
        + para(LONG, TWO, FANG),
        section(margins=RIGHT),
        styles=NORMAL,
    )


@foreign("内容控件和图文框")
def controls() -> bytes:
    title = f"<w:sdt><w:sdtPr/><w:sdtContent>{para('关于开展安全生产检查的通知', CENTRE, face('黑体', 20))}</w:sdtContent></w:sdt>"
    frame = para("益阳高新区应急管理局文件", '<w:framePr w:w="8844" w:hSpace="0" w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="1588" w:y="4000"/>' + CENTRE, face("方正小标宋简体", 40, '<w:color w:val="FF0000"/>'))  # fmt: skip
    body = (
        frame
        + para("益高应急发[2026]7号", CENTRE, FANG)
        + para("") * 2
        + title
        + para("各有关单位:", "", FANG)
        + text(SONG)
    )
    return package(
        body + para("益阳高新区应急管理局", RIGHT_SIDE, FANG) + para("2026年1月5日", RIGHT_SIDE, FANG),
        section(margins=RIGHT),
        styles=NORMAL,
    )


@foreign("一段里字体字号混杂")
def mixed() -> bytes:
    raw = (
        run("根据", FANG)
        + run("《中华人民共和国", SONG)
        + run("安全生产法》", face("微软雅黑", 15))
        + run("2026年", face("Calibri", 16))
        + run(LONG, FANG)
    )
    return package(
        head() + notice(para("", TWO, raw=raw) + para("一、范围。" + LONG, TWO, FANG)),
        section(margins=RIGHT),
        styles=NORMAL,
    )


@foreign("信纸大小,装订线,页眉横线")
def letter_paper() -> bytes:
    sect = section(size='w:w="12240" w:h="15840"').replace('w:gutter="0"', 'w:gutter="567"')
    header = para(
        "内部资料", '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>' + CENTRE
    )
    return package(
        head() + notice(text()),
        sect,
        styles=NORMAL,
        headers={"default": header},
        footers={"default": folio("right")},
    )


@foreign("没有版头,只有正文")
def bare_text() -> bytes:
    return package(
        para("工作情况说明", CENTRE, face("宋体", 22))
        + text(SONG, "")
        + para("二〇二六年一月五日", RIGHT_SIDE, SONG),
        styles=NORMAL,
    )
