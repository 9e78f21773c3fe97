"""The five mistakes that a secretary makes most, kind by kind: each is refused by the name of its field, or mended.

A wrong company or body, dates the wrong way round, a missing attachment, the wrong letter, a text pasted from Word.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from office_helpers import TODAY, example

from shenguan_docs.errors import ShenguanError
from shenguan_docs.notices.kinds import find_kind, kind_folders
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.letters.preparing import Prepared, prepare
from shenguan_docs.office.opening import Office
from shenguan_docs.resources import shipped_templates

SLUGS = sorted(kind_folders([shipped_templates() / "notices"]))


def day(offset: int) -> str:
    return str(TODAY + timedelta(offset))


WRONG_CODE = {
    "name": "示例木业有限公司",
    "uscc": "91430900MA00YL0019",
    "address": "示例路1号",
    "representative": "示例一",
}
OLD = "old consultation"  # 区经济合作局 to 区社会事务局, twenty days ago, about 示例建设工程有限公司
NOWHERE = "益高社函〔2026〕999号"

# What is changed in the example, and what the refusal names.
Mistake = tuple[dict[str, Any], str]

COMPANY: dict[str, Mistake] = {
    "alert": ({"party": WRONG_CODE}, "行政相对人"),
    "approval-result": ({"party": WRONG_CODE}, "行政相对人"),
    "consultation": ({"applicant": WRONG_CODE}, "申请人"),
    "coordination-request": ({"proposer": "区林业局"}, "提请部门"),
    "correction": ({"parties": [WRONG_CODE]}, "行政相对人"),
    "credit-check": ({"applicant": WRONG_CODE}, "申请人"),
    "law-change": ({"matters": ["林木砍伐许可"]}, "事项"),
    "liaison-change": ({"receivers": ["区林业局"]}, "收文部门"),
    "matter-list": ({"issued_to": ["区林业局"]}, "印发单位"),
    "matter-update": ({"proposer": "区林业局"}, "提出部门"),
    "meeting": ({"attendees": ["区林业局"]}, "参会单位"),
    "minutes": ({"issued_to": ["区林业局"]}, "印发单位"),
    "penalty": ({"party": WRONG_CODE}, "当事人"),
    "progress-report": ({"reporter": "区林业局"}, "报送部门"),
    "receipt": ({"parties": [WRONG_CODE]}, "行政相对人"),
    "reminder": ({"parties": [WRONG_CODE]}, "行政相对人"),
    "reply": ({"incoming": OLD, "received_on": day(0), "parties": [{**WRONG_CODE, "uscc": "91430900MA00YL0018"}]}, "来函"),
    "superior-review": ({"applicant": WRONG_CODE}, "申请人"),
    "superior-submission": ({"applicant": WRONG_CODE}, "申请人"),
    "supervision-feedback": ({"party": WRONG_CODE}, "行政相对人"),
    "supervision-urge": ({"parties": [WRONG_CODE]}, "行政相对人"),
    "training": ({"matters": ["林木砍伐许可"]}, "事项"),
    "training-reply": ({"matters": ["林木砍伐许可"]}, "事项"),
    "warning-listing": ({"party": WRONG_CODE}, "行政相对人"),
    "warning-removal": (
        {"listing": "warning-listing", "listed_on": day(0), "removed_on": day(0), "matters": ["林木采伐许可证核发"]},
        "列入函",
    ),
}  # fmt: skip

DATES: dict[str, Mistake] = {
    "alert": ({"found_on": day(1)}, "发现日期"),
    "approval-result": ({"accepted_on": day(0), "decided_on": day(-3)}, "决定日期"),
    "consultation": ({"reply_by": day(9), "decide_by": day(5)}, "回复期限"),
    "coordination-request": ({"decide_by": day(-1)}, "建议研究时限"),
    "correction": ({"arose_on": day(1)}, "事由日期"),
    "credit-check": ({"accepted_on": day(0), "queried_on": day(-1)}, "查询日期"),
    "law-change": ({"received_on": day(-30)}, "收到日期"),
    "liaison-change": ({"effective_on": day(3), "until": day(1)}, "代理截止日期"),
    "matter-list": ({"effective_on": day(-1)}, "执行日期"),
    "matter-update": ({"changed_on": day(9), "suggested_on": day(1)}, "建议执行日期"),
    "meeting": ({"held_on": day(2), "reply_by": day(4)}, "回执期限"),
    "minutes": ({"held_on": day(1)}, "会议日期"),
    "penalty": ({"decided_on": day(-3), "served_on": day(-9)}, "送达日期"),
    "progress-report": ({"period_from": "2025-12-31", "period_to": "2025-01-01"}, "截止日期"),
    "receipt": ({"delivered_on": day(0), "claimed_on": day(-1)}, "认领日期"),
    "reminder": ({"due_on": [day(3), day(4)]}, "应办结日期"),
    "reply": ({"received_on": day(1)}, "收到日期"),
    "superior-review": ({"accepted_on": day(1)}, "受理日期"),
    "superior-submission": ({"answer_by": day(9), "decide_by": day(5)}, "建议批复时限"),
    "supervision-feedback": ({"found_on": day(1)}, "信息日期"),
    "supervision-urge": ({"finish_by": day(9), "report_by": day(5)}, "报告期限"),
    "training": ({"starts_on": day(20), "ends_on": day(19)}, "结束日期"),
    "training-reply": ({"sign_up_by": day(-9)}, "报名截止日期"),
    "warning-listing": ({"listed_on": day(-1), "until": day(-2)}, "警示截止日期"),
    "warning-removal": ({"listed_on": day(-1), "removed_on": day(-2)}, "移出日期"),
}

ATTACHMENT: dict[str, Mistake] = {
    "approval-result": ({"documents": None}, "法律文书"),
    "law-change": ({"original": None}, "文件原文"),
    "penalty": ({"decision": None}, "处罚决定书"),
    "correction": ({"cause": "附件有误", "materials": None}, "附送材料"),
    "matter-list": ({"items": None, "list_file": None}, "清单内容"),
}  # of the others no file is demanded by itself: there the file that is named does not exist

LETTER: dict[str, Mistake] = {
    "correction": ({"original": OLD, "cause": "文字有误", "sources": None, "arose_on": day(0)}, "原函"),
    "law-change": ({"documents": [NOWHERE]}, "文件"),
    "matter-list": ({"requests": [OLD]}, "调整函"),
    "minutes": ({"request": [OLD]}, "请示"),
    "receipt": ({"letters": [OLD], "parties": None}, "来文"),
    "reminder": (
        {"letters": [OLD], "sender": "区产业发展局", "owed": ["甲"], "due_on": [day(-1)], "late": [1], "parties": None},
        "原函",
    ),
    "reply": ({"incoming": "penalty", "received_on": day(0), "parties": None}, "来函"),
    "superior-submission": ({"incoming": OLD, "received_on": day(0)}, "来函"),
    "supervision-urge": (
        {"letters": [OLD], "responsible": "区产业发展局", "origin": "跟踪检查发现逾期", "reminders": None, "due_on": day(-1)},
        "原函",
    ),
    "training": ({"source": NOWHERE}, "来文"),
    "training-reply": ({"invitation": "penalty"}, "来函"),
    "warning-listing": ({"sources": [NOWHERE]}, "依据文书"),
    "warning-removal": ({"listing": OLD, "listed_on": day(-20)}, "列入函"),
}  # fmt: skip

# A kind that cites no letter has another slip of this sort: a wrong matter, one body as both ends, a wrong sum.
MATTER: dict[str, Mistake] = {
    "alert": ({"matters": ["林木砍伐许可"]}, "事项"),
    "approval-result": ({"matter": "林木砍伐许可"}, "事项"),
    "consultation": ({"matter": "林木砍伐许可"}, "事项"),
    "coordination-request": ({"matters": ["林木砍伐许可"]}, "事项"),
    "credit-check": ({"matter": "林木砍伐许可"}, "事项"),
    "liaison-change": ({"receivers": ["区经济合作局"], "sender": "区经济合作局"}, "区经济合作局"),
    "matter-update": ({"matters": ["林木砍伐许可"]}, "事项"),
    "meeting": ({"matters": ["林木砍伐许可"]}, "事项"),
    "penalty": ({"matter": ["林木砍伐许可"]}, "事项"),
    "progress-report": ({"answered": 19}, "已复件数"),
    "superior-review": ({"matter": "林木砍伐许可"}, "事项"),
    "supervision-feedback": ({"matters": ["林木砍伐许可"]}, "事项"),
}


def prepared(office: Office, slug: str, data: dict[str, Any]) -> Prepared:
    kind = find_kind(office.kind_places, slug)
    with office.reading() as conn:
        lookup = OfficeLookup(conn, TODAY, None, kind_places=office.kind_places)
        return prepare(kind, data, lookup, TODAY)


def refused(office: Office, numbers: dict[str, str], slug: str, mistake: Mistake) -> None:
    changes, named = mistake
    data = example(office, slug, **{key: _numbered(value, numbers) for key, value in changes.items()})
    with pytest.raises(ShenguanError) as caught:
        prepared(office, slug, data)
    said = str(caught.value)
    assert f"“{named}" in said or named in said and "都是" in said, said
    assert re.fullmatch(
        r"[^A-Za-z]*",
        re.sub(r"“[^”]*”|《[^》]*》|[A-Z0-9]{18}|PDF|shenguan [a-z ]+|\{[^}]*\}|/[^,]+", "", said),
    ), said


def refusal(office: Office, slug: str, changes: dict[str, Any]) -> str:
    with pytest.raises(ShenguanError) as caught:
        prepared(office, slug, example(office, slug, **changes))
    return str(caught.value)


def _numbered(value: Any, numbers: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_numbered(item, numbers) for item in value]
    return numbers.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("slug", SLUGS)
def test_the_wrong_company_or_body(quiet: Office, numbers: dict[str, str], slug: str) -> None:
    refused(quiet, numbers, slug, COMPANY[slug])


@pytest.mark.parametrize("slug", SLUGS)
def test_dates_the_wrong_way_round(quiet: Office, numbers: dict[str, str], slug: str) -> None:
    refused(quiet, numbers, slug, DATES[slug])


@pytest.mark.parametrize("slug", SLUGS)
def test_a_missing_attachment(quiet: Office, numbers: dict[str, str], slug: str) -> None:
    field = next(f for f in find_kind(quiet.kind_places, slug).fields if f.type == "attachment")
    refused(quiet, numbers, slug, ATTACHMENT.get(slug, ({field.id: "扫描件.pdf"}, field.label)))
    refused(quiet, numbers, slug, ({field.id: "扫描件.pdf"}, field.label))


@pytest.mark.parametrize("slug", sorted(LETTER))
def test_the_wrong_letter(quiet: Office, numbers: dict[str, str], slug: str) -> None:
    refused(quiet, numbers, slug, LETTER[slug])


@pytest.mark.parametrize("slug", sorted(set(SLUGS) - set(LETTER)))
def test_the_wrong_matter(quiet: Office, numbers: dict[str, str], slug: str) -> None:
    refused(quiet, numbers, slug, MATTER[slug])


@pytest.mark.parametrize("slug", SLUGS)
def test_a_text_pasted_from_word(quiet: Office, slug: str) -> None:
    kind = find_kind(quiet.kind_places, slug)
    plain = example(quiet, slug)
    types = {name: f for f in kind.fields for name in (f.id, f.label)}
    pasted = {key: _pasted(value, types[key].type) for key, value in plain.items()}
    meant, got = prepared(quiet, slug, plain), prepared(quiet, slug, pasted)
    assert got.filled.data == meant.filled.data
    assert meant.filled.warnings == ()
    spoilt = {types[key].label for key, value in pasted.items() if value != plain[key]}
    assert {re.split("[”（]", warning[1:])[0] for warning in got.filled.warnings} == spoilt
    assert spoilt


def _pasted(value: Any, type: str) -> Any:
    if isinstance(value, list) and type != "table":
        return [_pasted(item, type) for item in value]
    if not isinstance(value, str) or type not in ("text", "longtext", "date", "task_date"):
        return value
    if "date" in type:
        return value.translate(WIDE)
    spoilt = re.sub("(?<=[\u4e00-\u9fff])，(?=[\u4e00-\u9fff])", ",", value)
    spoilt = re.sub("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", "\u200b", spoilt, count=1)
    if type == "longtext":
        spoilt = re.sub("(?<=[\u4e00-\u9fff]{3})(?=[\u4e00-\u9fff])", "\u000b", spoilt, count=1)
    return "\u3000\u3000" + spoilt.translate(WIDE).replace("“", " “", 1)


WIDE = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


def test_wrong_values_and_a_wrong_letter_are_said_together(quiet: Office, numbers: dict[str, str]) -> None:
    """A reply by those who wrote the letter, with a day that is none and a field too many."""
    wrong = {
        "incoming": numbers["consultation"],
        "sender": "区经济合作局",
        "receiver": "区社会事务局",
        "received_on": "2026-02-30",
        "墨水": "蓝黑",
    }
    said = refusal(quiet, "reply", wrong)
    for words in ("没有“2026-02-30”这一天", "不是“复函”的项", "自己发出的，不能由它答复"):
        assert words in said


def test_every_party_of_several_is_checked_not_the_first_and_last_alone(quiet: Office) -> None:
    whole = {
        "name": "示例一公司",
        "uscc": "91430900MA00YL0018",
        "address": "示例路1号",
        "representative": "示例一",
    }
    bare = {"name": "示例二公司", "uscc": "91430900MA00YL002B"}
    said = refusal(quiet, "penalty", {"party": [whole, bare, {**whole, "name": "示例三公司"}]})
    assert "没有填地址" in said and "没有填负责人" in said


def test_words_that_look_like_a_heading_are_said_when_drafting(office: Office) -> None:
    """The page of such a letter is refused when it is issued (7.3.3): that is known at once."""
    for words, said in (("已经核查。\n（一）请注意。", True), ("已经核查。\n1.请注意。", False)):
        warnings = draft(office, "reply", example(office, "reply", handling=words), None).warnings
        assert any("“办理情况”里的“（一）请注意。”像标题" in warning for warning in warnings) == said
