"""7.3.5.5: lines of the ending's page may stand closer or wider in a DOCX, others and other documents' may not."""

from __future__ import annotations

import pytest
from layout_samples import TEXT, body, sample

from shenguan_docs.document import Layout
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.fit import Fit
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from shenguan_docs.ruler.checking import report
from shenguan_docs.ruler.docx.measuring import measure_docx
from shenguan_docs.ruler.mend.mend import mend

PITCH = {"line-pitch", "character-pitch", "lines-per-page", "characters-per-line"}
LAYOUTS = LayoutSource([shipped_templates() / "layouts"])


def found(data: bytes) -> set[str]:
    return {f.rule.name for f in report(measure_docx(data, "样张.docx"), "样张.docx").findings}


@pytest.mark.parametrize("layout", ["letter", "general", "upward"])
def test_an_ending_brought_to_its_text_has_no_finding(layout: Layout) -> None:
    fitted = 0
    for lines in (3, 8, 13, 18):
        filler = "经核查该单位在有效期内从事经营活动" * 28
        document = sample(layout, blocks=body(TEXT, filler[: 28 * lines - 6] + "。", "特此函告。"))
        fit = PdfPrinter(LAYOUTS).fitted(document).fit
        data = DocxPrinter(LAYOUTS).docx(document, fit)
        fitted += fit.changed
        assert found(data) == set(), lines
        assert mend(data, "样张.docx").changes == ()
    assert fitted


def test_a_short_letter_needs_no_other_pitch() -> None:
    document = sample("letter", blocks=body(TEXT, "特此函告。"))
    assert "line-pitch" in found(DocxPrinter(LAYOUTS).docx(document, Fit(line=0.95)))
    assert "character-pitch" in found(DocxPrinter(LAYOUTS).docx(document, Fit(characters=27)))


def test_three_pages_at_28_points_are_not_an_ending() -> None:
    """The commonest fault of other programs' letters: 固定值 28 磅 from the first line to the last."""
    document = sample("general", blocks=body(*[TEXT * 4] * 8, "特此函告。"))
    assert found(DocxPrinter(LAYOUTS).docx(document, Fit(line=28 / 28.99))) >= {"line-pitch"}
