"""Single faults planted into our own pages: each must be found under its rule, nothing else but its consequences.

A fault changes the style sheet or the words of a letter that is right, never both.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

from benchmarks.page_fault import DATED, FILED, LETTERS, Fault
from benchmarks.page_forms import form, form_faults
from benchmarks.page_places import place_faults
from shenguan_docs.document import (
    Annex,
    Cell,
    Document,
    Enclosure,
    Layout,
    Paragraph,
    Roster,
    Run,
    Runs,
    Seal,
    Signature,
    Table,
)
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.printed import printed
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from shenguan_docs.ruler.catalogue import consequences
from shenguan_docs.ruler.checking import check

TEXT = "根据《益阳高新区审管联动实施方案》第四部分第（三）项的规定，现将我局对湖南示例木业有限公司作出行政处罚决定的有关情况通报如下。"


def _runs(text: str) -> Runs:
    return (Run(text),)


def _body(count: int) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(_runs(TEXT * 3)) for _ in range(count))


def sample(layout: Layout, paragraphs: int = 5, sign: Seal = "seal") -> Document:
    """A letter with all its elements, or a record sheet, right in everything."""
    if layout == "form":
        return form(paragraphs)
    marks = {"letter": "益阳高新区应急管理局", "minutes": "审管联动联席会议纪要"}
    numbers = {"letter": "益高应急函〔2026〕7号", "minutes": "第3期"}
    genre = {"letter": "函", "upward": "请示", "minutes": "纪要", "general": "通知"}[layout]
    rosters = (
        (Roster("出席", _runs("张三、李四、王五、赵六、钱七、孙八、周九、吴十、郑十一、王十二、冯十三")),)
        if layout == "minutes"
        else ()
    )
    head = (
        Paragraph(_runs("基本情况"), 1, "一、", 1), *_body(paragraphs),
        Paragraph(_runs("处罚决定"), 1, "二、", 1),
        Paragraph((Run("违法事实。"), Run(TEXT)), 2, "（一）", 1),
        Paragraph(_runs("罚款50000元，没收违法所得。"), 3, "1."),
        Paragraph(_runs("限期15日内缴纳。"), 4, "（1）"),
        Paragraph(_runs("特此函告。")),
    )  # fmt: skip
    table = Table(
        (
            (Cell(_runs("姓名"), 1, True), Cell(_runs("单位"), 1, True)),
            (Cell(_runs("张三")), Cell(_runs("益阳高新区市场监督管理局"))),
        ),
        (0.3, 0.7),
    )
    letter = layout == "letter"
    return Document(
        kind="penalty", genre=genre, layout=layout, issuer=marks.get(layout, "益阳高新区行政审批服务局文件"),
        title=(_runs("关于通报"), _runs("湖南示例木业有限公司"), _runs("行政处罚决定"), _runs(f"的{genre}")),
        blocks=(*head, *rosters),
        signature=_signature(layout, sign),
        number=numbers.get(layout, "益高审发〔2026〕12号"),
        urgency="特急", signers=("王建国",) if layout == "upward" else (),
        recipients=() if layout == "minutes" else ("益阳高新区行政审批服务局",),
        annexes=(Annex("参训人员报名回执", (*_body(1), table)),),
        enclosures=(Enclosure("行政处罚决定书（益高应急罚〔2026〕3号）的复印件以及送达回证等材料", "a.pdf"),),
        note=() if layout == "minutes" else _runs("联系人：李四，电话：0737-7654321"),
        copies_to=("益阳高新区管委会办公室", "益阳高新区市场监督管理局"),
        printer="" if letter else "益阳高新区行政审批服务局", printed_on=None if letter else date(2026, 7, 17),
    )  # fmt: skip


def _faults() -> list[Fault]:
    out: list[Fault] = []

    def style(rule: str, css: str, layouts: tuple[Layout, ...] = LETTERS) -> None:
        for layout in layouts:
            for paragraphs in (5, 8):
                out.append(
                    Fault(
                        f"{rule}-{layout}-{paragraphs}-{len(out)}", rule, layout, css, paragraphs=paragraphs
                    )
                )

    def words(rule: str, old: str, new: str, layouts: tuple[Layout, ...] = LETTERS) -> None:
        for layout in layouts:
            out.append(Fault(f"{rule}-{layout}-{len(out)}", rule, layout, words=(old, new)))

    hei, kai, song = '"FandolHei"', '"FandolKai"', '"FandolSong"'
    for left in (26, 30):
        style(
            "margin-left",
            f"@page {{ margin-left: {left}mm; margin-right: {54 - left}mm }}",
            ("general", "minutes"),
        )
    for face in (hei, kai, song):
        style(
            "body-face",
            f"p.正文:nth-of-type(6) i, p.正文:nth-of-type(8) i {{ font-family: {face} }}",
            ("letter", "general"),
        )
    style("body-size", "p.正文 i { font-size: 15pt }", ("letter", "general"))
    style("title-face", f".title i {{ font-family: {hei} }}")
    for size in (20, 24):
        style("title-size", f"h1.title i {{ font-size: {size}pt }}")
    style("title-centred", "h1.title { padding-left: 12mm }")
    style("title-gap", "h1.title { margin-top: 10.2mm }")
    style("recipients-gap", ".recipients { margin-top: 0 }", DATED)
    style("recipients-left", ".recipients { padding-left: 11mm }", DATED)
    for indent in ("0mm", "5.57mm", "22mm"):
        style("body-indent", f"p.正文 {{ text-indent: {indent} !important }}", ("letter", "general"))
    style("level-1-face", ".一级标题 .head { font-family: " + '"FandolFang" !important }')
    style("level-2-face", f".二级标题 .head {{ font-family: {hei} !important }}")
    style("mark-colour", ".mark { color: #000 !important }")
    style("mark-face", f".mark {{ font-family: {hei} !important }}")
    style("mark-centred", ".mark { left: 8mm }")
    for shift in (-4, 4):
        style("mark-top", f".mark {{ top: {shift}mm }}", ("letter",))
    style(
        "number-face",
        f"p.number i, .letterline i:not(.hei), td.number i {{ font-family: {kai} !important }}",
        ("letter", "general"),
    )
    style("number-size", "p.number i, .letterline i, td.number i { font-size: 14pt }", ("general", "minutes"))
    style("number-place", "p.number i { position: relative; left: 9mm }", ("general", "minutes"))
    style("number-place", ".letterline { padding-right: 9mm }", ("letter",))
    style("urgency-face", ".first i, .letterline .hei { font-family: " + kai + " !important }")
    style("head-rule", ".rule { background: none !important }", FILED)
    style("head-rule-colour", ".rule { background: #000 !important }", FILED)
    style("head-rule-width", ".rule { width: 120mm }", FILED)
    style("head-rule-gap", ".rule { position: relative; top: 3mm }", FILED)
    style("letter-rule-colour", ".letterhead .thick { background: #000 !important }", ("letter",))
    style(
        "letter-rule-order",
        ".letterhead .thick { height: 0.2mm !important } .letterhead .thin { height: 1mm !important }",
        ("letter",),
    )
    style("letter-rule-gap", ".letterhead .thick { margin-top: 8mm !important }", ("letter",))
    style("imprint-lines", ".imprint .outer { background: none !important }", FILED)
    style("imprint-thick", ".imprint .outer { height: 0.6mm !important }", FILED)
    style("imprint-thin", ".imprint .inner { height: 0.5mm !important }", FILED)
    style("copies-size", ".imprint .copies i { font-size: 16pt }", FILED)
    style("copies-face", f".imprint .copies i {{ font-family: {hei} }}")
    style("printed-by-face", f".imprint .made i {{ font-family: {hei} }}", FILED)
    style("printed-by-size", ".imprint .made i { font-size: 16pt }", FILED)
    style("folio-size", "@page { @bottom-right { font-size: 10.5pt } @bottom-left { font-size: 10.5pt } }")
    style(
        "folio-form",
        "@page :right { @bottom-right { content: counter(page) } } @page :left { @bottom-left { content: counter(page) } }",
        FILED,
    )
    style("folio-missing", "@page :left { @bottom-left { content: none } }")
    style("text-colour", "p.正文 i { color: #C00000 }", ("letter", "general"))
    style("annex-label-face", f".annex .label i {{ font-family: {kai} }}")
    style("annex-label-place", ".annex .label { padding-left: 11mm }")
    style("annex-title-place", ".annex .title { margin-top: 31mm !important }")
    style("enclosure-indent", ".enclosure { position: relative; left: -6mm }")
    style("enclosure-gap", ".enclosure.gap { margin-top: 0 !important }")
    style("note-indent", ".note { text-indent: 0 !important }", DATED)
    style("roster-face", ".roster .hei { font-family: " + kai + " !important }", ("minutes",))
    style("roster-indent", ".roster { position: relative; left: -6mm }", ("minutes",))
    words("number-brackets", "〔2026〕12号", "[2026]12号", ("general", "upward"))
    words("number-brackets", "〔2026〕7号", "（2026）7号", ("letter",))
    words("number-brackets", "〔2026〕7号", "[2026]7号", ("letter",))
    words("number-year", "〔2026〕12号", "〔26〕12号", ("general", "upward"))
    words("number-word", "〔2026〕12号", "〔2026〕第12号", ("general", "upward"))
    words("number-noughts", "〔2026〕12号", "〔2026〕012号", ("general", "upward"))
    words("number-noughts", "〔2026〕7号", "〔2026〕07号", ("letter",))
    for wrong in ("2026.07.16", "2026-7-16", "二〇二六年七月十六日", "26年7月16日"):
        words("date-form", "2026年7月16日", wrong, DATED)
    words("date-noughts", "2026年7月16日", "2026年07月16日", DATED)
    words("recipients-colon", "益阳高新区行政审批服务局：", "益阳高新区行政审批服务局:", DATED)
    words("note-brackets", "（联系人：李四，电话：0737-7654321）", "联系人：李四，电话：0737-7654321", DATED)
    words("enclosure-end", "1.参训人员报名回执<", "1.参训人员报名回执。<")
    words("enclosure-colon", "附件：1", "附件:1")
    words("enclosure-numbering", "2.行政处罚决定书", "3.行政处罚决定书")
    words("annex-agrees", "<i>参训人员报名回执</i>", "<i>参会人员报名回执</i>")
    words("annex-label-form", "<i>附件1</i>", "<i>附件1：</i>")
    words("copies-stop", "市场监督管理局。</i>", "市场监督管理局</i>")
    words("copies-colon", "抄送：", "抄送:")
    words("printed-by-word", "17日印发", "17日", FILED)
    words("printed-by-date", "7月17日印发", "07月17日印发", FILED)
    words("level-mark", "一、基本情况", "一.基本情况")
    words("level-order", "二、处罚决定", "三、处罚决定")
    words("body-date", "特此函告。", "于2026.01.05特此函告。")
    words("digit-width", "特此函告。", "共１２件，特此函告。")
    words("punctuation-width", "特此函告。", "以上情况,特此函告。")
    words("cited-number", "特此函告。", "依据益政办发[2025]3号特此函告。")
    words("quotes", "特此函告。", '特此"函告"如下。')
    words("page-without-text", "特此函告。", "（此页无正文）", DATED)
    words("title-punctuation", "的通知</i>", "的通知。</i>", ("general",))
    words("mark-word", "益阳高新区应急管理局</span>", "益阳高新区应急管理局文件</span>", ("letter",))
    return [*out, *place_faults(), *form_faults()]


FAULTS = _faults()


def _signature(layout: Layout, sign: Seal) -> Signature:
    if layout == "minutes":
        return Signature((), None)
    if sign == "stamp":
        return Signature((), date(2026, 7, 16), "stamp", "局长", "王建国")
    return Signature(("益阳高新区应急管理局",), date(2026, 7, 16), sign)


@cache
def _printer() -> PdfPrinter:
    return PdfPrinter(LayoutSource([shipped_templates() / "layouts"]))


@cache
def _html(layout: Layout, paragraphs: int, sign: Seal) -> tuple[str, Any]:
    document = sample(layout, paragraphs, sign)
    fitted = _printer().fitted(document)
    page = printed(document, fitted.fit)
    return _printer().layouts.render(f"{layout}.html", page), fitted.fit


CLEAN: dict[str, tuple[Layout, int, Seal]] = {
    f"{layout}-{paragraphs}-{sign}": (layout, paragraphs, sign)
    for layout in (*LETTERS, "form")
    for paragraphs, sign in ((1, "plain"), (5, "seal"), (8, "seal"), (5, "stamp"), (12, "seal"))
}
"""Right letters of every layout, by name."""


def clean_sample(name: str) -> bytes:
    """Print one of them."""
    return _printer().pdf(sample(*CLEAN[name]))


def planted(fault: Fault) -> bytes:
    """The letter with the fault."""
    html, _ = _html(fault.layout, fault.paragraphs, fault.sign)
    old, new = fault.words
    if old:
        assert old in html, fault.name
        html = html.replace(old, new)
    if fault.css:
        css = fault.css
        html = html.replace("</head>", f"<style>{css}</style></head>", 1)
    return _printer().html_pdf(html, "page.css")


def unexpected(fault: Fault, found: set[str]) -> set[str]:
    """What was found beside the fault and its declared consequences."""
    return found - {fault.rule} - consequences(fault.rule) - fault.beside


def run() -> bool:
    """Plant each fault; print what was missed and what was found beside it."""
    missed: list[str] = []
    beside: Counter[str] = Counter()
    for fault in FAULTS:
        found = {f.rule.name for f in check(planted(fault), fault.name).findings}
        if fault.rule not in found:
            missed.append(fault.name)
            print(f"没有查出:{fault.name},查出的是 {sorted(found)}")
        for other in unexpected(fault, found):
            beside[f"{fault.rule}→{other}"] += 1
    print(
        f"种下 {len(FAULTS)} 处,查出 {len(FAULTS) - len(missed)} 处;另报 {sum(beside.values())} 处 {dict(beside)}"
    )
    return not missed and not beside
