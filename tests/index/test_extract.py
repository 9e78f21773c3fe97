from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest

from shenguan_docs.errors import Refused
from shenguan_docs.index.extract import NO_WORDS, extract_text, file_kind

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def docx_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("关于林木采伐的函")
    document.add_table(1, 2).rows[0].cells[1].text = "表格里的字"
    document.sections[0].header.paragraphs[0].text = "页眉里的字"
    document.core_properties.keywords = "机密★1年"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx_file() -> bytes:
    book = openpyxl.Workbook()
    assert book.active
    book.active.append(["企业名称", 12, 3.5, None])
    book.create_sheet("第二张").append(["恒能公司"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf_file(words: str = "Permit 430264056W00", password: str = "") -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 300))
    if words:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=password) if password else False)
    return out.getvalue()


def test_a_word_document_with_tables_and_headers() -> None:
    found = extract_text(docx_file(), "函.docx")
    assert found.kind == "docx"
    for words in ("关于林木采伐的函", "表格里的字", "页眉里的字"):
        assert words in found.text
    assert found.metadata["keywords"] == "机密★1年"


def test_footnotes_text_boxes_and_runs_cut_in_pieces() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    inside = io.BytesIO(docx_file())
    out = io.BytesIO()
    with zipfile.ZipFile(inside) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "word/document.xml":
                data = data.replace(
                    b"<w:sectPr",
                    "<w:p><w:r><w:t>采</w:t></w:r><w:r><w:t>伐证</w:t></w:r><w:r><w:txbxContent><w:p><w:r>"
                    "<w:t>文本框</w:t></w:r></w:p></w:txbxContent></w:r></w:p><w:sectPr".encode(),
                    1,
                )
            if item.filename == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
                    b'officedocument.wordprocessingml.footnotes+xml"/></Types>',
                )
            if item.filename == "word/_rels/document.xml.rels":
                data = data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rId99" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/'
                    b'officeDocument/2006/relationships/footnotes"/></Relationships>',
                )
            new.writestr(item, data)
        new.writestr(
            "word/footnotes.xml",
            f"<w:footnotes {space}><w:p><w:r><w:t>脚注里的字</w:t></w:r></w:p></w:footnotes>",
        )
    text = extract_text(out.getvalue(), "函.docx").text
    assert all(words in text for words in ("采伐证", "文本框", "脚注里的字"))


def test_a_workbook() -> None:
    found = extract_text(xlsx_file(), "台账.xlsx")
    assert "企业名称\t12\t3.5" in found.text
    assert "第二张\n恒能公司" in found.text


def test_a_pdf_with_words_and_one_without() -> None:
    assert "Permit 430264056W00" in extract_text(pdf_file(), "证.pdf").text
    scan = extract_text(pdf_file(""), "扫描件.pdf")
    assert (scan.text, scan.kind, scan.note) == ("", "pdf", NO_WORDS)
    assert extract_text(PNG, "照片.png").note == NO_WORDS


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "gb2312"]
)
@pytest.mark.parametrize("name", ["函.txt", "清单.csv", "说明.md"])
def test_plain_text_in_any_encoding(codec: str, name: str) -> None:
    text = "关于林木采伐的函,企业:恒能公司\n第二行"
    assert extract_text(text.encode(codec), name).text == text


def test_bytes_of_no_encoding_are_said() -> None:
    found = extract_text("林木采伐".encode("gbk") + b"\xff\xff\xff\x80", "函.txt")
    assert found.text.startswith("林木采伐")
    assert found.note == "部分字符无法识别"


@pytest.mark.parametrize(
    ("make", "name", "says"),
    [
        (pdf_file, "函.docx", "扩展名是 .docx,内容却是PDF"),
        (docx_file, "函.pdf", "扩展名是 .pdf,内容却是Word 文档"),
        (xlsx_file, "函.docx", "内容却是Excel"),
        (lambda: PNG, "函.PDF", "内容却是PNG 图片"),
        (lambda: b"MZ\x00\x01" + bytes(300), "函.txt", "内容却是可执行程序"),
        (lambda: bytes(range(256)), "函.txt", "内容却不是这种文件"),
        (lambda: "假的".encode(), "函.pdf", "内容却是纯文本"),
        (lambda: b"", "函.pdf", "文件是空的"),
        (lambda: b"\xef\xbb\xbf", "函.txt", "文件是空的"),
        (lambda: docx_file()[:2000], "函.docx", "已损坏"),
        (lambda: pdf_file()[:200], "函.pdf", "已损坏"),
        (lambda: b"%PDF-1.7\n" + b"\xff" * 500, "函.pdf", "已损坏"),
        (lambda: pdf_file(password="x"), "函.pdf", "加了密码"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(
    make: Callable[[], bytes], name: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        extract_text(make(), name)
    assert refused.value.where == name


def test_a_broken_part_in_a_whole_archive() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_file())) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            new.writestr(item, b"<w:document" if item.filename == "word/document.xml" else old.read(item))
    with pytest.raises(Refused, match="已损坏"):
        extract_text(out.getvalue(), "函.docx")


def test_limits_of_memory_and_time() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx_file())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for item in old.infolist():
            new.writestr(item, old.read(item))
        new.writestr("word/bomb.bin", bytes(401 * 1024 * 1024))
    with pytest.raises(Refused, match="太大"):
        extract_text(out.getvalue(), "炸弹.docx")
    with pytest.raises(Refused, match="读不出来|太大"):
        extract_text(docx_file(), "函.docx", memory=30)
    with pytest.raises(Refused, match="秒内读不完"):
        extract_text(docx_file(), "函.docx", seconds=0.01)


def test_kinds_by_path(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(docx_file())
    assert file_kind(path, "函.docx") == "docx"
    with pytest.raises(Refused, match="文件不存在"):
        file_kind(tmp_path / "没有.pdf", "没有.pdf")
    with pytest.raises(Refused, match="文件夹"):
        extract_text(tmp_path, "夹")
