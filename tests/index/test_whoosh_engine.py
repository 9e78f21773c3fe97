from __future__ import annotations

from pathlib import Path

import pytest

from shenguan_docs.errors import ExitCode
from shenguan_docs.index.engine import IndexUnusable
from shenguan_docs.index.engines import EngineMissing
from shenguan_docs.index.question import Holds, Question
from shenguan_docs.index.whoosh_engine import create_engine, open_engine
from tests.index.letters import PENALTY, letter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    engine = create_engine(tmp_path / "index")
    engine.update([letter(n) for n in range(20)], seq=20)
    engine.fold()
    engine.update([PENALTY], seq=21)
    return tmp_path / "index"


def test_a_missing_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="还没有检索索引") as refused:
        open_engine(tmp_path / "none")
    assert (refused.value.reason, refused.value.exit_code) == ("missing", ExitCode.UNUSABLE)


def test_an_index_of_another_form_is_said(folder: Path) -> None:
    (folder / "form").write_text("whoosh 0\n")
    with pytest.raises(IndexUnusable) as refused:
        open_engine(folder)
    assert refused.value.reason == "older"


@pytest.mark.parametrize("how", ["gone", "empty", "noise"])
@pytest.mark.parametrize("which", ["*.toc", "*.trm", "*.pst", "*.body.col"])
def test_a_broken_index_is_said_and_can_be_made_again(folder: Path, which: str, how: str) -> None:
    (file,) = (folder / "letters").glob(which)
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(b"" if how == "empty" else b"\xff" * file.stat().st_size)
    with pytest.raises(IndexUnusable) as refused:
        open_engine(folder).search(Question(Holds("许可")))
    assert refused.value.reason == "broken"
    again = create_engine(folder)
    again.update([PENALTY], seq=1)
    assert again.search(Question(Holds("恒能"))).total == 1


@pytest.mark.parametrize("lost", [1, 5, 100])
def test_a_line_cut_off_by_a_crash_counts_as_not_written(folder: Path, lost: int) -> None:
    recent = folder / "recent.jsonl"
    recent.write_bytes(recent.read_bytes()[:-lost])
    engine = open_engine(folder)
    assert (engine.checkpoint(), engine.search(Question()).total) == (20, 20)
    engine.update([PENALTY], seq=21)
    assert (engine.checkpoint(), engine.search(Question(Holds("恒能"))).total) == (21, 1)
    assert open_engine(folder).search(Question(Holds("恒能"))).total == 1


def test_a_crash_between_the_fold_and_the_new_file_doubles_nothing(folder: Path) -> None:
    recent = folder / "recent.jsonl"
    before = recent.read_bytes()
    engine = open_engine(folder)
    engine.fold()
    recent.write_bytes(before)
    for again in (engine, open_engine(folder)):
        assert (again.checkpoint(), again.search(Question()).total) == (21, 21)
    engine.update([letter(99)], seq=22)
    assert open_engine(folder).search(Question()).total == 22


def test_segments_do_not_pile_up(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "index")
    for n in range(60):
        engine.update([letter(n)], seq=n)
        engine.fold()
    assert len(list((tmp_path / "index" / "letters").glob("*.trm"))) < 14
    assert engine.search(Question(Holds("许可结果"), limit=1)).total == 60
    assert engine.checkpoint() == 59


def test_making_it_anew_is_noticed_by_who_has_it_open(folder: Path) -> None:
    engine = open_engine(folder)
    assert engine.search(Question()).total == 21
    create_engine(folder).update([PENALTY], seq=1)
    assert engine.search(Question()).total == 1


def test_a_missing_engine_is_said_with_the_package_that_brings_it() -> None:
    assert "pip install whoosh-reloaded；" in EngineMissing("whoosh").remedy
