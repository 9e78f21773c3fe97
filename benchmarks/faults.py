"""Long runs in which things go wrong: ``python -m benchmarks.faults [kills]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.crashes import play
from benchmarks.office import made_office

ROUNDS, PROCESSES, LETTERS, KILLS = 6, 4, 24, 12


def kills() -> bool:
    """Four processes issue at once and are killed; returns whether all held."""
    good = True
    for seed in range(ROUNDS):
        with tempfile.TemporaryDirectory() as place:
            root = Path(place) / "office"
            made_office(root).close()
            outcome = play(root, processes=PROCESSES, letters=LETTERS, kills=KILLS, seed=seed)
        print(
            f"第 {seed + 1} 轮:{PROCESSES} 个进程,印发 {outcome.issued} 件,强杀 {outcome.kills} 次,问题 {len(outcome.faults)} 处"
        )
        for fault in outcome.faults:
            print(f"  {fault}")
        good = good and not outcome.faults
    return good


RUNS = {"kills": kills}


def main(names: list[str]) -> int:
    """Run what is named, or all; exit status 1 when something did not hold."""
    unknown = [name for name in names if name not in RUNS]
    if unknown:
        print(f"没有“{unknown[0]}”这项,可选:{'、'.join(RUNS)}", file=sys.stderr)
        return 2
    good = [RUNS[name]() for name in names or RUNS]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
