"""Carrying records from one file of the folder to another: what needs no server."""

from __future__ import annotations

from pathlib import Path

import pytest

from shenguan_docs.cli.main import main
from shenguan_docs.durable import write_durably
from shenguan_docs.office.doctor import doctor
from shenguan_docs.office.moving import records, together
from shenguan_docs.office.moving.records import move_records
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office
from shenguan_docs.office.people.entering import enter
from shenguan_docs.office.people.users import add
from shenguan_docs.office.settings import read_settings, with_records
from shenguan_docs.office.verifying import verify_office
from tests.office.office_helpers import MORNING, issued

PASSWORD = "一把长长的钥匙-2026"


def opened(root: Path) -> Office:
    return open_office(root, actor="示例文书", now=lambda: MORNING)


def test_records_under_another_name_come_back_to_the_usual_one(office: Office) -> None:
    issued(office, "penalty")
    add(office, "示例丁", roles=("管理",), password=PASSWORD)
    office.close()
    file = office.root / SETTINGS_NAME
    (office.root / office.settings.records).rename(office.root / "登记.db")
    file.write_text(with_records(file.read_text("utf-8"), "登记.db"), "utf-8")
    moved = move_records(opened(office.root), "records.db")
    assert moved.kept_old.startswith("登记.db.before-move-")
    again = opened(office.root)
    assert verify_office(again).findings == () and again.settings.records == "records.db"
    assert (
        enter(again, "示例丁", PASSWORD, "1").user.name == "示例丁"
    )  # what the desk keeps stays where it is
    assert (again.root / "desk.db").exists()
    again.close()


def test_where_one_place_is_none_nothing_is_moved(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.close()
    root, file = str(office.root), office.root / SETTINGS_NAME
    before = read_settings(file)
    away = "s3://bucket?endpoint=http://127.0.0.1:1"
    assert main(["-C", root, "move", "--archive", away, "--records", "records.xls"]) == 2
    assert "登记不能搬到那里" in capsys.readouterr().err and read_settings(file) == before
    assert main(["-C", root, "move", "--archive", "archive", "--records", "records.db"]) == 2
    assert "已经在那里" in capsys.readouterr().err


def test_what_was_cut_off_behind_the_last_step_is_said_and_finished(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(office, "penalty")
    office.close()
    file = office.root / SETTINGS_NAME
    (office.root / "records.db").rename(office.root / "登记.db")
    file.write_text(with_records(file.read_text("utf-8"), "登记.db"), "utf-8")

    def dies(path: Path, text: bytes) -> None:
        write_durably(path, text)
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(records, "write_durably", dies)
        with pytest.raises(KeyboardInterrupt):
            move_records(opened(office.root), "records.db")
    again = opened(office.root)
    assert issued(again, "penalty").number.endswith("2号")  # the work goes on where the office is now
    (check,) = (check for check in doctor(again.root, lambda: again) if check.what == "搬动")
    assert not check.fit and (again.root / "登记.db").exists()
    answer = together.move(again, "records.db", "", "")
    assert answer["finished"]["kept"].startswith("登记.db.before-move-") and "entries" not in answer
    assert not (again.root / "登记.db").exists() and verify_office(again).findings == ()
    assert not [check for check in doctor(again.root, lambda: again) if check.what == "搬动"]
    again.close()


def test_one_cut_off_before_the_last_step_is_begun_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.close()
    file = office.root / SETTINGS_NAME
    (office.root / "records.db").rename(office.root / "登记.db")
    file.write_text(with_records(file.read_text("utf-8"), "登记.db"), "utf-8")

    def dies(_path: Path, _text: bytes) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(records, "write_durably", dies)
        with pytest.raises(KeyboardInterrupt):
            move_records(opened(office.root), "records.db")
    again = opened(office.root)
    assert again.settings.records == "登记.db"
    issued(again, "penalty")
    answer = together.move(again, "records.db", "", "")
    assert "finished" not in answer and answer["kept_old"].startswith("登记.db.before-move-")
    after = opened(office.root)
    assert verify_office(after).findings == () and issued(after, "penalty").number.endswith("2号")
    after.close()
