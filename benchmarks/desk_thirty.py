"""Thirty people at once at 100,000 letters, beside one alone: how much longer each page takes, what went wrong, what was lost."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.desk_client import served
from benchmarks.desk_office import ONE_OF_EACH, thirty
from benchmarks.desk_users import Ledger, crew

THINK, ALONE_THINK, RATIO, FEW = 8.0, 0.4, 4.0, 5
"""Seconds between two things; of one alone, who need not think; the goal; below so many answers no percentile is told."""


def at_once(root: Path, minutes: float) -> bool:
    """Measure one person for a third of the time, then thirty; print both and the ratio."""
    alone, together = Ledger(), Ledger()
    with served(root) as server:
        time.sleep(10)  # what it makes ready at its start
        for ledger, people, think, share in (
            (alone, ONE_OF_EACH[3:4], ALONE_THINK, 1 / 3),
            (together, thirty(), THINK, 1.0),
        ):
            for user in crew(people, server.port, ledger, minutes * 60 * share, think, companies=5_000):
                user.join()
    reached = True
    print(f"{'做什么':12} {'一人p95':>8} {'三十人p50':>8} {'三十人p95':>8} {'倍数':>6} {'次':>5}  毫秒")
    for what, times in sorted(together.times.items()):
        before = alone.times.get(what, [])
        if len(times) < FEW or len(before) < FEW:
            print(f"{what:12} 次数太少:一人 {len(before)},三十人 {len(times)}")
            continue
        one, half, many = _p(before, 0.95), _p(times, 0.5), _p(times, 0.95)
        good = many <= RATIO * one
        reached = reached and good
        told = "" if good else f"  没有达到 {RATIO:g} 倍"
        print(
            f"{what:12} {one * 1000:8.0f} {half * 1000:8.0f} {many * 1000:8.0f} {many / one:6.1f} {len(times):5}{told}"
        )
    wrong = together.wrong + alone.wrong
    print(f"错误 {wrong.total()} 次,没有回答 {together.gone} 次")
    for what, count in wrong.items():
        print(f"  {what} {count}")
    return reached and not wrong and not together.gone


def _p(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
