from __future__ import annotations

import sys
from pathlib import Path

import pytest

from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource

sys.path.insert(0, str(Path(__file__).parent))  # layout_samples, layout_reading
LAYOUTS = Path(__file__).resolve().parents[2] / "templates" / "layouts"


@pytest.fixture(scope="session")
def layouts() -> LayoutSource:
    return LayoutSource([LAYOUTS])


@pytest.fixture(scope="session")
def pdf(layouts: LayoutSource) -> PdfPrinter:
    return PdfPrinter(layouts)


@pytest.fixture(scope="session")
def docx(layouts: LayoutSource) -> DocxPrinter:
    return DocxPrinter(layouts)
