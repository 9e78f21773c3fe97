"""A whole trail lacks nothing; with one exchange taken out, that one is missing, with a command that writes it."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from duty_stories import Story, story_in
from office_helpers import TODAY
from test_reckoning import demand_credit_checks

from shenguan_docs.cli.main import shenguan
from shenguan_docs.office.duties.listing import Asked
from shenguan_docs.office.duties.missing import Lack, missing
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.revising import revise
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.letters.workflow import approve, sign, submit
from shenguan_docs.office.upkeep import rebuild

NAME, WOOD = "示例木业有限公司", "91430900MA00YL0018"
PARTY = {
    "name": NAME,
    "uscc": WOOD,
    "address": "益阳高新区示例路1号",
    "phone": "0737-0000001",
    "representative": "示例一",
}
MATTER = "林木采伐许可证核发"
DECISION = "益高社林罚决字〔2026〕第3号"


@dataclass
class Trail:
    """A penalty from its decision to the removal from the warning base, and an application: all letters by kind.

    ``open`` says after each step which rules had an open duty about the company.
    """

    root: Path
    events: dict[str, str]
    letters: dict[str, str]
    open: list[tuple[str, set[str]]]


@pytest.fixture(scope="module")
def trail(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trail]:
    root = tmp_path_factory.mktemp("trail") / "office"
    shutil.copytree(pristine, root)
    story = story_in(root)
    demand_credit_checks(root / "清单.csv")
    import_matters(story.office, root / "清单.csv")
    made = Trail(root, {}, {}, [])

    def note(step: str) -> None:
        found = {d["rule"] for d in _duties(story)}
        made.open.append((step, found))

    def event(type: str, **changes: object) -> str:
        made.events[type] = story.event(type, **changes)
        note(type)
        return made.events[type]

    def letter(slug: str, changes: dict[str, object], of: str = "", send: bool = True) -> str:
        done = story.sent(slug, changes, event=of) if send else story.issued(slug, changes, of)
        made.letters[slug] = done.number
        note(slug)
        return done.number

    applied = event("application-accepted", company=PARTY, matter=MATTER, consult="是")
    rows = [
        {"查询对象": NAME, "查询内容": what, "结果": "无记录"} for what in ("社会信用信息", "联合惩戒信息")
    ]
    check = {"queried_on": "2026-03-19", "queried_by": {"name": "示例乙"}, "results": rows, "finding": "良好"}
    letter("credit-check", {**check, "measures": ["绿色通道"]}, applied, send=False)
    asked = letter("consultation", {"questions": ["木材来源"], "reply_by": "2026-03-27"}, applied)
    answer = {"incoming": asked, "received_on": str(TODAY), "parties": [PARTY], "matters": [MATTER]}
    letter("reply", {**answer, "answers": None, "subject": "申请意见"})
    decided = event("approval-decided", company=PARTY, matter=MATTER, date=str(TODAY), accepted_on=str(TODAY))
    letter("approval-result", {"documents": ["示例-林木采伐许可证.pdf"]}, decided)
    effective = event("penalty-effective", company=PARTY, decision_number=DECISION)
    told = letter("penalty", {"decision": ["示例-行政处罚决定书.pdf"]}, effective)
    listed = {
        "sources": [told], "facts": "该公司受到行政处罚。", "level": "一般警示", "listed_on": str(TODAY),
        "until": "2026-06-30", "measures": ["不适用容缺受理"],
    }  # fmt: skip
    listing = letter("warning-listing", listed, effective)
    revoked = {"company": PARTY, "change": "撤销", "decision_number": DECISION, "original": None}
    changed = event("penalty-changed", **revoked, date=str(TODAY))
    fix = letter("correction", {"cause": "处罚决定被撤销"}, changed)
    lifted = {
        "party": [PARTY], "matters": [MATTER], "listing": listing, "listed_on": str(TODAY), "sources": [fix],
        "reason": "处罚决定被撤销", "facts": "处罚决定已经撤销。", "removed_on": str(TODAY), "told": None,
    }  # fmt: skip
    letter("warning-removal", lifted)
    story.office.close()
    yield made


def _duties(story: Story) -> list[dict[str, object]]:
    from shenguan_docs.office.duties.listing import duties

    return duties(story.office, Asked(company=WOOD), story.today)


@pytest.fixture
def copied(trail: Trail, tmp_path: Path) -> Iterator[Story]:
    root = tmp_path / "office"
    shutil.copytree(trail.root, root)
    story = story_in(root, 8)
    yield story
    story.office.close()


def lacking(story: Story, later: int = 0) -> list[Lack]:
    return missing(story.office, Asked(company=NAME), story.today + timedelta(later))


def run(story: Story, command: str) -> str:
    """Run a command as it was given; return what it printed."""
    words = shlex.split(command)
    assert words[0] == "shenguan"
    result = CliRunner().invoke(shenguan, ["-C", str(story.office.root), *words[1:], "--json"])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_life_of_a_penalty_opens_and_ends_its_duties(trail: Trail) -> None:
    open = dict(trail.open)
    assert open["application-accepted"] == {"credit-check", "consultation"}
    assert open["credit-check"] == {"consultation"}
    assert open["consultation"] == {"consultation-reply"}
    assert open["reply"] == set()
    assert open["approval-decided"] == {"approval-result"}
    assert open["approval-result"] == set()
    assert open["penalty-effective"] == {"penalty"}
    assert open["penalty"] == {"warning-listing"}
    assert open["warning-listing"] == set()
    assert open["penalty-changed"] == {"correction"}
    assert open["correction"] == {"warning-removal-corrected"}
    assert open["warning-removal"] == set()


def test_a_whole_trail_lacks_nothing(copied: Story) -> None:
    assert lacking(copied) == []
    assert lacking(copied, 400) == []


CASES = [  # what is taken out, by which clause it is missed, about which event, what writes it
    ("credit-check", "3.3-4", "application-accepted", "draft credit-check --event"),
    ("consultation", "4.3-a", "application-accepted", "draft consultation --event"),
    ("approval-result", "3.2-3", "approval-decided", "draft approval-result --event"),
    ("penalty", "4.3-b", "penalty-effective", "draft penalty --event"),
    ("correction", "4.3-b", "penalty-changed", "draft correction --event"),
    ("warning-removal", "4.3-c", None, "draft warning-removal --letter"),
]


@pytest.mark.parametrize(("slug", "clause", "event", "command"), CASES, ids=[case[0] for case in CASES])
def test_with_one_exchange_taken_out_that_one_is_missing(
    trail: Trail, copied: Story, slug: str, clause: str, event: str | None, command: str
) -> None:
    number = trail.letters[slug]
    if slug == "penalty":  # it was revoked: nothing is to be told any more, unless the change was a mistake
        from shenguan_docs.office.events.changing import withdraw

        withdraw(copied.office, trail.events["penalty-changed"], reason="登记有误")
    void(copied.office, number, reason="示例")
    found = [lack for lack in lacking(copied, 5) if f"shenguan {command}" in lack.command]
    assert found, [lack.command for lack in lacking(copied, 5)]
    (lack,) = found
    assert lack.clause == clause
    if event:
        assert lack.event == trail.events[event] and trail.events[event] in lack.because
    drafted = json.loads(run(copied, lack.command))
    assert drafted["kind"] == slug


def test_a_letter_that_was_never_sent_or_never_claimed_is_missing(copied: Story) -> None:
    again = copied.event("penalty-effective", company=PARTY, decision_number="另一号", serial="X1")
    letter = copied.issued("penalty", {"decision": ["示例-行政处罚决定书.pdf"]}, again)
    (lack,) = lacking(copied)
    assert "没有登记发出" in lack.because and lack.number == letter.number
    dispatch(copied.office, letter.id, channel="paper")
    (lack,) = lacking(copied)
    assert (lack.clause, lack.by) == ("3.2-3", "区经济合作局") and "没有认领" in lack.because
    assert json.loads(run(copied, lack.command))["kind"] == "receipt"


def test_an_approval_before_the_reply_came_or_without_a_credit_check_is_missing(
    trail: Trail, copied: Story
) -> None:
    void(copied.office, trail.letters["reply"], reason="示例")
    (lack,) = lacking(copied)  # its day has not come, but the approval was decided
    assert (lack.clause, lack.event) == ("4.3-a", trail.events["approval-decided"])
    assert "已作审批决定" in lack.because and "draft reply --letter" in lack.command
    run(copied, lack.command)
    other = {
        "name": "示例林业开发有限公司",
        "uscc": "91430900MA00YL002B",
        "address": "示例路2号",
        "phone": "0737-0000002",
    }
    decided = copied.event("approval-decided", company=other, matter=MATTER, serial="SP9")
    found = missing(copied.office, Asked(company="91430900MA00YL002B"), copied.today)
    assert {lack.clause for lack in found} == {"3.3-4", "3.2-3"}
    (lack,) = [lack for lack in found if lack.clause == "3.3-4"]
    assert lack.event == decided and "决定以前没有查询记录" in lack.because
    assert json.loads(run(copied, lack.command))["kind"] == "credit-check"


def test_what_is_drafted_already_is_gone_on_with(trail: Trail, copied: Story) -> None:
    void(copied.office, trail.letters["reply"], reason="示例")
    (lack,) = lacking(copied)
    kept = json.loads(run(copied, lack.command))["id"]
    (lack,) = lacking(copied)
    assert lack.draft == kept and f"已有草稿 {kept}（没有填完，还要补正" in lack.because
    assert shlex.split(lack.command)[:3] == ["shenguan", "revise", kept]
    shown = show(copied.office, kept)
    assert [fault["field"] for fault in shown["lacking"]] == [
        word.removesuffix("=") for word in shlex.split(lack.command)[4::2]
    ]
    rest = {"subject": "申请意见", "conclusion": "无不同意见", "handling": "已经核查。"}
    revise(copied.office, kept, rest, None)
    assert show(copied.office, kept)["lacking"] == []
    (lack,) = lacking(copied)
    assert lack.command == f"shenguan issue {kept}" and "草稿，没有印发" in lack.because
    letter = issue(copied.office, [kept])[0]
    (lack,) = lacking(copied)  # told once, not as a letter that lies unsent besides
    assert lack.draft is None and f"已印发 {letter.number}，没有登记发出" in lack.because
    assert lack.command == shlex.join(["shenguan", "dispatch", letter.number, "--channel", "online"])
    dispatch(copied.office, letter.id, channel="online")
    assert lacking(copied) == []


def test_where_there_are_steps_the_next_one_is_told(trail: Trail, copied: Story) -> None:
    void(copied.office, trail.letters["approval-result"], reason="示例")
    more = {"documents": ["示例-林木采伐许可证.pdf"]}
    kept = draft(copied.office, "approval-result", more, None, event=trail.events["approval-decided"]).id
    settings = copied.office.root / "office.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[[steps]]\norder = ["审核", "签发"]\n', "utf-8")
    copied.office.close()
    copied.office = story_in(copied.office.root, 9).office
    steps = {
        "submit": lambda: submit(copied.office, kept, by="示例乙"),
        "approve": lambda: approve(copied.office, kept, by="示例丙"),
        "sign": lambda: sign(copied.office, kept, signed_by="示例甲"),
        "issue": lambda: issue(copied.office, [kept]),
    }
    for step, take in steps.items():
        (lack,) = lacking(copied)
        assert shlex.split(lack.command)[1:3] == [step, kept]
        take()
    assert "没有登记发出" in lacking(copied)[0].because


def test_what_is_missing_is_the_same_after_the_records_are_made_again(trail: Trail, copied: Story) -> None:
    void(copied.office, trail.letters["consultation"], reason="示例")
    before = lacking(copied, 9)
    rebuild(copied.office.root, copied.office)
    copied.office.close()
    assert lacking(story_in(copied.office.root), 9) == before != []
