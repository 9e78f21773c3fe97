"""The first PostgreSQL is killed while several processes issue, its synchronous standby takes its place; again and again.

``python -m benchmarks.failover [kills]``. What was killed comes back as the new standby, as Patroni would have it. Each
time: no number that was told is lost, none is given twice, none is left out; the processes wait, say for what, and go
on by themselves.
"""

from __future__ import annotations

import json
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg

from benchmarks.transactions import _issued, furnish
from shenguan_docs.cli.context import china_now
from shenguan_docs.errors import ShenguanError
from shenguan_docs.office.letters.composing import to_print
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.opening import open_office
from shenguan_docs.office.verifying import verify_office
from tests.scaled.servers import PostgreSQL, free_port, postgresql

KILLS, PROCESSES, MOST = 20, 4, 12_000
_STOP = "stop"  # a file beside the office: the workers end when it lies there


@dataclass
class Pair:
    """Two servers of one place: which is the first now, which the standby."""

    first: PostgreSQL
    standby: PostgreSQL

    def follow(self) -> None:
        """Make the standby anew from the first, and let commits wait for it from now on."""
        shutil.rmtree(self.standby.data, ignore_errors=True)
        self.standby.run(
            "pg_basebackup", "-D", str(self.standby.data), "-R", "--checkpoint=fast", "--no-sync",
            "-d", f"host=127.0.0.1 port={self.first.port} user=shenguan",
        )  # fmt: skip
        self.standby.start()
        with psycopg.connect(self.first.url("postgres"), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            admin.execute("SELECT pg_reload_conf()")
            while not admin.execute(
                "SELECT 1 FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')"
            ).fetchone():
                time.sleep(0.05)

    def kill(self) -> float:
        """Kill the first, let the standby take its place; return how many seconds there was none."""
        begun = time.monotonic()
        self.first.kill()
        self.first, self.standby = self.standby, self.first
        with psycopg.connect(self.first.url("postgres"), autocommit=True) as admin:
            admin.execute("SELECT pg_promote(true, 120)")
            admin.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
            admin.execute("SELECT pg_reload_conf()")
        return time.monotonic() - begun


@contextmanager
def in_pair(first: PostgreSQL) -> Iterator[Pair]:
    """Lend a server that runs, and another one that follows it synchronously."""
    pair = Pair(first, PostgreSQL(first.place, first.data.parent / "second", free_port()))
    pair.follow()
    try:
        yield pair
    finally:
        pair.standby.stop()
        pair.first.stop()


class AllEnded(Exception):
    """The workers have no drafts left, or gave up: nothing more will be told."""


@dataclass
class Told:
    """What the workers told: numbers by draft, when and by whom, what went wrong, what they waited for."""

    numbers: dict[str, str] = field(default_factory=dict)
    times: list[tuple[float, int]] = field(default_factory=list)  # of the monotonic clock; which worker
    waited: list[tuple[float, int]] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    ended_well: bool = False

    def hear(self, worker: subprocess.Popen[str], which: int) -> None:
        """Take in what a worker says until it ends."""
        assert worker.stdout is not None
        for line in worker.stdout:
            what, *rest = json.loads(line)
            if what == "number":
                id, number = rest
                if self.numbers.setdefault(id, number) != number:
                    self.doubled.append(id)
                self.times.append((time.monotonic(), which))
            else:
                self.waited.append((time.monotonic(), which))
                (self.said if what == "said" else self.faults)[rest[0]] += 1
        self.silent += 1

    def await_more(self, count: int) -> None:
        """Wait until so many more are told than there are now, by each worker at least one. Raises AllEnded."""
        begun = len(self.times)
        while len(self.times) < begun + count or len({who for _, who in self.times[begun:]}) < PROCESSES:
            if self.silent:
                raise AllEnded
            time.sleep(0.05)


@contextmanager
def working(root: Path, ids: list[str], patience: float) -> Iterator[Told]:
    """Processes that issue drafts as long as this lasts; afterwards they have ended."""
    told, workers = Told(), []
    for n in range(PROCESSES):
        words = ["issuing", str(root), str(patience), json.dumps(ids[n::PROCESSES])]
        command = [sys.executable, "-m", "benchmarks.failover", *words]
        workers.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    hearing = [threading.Thread(target=told.hear, args=(one, n)) for n, one in enumerate(workers)]
    for one in hearing:
        one.start()
    try:
        yield told
    finally:
        (root.parent / _STOP).touch()
        for one in hearing:
            one.join()
        told.ended_well = all(worker.wait() == 0 for worker in workers)


def issuing(root: Path, patience: float, ids: list[str]) -> None:
    """A worker: issue drafts until it is told to stop; what fails is tried again, as a person would."""

    def tell(*words: str) -> None:
        print(json.dumps(words), flush=True)

    office = open_office(
        root, actor="测量", now=china_now, notify=lambda words: tell("said", words), patience=patience
    )
    printed = pickle.loads((root.parent / "printed").read_bytes())
    with office.reading() as conn, ExitStack() as stack:
        one = to_print(office, conn, stack, (root.parent / "first").read_text(), None, None, "")
    for id in ids:
        while not (root.parent / _STOP).exists():
            try:
                tell("number", id, _issued(office, replace(one), printed, id))
                break
            except ShenguanError as error:
                tell("fault", error.message)
                time.sleep(0.1)


def run(kills: int = KILLS, seed: int = 1) -> bool:
    """Kill ``kills`` times; whether all held."""
    chance, away = random.Random(seed), list[float]()
    with postgresql() as first, tempfile.TemporaryDirectory() as folder, in_pair(first) as pair:
        root = Path(folder) / "office"
        ports = f"127.0.0.1:{pair.first.port},127.0.0.1:{pair.standby.port}"
        url = first.fresh().replace(f"127.0.0.1:{first.port}", ports)
        ids = furnish(root, MOST, url)
        with working(root, ids, 120) as told, suppress(AllEnded):  # judged by what has been
            for n in range(kills):
                told.await_more(2 * PROCESSES)  # they go on by themselves after the last one
                time.sleep(chance.uniform(0, 0.5))
                away.append(pair.kill())
                pair.follow()
                print(
                    f"强杀 {n + 1} 次，已告知 {len(told.numbers)} 件，没有主机 {away[-1]:.1f} 秒", flush=True
                )
        faults = faults_of(root, told)
    if len(away) < kills:
        faults.append(f"只杀了 {len(away)} 次，进程就都停了")
    print(f"主机强杀 {len(away)} 次；没有主机最长 {max(away):.1f} 秒")
    return judged(told, faults)


def judged(told: Told, faults: list[str]) -> bool:
    """Print what came of it; whether all held."""
    print(f"{PROCESSES} 个进程共告知 {len(told.numbers)} 件")
    for words, times in (*told.said.items(), *told.faults.items()):
        print(f"  说了 {times} 次:{words}")
    print(f"丢号、重号、缺号等问题 {len(faults)} 处")
    for fault in faults:
        print(f"  {fault}")
    return told.ended_well and not faults


def faults_of(root: Path, told: Told) -> list[str]:
    """Return what is lost, doubled, left out, or found by verify."""
    office = open_office(root, actor="测量", now=china_now, patience=120)
    rows = account(office)
    numbers = {row["id"]: row["number"] for row in rows}
    faults = [f"告知过的 {number} 不见了" for id, number in told.numbers.items() if numbers.get(id) != number]
    faults += [f"{id} 告知过两个号" for id in told.doubled]
    if [row["ordinal"] for row in rows] != list(range(1, len(rows) + 1)):
        faults.append("号不连续")
    faults += [f"重号 {number}" for number, count in Counter(numbers.values()).items() if count > 1]
    faults += [f"核验:{one.where} {one.message}" for one in verify_office(office).findings]
    office.close()
    return faults


if __name__ == "__main__":
    if sys.argv[1:2] == ["issuing"]:
        issuing(Path(sys.argv[2]), float(sys.argv[3]), json.loads(sys.argv[4]))
    else:
        sys.exit(0 if run(*map(int, sys.argv[1:])) else 1)
