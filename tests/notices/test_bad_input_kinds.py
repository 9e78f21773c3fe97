"""A kind's folder as an office may break it: every fault is a finding in Chinese with its place, none a crash."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from kinds_office import WRITTEN_ON, plan_lookup

from shenguan_docs.notices.checking import check_kind
from shenguan_docs.resources import shipped_templates

PENALTY = shipped_templates() / "notices" / "penalty"
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}|None|<class|Error")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PENALTY, tmp_path / "own"))


def said(folder: Path) -> str:
    text = "\n".join(f"{f.where}：{f.message}" for f in check_kind(folder, plan_lookup, WRITTEN_ON))
    assert text, "nothing was found"
    assert not ENGLISH.search(text), text
    return text


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{{ 决定日期|年月日 }}{{ 违法事实|年月日 }}", "只能用于日期"),
        ("{{ 违法事实|大写 }}", "只能用于金额"),
        ("{{ 罚款金额|大写|大写 }}", "只能用于金额"),
        ("{{ 1/0 }}", "除数是零"),
        ("{% if %}x{% endif %}", "缺内容"),
        ("{# 没有写完", "没写完"),
        ("{{ 当事人", "没写完"),
        ("{{ 当事人 ? }}", "符号"),
        ("{{ 违法事实|不存在 }}", "没有这个过滤器：不存在"),
        ("{% for x in 罚款金额 %}{{ x }}{% endfor %}", "能填多个的项"),
        ('{% include "/etc/passwd" %}', "不能调用函数或引入别的文件"),
        ('{% extends "x" %}', "不能调用函数或引入别的文件"),
        ("{{ 违法事实 * 1000000 }}", "不能使用运算"),
        ("{{ " + "(" * 3000 + "当事人" + ")" * 3000 + " }}", "套得太深"),
        ("{% if 当事人 %}" * 500 + "x" + "{% endif %}" * 500, "套得太深"),
    ],
)
def test_a_text_that_cannot_be_printed_is_named_with_its_line(own: Path, line: str, problem: str) -> None:
    body = own / "body.txt"
    body.write_text(body.read_text("utf-8") + line + "\n", "utf-8")
    found = said(own)
    assert problem in found and "own/body.txt" in found


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "5"),
        ("genre", "[]"),
        ("sender", '["甲"]'),
        ("receivers", '"审批部门"'),
        ("receivers", "[1]"),
        ("title", "5"),
        ("id", "5"),
        ("label", "5"),
        ("type", "[]"),
        ("many", '"yes"'),
        ("choices", '"abc"'),
        ("choices", "[1, 2]"),
        ("check", "5"),
        ("message", "5"),
    ],
)
def test_a_value_of_the_wrong_shape_is_named_with_its_line(own: Path, key: str, value: str) -> None:
    lines = (own / "kind.toml").read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if re.match(rf"{key} = .*[^\[]$", line))
    lines[number] = f"{key} = {value}"
    (own / "kind.toml").write_text("\n".join(lines), "utf-8")
    assert f"own/kind.toml 第 {number + 1} 行：{key} 要写" in said(own)


@pytest.mark.parametrize("section", ["fields", "rules", "deadlines", "example"])
def test_a_section_that_is_a_number_is_named(own: Path, section: str) -> None:
    text = (own / "kind.toml").read_text("utf-8")
    text = re.sub(rf"\[+{section}\]+", "[[other]]", text)
    (own / "kind.toml").write_text(f"{section} = 5\n" + text, "utf-8")
    assert section in said(own) or "other" in said(own)


def test_an_example_from_beyond_the_calendar_is_a_wrong_date(own: Path) -> None:
    text = (own / "kind.toml").read_text("utf-8")
    text = re.sub(r"(?m)^decided_on = .*", 'decided_on = "{今天-99999999999}"', text)
    (own / "kind.toml").write_text(text, "utf-8")
    assert "决定日期" in said(own)


def test_what_is_read_without_end_or_from_elsewhere_is_refused(own: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.txt"
    outside.write_text("别处的内容", "utf-8")
    body = own / "body.txt"
    body.unlink()
    os.mkfifo(body)
    assert "不是普通的文件" in said(own)
    body.unlink()
    body.symlink_to(outside)
    assert "指到别处的链接" in said(own)
    body.unlink()
    with body.open("wb") as file:
        file.truncate(3_000_000_000)
    assert "文件太大" in said(own)


def test_a_file_beside_the_texts_without_end_is_refused(own: Path) -> None:
    with (own / "other.bin").open("wb") as file:
        file.truncate(3_000_000_000)
    assert "other.bin" in said(own)


def test_annexes_and_headings_without_end_are_refused(own: Path) -> None:
    for number in range(1, 102):
        (own / f"annex-{number}.txt").write_text("@标题 附件\n字", "utf-8")
    assert "99 个" in said(own)


@pytest.mark.parametrize(
    "text",
    [
        "{% set a = '字字字字字字字字字字' %}" + "{% set a = a ~ a %}" * 14 + "{{ a }}",
        "{{ 违法事实 }}" * 4_000,
        "字\n" * 4_900,
    ],
    ids=["joined", "again and again", "lines"],
)
def test_a_giant_letter_is_refused(own: Path, text: str) -> None:
    body = own / "body.txt"
    body.write_text(body.read_text("utf-8") + text, "utf-8")
    assert "正文太长" in said(own)


def test_a_series_that_no_number_can_bear_is_refused(own: Path) -> None:
    path = own / "kind.toml"
    path.write_text(re.sub(r"^series = .*$", 'series = "../x"', path.read_text("utf-8"), flags=re.M), "utf-8")
    assert "series" in said(own)


def test_a_title_and_a_table_without_end_are_refused(own: Path) -> None:
    path, body = own / "kind.toml", own / "body.txt"
    kind = path.read_text("utf-8")
    path.write_text(re.sub(r"^title = .*$", f'title = "{"关于" * 600}的函"', kind, flags=re.M), "utf-8")
    assert "太长" in said(own)
    path.write_text(kind, "utf-8")
    body.write_text(body.read_text("utf-8") + "\n|" + "甲|" * 101, "utf-8")
    assert "101 栏" in said(own)
