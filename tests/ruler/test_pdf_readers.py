"""The two PDF readers see the same page."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from shenguan_docs.errors import Refused
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from shenguan_docs.ruler.pdf import pdfium, pdfminer
from shenguan_docs.ruler.pdf.reading import PdfFile, Sheet

Reader = Callable[[bytes, str], PdfFile]
READERS = [pytest.param(pdfium.read, id="pdfium"), pytest.param(pdfminer.read, id="pdfminer")]

PAGE = """<!DOCTYPE html><html><body>
<p style="font-size:16pt;margin:0;padding-top:20mm;padding-left:10mm">公文的字abc</p>
<p style="font-size:22pt;color:#FF0000;margin:0"><span style="display:inline-block;transform:scaleX(0.5)">标志</span></p>
<div style="height:1mm;width:100mm;background:#FF0000"></div>
<div style="border-top:0.5mm solid #000;width:80mm"></div>
</body></html>"""


@pytest.fixture(scope="module")
def page() -> bytes:
    return PdfPrinter(LayoutSource([shipped_templates() / "layouts"])).html_pdf(PAGE, "page.css")


def only(read: Reader, data: bytes) -> Sheet:
    file = read(data, "样张.pdf")
    sheets = list(file.sheets)
    assert file.pages == len(sheets) == 1
    return sheets[0]


@pytest.mark.parametrize("read", READERS)
def test_glyphs_have_place_size_face_and_colour(read: Reader, page: bytes) -> None:
    sheet = only(read, page)
    assert (round(sheet.width), round(sheet.height)) == (210, 297)
    first = next(g for g in sheet.glyphs if g.char == "公")
    assert first.x == pytest.approx(38, abs=0.1)  # left margin 28 and 10
    assert first.points == pytest.approx(16, abs=0.05)
    assert first.face == "FandolFang"
    assert first.colour == "#000000"
    assert first.base - 5.6 < first.top < first.base - 3 < first.base < first.bottom < first.base + 1.5
    mark = next(g for g in sheet.glyphs if g.char == "标")
    assert (mark.colour, mark.points, mark.width) == (
        "#FF0000",
        pytest.approx(22, abs=0.05),
        pytest.approx(0.5, abs=0.01),
    )
    assert "".join(g.char for g in sheet.glyphs if g.base < 100).startswith("公文的字abc标志")


@pytest.mark.parametrize("read", READERS)
def test_rules_have_their_width_height_and_colour(read: Reader, page: bytes) -> None:
    bars = {(round(b.right - b.left), round(b.bottom - b.top, 2), b.colour) for b in only(read, page).bars}
    assert {(100, 1.0, "#FF0000"), (80, 0.5, "#000000")} <= bars


@pytest.mark.parametrize("read", READERS)
def test_both_agree_on_every_glyph(read: Reader, page: bytes) -> None:
    other = only(pdfium.read, page)
    for one, two in zip(only(read, page).glyphs, other.glyphs, strict=True):
        assert one.char == two.char
        assert (one.x, one.base) == pytest.approx((two.x, two.base), abs=0.02)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_measured_as_shown(
    read: Reader, page: bytes, angle: int, tmp_path: Path
) -> None:
    with pikepdf.open(io.BytesIO(page)) as pdf:
        pdf.pages[0].rotate(angle, relative=False)
        pdf.save(tmp_path / "turned.pdf")
    sheet = only(read, (tmp_path / "turned.pdf").read_bytes())
    first = next(g for g in sheet.glyphs if g.char == "公")
    assert first.turned == (360 - angle) % 360
    assert (sheet.width > sheet.height) == (angle != 180)
    assert 0 < first.x < sheet.width and 0 < first.base < sheet.height


@pytest.mark.parametrize("read", READERS)
def test_broken_and_locked_files_are_refused(read: Reader, page: bytes, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="已损坏"):
        list(read(b"%PDF-1.7\n" + b"nothing " * 50, "坏.pdf").sheets)
    with pikepdf.open(io.BytesIO(page)) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="甲", user="乙"))
    with pytest.raises(Refused, match="密码"):
        read((tmp_path / "locked.pdf").read_bytes(), "锁.pdf")
