"""Suggestions for what a person may have meant."""

import pytest

from shenguan_docs.nearest import fold_name, nearest

KINDS = [
    "行政处罚决定通报函",
    "培训邀请函",
    "审批结果推送函",
    "会议通知",
    "会议纪要",
    "penalty",
    "training",
    "training-reply",
]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("处罚", "行政处罚决定通报函"),
        ("penlaty", "penalty"),
        ("Training", "training"),
        ("会议記要", "会议纪要"),
        ("培训函", "培训邀请函"),
        ("审批结果推送涵", "审批结果推送函"),
    ],
)
def test_the_nearest_comes_first(word, first):
    assert nearest(word, KINDS)[0] == first


@pytest.mark.parametrize("word", ["", "  ", "zzz", "天气预报", "函"])
def test_nothing_is_suggested_for_what_resembles_nothing(word):
    assert nearest(word, KINDS) == []


def test_no_more_than_asked_for_and_none_twice():
    assert nearest("会议", ["会议通知", "会议纪要", "会议通知"], 5) == ["会议通知", "会议纪要"]
    assert len(nearest("会议", KINDS, 1)) == 1


def test_what_does_not_tell_two_names_apart():
    assert fold_name("区经济合作局\n（政务管理服务局）") == fold_name("区经济合作局 (政务管理服务局)")
    assert fold_name("“放管服”改革") == fold_name('"放管服"改革') == fold_name("「放管服」改革")
    assert fold_name("ＡＢ〔2026〕") == fold_name("ab(2026)")
