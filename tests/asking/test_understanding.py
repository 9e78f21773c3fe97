"""What secretaries type, as they type it, and what is understood."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from asking_office import COMPANIES, TODAY, ground, vocabulary
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.asking import suggesting
from shenguan_docs.asking.query import Query, question_of, reading_of
from shenguan_docs.asking.reading import Reading
from shenguan_docs.asking.suggesting import near_names, near_texts
from shenguan_docs.errors import Refused
from shenguan_docs.index import question as q

_SIDES = {"sender": "发", "receiver": "收", "department": "部"}
TABLE = [
    tuple(line.split(" ⇒"))
    for line in Path(__file__).with_name("typed.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def understood(typed: str, **options: object) -> Reading:
    return reading_of(Query(typed, **options), ground())  # type: ignore[arg-type]


def told(reading: Reading) -> str:
    """The reading as a line of the table."""
    short = {d.name: d.short_name for d in vocabulary().departments}
    parts = []
    for part in reading.parts:
        values = part.value if isinstance(part.value, tuple) else (part.value,)
        parts.append(f"{_SIDES.get(part.field, part.field)}={','.join(short.get(v, v) for v in values)}")
    words = " ".join(text.text for text in reading.texts)
    return " ".join(parts) + (f" | {words}" if words else "")


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 120


@pytest.mark.parametrize(("typed", "expected"), TABLE, ids=[typed for typed, _ in TABLE])
def test_what_is_typed_is_understood(typed: str, expected: str) -> None:
    assert told(understood(typed)).strip() == expected.strip()


def test_each_part_says_where_it_was_typed() -> None:
    typed = "上个月 发给社会事务局的 处罚函"
    for part in understood(typed).parts:
        assert typed[part.start : part.end].strip() == part.text


def test_a_part_that_is_wrong_becomes_words_again() -> None:
    typed = "经合局 3月 处罚"
    assert told(understood(typed, not_understood=(2,))) == "部=区经济合作局 kind=penalty | 3月"
    assert told(understood(typed, not_understood=(1, 2))) == "| 经合局 3月 处罚".strip().replace("| ", " | ")
    with pytest.raises(Refused, match="没有第 9 个理解"):
        understood(typed, not_understood=(9,))


def test_literal_understands_nothing() -> None:
    reading = understood("经合局 3月 益高社函〔2026〕7号", literal=True)
    assert not reading.parts
    assert reading.plain == q.All((q.Holds("经合局"), q.Holds("3月"), q.Holds("益高社函〔2026〕7号")))


def test_traditional_characters_are_understood_where_that_is_asked() -> None:
    typed = "經合局 3月 處罰 「採伐」"
    assert told(understood(typed)).endswith("| 處罰")
    reading = understood(typed, variants=True)
    assert told(reading) == "部=区经济合作局 date=2026-03-01/2026-03-31 kind=penalty variants=all"
    assert [part.text for part in reading.parts] == ["經合局", "3月", "處罰", ""]
    question = question_of(Query(typed, variants=True), reading, ground())
    assert q.Holds("采伐", None, variants=True) in q.asked(question.where)
    without = understood(typed, variants=True, not_understood=(4,))
    assert told(without) == told(understood(typed))


def test_quotes_are_never_understood() -> None:
    for typed in ('"经合局"', "“3月”", "「复函」", '"益高社函〔2026〕7号"'):
        assert not understood(typed).parts


def test_a_month_is_the_last_one_that_began() -> None:
    at = ground(date(2026, 1, 10))
    (part,) = reading_of(Query("3月"), at).parts
    assert part.value == "2025-03-01/2025-03-31"


def test_a_field_that_is_no_day_is_refused() -> None:
    with pytest.raises(Refused, match="认不出是哪一天"):
        understood("日期：胡说")
    with pytest.raises(Refused, match="认不出是哪一天"):
        understood("日期：2月30日")


def test_looser_readings_come_in_a_fixed_order() -> None:
    notes = [note for _, note in understood("上个月发给社会局的林木采伐处罚").looser()]
    assert [n.removeprefix("照原意没有找到，已放宽：") for n in notes[:2]] == [
        "“林木采伐”改在全文里找，不限事项：林木采伐许可证核发",
        "“处罚”改在全文里找，不限类别：行政处罚决定通报函",
    ]
    assert len(notes) == 7


SIGNS = '经合局社会发给的函处罚复上个月3去年第四季度恒能 "“”（）（）-|或:：公司日期事项〔2026〕7号hnjs*\x00\ud800\u202e，。「」'


@given(st.text(st.sampled_from(SIGNS), max_size=40) | st.text(max_size=40))
def test_any_text_is_a_query_or_a_sentence(typed: str) -> None:
    try:
        reading = understood(typed)
    except Refused as refusal:
        assert str(refusal).endswith("。")
    else:
        for part in reading.parts:
            assert 0 <= part.start < part.end <= len(typed)


@given(st.text(max_size=60).filter(lambda t: t.strip() and "「" not in t and "」" not in t))
def test_a_quoted_fragment_is_asked_for_as_it_is(fragment: str) -> None:
    try:
        reading = understood(f"「{fragment}」")
    except Refused:
        return
    assert reading.others == (q.Holds(fragment),)


def test_companies_are_found_by_every_reading_of_their_name() -> None:
    sounds = vocabulary().company_sounds
    assert (
        sounds.find("changle") == sounds.find("zhangle") == ["沅江市长乐商贸有限公司"]
    )  # 长 has two readings
    assert sounds.find("zlzy") == sounds.find("clzy") == ["湖南重力置业有限公司"]
    assert sounds.find("yuanjiangshichangle") == ["沅江市长乐商贸有限公司"]
    assert sounds.find("qqqq") == sounds.find("a" * 200) == []
    assert len(COMPANIES) == 6
    assert TODAY.weekday() == 1


def test_characters_that_look_alike_stand_for_each_other() -> None:
    assert near_names("恒能健设", vocabulary())[0] == "恒能建设"
    assert near_names("横能建设", vocabulary())[0] == "恒能建设"
    assert near_names("林木采代", vocabulary())[0] == "林木采伐"
    assert "益阳市恒能建设有限公司" in near_names("益阳市桓能建设有限公司", vocabulary())
    assert "沅江市" in list(near_texts("沉江市"))
    assert {"巳", "已"} <= set(near_texts("己"))


def test_every_group_of_look_alikes_has_several_characters() -> None:
    groups = [
        group
        for line in Path(suggesting.__file__).with_name("look_alikes.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
        for group in line.split()
    ]
    assert len(groups) > 800
    assert all(len(set(group)) == len(group) > 1 for group in groups)
