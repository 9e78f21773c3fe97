"""A few of the 900 hostile files, against all that opens them; the whole corpus: ``script/faults hostile``."""

from __future__ import annotations

from pathlib import Path

from benchmarks.hostile import attack, traps
from benchmarks.hostile_files import corpus
from benchmarks.hostile_more import more

CHOSEN = {
    "往上的路径.zip", "取网址的实体.docx", "链JavaScript.pdf", "借用.svg", "附件名往上.eml", "公式.csv", "UTF-16.docx", "带动作串.pdf",
}  # fmt: skip


def test_nothing_is_run_fetched_or_written_outside(tmp_path: Path) -> None:
    with traps(tmp_path) as (laid, server):
        files = [h for made in (corpus, more) for h in made(laid)]
        assert len(files) >= 900
        chosen = {h.name: h for h in files if h.name in CHOSEN}
        assert chosen.keys() == CHOSEN
        result = attack(chosen.values(), laid, server, tmp_path)
    assert result.faults == []
    assert result.openings >= 2 * len(CHOSEN)
