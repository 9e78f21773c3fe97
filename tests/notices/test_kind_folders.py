"""A kind is a folder; what is wrong with it is said by file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kinds_office import WRITTEN_ON, plan_lookup

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.notices.checking import check_kind
from shenguan_docs.notices.examples import example_toml
from shenguan_docs.notices.kind_file import load_kind
from shenguan_docs.notices.kinds import find_kind, load_kinds
from shenguan_docs.resources import shipped_templates

SHIPPED = shipped_templates() / "notices"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An office's own copy of penalty under another name."""
    folder = tmp_path / "notices" / "own-penalty"
    shutil.copytree(SHIPPED / "penalty", folder)
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def says(folder: Path) -> str:
    return "\n".join(f"{f.where} {f.message}" for f in check_kind(folder, plan_lookup, WRITTEN_ON))


def test_a_copied_folder_is_a_kind(own: Path) -> None:
    assert "own-penalty" in load_kinds([own.parent, SHIPPED])
    assert says(own) == ""


def test_the_offices_own_folder_wins(tmp_path: Path) -> None:
    mine = tmp_path / "notices" / "penalty"
    shutil.copytree(SHIPPED / "penalty", mine)
    change(mine / "kind.toml", 'name = "行政处罚决定通报函"', 'name = "本单位的通报函"')
    places = [mine.parent, SHIPPED]
    assert find_kind(places, "penalty").name == "本单位的通报函"
    assert find_kind(places, "本单位的通报函").folder == mine
    assert find_kind([SHIPPED], "penalty").version != find_kind(places, "penalty").version


def test_an_unknown_kind_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="penalty"):
        find_kind([SHIPPED], "penalti")
    with pytest.raises(NotFound, match="行政处罚决定通报函"):
        find_kind([SHIPPED], "行政处罚通报函")


def test_a_placeholder_that_is_no_field_is_named_with_file_and_line(own: Path) -> None:
    body = own / "body.txt"
    number = len(body.read_text("utf-8").splitlines()) + 1
    body.write_text(body.read_text("utf-8") + "{{ 处罚机光 }}\n", "utf-8")
    assert f"own-penalty/body.txt 第 {number} 行" in says(own)
    assert "处罚机光" in says(own)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("@未知 甲", "“@未知”不是这里可用的标记"),
        ("@出席甲", "“@出席甲”不是"),
        ("#题", "“#”是标题"),
        ("##### 题", "“#”是标题"),
    ],
)
def test_a_mark_that_would_be_printed_as_it_stands_is_named(own: Path, line: str, said: str) -> None:
    change(own / "body.txt", "特此函告。", f"{line}\n特此函告。")
    assert said in says(own)
    assert "own-penalty/body.txt 第 " in says(own)


def test_a_placeholder_outside_its_condition_is_found(own: Path) -> None:
    kind = load_kind(own)
    optional = next(
        f for f in kind.fields if not f.required and f.id in kind.example or f.label in kind.example
    )
    if optional.required:
        pytest.fail("penalty has no optional field in its example")
    with (own / "body.txt").open("a", encoding="utf-8") as body:
        body.write("{{ " + optional.label + " }}\n")
    assert f"不填“{optional.label}”时" in says(own)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('layout = "letter"', 'layout = "poster"', "layout 不能是“poster”"),
        ('layout = "letter"', "layout = letter", "TOML 写法有误"),
        ('retention = "', 'retention = "5年 ', "retention 不能是"),
        ('type = "party"', 'type = "company"', "类型“company”不对"),
        ('genre = "函"', 'genre = "函"\ncolour = "red"', "不认识的项 colour"),
        ('series = "函"', "", "缺 series"),
    ],
)
def test_a_fault_in_the_head(own: Path, old: str, new: str, expected: str) -> None:
    change(own / "kind.toml", old, new)
    assert expected in says(own)


def test_a_missing_body_and_a_foreign_encoding(own: Path) -> None:
    (own / "body.txt").write_bytes("正文".encode("gbk"))
    assert "不是 UTF-8 编码" in says(own)
    (own / "body.txt").unlink()
    with pytest.raises(Refused, match="缺这个文件"):
        load_kind(own)


def test_the_example_explains_each_field_and_reckons_its_dates() -> None:
    text = example_toml(load_kind(SHIPPED / "penalty"), WRITTEN_ON)
    assert "{今天" not in text
    for field in load_kind(SHIPPED / "penalty").all_fields:
        assert field.label in text
