"""Edits with everyday tools are found by ``verify`` and named; the long run of all sorts is ``script/faults tamper``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from office_helpers import issued

from benchmarks import tampering
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.opening import Office

SORTS = ("档案改一位", "档案旧版本", "流水账改行", "数据库改值", "数据库改一位", "管理员重写", "整个旧的")


def test_edits_are_found_and_named(tmp_path: Path) -> None:
    tampering.furnish(tmp_path, letters=2)
    outcome = tampering.run(tmp_path, SORTS, seed=3)
    assert (outcome.missed, outcome.unnamed, outcome.false) == ([], [], [])
    assert outcome.found["管理员重写"] == outcome.found["整个旧的"] == 1


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
