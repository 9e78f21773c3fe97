"""What a hurried person puts into a data file: each fault is told once, in Chinese, with what to do."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from kinds_office import WRITTEN_ON, plan_lookup

from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.notices.datafile import read_data_file
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.fields import Filled, check_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.resources import shipped_templates

PENALTY = find_kind([shipped_templates() / "notices"], "penalty")
MINUTES = find_kind([shipped_templates() / "notices"], "minutes")


def checked(kind: Any = PENALTY, **changes: Any) -> Filled:
    data = {**example_data(kind, WRITTEN_ON), **changes}
    return check_data(kind, data, plan_lookup(), written_on=WRITTEN_ON)


def faults(**changes: Any) -> list[str]:
    with pytest.raises(DataFaults) as caught:
        checked(**changes)
    return [str(fault) for fault in caught.value.faults]


def refusal(tmp_path: Path, name: str, content: str) -> str:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    with pytest.raises(Refused) as caught:
        read_data_file(str(file))
    return str(caught.value)


def test_a_wrong_value_is_one_fault_and_not_also_missing() -> None:
    assert len(faults(fine="五万")) == 1  # penalty has a rule: 罚款 chosen → 罚款金额 filled in
    assert len(faults(fine=None)) == 1
    assert len(faults(decided_on="2026-02-30")) == 1


@pytest.mark.parametrize("value", [{"x": 1}, [["a"]], True])
@pytest.mark.parametrize("field", ["fine", "decided_on", "served_by", "penalty_kinds"])
def test_braces_and_nested_lists_are_refused_without_programmers_words(field: str, value: object) -> None:
    [fault] = faults(**{field: value})
    assert "{" not in fault and "[" not in fault and "True" not in fault


@pytest.mark.parametrize("field", ["fine", "decided_on", "served_by", "matter", "copies_to"])
def test_a_long_text_in_the_wrong_place_is_not_repeated_whole(field: str) -> None:
    [fault] = faults(**{field: "长文" * 5000})
    assert len(fault) < 300


def test_empty_items_of_a_list_do_not_count() -> None:
    assert checked(contents=["没收杉木", "", None]).data["contents"] == ["没收杉木"]
    assert "没有填" in faults(penalty_kinds=["", None])[0]


def test_null_is_nothing_and_never_printed() -> None:
    assert checked(contact={"name": "张三", "phone": None}).data["contact"] == {"name": "张三"}


def test_a_sum_is_kept_as_plain_digits() -> None:
    assert checked(fine="1e5").data["fine"] == "100000"


def test_brackets_nested_thousands_deep_and_endless_figures_are_refused(tmp_path: Path) -> None:
    deep = "括号套得太深"
    assert deep in refusal(tmp_path, "a.json", "[" * 100_000)
    assert deep in refusal(tmp_path, "a.json", '{"a":' * 5000 + "1" + "}" * 5000)
    assert deep in refusal(tmp_path, "a.toml", "a=" + "[" * 20_000)
    long = "有一个数字太长"
    assert long in refusal(tmp_path, "a.json", '{"fine": ' + "1" * 5000 + "}")
    assert long in refusal(tmp_path, "a.toml", "fine = " + "1" * 5000)


def test_a_name_that_stands_twice_in_json_is_refused(tmp_path: Path) -> None:
    assert "“fine”写了两遍" in refusal(tmp_path, "a.json", '{"fine": 1, "fine": 2}')


@pytest.mark.parametrize(
    ("content", "spot", "words"),
    [
        ("a = 1\nb = “甲”", "第 2 行", "中文引号"),
        ('party = [{name = “甲”, uscc = "9"}]', "第 1 行", "中文引号"),
        ("罚款金额 = 1", "第 1 行", "中文名称没有放在英文双引号里"),
        ('a = "没有写完', "文件末尾", "引号没有成对"),
        ('a = "没有写完\nb = 1', "第 1 行", "引号没有成对"),
        ('a = "C:\\用户"', "第 1 行", "反斜杠"),
        ("a = [1, 2", "文件末尾", "方括号没有成对"),
        ("[a\nb = 1", "第 1 行", "方括号没有成对"),
        ("a = 1\na = 2\n", "第 2 行", "写了两遍"),
        ("a ＝ 1", "第 1 行", "全角等号"),
    ],
)
def test_slips_in_toml_are_named_with_their_place(
    tmp_path: Path, content: str, spot: str, words: str
) -> None:
    said = refusal(tmp_path, "数据.toml", content)
    assert spot in said and words in said


def test_a_closed_standard_input_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(Refused, match="没有标准输入"):
        read_data_file("-")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(Refused, match="空"):
        read_data_file("-")
