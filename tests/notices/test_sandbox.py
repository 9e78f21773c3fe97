"""Texts are data: they see fields, and nothing else."""

from __future__ import annotations

import pytest

from shenguan_docs.errors import Refused
from shenguan_docs.notices.texts import names_in, render, runs_of
from shenguan_docs.notices.values import Card, Many, Words

VALUES = {
    "当事人": Many((Card("示例甲公司", {"名称": "示例甲公司", "地址": "示例路1号"}, "当事人"),), "当事人"),
    "事由": Words("砍树", "事由"),
}


def rendered(source: str) -> str:
    text, tokens = render(source, VALUES, "测试 body.txt")
    return "".join(run.text for run in runs_of(text, tokens))


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__ }}",
        "{{ 事由.__class__.__mro__ }}",
        "{{ 事由['__class__'] }}",
        "{{ 当事人[0].parts }}",
        "{{ 当事人.__init__.__globals__ }}",
        "{{ 事由.upper() }}",
        "{{ range(10) }}",
        "{{ lipsum }}",
        "{{ self }}",
        "{{ cycler }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{{ 事由|attr('__class__') }}",
        "{{ 事由|map(attribute='x')|list }}",
        "{{ 'a' * 100000000 }}",
        "{{ 9 ** 99999999 }}",
        "{{ '%9999999d' % 1 }}",
        "{% macro m() %}x{% endmacro %}{{ m() }}",
    ],
)
def test_an_attack_is_refused_in_chinese_with_the_line(attack: str) -> None:
    with pytest.raises(Refused) as caught:
        rendered("第一行\n" + attack)
    assert "body.txt" in str(caught.value)
    assert not str(caught.value).isascii()


def test_parts_conditions_and_lists_work() -> None:
    source = "{% if 当事人.地址 %}{{ 当事人.地址 }}{% endif %}{% for 人 in 当事人 %}{{ loop.index }}{{ 人.名称 }}{% endfor %}"
    assert rendered(source) == "示例路1号1示例甲公司"
    assert rendered("{% if 当事人.电话 %}有{% else %}无{% endif %}") == "无"
    assert rendered("{% if 没填 %}有{% else %}无{% endif %}{{ 没填|default('空') }}") == "无空"


def test_words_that_were_not_filled_in_are_never_printed_as_a_hole() -> None:
    with pytest.raises(Refused, match="没填"):
        rendered("甲{{ 没填 }}乙")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("甲\n{{ 事由", "第 2 行"),
        ("{{ 事由|没有的 }}", "没有这个过滤器:没有的"),
        ("甲\n\n{% 错 %}", "第 3 行"),
    ],
)
def test_a_fault_names_its_line(source: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        rendered(source)


def test_names_with_their_lines() -> None:
    source = "{{ 甲 }}\n{% for 人 in 乙 %}{{ 人.名称 }}{{ loop.index }}{% endfor %}"
    assert set(names_in(source, "x")) == {("甲", 1), ("乙", 2)}
