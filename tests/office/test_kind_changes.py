"""An office's own kinds: copied under a new slug, compared with what they were copied from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from office_helpers import TODAY, example, issued

from shenguan_docs.errors import Refused
from shenguan_docs.notices.kind_file import load_kind, version_of
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.keeping import kind_changes
from shenguan_docs.office.keeping.kind_changes import diff_kinds, new_kind
from shenguan_docs.office.keeping.kind_keeping import check_kinds
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.resources import shipped_templates

SHIPPED = shipped_templates() / "notices"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_copy_is_a_kind_of_the_offices_own(office: Office) -> None:
    made = new_kind(office, "own-penalty", "行政处罚决定通报函")
    folder = office.root / made.folder
    assert folder == office.root / "templates" / "notices" / "own-penalty"
    kind = load_kind(folder)
    assert kind.name == "行政处罚决定通报函（本单位）"
    assert kind.origin == f"penalty@{version_of(SHIPPED / 'penalty')}"
    assert check_kinds(office, folder, TODAY) == []
    shipped = {p.name for p in (SHIPPED / "penalty").iterdir()}
    assert {p.name for p in folder.iterdir()} == {*shipped, "原文"}


@pytest.mark.parametrize("slug", ["penalty", "Own", "own_penalty", "own--penalty", "处罚", "../x", "", "-x"])
def test_bad_and_taken_slugs_are_refused(office: Office, slug: str) -> None:
    with pytest.raises(Refused):
        new_kind(office, slug, "penalty")
    assert not (office.root / "templates" / "notices").exists() or diff_kinds(office) == []


def test_a_slug_is_given_once_and_a_name_too(office: Office) -> None:
    new_kind(office, "own-penalty", "penalty")
    with pytest.raises(Refused, match="已经有"):
        new_kind(office, "own-penalty", "penalty")
    with pytest.raises(Refused, match="名称"):
        new_kind(office, "other-penalty", "penalty")
    assert new_kind(office, "other-penalty", "penalty", name="处罚“另”函").name == "处罚“另”函"
    assert find_kind(office.kind_places, "处罚“另”函").slug == "other-penalty"


def test_the_office_may_put_its_own_text_in_the_place_of_a_shipped_one(office: Office) -> None:
    made = new_kind(office, "reply", "reply", override=True)
    assert find_kind(office.kind_places, "reply").folder == office.root / made.folder
    assert find_kind(office.kind_places, "复函").folder == office.root / made.folder
    assert [(d.kind, d.base, d.base_changed, d.changes) for d in diff_kinds(office)] == [
        ("reply", "reply", False, ())
    ]


def test_a_difference_is_told_by_file_and_line(office: Office) -> None:
    folder = office.root / new_kind(office, "own-penalty", "penalty", name="甲").folder
    edit(folder / "body.txt", "特此函告。", "特此函达。")
    (folder / "body.txt").open("a", encoding="utf-8").write("另行通报。\n")
    (folder / "说明.txt").write_text("单位加的", "utf-8")
    lines = (SHIPPED / "penalty" / "body.txt").read_text("utf-8").splitlines()
    last = lines.index("特此函告。") + 1
    [diff] = diff_kinds(office, "own-penalty")
    found = [(c.file, c.change, c.line, c.office, c.base) for c in diff.changes]
    assert found == [
        ("body.txt", "改动", last, "特此函达。", "特此函告。"),
        ("body.txt", "增加", last + 1, "另行通报。", ""),
        ("kind.toml", "改动", 2, 'name = "甲"', 'name = "行政处罚决定通报函"'),
        ("说明.txt", "增加", 0, "整个文件", ""),
    ]


def test_an_upgrade_of_the_shipped_text_is_noticed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_kind(office, "own-alert", "alert")
    upgraded = tmp_path / "upgraded"
    shutil.copytree(shipped_templates(), upgraded)
    edit(upgraded / "notices" / "alert" / "body.txt", "请予函复。", "盼予函复。")
    monkeypatch.setattr("shenguan_docs.office.opening.shipped_templates", lambda: upgraded)
    [diff] = diff_kinds(office)
    assert diff.base_changed
    assert [(c.file, c.change, c.office, c.base) for c in diff.changes][0] == (
        "body.txt",
        "改动",
        "请予函复。",
        "盼予函复。",
    )


def test_after_an_upgrade_it_is_told_who_changed_what(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office changed one line, we another, both a third: each stands under its own head."""
    made = new_kind(office, "penalty", "penalty", override=True)
    body = office.root / made.folder / "body.txt"
    edit(body, "# 当事人基本情况", "# 当事人情况")
    edit(body, "特此函告。", "特此函告，请予支持。")
    newer = tmp_path / "newer" / "notices"
    shutil.copytree(SHIPPED, newer)
    edit(newer / "penalty" / "body.txt", "# 违法事实和处罚依据", "# 违法事实和依据")
    edit(newer / "penalty" / "body.txt", "特此函告。", "特此函达。")
    monkeypatch.setattr("shenguan_docs.office.opening.shipped_templates", lambda: newer.parent)
    (diff,) = diff_kinds(office)
    assert diff.base_changed and diff.sides is not None
    assert [(s.file, s.by, s.copied, s.base, s.office) for s in diff.sides] == [
        ("body.txt", "单位改", ("# 当事人基本情况",), ("# 当事人基本情况",), ("# 当事人情况",)),
        ("body.txt", "随软件改", ("# 违法事实和处罚依据",), ("# 违法事实和依据",), ("# 违法事实和处罚依据",)),
        ("body.txt", "两边都改", ("特此函告。",), ("特此函达。",), ("特此函告，请予支持。",)),
    ]


def test_a_folder_that_was_written_by_hand_has_nothing_to_compare_with(office: Office) -> None:
    folder = office.root / new_kind(office, "own-alert", "alert").folder
    edit(folder / "kind.toml", "origin", "# origin")
    [diff] = diff_kinds(office)
    assert (diff.base, diff.changes) == ("", ())
    assert diff_kinds(office, "alert") == []


def test_a_letter_knows_the_version_that_it_was_made_with(office: Office) -> None:
    new_kind(office, "own-alert", "alert")
    kind = find_kind(office.kind_places, "own-alert")
    letter = issue(office, [draft(office, "own-alert", example(office, "own-alert"), None).id])[0]
    edit(kind.folder / "body.txt", "请予函复。", "盼予函复。")
    described = show(office, letter.number)
    assert (described["kind"], described["kind_version"]) == ("own-alert", kind.version)
    assert find_kind(office.kind_places, "own-alert").version != kind.version
    assert show(office, issued(office, "alert").number)["kind_version"] == version_of(SHIPPED / "alert")


def test_nothing_is_left_behind_when_copying_fails(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kind_changes.shutil, "copytree", full)
    with pytest.raises(OSError):
        new_kind(office, "own-alert", "alert")
    templates = office.root / "templates"
    assert [p for p in templates.rglob("*") if "alert" in p.name or p.name.startswith(".kind")] == []
