"""An event is changed, withdrawn, joined by a letter; its files go with the letters that are drafted from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from office_helpers import MORNING, TODAY, issued

from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.notices.examples import example_data
from shenguan_docs.office.events import entering, showing
from shenguan_docs.office.events.changing import change, withdraw
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.events.joining import join
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import Issued, issue
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.settings import read_settings
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.resources import shipped_templates

DECISION = shipped_templates() / "notices" / "penalty" / "示例-行政处罚决定书.pdf"


def entered(office: Office, type: str, folder: Path | None = None, **more: Any) -> str:
    data = {**example_data(form_of(find_type(office, type)), TODAY), **more}
    return entering.add(office, type, data, folder).id


def penalised(office: Office, **more: Any) -> tuple[str, Issued]:
    """A penalty in force and the letter that tells of it."""
    event = entered(office, "penalty-effective", **more)
    kept = draft(office, "penalty", {"decision": [DECISION.name]}, None, event=event)
    return event, issue(office, [kept.id])[0]


def test_a_change_is_told_with_before_and_after_and_calls_for_a_correction(office: Office) -> None:
    event, letter = penalised(office)
    done = change(office, event, {"罚款金额": 9600}, reason="数额录入有误")
    assert done.changed == ("罚款金额",)
    (said,) = done.warnings
    assert letter.number in said and "由区社会事务局发更正函（correction）" in said.replace(
        "益阳高新区", "区"
    )
    assert "第四部分第（三）项" in said
    shown = showing.show(office, event)
    assert (shown["state"], shown["reason"], shown["data"]["fine"]) == ("已改动", "数额录入有误", "9600")
    assert [step["what"] for step in shown["story"]] == ["登记", "改动"]
    assert shown["story"][1]["changes"] == [{"item": "罚款金额", "from": "19200", "to": "9600"}]
    assert show(office, letter.number)["event"]["state"] == "已改动"


def test_only_what_is_named_changes_and_an_empty_word_clears(office: Office) -> None:
    event = entered(office, "penalty-effective")
    before = showing.show(office, event)["data"]
    change(office, event, {"地址": "益阳高新区示例路8号", "送达方式": ""}, reason="核对送达回证")
    after = showing.show(office, event)["data"]
    (was,), (now,) = before["company"], after["company"]
    assert now == {**was, "address": "益阳高新区示例路8号"}
    assert {**before, "company": 0} == {**after, "company": 0, "served_by": "直接"}


@pytest.mark.parametrize(
    ("data", "reason", "said"),
    [
        ({"罚款金额": 19200}, "录入有误", "没有改动"),
        ({"罚款金额": 1}, "  ", "没有写明理由"),
        ({"处罚决定文号": ""}, "录入有误", "处罚决定文号”没有填"),
        ({"送达日期": "2027-01-01"}, "录入有误", "早于送达日期"),
        ({"颜色": "红"}, "录入有误", "不是“处罚决定生效”的项"),
    ],
)
def test_a_change_that_may_not_be(office: Office, data: dict[str, Any], reason: str, said: str) -> None:
    event = entered(office, "penalty-effective")
    with pytest.raises((Refused, DataFaults)) as caught:
        change(office, event, data, reason=reason)
    assert said in str(caught.value)
    assert showing.show(office, event)["state"] == "已登记"


def test_an_event_is_not_changed_into_another_one(office: Office) -> None:
    first = entered(office, "penalty-effective")
    second = entered(office, "penalty-effective", decision_number="益高社林罚决字〔2026〕第9号", serial="CF9")
    with pytest.raises(Refused, match=first):
        change(office, second, {"decision_number": "益高社林罚决字〔2026〕第3号"}, reason="文号有误")


def test_a_withdrawn_event_counts_no_more_and_may_be_entered_again(office: Office) -> None:
    event, letter = penalised(office)
    done = withdraw(office, event, reason="登记错了公司")
    assert letter.number in done.warnings[0]
    assert entering.list_events(office, only_open=True) == []
    assert [row["state"] for row in entering.list_events(office)] == ["已撤回"]
    assert entering.called_letters(office, event) == []
    for act in (
        lambda: withdraw(office, event, reason="再撤"),
        lambda: change(office, event, {}, reason="改"),
    ):
        with pytest.raises(Refused, match="已经撤回"):
            act()
    again = entered(office, "penalty-effective")  # the same serial, the same number
    assert again != event
    drafted = draft(office, "penalty", {"decision": [DECISION.name]}, None, event=event)
    assert any("已经撤回（登记错了公司）" in warning for warning in drafted.warnings)


def test_a_draft_of_an_event_that_changed_meanwhile_is_told_at_its_issue(
    opened: Callable[[], Office],
) -> None:
    from datetime import timedelta

    office = opened()
    event = entered(office, "penalty-effective")
    kept = draft(office, "penalty", {"decision": [DECISION.name]}, None, event=event)
    office.now = lambda: MORNING + timedelta(hours=1)
    done = change(office, event, {"fine": 9600}, reason="数额有误")
    assert any(kept.id in warning for warning in done.warnings)
    said: list[str] = []
    office.notify = said.append
    issue(office, [kept.id])
    assert said == [f"提示：起草以后事件 {event} 改动过（数额有误），请核对。"]


def test_a_letter_without_its_event_is_proposed_and_joined(office: Office) -> None:
    event = entered(office, "penalty-effective", decided_on="2026-03-06", date="2026-03-10")
    other = entered(office, "hazard-found")
    letter = issued(office, "penalty")
    row = next(r for r in entering.list_events(office, only_open=True) if r["id"] == event)
    assert [p["number"] for p in row["proposed"]] == [letter.number]
    with pytest.raises(Refused, match="说的是示例木业有限公司，不是示例商贸有限公司"):
        join(office, other, letter.number)
    assert join(office, event, letter.number) == ()
    assert "已经属于" in join(office, event, letter.id)[0]
    shown = showing.show(office, event)
    assert (shown["open"], shown["proposed"]) == ([], [])
    assert shown["letters"][0]["number"] == letter.number
    assert shown["story"][-1]["detail"] == letter.number
    assert show(office, letter.number)["event"]["id"] == event


def test_files_of_an_event_are_archived_and_go_with_the_letter(
    opened: Callable[[], Office], office_root: Path, tmp_path: Path
) -> None:
    office = opened()
    shutil.copy(DECISION, tmp_path / "决定书扫描件.pdf")
    files = [{"path": "决定书扫描件.pdf", "title": "行政处罚决定书"}]
    event = entered(office, "penalty-effective", tmp_path, files=files)
    (tmp_path / "决定书扫描件.pdf").unlink()
    (held,) = showing.show(office, event)["files"]
    assert (held["title"], held["name"]) == ("行政处罚决定书", "决定书扫描件.pdf")
    assert (office.root / held["path"]).read_bytes() == DECISION.read_bytes()
    letter = issue(office, [draft(office, "penalty", {}, None, event=event).id])[0]
    (enclosed,) = show(office, letter.number)["attachments"]
    assert (enclosed["title"], enclosed["name"]) == ("行政处罚决定书", "决定书扫描件.pdf")
    (tmp_path / "送达回证.txt").write_text("已送达", "utf-8")
    change(office, event, {"fine": 9600}, reason="数额有误")  # its files stay
    change(office, event, {"佐证材料": ["送达回证.txt"]}, reason="补充材料", folder=tmp_path)
    before = showing.show(office, event)
    assert [f["name"] for f in before["files"]] == ["送达回证.txt"]
    assert verify_office(office).findings == ()
    office.close()
    rebuild(
        office_root,
        Office(office_root, read_settings(office_root / "office.toml"), "示例文书", lambda: MORNING),
    )
    again = opened()
    assert showing.show(again, event) == before
    assert verify_office(again).findings == ()
