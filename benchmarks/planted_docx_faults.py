"""The faults that ``planted_docx`` plants."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from benchmarks.planted_docx import (
    BODY,
    Fault,
    Parts,
    Plant,
    border,
    coloured,
    dashes,
    each_run,
    faced,
    footer,
    imprint_border,
    look,
    section,
    setting,
    styled_ind,
    worded,
)
from shenguan_docs.ruler.docx.package import W

_MM = 1440 / 25.4
Row = tuple[str, str, Plant]


def of(layout: str) -> Iterator[Fault]:
    """The faults of one layout."""
    rows = [*_page(), *_title()]
    if layout != "form":
        rows += [*_body("公文正文"), *_levels(), *_imprint_words(), *_mark(layout)]
    if layout in ("letter", "general", "upward"):
        rows += [*_number(layout), *_recipients(), *_signature(), *_annexes()]
    if layout in ("general", "upward", "minutes"):
        rows += [*_head_rule(), *_imprint_lines()]
    rows += [("表格宽 166 mm", "table-width", _wide(166)), ("表格宽 180 mm", "table-width", _wide(180))]
    if layout == "minutes":
        rows += [*_roster()]
    if layout == "upward":
        rows += [*_signer()]
    if layout == "letter":
        rows += [*_letter()]
    rows += [*_folio(layout)]
    for name, rule, plant in rows:
        yield Fault(name, layout, rule, plant, _BESIDE.get(name, frozenset()))


# One setting of Word holds two figures: the footer's distance places the letter's line and the page number.
_BESIDE = {"第二条线距下边 25 mm": frozenset({"folio-gap"})}


def _page() -> Iterator[Row]:
    for off in (-3, -2, 2, 3):
        yield (
            f"天头 {37 + off} mm",
            "margin-top",
            section("pgMar", top=round((37 + off) * _MM), bottom=round((35 - off) * _MM)),
        )
        yield (
            f"订口 {28 + off} mm",
            "margin-left",
            section("pgMar", left=round((28 + off) * _MM), right=round((26 - off) * _MM)),
        )
    for off in (-3, 3):
        yield f"右边 {26 + off} mm", "text-width", section("pgMar", right=round((26 + off) * _MM))
        yield f"下边 {35 + off} mm", "text-height", section("pgMar", bottom=round((35 + off) * _MM))
    for name, wide, high in (("信纸", 12240, 15840), ("B5", 10319, 14571), ("16 开", 10433, 14742)):
        yield name, "paper-size", section("pgSz", w=wide, h=high)
    yield "A4 横放", "paper-size", section("pgSz", w=16838, h=11906, orient="landscape")
    for pitch in (312, 540, 600):
        yield f"网格 {pitch}", "line-grid", section("docGrid", linePitch=pitch)
    yield "字符网格", "line-grid", section("docGrid", type="linesAndChars", charSpace=-848)


def _body(style: str) -> Iterator[Row]:
    for face in ("宋体", "楷体_GB2312", "微软雅黑", "等线"):
        yield f"正文{face}", "body-face", faced(style, face)
    for half in (28, 30, 36):
        yield f"正文 {half / 2} 磅", "body-size", look(style, "sz", val=half)
    for line in (520, 560, 600, 640):
        yield f"行距 {line / 20} 磅", "line-pitch", setting(style, "spacing", line=line, lineRule="exact")
    yield (
        "单倍行距不对齐网格",
        "line-pitch",
        _both(setting(style, "spacing", line=240, lineRule="auto"), setting(style, "snapToGrid", val=0)),
    )
    yield "正文红字", "text-colour", coloured(style, "FF0000")
    yield "正文蓝字", "text-colour", coloured(style, "0000FF")
    yield "正文加粗", "bold", look(style, "b", val=1)
    for chars in (0, 1, 3, 4):
        yield f"首行空 {chars} 字", "body-indent", setting(style, "ind", firstLine=round(chars * 316))
    yield "回行也空二字", "body-hang", setting(style, "ind", left=632, firstLine=0)
    yield "右边空二字", "body-edge", setting(style, "ind", right=632)
    yield "段前 10 磅", "paragraph-spacing", setting(style, "spacing", before=200)
    yield "段后 6 磅", "paragraph-spacing", setting(style, "spacing", after=120)
    yield "左对齐", "line-filled", setting(style, "jc", val="left")
    yield "换行规则关闭", "line-break-rules", setting(style, "kinsoku", val=0)
    yield "字距加宽 1 磅", "character-pitch", look(style, "spacing", val=20)
    yield "字宽 80%", "character-pitch", look(style, "w", val=80)


def _both(*plants: Plant) -> Plant:
    def plant(parts: Parts) -> None:
        for one in plants:
            one(parts)

    return plant


def _levels() -> Iterator[Row]:
    lead = slice(0, 1)
    for face in ("宋体", "仿宋_GB2312", "楷体_GB2312"):
        yield f"一级标题{face}", "level-1-face", faced("公文一级标题", face, lead)
    for face in ("宋体", "仿宋_GB2312", "黑体"):
        yield f"二级标题{face}", "level-2-face", faced("公文二级标题", face, lead)
    yield "二级标题后的正文黑体", "body-face", faced("公文二级标题", "黑体", slice(1, None))
    yield "三级标题黑体", "level-3-face", faced("公文三级标题", "黑体")
    yield "四级标题宋体", "level-4-face", faced("公文四级标题", "宋体")
    yield "一级标题 15 磅", "body-size", look("公文一级标题", "sz", val=30)
    yield "二级标题加粗", "bold", look("公文二级标题", "b", run=lead, val=1)
    yield "一级标题顶格", "body-indent", setting("公文一级标题", "ind", firstLine=0)
    yield "一.", "level-mark", worded("公文一级标题", "一、", "一.")
    yield "(一)", "level-mark", worded("公文二级标题", "（一）", "(一)")
    yield "（一）、", "level-mark", worded("公文二级标题", "（一）", "（一）、")
    yield "1、", "level-mark", worded("公文三级标题", "1.", "1、")
    yield "(1)", "level-mark", worded("公文四级标题", "（1）", "(1)")
    yield "一、之后是三、", "level-order", worded("公文一级标题", "二、", "三、", 1)


def _title() -> Iterator[Row]:
    for face in ("黑体", "宋体", "仿宋_GB2312"):
        yield f"标题{face}", "title-face", faced("公文标题", face)
    for half in (36, 40, 52):
        yield f"标题 {half / 2} 磅", "title-size", look("公文标题", "sz", val=half)
    yield "标题红字", "text-colour", coloured("公文标题", "FF0000")
    yield "标题加粗", "bold", look("公文标题", "b", val=1)
    yield "标题首行空二字", "title-centred", setting("公文标题", "ind", firstLine=632)
    yield "标题右缩进", "title-centred", setting("公文标题", "ind", right=800)
    yield "标题句号", "title-punctuation", _title_stop


def _title_stop(parts: Parts) -> None:
    from benchmarks.planted_docx import styled

    texts = [t for t in styled(parts, "公文标题").iter(f"{W}t") if (t.text or "").strip()]
    texts[-1].text += "。"


def _mark(layout: str) -> Iterator[Row]:
    for face in ("黑体", "仿宋_GB2312"):
        yield f"标志{face}", "mark-face", faced("发文机关标志", face)
    yield "标志黑字", "mark-colour", coloured("发文机关标志", "000000")
    yield "标志居左", "mark-centred", setting("发文机关标志", "ind", right=1600)
    yield "标志加粗", "bold", look("发文机关标志", "b", val=1)
    before = {"letter": 0}.get(layout, 1800)
    yield "标志低 10 mm", "mark-top", setting("发文机关标志", "spacing", before=before + round(10 * _MM))


def _number(layout: str) -> Iterator[Row]:
    style = {"letter": "信函发文字号", "upward": "发文字号签发人"}.get(layout, "发文字号")
    for pair in ("[]", "（）", "()", "【】", "﹝﹞"):
        yield (
            f"文号{pair}",
            "number-brackets",
            _both(worded(style, "〔", pair[0]), worded(style, "〕", pair[1])),
        )
    ordinal = {"general": "12", "upward": "7", "letter": "7"}[layout]
    yield "文号虚位", "number-noughts", worded(style, f"{ordinal}号", f"0{ordinal}号")
    yield "文号第", "number-word", worded(style, f"{ordinal}号", f"第{ordinal}号")
    yield "文号两位年份", "number-year", worded(style, "2026", "26")
    yield "文号黑体", "number-face", faced(style, "黑体", slice(1, 2) if layout == "letter" else slice(0, 1))
    yield (
        "文号 14 磅",
        "number-size",
        look(style, "sz", run=slice(1, 2) if layout == "letter" else slice(0, 1), val=28),
    )
    if layout == "general":
        yield "文号居左", "number-place", setting(style, "jc", val="left")
        yield "文号首行空二字", "number-place", setting(style, "ind", firstLine=632)
        yield "文号上空三行", "number-gap", setting(style, "spacing", before=1900)
        yield "文号上空一行", "number-gap", setting(style, "spacing", before=579)
    if layout == "upward":
        yield "文号顶格", "number-place", setting(style, "ind", left=0)


def _recipients() -> Iterator[Row]:
    style = "公文主送机关"
    yield "主送空二字", "recipients-left", setting(style, "ind", firstLine=632)
    yield "主送居中", "recipients-left", setting(style, "jc", val="center")
    yield "主送上不空", "recipients-gap", setting(style, "spacing", before=0)
    yield "主送上空二行", "recipients-gap", setting(style, "spacing", before=1158)
    yield "主送半角冒号", "recipients-colon", worded(style, "：", ":")
    yield "主送没有冒号", "recipients-colon", worded(style, "：", "")
    yield "主送黑体", "body-face", faced(style, "黑体")
    yield "主送 14 磅", "body-size", look(style, "sz", val=28)
    yield "标题上空一行", "title-gap", setting("公文标题", "spacing", before=579)
    yield "标题上空三行", "title-gap", setting("公文标题", "spacing", before=1737)


def _signature() -> Iterator[Row]:
    yield "日期顶到右边", "date-place", setting("公文成文日期", "ind", right=0)
    yield "日期右空六字", "date-place", setting("公文成文日期", "ind", right=1896)
    yield "署名偏右", "organ-place", setting("公文署名", "ind", right=1264)
    yield "署名上不空", "signature-gap", setting("公文署名", "spacing", before=0)
    for written in ("2026年07月16日", "2026年7月06日"):
        yield f"日期{written}", "date-noughts", worded("公文成文日期", "2026年7月16日", written)
    for written in ("二〇二六年七月十六日", "2026.7.16", "2026-07-16", "2026年7月"):
        yield f"日期{written}", "date-form", _dated(written)
    yield "署名楷体", "body-face", faced("公文署名", "楷体_GB2312")
    yield "日期 14 磅", "body-size", look("公文成文日期", "sz", val=28)
    yield "附注顶格", "note-indent", setting("公文附注", "ind", firstLine=0)
    yield "附注没有括号", "note-brackets", _both(worded("公文附注", "（", ""), worded("公文附注", "）", ""))
    yield "附注上空一行", "note-place", setting("公文附注", "spacing", before=579)


def _dated(written: str) -> Plant:
    return worded("公文成文日期", "2026年7月16日", written)


def _annexes() -> Iterator[Row]:
    yield "附件说明上不空", "enclosure-gap", setting("公文附件说明", "spacing", before=0)
    yield "附件说明顶格", "enclosure-indent", setting("公文附件说明", "ind", left=1264, hanging=1264)
    yield (
        "附件回行顶格",
        "enclosure-hang",
        setting("公文附件说明", "ind", 1, left=632, firstLine=948, hanging=0),
    )
    yield "附件半角冒号", "enclosure-colon", worded("公文附件说明", "：", ":")
    yield "附件名称句号", "enclosure-end", worded("公文附件说明", "三份", "三份。", 1)
    yield "附件编号用顿号", "enclosure-numbering", worded("公文附件说明", "2.", "2、", 1)
    yield "附件说明楷体", "body-face", faced("公文附件说明", "楷体_GB2312")
    yield "附件1 宋体", "annex-label-face", faced("公文附件序号", "宋体")
    yield "附件1 居中", "annex-label-place", setting("公文附件序号", "jc", val="center")
    yield "附件1 冒号", "annex-label-form", worded("公文附件序号", "附件1", "附件1：")
    yield "附件不另面", "annex-page", setting("公文附件序号", "pageBreakBefore", val=0)
    yield "附件标题紧接", "annex-title-place", setting("公文附件标题", "spacing", before=0)
    yield "附件标题偏右", "annex-title-place", setting("公文附件标题", "ind", left=900)
    yield "附件标题黑体", "title-face", faced("公文附件标题", "黑体")
    yield "附件标题不一致", "annex-agrees", worded("公文附件标题", "人员名单", "人员清单")


def _imprint_words() -> Iterator[Row]:
    yield "抄送宋体", "copies-face", faced("版记抄送", "宋体")
    yield "抄送 16 磅", "copies-size", look("版记抄送", "sz", val=32)
    yield "抄送 12 磅", "copies-size", look("版记抄送", "sz", val=24)
    yield "抄送顶格", "copies-indent", setting("版记抄送", "ind", left=840, hanging=840)
    yield "抄送半角冒号", "copies-colon", worded("版记抄送", "抄送：", "抄送:")
    yield "抄送没有句号", "copies-stop", worded("版记抄送", "。", "")


def _imprint_lines() -> Iterator[Row]:
    yield "印发宋体", "printed-by-face", faced("版记印发", "宋体")
    yield "印发 16 磅", "printed-by-size", look("版记印发", "sz", val=32)
    yield "印发顶格", "printed-by-place", setting("版记印发", "ind", left=0)
    yield "印发日期虚位", "printed-by-date", worded("版记印发", "7月17日", "07月17日")
    yield "没有“印发”", "printed-by-word", worded("版记印发", "印发", "")
    yield "首条线 0.5 磅", "imprint-thick", imprint_border(0, "top", 4)
    yield "末条线 2 磅", "imprint-thick", imprint_border(-1, "bottom", 16)
    yield "中间线 1.5 磅", "imprint-thin", imprint_border(-1, "top", 12)
    yield "没有首条线", "imprint-lines", imprint_border(0, "top", 0)
    yield "没有末条线", "imprint-lines", imprint_border(-1, "bottom", 0)
    yield "版记不在下边缘", "imprint-bottom", _floating("tblpYSpec", "top")
    yield "版记窄 10 mm", "imprint-width", _narrow


def _floating(key: str, value: str) -> Plant:
    def plant(parts: Parts) -> None:
        list(parts[BODY].iter(f"{W}tblpPr"))[-1].set(f"{W}{key}", value)

    return plant


def _narrow(parts: Parts) -> None:
    table = list(parts[BODY].iter(f"{W}tblpPr"))[-1].getparent().getparent()
    column = table.find(f"{W}tblGrid/{W}gridCol")
    column.set(f"{W}w", str(int(column.get(f"{W}w")) - 567))


def _wide(millimetres: int) -> Plant:
    def plant(parts: Parts) -> None:
        table = next(t for t in parts[BODY].iter(f"{W}tbl") if t.find(f"{W}tblPr/{W}tblpPr") is None)
        columns = list(table.iterfind(f"{W}tblGrid/{W}gridCol"))
        for column in columns:
            column.set(f"{W}w", str(round(millimetres * _MM / len(columns))))

    return plant


def _head_rule() -> Iterator[Row]:
    yield "没有分隔线", "head-rule", border("版头分隔线")
    yield "分隔线黑色", "head-rule-colour", border("版头分隔线", color="000000")
    yield "分隔线短 20 mm", "head-rule-width", styled_ind("版头分隔线", left=567, right=567)
    yield "分隔线远", "head-rule-gap", _rule_pitch


def _rule_pitch(parts: Parts) -> None:
    from shenguan_docs.ruler.docx.editing import put

    style = next(
        s for s in parts["word/styles.xml"].iter(f"{W}style") if s.get(f"{W}styleId") == "版头分隔线"
    )
    put(style.find(f"{W}pPr"), "spacing", line=500, lineRule="exact")


def _roster() -> Iterator[Row]:
    yield "出席宋体", "roster-face", faced("公文名单", "宋体", slice(0, 1))
    yield "名单黑体", "roster-face", faced("公文名单", "黑体", slice(1, None))
    yield "出席顶格", "roster-indent", setting("公文名单", "ind", left=948, hanging=948)
    yield "名单回行不对齐", "roster-hang", setting("公文名单", "ind", left=632, hanging=0, firstLine=0)


def _signer() -> Iterator[Row]:
    yield "签发人姓名仿宋", "signer-face", faced("发文字号签发人", "仿宋_GB2312", slice(-1, None))
    yield "签发人黑体", "signer-face", faced("发文字号签发人", "黑体", slice(1, 2))


def _letter() -> Iterator[Row]:
    yield "没有第一条线", "letter-rule", border("信函上红线")
    yield "第一条是单线", "letter-rule", border("信函上红线", val="single")
    yield "第一条线上细下粗", "letter-rule-order", border("信函上红线", val="thinThickSmallGap")
    yield "第一条线黑色", "letter-rule-colour", border("信函上红线", color="000000")
    yield "第一条线与版心等宽", "letter-rule-width", styled_ind("信函上红线", left=0, right=0)
    yield "第一条线偏左", "letter-rule-centred", styled_ind("信函上红线", left=-794, right=0)
    yield "没有第二条线", "letter-foot-rule", border("信函下红线")
    yield "第二条线上粗下细", "letter-foot-order", border("信函下红线", val="thickThinSmallGap")
    yield "第二条线距下边 25 mm", "letter-foot-rule", section("pgMar", footer=1417)
    yield "标志加“文件”", "mark-word", worded("发文机关标志", "管理局", "管理局文件")


def _folio(layout: str) -> Iterator[Row]:
    for kind in ("default", "even"):
        yield f"{kind} 页码 12 磅", "folio-size", footer(kind, each_run("sz", val=24))
        yield f"{kind} 页码 Times", "folio-face", footer(kind, each_run("rFonts", face="Times New Roman"))
        yield f"{kind} 页码没有一字线", "folio-form", footer(kind, dashes(""))
        yield f"{kind} 页码用短横", "folio-form", footer(kind, dashes("-"))
        yield f"{kind} 页码居中", "folio-side", footer(kind, _centred)
        yield f"{kind} 没有页码", "folio-missing", footer(kind, _emptied)
    yield "单双页一样", "folio-side", _no_even
    if layout != "letter":
        yield "页码低 10 mm", "folio-gap", section("pgMar", footer=567)
        yield "首页没有页码", "folio-missing", footer("first", _emptied)
    else:
        yield "首页有页码", "folio-letter", _numbered_first


def _centred(paragraph: Any) -> None:
    from shenguan_docs.ruler.docx.editing import box_of, put

    put(box_of(paragraph, "pPr"), "jc", val="center")
    put(box_of(paragraph, "pPr"), "ind", left=0, right=0)


def _emptied(paragraph: Any) -> None:
    for one in list(paragraph.iter(f"{W}r")):
        one.getparent().remove(one)


def _numbered_first(parts: Parts) -> None:
    parts["word/footerfirst.xml"].insert(
        0, copy.deepcopy(next(parts["word/footerdefault.xml"].iter(f"{W}p")))
    )


def _no_even(parts: Parts) -> None:
    root = parts["word/settings.xml"]
    root.remove(root.find(f"{W}evenAndOddHeaders"))
