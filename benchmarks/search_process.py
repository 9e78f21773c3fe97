"""``shenguan search …`` at 10,000 letters against ``python -c "import click"``, as whole processes in turn.

Goal (part 4): ≤ 6 × on tantivy. The letters lie in the index, their 2,000 companies in the records; the index
stands where the journal stands, as after every command. Wall time and processor time (user + system) are both
told: on a busy machine the second is the steadier one.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.corpus import letters, material
from benchmarks.office import made_office
from shenguan_docs.index.generations import building
from shenguan_docs.office.opening import INDEX_PLACE, Office
from shenguan_docs.register import journal

LETTERS, ROUNDS, GOAL = 10_000, 15, 6.0
QUERIES = (
    ("一个片段", ["林木采伐"]),
    ("一句话", ["上个月发给社会事务局的林木采伐函"]),
    ("首字母", ["hnjs", "处罚"]),
)


def run() -> bool:
    """Measure and print; returns whether the goal was reached."""
    shenguan = Path(sys.executable).with_name("shenguan")
    reached = True
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "单位"
        office = made_office(root)
        for engine in ("tantivy", "whoosh"):
            _fill(office, engine)
        _name_companies(office)
        office.close()
        print(f"{LETTERS} 件,{len(material().companies)} 家公司;各 {ROUNDS} 次,轮流量,取中位")
        print(f"{'引擎':8} {'检索':10} {'毫秒':>8} {'处理器':>8} {'倍数':>6} {'处理器倍数':>8}")
        for engine in ("tantivy", "whoosh"):
            for name, words in QUERIES:
                ours = [str(shenguan), "-C", str(root), "search", *words]
                wall, cpu, times, cpu_times = _compare(ours, engine)
                goal = times <= GOAL or engine == "whoosh"
                reached = reached and goal
                print(
                    f"{engine:8} {name:10} {wall:8.0f} {cpu:8.0f} {times:6.2f} {cpu_times:8.2f}"
                    + ("" if goal else f"  没有达到 ≤ {GOAL}")
                )
    return reached


def _fill(office: Office, engine: str) -> None:
    with office.reading() as conn:
        seq, _ = journal.last(conn)
    with building(office.root / INDEX_PLACE / engine, engine) as fresh:
        fresh.update(letters(LETTERS), seq=seq)


def _name_companies(office: Office) -> None:
    """Put the companies where the names come from; which letters are theirs plays no part here."""
    blank = dict.fromkeys(("field", "id_number", "address", "phone", "representative"), "")
    rows = [
        {"document": f"made{n}", "position": 0, "name": name, "uscc": uscc} | blank
        for n, (name, uscc) in enumerate(material().companies)
    ]
    columns = tuple(rows[0])
    with closing(sqlite3.connect(office.root / office.settings.records)) as conn, conn:
        names = f"({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})"
        conn.executemany(f"INSERT INTO document_parties {names}", rows)


def _compare(ours: list[str], engine: str) -> tuple[float, float, float, float]:
    """Return milliseconds of wall and processor time, and both as multiples of the import of click."""
    env = {**os.environ, "SHENGUAN_ENGINE": engine}
    bare = [sys.executable, "-c", "import click"]
    _measure(ours, env)
    runs = [(_measure(ours, env), _measure(bare, env)) for _ in range(ROUNDS)]
    return (
        1000 * median(a[0] for a, _ in runs),
        1000 * median(a[1] for a, _ in runs),
        median(a[0] / b[0] for a, b in runs),
        median(a[1] / b[1] for a, b in runs),
    )


def _measure(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    before, start = os.times(), perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
    seconds, after = perf_counter() - start, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, used
