from __future__ import annotations

import pytest

from shenguan_docs.index.secrecy import secrecy_mark


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("机密★1年", "机密★1年"),
        ("绝密", "绝密"),
        ("秘密 ★ 长期", "秘密★长期"),
        ("秘\u3000密", "秘密"),
        ("机 密 ★ 10 年", "机密★10年"),
        ("机密☆三年", "机密☆三年"),
        ("000123\n机密★1年\n特急", "机密★1年"),
        ("000123  机密★1年  特急", "机密★1年"),
        ("000123\t机密★１年\t特急", "机密★1年"),
        ("密级:秘密", "秘密"),
        ("【机密】", "机密"),
        ("绝密★启用前", "绝密★启用前"),
        ("\n\n\n   秘密\n益阳高新区文件", "秘密"),
    ],
)
def test_a_mark_in_the_head(head: str, mark: str) -> None:
    assert secrecy_mark(head + "\n关于某事的函\n正文。") == mark


@pytest.mark.parametrize(
    "text",
    [
        "本协议涉及商业秘密,双方应当保密。",
        "商业秘密",
        "国家秘密",
        "保密",
        "保密承诺书",
        "关于加强机密文件管理的通知",
        "机密文件",
        "秘密举报电话:0737-1234567",
        "密级:□绝密 □机密 □秘密",
        "秘密\t机密\t绝密",
        "内部资料",
        "行\n" * 12 + "机密",
        "",
    ],
)
def test_words_that_are_no_mark(text: str) -> None:
    assert secrecy_mark(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "关于某事的函（秘密）.pdf",
        "[机密]某函.docx",
        "某函（绝密）.docx",
        "机密★1年 某函.pdf",
        "绝密.pdf",
        "秘密_某函.txt",
    ],
)
def test_a_mark_in_the_name(name: str) -> None:
    assert secrecy_mark("正文", name) in ("秘密", "机密", "绝密")


@pytest.mark.parametrize(
    "name",
    ["商业秘密保护办法.pdf", "(商业秘密)清单.docx", "保密协议.docx", "机密文件管理办法.pdf", "秘密花园.txt"],
)
def test_names_that_are_no_mark(name: str) -> None:
    assert secrecy_mark("正文", name) is None


def test_a_mark_in_the_properties() -> None:
    assert secrecy_mark("正文", "a.docx", {"keywords": "林业, 机密★1年"}) == "机密★1年"
    assert secrecy_mark("正文", "a.docx", {"category": "秘密"}) == "秘密"
    assert secrecy_mark("正文", "a.docx", {"keywords": "商业秘密", "title": "秘密"}) is None
