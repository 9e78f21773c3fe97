"""The PDF page measured in millimetres (GB/T 9704-2012)."""

from __future__ import annotations

import io
import itertools

import pikepdf
import pytest
from layout_reading import pages, pdf_words, rows, rules
from layout_samples import LAYOUTS, body, letter, rich, sample

from shenguan_docs.document import Layout, Signature
from shenguan_docs.layout import figures
from shenguan_docs.layout.pdf import PdfPrinter

LONG = body("审管联动业务培训名单公告" * 150)


def near(value: float, expected: float, within: float = 0.15) -> bool:
    return abs(value - expected) <= within


def test_a_full_page_has_22_lines_of_28_characters_to_the_edge(pdf: PdfPrinter) -> None:
    page = rows(pdf.pdf(letter(blocks=LONG)), 1)
    assert len(page) == 22
    assert {len(row.text) for row in page} == {28}
    assert all(near(row.left, 28) and near(row.right, 184) for row in page)
    pitches = [b.base - a.base for a, b in itertools.pairwise(page)]
    assert all(near(pitch, figures.LINE_MM, 0.02) for pitch in pitches)


def test_rare_characters_and_latin_keep_the_pitch(pdf: PdfPrinter) -> None:
    text = "喆堃玥赟犇鑫龑㛃䶮𬭎𬬻abc123—“引”" * 60
    page = rows(pdf.pdf(letter(blocks=body(text))), 1)
    assert all(near(b.base - a.base, figures.LINE_MM, 0.03) for a, b in itertools.pairwise(page))
    assert len(page) == 22
    assert all(near(row.right, 184, 0.3) for row in page)


def test_letter_rules_and_number_stand_where_10_1_puts_them(pdf: PdfPrinter) -> None:
    data = pdf.pdf(letter())
    upper, thin, *_, lower = rules(data)
    assert near(upper[2], 20) and near(upper[3], 190), "170 mm, centred"
    assert near(upper[1] - upper[0], figures.LETTER_THICK_MM, 0.03), "thick above"
    assert near(thin[1] - thin[0], figures.LETTER_THIN_MM, 0.03), "thin below"
    assert near(lower[1], 297 - 20, 0.05) and near(lower[2], 20) and near(lower[3], 190)
    mark, number = rows(data)[:2]
    size = figures.LETTER_MARK_PT * figures.MM_PER_PT
    assert near(mark.base - figures.INK_OVER * size, 30, 0.5)
    assert near(upper[0] - (mark.base + figures.INK_UNDER * size), 4, 0.3)
    assert near(number.right, 184)
    assert near(
        number.base - figures.INK_OVER * 16 * figures.MM_PER_PT - thin[1], figures.LETTER_NUMBER_GAP_MM, 0.2
    )


def test_letter_has_no_folio_on_its_first_page(pdf: PdfPrinter) -> None:
    data = pdf.pdf(letter(blocks=LONG))
    texts = _texts(data)
    assert "— 1 —" not in texts[0]
    assert "— 2 —" in texts[1] and "— 3 —" in texts[2]
    assert "— 1 —" in _texts(pdf.pdf(sample("general")))[0]


def _texts(data: bytes) -> list[str]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as file:
        return ["".join(c["text"] for c in page.chars) for page in file.pages]


@pytest.mark.parametrize("layout", ["general", "upward", "minutes"])
def test_head_of_a_file(layout: Layout, pdf: PdfPrinter) -> None:
    data = pdf.pdf(sample(layout))
    mark, number, *_ = rows(data)
    size = figures.MARK_PT * figures.MM_PER_PT
    assert near(mark.base - figures.INK_OVER * size, 37 + 35, 0.5)
    rule = rules(data)[0]
    assert near(rule[2], 28) and near(rule[3], 184)
    assert near(rule[0] - (number.base + figures.INK_UNDER * 16 * figures.MM_PER_PT), 4, 0.3)
    if layout == "upward":
        assert near(number.left, 28 + figures.CHARACTER_MM, 0.2) and near(
            number.right, 184 - figures.CHARACTER_MM, 0.3
        )


def test_imprint_lies_on_the_last_pages_foot(pdf: PdfPrinter) -> None:
    data = pdf.pdf(rich("general"))
    last = pages(data) - 1
    lines = [r for r in rules(data, last) if r[3] - r[2] > 150]
    assert near(lines[-1][1], 262, 0.05)
    assert [round(r[1] - r[0], 2) for r in lines] == [0.35, 0.25, 0.35]
    assert not [r for r in rules(data, 0) if r[0] > 240]


