"""A whole office whose records are on PostgreSQL: made, checked, made again, moved there and back, backed up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from shenguan_docs.cli.main import main
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.backups.restoring import Opening, restore
from shenguan_docs.office.doctor import doctor
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.moving.records import move_records
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office
from shenguan_docs.office.people.entering import enter
from shenguan_docs.office.people.users import add
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import drafts, journal, numbers
from shenguan_docs.register.compare import tables_equal
from shenguan_docs.register.copying import copy_all
from shenguan_docs.register.database import create_database, open_database, schema_state
from shenguan_docs.resources import shipped_templates
from tests.office.office_helpers import MORNING, drafted, fixed_ids, issued
from tests.register.register_samples import furnish
from tests.scaled.servers import PostgreSQL

PASSWORD = "一把长长的钥匙-2026"


def opened(root: Path, run: int = 0) -> Office:
    return open_office(root, actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(run))


@pytest.fixture(scope="module")
def on_server(server: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office on the server with a letter, a draft and a person who may come in."""
    root = tmp_path_factory.mktemp("单位") / "office"
    init_office(root, "示例区", actor="示例文书", now=lambda: MORNING, records=server.fresh())
    office = opened(root)
    import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
    issued(office, "penalty")
    drafted(office, "consultation")
    add(office, "示例丁", roles=("管理",), password=PASSWORD)
    office.close()
    return root


@pytest.fixture
def office(on_server: Path, tmp_path: Path, server: PostgreSQL) -> Iterator[Office]:
    """A copy of it, with a copy of its database."""
    root = tmp_path / "office"
    shutil.copytree(on_server, root)
    settings = root / SETTINGS_NAME
    before = url_of(root)
    settings.write_text(settings.read_text("utf-8").replace(before, server.copy(before)), "utf-8")
    with pytest.raises(OfficeUnusable, match="另一个单位文件夹在用"):
        opened(root)
    waiting = open_office(root, actor="示例文书", now=lambda: MORNING, settled=False)
    move_records(waiting, url_of(root))  # this folder goes on with it
    copy = opened(root, 1)
    yield copy
    copy.close()


def url_of(root: Path) -> str:
    line = next(n for n in (root / SETTINGS_NAME).read_text("utf-8").splitlines() if n.startswith("records"))
    return line.split('"')[1]


def test_it_is_whole_and_says_where_it_is(office: Office) -> None:
    assert verify_office(office).findings == ()
    assert issued(office, "penalty").number.endswith("2号")
    (records,) = (check for check in doctor(office.root, lambda: office) if check.what == "记录库")
    assert records.fit and "PostgreSQL 18" in records.found
    assert not (office.root / "records.db").exists()


def test_a_table_edited_on_the_server_is_found_and_made_again(office: Office) -> None:
    with office.records.engine.begin() as conn:
        conn.execute(text("UPDATE documents SET title = '别的标题'"))
        conn.execute(text("DELETE FROM numbers"))
    codes = {finding.code for finding in verify_office(office).findings}
    assert codes == {"table-differs", "number-gap"}
    with office.reading() as reader:  # one who reads meanwhile goes on seeing what was there
        before = journal.last(reader)
    done = rebuild(office.root, office)
    assert done.entries == before[0] and done.kept_old.startswith("shenguan_before_rebuild_")
    assert done.differences
    again = opened(office.root, 2)
    assert verify_office(again).findings == ()
    with again.reading() as conn:
        assert [head.kind for head in drafts.list_drafts(conn)] == ["consultation"]
        assert numbers.gaps(conn) == []
    assert issued(again, "penalty").number.endswith("2号")
    again.close()


def test_lost_tables_are_made_again(office: Office) -> None:
    with office.records.engine.begin() as conn:
        conn.execute(text("DROP SCHEMA shenguan CASCADE"))
    office.close()
    with pytest.raises(OfficeUnusable, match="rebuild"):
        opened(office.root)
    shut = Office(office.root, office.settings, "示例文书", lambda: MORNING)
    assert rebuild(office.root, shut).kept_old == ""
    again = opened(office.root, 2)
    assert verify_office(again).findings == ()
    again.close()


