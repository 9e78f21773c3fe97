"""Profiles are data: what is shipped reads well, what is written wrongly is told by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from shenguan_docs.bundle.contents import BundleItem
from shenguan_docs.bundle.profile import Profile, find_profile, load_profiles
from shenguan_docs.bundle.profile_file import read_profile
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.resources import shipped_templates

PLACES = [shipped_templates() / "bundle" / "profiles"]


def document(title: str, **more) -> BundleItem:
    return BundleItem("", "", title, None, b"", None, **more)


def test_three_profiles_come_along() -> None:
    profiles = load_profiles(PLACES)
    assert {slug: p.name for slug, p in profiles.items()} == {
        "exchange": "联动往来",
        "licence": "行政许可",
        "penalty": "行政处罚",
    }
    assert {slot.volume for slot in profiles["penalty"].slots} == {"正卷", "副卷"}
    assert find_profile(PLACES, " 行政处罚 ").slug == "penalty"
    with pytest.raises(NotFound, match="没有“刑事”这种案卷.*penalty"):
        find_profile(PLACES, "刑事")


@pytest.mark.parametrize(
    ("item", "slot"),
    [
        (document("行政处罚决定书", source="event", kind="penalty-effective"), "decision"),
        (document("行政处罚决定书送达回证", source="event", kind="penalty-effective"), "service"),
        (document("询问笔录(张某)", source="event", kind="penalty-decided"), "evidence"),
        (document("关于通报行政处罚决定的函", source="issued", kind="penalty"), "report"),
        (document("发文稿纸：关于通报的函", source="manuscript", kind="penalty"), "manuscript"),
        (document("会议纪要", source="issued", kind="minutes"), "minutes"),
        (document("说不清的材料", source="received", kind="received"), "other"),
    ],
)
def test_where_a_document_of_a_penalty_file_belongs(item: BundleItem, slot: str) -> None:
    found = find_profile(PLACES, "penalty").slot_of(item)
    assert found is not None
    assert found.key == slot


def test_what_is_lacking() -> None:
    penalty = find_profile(PLACES, "penalty")
    assert [s.key for s in penalty.lacking(frozenset(), credit=False)] == ["decision", "service", "evidence"]
    exchange = find_profile(PLACES, "exchange")
    assert [s.key for s in exchange.lacking(frozenset({"letters"}), credit=True)] == ["credit", "service"]
    assert exchange.lacking(frozenset({"letters", "service"}), credit=False) == ()


HEAD = 'name = "示例"\n[[cover]]\nkey = "heading"\nlabel = "案卷题名"\n'
REST = '[[slots]]\nkey = "all"\nname = "全部"\nrest = true\n'


def written(folder: Path, text: str) -> Profile:
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    return read_profile(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + REST + "colour = 1\n", r"own\.toml 第 9 行.*不认识的项 colour"),
        (HEAD.replace('"heading"', "1", 1) + REST, r"第 3 行.*key 要写文字"),
        (HEAD + REST.replace("true", "1"), r"第 8 行.*rest 要写true 或 false"),
        (HEAD + REST.replace("rest = true", 'takes = [{ words = ["函"] }]'), "只能有一处写 rest"),
        (HEAD + REST + REST.replace('"all"', '"two"'), "只能有一处写 rest"),
        (HEAD + REST + 'volume = "附卷"\n', "第 9 行.*volume 不能是“附卷”.*正卷、副卷"),
        (HEAD + REST + 'takes = [{ sources = ["post"] }]\n', "第 9 行.*sources 不能是“post”.*issued"),
        (HEAD + REST + "takes = [{}]\n", "takes 里有一项是空的"),
        (HEAD + REST + 'required_with = ["gone"]\n', "没有的一处“gone”"),
        (HEAD + REST + REST, "第 6 行.*写了两遍|只能有一处"),
        (HEAD + 'from = ["colour"]\n' + REST, "第 5 行.*from 不能是“colour”"),
        ('number_place = "middle"\n' + HEAD + REST, "第 1 行.*outer、right、left"),
        ("most = 0\n" + HEAD + REST, "第 1 行.*most 要写1 到 2000 的整数"),
        ('name = "示例"\n' + REST, "缺 cover"),
        ("name = “示例”\n" + REST, "第 1 行.*中文引号"),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        written(tmp_path, text)


def test_an_office_adds_a_profile_and_replaces_one(tmp_path: Path) -> None:
    assert written(tmp_path, HEAD + REST).title == "示例案卷"
    (tmp_path / "penalty.toml").write_text(HEAD + REST, "utf-8")
    profiles = load_profiles([tmp_path, *PLACES])
    assert {slug: p.name for slug, p in profiles.items() if slug in ("own", "penalty")} == {
        "own": "示例",
        "penalty": "示例",
    }
