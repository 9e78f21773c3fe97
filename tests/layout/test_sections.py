"""DOCX: turned pages, the fit of the ending, 版记 on its own page; as Word reads them from the XML."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx as word
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout_reading import docx_words, squeeze
from layout_samples import LAYOUTS, TABLE, body, letter, rich, sample

from shenguan_docs.document import Annex, Enclosure, Layout, Signature
from shenguan_docs.layout import figures
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.fit import Fit
from shenguan_docs.layout.printed import words
from shenguan_docs.layout.source import LayoutSource

WIDE = replace(TABLE, wide=True)


def opened(data: bytes) -> Any:
    return word.Document(io.BytesIO(data))


def shape(data: bytes) -> list[str]:
    """Each section: upright or turned, and whether it has a first page of its own."""
    found = []
    for section in opened(data).sections:
        size = section._sectPr.find(qn("w:pgSz"))
        first = " first" if section._sectPr.find(qn("w:titlePg")) is not None else ""
        found.append(("turned" if size.get(qn("w:orient")) == "landscape" else "upright") + first)
    return found


def test_a_letter_has_one_section_and_no_headers_of_others(docx: DocxPrinter) -> None:
    data = docx.docx(letter())
    assert shape(data) == ["upright first"]
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert sum("header" in name for name in names) == 3 and sum("footer" in name for name in names) == 3


def test_a_wide_table_has_turned_pages_of_its_own(docx: DocxPrinter) -> None:
    data = docx.docx(letter(blocks=(*body("见下表。"), WIDE, *body("特此函告。"))))
    assert shape(data) == ["upright first", "turned", "upright"]
    file = opened(data)
    margins = file.sections[1]._sectPr.find(qn("w:pgMar"))
    sides = [int(margins.get(qn(f"w:{side}"))) for side in ("top", "right", "bottom", "left")]
    # The upper edge lies left when bound: at the binding of single pages, at the cut edge of double ones (8).
    assert sides == [figures.LEFT_TWIPS, figures.TOP_TWIPS, figures.RIGHT_TWIPS, figures.BOTTOM_TWIPS]
    table = file.tables[0]
    columns = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert abs(sum(columns) - figures.TEXT_HEIGHT_TWIPS) <= 3
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    header = file.sections[1].header._element
    assert "PAGE" in "".join(node.text or "" for node in header.iter(qn("w:instrText")))


def test_nothing_stands_between_two_wide_tables(docx: DocxPrinter) -> None:
    data = docx.docx(letter(blocks=(*body("见下表。"), WIDE, WIDE, *body("特此函告。"))))
    assert shape(data) == ["upright first", "turned", "turned", "upright"]


def test_a_wide_annex_is_turned_whole_and_the_last_page_is_its_own(docx: DocxPrinter) -> None:
    annexes = (Annex("名单", (WIDE, *body("以上。"))), Annex("另一名单", (WIDE,)))
    data = docx.docx(letter(annexes=annexes, copies_to=()))
    assert shape(data) == ["upright first", "turned", "turned"]
    again = docx.docx(rich("general", annexes=annexes))
    assert shape(again) == ["upright first", "turned", "turned", "upright"]


def test_the_ending_is_fitted_as_in_the_pdf(docx: DocxPrinter) -> None:
    fit = Fit(start=1, line=0.9, characters=29, close=True)
    document = letter(blocks=body("第一段。", "第二段。", "特此函告。"))
    paragraphs = {p.text: p for p in opened(docx.docx(document, fit)).paragraphs}
    pitch = int(figures.LINE_TWIPS * 0.9)

    def spacing(text: str) -> Any:
        return paragraphs[text]._p.pPr.find(qn("w:spacing"))

    assert spacing("第一段。") is None
    for text in ("第二段。", "特此函告。"):
        assert spacing(text).get(qn("w:line")) == str(pitch)
        character = paragraphs[text].runs[0]._r.rPr.find(qn("w:spacing"))
        advance = int(character.get(qn("w:val"))) + 320
        assert 29 * advance <= figures.TEXT_WIDTH_TWIPS < 30 * advance
    organ = spacing("益阳高新区应急管理局")
    assert (organ.get(qn("w:line")), organ.get(qn("w:before"))) == (str(pitch), str(pitch))


def test_signature_is_kept_with_the_last_text(docx: DocxPrinter) -> None:
    for length, fit, kept in ((8, Fit(), True), (200, Fit(), None), (200, Fit(keep=True), True)):
        document = letter(blocks=body("审" * length), note=())
        last = next(p for p in opened(docx.docx(document, fit)).paragraphs if p.text == "审" * length)
        assert last.paragraph_format.keep_with_next is kept


def test_text_stays_with_a_signature_that_was_fitted_below_an_enclosure(docx: DocxPrinter) -> None:
    document = letter(blocks=body("特此函告。"), enclosures=(Enclosure("复印件", "a.pdf"),))
    for fit, kept in ((Fit(), None), (Fit(line=0.9), True)):
        last = next(p for p in opened(docx.docx(document, fit)).paragraphs if p.text == "特此函告。")
        assert last.paragraph_format.keep_with_next is kept


@pytest.mark.parametrize(
    ("imprint", "breaks", "sections"), [("here", 0, 1), ("next", 1, 1), ("blank", 1, 2), ("flow", 1, 1)]
)
def test_imprint_on_a_page_of_its_own(imprint: Any, breaks: int, sections: int, docx: DocxPrinter) -> None:
    file = opened(docx.docx(sample("general", annexes=()), Fit(imprint=imprint)))
    root = file.element.body
    assert len(root.findall(f"{qn('w:p')}/{qn('w:pPr')}/{qn('w:pageBreakBefore')}")) == breaks
    assert len(file.sections) == sections
    table = file.tables[-1]._tbl
    assert (table.tblPr.find(qn("w:tblpPr")) is None) == (imprint == "flow")
    folio = "".join(node.text or "" for node in file.sections[-1].footer._element.iter(qn("w:instrText")))
    assert ("PAGE" in folio) == (imprint != "blank"), (
        "7.5: neither the blank page nor that of 版记 is numbered"
    )


text = st.text(st.sampled_from("审管联动2026年（）《》，。abc —"), min_size=1, max_size=40)
block = st.one_of(text.map(lambda t: body(t + "完")[0]), st.sampled_from([TABLE, WIDE]))
fits = st.builds(
    Fit,
    start=st.integers(0, 4),
    line=st.sampled_from([0.9, 1.0, 1.1]),
    characters=st.sampled_from([27, 28, 29]),
    close=st.booleans(),
    keep=st.booleans(),
    recipients_last=st.booleans(),
    imprint=st.sampled_from(["here", "next", "blank", "flow"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    layout=st.sampled_from(LAYOUTS),
    blocks=st.lists(block, min_size=1, max_size=6),
    annexes=st.lists(st.tuples(text, st.lists(block, min_size=1, max_size=3)), max_size=2),
    organs=st.lists(text, min_size=1, max_size=4),
    style=st.sampled_from(["seal", "plain", "stamp"]),
    fit=fits,
)
def test_any_document_says_in_word_what_it_says_in_print(
    docx: DocxPrinter, layout: Layout, blocks: Any, annexes: Any, organs: Any, style: Any, fit: Fit
) -> None:
    document = sample(
        layout,
        blocks=tuple(blocks),
        annexes=tuple(Annex(title, tuple(inner)) for title, inner in annexes),
        signature=Signature(tuple(organs), date(2026, 3, 5), style, "局长", "张三"),
        copies_to=("益阳高新区管委会办公室",) if layout != "form" else (),
    )
    data = docx.docx(document, fit)
    assert docx_words(data) == squeeze("".join(words(document, fit)))
    assert all(kind == "turned" or n == 0 or "first" not in kind for n, kind in enumerate(shape(data)))
    if fit.imprint != "blank":
        wide = any(getattr(b, "wide", False) for b in [*blocks, *(b for _, inner in annexes for b in inner)])
        assert ("turned" in shape(data)) == wide


def test_the_shipped_layouts_are_made_from_the_figures(tmp_path: Path, layouts: LayoutSource) -> None:
    script = Path(__file__).parents[2] / "tools" / "make_layouts.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True)
    for made in tmp_path.iterdir():
        with zipfile.ZipFile(made) as new, zipfile.ZipFile(layouts.path(made.name)) as shipped:
            assert {n: new.read(n) for n in new.namelist()} == {
                n: shipped.read(n) for n in shipped.namelist()
            }
