"""Both engines killed while they take letters in, and while a new index is built beside the old one; then searched.

What is proved: everything that was told is found, half an update never, and the next process goes on from there.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import fragments, letters
from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.engines import create_engine, open_engine
from shenguan_docs.index.generations import StandingIndex, building
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.question import Holds, Question

LETTERS = 600

_TAKING_IN = """
import sys
from pathlib import Path
from benchmarks.corpus import letters
from shenguan_docs.index.engines import open_engine
engine = open_engine(sys.argv[1], Path(sys.argv[2]))
docs = list(letters(int(sys.argv[3])))
print("ready", flush=True)
for n in range(engine.checkpoint(), len(docs)):
    engine.update([docs[n]], seq=n + 1)
    print(n + 1, flush=True)
    if n % 5 == 0:
        engine.fold()
"""

_BUILDING = """
import sys
from pathlib import Path
from benchmarks.corpus import letters
from shenguan_docs.index.generations import building
docs = list(letters(int(sys.argv[3])))
print("ready", flush=True)
while True:
    with building(Path(sys.argv[2]), sys.argv[1]) as engine:
        engine.update(docs, seq=len(docs))
    print("built", flush=True)
"""


def taking_in(folder: Path, engine: str, kills: int, seed: int) -> list[str]:
    """Kill ``kills`` processes, one after another, that take in letters one by one; return what was wrong after it."""
    chance, docs = random.Random(seed), list(letters(LETTERS))
    create_engine(engine, folder)
    faults: list[str] = []
    told = 0
    for _ in range(kills):
        told = max([told, *map(int, _killed(_TAKING_IN, engine, folder, chance, most_lines=25))])
        faults += _judge(folder, engine, docs, told, chance)
    return faults


def while_building(place: Path, engine: str, kills: int, seed: int) -> list[str]:
    """Kill ``kills`` processes that build a new index beside one of 50 letters, which must go on answering."""
    chance, few = random.Random(seed), list(letters(50))
    with building(place, engine) as fresh:
        fresh.update(few, seq=50)
    faults, known = [], {50}
    for _ in range(kills):
        if _killed(_BUILDING, engine, place, chance, most_lines=2, size=600):
            known = {600}  # one was finished and took over; nothing goes back to the old one
        standing = StandingIndex(place, engine)
        found = standing.search(Question(limit=0)).total
        if found not in known | {600} or standing.checkpoint() != found:
            faults.append(f"{engine}:应有 {sorted(known)} 件,查得 {found} 件")
        known = {found}
    return faults


def _killed(
    program: str, engine: str, folder: Path, chance: random.Random, *, most_lines: int, size: int = LETTERS
) -> list[str]:
    """Run ``program`` until a random moment after a random line, kill it; return the lines that it told."""
    command = [sys.executable, "-c", program, engine, str(folder), str(size)]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert worker.stdout
    worker.stdout.readline()  # "ready"
    lines = [worker.stdout.readline() for _ in range(chance.randint(0, most_lines))]
    time.sleep(chance.uniform(0.0, 0.06))
    worker.kill()
    lines += worker.stdout.read().splitlines()
    worker.wait()
    return [line.strip() for line in lines if line.strip()]


def _judge(
    folder: Path, engine: str, docs: Sequence[IndexDoc], told: int, chance: random.Random
) -> list[str]:
    opened = open_engine(engine, folder)
    reached = opened.checkpoint()
    faults = [] if reached >= told else [f"{engine}:告知到第 {told} 件,索引只到第 {reached} 件"]
    total = opened.search(Question(limit=0, facets=())).total
    if total != reached:
        faults.append(f"{engine}:到第 {reached} 件,共有 {total} 件")
    if not reached:
        return faults
    for text in fragments(list(docs[:reached]), 8, 1, 6, seed=chance.randrange(10**6)):
        right = {
            doc.id for doc in docs[:reached] if any(normalise(text) in normalise(s) for s in doc.stretches)
        }
        answer = opened.search(Question(Holds(text), "date", limit=reached, facets=()))
        if {hit.id for hit in answer.hits} != right:
            faults.append(f"{engine}:到第 {reached} 件,“{text}”应有 {len(right)} 件,查得 {answer.total} 件")
    return faults
