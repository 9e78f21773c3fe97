"""Two sides measured in turn, and the rows of a table.

The machine may be busy with other things: both sides are asked the same question one after the other, and the
time is that of the thread (processor time), which does not count the waiting. The time on the wall is told too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, thread_time

Ask = Callable[[], object]
ROUNDS = 3


@dataclass(frozen=True)
class Times:
    """The 95th percentile over questions of the median over rounds, in ms: processor time, time on the wall."""

    cpu: float
    wall: float


def in_turn(*sides: Sequence[Ask], rounds: int = ROUNDS) -> list[Times]:
    """Ask every side the first question, then the second …; return the times of each side."""
    cpu: list[list[float]] = [[] for _ in sides]
    wall: list[list[float]] = [[] for _ in sides]
    for asks in zip(*sides, strict=True):
        taken = [[_once(ask) for ask in asks] for _ in range(rounds)]
        for side in range(len(sides)):
            cpu[side].append(median(row[side][0] for row in taken))
            wall[side].append(median(row[side][1] for row in taken))
    return [Times(_p95(a), _p95(b)) for a, b in zip(cpu, wall, strict=True)]


def _once(ask: Ask) -> tuple[float, float]:
    cpu, wall = thread_time(), perf_counter()
    ask()
    return (thread_time() - cpu) * 1000, (perf_counter() - wall) * 1000


def _p95(times: Iterable[float]) -> float:
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]


class Table:
    """Rows that are printed as they are found, and all together at the end."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str, str, str]] = []
        self.reached = True

    def ratio(
        self, what: str, ours: str, other: str, found: float, goal: float, *, least: bool = False
    ) -> None:
        """Note a ratio with its goal."""
        fine = found >= goal if least else found <= goal
        self.reached = self.reached and fine
        sign = "≥" if least else "≤"
        self._row(what, ours, other, f"{found:.2f}", f"{sign} {goal:g}", "达到" if fine else "未达到")

    def compared(self, what: str, ours: Times, other: Times, name: str, goal: float) -> None:
        """Note how ``ours`` stands to another one's times."""
        self.ratio(what, _ms(ours), f"{name} {_ms(other)}", ours.cpu / max(other.cpu, 1e-6), goal)

    def told(self, what: str, ours: str, other: str = "", found: str = "") -> None:
        """Note what has no goal."""
        self._row(what, ours, other, found, "", "")

    def _row(self, *row: str) -> None:
        self.rows.append(row)  # type: ignore[arg-type]
        print("  ".join(cell for cell in row if cell), flush=True)

    def print(self) -> None:
        """Print all rows as one table."""
        print("\n| 项目 | 本软件 | 对照 | 比 | 目标 | |\n|---|---|---|---|---|---|")
        for row in self.rows:
            print(f"| {' | '.join(row)} |")


def _ms(times: Times) -> str:
    return f"{times.cpu:.2f}({times.wall:.1f})ms"