def test_moved_into_the_folder_and_back_to_the_server(office: Office, server: PostgreSQL) -> None:
    there = office.records_url
    waiting = opened(office.root, 4)
    moved = move_records(office, "records.db")
    assert moved.kept_old.startswith("shenguan_before_move_") and schema_state(there) == "missing"
    with pytest.raises(OfficeUnusable, match="搬了地方"), waiting.writing():
        pass
    waiting.close()
    here = opened(office.root, 5)
    assert verify_office(here).findings == ()
    assert issued(here, "penalty").number.endswith("2号")
    with here.reading() as conn:
        assert moved.entries < journal.last(conn)[0]
        assert len(drafts.list_drafts(conn)) == 1
    back = move_records(here, there)
    assert back.kept_old.startswith("records.db.before-move-")
    again, before = opened(office.root, 6), open_database(f"sqlite:///{office.root / back.kept_old}")
    with again.reading() as now, before.reading() as then:
        assert tables_equal(now, then) == []
    assert verify_office(again).findings == () and not (office.root / "records.db").exists()
    assert issued(again, "penalty").number.endswith("3号")
    before.close()
    again.close()


def test_a_database_that_holds_something_else_is_left_alone(
    office: Office, on_server: Path, server: PostgreSQL
) -> None:
    with pytest.raises(Refused, match="另一个单位文件夹在用"):
        move_records(office, url_of(on_server))
    other = server.fresh()
    create_database(other)
    database = open_database(other)
    with database.writing() as conn:
        furnish(conn)
    database.close()
    with pytest.raises(Refused, match="那里已有别的登记"):
        move_records(office, other)
    assert verify_office(office).findings == ()


def test_a_move_that_was_cut_off_is_begun_again(office: Office, server: PostgreSQL) -> None:
    elsewhere = server.fresh()
    create_database(elsewhere)
    half = open_database(elsewhere)
    with office.reading() as source, half.writing() as target:  # all is there, office.toml not yet changed
        copy_all(source, target)
    half.close()
    issued(office, "penalty")
    moved = move_records(office, elsewhere)
    again = opened(office.root, 7)
    assert verify_office(again).findings == () and again.last_entry()[0] == moved.entries
    again.close()


def test_backed_up_and_restored_where_there_is_no_server(office: Office, tmp_path: Path) -> None:
    back_up(office, tmp_path / "备份")
    opening = Opening("示例文书", lambda: MORNING, lambda _words: None, office.progress)
    restored = restore(tmp_path / "备份", tmp_path / "恢复", opening)
    assert restored.findings == () and restored.letters == 1
    here = opened(tmp_path / "恢复", 8)
    assert here.settings.records == "records.db"
    with here.reading() as conn, office.reading() as source:
        assert tables_equal(conn, source) == []
        assert len(drafts.list_drafts(conn)) == 1
    assert enter(here, "示例丁", PASSWORD, "1").user.name == "示例丁"
    here.close()


def test_by_the_command_line(server: PostgreSQL, tmp_path: Path) -> None:
    root, url = str(tmp_path / "单位"), server.fresh()
    assert main(["init", root, "--records", url]) == 0
    assert main(["-C", root, "move", "--records", "records.db"]) == 0
    assert main(["-C", root, "move", "--records", url]) == 0
    assert main(["-C", root, "verify"]) == 0
    assert main(["-C", root, "move", "--records", "desk.db"]) == 2
    assert main(["-C", root, "move", "--records", "postgresql://127.0.0.1:1,127.0.0.1:2/x?colour=red"]) == 3


def test_an_office_is_made_only_where_nothing_is(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="已经有登记数据库"):
        init_office(
            tmp_path / "另一个", "示例", actor="示例", now=lambda: MORNING, records=office.records_url
        )
    assert not (tmp_path / "另一个").exists()
