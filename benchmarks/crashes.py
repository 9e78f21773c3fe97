"""Several processes issue at once and are killed at random moments; then the office must be whole.

What is proved: every number that was announced exists and names that letter, no number is missing or
double, and ``verify`` finds nothing.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.office import one_page_letter
from shenguan_docs.cli.context import china_now
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.opening import open_office
from shenguan_docs.office.verifying import verify_office

_WORKER = """
import json, sys
from pathlib import Path
from shenguan_docs.cli.context import china_now
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import open_office
office = open_office(Path(sys.argv[1]), actor="测量", now=china_now)
print("ready", flush=True)
for draft_id in sys.argv[2:]:
    letter = issue(office, [draft_id])[0]
    print(json.dumps([draft_id, letter.number]), flush=True)
"""


@dataclass(frozen=True)
class Outcome:
    """What became of a run; ``faults`` are Chinese sentences, empty when all held."""

    announced: int
    issued: int
    kills: int
    faults: tuple[str, ...]


def play(root: Path, *, processes: int, letters: int, kills: int, seed: int) -> Outcome:
    """Let ``processes`` issue ``letters`` drafts of the office in ``root`` while ``kills`` SIGKILLs fall."""
    chance = random.Random(seed)
    office = open_office(root, actor="测量", now=china_now)
    data = one_page_letter(office)
    waiting = [draft(office, "consultation", data, None).id for _ in range(letters)]
    office.close()
    announced: dict[str, str] = {}
    left = kills
    for _ in range(letters * 4):
        waiting = [d for d in waiting if d not in announced]
        if not waiting:
            break
        shares = [waiting[n::processes] for n in range(processes)]
        workers = [_start(root, share) for share in shares if share]
        if left:
            left -= _kill_some(workers, chance, left)
        for worker in workers:
            _collect(worker, announced)
    return _judge(root, announced, kills - left, letters)


def _start(root: Path, share: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WORKER, str(root), *share]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _kill_some(workers: list[subprocess.Popen[str]], chance: random.Random, most: int) -> int:
    """Kill one worker after another at random moments while they issue."""
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()  # "ready"
    killed = 0
    for worker in chance.sample(workers, len(workers)):
        if killed == most:
            break
        time.sleep(chance.uniform(0.0, 0.35))
        if worker.poll() is None:
            os.kill(worker.pid, signal.SIGKILL)
            killed += 1
    return killed


def _collect(worker: subprocess.Popen[str], announced: dict[str, str]) -> None:
    output, errors = worker.communicate(timeout=300)
    for line in output.splitlines():
        if line.startswith("[") and line.endswith("]"):
            draft_id, number = json.loads(line)
            announced[draft_id] = number
    if worker.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(errors)


def _judge(root: Path, announced: dict[str, str], kills: int, letters: int) -> Outcome:
    office = open_office(root, actor="测量", now=china_now)
    rows = account(office)
    by_id = {row["id"]: row["number"] for row in rows}
    faults = [f"已告知的 {n} 不见了" for d, n in announced.items() if by_id.get(d) != n]
    ordinals = [row["ordinal"] for row in rows if row["series"] == "函"]
    if ordinals != list(range(1, len(ordinals) + 1)):
        faults.append(f"号不连续:{ordinals}")
    if len(set(by_id.values())) != len(rows):
        faults.append("有重号")
    if len(ordinals) != letters:
        faults.append(f"起草 {letters} 件,印发 {len(ordinals)} 件")
    faults += [f"核验:{f.where} {f.message}" for f in verify_office(office).findings]
    again = [i.number for i in issue(office, list(announced))]
    if again != list(announced.values()):
        faults.append("再印发一次,回答不同")
    office.close()
    return Outcome(len(announced), len(rows), kills, tuple(faults))
