"""The words of DOCX and PDF are those of ``printed``, for any document."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout_reading import docx_words, pdf_words, squeeze
from layout_samples import HOSTILE, LAYOUTS, body, letter, rich, runs, sample

from shenguan_docs.document import Cell, Document, Enclosure, Layout, Paragraph, Roster, Signature, Table
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.printed import words

UNSEEN = ("Co", "Cn", "Cs", "Cf", "Zl", "Zp", "Mn", "Me")


def check(document: Document, pdf: PdfPrinter, docx: DocxPrinter) -> str:
    printed = pdf.fitted(document)
    expected = squeeze("".join(words(document, printed.fit)))
    assert docx_words(docx.docx(document, printed.fit)) == expected
    assert pdf_words(printed.data) == expected
    return expected


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_formats_say_the_same(layout: Layout, pdf: PdfPrinter, docx: DocxPrinter) -> None:
    check(sample(layout), pdf, docx)
    check(rich(layout), pdf, docx)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_hostile_words_come_out_as_they_are(layout: Layout, pdf: PdfPrinter, docx: DocxPrinter) -> None:
    table = Table(((Cell(runs(HOSTILE), 1, True), Cell(runs(HOSTILE))),), (0.5, 0.5), 0)
    said = check(
        sample(
            layout,
            issuer=HOSTILE,
            title=(runs(HOSTILE),),
            number=HOSTILE,
            blocks=(
                *body(HOSTILE),
                Paragraph(runs(HOSTILE), 1, "一、", 1),
                table,
                Roster("出席", runs(HOSTILE)),
            ),
            note=runs(HOSTILE),
            recipients=(HOSTILE, HOSTILE),
            copies_to=(HOSTILE,),
        ),
        pdf,
        docx,
    )
    assert said.count(squeeze(HOSTILE)) >= 7


def test_ten_thousand_characters_in_one_paragraph(pdf: PdfPrinter, docx: DocxPrinter) -> None:
    said = check(letter(blocks=body("审管联动业务培训" * 1250)), pdf, docx)
    assert len(said) > 10_000


def test_several_organs_signers_and_annexes(pdf: PdfPrinter, docx: DocxPrinter) -> None:
    organs = tuple(f"益阳高新区第{n}局" for n in "一二三四")
    for style in ("seal", "plain"):
        check(letter(signature=Signature(organs, date(2026, 3, 5), style)), pdf, docx)
    stamp = Signature(("益阳高新区管委会",), date(2026, 3, 5), "stamp", "主任", "张三")
    assert "主任2026年3月5日" in check(letter(signature=stamp), pdf, docx)
    said = check(sample("upward", signers=("张三", "欧阳建国", "李四")), pdf, docx)
    assert "签发人：张三欧阳建国益高审发〔2026〕12号李四" in said


def test_words_that_the_page_adds() -> None:
    said = "|".join(words(rich("general", note=runs("联系人：李四"))))
    assert "|益阳高新区行政审批服务局：|" in said
    assert "|附件：|1.|参训人员报名回执|2.|" in said
    assert "|2026年7月16日|（联系人：李四）|附件1|" in said
    assert said.endswith(
        "|抄送：|益阳高新区管委会办公室、益阳高新区市场监督管理局。|益阳高新区行政审批服务局|2026年7月17日印发"
    )
    single = "|".join(words(letter(annexes=rich("letter").annexes[:1])))
    assert "|附件：|参训人员报名回执|" in single
    assert "|附件|参训人员报名回执|" in single
    assert "编号：行审信用〔2026〕3号" in words(sample("form"))
    assert "出席：" in words(sample("minutes"))


def test_a_draft_without_number_prints(pdf: PdfPrinter, docx: DocxPrinter) -> None:
    for layout in LAYOUTS:
        check(sample(layout, number="", note=(), copies_to=(), printer="", printed_on=None), pdf, docx)


def test_line_breaks_make_paragraphs(pdf: PdfPrinter, docx: DocxPrinter) -> None:
    said = words(letter(blocks=body("第一行\r\n第二行\n\n第三行")))
    assert said[said.index("第一行") :][:3] == ["第一行", "第二行", "第三行"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="gb18030", exclude_categories=UNSEEN), min_size=1, max_size=60))
def test_any_text_is_equal_in_docx(docx: DocxPrinter, text: str) -> None:
    document = letter(blocks=body(text, "完"), title=(runs(text),), note=runs(text))
    assert docx_words(docx.docx(document)) == squeeze("".join(words(document)))


def test_names_of_those_present_stand_below_the_enclosures(pdf: PdfPrinter, docx: DocxPrinter) -> None:
    """GB/T 9704 10.3: 出席 below the text, or below 附件说明 where there is one."""
    document = sample("minutes", enclosures=(Enclosure("联络员名单", "a.pdf"),))
    said = squeeze("".join(words(document)))
    assert said.index("附件：联络员名单") < said.index("出席") < said.index("列席")
    assert pdf_words(pdf.pdf(document)) == said == docx_words(docx.docx(document))
