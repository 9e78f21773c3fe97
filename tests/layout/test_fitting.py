"""The end of a letter keeps together by spacing (7.3.5.5); page 1 holds text (7.3.2); 版记's page (7.5)."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from layout_reading import MM, TEXT_FOOT_MM, pages, pdf_words, rows, squeeze
from layout_samples import body, letter, sample

from shenguan_docs.document import Document, Layout, Signature
from shenguan_docs.layout import figures
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.fit import CLOSEST, PLAIN, WIDEST_OF_ALL
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.printed import words

SENTENCE = "审管联动业务培训名单公告如下，请各单位按照职责分工认真抓好落实，"


def of_lines(count: int, document: Document) -> Document:
    """``document`` with about ``count`` lines of text in paragraphs of three."""
    texts = [SENTENCE * 2 + "特此通报。"] * (count // 3) + ["特此函告。"] * (count % 3)
    return sample(document.layout, blocks=body(*texts))


def folios(data: bytes) -> list[str]:
    """What stands below the text area of each page."""
    with pdfplumber.open(io.BytesIO(data)) as file:
        return [
            "".join(c["text"] for c in page.chars if float(c["top"]) * MM > TEXT_FOOT_MM + 1).strip()
            for page in file.pages
        ]


@pytest.mark.parametrize(("layout", "counts"), [("letter", range(12, 19)), ("general", range(5, 11))])
def test_the_date_stands_with_text_and_leaves_no_hole(layout: Layout, counts: range, pdf: PdfPrinter) -> None:
    changed = 0
    for count in counts:
        document = of_lines(count, sample(layout))
        printed = pdf.fitted(document)
        changed += printed.fit.changed or printed.fit.close
        assert CLOSEST <= printed.fit.line <= WIDEST_OF_ALL
        assert abs(printed.fit.characters - figures.CHARACTERS) <= 1
        on = next(
            n
            for n in range(pages(printed.data))
            if any("2026年7月16日" in r.text for r in rows(printed.data, n))
        )
        texts = [row.text for row in rows(printed.data, on)]
        assert any(t.startswith(("审管", "特此")) or "分工" in t for t in texts), (count, texts)
        if on:
            last = rows(printed.data, on - 1)[-1].base
            assert TEXT_FOOT_MM - last < 3 * figures.LINE_MM, (count, printed.fit)
        assert "此页无正文" not in pdf_words(printed.data)
    assert changed, "some of these lengths need it"


def test_a_letter_that_fits_is_not_changed(pdf: PdfPrinter) -> None:
    assert pdf.fitted(letter(blocks=body("特此函告。"))).fit == PLAIN


def test_pages_of_text_alone_keep_their_22_lines(pdf: PdfPrinter) -> None:
    for count in (36, 37, 38, 39, 40):
        data = pdf.pdf(of_lines(count, letter()))
        full = [n for n in range(1, pages(data)) if not any("2026年7月16日" in r.text for r in rows(data, n))]
        assert all(len(rows(data, n)) == 22 for n in full)


def test_many_recipients_move_below(pdf: PdfPrinter, docx: DocxPrinter) -> None:
    document = letter(recipients=tuple(f"益阳高新区第{n}街道办事处" for n in range(33)))
    printed = pdf.fitted(document)
    assert printed.fit.recipients_last
    first = [row.text for row in rows(printed.data)]
    assert any(text.startswith("根据") for text in first)
    assert rows(printed.data, pages(printed.data) - 1)[-1].text.endswith("办事处。")
    assert pdf_words(printed.data) == squeeze("".join(words(document, printed.fit)))
    assert "主送：益阳高新区第0街道办事处" in pdf_words(printed.data)
    assert not pdf.fitted(letter()).fit.recipients_last


def test_an_imprint_without_room_stands_on_the_back(pdf: PdfPrinter) -> None:
    copies = tuple(f"益阳高新区第{n}街道办事处" for n in range(12))
    # The text ends on page 1: 版记 on page 2, numbered.
    one = pdf.fitted(sample("general", blocks=body(SENTENCE * 2, "特此通报。"), copies_to=copies))
    assert (one.fit.imprint, pages(one.data)) == ("next", 2)
    assert folios(one.data) == ["— 1 —", "— 2 —"]
    # It ends on page 2: page 3 is white, 版记 on page 4, neither numbered (7.5).
    two = pdf.fitted(sample("general", blocks=body(*[SENTENCE * 3] * 6), copies_to=copies))
    assert (two.fit.imprint, pages(two.data)) == ("blank", 4)
    assert folios(two.data) == ["— 1 —", "— 2 —", "", ""]
    assert not rows(two.data, 2)
    assert TEXT_FOOT_MM - rows(two.data, 3)[-1].base < figures.LINE_MM


def test_an_imprint_of_more_than_a_page_loses_nothing(pdf: PdfPrinter) -> None:
    document = sample("general", copies_to=tuple(f"益阳高新区第{n}街道办事处" for n in range(120)))
    printed = pdf.fitted(document)
    assert pdf_words(printed.data) == squeeze("".join(words(document, printed.fit)))


def test_minutes_without_an_ending_keep_their_imprint_from_standing_alone(pdf: PdfPrinter) -> None:
    """Minutes have neither signature nor date (10.3): 版记 joins the text by the same spacing."""
    fits = []
    for count in (24, 26, 27):
        names = sample("minutes").blocks[-2:]
        texts = [SENTENCE * 2 + "特此通报。"] * (count // 3) + ["特此函告。"] * (count % 3)
        document = sample("minutes", blocks=(*body(*texts), *names), signature=Signature((), None))
        printed = pdf.fitted(document)
        fits.append(printed.fit)
        assert printed.fit.imprint == "here", count
        last = rows(printed.data, pages(printed.data) - 1)
        assert last[0].base < 60 and TEXT_FOOT_MM - last[-1].base < figures.LINE_MM, "text above, 版记 below"
    assert min(fit.line for fit in fits) < 1 < max(fit.line for fit in fits), "closer, then wider"
