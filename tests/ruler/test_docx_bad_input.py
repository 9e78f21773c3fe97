"""Files that are no good DOCX: each refused with a word that says why, nothing run, nothing fetched."""

# ruff: noqa: E501
from __future__ import annotations

import io
import struct
import zipfile

import pytest
from docx_making import NS, package, para
from foreign_docx import FANG, TWO, head, notice, text

from shenguan_docs.errors import Refused
from shenguan_docs.ruler.docx.measuring import measure_docx, read
from shenguan_docs.ruler.docx.package import open_package

GOOD = package(head() + notice(text()))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def changed(**members: bytes | None) -> bytes:
    """The good package with members replaced ("__" stands for "/"), or taken away (None)."""
    source, target = zipfile.ZipFile(io.BytesIO(GOOD)), io.BytesIO()
    new = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in members.items()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = new.pop(name, source.read(name))
            if data is not None:
                archive.writestr(name, data)
        for name, data in new.items():
            archive.writestr(name, data or b"")
    return target.getvalue()


def bomb() -> bytes:
    return changed(word__media__x=b"\0" * 40_000_000)


def entities() -> bytes:
    inner = '<!DOCTYPE w [<!ENTITY a "根据"><!ENTITY b "&a;&a;&a;&a;">]>'
    return changed(
        word__document_xml=f"{inner}<w:document {NS}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>".encode()
    )


def encrypted_member() -> bytes:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        flags = struct.unpack_from("<H", data, at + 8)[0]
        struct.pack_into("<H", data, at + 8, flags | 1)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "不是 Word 文件"), (b"hello", "不是 Word 文件"), (OLE, "旧版 Word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "加密"), (encrypted_member(), "加密"), (bomb(), "压缩炸弹"),
        (GOOD[: len(GOOD) // 2], "损坏"), (changed(word__document_xml=None), "没有正文"), (changed(word__document_xml=b""), "XML"),
        (changed(word__document_xml=b"<w:document"), "XML"), (changed(word__document_xml=b"<html/>"), "没有正文"),
        (entities(), "DTD"), (changed(word__styles_xml=b"<broken"), ""),
        (GOOD.replace(b"\x00", b"\x00", 1)[:-30] + b"\x00" * 30, "损坏"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_a_reason(data: bytes, said: str) -> None:
    if not said:  # a part that nothing refers to may be as it likes
        assert measure_docx(data, "来文.docx").elements
        return
    with pytest.raises(Refused, match=said) as refusal:
        measure_docx(data, "来文.docx")
    assert refusal.value.where == "来文.docx"


def test_strict_open_xml_is_named() -> None:
    strict = f"<w:document {NS}>".replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    with pytest.raises(Refused, match="严格 Open XML"):
        measure_docx(changed(word__document_xml=f"{strict}<w:body/></w:document>".encode()), "来文.docx")


def test_missing_parts_leave_the_rest() -> None:
    data = package(
        para("根据规定，请抓好落实。", TWO, FANG),
        relations='<Relationship Id="rId9" Type="http://x/styles" Target="none.xml"/>',
    )
    assert [e.role for e in measure_docx(data, "来文.docx").elements] == ["body"]


def test_macros_outside_contents_and_revisions_are_said() -> None:
    rels = '<Relationship Id="rIdo" Type="http://x/image" Target="http://192.0.2.1/x.png" TargetMode="External"/>'
    body = (
        head()
        + notice(text())
        + '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>补充。</w:t></w:r></w:ins></w:p>'
    )
    said = measure_docx(
        package(body, relations=rels, extra={"word/vbaProject.bin": b"\0"}), "来文.docm"
    ).notes
    assert any("宏" in s for s in said) and any("192.0.2.1" in s and "没有去取" in s for s in said)
    assert any("修订" in s for s in said)


def test_odd_values_of_settings_are_forgiven() -> None:
    odd = '<w:spacing w:line="auto" w:before="1e99"/><w:ind w:firstLine="12.5pt" w:left="-"/><w:jc w:val="nonsense"/>'
    rpr = '<w:sz w:val=""/><w:w w:val="0"/><w:spacing w:val="x"/><w:color w:val="zz"/>'
    data = package(
        para("根据规定，请抓好落实。", odd, rpr)
        + '<w:p><w:pPr><w:numPr><w:numId w:val="x"/></w:numPr></w:pPr></w:p><w:tbl/>'
    )
    assert measure_docx(data, "来文.docx").elements


def test_styles_in_a_circle_and_deep_tables_end() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in (("x", "y"), ("y", "x"))
    )
    deep = "<w:tbl><w:tr><w:tc>" * 40 + para("深") + "</w:tc></w:tr></w:tbl>" * 40
    reading = read(
        open_package(package(para("字", '<w:pStyle w:val="x"/>') + deep, styles=styles), "来文.docx")
    )
    assert [i.element.text for i in reading.items] == ["字", "深"]


def test_a_member_that_says_less_than_it_holds() -> None:
    """The sizes in the directory are a claim; what is read never grows beyond them."""
    data = bytearray(bomb())
    at = data.rfind(b"word/media/x") - 46
    struct.pack_into("<I", data, at + 24, 10)
    assert measure_docx(bytes(data), "来文.docx").elements
