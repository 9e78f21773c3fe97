"""8 processes that issue at once on PostgreSQL beside pgbench with the same statements; both on one server, in turn."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event

from shenguan_docs.register import journal, numbers
from shenguan_docs.register.compare import tables_equal
from shenguan_docs.register.database import create_database, open_database, scratch_database
from tests.register.register_samples import furnish, issue_letter
from tests.scaled.servers import PostgreSQL, as_nobody, postgresql

ROOT = Path(__file__).parents[1]
PROCESSES, SECONDS, ROUNDS = 8, 15, 3
GOAL = 0.3
_RECORD = "zz0"
_WORKER = """
import sys, time
from shenguan_docs.register.database import open_database
from tests.register.register_samples import issue_letter
url, name, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
database = open_database(url, wait=600)  # a busy disk is no fault here
with database.reading() as conn:
    pass
print("ready", flush=True)
sys.stdin.readline()
until, n = time.monotonic() + seconds, 0
while time.monotonic() < until:
    with database.writing() as conn:
        issue_letter(conn, f"{name}-{n}")
    n += 1
print(n, flush=True)
"""


def run() -> bool:
    """Measure in turn, prove that no number is missing or doubled, print the medians."""
    with postgresql(durable=True) as server:
        ours_at, bare_at = _records(server), _records(server)
        script = _script(server, bare_at)
        ours, bare = [], []
        for turn in range(ROUNDS):
            bare.append(_bare(server, bare_at, script))
            ours.append(_ours(ours_at, turn))
            print(f"第 {turn + 1} 轮:印发 {ours[-1]:.0f} 件/秒,pgbench {bare[-1]:.0f} 个事务/秒", flush=True)
        issued = _whole(ours_at, server)
    ratio = median(a / b for a, b in zip(ours, bare, strict=True))
    reached = ratio >= GOAL
    print(f"{PROCESSES} 个进程同时编号登记,共 {issued} 件,无缺号、无重号,重放的登记表相同")
    print(f"比 pgbench 同样的语句:{ratio:.2f}(目标 ≥ {GOAL}){'' if reached else ' 没有达到'}")
    return reached


def _records(server: PostgreSQL) -> str:
    url = server.fresh()
    create_database(url)
    database = open_database(url)
    with database.writing() as conn:
        furnish(conn)
        issue_letter(conn, "first")
    database.close()
    return url


def _ours(url: str, turn: int) -> float:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", _WORKER, url, f"r{turn}w{n}", str(SECONDS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )
        for n in range(PROCESSES)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    return sum(int(worker.communicate()[0]) for worker in workers) / SECONDS


def _script(server: PostgreSQL, url: str) -> Path:
    """Write for pgbench what one letter makes the program say, with the ids and numbers left open."""
    database = open_database(url)
    with database.reading() as conn:
        seq = journal.last(conn)[0] + 1
    said: list[tuple[str, Any]] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _conn, _cursor, statement, given, _context, many: said.extend(
            (statement, one) for one in (given if many else [given])
        ),
    )
    with database.writing() as conn:
        number = issue_letter(conn, _RECORD)
    database.close()
    assert number.endswith("2号")
    lines = [
        "\\set r random(1, 1000000000000)",
        "BEGIN; LOCK TABLE alembic_version IN EXCLUSIVE MODE;",
        "SELECT last + 1 AS ord FROM series \\gset",
        "SELECT max(seq) + 1 AS nseq FROM journal \\gset",
    ]
    for statement, given in said:
        text = " ".join((statement % {k: _literal(k, v, seq) for k, v in given.items()}).split())
        for there, open_one in (
            ("〔2026〕2号", "〔2026〕'||:ord||'号"), ("[2026]2号", "[2026]'||:ord||'号"), ("|2026|2'", "|2026|:ord'"),
            (f'"seq":{seq}', '"seq"::nseq'), ('"ordinal":2', '"ordinal"::ord'), (_RECORD, "z:r"), ("SET last=2::", "SET last=:ord::"),
        ):  # fmt: skip
            text = text.replace(there, open_one)
        lines.append(f"{text};")
    file = server.place / "issue.sql"
    file.write_text("\n".join([*lines, "COMMIT;"]) + "\n", "utf-8")
    file.chmod(0o644)
    return file


def _literal(name: str, value: Any, seq: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        if name == "seq" and value == seq:
            return ":nseq"
        return ":ord" if name in ("ordinal", "last", "to") and value == 2 else str(value)
    return literal(value)


def literal(value: Any) -> str:
    """Return a value as pgbench is given it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"'{value}'"
    return "'" + str(value).replace("'", "''") + "'"


def _bare(server: PostgreSQL, url: str, script: Path) -> float:
    done = subprocess.run(
        [server.programs / "pgbench", "-n", "-c", str(PROCESSES), "-j", "2", "-T", str(SECONDS), "-f", script, url],
        capture_output=True, text=True, cwd=server.place, env=os.environ | {"PGOPTIONS": "-c search_path=shenguan"},
        **as_nobody(),
    )  # fmt: skip
    if done.returncode or "tps" not in done.stdout:
        raise RuntimeError(done.stderr[-2000:])
    if "number of failed transactions: 0 " not in done.stdout:
        raise RuntimeError(done.stdout)
    return float(done.stdout.rpartition("tps = ")[2].split()[0])


def _whole(url: str, server: PostgreSQL) -> int:
    database, again = open_database(url), scratch_database(server.place / "again.db")
    with database.reading() as conn, again.writing() as made:
        assert numbers.gaps(conn) == []
        journal.replay(made, journal.lines(conn))
        assert tables_equal(conn, made) == []
        issued = len(numbers.account(conn))
    database.close()
    again.close()
    return issued


if __name__ == "__main__":
    threading.excepthook = sys.excepthook
    sys.exit(0 if run() else 1)
