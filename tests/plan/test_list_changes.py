"""Printed rows and the tables of a letter of adjustment become the matter list."""

from __future__ import annotations

import pytest

from shenguan_docs.errors import DataFaults
from shenguan_docs.plan.departments import Department, Directory
from shenguan_docs.plan.list_changes import Update, difference, listed, updated, with_people
from shenguan_docs.plan.matters import Matter, MatterCode

OFFICES = Directory((Department("jh", "区经合局", "区经合局"), Department("sh", "区社事局", "区社事局")))
WOOD = Matter(
    1, "1", "林木采伐", "jh", "sh", (MatterCode("430264034W0Y", "采伐检查"),),
    supervisor_person="示例戊", credit_check="必须", legal_basis="《森林法》第五十七条",
)  # fmt: skip
OPEN = Matter(2, "2", "消防备案", "jh", None)


def row(matter: str, code: str, item: str, supervisor: str = "区社事局") -> dict[str, str]:
    return {
        "行政审批部门": "区经合局", "审批事项": matter, "行业主管部门": supervisor,
        "监管事项编码": code, "监管事项名称": item,
    }  # fmt: skip


def test_a_supplement_adds_and_fills_what_was_open() -> None:
    made = listed(
        [row("消防备案", "000125000000", "消防检查"), row("占用绿地", "430617000W01", "绿地检查"),
         {"监管事项编码": "430617000W02", "监管事项名称": "绿地处罚"}],
        (WOOD, OPEN), OFFICES, replaces=False, where="清单内容",
    )  # fmt: skip
    assert [(m.row, m.name, m.supervisor, len(m.codes)) for m in made] == [
        ("1", "林木采伐", "sh", 1), ("2", "消防备案", "sh", 1), ("3", "占用绿地", "sh", 2),
    ]  # fmt: skip


def test_a_revision_replaces_but_keeps_what_it_does_not_print() -> None:
    (made,) = listed(
        [row("林木采伐", "430264034W0Z", "新检查")], (WOOD, OPEN), OFFICES, replaces=True, where="清单内容"
    )
    assert [c.code for c in made.codes] == ["430264034W0Z"]
    assert (made.credit_check, made.legal_basis, made.supervisor_person) == (
        "必须",
        WOOD.legal_basis,
        "示例戊",
    )
    found = difference((WOOD, OPEN), (made,))
    assert (found.dropped_matters, found.dropped_codes) == (("消防备案",), ("430264034W0Y",))


def test_a_new_department_does_not_inherit_the_persons_of_the_old_one() -> None:
    change = {
        "审批事项": "林木采伐",
        "调整项目": "行业主管部门",
        "原内容": "区社事局",
        "调整后内容": "区经合局",
    }
    (made,) = updated((WOOD,), Update(changes=[change]), OFFICES)
    assert (made.supervisor, made.supervisor_person) == ("jh", "")


def test_an_adjustment_changes_removes_and_names_people() -> None:
    update = Update(
        changes=[
            {"审批事项": "林木采伐", "调整项目": "监管事项名称", "原内容": "采伐检查", "调整后内容": "采伐监督检查"},
            {"审批事项": "林木采伐", "调整项目": "信用查询", "原内容": "必须", "调整后内容": "鼓励"},
        ],
        removals=[{"审批事项": "消防备案", "取消理由": "下放"}],
        people=[{"审批事项": "林木采伐", "责任单位": "区经合局", "科（股）室": "审批科", "责任人": "示例乙", "联系电话": "1"}],
    )  # fmt: skip
    (made,) = updated((WOOD, OPEN), update, OFFICES)
    assert (made.codes[0].item, made.credit_check, made.approver_person) == ("采伐监督检查", "鼓励", "示例乙")


def test_every_fault_is_named_with_its_row() -> None:
    wrong = Update(
        changes=[
            {"审批事项": "没有的", "调整项目": "法律依据", "调整后内容": "x"},
            {"审批事项": "林木采伐", "调整项目": "颜色", "调整后内容": "绿"},
            {
                "审批事项": "林木采伐",
                "调整项目": "监管事项编码",
                "原内容": "430264034W0Y",
                "调整后内容": "12",
            },
        ],
        removals=[{"审批事项": "没有的"}],
    )
    with pytest.raises(DataFaults) as refused:
        updated((WOOD,), wrong, OFFICES)
    assert len(refused.value.faults) == 4
    with pytest.raises(DataFaults):
        listed([row("新事项", "123", "x", "没有的局")], (), OFFICES, replaces=True, where="清单内容")
    with pytest.raises(DataFaults):
        with_people((WOOD,), [{"审批事项": "林木采伐", "责任单位": "没有的局"}], OFFICES, where="责任人员")
