"""Districts: entered, their departments, marks that name one department in the whole installation."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from office_helpers import MORNING

from shenguan_docs.cli.main import main
from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.districts import add_district, change_district, list_districts
from shenguan_docs.office.keeping.plan_keeping import add_department, change_department, departments
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.plan.seed import load_seed


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made") / "city"
    init_office(root, "示例市", actor="示例", now=lambda: MORNING)
    return root


@pytest.fixture
def city(made: Path, tmp_path: Path) -> Office:
    shutil.copytree(made, tmp_path / "city")
    return open_office(tmp_path / "city", actor="示例", now=lambda: MORNING)


def _lines(office: Office, kind: str) -> list[dict[str, object]]:
    with office.reading() as conn:
        rows = conn.exec_driver_sql(f"SELECT line FROM journal WHERE kind = '{kind}' ORDER BY seq").scalars()
        return [json.loads(row) for row in rows]


def test_departments_come_to_a_district_and_leave_it(city: Office) -> None:
    east, west = add_district(city, "示例东区", code="east"), add_district(city, "示例西区")
    assert (east.code, west.code) == ("east", "q2")
    added = add_department(city, "示例东区城市管理局", short_name="东区城管局", district="示例东区")
    change_department(city, "区社会事务局", district="east")
    told = {row["name"]: row["departments"] for row in list_districts(city)}
    assert told == {"示例东区": ["东区城管局", "区社会事务局"], "示例西区": []}
    change_department(city, added.key, district="市级")
    assert list_districts(city)[0]["departments"] == ["区社会事务局"]
    assert verify_office(city).sound


def test_a_closed_district_takes_no_more(city: Office) -> None:
    add_district(city, "示例东区")
    change_district(city, "示例东区", closed=True)
    with pytest.raises(Refused, match="已经停用"):
        change_department(city, "区社会事务局", district="示例东区")
    assert change_district(city, "示例东区", name="示例新东区", closed=False).name == "示例新东区"


@pytest.mark.parametrize(("name", "code"), [("市级", ""), ("示例东区", "东"), (" ", "")])
def test_what_no_district_is_called(city: Office, name: str, code: str) -> None:
    with pytest.raises(DataFaults):
        add_district(city, name, code=code)


def test_a_district_is_found_by_its_name(city: Office) -> None:
    add_district(city, "示例东区")
    with pytest.raises(NotFound, match="没有名为“示例南区”的区县"):
        change_department(city, "区社会事务局", district="示例南区")
    with pytest.raises(Refused, match="已有名为“示例东区”的区县"):
        add_district(city, "示例东区")


def test_two_districts_do_not_share_a_mark(city: Office) -> None:
    for name, code in (("示例东区", "east"), ("示例西区", "west")):
        add_district(city, name, code=code)
    add_department(city, "示例东区城市管理局", short_name="东区城管局", mark="示城", district="east")
    with pytest.raises(Refused, match="不在一个区县的也不能同用"):
        add_department(city, "示例西区城市管理局", short_name="西区城管局", mark="示城", district="west")


def test_without_districts_the_journal_is_what_it_was(city: Office) -> None:
    change_department(city, "区社会事务局", phone="0737-0000099")
    for line in _lines(city, "department.set"):
        assert "district" not in line["data"]["department"]  # type: ignore[index,operator]
    assert {d.district for d in departments(city)} == {""}


def test_a_journal_with_districts_is_replayed(city: Office) -> None:
    add_district(city, "示例东区")
    change_department(city, "区社会事务局", district="示例东区")
    city.close()
    with closing(sqlite3.connect(city.root / city.settings.records)) as conn, conn:
        conn.execute("UPDATE departments SET district = NULL")
    findings = verify_office(open_office(city.root, actor="示例", now=lambda: MORNING)).findings
    assert ["部门" in finding.message or "departments" in finding.message for finding in findings] == [True]


def test_departments_toml_names_districts(tmp_path: Path) -> None:
    file = tmp_path / "departments.toml"
    body = """
[[departments]]
key = "a"
name = "示例东区社会事务局"
short_name = "东区社会事务局"
district = "示例东区"
"""
    file.write_text('[[districts]]\ncode = "east"\nname = "示例东区"\n' + body, "utf-8")
    assert load_seed(file).departments[0].district == "east"
    file.write_text(body, "utf-8")
    with pytest.raises(NotFound, match="没有名为“示例东区”的区县"):
        load_seed(file)


def test_commands(city: Office, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> object:
        assert main(["-C", str(city.root), *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert "district" not in run("departments")[0]  # type: ignore[index]
    told = {"code": "east", "name": "示例东区", "state": "在用", "departments": []}
    assert run("district", "add", "示例东区", "--code", "east") == told
    assert run("departments", "change", "区社会事务局", "--district", "示例东区")["district"] == "示例东区"  # type: ignore[index,call-overload]
    assert run("district") == run("district", "list") == [told | {"departments": ["区社会事务局"]}]
    assert {d["district"] for d in run("departments")} == {"市级", "示例东区"}  # type: ignore[attr-defined]
    assert run("district", "change", "east", "--closed")["state"] == "停用"  # type: ignore[index,call-overload]
