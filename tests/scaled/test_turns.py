"""One writer at a time among several machines: waiting, dying with the turn, losing it in the middle of the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from psycopg import connect
from sqlalchemy import create_engine, text

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office import alone
from shenguan_docs.office.opening import Office
from shenguan_docs.register import journal, on_postgresql
from shenguan_docs.register.database import create_database, open_database
from shenguan_docs.register.turns import Turn
from tests.register.register_samples import furnish, issue_letter
from tests.scaled.cutting import Wire
from tests.scaled.servers import PostgreSQL


@pytest.fixture
def url(server: PostgreSQL) -> Iterator[str]:
    made = server.fresh()
    create_database(made)
    database = open_database(made)
    with database.writing() as conn:
        furnish(conn)
    database.close()
    yield made
    server.drop(made)


def turn_at(url: str) -> Turn:
    return Turn(url, 5.0, lambda _words: None)


def test_a_second_one_is_told_that_it_waits_and_gives_up(url: str) -> None:
    first, second, told = turn_at(url), turn_at(url), list[str]()
    assert first.take(1)
    begun = time.monotonic()
    assert not second.take(1.2, lambda: told.append("waits"))
    assert time.monotonic() - begun >= 1.2 and told == ["waits"]
    assert not second.take(0)
    first.end()
    assert second.take(0)
    second.end()
    first.close()
    second.close()


def test_the_turn_of_one_who_died_is_free(url: str) -> None:
    code = (
        "import sys; from shenguan_docs.register.turns import Turn\n"
        "turn = Turn(sys.argv[1], 5.0, print); turn.take(5); print('had', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None and other.stdout.readline() == "had\n"
    mine = turn_at(url)
    assert not mine.take(0)
    other.kill()
    other.communicate()
    assert mine.take(5)
    mine.end()
    mine.close()


def test_whoever_lost_the_turn_writes_nothing_more(server: PostgreSQL, url: str) -> None:
    database, mine, other = open_database(url), turn_at(url), turn_at(url)
    assert mine.take(1)
    with pytest.raises(OfficeUnusable, match="连接断了.*没有用掉文号"), database.writing(mine.conn) as conn:
        issue_letter(conn, "a")
        cut_off(url, mine)
        assert other.take(5)  # the next one has it already: the transaction of the first was undone before
        conn.execute(text("SELECT 1"))
    with pytest.raises(OfficeUnusable, match="连接断了"):
        mine.conn  # noqa: B018  neither to read nor to write on
    with database.writing(other.conn) as conn:
        assert issue_letter(conn, "b") == "益高社函〔2026〕1号"
    other.end()
    mine.end()
    assert mine.take(1)
    for one in (mine, other):
        one.end()
        one.close()
    database.close()


def test_an_idle_turn_that_broke_is_noticed_before_anything_is_written(url: str) -> None:
    database, mine = open_database(url), turn_at(url)
    assert mine.take(1)
    cut_off(url, mine)
    with pytest.raises(OfficeUnusable, match="连接断了"), database.writing(mine.conn):
        raise AssertionError("begun")
    with pytest.raises(OfficeUnusable, match="连接断了"), database.reading(mine.conn):
        raise AssertionError("begun")
    mine.end()
    assert mine.take(1)  # anew
    mine.end()
    mine.close()
    database.close()


def test_after_a_commit_without_an_answer_the_turn_is_taken_again(server: PostgreSQL, url: str) -> None:
    wire = Wire(server.port)
    away = url.replace(f":{server.port}/", f":{wire.port}/")
    database, mine, other = open_database(away), turn_at(away), turn_at(url)
    assert mine.take(1)
    with database.writing(mine.conn) as conn:
        issue_letter(conn, "a")
        wire.cut = "after commit"
    mine.keep(5)
    assert not other.take(0)
    with database.reading(mine.conn) as conn:
        assert journal.history(conn, "a")
    mine.end()
    assert other.take(1)
    other.end()
    for one in (mine, other, database):
        one.close()
    wire.close()


def test_two_offices_on_two_machines_do_not_write_at_once(office: Office, second: Office) -> None:
    order: list[str] = []

    def write() -> None:
        with second.locked():
            order.append("second")

    with office.locked():
        waiting = threading.Thread(target=write)
        waiting.start()
        time.sleep(1.5)
        order.append("first")
    waiting.join(30)
    assert order == ["first", "second"]
    assert second.notify.__self__[-1:] == ["另一台机器或者另一个程序正在写入，请稍候……"]  # type: ignore[attr-defined]


def test_the_second_one_gives_up_in_words(
    office: Office, second: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "LOCK_WAIT", 0.2)
    with office.locked(), pytest.raises(OfficeUnusable, match="占用"), second.locked():
        pass
    with second.locked():
        pass


def cut_off(url: str, turn: Turn) -> None:
    """Let the server end the connection of a turn, as a server that is stopped does."""
    pid = turn.conn.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    database = open_database(url)
    with database.reading() as conn:
        assert conn.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid}).scalar()
    database.close()


def test_a_turn_that_came_when_nobody_waited_any_more_is_the_next_ones(server: PostgreSQL, url: str) -> None:
    """The server may give the lock at the very moment at which it says that there was none in time."""
    first, late = (
        turn_at(url),
        create_engine("postgresql+psycopg://", creator=lambda: connect(url, autocommit=True)),
    )
    assert first.take(1)
    with late.connect() as conn, connect(server.url("postgres"), autocommit=True) as admin:
        asking = threading.Thread(target=lambda: had.append(on_postgresql.take_turn(conn, 3.0)))
        had = list[bool]()
        asking.start()
        waits = (
            "SELECT pid FROM pg_stat_activity WHERE wait_event = 'advisory' AND query LIKE '%lock_timeout%'"
        )
        while (found := admin.execute(waits).fetchone()) is None:
            pass
        os.kill(found[0], signal.SIGSTOP)  # it sees neither that it has the lock nor that its time is over
        first.end()
        time.sleep(3)
        os.kill(found[0], signal.SIGCONT)
        asking.join()
        if had == [True]:
            on_postgresql.end_turn(conn)
        assert first.take(5)
        first.end()
    first.close()
    late.dispose()
