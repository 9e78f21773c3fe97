"""The DOCX package: what Word reads from it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx as word
import pytest
from docx.oxml.ns import qn
from layout_samples import LAYOUTS, TABLE, body, letter, rich, sample

from shenguan_docs.document import Layout
from shenguan_docs.errors import Refused
from shenguan_docs.layout import figures
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.source import LayoutSource


@pytest.mark.parametrize("layout", LAYOUTS)
def test_page_and_grid(layout: Layout, docx: DocxPrinter) -> None:
    file = word.Document(io.BytesIO(docx.docx(sample(layout))))
    size, margins = file.sections[0]._sectPr.find(qn("w:pgSz")), file.sections[0]._sectPr.find(qn("w:pgMar"))
    assert (size.get(qn("w:w")), size.get(qn("w:h"))) == ("11906", "16838")
    assert [margins.get(qn(f"w:{s}")) for s in ("top", "bottom", "left", "right")] == [
        "2098",
        "1984",
        "1587",
        "1472",
    ]
    grid = file.sections[0]._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", str(figures.LINE_TWIPS))
    names = {style.name for style in file.styles}
    assert {"公文标题", "公文正文", "公文一级标题", "公文署名", "公文成文日期"} <= names


def test_title_breaks_and_styles(docx: DocxPrinter) -> None:
    file = word.Document(io.BytesIO(docx.docx(letter())))
    title = next(p for p in file.paragraphs if p.style.name == "公文标题")
    assert title.text == "关于通报湖南示例木业有限公司\n行政处罚决定的函"
    heading = next(p for p in file.paragraphs if p.style.name == "公文二级标题")
    assert heading.runs[0].style.name == "二级标题字" and heading.text.startswith("（一）违法事实。")


def test_last_text_is_kept_with_the_signature(docx: DocxPrinter) -> None:
    paragraphs = word.Document(io.BytesIO(docx.docx(letter()))).paragraphs
    last = next(p for p in paragraphs if p.text == "特此函告。")
    assert last.paragraph_format.keep_with_next
    ending = word.Document(io.BytesIO(docx.docx(letter(blocks=(*body("见表。"), TABLE)))))
    assert all(p.paragraph_format.keep_with_next for p in ending.tables[0].rows[-1].cells[0].paragraphs)


def test_table_columns_and_spans(docx: DocxPrinter) -> None:
    table = word.Document(io.BytesIO(docx.docx(letter(blocks=(TABLE,))))).tables[0]
    widths = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert widths == [round(s * figures.TEXT_WIDTH_TWIPS) for s in TABLE.widths]
    assert table.rows[2].cells[1]._tc is table.rows[2].cells[2]._tc
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_same_letter_same_bytes(docx: DocxPrinter) -> None:
    for layout in LAYOUTS:
        assert (
            docx.docx(rich(layout)) == DocxPrinter(docx.layouts).docx(rich(layout)) == docx.docx(rich(layout))
        )


def test_properties_tell_title_and_number(docx: DocxPrinter) -> None:
    core = word.Document(io.BytesIO(docx.docx(letter()))).core_properties
    assert (core.title, core.subject) == (
        "关于通报湖南示例木业有限公司行政处罚决定的函",
        "益高应急函〔2026〕7号",
    )
    assert core.created is not None and core.created.year == 2026


def test_no_drawing_holds_words(docx: DocxPrinter) -> None:
    for layout in LAYOUTS:
        with zipfile.ZipFile(io.BytesIO(docx.docx(rich(layout)))) as package:
            xml = package.read("word/document.xml").decode()
        assert "txbxContent" not in xml and "w:pict" not in xml and "{{" not in xml


def test_an_office_changes_a_layout_in_word(tmp_path: Path, layouts: LayoutSource) -> None:
    own = word.Document(str(layouts.path("letter.docx")))
    own.add_paragraph("本局地址:高新路1号 {{ number }}")
    own.save(str(tmp_path / "letter.docx"))
    printer = DocxPrinter(LayoutSource([tmp_path, *layouts.folders]))
    texts = [p.text for p in word.Document(io.BytesIO(printer.docx(letter()))).paragraphs]
    assert "本局地址:高新路1号 益高应急函〔2026〕7号" in texts
    own.add_paragraph("第二版")
    own.save(str(tmp_path / "letter.docx"))
    texts = [p.text for p in word.Document(io.BytesIO(printer.docx(letter()))).paragraphs]
    assert "第二版" in texts


@pytest.mark.parametrize(
    "line",
    [
        "{{ title.__class__ }}",
        "{{ number.upper() }}",
        "{% for x in %}",
        "{{ nothing }}",
        "{{ number|attr('x') }}",
        "{{ ''.__class__ }}",
    ],
)
def test_a_layout_with_a_fault_is_refused_with_its_place(
    tmp_path: Path, layouts: LayoutSource, line: str
) -> None:
    own = word.Document(str(layouts.path("letter.docx")))
    own.add_paragraph(line)
    own.save(str(tmp_path / "letter.docx"))
    with pytest.raises(Refused) as refusal:
        DocxPrinter(LayoutSource([tmp_path])).docx(letter())
    assert "letter.docx" in refusal.value.where and "段" in refusal.value.where


def test_not_a_word_file(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"\xd0\xcf\x11\xe0 old Word")
    with pytest.raises(Refused, match="不是 Word 文件"):
        DocxPrinter(LayoutSource([tmp_path])).docx(letter())
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as package:
        package.writestr("x.txt", "x")
    with pytest.raises(Refused, match="不是 Word 文件"):
        DocxPrinter(LayoutSource([tmp_path])).docx(letter())
