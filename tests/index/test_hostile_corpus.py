"""A few of the 600 hostile files, against all that opens them; the whole corpus: ``script/faults hostile``."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.hostile import attack, traps
from benchmarks.hostile_files import Traps, corpus

CHOSEN = (
    "首件炸弹.xlsx", "往上的路径.zip", "取网址的实体.docx", "attachedTemplate.docx", "链JavaScript.pdf", "借用.svg",
    "附件名往上.eml", "公式.csv",
)  # fmt: skip


def test_the_corpus_is_large_enough() -> None:
    assert len(list(corpus(Traps("http://127.0.0.1:9", "/nowhere/secret", "/nowhere/touched")))) >= 600


@pytest.mark.parametrize("name", CHOSEN)
def test_nothing_is_run_fetched_or_written_outside(tmp_path: Path, name: str) -> None:
    with traps(tmp_path) as (laid, server):
        chosen = next(h for h in corpus(laid) if h.name == name)
        result = attack([chosen], laid, server, tmp_path)
    assert result.faults == []
    assert result.openings >= 1
