"""What is no PDF becomes pages, or a slip sheet says why it does not; the file lies in the bundle all the same."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pdfplumber
import pikepdf
import pytest
from PIL import Image, ImageDraw

from shenguan_docs.bundle.contents import BundleFile, BundleResult
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.index.programs import libreoffice
from tests.bundle.bundle_samples import COVER, MADE_AT, PRINTER, item, letter


def picture(form: str, size: tuple[int, int] = (300, 200), mode: str = "RGB", **how) -> bytes:
    made = Image.new(mode, size, 0)
    ImageDraw.Draw(made).rectangle(
        (0, 0, size[0] // 2, size[1] // 2), fill=255 if mode in ("L", "1") else None
    )
    out = io.BytesIO()
    made.save(out, form, **how)
    return out.getvalue()


def bundled(folder: Path, name: str, data: bytes) -> BundleResult:
    items = [item("一号", letter("one"), files=(BundleFile("附件", name, data),))]
    return make_bundle(items, COVER, folder / "b", printer=PRINTER.html_pdf, made_at=MADE_AT)


def pages(result: BundleResult) -> list[str]:
    """The words of the attachment's pages."""
    with pdfplumber.open(result.folder / result.volumes[0].pdf) as pdf:
        return [page.extract_text() for page in pdf.pages][3:-1]


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


@pytest.mark.parametrize(
    ("name", "data", "count"),
    [
        ("照片.jpg", picture("JPEG"), 1),
        ("竖.jpg", picture("JPEG", exif=exif(6)), 1),
        ("镜像.jpg", picture("JPEG", exif=exif(2)), 1),
        ("印刷.jpg", picture("JPEG", mode="CMYK"), 1),
        ("透明.png", picture("PNG", mode="RGBA"), 1),
        ("黑白.tif", picture("TIFF", mode="1"), 1),
        ("三页.tiff", picture("TIFF", save_all=True, append_images=[Image.new("RGB", (9, 9))] * 2), 3),
        ("图.bmp", picture("BMP"), 1),
        ("动.gif", picture("GIF", mode="L", save_all=True, append_images=[Image.new("L", (300, 200), 9)]), 1),
    ],
)
def test_a_picture_becomes_pages(tmp_path: Path, name: str, data: bytes, count: int) -> None:
    result = bundled(tmp_path, name, data)
    assert result.findings == ()
    assert result.pages == 1 + count
    assert (result.folder / f"data/附件/01-1-{name}").read_bytes() == data
    with pikepdf.open(result.folder / "data" / "案卷.pdf") as pdf:
        assert all(page.get_images() for page in pdf.pages[3:-1])


def test_a_turned_photograph_stands_upright_and_a_scan_fills_its_page(tmp_path: Path) -> None:
    result = bundled(tmp_path, "竖.jpg", picture("JPEG", (300, 200), exif=exif(6)))
    with pdfplumber.open(result.folder / "data" / "案卷.pdf") as pdf:
        (shown,) = pdf.pages[3].images
        assert shown["height"] > shown["width"]
        assert pdf.pages[3].height > pdf.pages[3].width
    (tmp_path / "second").mkdir()
    result = bundled(tmp_path / "second", "扫描.jpg", picture("JPEG", (1240, 1754)))
    with pdfplumber.open(result.folder / "data" / "案卷.pdf") as pdf:
        (shown,) = pdf.pages[3].images
        assert shown["width"] > pdf.pages[3].width - 2


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("说明.txt", "第一行\n\n  第二行 <b>".encode("gb18030"), ["说明.txt", "第一行", "第二行 <b>"]),
        (
            "来信.eml",
            "Subject: =?utf-8?b?5YWz5LqO5qC45p+l?=\nFrom: a@example.org\nContent-Type: text/plain; charset=utf-8\n\n正文在此".encode(),
            ["主题：关于核查", "正文在此"],
        ),
    ],
)
def test_mail_and_text_become_pages(tmp_path: Path, name: str, data: bytes, words: list[str]) -> None:
    result = bundled(tmp_path, name, data)
    assert result.findings == ()
    for word in words:
        assert word in pages(result)[0]


@pytest.mark.skipif(not libreoffice(), reason="no LibreOffice")
def test_office_documents_become_pages(tmp_path: Path) -> None:
    document, book = docx.Document(), openpyxl.Workbook()
    document.add_paragraph("调查笔录")
    book.active["A1"] = "流水明细"
    for name, made, words in (("笔录.docx", document, "调查笔录"), ("流水.xlsx", book, "流水明细")):
        out = io.BytesIO()
        made.save(out)
        (tmp_path / name).mkdir()
        result = bundled(tmp_path / name, name, out.getvalue())
        assert result.findings == ()
        assert words in pages(result)[0]


def container() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("坏.jpg", b"\xff\xd8\xff and no more", "打不开"),
        ("坏.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "打不开"),
        ("假.docx", b"no document", "可能已损坏|内容却是"),
        ("空.txt", b"", "空的"),
        ("包.zip", container(), "ZIP 压缩包不能编入页面"),
        ("程序.exe", b"MZ\0\0", "可执行程序"),
        ("长.txt", ("字" * 70_000).encode(), "太长了"),
        ("什么", bytes(range(256)) * 4, "不能编入页面"),
    ],
)
def test_what_cannot_become_pages_has_a_slip_sheet(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    result = bundled(tmp_path, name, data)
    assert [f.rule for f in result.findings] == ["attachment.unreadable"]
    assert re.search(reason, result.findings[0].message)
    assert name in pages(result)[0]
    assert (result.folder / f"data/附件/01-1-{name}").read_bytes() == data
