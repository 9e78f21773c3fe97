"""A letter of 100,000 characters with all of 通用规范汉字表 and rare names: each prints, in both formats; its time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from time import process_time

import pikepdf
import pypdfium2
from lxml import etree

from benchmarks.page_faults import sample
from shenguan_docs.document import Document, Paragraph, Run
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates

LENGTH, PARAGRAPH = 100_000, 400
NAMES = "喆堃玥赟犇鑫龑㛃䶮𬭎𬬻"
_TABLE = Path(__file__).resolve().parents[1] / "tests" / "layout" / "tongyong-guifan-hanzi.txt"
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def characters() -> str:
    """The 8,105 characters of the table and those of names."""
    rows = (row.strip() for row in _TABLE.read_text(encoding="utf-8").splitlines())
    return "".join(row for row in rows if not row.startswith("#")) + NAMES


def long_letter(length: int) -> Document:
    """A letter of so many characters, every one of the table among them where there is room."""
    text = (characters() * (length // 8105 + 1))[:length]
    parts = [text[n : n + PARAGRAPH] for n in range(0, length, PARAGRAPH)]
    plain = sample("letter")
    return Document(
        **{
            **vars(plain),
            "blocks": tuple(Paragraph((Run(part),)) for part in parts),
            "enclosures": (),
            "annexes": (),
        }
    )


def run() -> bool:
    """Print it; whether every character is there and no glyph is the box for a missing one."""
    layouts = LayoutSource([shipped_templates() / "layouts"])
    pdf, docx = PdfPrinter(layouts), DocxPrinter(layouts)
    pdf.pdf(sample("letter"))  # what is kept between letters
    good = True
    for length in (10_000, LENGTH):
        document = long_letter(length)
        start = process_time()
        printed = pdf.fitted(document)
        between = process_time()
        word = docx.docx(document, printed.fit)
        end = process_time()
        wanted = set(characters()[:length])
        lost = wanted - _pdf_characters(printed.data), wanted - _docx_characters(word)
        boxes = _boxes(printed.data)
        pages = len(pypdfium2.PdfDocument(printed.data))
        print(
            f"{length} 字:PDF {between - start:.1f} 秒,{pages} 面,{len(printed.data) // 1000} kB;DOCX {end - between:.2f} 秒;"
            f"缺的字 PDF {len(lost[0])} 个、DOCX {len(lost[1])} 个,印成方框的 {boxes} 个"
        )
        good = good and not lost[0] and not lost[1] and not boxes
    return good


def _pdf_characters(data: bytes) -> set[str]:
    return {char for page in pypdfium2.PdfDocument(data) for char in page.get_textpage().get_text_range()}


def _docx_characters(data: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        tree = etree.fromstring(package.read("word/document.xml"))
    return {char for node in tree.iter(_TEXT) for char in node.text or ""}


def _boxes(data: bytes) -> int:
    """Glyphs number 0 (.notdef) on the pages."""
    count = 0
    with pikepdf.open(io.BytesIO(data)) as file:
        for page in file.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "TJ":
                    strings = (bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
                    count += sum(one[n : n + 2] == b"\0\0" for one in strings for n in range(0, len(one), 2))
    return count
