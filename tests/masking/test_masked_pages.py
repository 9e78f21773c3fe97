"""PDFs of others: painted anew, nothing behind the pages comes along; what cannot be looked at stays out."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from benchmarks.masking import run_case
from benchmarks.masking_check import searcher_of
from benchmarks.masking_documents import Planted, Planter, hide_behind, pdf_document, scanned
from shenguan_docs.bundle.make import shipped_layouts
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.masking.copies import Copying, Original
from shenguan_docs.masking.finding import Known, Secret
from shenguan_docs.masking.foreign import NO_OCR, NotMasked, paint, read_foreign
from shenguan_docs.masking.page_text import PageText
from shenguan_docs.masking.rules import read_rules
from shenguan_docs.masking.searching import search_file
from shenguan_docs.resources import shipped_templates

PRINTER = PdfPrinter(shipped_layouts())
RULES = read_rules([shipped_templates() / "bundle"])


@pytest.mark.parametrize(
    "pairs",
    [
        (("broken", "annotation"), ("table", "metadata"), ("overlaid", "embedded")),
        (("turned", "field"), ("white", "bookmark"), ("boxes", "incremental")),
        (("header", "free-text"), ("narrow", "rotate"), ("form-table", "locked")),
    ],
)
def test_nothing_secret_is_left_in_painted_pages(pairs: tuple[tuple[str, str], ...]) -> None:
    assert run_case(PRINTER, [pdf_document(PRINTER, n, *pair) for n, pair in enumerate(pairs, 70)]) == []


@pytest.mark.parametrize("behind", ["annotation", "metadata", "bookmark", "embedded", "field", "incremental"])
def test_the_search_finds_what_was_planted_behind_a_page(behind: str, tmp_path: Path) -> None:
    planter = Planter(5)
    path = tmp_path / "材料.pdf"
    path.write_bytes(hide_behind(behind, letter("page"), planter))
    found = {one.secret.words for one in search_file(path, path.name, searcher_of(sorted(planter.secrets)))}
    assert found and found <= planter.secrets


def letter(words: str) -> bytes:
    return PRINTER.html_pdf(f"<!DOCTYPE html><p>{words}</p>", "bundle.css")


def scan() -> Planted:
    return scanned(pdf_document(PRINTER, 9, "plain", "nothing"))


def test_a_scan_stays_out_without_recognition_unless_a_person_looked_at_it() -> None:
    data = scan().data
    left_out = paint(read_foreign(data, {}, ocr=False), RULES, Known(()))
    assert dict(left_out.left_out) == {0: NO_OCR} and left_out.pdf == b""
    looked_at = read_foreign(data, {1: [(60.0, 60.0, 300.0, 90.0)]}, ocr=False)
    painted = paint(looked_at, RULES, Known(()))
    assert not painted.left_out and dict(painted.by_hand) == {0: 1}
    with pikepdf.open(io.BytesIO(painted.pdf)) as pdf:
        assert len(pdf.pages) == 1 and "/Annots" not in pdf.pages[0]


def test_a_slip_stands_where_a_page_was_left_out() -> None:
    both = pikepdf.open(io.BytesIO(pdf_document(PRINTER, 9, "plain", "nothing").data))
    own = len(both.pages)
    both.pages.extend(pikepdf.open(io.BytesIO(scan().data)).pages)
    out = io.BytesIO()
    both.save(out)
    copying = Copying([Original(pdf=out.getvalue())], (), RULES, Known(()), ocr=False)
    said: list[tuple[int | None, str]] = []

    def slips(pages: object) -> bytes:
        said.extend(pages)  # type: ignore[arg-type]
        return PRINTER.html_pdf("<!DOCTYPE html><p>说明</p>", "bundle.css")

    copy = copying.copy(0, PRINTER.pdf, slips)
    assert said == [(own + 1, NO_OCR)]
    with pikepdf.open(io.BytesIO(copy.pdf)) as pdf:
        assert len(pdf.pages) == own + 1
    assert [entry.page for entry in copy.entries if entry.key == "left-out"] == [own + 1]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"PK\x03\x04"])
def test_a_broken_file_is_said_to_be_broken(data: bytes) -> None:
    with pytest.raises(NotMasked, match="已损坏"):
        read_foreign(data, {})


def test_characters_are_read_by_rows_and_by_columns() -> None:
    # two cells of a row, each of two lines: 甲乙 / 丙丁 beside 1 2 / 3 4
    places = {
        "甲": (0, 0),
        "乙": (10, 0),
        "1": (100, 0),
        "2": (110, 0),
        "丙": (0, 14),
        "丁": (10, 14),
        "3": (100, 14),
        "4": (110, 14),
    }
    boxes = tuple((x, y, x + 10.0, y + 10.0) for x, y in places.values())
    page = PageText(200, 200, "".join(places), boxes)
    read = {"".join(page.chars[i] if i >= 0 else "/" for i in view).strip("/") for view in page.views()}
    assert {"甲乙/12/丙丁/34", "甲乙/丙丁", "12/34"} <= read


def test_secrets_are_found_in_bytes_of_any_encoding() -> None:
    searcher = searcher_of(["王建国", "13812345678"])
    for codec in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        assert [s.words for s in searcher.in_bytes("前王建国后".encode(codec), packed=False)] == ["王建国"]
    assert [s.words for s in searcher.in_text("１３８ 1234-56\n78")] == ["13812345678"]
    assert list(searcher.in_text("王建 \n国庆")) != [] and list(searcher.in_text("王健国")) == []
    assert Secret("王建国", "name", "姓名", "").normal == "王建国"
