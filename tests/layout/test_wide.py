"""Wide tables on turned pages (GB/T 9704, 8), tables over pages, high rows."""

from __future__ import annotations

import io
from datetime import date

import pdfplumber
import pikepdf
from layout_reading import MM, pages, pdf_words, squeeze
from layout_samples import TEXT, body, letter, runs

from shenguan_docs.document import Annex, Cell, Enclosure, Seal, Signature, Table
from shenguan_docs.layout import figures
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.printed import words
from shenguan_docs.ruler.checking import check


def table(rows: int, *, wide: bool, columns: int = 8) -> Table:
    head = tuple(Cell(runs(f"栏目{c}"), 1, True) for c in range(columns))
    lines = tuple(tuple(Cell(runs(f"第{r}行第{c}格")) for c in range(columns)) for r in range(rows))
    return Table((head, *lines), (1 / columns,) * columns, 1, wide)


def test_a_wide_table_is_turned_and_its_head_is_at_the_left(pdf: PdfPrinter) -> None:
    document = letter(blocks=(*body("见表。"), table(40, wide=True), *body("特此函告。")))
    data = pdf.pdf(document)
    with pdfplumber.open(io.BytesIO(data)) as file:
        assert {(round(p.width * MM), round(p.height * MM)) for p in file.pages} == {(210, 297)}
        turned = [p for p in file.pages if any(not c["upright"] for c in p.chars)]
        assert len(turned) > 1
        for page in turned:
            cells = [c for c in page.chars if not c["upright"]]
            assert min(c["x0"] for c in cells) * MM >= 27.9 and max(c["x1"] for c in cells) * MM <= 184.1
            assert min(c["top"] for c in cells) * MM >= 36.9 and max(c["bottom"] for c in cells) * MM <= 262.1
            head = [c for c in cells if "Hei" in c["fontname"]]
            assert head and max(c["x1"] for c in head) < min(c["x0"] for c in cells if c not in head)
            # The folio stands upright where every other page has it.
            folio = [c for c in page.chars if c["upright"] and c["text"].strip()]
            assert "".join(c["text"] for c in folio).replace(" ", "") == f"—{page.page_number}—"
            edge = (folio[-1]["x1"] if page.page_number % 2 else folio[0]["x0"]) * MM
            blank = figures.FOLIO_PT * figures.MM_PER_PT
            assert abs(edge - (184 - blank if page.page_number % 2 else 28 + blank)) < 0.3
            middle = (folio[0]["top"] + folio[0]["bottom"]) / 2 * MM
            assert abs(middle - 269) < 1


def test_a_wide_annex_is_turned_whole(pdf: PdfPrinter) -> None:
    data = pdf.pdf(letter(annexes=(Annex("统计表", (table(5, wide=True),)), Annex("说明", body(TEXT)))))
    with pdfplumber.open(io.BytesIO(data)) as file:
        page = next(p for p in file.pages if any(not c["upright"] for c in p.chars))
        lying = "".join(c["text"] for c in page.chars if not c["upright"])
    assert lying.startswith("附件1统计表栏目0")
    with pikepdf.open(io.BytesIO(data)) as made, made.open_outline() as outline:
        titles = [item.title for item in outline.root]
        place = next(item for item in outline.root if item.title == "附件1 统计表").destination
        assert titles[1:] == ["附件1 统计表", "附件2 说明"]
        assert 0 <= float(place[2]) <= 596 and 0 <= float(place[3]) <= 842


def test_heads_repeat_on_each_page(pdf: PdfPrinter) -> None:
    data = pdf.pdf(letter(blocks=(table(60, wide=False), *body("特此函告。"))))
    with pdfplumber.open(io.BytesIO(data)) as file:
        texts = [page.extract_text() for page in file.pages]
    holding = [text for text in texts if "第59行" in text or "格" in text]
    assert len(holding) > 2 and all("栏目0" in text for text in holding)


def test_a_row_higher_than_a_page_loses_nothing(pdf: PdfPrinter) -> None:
    high = Table(((Cell(runs("情况"), 1, True), Cell(runs("审管联动业务培训。" * 260))),), (0.2, 0.8), 0)
    document = letter(blocks=(high, *body("特此函告。")))
    data = pdf.pdf(document)
    assert pages(data) > 2
    assert pdf_words(data) == squeeze("".join(words(document)))
    with pdfplumber.open(io.BytesIO(data)) as file:
        for page in file.pages:
            assert max(c["bottom"] for c in page.chars if "Song" not in c["fontname"]) * MM < 262.5


def test_the_signature_stands_below_a_wide_table_that_ends_the_text(pdf: PdfPrinter) -> None:
    """7.3.5.5: not alone on the next page; 附件说明 in between would be text enough."""
    # 13 rows fill a page: the last one moves on.
    styles: tuple[tuple[int, Seal], ...] = ((3, "seal"), (13, "plain"), (40, "seal"))
    for rows, style in styles:
        organs = ("益阳高新区行政审批服务局", "益阳高新区应急管理局")
        signature = Signature(organs, date(2026, 7, 16), style)
        document = letter(blocks=(*body("见表。"), table(rows, wide=True)), signature=signature)
        data = pdf.pdf(document)
        assert pdf_words(data).endswith(squeeze("".join(words(document)))[-80:])
        with pdfplumber.open(io.BytesIO(data)) as file:
            lying = [c for c in file.pages[-1].chars if not c["upright"]]
        text = "".join(c["text"] for c in lying)
        assert "2026年7月16日" in text and "格" in text, "rows of the table stand over the date"
        first, last = text.index("益阳"), text.rindex("2026年7月16日")
        assert lying[last + 9]["top"] * MM > 37 + 2 * figures.CHARACTER_MM
        if style == "plain":  # 7.3.5.2, reckoned along the turned page's longer line
            assert abs((lying[first]["bottom"] - lying[last]["bottom"]) * MM - 2 * figures.CHARACTER_MM) < 0.3
        assert check(data, "wide.pdf").findings == ()
    document = letter(
        blocks=(*body("见表。"), table(3, wide=True)), enclosures=(Enclosure("复印件", "a.pdf"),)
    )
    with pdfplumber.open(io.BytesIO(pdf.pdf(document))) as file:
        assert all(c["upright"] for c in file.pages[-1].chars)
