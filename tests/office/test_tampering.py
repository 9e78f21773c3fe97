"""Edits with everyday tools are found by ``verify`` and named; the long run of all sorts is ``script/faults tamper``."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from office_helpers import issued

from benchmarks import tampering
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.opening import Office
from shenguan_docs.office.verifying import verify_office

SORTS = ("档案改一位", "档案旧版本", "流水账改行", "数据库改值", "数据库改一位", "管理员重写", "整个旧的")


def test_edits_are_found_and_named(tmp_path: Path) -> None:
    tampering.furnish(tmp_path, letters=2)
    outcome = tampering.run(tmp_path, SORTS, seed=3)
    assert (outcome.missed, outcome.unnamed, outcome.false) == ([], [], [])
    assert outcome.found["管理员重写"] == outcome.found["整个旧的"] == 1


@pytest.fixture(scope="module")
def kept_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tampered")
    tampering.furnish(root, letters=2)
    return root


def _found(root: Path) -> str:
    """What ``verify`` says of the office, which is put back as it was."""
    office, wrong = tampering.opened(root)
    findings = verify_office(office, heads=[root / "kept"]).findings
    office.close()
    tampering._put_back(root)
    return "\n".join([*wrong, *(f"{one.number} {one.message}" for one in findings)])


def _rewritten(root: Path, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    lines = [json.loads(line) for line in tampering._lines(root)]
    tampering.write_anew(root, change(lines))


def test_an_untouched_office_is_sound(kept_office: Path) -> None:
    assert _found(kept_office) == ""


def test_an_entry_put_between_a_head_and_what_it_signed_is_named(kept_office: Path) -> None:
    def change(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        place = max(n for n, one in enumerate(entries) if one["kind"] == "head.signed")
        return [*entries[:place], {**entries[place - 1], "by": "别人"}, *entries[place:]]

    _rewritten(kept_office, change)
    told = _found(kept_office)
    assert "后来插进去的" in told and "作废 益高经函〔2026〕2号" in told


def test_heads_whose_key_was_taken_out_of_the_journal_still_name_the_letter(kept_office: Path) -> None:
    def change(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        left = [one for one in entries if not one["kind"].startswith(("head.", "key."))]
        first = next(one for one in left if one["kind"] == "document.issued")
        first["data"]["document"]["title"] = "别的标题"
        return left

    _rewritten(kept_office, change)
    told = _found(kept_office)
    assert "不能采信" in told
    assert re.search("益高经函〔2026〕1号.的内容被改动.时间、种类、文号照旧", told)


def test_a_column_more_is_named(kept_office: Path) -> None:
    with closing(sqlite3.connect(kept_office / "office" / "records.db")) as records, records:
        records.execute("ALTER TABLE documents ADD COLUMN memo TEXT")
    assert "表“documents”多出一列“memo”" in _found(kept_office)


def test_objects_in_each_others_place_are_named(kept_office: Path) -> None:
    one, other = sorted((kept_office / "office/archive/objects").glob("??/??/2*"))[:2]
    swapped = one.with_name("x")
    one.rename(swapped)
    other.rename(one)
    swapped.rename(other)
    assert _found(kept_office).count("里面是另一个归档对象") == 2


def test_a_copied_object_is_named_after_its_letter(kept_office: Path) -> None:
    letter = next((kept_office / "office/archive/objects").glob("??/??/*/v1/content/letter.pdf")).parents[2]
    shutil.copytree(letter, letter.with_name(letter.name + "2"))
    assert "里面写的是 益高经函〔2026〕" in _found(kept_office)


def test_other_line_ends_are_one_finding(kept_office: Path) -> None:
    journal = kept_office / "office" / tampering.JOURNAL
    journal.write_bytes(journal.read_bytes().replace(b"\n", b"\r\n"))
    told = _found(kept_office)
    assert re.search("在档案里被改动.共 [0-9]+ 条", told) and told.count("\n") < 5


def test_a_line_put_into_the_database_stops_the_office_in_words(
    office: Office, office_root: Path, opened: Callable[[], Office]
) -> None:
    issued(office, "penalty")
    office.close()
    with closing(sqlite3.connect(office_root / "records.db")) as records, records:
        records.execute(
            "INSERT INTO journal SELECT (SELECT max(seq) + 1 FROM journal), at, by, kind, record, line "
            "FROM journal WHERE seq = 1"
        )
    with pytest.raises(OfficeUnusable, match="流水账对不上"):
        issued(opened(), "penalty")
