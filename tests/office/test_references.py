"""A letter refers to another only where that makes sense, when it is drafted and again when it is issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from office_helpers import TODAY, drafted, example, issued

from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.office.keeping.kind_changes import new_kind
from shenguan_docs.office.letters import issuing
from shenguan_docs.office.letters.drafting import Drafted, draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.receiving import receive

DAY = TODAY.isoformat()
TIMBER = {"name": "示例木业有限公司", "uscc": "91430900MA00YL0018"}


def tried(office: Office, slug: str, changes: Mapping[str, Any]) -> Drafted:
    return draft(office, slug, example(office, slug, **changes), None)


def refusal(office: Office, slug: str, changes: Mapping[str, Any]) -> str:
    with pytest.raises(DataFaults) as caught:
        tried(office, slug, changes)
    return str(caught.value)


REPLY = {"received_on": DAY, "parties": None}


def test_a_reply_goes_to_a_letter_that_was_addressed_to_its_sender(
    quiet: Office, numbers: dict[str, str]
) -> None:
    mine = {**REPLY, "incoming": numbers["consultation"]}
    assert tried(quiet, "reply", mine).warnings == ()
    said = refusal(quiet, "reply", {**mine, "sender": "区产业发展局"})
    assert "这件文书不是发给区产业发展局的，不能由它答复" in said
    assert f"（{numbers['consultation']}）主送区社会事务局" in said


def test_a_reply_is_not_written_by_the_one_who_asked(quiet: Office, numbers: dict[str, str]) -> None:
    turned = {**REPLY, "sender": "区经济合作局", "receiver": "区社会事务局"}
    assert "自己发出的" in refusal(quiet, "reply", {**turned, "incoming": numbers["consultation"]})


def test_a_reply_goes_back_to_the_one_who_asked(quiet: Office, numbers: dict[str, str]) -> None:
    said = refusal(quiet, "reply", {**REPLY, "incoming": numbers["consultation"], "receiver": "区产业发展局"})
    assert "是区经济合作局发出的，本件却主送区产业发展局" in said


def test_a_reply_about_another_company_is_refused(quiet: Office, numbers: dict[str, str]) -> None:
    said = refusal(quiet, "reply", {**REPLY, "incoming": numbers["consultation"], "parties": [TIMBER]})
    assert "说的是示例建设工程有限公司，不是示例木业有限公司" in said


def test_a_reply_to_a_copy_is_refused(office: Office) -> None:
    letter = issue(office, [drafted(office, "consultation", {"copies_to": ["区产业发展局"]})])[0]
    changes = {**REPLY, "sender": "区产业发展局", "incoming": letter.number}
    assert "只是抄送区产业发展局" in refusal(office, "reply", changes)


def test_a_training_reply_answers_an_invitation(quiet: Office, numbers: dict[str, str]) -> None:
    assert tried(quiet, "training-reply", {"invitation": numbers["training"]}).id
    said = refusal(quiet, "training-reply", {"invitation": numbers["penalty"]})
    assert "是“行政处罚决定通报函”，这里要填“培训邀请函”" in said


def test_what_goes_to_the_superior_was_asked_for(quiet: Office, numbers: dict[str, str]) -> None:
    assert tried(
        quiet, "superior-submission", {"incoming": numbers["superior-review"], "received_on": DAY}
    ).id
    for slug, words in (
        ("consultation", "这里要填“提请协调上级审核函”"),
        ("penalty", "自己发出的，不能由它转送"),
    ):
        assert words in refusal(quiet, "superior-submission", {"incoming": numbers[slug], "received_on": DAY})


CORRECTION = {
    "arose_on": DAY,
    "cause": "文字有误",
    "sources": None,
    "corrections": [{"位置": "标题", "原表述": "甲", "更正后": "乙"}],
}


def test_only_ones_own_letter_is_corrected(quiet: Office, numbers: dict[str, str]) -> None:
    own = {**CORRECTION, "original": numbers["penalty"]}
    assert tried(quiet, "correction", own).warnings == ()
    strange = {**CORRECTION, "original": numbers["consultation"], "receivers": ["区经济合作局"]}
    assert "区经济合作局发出的，不能由区社会事务局更正" in refusal(quiet, "correction", strange)
    elsewhere = {**own, "receivers": ["区产业发展局"]}
    assert "没有发给区产业发展局，不能向它更正" in refusal(quiet, "correction", elsewhere)


def test_one_reminds_of_what_one_sent_to_the_receiver(quiet: Office, numbers: dict[str, str]) -> None:
    old = numbers["old consultation"]
    due = {"letters": [old], "owed": "函复意见", "due_on": str(TODAY - timedelta(5)), "late": 5}
    changes = {**due, "parties": None, "matters": None}
    assert tried(quiet, "reminder", changes).id
    said = refusal(quiet, "reminder", {**changes, "sender": "区产业发展局"})
    assert "是区经济合作局发出的，不能由区产业发展局催办" in said
    said = refusal(quiet, "reminder", {**changes, "receiver": "区产业发展局"})
    assert "没有发给区产业发展局，不能向它催办" in said
    urged = {**due, "responsible": "区产业发展局", "origin": "跟踪检查发现逾期", "reminders": None}
    urged |= {"due_on": changes["due_on"], "parties": None, "owed": None}
    assert "不是发给区产业发展局的，不能拿来督办它" in refusal(quiet, "supervision-urge", urged)
    urged |= {"responsible": "区经济合作局", "requester": None}
    assert "是区经济合作局自己发出的，不能拿来督办它" in refusal(quiet, "supervision-urge", urged)


def test_a_removal_names_the_listing_and_its_companies(quiet: Office, numbers: dict[str, str]) -> None:
    changes = {
        "party": [TIMBER],
        "matters": ["林木采伐许可证核发"],
        "listing": numbers["warning-listing"],
        "listed_on": DAY,
        "removed_on": DAY,
    }
    assert tried(quiet, "warning-removal", changes).id
    other = {**changes, "party": example(quiet, "warning-removal")["party"]}
    assert "示例商贸有限公司不在" in refusal(quiet, "warning-removal", other)
    assert "这里要填“列入警示信息库通报函”" in refusal(
        quiet, "warning-removal", {**changes, "listing": numbers["consultation"]}
    )


def test_minutes_are_of_a_request_to_the_group_or_its_office(quiet: Office, numbers: dict[str, str]) -> None:
    changes = {"held_on": DAY, "request": [numbers["coordination-request"]]}
    assert tried(quiet, "minutes", changes).id
    said = refusal(quiet, "minutes", {**changes, "request": [numbers["penalty"]]})
    assert "这件文书不是发给区协调小组办公室的，会议没有研究它" in said


def test_a_void_letter_is_not_answered(office: Office) -> None:
    letter = issued(office, "consultation")
    waiting = tried(office, "reply", {**REPLY, "incoming": letter.number})
    issuing.void(office, letter.number, reason="重复发文")
    assert "已经作废（重复发文）" in refusal(office, "reply", {**REPLY, "incoming": letter.number})
    with pytest.raises(Refused, match="已经作废"):  # and not when the draft becomes a letter either
        issue(office, [waiting.id])


def test_a_relation_is_shown_from_both_ends_and_a_second_answer_is_doubted(office: Office) -> None:
    letter = issued(office, "consultation")
    changes = {**REPLY, "incoming": letter.number}
    answer = issue(office, [tried(office, "reply", changes).id])[0]
    [there] = show(office, letter.number)["relations"]
    [back] = show(office, answer.number)["relations"]
    assert (there["relation"], there["number"], there["incoming"]) == ("被答复", answer.number, True)
    assert (back["relation"], back["number"], back["incoming"]) == ("答复", letter.number, False)
    assert tried(office, "reply", changes).warnings == (
        f"“来函”《{letter.title}》已由{answer.number}答复，请核对是否重复",
    )


def test_a_letter_described_like_one_from_outside_is_found_in_the_office(
    quiet: Office, numbers: dict[str, str]
) -> None:
    title = show(quiet, numbers["consultation"])["title"]
    described = {"sender": "经合局", "number": numbers["consultation"], "title": title, "date": DAY}
    [warning] = tried(quiet, "reply", {**REPLY, "incoming": described}).warnings
    assert "本单位登记的文书" in warning
    [warning] = tried(quiet, "reply", {**REPLY, "incoming": {**described, "title": "别的函"}}).warnings
    assert "题名或者日期不同，请核对" in warning
    said = refusal(quiet, "reply", {**REPLY, "incoming": described, "sender": "区产业发展局"})
    assert "不是发给区产业发展局的" in said


def test_an_outside_letter_of_ones_own_is_not_answered(quiet: Office) -> None:
    outside = {"sender": "社会局", "number": "益高社函〔2025〕99号", "title": "关于甲的函", "date": DAY}
    assert "自己发出的" in refusal(quiet, "reply", {**REPLY, "incoming": outside})
    other = {**outside, "sender": "区产业发展局", "number": "益高产函〔2025〕99号"}
    assert "是区产业发展局发出的" in refusal(quiet, "reply", {**REPLY, "incoming": other})


def test_a_received_document_is_answered_but_not_corrected(office: Office, tmp_path: Path) -> None:
    scan = tmp_path / "来函.txt"
    scan.write_text("关于商请核对资料的函", "utf-8")
    data = {"sender": "市示例局", "number": "益示函〔2026〕3号", "title": "关于商请核对资料的函", "date": DAY}
    got = receive(office, [scan], data)
    answer = {**REPLY, "incoming": got.number}
    assert tried(office, "reply", answer).id
    assert "是市示例局发出的，不能由区社会事务局更正" in refusal(
        office, "correction", {**CORRECTION, "original": got.number}
    )


def test_an_offices_own_copy_of_a_kind_is_of_that_kind(office: Office) -> None:
    new_kind(office, "own-training", "training")
    number = issue(office, [draft(office, "own-training", example(office, "own-training"), None).id])[
        0
    ].number
    assert tried(office, "training-reply", {"invitation": number}).id


def test_a_company_that_earlier_letters_know_by_another_code_or_name_is_doubted(
    quiet: Office, numbers: dict[str, str]
) -> None:
    def warned(**party: str) -> tuple[str, ...]:
        party = {"address": "示例路1号", "representative": "示例一", **party}
        return tried(quiet, "penalty", {"party": party}).warnings

    listed = numbers["penalty"]
    assert warned(**TIMBER) == ()
    mixed = warned(name="示例木业有限公司", uscc="91430900MA00YL003E")
    assert any("是 91430900MA00YL0018，与本次所填不同" in warning for warning in mixed)
    assert any("属于“示例建设工程有限公司”" in warning for warning in mixed)
    [other_name] = [w for w in warned(name="示例林木有限公司", uscc="91430900MA00YL0018") if "属于" in w]
    assert "属于“示例木业有限公司”" in other_name
    assert any(number in other_name for number in (listed, numbers["warning-listing"]))


def test_from_the_request_to_the_superiors_answer_and_back(office: Office, tmp_path: Path) -> None:
    asked = issued(office, "superior-review")
    sent = issue(
        office, [drafted(office, "superior-submission", {"incoming": asked.number, "received_on": DAY})]
    )[0]
    scan = tmp_path / "批复.txt"
    scan.write_text("关于审核意见的批复", "utf-8")
    superior = {"sender": "益阳市示例业务主管局", "number": "益示复〔2026〕4号", "date": DAY}
    with pytest.raises(Refused, match="没有主送"):
        receive(office, [scan], {**superior, "answers": asked.number})
    with pytest.raises(Refused, match="晚于来文的日期"):
        receive(office, [scan], {**superior, "date": "2026-03-01", "answers": sent.number})
    got = receive(office, [scan], {**superior, "answers": sent.number})
    changes = {**REPLY, "incoming": asked.number, "sources": [got.number], "matters": None}
    told = issue(office, [tried(office, "reply", changes).id])[0]

    def ends(number: str) -> list[tuple[str, str]]:
        return [(r["relation"], r["number"]) for r in show(office, number)["relations"]]

    assert ends(asked.number) == [("被转送", sent.number), ("被答复", told.number)]
    assert ends(sent.number) == [("转送", asked.number), ("被答复", "益示复〔2026〕4号")]
    assert ends(got.number) == [("答复", sent.number), ("被转送", told.number)]
    assert ends(told.number) == [("答复", asked.number), ("转送", "益示复〔2026〕4号")]
