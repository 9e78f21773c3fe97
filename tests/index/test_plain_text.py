"""Text in any encoding that an office's machines have written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.index.extract import extract_text
from shenguan_docs.index.plain_text import decode
from shenguan_docs.index.readers.mail import header
from shenguan_docs.index.readers.webpage import read_html

SIMPLIFIED = "关于推送示例林业开发有限公司林木采伐许可证核发审批结果的函，企业:恒能公司〔2026〕7号。"
TRADITIONAL = "關於推送示例林業開發有限公司林木採伐許可證核發審批結果的函，企業:恆能公司。"


GB = [bytes((lead, trail)).decode("gb2312") for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF)]
"""The common characters of GB 2312."""
BIG5 = [
    "關於",
    "林業局",
    "許可證",
    "行政處罰",
    "企業",
    "申請",
    "審批結果",
    "監督管理",
    "有限公司",
    "事項",
    "通報",
    "來函",
    "採伐",
    "會議紀要",
    "核發",
    "罰款",
]


@pytest.mark.parametrize("name", ["函.txt", "清单.csv", "说明.md"])
@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "gb2312"]
)
def test_plain_text_in_any_encoding(codec: str, name: str) -> None:
    text = "关于林木采伐的函,企业:恒能公司\n第二行"
    assert extract_text(text.encode(codec), name).text == text


def test_characters_that_only_gb18030_has() -> None:
    text = "龑㛃䶮的林木采伐申请"
    assert extract_text(text.encode("gb18030"), "函.txt").text == text


def test_sentences_in_simplified_and_traditional_letters() -> None:
    assert decode(SIMPLIFIED.encode("gb18030")) == (SIMPLIFIED, "gb18030")
    assert decode(TRADITIONAL.encode("big5")) == (TRADITIONAL, "big5")


@given(st.text(st.sampled_from(GB), min_size=1, max_size=60))
def test_common_characters_in_gb2312_are_never_taken_for_big5(text: str) -> None:
    assert decode(text.encode("gb2312"))[0] == text


@given(st.lists(st.sampled_from(BIG5), min_size=4, max_size=40))
def test_words_in_big5_are_recognised(words: list[str]) -> None:
    text = ",".join(words)
    assert decode(text.encode("big5"))[0] == text


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80), st.sampled_from(["utf-8", "utf-16"])
)
def test_unicode_comes_back_as_it_was(text: str, codec: str) -> None:
    marked = text.encode("utf-8-sig" if codec == "utf-8" else codec)
    assert decode(marked)[0] == text


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_no_error(data: bytes) -> None:
    text, codec = decode(data)
    assert isinstance(text, str)
    assert codec


def test_bytes_of_no_encoding_are_said() -> None:
    found = extract_text("林木采伐".encode("gbk") + b"\xff\xff\xff\x80", "函.txt")
    assert found.text.startswith("林木采伐")
    assert found.note == "部分字符无法识别"


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ('<meta charset="gb2312">', "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=big5">', "big5"),
        ("", "utf-8"),
        ("", "gb18030"),
        ('<meta charset="utf-8">', "gb18030"),  # what the head says is wrong
    ],
)
def test_a_page_is_read_as_its_head_says_or_as_its_bytes_are(head: str, codec: str) -> None:
    words = "林木採伐許可證核發審批結果公告" if codec == "big5" else "喆某林木采伐许可证核发审批结果公告"
    page = f"<html><head>{head}<title>公告</title><script>var code = 1</script></head><body><p>{words}</p></body></html>"
    assert read_html(page.encode(codec)).pages == [f"公告\n{words}"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("=?gb2312?B?udjT2ravt9k=?=", "关于动焚"),
        ("=?utf-8?Q?=E9=99=84=E4=BB=B6?= =?utf-8?Q?=E4=B8=80.docx?=", "附件一.docx"),
        ("plain.txt", "plain.txt"),
        ("=?unknown?B?xxx", "=?unknown?B?xxx"),
    ],
)
def test_names_in_letters(raw: str, words: str) -> None:
    assert header(raw) == words
