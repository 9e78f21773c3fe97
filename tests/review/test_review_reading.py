"""What a reviewer's eye finds in words: names, codes, dates, items of a 送达回证, 附件说明, what a title says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.review.dates import days_in, last_day
from shenguan_docs.review.enclosures import listed_in
from shenguan_docs.review.facts import Paper
from shenguan_docs.review.names import another_number, code_meant, codes_in, near_names, number_in
from shenguan_docs.review.receipts import receipt_of
from shenguan_docs.review.stages import stage_of

NAME, CODE = "示例木业有限公司", "91430900MA00YL0018"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("对示例木业有限公司作出", []),
        ("对示 例 木 业\n有限公司作出", []),
        ("对示例木材有限公司作出", ["示例木材有限公司"]),
        ("对示例木业有限责任公司作出", ["示例木业有限责任公司"]),
        ("对示例木业公司作出", ["示例木业公司"]),
        ("示例木业有限公司与示例商贸有限公司", []),
        ("别的企业如甲乙丙丁有限公司", []),
        ("该公司、有限公司、本公司", []),
    ],
)
def test_a_name_that_is_nearly_the_partys_is_seen(text: str, written: list[str]) -> None:
    found = near_names(text, [NAME], ["示例商贸有限公司"])
    assert [near.written for near in found] == written
    assert all(near.meant == NAME for near in found)


@given(st.integers(0, 7), st.sampled_from("甲乙丙丁"))
def test_any_one_character_that_differs_is_seen(place: int, other: str) -> None:
    wrong = NAME[:place] + other + NAME[place + 1 :]
    found = near_names(f"经查，{wrong}于2026年", [NAME], [])
    assert bool(found) == (place < 6)  # what does not end like a company is not taken for one


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"统一社会信用代码：{CODE}", [CODE]),
        ("统一社会信用代码（或注册号）：９１４３０９００ＭＡ００ＹＬ００１８", [CODE]),
        (f"代码 {CODE.lower()} 的单位", [CODE]),
        ("身份证号 430900199001011239", ["430900199001011239"]),
        ("流水号 202603200000000012", []),
        ("统一社会信用代码：91430900MA00YL001", ["91430900MA00YL001"]),
    ],
)
def test_codes_are_found_by_their_form_or_label(text: str, found: list[str]) -> None:
    assert [one.code for one in codes_in(text) if one.code != "430900199001011239"] == [
        code for code in found if code != "430900199001011239"
    ]


def test_a_code_is_meant_where_it_nearly_is_or_stands_behind_the_name() -> None:
    near = f"代码 {CODE[:-1]}9"
    assert code_meant(next(codes_in(near)), near, [CODE], [NAME]) == CODE
    behind = f"{NAME}（统一社会信用代码 91110000MA01YLQ87C）"
    assert code_meant(next(codes_in(behind)), behind, [CODE], [NAME]) == CODE
    another = "示例物业服务有限公司，统一社会信用代码 91110000MA01YLQ87C"
    assert code_meant(next(codes_in(another)), another, [CODE], [NAME]) == ""


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_day_is_read_in_each_way_of_writing(day: date) -> None:
    digits = "〇一二三四五六七八九"
    small = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]

    def words(n: int) -> str:
        return small[n] if n <= 10 else ("" if n < 20 else small[n // 10]) + "十" + small[n % 10]

    chinese = "".join(digits[int(c)] for c in str(day.year)) + f"年{words(day.month)}月{words(day.day)}日"
    for text in (f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y.%m.%d}", chinese):
        assert [found for _, found in days_in(f"于{text}作出")] == [day]


def test_the_day_of_signing_is_the_one_that_stands_alone() -> None:
    assert last_day("2026年1月5日检查，限2026年4月1日前改正。\n示例局\n2026年3月6日\n") == date(2026, 3, 6)
    assert last_day("没有日期") is None
    assert last_day("2026年13月40日") is None


def test_the_items_of_a_receipt_are_read_by_their_labels() -> None:
    words = (
        "送达回证\n送达文书名称及文号\n行政处罚决定书（益高社林罚决字〔2026〕第3号）\n受送达人：示例木业有限公司\n送达地点 示例路1号\n"
        "送达方式：邮寄送达\n送达人：示例戊\n收件人签名或盖章：\n送达时间：2026年3月10日\n代收人：示例七\n代收理由：\n备注：\n"
    )
    slip = Paper(2, "送达回证", words=words, stage="service", page=4)
    decision = Paper(1, "行政处罚决定书", words="…", stage="decision")
    read = receipt_of(slip, [decision])
    assert (read.document, read.to, read.place, read.way) == (1, NAME, "示例路1号", "邮寄送达")
    assert (read.by, read.signed_by, read.proxy, read.proxy_reason) == ("示例戊", "", "示例七", "")
    assert read.served_on == date(2026, 3, 10)
    scan = Paper(2, "送达回证", words=words, stage="service", recognised=True)
    assert receipt_of(scan, [decision]).unseen


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ("正文。\n附件：1.木材清单\n2.现场照片\n示例局\n", ("木材清单", "现场照片")),
        ("正文。\n附件：木材清单\n示例局\n", ("木材清单",)),
        ("正文里说到附件：但不在行首，其实在。", ()),
        ("见附件\n", ()),
    ],
)
def test_what_a_letter_from_outside_encloses(words: str, listed: tuple[str, ...]) -> None:
    assert listed_in(words) == listed


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("行政处罚决定书（益高社林罚决字〔2026〕第3号）", "decision"),
        ("关于通报示例木业有限公司行政处罚决定的函", "letter"),
        ("不予行政处罚决定书", "spared"),
        ("行政处罚事先告知书送达回证", "service"),
        ("行政处罚事先告知书", "notice"),
        ("听证笔录", "hearing"),
        ("立案审批表", "filing"),
        ("林木采伐许可证（示例采字第000001号）", "licence"),
        ("受理通知书", "acceptance"),
        ("现场照片", "evidence"),
        ("会议记录", ""),
    ],
)
def test_what_a_title_says(title: str, stage: str) -> None:
    assert stage_of(title) == stage


def test_numbers_in_titles() -> None:
    assert number_in("行政处罚决定书（益高社林罚决字〔2026〕第3号）") == "益高社林罚决字〔2026〕第3号"
    assert number_in("现场照片") == ""
    assert (
        another_number("本机关作出益高社林罚决字(2026)第5号", "益高社林罚决字〔2026〕第3号")
        == "益高社林罚决字(2026)第5号"
    )
