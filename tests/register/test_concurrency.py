"""Several real processes issue at once, and are killed: no number twice, none missing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from shenguan_docs.register import journal, numbers
from shenguan_docs.register.compare import tables_equal
from shenguan_docs.register.database import Database

ROOT = Path(__file__).parents[2]
WORKER = """
import sys
import time
from shenguan_docs.register.database import open_database
from tests.register.register_samples import issue_letter
url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
database = open_database(url)
for n in range(count):
    with database.writing() as conn:
        number = issue_letter(conn, f"{name}-{n}")
    print(f"{name}-{n}", number, flush=True)  # acknowledged
    time.sleep(0.003)  # a real one renders now; SQLite lets the others have their turn
"""


def start(url: str, name: str, count: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WORKER, url, name, str(count)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "", "PYTHONUTF8": "1"}
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment, encoding="utf-8")


def acknowledged(outputs: list[str]) -> dict[str, str]:
    lines = [line for output in outputs for line in output.splitlines(keepends=True)]
    pairs = [line.split() for line in lines if line.endswith("\n")]
    return {number: id for id, number in pairs}


def assert_whole(records: Database, empty: Database, told: dict[str, str]) -> int:
    with records.reading() as conn, empty.writing() as again:
        assert numbers.gaps(conn) == []
        account = {state.number: state.id for state in numbers.account(conn)}
        assert told.items() <= account.items()
        journal.replay(again, journal.lines(conn))
        assert tables_equal(conn, again) == []
    return len(account)


def rest(worker: subprocess.Popen[str]) -> str:
    with worker:
        assert worker.stdout is not None
        return worker.stdout.read()


def test_four_processes_at_once(records: Database, empty: Database) -> None:
    workers = [start(records.url, f"w{n}", 50) for n in range(4)]
    told = acknowledged([rest(worker) for worker in workers])
    assert [worker.returncode for worker in workers] == [0] * 4
    assert len(told) == 200
    assert assert_whole(records, empty, told) == 200


def test_four_processes_killed(records: Database, empty: Database) -> None:
    outputs: list[str] = []
    for generation in range(3):
        workers = [start(records.url, f"g{generation}w{n}", 10_000) for n in range(4)]
        for worker in workers:  # each is killed in the midst of its work, wherever that is
            assert worker.stdout is not None
            outputs.append(worker.stdout.readline())
        time.sleep(0.013 * generation)
        for worker in workers:
            worker.kill()
        outputs += [rest(worker) for worker in workers]
    told = acknowledged(outputs)
    assert len(told) >= 12
    assert assert_whole(records, empty, told) >= len(told)
