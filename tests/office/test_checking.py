"""Files are measured with limits, and a letter is measured before it gets its number."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from office_helpers import drafted

from shenguan_docs.document import Document, Paragraph, Run, Signature
from shenguan_docs.errors import Refused
from shenguan_docs.index.programs import libreoffice
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.measuring.checking import check_file, measured_page
from shenguan_docs.office.measuring.marking import mark_file
from shenguan_docs.office.opening import Office
from shenguan_docs.register.numbers import account as account_of
from shenguan_docs.resources import shipped_templates

PAGE = '<!DOCTYPE html><html lang="zh-CN"><body class="letter">{}</body></html>'
LETTER = """<div class="letterhead"><div class="mark song" style="font-size:36pt;line-height:12mm;height:12mm">应急管理局</div>
<div class="thick"></div><div class="thin"></div></div><p class="letterline"><i>益高应急函[2026]7号</i></p>
<h1 class="title"><i>关于通报情况的函</i></h1><p class="recipients"><i>行政审批局：</i></p><p class="正文"><i>特此函告。</i></p>"""


@pytest.fixture(scope="module")
def letter() -> bytes:
    return PdfPrinter(LayoutSource([shipped_templates() / "layouts"])).html_pdf(
        PAGE.format(LETTER), "page.css"
    )


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_fault_has_rule_clause_page_and_measures(letter: bytes, tmp_path: Path) -> None:
    checked = check_file(put(tmp_path / "来函.pdf", letter))
    assert (checked.layout, checked.pages) == ("信函格式", 1)
    found = {f["rule"]: f for f in checked.findings}
    brackets = found["number-brackets"]
    assert (brackets["clause"], brackets["page"], brackets["level"]) == ("7.2.5", 1, "error")
    assert (brackets["expected"], brackets["found"]) == ("〔〕", "[]")


def test_the_page_is_marked_in_red(letter: bytes, tmp_path: Path) -> None:
    path = put(tmp_path / "来函.pdf", letter)
    checked = mark_file(path, tmp_path / "标注.pdf")
    assert checked == check_file(path)
    with pikepdf.open(tmp_path / "标注.pdf") as pdf:
        assert len(pdf.pages) == 1
        assert len(pdf.pages[0].obj.Resources.XObject) >= 1
    assert "number-brackets" in {f["rule"] for f in check_file(path).findings}


@pytest.mark.skipif(not libreoffice(), reason="LibreOffice is not installed (script/setup --for-tests)")
def test_a_docx_is_marked_on_the_pages_that_libreoffice_makes_of_it(tmp_path: Path) -> None:
    layouts = LayoutSource([shipped_templates() / "layouts"])
    paragraphs = tuple(Paragraph((Run(text),)) for text in ("以上情况,请阅。", "特此函告。"))
    signature = Signature(("应急管理局",), date(2026, 7, 16))
    document = Document(
        "reply", "函", "letter", "应急管理局", ((Run("关于某事的函"),),), paragraphs, signature
    )
    path = put(tmp_path / "来函.docx", DocxPrinter(layouts).docx(document))
    checked = mark_file(path, tmp_path / "标注.pdf")
    assert any("LibreOffice" in note for note in checked.notes)
    (mark,) = [f for f in checked.findings if f["rule"] == "punctuation-width"]
    page, left, top, right, bottom = mark["boxes"][0]
    assert page == mark["page"] == 1 and 35 < left < 45 < right < 100 and 90 < top < bottom < 125
    with pikepdf.open(tmp_path / "标注.pdf") as pdf:
        assert pdf.pages[0].obj.Resources.XObject
    with pytest.raises(Refused, match="就是原来的文件"):
        mark_file(path, path)


def test_a_page_with_an_error_is_stopped_unless_a_reason_is_stated(letter: bytes) -> None:
    with pytest.raises(Refused, match="没有给文号") as error:
        measured_page(letter, "通报函", "")
    assert "六角括号" in error.value.message and "--reason" in error.value.remedy
    assert any("六角括号" in breach for breach in measured_page(letter, "通报函", "上级要求"))


OLD_WORD = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le") + b"\0" * 600
)


def scan() -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    picture = pdf.make_stream(b"\x80" * 100, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=10, Height=10,
                              ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8)  # fmt: skip
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
    page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /P Do Q")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def many_pages(count: int) -> bytes:
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 700_000_000)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def test_what_cannot_be_measured_is_said(letter: bytes, tmp_path: Path) -> None:
    cases = [
        ("假.pdf", b"just words, no PDF at all", "不是这种文件|却是"),
        ("坏.pdf", b"%PDF-1.7\n" + b"nothing " * 60, "已损坏"),
        ("锁.pdf", locked(letter), "密码"),
        ("扫描.pdf", scan(), "图片"),
        ("太多.pdf", many_pages(2001), "2001 页"),
        ("旧.doc", OLD_WORD, "不能直接量"),
        ("假.docx", b"PK\x03\x04 broken", "已损坏"),
        ("炸弹.docx", bomb(), "太大|展开"),
        ("空.pdf", b"", "空"),
        ("脚本.sh", b"#!/bin/sh\necho 1\n", "这是程序或者脚本，不是公文"),
    ]
    for name, data, message in cases:
        with pytest.raises(Refused, match=message):
            check_file(put(tmp_path / name, data))
    with pytest.raises(Refused, match="soffice"):
        check_file(tmp_path / "旧.doc")


def account(office: Office) -> list[str]:
    with office.reading() as conn:
        return [state.number for state in account_of(conn)]


def test_a_letter_with_an_error_gets_no_number_unless_a_reason_is_stated(office: Office) -> None:
    css = (shipped_templates() / "layouts" / "page.css").read_text("utf-8")
    own = office.root / "templates" / "layouts"
    own.mkdir(parents=True, exist_ok=True)
    wrong = css.replace("{{ figures.LEFT_MM }}mm;\n}", "{{ figures.LEFT_MM + 4 }}mm;\n}", 1)
    assert wrong != css
    (own / "page.css").write_text(wrong, "utf-8")
    kept = drafted(office, "training")
    with pytest.raises(Refused, match="订口"):
        issue(office, [kept])
    assert account(office) == []
    done = issue(office, [kept], reason="示例：按档案馆要求左边多留 4 mm")[0]
    manifest = json.loads(office.archive.read(done.id, "manifest.json"))
    assert "按档案馆要求" in json.dumps(manifest, ensure_ascii=False)
    assert account(office) == [done.number]
