"""What is pasted into a field is tidied by the field's type, and the field is named."""

from __future__ import annotations

from typing import Any

import pytest
from kinds_office import DATA, WRITTEN_ON, plan_lookup

from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.fields import Filled, check_data
from shenguan_docs.notices.kind import Field
from shenguan_docs.notices.kind_file import load_kind
from shenguan_docs.notices.tidying import tidied
from shenguan_docs.resources import shipped_templates

SHIPPED = shipped_templates() / "notices"


def filled(slug: str, **changes: Any) -> Filled:
    kind = load_kind(SHIPPED / slug)
    data = {**example_data(kind, WRITTEN_ON), **changes}
    return check_data(kind, data, plan_lookup(folder=DATA / slug), written_on=WRITTEN_ON)


@pytest.mark.parametrize(
    ("type", "pasted", "meant"),
    [
        ("date", "２０２６－０３－０５", "2026-03-05"),
        ("date", "2026\u3000年 3 月 5 日", "2026年3月5日"),
        ("task_date", "2026–03–05\u200b", "2026-03-05"),
        ("number", "１２\u00a0", "12"),
        ("amount", "５００００元", "50000元"),
        ("person", "示　三", "示三"),
        ("person", {"name": "示 三", "phone": "０７３７－１２３４５６７"}, {"name": "示三", "phone": "0737-1234567"}),
        (
            "party",
            {"name": "示例(益阳)\u200b公司", "uscc": "９１430900MA00YL0018"},
            {"name": "示例（益阳）公司", "uscc": "91430900MA00YL0018"},
        ),
        ("attachment", {"path": "a,b.pdf", "title": "现场检查　记录"}, {"path": "a,b.pdf", "title": "现场检查记录"}),
        ("table", [{"甲": "第１行\n第２行"}], [{"甲": "第1行\n第2行"}]),
        (
            "reference",
            {"number": "益高社函[2026]7号", "title": "关于甲的函（一）", "date": "2026．3．5", "sender": "某　局"},
            {"number": "益高社函〔2026〕7号", "title": "关于甲的函（一）", "date": "2026.3.5", "sender": "某局"},
        ),
    ],
)  # fmt: skip
def test_by_type(type: str, pasted: Any, meant: Any) -> None:
    field = Field("x", "某项", type, columns=("甲",))
    tidy, notes = tidied(field, pasted)
    assert tidy == meant
    assert notes
    assert tidied(field, tidy) == (tidy, ())


@pytest.mark.parametrize("item", [None, 5, True, [], ["甲"], {"x": 1}, 1.5])
def test_a_wrong_type_is_left_for_the_checks(item: Any) -> None:
    for type in ("text", "date", "number", "person", "party", "reference", "table", "attachment", "matter"):
        assert tidied(Field("x", "某项", type), item)[0] == item


def test_a_page_pasted_from_word_reads_as_if_typed_and_each_field_is_named() -> None:
    plain = filled("consultation", application="申请人拟使用林地0.8公顷，期限18个月。")
    said = filled(
        "consultation",
        application="　　申请人拟使用林地\u000b０．８公顷，期限　18\u00a0个月.",
        accepted_on="２０２６年３月１９日",
        questions=["是否涉及生态公益林？", "植被恢复方案是否可行；"],
    )
    assert said.data["application"] == "申请人拟使用林地0.8公顷，期限 18 个月。"
    assert plain.data["application"] == "申请人拟使用林地0.8公顷，期限18个月。"
    assert said.data["questions"] == ["是否涉及生态公益林？", "植被恢复方案是否可行"]
    fields = [warning.split("”")[0].strip("“") for warning in said.warnings]
    assert fields == ["受理日期", "申请内容", "征求意见的问题（第 2 个）"]


def test_only_a_field_that_says_so_loses_its_last_stop() -> None:
    assert filled("alert", facts="存在隐患。").data["facts"] == "存在隐患。"


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    for piece in ("甲,", "(", "\u000b", "甲 \u3000", "(甲)", "\u200b", ". ", "甲\u2028", "http://a "):
        tidied(Field("x", "某项", "longtext"), piece * (16_000 // len(piece)))
