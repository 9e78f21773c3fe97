"""A consultation that comes late, a penalty that nobody reports: 催办, 第二次催办, 督办, and what ends them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from duty_stories import Story, story_in
from office_helpers import TODAY

from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.office.duties.figures import figures
from shenguan_docs.office.duties.reminding import remind
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.revising import revise
from shenguan_docs.office.letters.showing import show

SHEHUI, JINGJI, YOUBAN = "区社会事务局", "区经济合作局", "区优办"


@pytest.fixture(scope="module")
def story(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    root = tmp_path_factory.mktemp("late") / "office"
    shutil.copytree(pristine, root)
    story = story_in(root)
    yield story
    story.office.close()


def test_what_is_late_is_urged_urged_again_supervised_and_ended(story: Story) -> None:
    office = story.office
    asked = story.sent("consultation", {"reply_by": "2026-03-27", "materials": None})
    event = story.event("penalty-effective")  # due 2026-03-17
    with pytest.raises(NotFound, match="区产业发展局没有逾期的事项"):
        remind(office, "产业局", by="", today=story.today)

    story.until("2026-03-30")
    (late,) = story.owed("consultation-reply", asked.number)
    assert (late["late"], late["days_late"], late["remind"]) == (True, 3, "该催办")
    first = remind(office, "社会局", by="", today=story.today, issued=True)
    assert (first.order, first.kind) == (1, "reminder")
    items = [(i["number"], i["date"], i["due"], i["days_late"]) for i in first.items]
    assert items == [
        (None, date(2026, 3, 10), date(2026, 3, 17), 13),
        (asked.number, TODAY, date(2026, 3, 27), 3),
    ]
    assert story.owed("consultation-reply", asked.number)[0]["reminded"] == 1
    assert "第二次" not in first.title
    dispatch(office, first.id, channel="online")
    (set_by_it,) = story.owed("reminded", first.number or "")
    assert (set_by_it["from"], set_by_it["to"]) == (SHEHUI, JINGJI)

    with pytest.raises(Refused, match="还没有到再催的日子"):  # the same command once more costs no number
        remind(office, "社会局", by="", today=story.today, issued=True)

    story.wait(1)  # the rhythm waits five workdays
    assert story.owed("consultation-reply", asked.number)[0]["remind"] == ""
    story.until("2026-04-08")
    assert story.owed("consultation-reply", asked.number)[0]["remind"] == "该催办"
    with pytest.raises(Refused, match="还没有催办过"):
        _urge_fresh(story)
    second = remind(office, SHEHUI, by=JINGJI, today=story.today, issued=True)
    assert second.order == 2 and "第二次催办" in second.title
    assert {r["number"] for r in show(office, second.id)["relations"]} >= {asked.number, first.number}

    urged = remind(office, SHEHUI, by="", today=story.today, issued=True, urge=True)
    assert urged.kind == "supervision-urge" and urged.order == 2
    shown = show(office, urged.id)
    assert (shown["sender"], shown["receivers"]) == ("益阳高新区优化营商环境办公室", ["益阳高新区社会事务局"])
    dispatch(office, urged.id, channel="online")
    (supervised,) = story.owed("supervised", urged.number or "")
    assert (supervised["from"], supervised["to"]) == (SHEHUI, JINGJI)
    (report,) = story.owed("supervised-report", urged.number or "")
    assert (report["from"], report["to"]) == (SHEHUI, YOUBAN)

    answer = {"incoming": asked.number, "received_on": "2026-03-21"}
    story.sent("reply", answer)
    assert not story.owed("consultation-reply", asked.number)
    assert story.owed("reminded", first.number or "")  # the penalty is still not reported
    story.sent("penalty", {"decision": ["示例-行政处罚决定书.pdf"]}, event=event)
    assert not story.owed("reminded") and not story.owed("supervised")
    done = {"sender": SHEHUI, "receiver": YOUBAN, "incoming": urged.number, "received_on": str(story.today)}
    story.sent("reply", {**done, "parties": None, "matters": None, "answers": None})
    assert not story.owed("supervised-report")

    counted = {
        line.name: line.counts for line in figures(office, "department", TODAY, story.today, story.today)
    }
    mine = counted[SHEHUI]
    assert (mine["asked"], mine["answered"], mine["answered_late"], mine["reminded"], mine["urged"]) == (
        1,
        1,
        1,
        2,
        1,
    )
    months = {line.key: line.counts for line in figures(office, "month", TODAY, story.today, story.today)}
    assert (months["2026-03"]["sent"], months["2026-04"]["sent"]) == (2, 4)
    assert months["2026-04"]["issued"] == 5  # the second 催办函 was issued and not sent
    kinds = {line.name: line.counts for line in figures(office, "kind", TODAY, story.today, story.today)}
    assert [(kinds[name]["issued"], kinds[name]["sent"]) for name in ("催办函", "督办函", "复函")] == [
        (2, 1), (1, 1), (2, 2),
    ]  # fmt: skip


def _urge_fresh(story: Story) -> None:
    """What was never urged is not supervised: here the claim that another department owes."""
    letter = story.sent(
        "training",
        {"sign_up_by": "2026-04-20", "starts_on": "2026-05-04", "ends_on": "2026-05-05"},
        channel="paper",
    )
    try:
        remind(story.office, JINGJI, by=SHEHUI, today=story.today + timedelta(9), urge=True)
    finally:
        void(story.office, letter.number, reason="示例")


def test_what_was_issued_and_not_sent_is_urged_where_the_plan_demands_it(
    pristine: Path, tmp_path: Path
) -> None:
    shutil.copytree(pristine, tmp_path / "office")
    story = story_in(tmp_path / "office", run=8)
    office = story.office
    penalty = story.issued("penalty")  # the plan demands that it is told: the receiver waits
    notice = story.issued("reminder")  # nobody waits for a 催办函 by the plan
    asked = story.sent("consultation", {"reply_by": "2026-03-23", "decide_by": None, "materials": None})
    answer = story.issued("reply", {"incoming": asked.number, "received_on": str(story.today)})
    story.until("2026-04-20")

    mine = remind(office, SHEHUI, by=JINGJI, today=story.today)
    told = [(item["basis"], item["duty"]) for item in mine.items]
    # the answer that lies unsent is urged once, as what was asked for
    assert sorted(told) == sorted([(penalty.number, "发出已经印发的文书"), (asked.number, "函复意见")])
    assert answer.number not in str(told)
    story.wait(1)
    first = remind(office, SHEHUI, by=JINGJI, today=story.today, issued=True)
    dispatch(office, first.id, channel="online")
    assert story.owed("dispatch", penalty.number)[0]["reminded"] == 1
    dispatch(office, answer.id, channel="online")
    assert story.owed("reminded", first.number or "")  # the penalty lies unsent still
    dispatch(office, penalty.id, channel="online")
    assert not story.owed("reminded", first.number or "")

    (own,) = [d for d in story.owed("dispatch") if d["number"] == notice.number]
    assert own["late"] and own["remind"] == ""
    said = f"另有 1 件印发了没有发出：{notice.number}"
    with pytest.raises(NotFound, match=said):
        remind(office, own["from"], by=SHEHUI, today=story.today)
    other = remind(office, own["from"], by="", today=story.today)  # what else it owes
    assert notice.number not in str(other.items)
    assert any(said in warning for warning in other.warnings)
    office.close()


def test_an_answer_to_another_department_or_to_a_void_letter_is_refused(story: Story) -> None:
    letter = story.sent("consultation", {"reply_by": "2026-04-30", "decide_by": None, "materials": None})
    form = {"incoming": letter.number, "received_on": str(story.today), "receiver": JINGJI}
    with pytest.raises(DataFaults, match="不是发给区产业发展局的，不能由它答复"):
        story.issued("reply", {**form, "sender": "区产业发展局"})
    void(story.office, letter.number, reason="内容有误")
    assert not story.owed("consultation-reply", letter.number)  # a void letter asks for nothing
    with pytest.raises(DataFaults, match="作废"):
        story.issued("reply", form)
    with pytest.raises(Refused, match="作废"):
        draft(story.office, "reply", {}, None, letter=letter.number)


def test_a_void_answer_opens_the_duty_again(story: Story) -> None:
    letter = story.sent("consultation", {"reply_by": "2026-04-30", "decide_by": None, "materials": None})
    answer = story.sent("reply", {"incoming": letter.number, "received_on": str(story.today)})
    assert not story.owed("consultation-reply", letter.number)
    void(story.office, answer.number, reason="内容有误")
    assert story.owed("consultation-reply", letter.number)


def test_a_reply_starts_from_the_letter_and_what_is_not_filled_in_is_kept_and_said(story: Story) -> None:
    letter = story.sent("consultation", {"reply_by": "2026-04-30", "decide_by": None, "materials": None})
    with pytest.raises(DataFaults):
        draft(story.office, "reply", {}, None, letter=letter.number)
    kept = draft(story.office, "reply", {}, None, letter=letter.number, unfinished=True)
    data = show(story.office, kept.id)["data"]
    assert (data["sender"], data["receiver"], data["incoming"]) == ("shehui", "jingji", letter.id)
    assert data["parties"][0]["name"] == "示例建设工程有限公司"
    assert data["received_on"] == str(story.today)
    assert any(word.startswith("还要补正：") for word in kept.warnings)
    with pytest.raises(DataFaults):
        issue(story.office, [kept.id])
    rest = {"subject": "申请意见", "conclusion": "无不同意见", "handling": "已经核查。"}
    finished = revise(story.office, kept.id, rest, None)
    assert finished.title.startswith("关于") and "无不同意见" in str(show(story.office, kept.id)["data"])
