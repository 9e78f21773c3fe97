"""Edits with everyday tools are found by ``verify`` and named; the long run of all sorts is ``script/faults tamper``."""

from __future__ import annotations

from pathlib import Path

from benchmarks import tampering

SORTS = ("档案改一位", "档案旧版本", "流水账改行", "数据库改值", "数据库改一位", "管理员重写", "整个旧的")


def test_edits_are_found_and_named(tmp_path: Path) -> None:
    tampering.furnish(tmp_path, letters=2)
    outcome = tampering.run(tmp_path, SORTS, seed=3)
    assert (outcome.missed, outcome.unnamed, outcome.false) == ([], [], [])
    assert outcome.found["管理员重写"] == outcome.found["整个旧的"] == 1
