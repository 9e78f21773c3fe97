"""Lists change by documents: officers by 联络员变更函, the matter list by the notice that issues it."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from office_helpers import TODAY, example

from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.office.events import entering
from shenguan_docs.office.keeping.list_proposing import change_matter, propose_list
from shenguan_docs.office.keeping.plan_keeping import import_matters, matter_list, officers, people
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import Issued, issue, void
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.plan.departments import receive_officer
from shenguan_docs.register import plan_records
from shenguan_docs.resources import shipped_templates

SUPPLEMENT = {"previous": [{"sender": "区协调小组办公室", "number": "益高协办〔2025〕2号",
              "title": "关于印发清单的通知", "date": "2025-02-01"}]}  # fmt: skip


def sent(office: Office, slug: str, **changes: Any) -> Issued:
    return issue(office, [draft(office, slug, example(office, slug, **changes), None).id])[0]


def receiver(office: Office, day: Any) -> str:
    with office.reading() as conn:
        found = receive_officer(plan_records.directory(conn), "jingji", "shehui", day)
    assert found is not None
    return found.name


def test_an_issued_letter_changes_the_officers_from_its_day(office: Office) -> None:
    before = receiver(office, TODAY)
    sent(office, "liaison-change")
    start = TODAY + timedelta(3)
    assert (receiver(office, start - timedelta(1)), receiver(office, start)) == (before, "示例二十")
    (new,) = [p for p in people(office) if p.name == "示例二十"]
    assert (new.department, new.phone, new.title) == ("shehui", "0737-0000205", "综合监管股副股长")
    assert not verify_office(office).findings


def test_a_deputy_for_a_time_gives_the_task_back(office: Office) -> None:
    before, start = receiver(office, TODAY), TODAY + timedelta(3)
    sent(office, "liaison-change", until=str(start + timedelta(4)))
    assert receiver(office, start + timedelta(4)) == "示例二十"
    assert receiver(office, start + timedelta(5)) == before


def test_a_void_letter_is_taken_back_before_its_day_only(office: Office) -> None:
    before, known = receiver(office, TODAY + timedelta(9)), officers(office)
    letter = sent(office, "liaison-change")
    void(office, letter.number, reason="人选有变")
    assert officers(office) == known and receiver(office, TODAY + timedelta(9)) == before
    heard: list[str] = []
    office.notify = heard.append
    late = sent(office, "liaison-change", effective_on=str(TODAY))
    void(office, late.number, reason="人选有变")
    assert receiver(office, TODAY) == "示例二十"
    assert any("不随作废撤回" in words for words in heard)
    assert not verify_office(office).findings


def test_a_row_without_a_known_task_is_refused_when_drafted(office: Office) -> None:
    rows = [{**row, "职责": "联系"} for row in example(office, "liaison-change")["changes"]]
    with pytest.raises(DataFaults, match="职责应写推送、接收"):
        draft(office, "liaison-change", example(office, "liaison-change", changes=rows), None)


def test_an_issued_notice_makes_a_new_version_on_its_day(office: Office) -> None:
    old = sent(office, "penalty")
    sent(office, "matter-list")
    day = TODAY + timedelta(15)
    assert len(matter_list(office, day - timedelta(1)).matters) == 13
    now = matter_list(office, day)
    assert (now.version, len(now.matters)) == (2, 14)
    (filled,) = [m for m in now.matters if m.name == "建设工程消防验收备案"]
    assert (filled.supervisor, filled.supervisor_person) == ("xiaofang", "示例卯")
    assert show(office, old.number)["matter_list_version"] == 1
    assert not verify_office(office).findings


def test_a_list_of_a_void_notice_never_takes_effect(office: Office) -> None:
    notice = sent(office, "matter-list")
    void(office, notice.number, reason="清单有误")
    assert matter_list(office, TODAY + timedelta(30)).version == 1
    heard: list[str] = []
    office.notify = heard.append
    late = sent(office, "matter-list", effective_on=str(TODAY))
    void(office, late.number, reason="清单有误")
    assert matter_list(office, TODAY).version == 3
    assert any("已经生效，不随作废撤回" in words for words in heard)
    assert not verify_office(office).findings


def test_accepted_adjustments_become_the_draft_of_a_notice(office: Office) -> None:
    with pytest.raises(Refused, match="没有已经认领"):
        propose_list(office, [], {}, None)
    update = sent(office, "matter-update")
    with pytest.raises(Refused, match="还没有认领"):
        propose_list(office, [update.number], {}, None)
    dispatch(office, update.number, channel="online")
    made = propose_list(office, [], SUPPLEMENT, None)
    data = show(office, made.id)["data"]
    assert data["nature"] == "修订" and any(
        "增补“示例临时占用绿地审批”" in words for words in data["changes"]
    )
    issue(office, [made.id])
    now = matter_list(office, TODAY + timedelta(30))
    (new,) = [m for m in now.matters if m.name == "示例临时占用绿地审批"]
    assert (len(now.matters), new.approver_person, new.supervisor_phone) == (14, "示例乙", "0737-0000402")
    with pytest.raises(Refused, match="已由"):
        propose_list(office, [update.number], SUPPLEMENT, None)


def shorter(place: Path) -> Path:
    """The list without one matter, as an office would hand it in."""
    source = shipped_templates() / "plan" / "事项清单(第一批).csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if "林木采伐许可证核发" not in row]
    with (place / "新清单.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return place / "新清单.csv"


def test_a_list_that_drops_what_is_in_use_is_refused_or_says_so(office: Office, tmp_path: Path) -> None:
    file = shorter(tmp_path)
    sent(office, "penalty", matter=["林木采伐许可证核发"])
    heard: list[str] = []
    office.notify = heard.append
    import_matters(office, file, effective_on=TODAY + timedelta(400))
    assert any("1 件文书用过它" in words for words in heard)
    wood = {"name": "示例木业有限公司", "uscc": "91430900MA00YL0018"}
    accepted = {"company": wood, "matter": "林木采伐许可证核发", "date": str(TODAY), "source": "窗口"}
    entering.add(office, "application-accepted", accepted)
    with pytest.raises(Refused, match="1 件申请没有决定"):
        import_matters(office, file)
    assert matter_list(office).version == 1
    assert import_matters(office, file, reason="事项已下放,申请随之移交").version == 3


def test_one_matter_is_changed_as_a_new_version(office: Office) -> None:
    parts = {
        "legal_basis": "《中华人民共和国森林法》第五十七条",
        "credit_check": "必须",
        "approver_person": "示例乙",
    }
    made = change_matter(office, "林木采伐许可证核发", parts)
    (matter,) = [m for m in made.matters if m.name == "林木采伐许可证核发"]
    assert (made.version, matter.credit_check, matter.legal_basis) == (2, "必须", parts["legal_basis"])
    with pytest.raises(Refused, match="没有要更改的内容"):
        change_matter(office, "林木采伐许可证核发", parts)


def test_a_change_for_some_matters_names_who_answers_for_them_in_the_list(office: Office) -> None:
    before, known = receiver(office, TODAY + timedelta(30)), officers(office)
    with pytest.raises(DataFaults, match="“建筑工程施工许可证核发”不由发文部门审批或者主管"):
        sent(office, "liaison-change", matters=["建筑工程施工许可证核发"])
    letter = sent(office, "liaison-change", matters=["林木采伐许可证核发"])
    data = example(office, "liaison-change")
    day = date.fromisoformat(data["effective_on"])
    assert officers(office) == known and receiver(office, TODAY + timedelta(30)) == before
    (now,) = [m for m in matter_list(office, day).matters if m.name == "林木采伐许可证核发"]
    (other,) = [m for m in matter_list(office, day).matters if m.name == "临时使用林地审批"]
    assert now.supervisor_person == "示例亥" and now.approver_person == other.supervisor_person == ""
    assert matter_list(office, day - timedelta(1)).version == 1
    void(office, letter.number, reason="人选有变")
    assert matter_list(office, day).version == 1
    for_a_time = sent(office, "liaison-change", matters=["林木采伐许可证核发"], until=str(day + timedelta(3)))
    assert matter_list(office, day).version == 1 and for_a_time.number
    assert not verify_office(office).findings
