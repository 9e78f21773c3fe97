"""Search measured beside the bare libraries, SQLite FTS5 and jieba; one table at the end.

    script/bench search                                   tantivy at 100,000 letters, Whoosh at 10,000
    script/bench search --letters 100000 --letters 1000000
    script/bench search --only exact --only whoosh --whoosh 20000

``--keep FOLDER`` leaves the indexes there and uses those that it finds.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from benchmarks import search_exact, search_others, search_tantivy, search_whoosh
from benchmarks.measuring import Table

PARTS = ("exact", "whoosh", "tantivy", "singles", "process")


def run(*options: str) -> bool:
    """Measure and print; returns whether the goals were reached."""
    asked = _options(options)
    table = Table()
    place = (
        nullcontext(str(asked.keep)) if asked.keep else tempfile.TemporaryDirectory(prefix="shenguan-bench-")
    )
    with place as folder:
        root = Path(folder)
        root.mkdir(parents=True, exist_ok=True)
        parts: dict[str, Callable[[], None]] = {
            "exact": lambda: search_exact.measure(table, root),
            "whoosh": lambda: search_whoosh.measure(table, root, asked.whoosh),
            "tantivy": lambda: search_tantivy.measure(table, root, sorted(asked.letters or [100_000])),
            "singles": lambda: search_tantivy.singles(table, root),
            "process": lambda: search_others.processes(table, root),
        }
        for name in PARTS:
            if name in (asked.only or PARTS):
                parts[name]()
    table.print()
    return table.reached


def _options(options: tuple[str, ...]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench search", description="检索的测量")
    parser.add_argument(
        "--letters", type=int, action="append", metavar="件数", help="tantivy 的件数,可以几个"
    )
    parser.add_argument("--whoosh", type=int, default=10_000, metavar="件数", help="Whoosh 的件数")
    parser.add_argument("--only", action="append", choices=PARTS, help="只测这一项")
    parser.add_argument("--keep", type=Path, metavar="文件夹", help="索引留在这里,下次不再建")
    return parser.parse_args(options)
