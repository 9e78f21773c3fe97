"""What the desk keeps lies with the records: any machine answers any browser, and it goes where they go."""

from __future__ import annotations

import platform
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.office import long_work
from shenguan_docs.office.finding import saved_searches
from shenguan_docs.office.moving.records import move_records
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.people import desk_in_folder
from shenguan_docs.office.people.desk_tables import copy_rows
from shenguan_docs.office.people.entering import TooOften, enter, leave, who_is
from shenguan_docs.office.people.safe import fault_of, safe
from shenguan_docs.office.people.users import add, set_password
from shenguan_docs.office.writing import sheets
from tests.office.office_helpers import MORNING
from tests.scaled.servers import PostgreSQL

PASSWORD = "一把长长的钥匙-2026"


def test_who_came_in_on_one_machine_is_in_on_the_other(office: Office, second: Office) -> None:
    add(office, "示例丁", roles=("管理",), password=PASSWORD)
    session = enter(office, "示例丁", PASSWORD, "10.0.0.1")
    again = enter(second, "示例丁", PASSWORD, "10.0.0.1")  # where the person came from is known there too
    assert who_is(second, session.token) == who_is(office, again.token) == session.user
    leave(second, session.token)
    assert who_is(office, session.token) is None
    set_password(second, "示例丁", PASSWORD + "!")
    assert who_is(office, again.token) is None
    assert not (office.root / "desk.db").exists() and fault_of(office) is None


def test_wrong_passwords_on_both_machines_are_counted_together(office: Office, second: Office) -> None:
    add(office, "示例丁", roles=("管理",), password=PASSWORD)
    for n in range(4):
        with pytest.raises(Refused, match="不对"):
            enter((office, second)[n % 2], "示例丁", "wrong", "10.0.0.2")
    with pytest.raises(TooOften):
        enter(office, "示例丁", PASSWORD, "10.0.0.2")


def test_what_was_typed_here_goes_on_there(office: Office, second: Office) -> None:
    sheet = sheets.begin(office, "penalty", {"a": "一"})
    sheets.add_file(office, sheet.id, "files", "照片.jpg", "0" * 64, "字\0", b"\x00\xff" * 5)
    saved = sheets.save(second, sheet.id, {"a": "二"}, sheets.load(second, sheet.id).revision)
    assert not saved.clashes and sheets.load(office, sheet.id).fields == {"a": "二"}
    clash = sheets.save(office, sheet.id, {"a": "三"}, sheet.revision)
    assert [(one.mine, one.theirs) for one in clash.clashes] == [("三", "二")]
    assert sheets.file_content(second, sheet.id, 1) == b"\x00\xff" * 5
    assert [one.id for one in sheets.open_sheets(second)] == [sheet.id]
    sheets.discard(second, sheet.id)
    with pytest.raises(NotFound):
        sheets.load(office, sheet.id)


def test_a_search_that_was_kept_here_is_known_there_and_goes_where_the_records_go(
    office: Office, second: Office
) -> None:
    (second.root / saved_searches.EARLIER).write_text('["示例文书"."旧的"]\ntext = "函"\n', "utf-8")
    saved_searches.keep(office, "去年", Query("处罚", day_from=date(2025, 7, 1)))
    assert saved_searches.recalled(second, "去年", Query()) == Query("处罚", day_from=date(2025, 7, 1))
    assert [one["name"] for one in saved_searches.listed(office)] == ["去年", "旧的"]
    saved_searches.forget(office, "旧的")
    assert [one["name"] for one in saved_searches.listed(second)] == ["去年"]
    move_records(office, "records.db")
    assert [one["name"] for one in saved_searches.listed(reopened(office.root))] == ["去年"]


def test_what_an_earlier_version_left_in_the_folder_is_taken_along(office: Office) -> None:
    with safe(office) as desk:
        desk.execute("DROP SCHEMA desk CASCADE")
    office.records.engine.dispose()
    with desk_in_folder.opened(office.root) as old:
        old.execute("INSERT INTO passwords VALUES ('示例丁', 'x')")
    with safe(office, reading=True) as desk:
        assert desk.execute('SELECT "user", hash FROM passwords').fetchall() == [("示例丁", "x")]


def test_it_is_carried_to_the_folder_and_back(office: Office, server: PostgreSQL) -> None:
    sheet = sheets.begin(office, "penalty", {"a": "一"}, files=[("files", "a.pdf", "0" * 64, "", b"%PDF")])
    before, url = rows(office), office.settings.records
    move_records(office, "records.db")
    home = reopened(office.root)
    assert rows(home) == before and (home.root / "desk.db").stat().st_mode & 0o077 == 0
    assert sheets.file_content(home, sheet.id, 1) == b"%PDF"
    move_records(home, url)
    again = reopened(office.root)
    assert rows(again) == before
    assert [path.name for path in again.root.glob("desk.db*")] == ["desk.db.before-move-20260320093000"]
    again.close()


def test_a_writer_that_waited_while_it_was_carried_away_is_told(tmp_path: Path) -> None:
    with desk_in_folder.opened(tmp_path) as desk:
        desk.execute("INSERT INTO passwords VALUES ('示例丁', 'x')")
    place = tmp_path / "desk.db"
    with closing(sqlite3.connect(place, isolation_level=None)) as mover:
        mover.execute("BEGIN IMMEDIATE")

        class Moves:
            """Lets go of the file when the other one already waits for it."""

            def __call__(self, statement: str) -> None:
                if statement == "BEGIN IMMEDIATE":
                    place.rename(tmp_path / "aside")
                    mover.execute("ROLLBACK")

        real = sqlite3.connect

        def connect(*given: object, **more: object) -> sqlite3.Connection:
            made = real(*given, **more)  # type: ignore[call-overload]
            made.set_trace_callback(Moves())
            return made  # type: ignore[no-any-return]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sqlite3, "connect", connect)
            with pytest.raises(OfficeUnusable, match="搬了地方"), desk_in_folder.opened(tmp_path):
                raise AssertionError("begun")


def rows(office: Office) -> list[str]:
    found: list[str] = []

    class Noted:
        def execute(self, statement: str, values: tuple[object, ...] = (), /) -> object:
            found.append(repr((statement, values)))
            return ()

        executemany = execute

    with safe(office, reading=True) as desk:
        copy_rows(desk, Noted())  # type: ignore[arg-type]
    return sorted(found)


def reopened(root: Path) -> Office:
    return open_office(root, actor="示例文书", now=lambda: MORNING)


def test_a_work_of_another_machine_is_neither_cut_off_nor_lost(office: Office, second: Office) -> None:
    long_work.keep(office, long_work.Work("w1", "示例文书", "导出案卷", MORNING, "running"))
    assert long_work.after_a_start(second) == []
    assert [one.state for one in long_work.after_a_start(office)] == ["cut"]
    assert long_work.elsewhere(second, "w1", "示例文书") == platform.node()
    assert long_work.elsewhere(office, "w1", "示例文书") == long_work.elsewhere(second, "w1", "示例") == ""
