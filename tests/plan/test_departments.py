"""The departments that a new office starts with, and how they and their people are found."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.plan.departments import (
    Department,
    Directory,
    Officer,
    Person,
    Section,
    department_of,
    directory_faults,
    find_department,
    find_person,
    officer_on,
    person_of,
    push_officer,
    receive_officer,
)
from shenguan_docs.plan.seed import load_seed

SEED = Path(__file__).parents[2] / "templates" / "plan" / "departments.toml"
DIRECTORY = load_seed(SEED)
DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        (
            "jingji",
            [
                "益阳高新区经济合作局（政务管理服务局）",
                "区经济合作局\n(政务管理服务局)",
                "区经济合作局（政务管理服务局）",
                "区经济合作局 〔政务管理服务局〕",
                "区经济合作局",
                "经合局",
                "政务局",
                "区政务管理服务局",
                "审批局",
                "jingji",
                "ＪＩＮＧＪＩ",
            ],
        ),
        ("shehui", ["益阳高新区社会事务局", "区社会事务局", " 社会 事务局 "]),
        ("chanye", ["区产业发展局"]),
        ("kaifa", ["区开发建设局", "建设局"]),
        ("xiaofang", ["区消防救援大队", "消防大队"]),
        (
            "xieban",
            [
                "区推进政府职能转变和“放管服”改革协调小组办公室",
                '区推进政府职能转变和"放管服"改革协调小组办公室',
                "益阳高新区推进政府职能转变和\n“放管服”改革协调领导小组办公室",
                "协调领导小组办公室",
                "区协调小组办公室",
            ],
        ),
        ("xietiao", ["区协调小组", "协调领导小组", "益阳高新区推进政府职能转变和“放管服”改革协调小组"]),
        ("youban", ["区优办", "优化营商环境办公室"]),
        ("shangji", ["原上级业务主管部门"]),
    ],
)
def test_every_spelling_of_a_department(key, spellings):
    assert {find_department(DIRECTORY, spelling).key for spelling in spellings} == {key}


def test_the_sample_office_is_complete_and_marked_as_a_sample():
    senders = [d for d in DIRECTORY.departments if d.mark]
    assert len(senders) == 7
    assert len({d.mark for d in senders}) == 7
    for d in senders:
        assert "示例" in d.signatory
        assert "示例" in d.address
        assert d.phone.startswith("0737-000")
        assert find_person(DIRECTORY, d.signatory, d.key).title == d.signatory_title
    assert all("示例" in p.name for p in DIRECTORY.people)
    assert department_of(DIRECTORY, "xieban").parent == "xietiao"
    assert directory_faults(DIRECTORY) == []


def test_every_pair_of_departments_has_officers():
    senders = [d.key for d in DIRECTORY.departments if d.mark]
    for sender in senders:
        for receiver in senders:
            if sender != receiver:
                pusher = push_officer(DIRECTORY, sender, receiver, DAY)
                taker = receive_officer(DIRECTORY, sender, receiver, DAY)
                assert pusher is not None and pusher.department == sender
                assert taker is not None and taker.department == receiver
        assert push_officer(DIRECTORY, sender, "shangji", DAY) is not None
        assert receive_officer(DIRECTORY, sender, "shangji", DAY) is None


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [("区社会事物局", "区社会事务局"), ("经济局", "区经济合作局"), ("消防", "区消防救援大队")],
)
def test_an_unknown_department_brings_the_nearest_and_the_command(typed, suggested):
    with pytest.raises(NotFound) as refusal:
        find_department(DIRECTORY, typed)
    assert suggested in refusal.value.remedy
    assert "shenguan departments add" in refusal.value.remedy


@pytest.mark.parametrize("typed", ["", " ", "市公安局", "\x00"])
def test_what_resembles_nothing(typed):
    with pytest.raises(NotFound, match="没有名为"):
        find_department(DIRECTORY, typed)


def test_a_shared_alias_is_refused_and_a_proper_name_wins():
    two = Directory(
        (
            Department("a", "甲区规划局", "规划局", ("规建局", "建设局")),
            Department("b", "甲区建设局", "建设局", ("规建局",)),
        )
    )
    with pytest.raises(Refused, match="几个部门共有的叫法：甲区规划局、甲区建设局"):
        find_department(two, "规建局")
    assert find_department(two, "建设局").key == "b"


# -- people ---------------------------------------------------------------------------------

OFFICE = Directory(
    (Department("a", "甲局", "甲局"), Department("b", "乙局", "乙局")),
    (Section("a-1", "a", "审批科"),),
    (
        Person("p1", "张三", "a", valid_to=date(2026, 2, 28)),
        Person("p2", "李四", "a", "a-1", valid_from=date(2026, 3, 1)),
        Person("p3", "李四", "b"),
        Person("p4", "王五", "b"),
    ),
    (
        Officer("a", "b", "push", "p1"),
        Officer("a", "b", "push", "p2", valid_from=date(2026, 3, 1)),
        Officer("a", "b", "receive", "p3", valid_to=date(2026, 3, 31)),
        Officer("a", "b", "receive", "p4", valid_from=date(2026, 3, 16)),
    ),
)


def test_a_person_is_found_by_name_department_and_day():
    assert find_person(OFFICE, " 张 三").key == "p1"
    assert find_person(OFFICE, "李四", "b").key == "p3"
    assert find_person(OFFICE, "李四", on=date(2026, 2, 1)).key == "p3"
    assert find_person(OFFICE, "p2") == person_of(OFFICE, "p2")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("李四",), r"有 2 人：甲局（p2）、乙局（p3）"),
        (("张三", "a", DAY), "张三在 2026-03-05 不在职.任职至 2026-02-28"),
        (("张三", "b"), "乙局没有名为“张三”的人员"),
        (("王五五",), "最接近的有王五"),
        (("",), "没有名为"),
    ],
)
def test_a_person_who_is_not_to_be_found(arguments, problem):
    with pytest.raises(Refused, match=problem):
        find_person(OFFICE, *arguments)


@pytest.mark.parametrize(
    ("role", "day", "person"),
    [
        ("push", date(2026, 2, 28), "p1"),  # the last day of a term counts
        ("push", date(2026, 3, 1), "p2"),
        ("receive", date(2026, 3, 15), "p3"),
        ("receive", date(2026, 3, 20), "p4"),  # terms overlap: who took it up last
        ("receive", date(2026, 4, 1), "p4"),
    ],
)
def test_the_officer_of_the_day(role, day, person):
    assert officer_on(OFFICE, "a", "b", role, day) == person_of(OFFICE, person)


def test_nobody_is_named_between_these_two():
    assert officer_on(OFFICE, "b", "a", "push", DAY) is None


def test_a_directory_that_does_not_hold_together():
    broken = replace(
        OFFICE,
        departments=(*OFFICE.departments, Department("b", "甲 局", "丙局", mark="甲", parent="z")),
        sections=(Section("s", "y", "某科"),),
        officers=(Officer("a", "b", "push", "p3"), Officer("a", "x", "receive", "p9")),
    )
    assert [str(fault) for fault in directory_faults(broken)] == [
        "“部门标识”“b”用了 2 次。",
        "“部门名称”“甲局”用了 2 次。",
        "“甲 局”的上级“z”没有登记。",
        "“某科”所属部门“y”没有登记。",
        "“李四”所在科（股）室“a-1”不是本部门的。",
        "“a→b 的推送联络员”“p3”不是 a 的人员。",
        "“a→x 的接收联络员”部门“x”没有登记。",
        "“a→x 的接收联络员”“p9”没有登记。",
    ]


# -- the seed file --------------------------------------------------------------------------


def test_an_agreement_between_two_departments_replaces_the_general_officer(tmp_path):
    seed = tmp_path / "departments.toml"
    agreed = '\n[[officers]]\nsender = "jingji"\nreceiver = "shehui"\nrole = "push"\nperson = "jingji-head"\n'
    seed.write_text(SEED.read_text(encoding="utf-8") + agreed, encoding="utf-8")
    directory = load_seed(seed)
    assert push_officer(directory, "jingji", "shehui", DAY) == person_of(directory, "jingji-head")
    assert push_officer(directory, "jingji", "kaifa", DAY) == person_of(directory, "jingji-push")
    assert len(directory.officers) == len(DIRECTORY.officers)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[departments]\n", "不是正确的 TOML 文件"),
        ('[[departments]]\nname = "甲局"\n', "缺少一项"),
        ('[[departments]]\nkey = "a"\nname = "甲"\nshort_name = "甲"\nparent = "b"\n', "的上级“b”没有登记"),
    ],
)
def test_a_seed_file_with_faults(tmp_path, text, problem):
    seed = tmp_path / "departments.toml"
    seed.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=problem) as refusal:
        load_seed(seed)
    assert refusal.value.where == "departments.toml"
    assert isinstance(refusal.value, DataFaults) == ("parent" in text)
