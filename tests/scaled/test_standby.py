"""What only the first server has, because it was cut off from its standby: nobody is told of it, it is not archived."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from benchmarks.failover import Pair, in_pair
from benchmarks.transactions import _issued, furnish
from shenguan_docs.cli.context import china_now
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.letters.composing import to_print
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.verifying import verify_office
from tests.scaled.servers import postgresql


@pytest.fixture
def pair() -> Iterator[Pair]:
    with postgresql() as first, in_pair(first) as made:
        yield made


def opened(root: Path, said: list[str]) -> Office:
    return open_office(root, actor="示例文书", now=china_now, notify=said.append, patience=60)


class Work(threading.Thread):
    """Does something beside the test; ``outcome`` is what came of it."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.act = act
        self.outcome: object = None
        self.start()

    def run(self) -> None:
        try:
            self.outcome = self.act()
        except Exception as error:
            self.outcome = error


def waiting(pair: Pair, works: list[Work]) -> list[int]:
    """Return which backends of the first server wait for the standby, once there is one for each of the works."""
    while True:
        for work in works:
            assert work.is_alive(), f"did not wait for the standby: {work.outcome!r}"
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(pair.first.url("postgres"), autocommit=True) as admin,
        ):
            found = admin.execute("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'").fetchall()
            if len(found) == len(works):
                return [pid for (pid,) in found]


def test_what_the_standby_lacks_is_neither_told_nor_archived(pair: Pair, tmp_path: Path) -> None:
    ports = f"127.0.0.1:{pair.first.port},127.0.0.1:{pair.standby.port}"
    root = tmp_path / "office"
    ids = furnish(root, 2, pair.first.fresh().replace(f"127.0.0.1:{pair.first.port}", ports))
    said = list[str]()
    office, printed = opened(root, said), pickle.loads((tmp_path / "printed").read_bytes())
    with office.reading() as conn, ExitStack() as stack:
        one = to_print(office, conn, stack, (tmp_path / "first").read_text(), None, None, "")
    archived = office.journal_files.last()

    pair.standby.kill()  # from now on the first server cannot keep what it promises
    issuing = Work(lambda: _issued(office, one, printed, ids[0]))
    [pid] = waiting(pair, [issuing])
    with psycopg.connect(pair.first.url("postgres"), autocommit=True) as admin:
        # Its wait is cut off: the transaction is committed and seen on this server, and nowhere else.
        admin.execute("SELECT pg_terminate_backend(%s)", (pid,))
    waiting(pair, [issuing])
    other = Work(lambda: opened(root, []))  # finds what seems to have been left undone by a crash
    waiting(pair, [issuing, other])
    with psycopg.connect(office.settings.records, autocommit=True) as admin:
        assert admin.execute("SELECT max(seq) FROM shenguan.journal").fetchone() > (archived[0],)
    assert office.journal_files.last() == archived

    pair.first.kill()
    pair.standby.start()
    pair.first, pair.standby = pair.standby, pair.first
    with psycopg.connect(pair.first.url("postgres"), autocommit=True) as admin:
        admin.execute("SELECT pg_promote(true, 120)")
        admin.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
        admin.execute("SELECT pg_reload_conf()")
    issuing.join()
    other.join()
    assert isinstance(issuing.outcome, OfficeUnusable) and "没有用掉文号" in str(issuing.outcome)

    first, again = (_issued(office, one, printed, id) for id in ids)
    rows = account(office)
    assert [row["number"] for row in rows[-2:]] == [first, again]
    assert [row["ordinal"] for row in rows] == list(range(1, len(rows) + 1))
    assert verify_office(office).findings == ()
    office.close()
