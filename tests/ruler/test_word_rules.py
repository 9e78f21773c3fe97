"""Words of a letter, one fault at a time."""

from __future__ import annotations

import pytest

from shenguan_docs.ruler.catalogue import RULES, consequences
from shenguan_docs.ruler.elements import Element, Role
from shenguan_docs.ruler.roles import with_roles
from shenguan_docs.ruler.word_rules import check_words

LETTER: list[tuple[Role, str]] = [
    ("mark", "益阳高新区应急管理局"),
    ("number", "益高应急函〔2026〕7号"),
    ("title", "关于通报行政处罚决定的函"),
    ("recipients", "益阳高新区行政审批服务局："),
    ("body", "根据有关规定,现将有关情况通报如下。".replace(",", "，")),
    ("level-1", "一、基本情况"),
    ("level-2", "（一）违法事实。2026年1月5日查明。"),
    ("level-3", "1.罚款50000元。"),
    ("level-4", "（1）限期缴纳。"),
    ("level-1", "二、处罚决定"),
    ("enclosure", "附件：1.行政处罚决定书"),
    ("enclosure", "2.送达回证"),
    ("organ", "益阳高新区应急管理局"),
    ("date", "2026年7月16日"),
    ("note", "（联系人：李四，电话：0737-7654321）"),
    ("annex-label", "附件1"),
    ("annex-title", "行政处罚决定书"),
    ("copies", "抄送：益阳高新区管委会办公室。"),
]


def elements(changes: dict[int, str] | None = None) -> list[Element]:
    texts = [(changes or {}).get(n, text) for n, (_, text) in enumerate(LETTER)]
    return [
        Element(role, text, n, 1, "", "", 16.0, False, "#000000", lines=())
        for n, ((role, _), text) in enumerate(zip(LETTER, texts, strict=True))
    ]


def names(changes: dict[int, str]) -> set[str]:
    return {finding.rule.name for finding in check_words("letter", elements(changes))}


def test_a_right_letter_has_no_findings() -> None:
    assert names({}) == set()


@pytest.mark.parametrize(
    ("index", "text", "rule"),
    [
        (0, "益阳高新区应急管理局文件", "mark-word"),
        (1, "益高应急函[2026]7号", "number-brackets"),
        (1, "益高应急函（2026）7号", "number-brackets"),
        (1, "益高应急函〔26〕7号", "number-year"),
        (1, "益高应急函〔2026〕第7号", "number-word"),
        (1, "益高应急函〔2026〕07号", "number-noughts"),
        (1, "益高应急函〔2026〕7", "number-form"),
        (2, "关于通报行政处罚决定的函。", "title-punctuation"),
        (2, "关于通报处罚情况", "title-genre"),
        (3, "益阳高新区行政审批服务局:", "recipients-colon"),
        (4, "根据《办法（益政办发[2025]3号)》,".replace(",", "，").replace(")", "）"), "cited-number"),
        (4, "我局于2026.01.05作出决定。", "body-date"),
        (4, "我局于2026年01月05日作出决定。", "body-date"),
        (4, "根据有关规定,现通报如下。", "punctuation-width"),
        (4, "根据有关规定２０日内答复。", "digit-width"),
        (4, '我局"联合检查"情况如下。', "quotes"),
        (4, "木材、家具...等。", "ellipsis"),
        (4, "根据《办法的规定。", "pairs"),
        (5, "一．基本情况", "level-mark"),
        (7, "1、罚款50000元。", "level-mark"),
        (9, "三、处罚决定", "level-order"),
        (10, "附件:1.行政处罚决定书", "enclosure-colon"),
        (10, "附件：1.行政处罚决定书；", "enclosure-end"),
        (11, "3.送达回证", "enclosure-numbering"),
        (13, "2026年07月16日", "date-noughts"),
        (13, "2026.7.16", "date-form"),
        (13, "二〇二六年七月十六日", "date-form"),
        (14, "联系人：李四，电话：0737-7654321", "note-brackets"),
        (14, "(联系人：李四，电话：0737-7654321)", "note-width"),
        (15, "附件1：", "annex-label-form"),
        (16, "行政处罚决定的附件", "annex-agrees"),
        (17, "抄送：益阳高新区管委会办公室", "copies-stop"),
        (17, "抄送:益阳高新区管委会办公室。", "copies-colon"),
    ],
)
def test_one_fault_is_found_under_its_rule_alone(index: int, text: str, rule: str) -> None:
    assert names({index: text}) == {rule}


def test_roles_are_told_from_words_size_and_colour() -> None:
    bare = [
        Element(
            "unknown",
            text,
            n,
            1,
            "",
            "",
            {"mark": 36.0, "title": 22.0}.get(role, 16.0),
            False,
            "#FF0000" if role == "mark" else "#000000",
            "center" if role in ("mark", "title", "annex-title") else "",
        )  # fmt: skip
        for n, (role, text) in enumerate(LETTER)
    ]
    layout, told = with_roles(bare, letter_rules=True)
    assert layout == "letter"
    wanted = [r for r, _ in LETTER]
    assert [e.role for e in told if e.role not in ("annex-label", "annex-title", "body")] == [
        r for r in wanted if r not in ("annex-label", "annex-title", "body")
    ]


def test_consequences_name_rules_that_exist() -> None:
    for name, rule in RULES.items():
        assert set(rule.consequences) <= set(RULES), name
        assert name not in consequences(name)
    assert len(RULES) >= 60
