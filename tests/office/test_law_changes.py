"""A received change of law: the matters that rest on it, open applications, permits, and the letter filled in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office_helpers import TODAY

from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.notices.examples import example_data
from shenguan_docs.office.events import entering
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.events.law_changes import law_change
from shenguan_docs.office.keeping.list_proposing import change_matter
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.resources import shipped_templates

WOOD = {"name": "示例木业有限公司", "uscc": "91430900MA00YL0018"}
TRADE = {"name": "示例商贸有限公司", "uscc": "91430900MA00YL006P"}
PERSON = {"name": "示例某", "id_number": "110101199003070011"}
MATTER, LAW = "林木采伐许可证核发", "《中华人民共和国森林法》第五十七条"
ORIGINAL = shipped_templates() / "notices" / "law-change" / "示例-上级文件.pdf"


def entered(office: Office, type: str, **more: Any) -> entering.Entered:
    data = {**example_data(form_of(find_type(office, type)), TODAY), **more}
    return entering.add(office, type, {k: v for k, v in data.items() if v is not None}, ORIGINAL.parent)


@pytest.fixture
def based(office: Office) -> Office:
    """The list says on which law the matter rests; one applied, one has a permit, one lost it, one expired."""
    change_matter(office, MATTER, {"legal_basis": "《森林法》（2019年修订）第五十六条、第五十七条"})
    entered(office, "application-accepted", company=PERSON, matter=MATTER, serial="1")
    for n, (company, result, until) in enumerate(
        [(WOOD, "准予", 30), (TRADE, "准予", 30), (TRADE, "注销", 30), ({**WOOD, "name": "旧"}, "准予", -1)]
    ):
        day = TODAY - timedelta(20 - n)
        entered(
            office, "approval-decided", company=company if n < 3 else {"name": "示例期满公司", "uscc": "91430900MA00YL003E"},
            matter=MATTER, result=result, date=str(day), accepted_on=None, valid_from=str(day - timedelta(30)),
            valid_to=str(TODAY + timedelta(until)), document_number=[f"示例采字第{n}号"], serial=f"S{n}",
        )  # fmt: skip
    return office


def test_what_rests_on_the_law_is_found_and_touched(based: Office) -> None:
    found = law_change(based, laws=[LAW])
    assert [(m["name"], m["cited"]) for m in found["matters"]] == [(MATTER, "《中华人民共和国森林法》第57条")]
    assert [(c["name"], c["why"]) for c in found["companies"]] == [
        ("示例某", "在办申请"),
        (WOOD["name"], "有效许可"),
    ]
    assert found["applications"][0]["id_number"] == "110***********0011"
    assert law_change(based, laws=["《森林法》第一条"])["matters"] == []


def test_the_event_finds_its_matters_and_the_letter_is_filled_in(based: Office) -> None:
    event = entered(based, "law-change-received", matter=None, law=[LAW], files=[ORIGINAL.name])
    assert any(f"事项由清单的法律依据查出：{MATTER}" in warning for warning in event.warnings)
    kept = draft(based, "law-change", {}, None, event=event.id)
    data = show(based, kept.id)["data"]
    assert (data["matters"], data["laws"]) == ([MATTER], ["《中华人民共和国森林法》第57条"])
    assert [row["行政相对人"] for row in data["touched"]] == ["示例某", WOOD["name"]]
    assert "尚未决定" in data["touched"][0]["情况"] and "有效期至" in data["touched"][1]["情况"]
    number = issue(based, [kept.id])[0].number
    assert law_change(based, event.id)["letters"] == [number]


def test_the_fault_says_how_to_go_on(based: Office) -> None:
    with pytest.raises(DataFaults, match="没有以《消防法》为法律依据的事项"):
        entered(based, "law-change-received", matter=None, law=["《消防法》"])
    with pytest.raises(Refused, match="没有写明是哪一部法律"):
        law_change(based)
    with pytest.raises(NotFound, match="没有编号为“没有的”的事件或者收文"):
        law_change(based, "没有的")
    other = entered(based, "penalty-effective", company=WOOD)
    with pytest.raises(Refused, match="不是法规政策变动"):
        law_change(based, other.id)


def test_where_no_matter_rests_on_the_law_the_way_to_mend_that_is_said(office: Office) -> None:
    heard: list[str] = []
    office.notify = heard.append
    assert law_change(office, laws=[LAW])["matters"] == []
    assert "13 个事项都没有写法律依据" in heard[0] and "matters change 事项 --legal-basis" in heard[0]
    change_matter(office, MATTER, {"legal_basis": LAW})
    law_change(office, laws=["《中华人民共和国建筑法》第七条"])
    assert "清单里没有以《中华人民共和国建筑法》第7条为法律依据的事项；另有 12 个" in heard[-1]
