"""``verify`` of many letters against ``sha256sum`` on the same files, in turn: processor time and time on the wall.

``python -m benchmarks.verifying 10000``. Goal (part 8): ≥ 0.6 × the speed of ``sha256sum``.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.transactions import furnish
from shenguan_docs.archive.on_disk import OnDisk
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify import verify
from shenguan_docs.cli.context import china_now
from shenguan_docs.office.letters.composing import _take, to_print
from shenguan_docs.office.letters.issuing import enter
from shenguan_docs.office.opening import open_office
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import journal

LETTERS, GOAL = 10_000, 0.6
_AT_ONCE = 200


def many(root: Path, letters: int) -> None:
    """Make an office with so many letters, all of the same ready bytes but for what names them."""
    ids = furnish(root, letters)
    office = open_office(root, actor="测量", now=china_now)
    printed = pickle.loads((root.parent / "printed").read_bytes())
    first = (root.parent / "first").read_text()
    with office.reading() as conn, ExitStack() as stack:
        one = to_print(office, conn, stack, first, None, None, "")
    for start in range(0, letters, _AT_ONCE):
        with office.writing() as conn:
            one.prepared.lookup.conn = conn
            for id in ids[start : start + _AT_ONCE]:
                kept = replace(one.kept, id=id)
                taken = _take(office, conn, one.prepared, kept, one.day, "")
                enter(office, conn, replace(one, kept=kept, taken=taken), printed)
    office.close()


def run(letters: int = LETTERS, rounds: int = 3) -> bool:
    """Measure and print; returns whether the goal was reached."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "office"
        many(root, letters)
        office = open_office(root, actor="测量", now=china_now)
        archive = Archive(OnDisk(root / "archive"))
        files = [path for path in (root / "archive").rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        print(f"{letters} 件,档案 {len(files)} 个文件,{size >> 20} MB")
        with office.reading() as conn:
            lines = list(journal.lines(conn))
        ratios, alone = [], []
        for _ in range(rounds):
            other = _timed(lambda: _sha256sum(root))
            ours = _timed(lambda: verify_office(office))
            only = _timed(lambda: verify(archive, None, lines))
            ratios.append((other[0] / ours[0], other[1] / ours[1]))
            alone.append((other[0] / only[0], other[1] / only[1]))
            print(
                f"sha256sum {other[0]:.2f} 秒(处理器 {other[1]:.2f}),verify {ours[0]:.2f} 秒({ours[1]:.2f}),"
                f"其中只看档案 {only[0]:.2f} 秒({only[1]:.2f})",
                flush=True,
            )
        office.close()
    wall, cpu = (median(one[n] for one in ratios) for n in (0, 1))
    print(f"verify ÷ sha256sum 的速度:{wall:.2f}(处理器时间 {cpu:.2f}),目标 ≥ {GOAL}")
    print(f"只看档案:{median(one[0] for one in alone):.2f}(处理器时间 {median(one[1] for one in alone):.2f})")
    return wall >= GOAL


def _sha256sum(root: Path) -> None:
    find = subprocess.Popen(["find", str(root / "archive"), "-type", "f", "-print0"], stdout=subprocess.PIPE)
    subprocess.run(["xargs", "-0", "sha256sum"], stdin=find.stdout, stdout=subprocess.DEVNULL, check=True)
    find.wait()


def _timed(work: object) -> tuple[float, float]:
    """Return the time on the wall and of the processors, also of the processes that it started."""
    before, begun = os.times(), perf_counter()
    work()  # type: ignore[operator]
    now = os.times()
    return perf_counter() - begun, sum(now[:4]) - sum(before[:4])


if __name__ == "__main__":
    sys.exit(0 if run(int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS) else 1)
