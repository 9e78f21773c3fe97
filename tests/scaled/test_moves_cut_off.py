"""``move`` is killed where it has changed office.toml and not yet put aside what was used before; then done again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from benchmarks.move_acts import schemas, state
from shenguan_docs.cli.main import main
from shenguan_docs.durable import write_durably
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.moving import records as moving_records
from shenguan_docs.office.moving import together
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office
from shenguan_docs.office.people.safe import SET_PASSWORD, safe
from shenguan_docs.office.people.users import add
from shenguan_docs.office.settings import read_settings
from shenguan_docs.resources import shipped_templates
from tests.office.office_helpers import MORNING, fixed_ids, issued
from tests.scaled.seaweed import SeaweedFS
from tests.scaled.servers import PostgreSQL

ROOT = Path(__file__).parents[2]


def opened(root: Path, run: int = 0) -> Office:
    return open_office(root, actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(run))


@pytest.fixture
def office(server: PostgreSQL, tmp_path: Path) -> Iterator[Office]:
    """An office on the server with a letter and a person who may come in."""
    root = tmp_path / "office"
    init_office(root, "示例区", actor="示例文书", now=lambda: MORNING, records=server.fresh())
    office = opened(root)
    import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
    issued(office, "penalty")
    add(office, "示例丁", roles=("管理",), password="一把长长的钥匙-2026")
    yield office
    office.close()


def killed(root: Path, after: str, *to: str) -> None:
    """Have a process move, and kill itself after a step."""
    words = ["-m", "benchmarks.move_kills", "after", after, "-C", str(root), "move", *to]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, env=os.environ | {"PYTHONUTF8": "1"}
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def test_a_killed_move_is_finished_by_the_same_command(
    office: Office, server: PostgreSQL, store: SeaweedFS, capsys: pytest.CaptureFixture[str]
) -> None:
    root, first, other, bucket = office.root, office.settings.records, server.fresh(), store.fresh()
    office.close()

    def again(run: int, *to: str) -> None:
        """Work goes on where the office stands; the move is done again, and nothing is another than it was."""
        here = opened(root, run)
        assert issued(here, "penalty").number.endswith(f"{run}号")
        here.close()
        before = state(root)
        assert main(["-C", str(root), "move", *to]) == 0
        after = state(root)
        assert after == before and after["findings"] == [] and after["numbers"] == [*range(1, run + 1)]
        assert not (root / ".moving.json").exists()

    back = ("--records", "records.db")
    killed(root, "records.write_durably", *back)
    again(2, *back)
    assert "上一次搬到最后断了" in capsys.readouterr().out
    assert [name.partition("_before_")[0] for name in schemas(first)] == ["desk", "shenguan", "shenguan_home"]
    assert "shenguan" not in schemas(first)

    there = ("--records", other, "--archive", bucket)
    killed(root, "archive.write_durably", *there)
    again(3, *there)  # the archive is there already, the records are not
    names = {path.name for path in root.iterdir()}
    assert not names & {"records.db", "desk.db", "archive"}
    assert sorted(name.partition(".before-move-")[0] for name in names if "before-move" in name) == [
        "archive",
        "desk.db",
        "records.db",
    ]

    killed(root, "archive.write_durably", "--archive", "archive")
    again(4, "--archive", "archive")  # not the office of another folder
    assert main(["-C", str(root), "move", "--archive", "archive"]) == 2


def test_one_who_waited_on_the_server_while_it_was_carried_away_is_told(office: Office) -> None:
    late, url = opened(office.root, 1), office.settings.records
    with safe(late, reading=True):
        pass

    def sets_a_password() -> None:
        with safe(late) as desk:
            desk.execute(SET_PASSWORD, ("示例丁", "x"))

    waiting: list[Future[None]] = []
    with ThreadPoolExecutor(1) as pool, pytest.MonkeyPatch.context() as patch:

        def written(path: Path, text: bytes) -> None:
            write_durably(path, text)
            waiting.append(pool.submit(sets_a_password))
            while not waits_for_the_desk(url):
                time.sleep(0.01)

        patch.setattr(moving_records, "write_durably", written)
        moving_records.move_records(office, "records.db")
        with pytest.raises(OfficeUnusable, match=r"刚刚搬了地方.*再试一次"):
            waiting[0].result()
    late.records.engine.dispose()
    with pytest.raises(OfficeUnusable, match="刚刚搬了地方"), safe(late):
        pass  # nor are the tables made there again
    assert "desk" not in schemas(url)
    late.close()


def waits_for_the_desk(url: str) -> bool:
    """Whether anybody waits for the lock of the desk's writers."""
    with psycopg.connect(url) as conn:
        told = conn.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool((told.fetchone() or (0,))[0])


def test_nothing_is_moved_where_one_place_is_none(office: Office) -> None:
    before = (office.root / SETTINGS_NAME).read_bytes()
    root = str(office.root)
    assert main(["-C", root, "move", "--records", "records.db", "--index", "opensearch://a:b@c/d"]) == 2
    assert main(["-C", root, "move", "--records", "records.db", "--archive", "ftp://x"]) == 2
    assert (office.root / SETTINGS_NAME).read_bytes() == before
    together.move(office, "records.db", "archive", "index")  # the others are where they shall be
    assert read_settings(office.root / SETTINGS_NAME).records == "records.db"
