"""``shenguan --help`` against ``python -c "import click"``, as whole processes in turn. Goal (part 1): ≤ 2.5 ×."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 15
GOAL = 2.5


def run() -> bool:
    """Measure and print; returns whether the goal was reached."""
    shenguan = Path(sys.executable).with_name("shenguan")
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds([str(shenguan), "--help"]))
        bare.append(_seconds([sys.executable, "-c", "import click"]))
    ratio = median(a / b for a, b in zip(ours, bare, strict=True))
    print(f"shenguan --help            中位 {median(ours) * 1000:7.1f} ms")
    print(f"python -c 'import click'   中位 {median(bare) * 1000:7.1f} ms")
    print(f"比值                       {ratio:.2f}(目标 ≤ {GOAL})")
    return ratio <= GOAL


def _seconds(command: list[str]) -> float:
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start
