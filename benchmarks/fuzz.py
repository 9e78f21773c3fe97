"""Our parsers fed with a million spoilt inputs each: whatever is no answer and no sentence of ours is a fault.

``python -m benchmarks.fuzz [parser[=runs[@first block]] …]``; equal runs give equal inputs, other blocks others.
"""

from __future__ import annotations

import io
import multiprocessing
import random
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from time import perf_counter, process_time

from benchmarks.fuzz_inputs import mutated
from benchmarks.fuzz_parsers import PARSERS, Parser
from shenguan_docs.errors import ShenguanError

RUNS, BLOCK = 1_000_000, 2_000
SLOW = 1.0  # seconds of work on one input


@dataclass
class Outcome:
    """What became of the runs of one parser; ``faults`` maps where it broke to the first input that did it."""

    ends: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    faults: dict[str, str] = field(default_factory=dict)

    def add(self, other: Outcome) -> None:
        """Take in what another process found."""
        self.ends += other.ends
        self.slowest = max(self.slowest, other.slowest)
        self.faults = other.faults | self.faults


def block(parser: str, number: int, runs: int) -> Outcome:
    """Feed one parser with ``runs`` inputs, those of block ``number``."""
    feed = _made(parser)
    chance = random.Random(f"{parser}{number}")
    outcome = Outcome()
    for _ in range(runs):
        text = mutated(feed.seeds, chance)
        start = process_time()
        try:
            with redirect_stderr(io.StringIO()):
                feed.parse(text, chance)
            outcome.ends["读了"] += 1
        except ShenguanError as error:
            outcome.ends["拒绝"] += 1
            if not str(error).endswith("。"):
                outcome.faults.setdefault("不成句的话", repr((text, str(error))))
        except Exception as error:
            outcome.ends["出错"] += 1
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} {frame.filename.rpartition('/')[2]}:{frame.lineno}"
            outcome.faults.setdefault(place, f"{error!r:.200} {text!r:.2000}")
        spent = process_time() - start
        if spent > outcome.slowest[0]:
            outcome.slowest = (spent, repr(text)[:2000])
        if spent > SLOW:
            outcome.faults.setdefault("太慢", f"{spent:.1f} 秒 {text!r:.2000}")
    return outcome


_ready: dict[str, Parser] = {}


def _made(name: str) -> Parser:
    if name not in _ready:
        _ready[name] = PARSERS[name]()
    return _ready[name]


def run(
    name: str, runs: int, processes: int, *, first: int = 0, say: Callable[[str], None] = print
) -> Outcome:
    """Feed one parser in several processes, from block ``first``; what it comes to is told every fifty blocks."""
    whole, start = Outcome(), perf_counter()
    blocks = [(name, first + n, min(BLOCK, runs - n * BLOCK)) for n in range(-(-runs // BLOCK))]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done, part in enumerate(pool.imap_unordered(_block, blocks), 1):
            whole.add(part)
            if done % 50 == 0:
                say(
                    f"  {name} {whole.ends.total()} 次,{perf_counter() - start:.0f} 秒,问题 {len(whole.faults)} 处"
                )
    return whole


def _block(asked: tuple[str, int, int]) -> Outcome:
    return block(*asked)


def fuzz(names: list[str] | None = None, processes: int = 2) -> bool:
    """Every parser, or those named (``query=1000000``); whether none broke."""
    good = True
    for asked in names or list(PARSERS):
        name, _, much = asked.partition("=")
        runs, _, first = much.partition("@")
        outcome = run(
            name,
            int(runs or RUNS),
            processes,
            first=int(first or 0),
            say=lambda words: print(words, flush=True),
        )
        ends = "、".join(f"{what} {count}" for what, count in sorted(outcome.ends.items()))
        print(
            f"{name}:{outcome.ends.total()} 次({ends}),最慢 {outcome.slowest[0]:.2f} 秒,问题 {len(outcome.faults)} 处"
        )
        for place, text in outcome.faults.items():
            print(f"  {place}: {text}", flush=True)
        good = good and not outcome.faults
    return good


if __name__ == "__main__":
    sys.exit(0 if fuzz(sys.argv[1:]) else 1)
