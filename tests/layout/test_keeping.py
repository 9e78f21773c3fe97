"""The PDF for keeping: PDF/A-2b as far as it can be looked into without a validator, structure, bookmarks."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from layout_samples import LAYOUTS, rich

from shenguan_docs.document import Layout
from shenguan_docs.layout.pdf import PdfPrinter

FORBIDDEN = (
    "/JavaScript",
    "/JS",
    "/OpenAction",
    "/AA",
    "/EmbeddedFiles",
    "/Encrypt",
    "/XFA",
    "/OCProperties",
)


@pytest.fixture(scope="module", params=LAYOUTS)
def kept(request: pytest.FixtureRequest, pdf: PdfPrinter) -> Any:
    layout: Layout = request.param
    with pikepdf.open(io.BytesIO(pdf.pdf(rich(layout)))) as file:
        yield file


def test_it_says_that_it_is_pdf_a(kept: pikepdf.Pdf) -> None:
    xmp = kept.Root.Metadata.read_bytes().decode()
    assert 'pdfaid:part="2"' in xmp and 'pdfaid:conformance="B"' in xmp
    assert str(kept.docinfo["/Title"]) in xmp and str(kept.docinfo["/Subject"]) in xmp
    intent = kept.Root.OutputIntents[0]
    assert intent.S == "/GTS_PDFA1" and intent.DestOutputProfile.N == 3
    assert len(kept.trailer.ID) == 2
    assert "/Filter" not in kept.Root.Metadata or kept.Root.Metadata.Filter == "/FlateDecode"


def test_nothing_in_it_is_forbidden(kept: pikepdf.Pdf) -> None:
    for thing in kept.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            assert not [key for key in FORBIDDEN if key in thing]
            assert thing.get("/Filter") != "/LZWDecode"
            # No transparency: nothing lets through, no soft mask.
            assert float(thing.get("/ca", 1)) == float(thing.get("/CA", 1)) == 1
            assert thing.get("/SMask", "/None") == "/None"
    for page in kept.pages:
        assert "/Group" not in page and "/Annots" not in page


def test_every_face_is_embedded_and_tells_its_characters(kept: pikepdf.Pdf) -> None:
    fonts = {id_: font for page in kept.pages for id_, font in page.Resources.Font.items()}
    assert fonts
    for font in fonts.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert "/ToUnicode" in font
        assert str(descriptor.FontName)[7:8] == "+", "a subset only"


def test_its_structure_is_tagged(kept: pikepdf.Pdf) -> None:
    assert kept.Root.MarkInfo.Marked and str(kept.Root.Lang) == "zh-CN"
    kinds = list(_kinds(kept.Root.StructTreeRoot))
    assert kinds.count("/H1") == 1
    assert {"/P", "/Sect", "/H2", "/Table", "/TR", "/TD"} <= set(kinds)
    for page in kept.pages:
        drawn = page.Contents.read_bytes()
        assert drawn.count(b"BDC") + drawn.count(b"BMC") == len(re.findall(rb"\bEMC\b", drawn))


def _kinds(element: Any) -> Any:
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from _kinds(one)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S)
        yield from _kinds(element.get("/K"))


def test_bookmarks_lead_to_annexes(kept: pikepdf.Pdf) -> None:
    with kept.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[0] == str(kept.docinfo["/Title"])
    assert [title[:3] for title in titles[1:]] == ["附件1", "附件2"]


def test_another_process_prints_the_same_bytes(pdf: PdfPrinter) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from layout_samples import rich\n"
        "from shenguan_docs.layout.pdf import PdfPrinter\n"
        "from shenguan_docs.layout.source import LayoutSource\n"
        "sys.stdout.buffer.write(PdfPrinter(LayoutSource([Path(sys.argv[2])])).pdf(rich('upward')))\n"
    )
    command = [sys.executable, "-c", script, str(Path(__file__).parent), str(pdf.layouts.folders[0])]
    made = subprocess.run(command, capture_output=True, check=True).stdout
    assert made == pdf.pdf(rich("upward"))
