"""Issuing without rendering: eight processes, ready bytes; killed, and measured against bare SQLite with the same syncs.

``python -m benchmarks.transactions kills 10000 100`` and ``… ratio 800``. Bare SQLite does per letter what the disk has
to do for it and nothing else: the same bytes in as many new files, as many syncs, one transaction of two rows.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert, select

from benchmarks.office import made_office, one_page_letter
from shenguan_docs.cli.context import china_now
from shenguan_docs.office.letters.composing import _take, to_print
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import already, enter, issue
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.letters.printing import print_letter
from shenguan_docs.office.limits import require_fit
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.settings import RECORDS
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import schema
from shenguan_docs.register.on_sqlite import modes

PROCESSES, LETTERS, KILLS = 8, 10_000, 100
GOAL = 0.25


def furnish(root: Path, letters: int, records: str = RECORDS) -> list[str]:
    """Make an office with ``letters`` drafts that are copies of one, and its pages in ``root.parent/printed``."""
    office = made_office(root, records)
    data = one_page_letter(office)
    issue(office, [draft(office, "consultation", data, None).id])
    first = draft(office, "consultation", data, None).id
    with office.writing() as conn, ExitStack() as stack:
        one = to_print(office, conn, stack, first, None, None, "")
        printed = print_letter(office, one.document, one.slip, one.kind_name, "")
        row = dict(conn.execute(select(schema.drafts).where(schema.drafts.c.id == first)).mappings().one())
        ids = [f"{office.today:%Y%m%d}-{n:06d}" for n in range(letters)]
        conn.execute(insert(schema.drafts), [row | {"id": id} for id in ids])
    office.close()
    (root.parent / "printed").write_bytes(pickle.dumps(printed))
    (root.parent / "first").write_text(first)
    return ids


def issuing(root: Path) -> None:
    """A worker: issue the drafts that are named on the standard input, each told when it is done."""
    office = open_office(root, actor="测量", now=china_now)
    printed = pickle.loads((root.parent / "printed").read_bytes())
    with office.reading() as conn, ExitStack() as stack:
        one = to_print(office, conn, stack, (root.parent / "first").read_text(), None, None, "")
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps([line.strip(), _issued(office, one, printed, line.strip())]), flush=True)


def _issued(office: Office, one: Any, printed: Any, id: str) -> str:
    with office.writing() as conn:
        done = already(office, conn, id)
        if done is not None:
            return done.number
        require_fit(office, conn)
        one.prepared.lookup.conn = conn
        kept = replace(one.kept, id=id)
        taken = _take(office, conn, one.prepared, kept, one.day, "")
        enter(office, conn, replace(one, kept=kept, taken=taken), printed)
    return str(taken.number)


def bare(root: Path, sizes: list[int], folders: int) -> None:
    """A worker: for each line the same bytes and syncs, and a transaction of two rows."""
    mode, synchronous = modes(sqlite3.sqlite_version_info)
    content = [os.urandom(size) for size in sizes]
    with closing(sqlite3.connect(root / "bare.db", timeout=120, isolation_level=None)) as conn:
        conn.execute(f"PRAGMA journal_mode = {mode}")
        conn.execute(f"PRAGMA synchronous = {synchronous}")
        conn.execute("CREATE TABLE IF NOT EXISTS rows (n INTEGER PRIMARY KEY, id TEXT, line TEXT)")
        print("ready", flush=True)
        for line in sys.stdin:
            conn.execute("BEGIN IMMEDIATE")
            place = root / line.strip()
            place.mkdir()
            opened = []
            for n, data in enumerate(content):
                opened.append(os.open(place / str(n), os.O_WRONLY | os.O_CREAT | os.O_EXCL))
                os.write(opened[-1], data)
            for descriptor in opened:
                os.fsync(descriptor)
                os.close(descriptor)
            folder = os.open(place, os.O_RDONLY)
            for n in range(folders):
                (place / f"x{n}").touch()  # so that there is something to sync
                os.fsync(folder)
            os.close(folder)
            for part in ("signed", "issued"):
                conn.execute("INSERT INTO rows (id, line) VALUES (?, ?)", (line.strip(), part * 200))
            conn.execute("COMMIT")
            print(json.dumps([line.strip(), ""]), flush=True)


# -- the runs --------------------------------------------------------------------------------------


def _start(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.transactions", *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _together(command: tuple[str, ...], ids: list[str]) -> tuple[float, dict[str, str]]:
    """Let all processes do their share; return the seconds from the moment when all were ready."""
    workers = [_start(*command) for _ in range(PROCESSES)]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    begun = time.perf_counter()
    for n, worker in enumerate(workers):
        assert worker.stdin is not None
        worker.stdin.write("".join(f"{id}\n" for id in ids[n::PROCESSES]))
        worker.stdin.close()
    told: dict[str, str] = {}
    for worker in workers:
        assert worker.stdout is not None
        told |= dict(json.loads(line) for line in worker.stdout)
        worker.wait()
    return time.perf_counter() - begun, told


def kills(place: Path, letters: int, times: int, seed: int = 1) -> bool:
    """Processes issue ``letters`` drafts and are killed ``times`` times; returns whether all held."""
    root, chance = place / "office", random.Random(seed)
    waiting, told, killed = furnish(root, letters), dict[str, str](), 0
    # Told by one of them before a round ends; the others issue as many meanwhile, and are killed with it.
    share = -(-letters // (2 * times))
    while waiting:
        workers = [_start("issuing", str(root)) for _ in range(PROCESSES)]
        for worker in workers:
            assert worker.stdout is not None
            worker.stdout.readline()
        stopped = len(told) + chance.randint(share // 2, share)
        for n, worker in enumerate(workers):
            assert worker.stdin is not None
            worker.stdin.write("".join(f"{id}\n" for id in waiting[n::PROCESSES]))
            worker.stdin.close()
        while killed < times and len(told) < stopped and workers[0].poll() is None:
            _hear(workers[killed % PROCESSES], told, 1)
        for worker in chance.sample(workers, chance.randint(1, PROCESSES)):
            if killed < times:
                time.sleep(chance.uniform(0, 0.1))
                worker.send_signal(signal.SIGKILL)
                killed += 1
        if killed < times:  # the others go on with nobody left to be waited for: they are told to end
            for worker in workers:
                if worker.poll() is None:
                    worker.terminate()
        for worker in workers:
            _hear(worker, told, letters)
            worker.wait()
        waiting = [id for id in waiting if id not in told]
        print(f"告知 {len(told)} 件,强杀 {killed} 次", flush=True)
    faults = _faults(root, told, letters)
    print(f"{PROCESSES} 个进程,印发 {letters} 件,强杀 {killed} 次,问题 {len(faults)} 处")
    for fault in faults:
        print(f"  {fault}")
    return not faults


def _hear(worker: subprocess.Popen[str], told: dict[str, str], most: int) -> None:
    assert worker.stdout is not None
    for _ in range(most):
        line = worker.stdout.readline()
        if not line.endswith("]\n"):
            return
        id, number = json.loads(line)
        if told.setdefault(id, number) != number:
            raise RuntimeError(f"told twice: {id} {told[id]} {number}")


def _faults(root: Path, told: dict[str, str], letters: int) -> list[str]:
    office = open_office(root, actor="测量", now=china_now)
    rows = account(office)
    numbers = {row["id"]: row["number"] for row in rows}
    faults = [f"告知过的 {number} 不见了" for id, number in told.items() if numbers.get(id) != number]
    if [row["ordinal"] for row in rows] != list(range(1, letters + 2)):
        faults.append("号不连续")
    faults += [f"重号 {number}" for number, count in Counter(numbers.values()).items() if count > 1]
    faults += [f"核验:{one.where} {one.message}" for one in verify_office(office).findings]
    office.close()
    return faults


def ratio(place: Path, letters: int, rounds: int = 3) -> bool:
    """Issuing against bare SQLite, in turn; returns whether the goal was reached."""
    root = place / "office"
    ids = furnish(root, letters * rounds)
    sizes, folders, syncs = _cost(root)
    print(f"一件:{len(sizes)} 个文件 {sum(sizes)} 字节,文件夹落盘 {folders} 次,另有 SQLite 自己的")
    found = []
    for n in range(rounds):
        shutil.rmtree(place / "bare", ignore_errors=True)
        (place / "bare").mkdir()
        part = ids[n * letters : (n + 1) * letters]
        other, _ = _together(("bare", str(place / "bare"), json.dumps(sizes), str(folders)), part)
        ours, _ = _together(("issuing", str(root)), part)
        found.append(other / ours)
        print(
            f"裸 SQLite 每秒 {letters / other:.1f} 件,印发每秒 {letters / ours:.1f} 件,比 {found[-1]:.2f}",
            flush=True,
        )
    print(
        f"{PROCESSES} 个进程,每轮 {letters} 件,落盘各 {syncs} 次:比的中位数 {median(found):.2f}(目标 ≥ {GOAL})"
    )
    return median(found) >= GOAL


def _cost(root: Path) -> tuple[list[int], int, int]:
    """Issue one letter and count: the sizes of its new files, the syncs of folders, all syncs."""
    office = open_office(root, actor="测量", now=china_now)
    printed = pickle.loads((root.parent / "printed").read_bytes())
    before = {path for path in (root / "archive" / "objects").rglob("*") if path.is_file()}
    sort: list[bool] = []
    real = os.fsync

    def counted(descriptor: int) -> None:
        sort.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        real(descriptor)

    first = (root.parent / "first").read_text()
    os.fsync = counted  # type: ignore[assignment]
    try:
        with office.reading() as conn, ExitStack() as stack:
            one = to_print(office, conn, stack, first, None, None, "")
        _issued(office, one, printed, "cost")
    finally:
        os.fsync = real
    office.close()
    new = [p for p in (root / "archive" / "objects").rglob("*") if p.is_file() and p not in before]
    return [path.stat().st_size for path in new], sum(sort), len(sort)


def main(words: list[str]) -> int:
    """``kills [letters kills]`` or ``ratio [letters]``; the other two are what these start."""
    what, *rest = words
    if what == "issuing":
        issuing(Path(rest[0]))
        return 0
    if what == "bare":
        bare(Path(rest[0]), json.loads(rest[1]), int(rest[2]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        if what == "kills":
            good = kills(Path(folder), *map(int, rest or (str(LETTERS), str(KILLS))))
        else:
            good = ratio(Path(folder), *map(int, rest or ("300",)))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
