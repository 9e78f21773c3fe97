"""Pasted words are brought to how a letter writes them; nothing that means something is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.notices.pasted import (
    BLANKS,
    BRACKETS,
    BREAKS,
    DOTS,
    PUNCTUATION,
    WIDTH,
    tidy,
    tidy_number,
    without_stop,
)
from shenguan_docs.text import clean, half_width


@pytest.mark.parametrize(
    ("pasted", "written", "done"),
    [
        ("示例\u00a0木业　有限\u200b公司", "示例木业有限公司", {BLANKS}),
        ("　　申请人拟采伐。", "申请人拟采伐。", {BLANKS}),
        ("示例甲 示例乙", "示例甲 示例乙", set()),
        ("示例甲  示例乙", "示例甲示例乙", {BLANKS}),
        ("申请人 拟在示例村 采伐。", "申请人拟在示例村采伐。", {BLANKS}),
        ("参加检查的有张三 李四光 王五，均已签名", "参加检查的有张三李四光王五，均已签名", {BLANKS}),
        ("参加人员：张三　李四光 王五。", "参加人员：张三 李四光 王五。", {BLANKS}),
        ("张 三", "张三", {BLANKS}),
        ("负责人为阿卜杜拉.买买提,已到场", "负责人为阿卜杜拉·买买提，已到场", {DOTS, PUNCTUATION}),
        ("迪丽娜尔 • 吐尔逊江", "迪丽娜尔·吐尔逊江", {DOTS}),
        ("检查完毕.发现问题", "检查完毕。发现问题", {PUNCTUATION}),
        ("共  12 件", "共 12 件", {BLANKS}),
        ("面积１．６公顷，Ａ区", "面积1.6公顷，A区", {WIDTH}),
        ("已受理,正在审查;请函复.", "已受理，正在审查；请函复。", {PUNCTUATION}),
        ("林地(含湿地)0.8公顷", "林地（含湿地）0.8公顷", {PUNCTUATION}),
        ("面积1.6公顷,苗圃1处", "面积1.6公顷，苗圃1处", {PUNCTUATION}),
        ("共1,234株,比例1:500", "共1,234株，比例1:500", {PUNCTUATION}),
        ("会议于9:30开始", "会议于9:30开始", set()),
        ("按照 see (a, b); e.g. this", "按照 see (a, b); e.g. this", set()),
        ("见http://a.cn/x,y?z=1:2", "见http://a.cn/x,y?z=1:2", set()),
        ("发a.b@c.cn", "发a.b@c.cn", set()),
        ("网址:www.a.cn", "网址：www.a.cn", {PUNCTUATION}),
        ("依据益高社函[2026]7号", "依据益高社函〔2026〕7号", {BRACKETS}),
        ("第3.2节(2026)", "第3.2节(2026)", set()),
        ("是否属实?请核实!", "是否属实？请核实！", {PUNCTUATION}),
        ("等等...其他", "等等...其他", set()),
        ("行一\n行二", "行一行二", {BREAKS}),
        ("one\ntwo", "one two", {BREAKS}),
    ],
)
def test_one_line(pasted: str, written: str, done: set[str]) -> None:
    text, notes = tidy(pasted)
    assert (text, set(notes)) == (written, done)


@pytest.mark.parametrize(
    ("pasted", "written"),
    [
        ("申请人因修建管道\x0b临时使用林地。", "申请人因修建管道临时使用林地。"),
        ("第一段。\u2028第二段。", "第一段。\n第二段。"),
        ("第一段。\n\n　　第二段。\r\n", "第一段。\n第二段。"),
        ("see the\x0btext", "see the text"),
    ],
)
def test_a_soft_line_break_inside_a_sentence_is_none(pasted: str, written: str) -> None:
    assert tidy(pasted, lines=True)[0] == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("益高社函[2026]7号", "益高社函〔2026〕7号"),
        ("益高社函［２０２６］７号", "益高社函〔2026〕7号"),
        ("益高社函(2026) 7 号", "益高社函〔2026〕7号"),
        ("益高社函【2026】第7号", "益高社函〔2026〕第7号"),
        ("（2026）湘0902行初12号", "（2026）湘0902行初12号"),
        ("益高社函〔2026〕7号", "益高社函〔2026〕7号"),
    ],
)
def test_the_year_of_a_number_stands_in_hexagonal_brackets(typed: str, written: str) -> None:
    assert tidy_number(typed)[0] == written


def test_an_item_loses_the_stop_at_its_end() -> None:
    assert without_stop("报到后领取资料。") == without_stop("报到后领取资料；") == "报到后领取资料"
    assert without_stop("面积1.6") == "面积1.6"


SPOILT = st.text(
    st.sampled_from(
        "甲乙丙示例公司0123456789０９ABCabcＡｚ ,.;:?!()（），。；：[]［］〔〕\n\r\x0b\u2028\t\u00a0\u3000\u200b\ufeff@/w“”《》号年月"
    )
    | st.characters(),
    max_size=60,
)


@given(SPOILT, st.booleans(), st.booleans())
def test_what_is_tidy_stays_as_it_is(text: str, lines: bool, punctuation: bool) -> None:
    once, _ = tidy(text, lines=lines, punctuation=punctuation)
    assert tidy(once, lines=lines, punctuation=punctuation) == (once, ())


@given(SPOILT, st.booleans())
def test_no_letter_figure_or_character_is_lost(text: str, lines: bool) -> None:
    def kept(words: str) -> list[str]:
        return [c for c in half_width(words) if c.isalnum()]

    assert kept(tidy(text, lines=lines)[0]) == kept(clean(text))
    assert kept(tidy_number(text)[0]) == kept(clean(text))


@given(SPOILT)
def test_a_tidy_number_stays_as_it_is(text: str) -> None:
    once, _ = tidy_number(text)
    assert tidy_number(once)[0] == once