def test_imprint_needs_no_more_room_than_its_own(pdf: PdfPrinter) -> None:
    for count in range(1, 22):
        data = pdf.pdf(
            sample(
                "general",
                blocks=body(*["审管联动"] * count),
                note=(),
                copies_to=(),
                signature=Signature((), None),
            )
        )
        if pages(data) == 2:
            break
    # 22 lines less the head's about 12 and the 版记's one: the next line would not have fitted.
    fits = pdf.pdf(
        sample(
            "general",
            blocks=body(*["审管联动"] * (count - 1)),
            note=(),
            copies_to=(),
            signature=Signature((), None),
        )
    )
    text, imprint = rows(fits)[-2:]
    assert imprint.base - text.base < 2 * figures.LINE_MM + 1


def test_signature_places(pdf: PdfPrinter) -> None:
    *_, organ, date, note = rows(pdf.pdf(letter(blocks=body("特此函告。"))))
    assert near(date.right, 184 - 4 * figures.CHARACTER_MM, 0.2), "7.3.5.1: the date leaves four characters"
    assert near((organ.left + organ.right) / 2, (date.left + date.right) / 2, 0.3), (
        "the organ is centred on it"
    )
    assert near(note.left, 28 + figures.INDENT_MM, 0.2)


def test_signature_is_never_alone_on_a_page(pdf: PdfPrinter) -> None:
    for count in range(16, 27):
        document = letter(blocks=body(*["审管联动"] * count))
        data = pdf.pdf(document)
        if pages(data) == 2:
            assert rows(data, 1)[0].text == "审管联动"


def test_annexes_begin_a_page_with_their_heading(pdf: PdfPrinter) -> None:
    data = pdf.pdf(rich("letter"))
    heads = [rows(data, n)[0] for n in range(pages(data))]
    assert [h.text for h in heads if h.text.startswith("附件") and len(h.text) == 3] == ["附件1", "附件2"]
    page = next(n for n, h in enumerate(heads) if h.text == "附件1")
    label, title = rows(data, page)[:2]
    assert near(label.left, 28) and near((title.left + title.right) / 2, 28 + 78, 0.3)
    assert near(title.base - label.base, 2 * figures.LINE_MM, 1.2), "third line"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_leaves_the_text_area(layout: Layout, pdf: PdfPrinter) -> None:
    data = pdf.pdf(rich(layout))
    for page in range(pages(data)):
        for row in rows(data, page):
            inside = (27.9, 184.3) if row.base > 45 else (19.9, 190.1)
            assert inside[0] < row.left and row.right < inside[1], row


def test_fonts_are_embedded_and_metadata_says_title_and_number(pdf: PdfPrinter) -> None:
    with pikepdf.open(io.BytesIO(pdf.pdf(letter()))) as file:
        for page in file.pages:
            for font in page.Resources.Font.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert str(file.docinfo["/Title"]) == "关于通报湖南示例木业有限公司行政处罚决定的函"
        assert str(file.docinfo["/Subject"]) == "益高应急函〔2026〕7号"
        assert "/CreationDate" in file.docinfo and "20260716" in str(file.docinfo["/CreationDate"])


def test_same_letter_same_bytes(pdf: PdfPrinter) -> None:
    again = PdfPrinter(pdf.layouts)
    for layout in LAYOUTS:
        assert pdf.pdf(rich(layout)) == again.pdf(rich(layout))


def test_watermark_of_a_preview(pdf: PdfPrinter) -> None:
    text = "".join(_texts(pdf.pdf(letter(watermark="草稿"))))
    assert "草稿" in text
    assert "草稿" not in pdf_words(pdf.pdf(letter()))
    assert rows(pdf.pdf(letter()))[-1].base == rows(pdf.pdf(letter()))[-1].base


def test_long_names_stay_in_the_head(pdf: PdfPrinter) -> None:
    name = "益阳高新技术产业开发区管理委员会人力资源和社会保障以及医疗保障局"
    mark = rows(pdf.pdf(letter(issuer=name)))[0]
    assert mark.text == name and mark.left >= 19.9 and mark.right <= 190.1
