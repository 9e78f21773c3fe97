"""Texts are data: they see fields, and nothing else."""

from __future__ import annotations

import jinja2
import pytest

from shenguan_docs.errors import Refused
from shenguan_docs.layout.source import guarded
from shenguan_docs.notices.texts import names_in, render, runs_of
from shenguan_docs.notices.values import Card, Many, Words
from shenguan_docs.sandbox import Sandbox

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
        "{% if 事由 %}{{ 事由|不存在 }}{% endif %}",
    ],
)
def test_an_attack_is_refused_in_chinese_with_the_line(attack: str) -> None:
    with pytest.raises(Refused) as caught:
        rendered("第一行\n" + attack)
    assert "body.txt" in str(caught.value)
    assert not str(caught.value).isascii()


def test_a_character_that_stands_for_a_field_inside_is_only_a_character_in_a_text() -> None:
    assert rendered("甲\U000f0000乙\U000f0005{{ 事由 }}") == "甲\ufffd乙\ufffd砍树"


TWICE = "{% set a = [1] %}" + "{% set a = [a, a] %}" * 60
BIG = "{% set a = '" + "x" * 5000 + "' %}" + "{% set a = a ~ a %}" * 10
DOUBLED = "{% set a = 'xxxxxxxxxx' %}"


@pytest.mark.parametrize(
    "endless",
    [
        DOUBLED + "{% set a = a ~ a %}" * 60 + "{{ a }}",
        DOUBLED + "{% set a = a + a %}" * 60 + "{{ a }}",
        DOUBLED + "{% set a %}{{ a }}{{ a }}{% endset %}" * 60 + "{{ a }}",
        "{% set a = 99 %}" + "{% set a = a * a %}" * 60 + "{{ a }}",
        "{% set a = 99 %}" + "{% set a = a + a %}" * 60 + "{{ a }}",
        "{% set a = [事由] %}" + "{% set a = a + a %}" * 60,
        "{% set a = [1, 2, 3, 4, 5, 6, 7, 8, 9] %}"
        + "".join(f"{{% for b{n} in a %}}" for n in range(12))
        + "{% endfor %}" * 12,
        "{% for a in 'xxxxxxxxxx' %}" * 12 + "{% endfor %}" * 12,
        "{% set a = '" + "字" * 9000 + "' %}{% for b in a %}{{ a }}{% endfor %}",
        "{% for a in [[1]] recursive %}{{ loop(a) }}{% endfor %}",
        "{% set a = [] %}{% set a = [a, a] %}{% for b in a recursive %}{{ loop([b, b]) }}{% endfor %}",
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        TWICE + "{% set b = [1] %}" + "{% set b = [b, b] %}" * 60 + "{{ a == b }}{{ a < b }}",
        TWICE + "{{ a }}{{ a ~ 1 }}{{ a|trim }}{{ a|e }}",
        "{% set a = {'x': 1} %}" + "{% set a = {'x': a, 'y': (a, a)} %}" * 60 + "{{ a ~ 1 }}",
        BIG + "{% for b in a %}{% set c = a ~ a %}{% endfor %}",
        BIG + "{% for b in a %}{% set c = a|e %}{% endfor %}",
        "{% for a in [1] %}" * 30 + "x" + "{% endfor %}" * 30,
        "{% if 1 %}" * 120 + "x" + "{% endif %}" * 120,
        "{{ 1 }}" * 70_000,
        "{{ " + "9" * 5000 + " }}",
        "{{ 1e400 }}",
        "{{ 1e308 // 1e-308 }}",
        "{{ 1 - 1e400 }}",
    ],
)
def test_what_has_no_end_is_refused(endless: str) -> None:
    with pytest.raises(Refused):
        guarded(lambda: Sandbox(autoescape=True).from_string(endless).render({"事由": "字"}), str)


def test_layouts_that_bring_each_other_in_have_an_end() -> None:
    sandbox = Sandbox(autoescape=True)
    twice = "{% set n = (n or 0) + 1 %}{% if n < 40 %}{% include 'a' %}{% include 'a' %}{% endif %}"
    sandbox.loader = jinja2.DictLoader({"a": twice})
    with pytest.raises(Refused, match="没有尽头"):
        guarded(lambda: sandbox.get_template("a").render(), str)


def test_what_python_cannot_compile_is_a_fault_of_the_text() -> None:
    for source in (
        "{% for a in 当事人 %}" * 30 + "{% endfor %}" * 30,
        "{{ 1e999 }}",
        "{{ " + "9" * 5000 + " }}",
    ):
        with pytest.raises(Refused) as caught:
            names_in(source, "测试 body.txt")
        assert "测试 body.txt" in str(caught.value) and "写法有误" not in str(caught.value)


def test_what_no_page_can_show_is_left_out() -> None:
    assert rendered("甲\x00乙{{ '\\x00\\ud800丙' }}") == "甲乙丙"


def test_loops_know_where_they_are_and_joined_words_stay_escaped() -> None:
    source = "{% for a in [1, 2, 3] %}{{ loop.index }}/{{ loop.length }}{% if not loop.last %},{% endif %}{% endfor %}"
    assert Sandbox().from_string(source).render() == "1/3,2/3,3/3"
    escaping = Sandbox(autoescape=True)
    assert escaping.from_string("{{ a ~ '<b>' ~ a }}").render(a="<i>") == "&lt;i&gt;&lt;b&gt;&lt;i&gt;"
    assert escaping.from_string("{{ 2 + 3 }}{{ 'a' + 'b' }}{{ 2 * 3 }}").render() == "5ab6"


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
        ("{{ 事由|没有的 }}", "没有这个过滤器：没有的"),
        ("甲\n\n{% 错 %}", "第 3 行"),
    ],
)
def test_a_fault_names_its_line(source: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        rendered(source)


def test_names_with_their_lines() -> None:
    source = "{{ 甲 }}\n{% for 人 in 乙 %}{{ 人.名称 }}{{ loop.index }}{% endfor %}"
    assert set(names_in(source, "x")) == {("甲", 1), ("乙", 2)}
