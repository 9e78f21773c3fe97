"""Each row of 条款与文书: its duty is made as the table says, by whom, to whom, by when, and ended as it says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from duty_stories import Story, story_in
from office_helpers import TODAY
from test_reckoning import demand_credit_checks

from shenguan_docs.duties.rules import read_rules
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.resources import shipped_templates

TABLE = Path(__file__).parent / "data" / "条款与文书.md"
ROWS = re.findall(r"^\| ([0-9.]+(?:-\w+)?) \| [^|]+\| [^|]+\| ([a-z-]+) \|", TABLE.read_text("utf-8"), re.M)
RULES = read_rules([shipped_templates() / "plan" / "duties.toml"])
WOOD = {"name": "示例木业有限公司", "uscc": "91430900MA00YL0018"}


@pytest.fixture(scope="module")
def story(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    root = tmp_path_factory.mktemp("rows") / "office"
    shutil.copytree(pristine, root)
    story = story_in(root)
    yield story
    story.office.close()


def between(story: Story, rule: str, about: str) -> tuple[str, str, str]:
    """The one open duty: from whom, to whom, by when."""
    (duty,) = story.owed(rule, about)
    return duty["from"], duty["to"], str(duty["due"])


def by_event(
    type: str, slug: str, rule: str, who: tuple[str, str, str], rest: dict[str, object]
) -> Callable[..., None]:
    """An event makes the duty; the letter drafted from it, sent and claimed, ends it."""

    def tell(story: Story, folder: Path) -> None:
        event = story.event(type)
        assert between(story, rule, event) == who
        letter = story.issued(slug, rest, event)
        assert story.owed(rule, event)[0]["state"] == "已印发，没有发出"
        dispatch(story.office, letter.id, channel="online")
        assert not story.owed(rule, event)

    return tell


SHEHUI, JINGJI, XIEBAN = "区社会事务局", "区经济合作局", "区协调小组办公室"


def penalty_changed(story: Story, folder: Path) -> None:
    before = story.event("penalty-effective", serial="CF9", decision_number="益高社林罚决字〔2026〕第9号")
    change = {"decision_number": "益高社林罚决字〔2026〕第9号", "serial": "BG9", "original": None}
    changed = story.event("penalty-changed", **change)
    assert not story.owed("correction", changed)  # not reported yet: nothing to correct
    story.sent("penalty", {"decision": ["示例-行政处罚决定书.pdf"]}, event=before)
    assert between(story, "correction", changed) == (SHEHUI, JINGJI, "2026-03-23")
    story.sent("correction", event=changed)
    assert not story.owed("correction", changed)


def consultation(story: Story, folder: Path) -> None:
    event = story.event("application-accepted")
    assert between(story, "consultation", event) == (JINGJI, SHEHUI, "2026-03-23")
    rest = {"questions": ["是否涉及生态公益林"], "reply_by": "2026-03-27"}
    letter = story.sent("consultation", rest, event=event, channel="paper")
    assert not story.owed("consultation", event)
    assert between(story, "consultation-reply", letter.number) == (SHEHUI, JINGJI, "2026-03-27")
    reply = {"incoming": letter.number, "received_on": str(TODAY)}
    answer = story.issued("reply", reply)
    assert story.owed("consultation-reply", letter.number)  # written, not sent
    dispatch(story.office, answer.id, channel="online")
    assert not story.owed("consultation-reply", letter.number)


def reply(story: Story, folder: Path) -> None:
    letter = story.sent("alert")
    assert between(story, "reply", letter.number) == (JINGJI, "区消防救援大队", "2026-03-25")
    story.received(letter, "区经济合作局", folder)
    assert not story.owed("reply", letter.number)


def superior(story: Story, folder: Path) -> None:
    review = story.sent("superior-review", channel="paper")
    who = story.owed("superior-review", review.number)[0]
    assert (who["from"], who["to"], str(who["due"])) == (SHEHUI, JINGJI, "2026-03-30")
    assert not story.owed("superior-submission", review.number)  # 被认领 first
    story.claimed(review, "示例己")
    assert between(story, "superior-submission", review.number) == (SHEHUI, JINGJI, "2026-03-25")
    asked = story.sent(
        "superior-submission", {"incoming": review.number, "received_on": str(TODAY)}, channel="paper"
    )
    assert not story.owed("superior-submission", review.number)
    assert between(story, "superior-answer", asked.number) == ("市示例主管局", SHEHUI, "2026-04-03")
    story.received(asked, "益阳市示例业务主管局", folder)
    assert not story.owed("superior-answer", asked.number)
    story.received(review, SHEHUI, folder)
    assert not story.owed("superior-review", review.number)


def meeting(story: Story, folder: Path) -> None:
    held = TODAY + timedelta(4)
    called = story.sent("meeting", {"held_on": str(held), "reply_by": str(TODAY + timedelta(3))})
    replies = story.owed("meeting-reply", called.number)
    assert len(replies) > 1 and {d["to"] for d in replies} == {XIEBAN}
    assert not story.owed("meeting", called.number, held)  # its day has not passed
    (duty,) = story.owed("meeting", called.number, held + timedelta(1))
    assert (duty["from"], str(duty["due"])) == (XIEBAN, "2026-03-31")
    story.until(str(held))
    minutes = story.issued("minutes", {"held_on": str(held), "request": None})
    assert not story.owed("meeting", called.number, held + timedelta(1))
    assert story.owed("minutes", minutes.number)[0]["state"] == "已印发，没有发出"
    dispatch(story.office, minutes.id, channel="online")
    assert not story.owed("minutes", minutes.number)
    (task,) = story.owed("decision", minutes.number)  # the one row that names a day
    assert (task["from"], task["to"], str(task["due"])) == ("区产业发展局", XIEBAN, "2026-04-16")
    assert task["duty"] == "完成会议议定事项：清理存量项目"
    done = {"sender": "区产业发展局", "receiver": XIEBAN, "incoming": minutes.number, "answers": None}
    story.sent("reply", {**done, "received_on": str(held), "parties": None, "matters": None})
    assert not story.owed("decision", minutes.number)


def training(story: Story, folder: Path) -> None:
    event = story.event("training-notice-received")
    assert between(story, "training", event) == (SHEHUI, JINGJI, "2026-03-23")
    letter = story.sent("training", event=event, channel="paper")
    assert not story.owed("training", event)
    assert between(story, "training-reply", letter.number) == (JINGJI, SHEHUI, "2026-03-30")  # claimed or not
    answer = {
        "invitation": letter.number,
        "sign_up_by": "2026-03-30",
        "attendees": None,
        "list_by": "2026-03-27",
    }
    reply = story.sent("training-reply", answer)
    assert not story.owed("training-reply", letter.number)
    assert between(story, "training-list", reply.number) == (JINGJI, SHEHUI, "2026-03-27")
    story.sent("training-reply", {"invitation": letter.number, "sign_up_by": "2026-03-30"})
    assert not story.owed("training-list", reply.number)


def warnings(story: Story, folder: Path) -> None:
    letter = story.sent("penalty", {"decision_number": "益高社林罚决字〔2026〕第8号"}, channel="paper")
    assert not story.owed("warning-listing", letter.number)  # 被认领 first
    assert between(story, "receipt", letter.number) == (JINGJI, SHEHUI, "2026-03-24")
    story.claimed(letter)
    assert not story.owed("receipt", letter.number)
    assert between(story, "warning-listing", letter.number) == (JINGJI, SHEHUI, "2026-03-25")
    basis = {"sources": [letter.number], "listed_on": str(TODAY), "until": "2026-04-20"}
    listing = story.issued("warning-listing", basis)
    assert story.owed("warning-listing", letter.number)  # 通报并被认领
    dispatch(story.office, listing.id, channel="online")
    assert not story.owed("warning-listing", letter.number)
    assert not story.owed("warning-removal", listing.number, date(2026, 4, 20))  # its last day
    (removal,) = story.owed("warning-removal", listing.number, date(2026, 4, 21))
    assert (removal["from"], removal["to"], str(removal["due"])) == (JINGJI, SHEHUI, "2026-04-23")
    lifted = {
        "party": [WOOD],
        "matters": ["林木采伐许可证核发"],
        "listing": listing.number,
        "removed_on": str(TODAY),
    }
    told = {"listed_on": str(TODAY), "reason": "列入信息有误", "sources": None, "remaining": None}
    story.sent("warning-removal", lifted | told)
    assert not story.owed("warning-removal", listing.number, date(2026, 4, 21))


def credit_check(story: Story, folder: Path) -> None:
    demand_credit_checks(folder / "清单.csv")
    import_matters(story.office, folder / "清单.csv")
    applied = {"matter": "林木采伐许可证核发", "company": WOOD, "case_number": "SL77", "serial": "77"}
    event = story.event("application-accepted", consult=None, **applied)
    assert between(story, "credit-check", event) == (JINGJI, JINGJI, "2026-03-19")  # the day it was accepted
    other = story.event("application-accepted", consult=None, case_number="SL78", serial="78")
    assert not story.owed("credit-check", other)  # this matter does not demand it
    rows = [
        {"查询对象": WOOD["name"], "查询内容": what, "结果": "无记录"}
        for what in ("社会信用信息", "联合惩戒信息")
    ]
    form = {
        "queried_on": "2026-03-19", "queried_by": {"name": "示例乙"}, "results": rows, "finding": "良好",
        "measures": ["绿色通道"],
    }  # fmt: skip
    story.issued("credit-check", form, event)
    assert not story.owed("credit-check", event)


def people(story: Story, folder: Path) -> None:
    event = story.event("people-changed")
    assert between(story, "liaison-change", event) == (SHEHUI, JINGJI, "2026-03-26")
    story.sent("liaison-change", event=event)
    assert not story.owed("liaison-change", event)
    mine = {"role": ["责任人"], "matter": ["林木采伐许可证核发"], "serial": "RS2"}
    event = story.event("people-changed", **mine)
    assert between(story, "matter-update", event) == (SHEHUI, XIEBAN, "2026-04-07")
    proposal = {
        "list_name": "《益阳高新区审管联动事项清单（第一批）》",
        "reasons": "责任人变动。",
        "suggested_on": "2026-04-01",
    }
    letter = story.sent("matter-update", proposal, event=event)
    assert not story.owed("matter-update", event)
    assert between(story, "matter-list", letter.number) == (XIEBAN, SHEHUI, "2026-04-20")
    new = story.issued("matter-list", {"requests": [letter.number]})
    assert story.owed("matter-list", letter.number)
    void(story.office, new.number, reason="名单有误")
    answer = {"sender": XIEBAN, "receiver": SHEHUI, "incoming": letter.number, "received_on": str(TODAY)}
    story.sent("reply", answer | {"parties": None, "matters": None})
    assert not story.owed("matter-list", letter.number)


def meeting_and_minutes(story: Story, folder: Path) -> None:
    asked = story.sent("coordination-request", channel="paper")
    assert between(story, "coordination-request", asked.number) == (XIEBAN, JINGJI, "2026-04-13")
    meeting(story, folder)
    today = {"held_on": str(story.today), "request": [asked.number]}
    story.sent("minutes", today, channel="paper")
    assert not story.owed("coordination-request", asked.number)


def report(story: Story, folder: Path) -> None:
    day = date(2026, 4, 1)
    story.sent("alert")  # whoever wrote a letter in the quarter reports
    (duty,) = [d for d in story.owed("progress-report", today=day) if d["from"] == "区消防救援大队"]
    assert (duty["to"], str(duty["due"]), duty["number"]) == (XIEBAN, "2026-04-08", None)
    story.until("2026-04-01")
    period = {"period": "2026年第一季度", "period_from": "2026-01-01", "period_to": "2026-03-31"}
    kept = draft(story.office, "progress-report", {"reporter": "区消防救援大队", **period}, None)
    dispatch(story.office, issue(story.office, [kept.id], reason="示例")[0].id, channel="online")
    assert "区消防救援大队" not in {d["from"] for d in story.owed("progress-report", today=day)}


# In this order: the clock only moves on.
STORIES: tuple[tuple[tuple[str, ...], Callable[[Story, Path], None]], ...] = (
    (("law-change",), by_event(
        "law-change-received", "law-change", "law-change", (SHEHUI, JINGJI, "2026-03-20"),
        {"original": ["示例-上级文件.pdf"]},
    )),
    (("penalty",), by_event(
        "penalty-effective", "penalty", "penalty", (SHEHUI, JINGJI, "2026-03-17"),
        {"decision": ["示例-行政处罚决定书.pdf"]},
    )),
    (("correction",), penalty_changed),
    (("approval-result",), by_event(
        "approval-decided", "approval-result", "approval-result", (JINGJI, SHEHUI, "2026-03-23"),
        {"documents": ["示例-林木采伐许可证.pdf"]},
    )),
    (("supervision-feedback",), by_event(
        "inspection-abnormal", "supervision-feedback", "supervision-feedback",
        (SHEHUI, JINGJI, "2026-03-23"), {},
    )),
    (("alert",), by_event(
        "hazard-found", "alert", "alert-hazard", ("区消防救援大队", JINGJI, "2026-03-20"),
        {"reply_by": "2026-03-25"},
    )),
    (("consultation",), consultation),
    (("reply",), reply),
    (("superior-review", "superior-submission"), superior),
    (("training", "training-reply"), training),
    (("warning-listing", "warning-removal", "receipt"), warnings),
    (("credit-check",), credit_check),
    (("liaison-change", "matter-update", "matter-list"), people),
    (("coordination-request", "meeting", "minutes"), meeting_and_minutes),
    (("progress-report",), report),
)  # fmt: skip


def test_the_table_of_rules_has_every_row_of_the_plan() -> None:
    assert len(ROWS) == 25
    assert {slug for _, slug in ROWS} == {rule.row for rule in RULES.duties if rule.row}
    mine = {(rule.row, rule.clause) for rule in RULES.duties}
    assert {(slug, key) for key, slug in ROWS} <= mine


def test_every_row_is_told() -> None:
    told = {slug for slugs, _ in STORIES for slug in slugs}
    assert {slug for _, slug in ROWS} - told == {"reminder", "supervision-urge"}  # test_reminding.py


@pytest.mark.parametrize("tell", [tell for _, tell in STORIES], ids=["+".join(slugs) for slugs, _ in STORIES])
def test_the_duty_of_a_row_is_made_and_ended(
    story: Story, tmp_path: Path, tell: Callable[[Story, Path], None]
) -> None:
    tell(story, tmp_path)
