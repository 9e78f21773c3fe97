"""Issuing whole letters on PostgreSQL, ready bytes instead of rendering, beside pgbench with the same statements.

8 processes each; both on one server that waits for its disk, in turn. What pgbench is given is what one letter makes
the program say, transactions, locks and all; what the archive and the index do to the disk it does not do.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, event

from benchmarks.on_server import literal
from benchmarks.transactions import PROCESSES, _issued, _together, furnish
from shenguan_docs.cli.context import china_now
from shenguan_docs.office.letters.composing import to_print
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import on_postgresql
from shenguan_docs.register.on_postgresql import _BEGIN, _TURN
from tests.scaled.servers import PostgreSQL, as_nobody, postgresql

LETTERS, ROUNDS = 160, 3
GOAL = 0.3
_RECORD = "zz0"
_GIVE = "SELECT pg_advisory_unlock_all()"


def run(letters: int = LETTERS, rounds: int = ROUNDS) -> bool:
    """Measure in turn, prove that no number is missing or doubled, print the medians; whether the goal was reached."""
    with postgresql(durable=True) as server, tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "office"
        ids = furnish(root, letters * rounds, server.fresh())
        office = open_office(root, actor="测量", now=china_now)
        bare_at = server.copy(office.settings.records)
        office.close()
        script = _script(server, root, bare_at)
        ratios = []
        for n in range(rounds):
            bare = _bare(server, bare_at, script, letters)
            seconds, _ = _together(("issuing", str(root)), ids[n * letters : (n + 1) * letters])
            ratios.append(letters / seconds / bare)
            print(
                f"第 {n + 1} 轮:印发 {letters / seconds:.1f} 件/秒,pgbench {bare:.1f} 个事务/秒,比 {ratios[-1]:.2f}",
                flush=True,
            )
        issued = _whole(root)
    reached = median(ratios) >= GOAL
    print(f"{PROCESSES} 个进程同时印发(不排版),共 {issued} 件,无缺号、无重号,核验没有问题")
    print(f"比 pgbench 同样的语句:{median(ratios):.2f}(目标 ≥ {GOAL}){'' if reached else ' 没有达到'}")
    return reached


@contextmanager
def _said() -> Iterator[list[tuple[str, Any]]]:
    """What is said to the server meanwhile; a reader in the middle of a writer's transaction counts as part of it."""
    said: list[tuple[str, Any]] = []
    mode, end_turn = "", on_postgresql.end_turn

    def begun(conn: Connection) -> None:
        nonlocal mode
        if mode == "writing":
            return
        over()
        mode = str(conn.get_execution_options().get("mode", "plain"))
        said.append((_BEGIN[mode], {}))

    def over() -> None:
        nonlocal mode
        if mode:
            said.append(("ROLLBACK", {}))
        mode = ""

    def given(conn: Connection) -> None:
        over()
        said.append((_GIVE, {}))
        end_turn(conn)

    def ended(_conn: Connection) -> None:
        nonlocal mode
        said.append(("COMMIT", {}))
        mode = ""

    def spoke(_c: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        said.extend((statement, one) for one in (given if many else [given]))

    listened = (("begin", begun), ("commit", ended), ("before_cursor_execute", spoke))
    for name, function in listened:
        event.listen(Engine, name, function)
    on_postgresql.end_turn = given
    try:
        yield said
    finally:
        on_postgresql.end_turn = end_turn
        for name, function in listened:
            event.remove(Engine, name, function)
        over()


def _script(server: PostgreSQL, root: Path, url: str) -> Path:
    """Write for pgbench what one letter makes the program say, with the ids and numbers left open."""
    office = open_office(root, actor="测量", now=china_now)
    printed = pickle.loads((root.parent / "printed").read_bytes())
    with office.reading() as conn, ExitStack() as stack:
        one = to_print(office, conn, stack, (root.parent / "first").read_text(), None, None, "")
    seq, ordinal = office.last_entry()[0] + 1, len(account(office)) + 1
    with _said() as said:
        _issued(office, one, printed, _RECORD)
    office.close()
    year = china_now().year
    take = f"SELECT pg_advisory_lock({_TURN})"
    lines = [
        "\\set r random(1, 1000000000000)",
        f"BEGIN\\; SET LOCAL lock_timeout = 60000\\; {take}\\; COMMIT;",
    ]
    for statement, given in said:
        if statement == _BEGIN["writing"]:
            lines += [f"{statement.replace(';', chr(92) + ';')};"]
            lines += [
                "SELECT max(last) + 1 AS ord FROM series \\gset",
                "SELECT max(seq) + 1 AS nseq, max(seq) + 2 AS mseq FROM journal \\gset",
            ]
            continue
        known = {name: _literal(name, value, seq, ordinal) for name, value in given.items()} if given else {}
        text = " ".join((statement % known if known else statement).split())
        for there, open_one in (
            (f"〔{year}〕{ordinal}号", f"〔{year}〕'||:ord||'号"), (f"[{year}]{ordinal}号", f"[{year}]'||:ord||'号"),
            (f"|{year}|{ordinal}'", f"|{year}|:ord'"), (f"SET last={ordinal}::", "SET last=:ord::"),
            (f'"seq":{seq},', '"seq"::nseq,'), (f'"seq":{seq + 1},', '"seq"::mseq,'),
            (f'"ordinal":{ordinal},', '"ordinal"::ord,'), (_RECORD, "z:r"),
        ):  # fmt: skip
            text = text.replace(there, open_one)
        lines.append(f"{re.sub(';', chr(92) + ';', text) if text.startswith('BEGIN') else text};")
    file = server.place / "issue.sql"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    file.chmod(0o644)
    return file


def _literal(name: str, value: Any, seq: int, ordinal: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        if value in (seq, seq + 1) and "seq" in name:
            return ":nseq" if value == seq else ":mseq"
        if value == seq - 1 and name in ("after", "seq_1"):  # what was written last is read, not all that was
            return "(:nseq - 1)"
        return ":ord" if name in ("ordinal", "last", "to") and value == ordinal else str(value)
    return literal(value)


def _bare(server: PostgreSQL, url: str, script: Path, letters: int) -> float:
    done = subprocess.run(
        [server.programs / "pgbench", "-n", "-c", str(PROCESSES), "-j", "2", "-t", str(letters // PROCESSES),
         "-f", script, url],
        capture_output=True, text=True, cwd=server.place, env=os.environ | {"PGOPTIONS": "-c search_path=shenguan"},
        **as_nobody(),
    )  # fmt: skip
    if done.returncode or "number of failed transactions: 0 " not in done.stdout:
        raise RuntimeError(done.stdout + done.stderr[-3000:])
    return float(done.stdout.rpartition("tps = ")[2].split()[0])


def _whole(root: Path) -> int:
    office: Office = open_office(root, actor="测量", now=china_now)
    rows = account(office)
    assert [row["ordinal"] for row in rows] == list(range(1, len(rows) + 1))
    assert len({row["number"] for row in rows}) == len(rows)
    assert verify_office(office).findings == ()
    office.close()
    return len(rows)


if __name__ == "__main__":
    sys.exit(0 if run(*map(int, sys.argv[1:])) else 1)
