"""8: the page number of a turned page stands where the others stand, whichever way the file holds the page."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from layout_samples import TABLE, TEXT, body, sample

from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from shenguan_docs.ruler.checking import check

WIDE = replace(TABLE, wide=True)
DOCUMENT = sample("general", blocks=(*body(TEXT, "见下表。"), WIDE, *body(TEXT, "特此函告。")))


@pytest.fixture(scope="module")
def printer() -> PdfPrinter:
    return PdfPrinter(LayoutSource([shipped_templates() / "layouts"]))


def shown(data: bytes) -> bytes:
    """The page of the table as other programs write it: wider than high, its number on its side."""
    with pikepdf.open(io.BytesIO(data)) as file:
        file.pages[1].Rotate = 90
        target = io.BytesIO()
        file.save(target)
        return target.getvalue()


def folios(data: bytes) -> set[tuple[str, int | None]]:
    found = check(data, "表.pdf").findings
    return {(f.rule.name, f.page) for f in found if f.rule.name.startswith("folio")}


def test_right_numbers_are_right_either_way(printer: PdfPrinter) -> None:
    right = printer.pdf(DOCUMENT)
    assert folios(right) == set() and folios(shown(right)) == set()


@pytest.mark.parametrize(
    ("css", "rule"),
    [
        ("@page wide { @left-top { padding-top: 9mm } @left-bottom { padding-top: 9mm } }", "folio-gap"),
        ("@page wide:left { @left-top { padding-left: 15mm } }", "folio-side"),
        ("@page wide:left { @left-top { font-size: 10.5pt } }", "folio-size"),
        ("@page wide:left { @left-top { content: none } }", "folio-missing"),
    ],
)
def test_a_wrong_number_is_found_either_way(printer: PdfPrinter, css: str, rule: str) -> None:
    html = printer.html(DOCUMENT).replace("</head>", f"<style>{css}</style></head>", 1)
    wrong = printer.html_pdf(html, "page.css")
    assert folios(wrong) == {(rule, 2)} and folios(shown(wrong)) == {(rule, 2)}
