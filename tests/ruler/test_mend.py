"""Mending foreign documents: what it declares it does, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx_making import RIGHT, face, package, para, section
from foreign_docx import FANG, FOREIGN, TWO, head, notice, text
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from shenguan_docs.errors import Refused
from shenguan_docs.ruler.checking import report
from shenguan_docs.ruler.docx.measuring import measure_docx, read
from shenguan_docs.ruler.docx.package import W, open_package
from shenguan_docs.ruler.mend.mend import mend
from shenguan_docs.ruler.mend.words import replacements
from shenguan_docs.ruler.wording import is_chinese

MENDABLE = {
    "paper-size", "margin-top", "margin-left", "text-width", "text-height", "line-grid", "body-face", "body-size", "bold",
    "text-colour", "latin-face", "title-face", "title-size", "title-centred", "number-face", "number-size", "number-brackets",
    "number-noughts", "number-word", "number-year", "mark-face", "mark-colour", "level-1-face", "level-2-face", "level-mark",
    "line-pitch", "characters-per-line", "character-pitch", "recipients-left", "enclosure-indent", "note-indent", "body-date",
    "date-form", "date-noughts", "paragraph-spacing", "auto-space", "line-break-rules", "roster-face", "annex-label-face",
}  # fmt: skip


def characters(data: bytes) -> str:
    """Every character of the text part, deleted ones and field codes too, text boxes in both spellings."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    return "".join(n.text or "" for n in root.iter(f"{W}t", f"{W}delText", f"{W}instrText"))


def declared(data: bytes) -> str:
    """The same with the declared replacements carried out character by character."""
    opened = open_package(data, "原件.docx")
    root = opened.xml(opened.main)
    slots = {node: list(node.text or "") for node in root.iter(f"{W}t", f"{W}delText", f"{W}instrText")}
    for item in read(opened).items:
        if item.element.role == "table":
            continue
        places = [(piece.node, n) for piece in item.span.pieces for n in range(len(piece.text))]
        for one in replacements(item.element.role, item.span.text):
            for n, (node, at) in enumerate(places[one.start : one.end]):
                slots[node][at] = one.new if n == 0 else ""
    return "".join("".join(chars) for chars in slots.values())


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_document_is_mended_once_and_for_all(name: str) -> None:
    data = FOREIGN[name]()
    found = report(measure_docx(data, name), name)
    mended = mend(data, name)
    assert mended.changes and len(found.findings) > len(mended.left)
    again = report(measure_docx(mended.data, name), name)
    assert again.findings == mended.left
    left = {(f.rule.name, f.place) for f in again.findings if f.rule.name in MENDABLE}
    assert left == set()
    second = mend(mended.data, name)
    assert second.changes == () and second.data == mended.data


@pytest.mark.parametrize("name", FOREIGN)
def test_everything_else_stays_byte_for_byte(name: str) -> None:
    data = FOREIGN[name]()
    mended = mend(data, name).data
    before, after = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(mended))
    assert before.namelist() == after.namelist()
    for member in before.namelist():
        if member != "word/document.xml":
            assert before.read(member) == after.read(member), member
    old, new = (etree.fromstring(z.read("word/document.xml")) for z in (before, after))
    for tag in (
        "tbl",
        "drawing",
        "pict",
        "hyperlink",
        "ins",
        "del",
        "footnoteReference",
        "commentReference",
        "sdt",
        "p",
        "br",
        "tab",
    ):
        assert len(list(old.iter(f"{W}{tag}"))) == len(list(new.iter(f"{W}{tag}"))), tag
    for tag in ("drawing", "delText", "footnoteReference", "commentRangeStart"):  # unless words stand in it
        for one, two in zip(old.iter(f"{W}{tag}"), new.iter(f"{W}{tag}"), strict=True):
            if one.find(f".//{W}p") is None:
                assert etree.tostring(one, method="c14n", exclusive=True) == etree.tostring(
                    two, method="c14n", exclusive=True
                )


@pytest.mark.parametrize("name", FOREIGN)
def test_no_other_character_changes(name: str) -> None:
    data = FOREIGN[name]()
    assert characters(mend(data, name).data) == declared(data)


WORDS = st.text(
    st.sampled_from("根据规定〔〕[]（）()2026年01月05日号第、。，.1一二三发益政 　\t"),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["", TWO, '<w:jc w:val="right"/>']))
def test_any_words_mended(words: list[str], ppr: str) -> None:
    body = "".join(para(one, ppr, face("宋体", 15)) for one in words)
    data = package(head() + notice(body), section(margins=RIGHT))
    mended = mend(data, "随机.docx")
    chinese = "".join(c for c in characters(data) if is_chinese(c) and c != "第")
    kept = "".join(c for c in characters(mended.data) if is_chinese(c) and c != "第")
    # Chinese characters stay, but for those that a date in Chinese figures or dots is written with.
    assert re.sub("[一二三年月日]", "", chinese) == re.sub("[一二三年月日]", "", kept)
    assert mend(mended.data, "随机.docx").changes == ()


def test_what_was_changed_is_told_with_its_place() -> None:
    data = package(
        head(number="益高应急发[2026]07号") + notice(text(face("宋体", 15)), date="2026.1.5"), section()
    )
    told = [str(change) for change in mend(data, "通知.docx").changes]
    assert any("发文字号" in t and "[ → 〔" in t for t in told)
    assert any("正文" in t and "字体 宋体 → 仿宋_GB2312" in t for t in told)
    assert any("成文日期" in t and "2026.1.5 → 2026年1月5日" in t for t in told)
    assert any("天头 25.4 mm → 37.0 mm" in t for t in told)


def test_a_right_document_is_not_touched() -> None:
    exact = '<w:spacing w:line="579" w:lineRule="exact"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    spread = face("仿宋_GB2312", None, '<w:spacing w:val="-5"/>') + '<w:sz w:val="32"/>'
    data = package(
        para("关于开展安全生产检查的通知", '<w:jc w:val="center"/>' + exact, face("方正小标宋简体", 22))
        + para("请抓好落实。", exact + TWO, spread),
        section(margins=RIGHT, grid='<w:docGrid w:type="lines" w:linePitch="579"/>'),
    )
    mended = mend(data, "好的.docx")
    assert mended.changes == () and mended.data is data


def test_files_that_are_not_mended() -> None:
    data = package(head() + notice(text(FANG)), extra={"word/vbaProject.bin": b"\0"})
    with pytest.raises(Refused, match="宏"):
        mend(data, "通知.docx")
    with pytest.raises(Refused, match="宏"):
        mend(package(head()), "通知.docm")
    with pytest.raises(Refused, match="数字签名"):
        mend(package(head(), extra={"_xmlsignatures/origin.sigs": b""}), "通知.docx")
