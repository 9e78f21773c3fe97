"""What makes a duty of an event, and what unmakes it: changes, withdrawals, own types, filters, the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from duty_stories import Story, story_in
from office_helpers import TODAY

from shenguan_docs.cli.main import shenguan
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.duties.listing import Asked, duties
from shenguan_docs.office.duties.missing import missing
from shenguan_docs.office.events.changing import change, withdraw

OWN = """
[[events]]
key = "certificate-lost"
name = "证件遗失"
[[events.fields]]
id = "company"
label = "行政相对人"
type = "party"
required = true
[[events.fields]]
id = "matter"
label = "事项"
type = "matter"
required = true
[[events.fields]]
id = "date"
label = "报告日期"
type = "date"
required = true
[[events.letters]]
kind = "approval-result"
by = "审批部门"
to = "主管部门"
clause = "3.2-3"
need = "必须"
when = "证件遗失以后告知主管部门"
from = "date"
workdays = 4
"""
COMPANY = {"name": "示例木业有限公司", "uscc": "91430900MA00YL0018"}
MATTER = "林木采伐许可证核发"


@pytest.fixture
def story(office_root: Path) -> Iterator[Story]:
    story = story_in(office_root)
    yield story
    story.office.close()


def test_a_changed_event_moves_its_duty_and_a_withdrawn_one_ends_it(story: Story) -> None:
    event = story.event("approval-decided", date="2026-03-16")
    assert str(story.owed("approval-result", event)[0]["due"]) == "2026-03-19"
    change(story.office, event, {"date": "2026-03-18"}, reason="日期有误")
    assert str(story.owed("approval-result", event)[0]["due"]) == "2026-03-23"
    withdraw(story.office, event, reason="登记错了")
    assert not story.owed("approval-result", event)
    assert missing(story.office, Asked(), story.today) == []


def test_a_penalty_that_was_revoked_before_it_was_reported_is_not_reported(story: Story) -> None:
    number = {"decision_number": "益高社林罚决字〔2026〕第3号"}
    event = story.event("penalty-effective", **number)
    assert story.owed("penalty", event)
    changed = story.event("penalty-changed", **number, change="撤销", original=None)
    assert not story.owed("penalty", event) and not story.owed("correction", changed)


def test_an_invitation_is_due_before_the_sign_up_closes(story: Story) -> None:
    event = story.event("training-notice-received", date=str(TODAY), sign_up_by="2026-03-23")
    assert str(story.owed("training", event)[0]["due"]) == "2026-03-23"  # not three workdays


def test_a_letter_that_an_own_type_of_event_demands_is_a_duty(story: Story) -> None:
    place = story.office.root / "templates" / "plan"
    place.mkdir(parents=True, exist_ok=True)
    (place / "events.toml").write_text(OWN, "utf-8")
    event = story.event("certificate-lost", company=COMPANY, matter=MATTER, date="2026-03-19")
    (duty,) = duties(story.office, Asked(event=event), story.today)
    assert (duty["from"], duty["to"], str(duty["due"])) == ("区经济合作局", "区社会事务局", "2026-03-25")
    assert (duty["duty"], duty["clause"]) == ("证件遗失以后告知主管部门", "3.2-3")


def test_a_past_day_shows_what_was_owed_then(story: Story) -> None:
    event = story.event("approval-decided", date="2026-03-16")
    assert not story.owed("approval-result", event, date(2026, 3, 15))
    assert not story.owed("approval-result", event, date(2026, 3, 19))[0]["late"]
    assert story.owed("approval-result", event, date(2026, 3, 20))[0]["days_late"] == 1


def test_duties_are_asked_for_by_department_person_company_and_day(story: Story) -> None:
    story.event("approval-decided", date="2026-03-16", company=COMPANY)
    story.event("hazard-found")

    def found(**asked: object) -> set[str]:
        return {d["rule"] for d in duties(story.office, Asked(**asked), story.today)}  # type: ignore[arg-type]

    assert found() == {"approval-result", "alert-hazard"}
    assert found(department="消防大队") == {"alert-hazard"}
    assert found(company="示例木业") == found(matter=MATTER) == found(late=True) == {"approval-result"}
    assert found(person="示例乙") == {"approval-result"}
    assert found(soon=0) == {"alert-hazard"}
    for wrong in (
        {"company": "没有这家"},
        {"person": "没有这人"},
        {"department": "没有这局"},
        {"event": "x"},
    ):
        with pytest.raises(NotFound):
            found(**wrong)
    with pytest.raises(Refused):
        found(soon=-1)


def test_the_commands_answer_a_script(story: Story) -> None:
    event = story.event("approval-decided", date="2026-03-16")
    root = ["-C", str(story.office.root)]
    day = ["--today", "2026-03-25", "--json"]
    (owed,) = json.loads(CliRunner().invoke(shenguan, [*root, "duties", *day]).stdout)
    asked = ("number", "event", "duty", "from", "to", "due", "late", "clause")
    assert [owed[key] for key in asked] == [
        None, event, "推送审批结果", "区经济合作局", "区社会事务局", "2026-03-19", True, "3.2-3",
    ]  # fmt: skip
    (lack,) = json.loads(CliRunner().invoke(shenguan, [*root, "missing", "--matter", MATTER, *day]).stdout)
    assert (lack["clause"], lack["duty"], lack["event"]) == ("3.2-3", "推送审批结果", event)
    assert lack["command"] == f"shenguan draft approval-result --event {event} --unfinished"
    both = CliRunner().invoke(shenguan, [*root, "duties", "--late", "--soon", "3"])
    assert both.exit_code != 0
    empty = CliRunner().invoke(shenguan, [*root, "remind", "区产业发展局"])
    assert isinstance(empty.exception, NotFound)
