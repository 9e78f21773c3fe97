"""What only PostgreSQL can do to us: it goes away, comes back, breaks off at the commit; the same tables, the same order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from traceback import format_exception

import pytest
from sqlalchemy import insert, select, text, update

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.register import drafts, journal, numbers, plan_tables, schema
from shenguan_docs.register.database import (
    REVISION,
    Database,
    RecordsOlder,
    create_database,
    open_database,
    place,
    schema_state,
    upgrade,
)
from tests.register.register_samples import AT, DAY, furnish, issue_letter
from tests.scaled.cutting import Wire
from tests.scaled.servers import PostgreSQL


@pytest.fixture
def url(server: PostgreSQL, empty_one: str) -> Iterator[str]:
    """Records with two departments."""
    made = server.copy(empty_one)
    database = open_database(made)
    with database.writing() as conn:
        furnish(conn)
    database.close()
    yield made
    server.drop(made)


@pytest.fixture(scope="module")
def empty_one(server: PostgreSQL) -> str:
    made = server.fresh()
    create_database(made)
    return made


@pytest.fixture
def wire(server: PostgreSQL) -> Iterator[Wire]:
    between = Wire(server.port)
    yield between
    between.close()


def through(wire: Wire, server: PostgreSQL, url: str) -> str:
    return url.replace(f":{server.port}/", f":{wire.port}/")


def issue(database: Database, id: str) -> str:
    with database.writing() as conn:
        return issue_letter(conn, id)


def test_migrations_make_exactly_the_tables(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database = open_database(url)
    with database.reading() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
        other_order = text(
            "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "JOIN pg_collation o ON o.oid = a.attcollation "
            "WHERE c.relnamespace = 'shenguan'::regnamespace AND c.relkind = 'r' AND o.collname <> 'C'"
        )
        assert conn.execute(other_order).scalar() == 0
    database.close()


def test_made_once_and_looked_for(server: PostgreSQL, url: str) -> None:
    with pytest.raises(Refused, match="已经有登记数据库"):
        create_database(url)
    nothing = server.fresh()
    assert schema_state(nothing) == "missing"
    with pytest.raises(OfficeUnusable, match="还没有登记"):
        open_database(nothing)
    server.drop(nothing)


def test_older_records_are_upgraded_and_newer_ones_left_alone(url: str) -> None:
    database = open_database(url)
    with database.writing() as conn:
        drafts.create(
            conn,
            id="x",
            kind="penalty",
            title="草稿",
            data={},
            files=(),
            at=AT,
            by="示例",
            event="",
            sender="",
        )
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert schema_state(url) == "newer"
    for act in (open_database, upgrade):
        with pytest.raises(OfficeUnusable, match="更新版本的程序"):
            act(url)
    with database.engine.begin() as conn:  # as the version before left it: this one only adds to it
        conn.execute(text(f"UPDATE alembic_version SET version_num = '{REVISION}'"))
    with database.writing() as conn:
        before = journal.last(conn)
        journal.project_again(conn)
        assert journal.last(conn) == before
        assert [head.id for head in drafts.list_drafts(conn)] == ["x"]
    database.close()
    assert RecordsOlder.__mro__[1] is OfficeUnusable


def test_a_letter_is_found_in_either_case_and_names_are_in_the_order_of_their_characters(
    url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from shenguan_docs.register.database import scratch_database

    here, there = scratch_database(tmp_path_factory.mktemp("库") / "a.db"), open_database(url)
    names = ["b局", "B局", "a_局", "a%局", "a\\局", "Ab局", "区局", "市局", "Ä局", "局", "𠮷局"]
    t = plan_tables.departments
    found = []
    for database in (here, there):
        with database.writing() as conn:
            rows = [{"key": f"k{n}", "name": name, "aliases": ()} for n, name in enumerate(names)]
            conn.execute(insert(t), rows)
            mine = select(t.c.name).where(t.c.key.like("k%")).order_by(t.c.name)
            found.append(
                [
                    list(conn.execute(mine.where(which)).scalars())
                    for which in (
                        t.c.name.contains("B"), t.c.name.like("a%"), ~t.c.name.like("AB%"), t.c.name.contains("\\"),
                        t.c.name.contains("_", autoescape=True), t.c.name.startswith("ä"), t.c.name > "区",
                    )
                ]
            )  # fmt: skip
        database.close()
    assert found[0] == found[1]
    assert found[0][0] == ["Ab局", "B局", "b局"]


def test_a_reader_sees_one_state_while_others_write(url: str) -> None:
    database = open_database(url)
    with database.reading() as conn:
        before = journal.last(conn)
        issue(database, "a")
        assert journal.last(conn) == before
        with pytest.raises(OfficeUnusable), database.reading() as other:
            other.execute(update(schema.documents).values(title=""))
    with database.reading() as conn:
        assert journal.last(conn)[0] == before[0] + 1
    database.close()


def test_a_second_writer_waits_and_then_says_so(url: str) -> None:
    database, second = open_database(url), open_database(url, wait=0.05)
    with database.writing() as conn:
        issue_letter(conn, "a")
        with pytest.raises(OfficeUnusable, match="另一个程序占用"), second.writing():
            pass
    assert issue(second, "b") == "益高社函〔2026〕2号"
    database.close()
    second.close()


def test_a_contradiction_is_refused_by_the_database(url: str) -> None:
    database = open_database(url)
    issue(database, "a")
    with pytest.raises(OfficeUnusable, match="矛盾"), database.writing() as conn:
        conn.execute(text("UPDATE numbers SET department = 'x'"))
    database.close()


def test_the_server_is_killed_and_comes_back(server: PostgreSQL, url: str) -> None:
    told: list[str] = []
    database = open_database(url, told=told.append)
    assert issue(database, "a") == "益高社函〔2026〕1号"
    with pytest.raises(OfficeUnusable, match="连接断了.*没有用掉文号"), database.writing() as conn:
        issue_letter(conn, "b")
        server.kill()
        conn.execute(select(schema.journal.c.seq))
    impatient = threading.Timer(0.5, server.start)
    impatient.start()
    assert issue(database, "b") == "益高社函〔2026〕2号"
    assert told == ["登记数据库连接不上，正在等它恢复……"]
    impatient.join()
    database.close()


def test_out_of_reach(server: PostgreSQL, wire: Wire, url: str) -> None:
    away = through(wire, server, url).replace("//shenguan@", "//shenguan:秘密@")
    wire.refuse = True
    with pytest.raises(OfficeUnusable, match="连接不上.*恢复以后") as caught:
        open_database(away, wait=0.3)
    assert "秘密" not in str(caught.value) + "".join(format_exception(caught.value)) + place(away)
    wire.refuse = False
    open_database(away).close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda url: url.rpartition("/")[0] + "/nothing", "没有 records 里写的数据库"),
        (lambda url: url.replace("//shenguan@", "//nobody:pw@"), "不认这个用户或者口令"),
        (lambda url: url + "?colour=red", "地址.*不能用"),
    ],
)
def test_what_is_of_no_use_to_try_again(url: str, change: Callable[[str], str], words: str) -> None:
    with pytest.raises(OfficeUnusable, match=words):
        open_database(change(url), wait=600)


def test_several_hosts_of_which_one_takes_writes(server: PostgreSQL, wire: Wire, url: str) -> None:
    wire.refuse = True
    both = url.replace("127.0.0.1:", f"127.0.0.1:{wire.port},127.0.0.1:")
    database = open_database(both)
    assert issue(database, "a") == "益高社函〔2026〕1号"
    database.close()


def test_the_connection_breaks_before_the_commit(server: PostgreSQL, wire: Wire, url: str) -> None:
    database = open_database(through(wire, server, url))
    with pytest.raises(OfficeUnusable, match="没有用掉文号"), database.writing() as conn:
        issue_letter(conn, "a")
        wire.cut = "before commit"
    assert issue(database, "b") == "益高社函〔2026〕1号"
    database.close()


def test_the_connection_breaks_after_the_commit(server: PostgreSQL, wire: Wire, url: str) -> None:
    database = open_database(through(wire, server, url))
    with database.writing() as conn:  # it stands, and the caller hears so
        assert issue_letter(conn, "a") == "益高社函〔2026〕1号"
        wire.cut = "after commit"
    assert issue(database, "b") == "益高社函〔2026〕2号"
    with database.reading() as conn:
        assert numbers.gaps(conn) == []
    database.close()


def test_of_a_draft_nobody_can_tell_whether_it_was_written(server: PostgreSQL, wire: Wire, url: str) -> None:
    database = open_database(through(wire, server, url))
    with pytest.raises(OfficeUnusable, match="不知道写成没有"), database.writing() as conn:
        conn.execute(insert(schema.drafts), {
            "id": "x", "kind": "penalty", "title": "", "data": "{}", "created_at": AT, "created_by": "示例",
            "updated_at": AT, "state": "open", "sender": "",
        })  # fmt: skip
        wire.cut = "after commit"
    database.close()
    assert DAY.year == 2026
