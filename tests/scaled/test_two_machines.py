"""One office in two folders, as on two machines: numbers in one order, what one issued the other finds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from shenguan_docs.asking.query import Query
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.opening import Office
from shenguan_docs.office.standing import is_settled
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.resources import shipped_templates
from tests.office.office_helpers import MORNING, issued
from tests.scaled.seaweed import SeaweedFS
from tests.scaled.servers import PostgreSQL
from tests.scaled.two_machines import copied, reopened

ROOT = Path(__file__).parents[2]
PROCESSES, EACH = 8, 6
_WORKER = """
import sys
from pathlib import Path
from tests.scaled.two_machines import share
share()
from benchmarks.transactions import issuing
issuing(Path(sys.argv[1]))
"""


def test_what_one_machine_issued_the_other_finds(office: Office, second: Office) -> None:
    first = issued(office, "consultation")
    found = search(second, Query(first.number))  # it was open all the time, and nobody told it
    assert [hit.number for hit in found.hits] == [first.number]
    after = issued(second, "consultation")
    assert after.number == first.number.replace("1号", "2号")
    assert search(office, Query(after.number)).total == 1
    again = reopened(second.root, 90)
    assert is_settled(again) and verify_office(again).findings == ()
    again.close()


def test_who_only_looks_does_not_wait_for_who_writes(office: Office, second: Office) -> None:
    first = issued(office, "consultation")
    with office.writing():
        looking = reopened(second.root, 91)
        assert search(looking, Query(first.number)).total == 1
        looking.close()


def test_on_a_real_store_two_folders_are_one_office(
    server: PostgreSQL, store: SeaweedFS, tmp_path: Path
) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    init_office(
        first, "示例市", actor="示例", now=lambda: MORNING, records=server.fresh(), archive=store.fresh()
    )
    second.mkdir()
    shutil.copy(first / "office.toml", second)  # all that another machine is given
    here, there = reopened(first, 0), reopened(second, 50)
    import_matters(here, shipped_templates() / "plan" / "事项清单(第一批).csv")
    letters = [issued(office, "consultation") for office in (here, there, here)]
    assert [letter.number.partition("〕")[2] for letter in letters] == ["1号", "2号", "3号"]
    for office in (here, there):
        assert search(office, Query("")).total == 3
        assert verify_office(office).findings == ()
        assert office.home.startswith("s3://") and not (office.root / "archive").exists()
        office.close()


def test_eight_processes_in_two_folders_give_every_number_once(tmp_path: Path, shared: None) -> None:
    from benchmarks.transactions import furnish

    first, second = tmp_path / "one", tmp_path / "two"
    ids = furnish(first, PROCESSES * EACH)  # the second letter of the series is the first of these
    copied(first, second)
    command = [sys.executable, "-c", _WORKER]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    workers = [
        subprocess.Popen(
            [*command, str((first, second)[n % 2])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )
        for n in range(PROCESSES)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    told: dict[str, str] = {}
    for n, worker in enumerate(workers):
        assert worker.stdin is not None
        worker.stdin.write("".join(f"{id}\n" for id in ids[n::PROCESSES]))
        worker.stdin.close()
    for worker in workers:
        assert worker.stdout is not None
        told |= dict(json.loads(line) for line in worker.stdout)
        assert worker.wait() == 0
    for root in (first, second):
        office = reopened(root, 5)
        rows = account(office)
        assert {row["id"]: row["number"] for row in rows if row["id"] in told} == told
        assert len(told) == len(ids) and len(set(told.values())) == len(ids)
        assert [row["ordinal"] for row in rows] == list(range(1, len(ids) + 2))
        assert verify_office(office).findings == ()
        assert search(office, Query("")).total == len(ids) + 1
        office.close()
