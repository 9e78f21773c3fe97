"""A few of the 900 hostile files, against all that opens them; the whole corpus: ``script/faults hostile``."""

from __future__ import annotations

from pathlib import Path

from benchmarks.hostile import attack, traps
from benchmarks.hostile_files import corpus
from benchmarks.hostile_more import more


def test_nothing_is_run_fetched_or_written_outside(tmp_path: Path) -> None:
    with traps(tmp_path) as (laid, server):
        files = (h for made in (corpus, more) for h in made(laid))
        chosen = [next(h for h in files if h.name == name) for name in ("往上的路径.zip", "链Launch.pdf")]
        result = attack(chosen, laid, server, tmp_path)
    assert result.faults == []
    assert result.openings >= 8
