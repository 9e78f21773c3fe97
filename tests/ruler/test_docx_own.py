"""Our own DOCX has no finding: every layout with every element, every kind with every set of data."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from kinds_office import DATA, WRITTEN_ON, draft
from layout_samples import LAYOUTS, rich, sample

from shenguan_docs.document import Document, Layout
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.notices.examples import example_data, reckoned
from shenguan_docs.notices.kind_file import load_kind
from shenguan_docs.resources import shipped_templates
from shenguan_docs.ruler.checking import Report, report
from shenguan_docs.ruler.docx.measuring import measure_docx

KINDS = shipped_templates() / "notices"
SLUGS = sorted(path.name for path in DATA.iterdir())


@pytest.fixture(scope="module")
def printer() -> DocxPrinter:
    return DocxPrinter(LayoutSource([shipped_templates() / "layouts"]))


def measured(printer: DocxPrinter, document: Document) -> Report:
    return report(measure_docx(printer.docx(document), "样张.docx"), "样张.docx")


def numbered(document: Document) -> Document:
    return replace(document, number="第3期" if document.layout == "minutes" else "益高示函〔2026〕1号")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_kind_with_every_set_of_data(printer: DocxPrinter, slug: str) -> None:
    kind = load_kind(KINDS / slug)
    drafts = {"示例": draft(kind, example_data(kind, WRITTEN_ON))}
    for path in sorted(Path(DATA / slug).glob("*.toml")):
        data = reckoned(tomllib.loads(path.read_text("utf-8")), WRITTEN_ON)
        drafts[path.stem] = draft(kind, data, folder=DATA / slug)
    for name, document in drafts.items():
        found = measured(printer, numbered(document))
        assert found.layout == document.layout, name
        assert [(f.rule.name, f.place, f.found) for f in found.findings] == [], name


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("make", [sample, rich])
def test_every_layout_with_every_element(printer: DocxPrinter, layout: Layout, make: object) -> None:
    found = measured(printer, make(layout))  # type: ignore[operator]
    # The samples are written with half-width commas to try the printing; that is what the ruler finds.
    assert {f.rule.name for f in found.findings} <= {"punctuation-width"}
    assert found.layout == layout
