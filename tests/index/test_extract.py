"""Every format gives its words; what cannot be taken is refused, what cannot be read is said."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest
from file_makers import (
    by_libreoffice,
    docx_file,
    docx_with_everything,
    mail_file,
    ofd_file,
    pdf_file,
    picture_file,
    pptx_file,
    xlsx_file,
    zip_file,
)

from shenguan_docs.errors import Refused
from shenguan_docs.index.extract import (
    NO_LIBREOFFICE,
    NO_OCR,
    NO_WORDS,
    extract_text,
    file_kind,
    secrecy_mark,
)
from shenguan_docs.index.paging import Spot, spot

SCAN = ["根据实施方案的规定", "湖南示例木业有限公司", "罚款五万元"]
WHOLE = "".join(SCAN)


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (docx_file, "函.docx", ("关于林木采伐的函", "表格里的字", "页眉里的字", "页脚里的字")),
        (docx_with_everything, "函.docx", ("文本框里的字", "脚注里的字", "批注里的字", "修订加上的字", "修订删去的字")),
        (xlsx_file, "台账.xlsx", ("企业名称\t12\t3.5", "第二张\n恒能公司", "批注里的字", "表头里的字")),
        (lambda: pptx_file([("第一张的字", "备注里的字")]), "汇报.pptx", ("第一张的字", "备注里的字")),
        (lambda: ofd_file([["林木采伐许可证", "核发"]]), "证.ofd", ("林木采伐许可证\n核发",)),
        (pdf_file, "证.pdf", ("Permit 430264056W00",)),
        (lambda: mail_file({}), "来函.eml", ("主题：关于林木采伐的来函", "发件人：林业局", "邮件正文里的字")),
        (lambda: "<html><style>p{}</style><p>网页里的字".encode(), "通知.html", ("网页里的字",)),
        (lambda: zip_file({"表/说明.txt": "压缩包里的字"}), "材料.zip", ("表/说明.txt", "压缩包里的字")),
    ],
)  # fmt: skip
def test_the_words_of_a_file(make: Callable[[], bytes], name: str, words: tuple[str, ...]) -> None:
    found = extract_text(make(), name)
    assert [part for part in words if part not in found.text] == []
    assert (found.note, found.unread, found.recognised_by) == ("", "", "")


def test_nothing_is_said_twice() -> None:
    assert extract_text(docx_with_everything(), "函.docx").text.count("文本框里的字") == 1
    assert (
        "网页正文" not in extract_text(mail_file({}), "来函.eml").text
    )  # it says the same as the plain text


def test_what_a_file_says_of_itself() -> None:
    assert extract_text(docx_file(), "函.docx").metadata["keywords"] == "机密★1年"
    assert extract_text(ofd_file([["字"]]), "证.ofd").metadata["title"] == "版式文件"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """A text or a workbook as LibreOffice saves it in a format."""
    folder = tmp_path_factory.mktemp("libreoffice")

    @cache
    def save(target: str) -> bytes:
        source = "xlsx" if target in ("xls", "ods") else "docx"
        content = xlsx_file() if source == "xlsx" else docx_file()
        return by_libreoffice(content, source, target, folder)

    return save


@pytest.mark.parametrize("target", ["doc", "odt"])
def test_a_text_that_libreoffice_saved(target: str, saved: Callable[[str], bytes]) -> None:
    found = extract_text(saved(target), f"函.{target}")
    assert [
        w for w in ("关于林木采伐的函", "表格里的字", "页眉里的字", "页脚里的字") if w not in found.text
    ] == []


def test_a_text_in_rtf() -> None:
    assert "林木采伐" in extract_text(rb"{\rtf1\ansi \u26519?\u26408?\u37319?\u20240?}", "函.rtf").text


@pytest.mark.parametrize("name", ["台账.xls", "台账.et", "台账.ods"])
def test_a_workbook_that_libreoffice_saved(name: str, saved: Callable[[str], bytes]) -> None:
    found = extract_text(saved("ods" if name.endswith("ods") else "xls"), name)
    assert "企业名称\t12\t3.5" in found.text
    assert "第二张\n恒能公司" in found.text


def test_without_libreoffice_an_old_file_is_kept_and_that_is_said(
    tmp_path: Path, saved: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = saved("doc")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = extract_text(old, "函.doc")
    assert (found.text, found.kind) == ("", "doc")
    assert found.unread.startswith(NO_LIBREOFFICE)


def test_pages_are_kept() -> None:
    text = extract_text(pdf_file("the words sought", pages=3), "三页.pdf").text
    assert spot(text, text.index("the words sought")) == Spot(3)
    text = extract_text(pptx_file([("第一张", "注"), ("第二张", "注")]), "汇报.pptx").text
    assert spot(text, text.index("第二张")) == Spot(2)
    assert spot("一页也没有", 3) == Spot(0)


# -- files in files ----------------------------------------------------------------------------


def test_a_letter_brings_its_attachments_and_the_letters_in_it() -> None:
    inner = mail_file({"深处.txt": "深处的字".encode("gb18030")}, subject="转来的信")
    text = extract_text(mail_file({"附表.docx": docx_file("附表里的字"), "转.eml": inner}), "来函.eml").text
    assert [
        w
        for w in ("附：附表.docx", "附表里的字", "主题：转来的信", "附：深处.txt", "深处的字")
        if w not in text
    ] == []


def test_an_attachment_of_an_ofd() -> None:
    text = extract_text(ofd_file([["版式文件里"]], {"附表.docx": docx_file("附在里面的字")}), "证.ofd").text
    assert "附在里面的字" in text


def test_a_mark_of_secrecy_inside_marks_the_whole() -> None:
    marked = docx_file()  # its keywords are 机密★1年
    assert extract_text(zip_file({"函.docx": marked}), "材料.zip").metadata["密级"] == "机密★1年"


def test_what_is_left_out_inside_a_file_is_said() -> None:
    found = extract_text(
        zip_file({"坏.pdf": b"%PDF-1.7 x", "setup.exe": b"MZ\0\0", "好.txt": "好"}), "材料.zip"
    )
    assert "“坏.pdf”没有读：文件已损坏" in found.unread
    assert "“setup.exe”没有读：可执行程序" in found.unread
    assert "好" in found.text


# -- OCR ---------------------------------------------------------------------------------------


def scan_pdf() -> bytes:
    return picture_file(["机密★1年", *SCAN], "PDF")


def docx_of_pictures() -> bytes:
    """A Word file that holds nothing but photos, PNG and JPEG."""
    document = docx.Document()
    for form in ("PNG", "JPEG"):
        document.add_picture(io.BytesIO(picture_file([*SCAN, form], form)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: picture_file(SCAN, "TIFF"), "扫描.tif"),
        (scan_pdf, "扫描件.pdf"),
        (docx_of_pictures, "照片.docx"),
    ],
)
def test_the_words_of_a_scan_are_recognised_and_marked(make: Callable[[], bytes], name: str) -> None:
    found = extract_text(make(), name)
    assert WHOLE in "".join(found.text.split())
    assert (found.recognised_by, found.unread) == ("RapidOCR", "")
    assert spot(found.text, found.text.index("罚款")).recognised
    assert (secrecy_mark(found.text) or "")[:2] == ("机密" if name.endswith("pdf") else "")
    assert found.text.count("PNG") == found.text.count("JPEG") == (1 if name.endswith("docx") else 0)


def test_without_ocr_a_scan_is_kept_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENGUAN_OCR", "off")
    for content, name in ((scan_pdf(), "扫描件.pdf"), (picture_file(SCAN), "照片.png")):
        found = extract_text(content, name)
        assert found.text == ""
        assert found.unread.startswith(NO_OCR)


def test_an_empty_page_lacks_nothing() -> None:
    found = extract_text(pdf_file(""), "空白.pdf")
    assert (found.text, found.note, found.unread) == ("", NO_WORDS, "")


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "name", "says"),
    [
        (pdf_file, "函.docx", "扩展名是 .docx，内容却是PDF"),
        (docx_file, "函.pdf", "扩展名是 .pdf，内容却是Word 文档"),
        (xlsx_file, "函.docx", "内容却是Excel"),
        (lambda: picture_file(["字"]), "函.PDF", "内容却是PNG 图片"),
        (lambda: b"MZ\x00\x01" + bytes(300), "函.txt", "内容却是可执行程序"),
        (lambda: b"MZ\x00\x01" + bytes(300), "函.dat", "可执行程序和脚本不能"),
        (lambda: b"\x7fELF" + bytes(300), "没有扩展名", "可执行程序和脚本不能"),
        (lambda: b"echo 1", "整理.BAT", "可执行程序和脚本不能"),
        (lambda: zip_file({"META-INF/MANIFEST.MF": "x"}), "工具.jar", "可执行程序和脚本不能"),
        (lambda: bytes(range(256)), "函.txt", "内容却不是这种文件"),
        (lambda: "假的".encode(), "函.pdf", "内容却是纯文本"),
        (lambda: b"", "函.pdf", "文件是空的"),
        (lambda: b"\xef\xbb\xbf", "函.txt", "文件是空的"),
        (lambda: docx_file()[:2000], "函.docx", "已损坏"),
        (lambda: pdf_file()[:200], "函.pdf", "已损坏"),
        (lambda: b"%PDF-1.7\n" + b"\xff" * 500, "函.pdf", "已损坏"),
        (lambda: pdf_file(password="x"), "函.pdf", "加了密码"),
        (lambda: b"II*\x00" + bytes(400), "扫描.tif", "图片已损坏"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(
    make: Callable[[], bytes], name: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        extract_text(make(), name)
    assert refused.value.where == name


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"Rar!\x1a\x07" + bytes(99), "材料.rar", "RAR 压缩包不能提取文字"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__properties_version1.0".encode("utf-16-le") + bytes(99), "信.msg",
         "Outlook 邮件"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_accepted_and_said(content: bytes, name: str, says: str) -> None:
    assert says in extract_text(content, name).unread


def test_kinds_by_path(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(docx_file())
    assert file_kind(path, "函.docx") == "docx"
    with pytest.raises(Refused, match="文件不存在"):
        file_kind(tmp_path / "没有.pdf", "没有.pdf")
    with pytest.raises(Refused, match="文件夹"):
        extract_text(tmp_path, "夹")


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_letters_that_bear_their_subject_as_it_is(codec: str) -> None:
    head = "主题：关于报送材料的通知"
    mail = "Subject: 关于报送材料的通知\r\nFrom: a@example.cn\r\nContent-Type: text/plain\r\n\r\nwords\r\n"
    assert head in extract_text(mail.encode(codec), "来函.eml").text
