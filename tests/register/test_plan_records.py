"""Departments, people and matter lists come back as they were entered, as of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.plan.departments import Department, Officer, Person, Section
from shenguan_docs.register import plan_records
from shenguan_docs.register.database import Database
from tests.register.register_samples import APPROVAL, AT, MATTERS, SOCIAL

WHO = {"at": AT, "by": "张文书"}


def test_directory_of_a_day(records: Database) -> None:
    with records.reading() as conn:
        before = plan_records.directory(conn, date(2025, 12, 31))
        after = plan_records.directory(conn, date(2026, 1, 1))
    assert set(after.departments) == {SOCIAL, APPROVAL}
    assert after.sections == (Section("linye", "shehui", "林业股"),)
    assert after.people[0] == Person("p1", "李推送", "shehui", "linye", "股长", "0737-1")
    assert [officer.role for officer in before.officers] == ["push"]
    assert after.officers[1] == Officer("shehui", "jinghe", "receive", "p2", date(2026, 1, 1))


def test_a_term_ends(records: Database) -> None:
    ended = Officer("shehui", "jinghe", "receive", "p2", date(2026, 1, 1), date(2026, 2, 1))
    with records.writing() as conn:
        plan_records.set_officer(conn, **WHO, officer=ended)
        assert ended in plan_records.directory(conn).officers
        assert ended not in plan_records.directory(conn, date(2026, 2, 2)).officers
        with pytest.raises(Refused, match="早于起始日期"):
            plan_records.set_officer(conn, **WHO, officer=replace(ended, valid_to=date(2025, 1, 1)))


def test_a_department_is_changed_by_its_key(records: Database) -> None:
    moved = replace(SOCIAL, address="新地址", parent="jinghe", aliases=("甲", "乙，“丙”"))
    with records.writing() as conn:
        plan_records.set_department(conn, **WHO, department=moved)
        assert moved in plan_records.departments(conn)
        assert len(plan_records.departments(conn)) == 2


def test_a_mark_belongs_to_one_department(records: Database) -> None:
    with records.writing() as conn:
        with pytest.raises(Refused, match="机关代字“益高社”已由“区社会事务局”使用"):
            plan_records.set_department(conn, **WHO, department=Department("x", "新局", "新", mark="益高社"))
        with pytest.raises(Refused, match="已有名为“区社会事务局”的部门"):
            plan_records.set_department(conn, **WHO, department=Department("x", "区社会事务局", "新"))
        for key in "yz":  # bodies that never send have no mark
            plan_records.set_department(conn, **WHO, department=Department(key, key, key, outside=True))


def test_what_does_not_exist_is_named(records: Database) -> None:
    with records.writing() as conn:
        with pytest.raises(NotFound, match="没有登记“无”"):
            plan_records.set_person(conn, **WHO, person=Person("p9", "某", "无"))
        with pytest.raises(NotFound, match="没有登记“无”"):
            plan_records.set_officer(conn, **WHO, officer=Officer("shehui", "jinghe", "push", "无"))


def test_matter_list_of_a_day(records: Database) -> None:
    second = replace(MATTERS, version=2, effective_on=date(2026, 6, 1), matters=MATTERS.matters[:1])
    with records.writing() as conn:
        plan_records.import_matters(conn, **WHO, matters=second)
        assert plan_records.matter_list(conn) == second
        assert plan_records.matter_list(conn, date(2026, 5, 31)) == MATTERS
        assert plan_records.matter_list_version(conn, 1) == MATTERS
        with pytest.raises(NotFound, match="2020-01-01 有效的事项清单"):
            plan_records.matter_list(conn, date(2020, 1, 1))
        with pytest.raises(Refused, match="第 3 版，不是第 2 版"):
            plan_records.import_matters(conn, **WHO, matters=second)


def test_no_list_yet(empty: Database) -> None:
    with empty.reading() as conn, pytest.raises(NotFound, match="shenguan matters import"):
        plan_records.matter_list(conn)
