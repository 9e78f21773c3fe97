"""业务事件 from the table that an office keeps to the page that it sends."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from office_helpers import MORNING, TODAY

from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind, load_kinds
from shenguan_docs.office.events import entering, showing
from shenguan_docs.office.events.columns import columns_of
from shenguan_docs.office.events.examples import event_csv
from shenguan_docs.office.events.forms import form_of, types_of
from shenguan_docs.office.events.importing import Imported
from shenguan_docs.office.keeping.plan_keeping import add_department
from shenguan_docs.office.letters.drafting import draft, preview
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.settings import read_settings
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.plan.clauses import clauses
from shenguan_docs.plan.events import event_types
from shenguan_docs.register import documents
from shenguan_docs.resources import shipped_templates

WOOD = "91430900MA00YL0018"
FOREST = "91430900MA00YL002B"
TYPES = event_types([shipped_templates() / "plan" / "events.toml"])


def unopened(root: Path) -> Office:
    return Office(root, read_settings(root / "office.toml"), "示例文书", lambda: MORNING)


# What a person still adds to the letter that an event calls for.
REST: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("application-accepted", "consultation"): {
        "questions": ["拟使用的林地是否涉及生态公益林"],
        "reply_by": "2026-03-27",
    },
    ("application-accepted", "credit-check"): {
        "duty": "必须",
        "queried_on": "2026-03-19",
        "queried_by": {"name": "示例乙"},
        "results": [
            {"查询对象": "示例建设工程有限公司", "查询内容": "社会信用信息", "结果": "无不良记录"},
            {"查询对象": "示例建设工程有限公司", "查询内容": "联合惩戒信息", "结果": "无记录"},
        ],
        "finding": "良好",
        "measures": ["绿色通道"],
    },
    ("approval-decided", "approval-result"): {"documents": ["示例-林木采伐许可证.pdf"]},
    ("penalty-decided", "alert"): {"reply_by": "2026-03-27"},
    ("penalty-effective", "penalty"): {"decision": ["示例-行政处罚决定书.pdf"]},
    ("penalty-changed", "correction"): {},
    ("inspection-abnormal", "supervision-feedback"): {},
    ("hazard-found", "alert"): {"回复期限": "2026-03-25"},
    ("major-change-found", "alert"): {"reply_by": "2026-03-25"},
    ("violation-found", "alert"): {"reply_by": "2026-03-25"},
    ("law-change-received", "law-change"): {"original": ["示例-上级文件.pdf"]},
    ("training-notice-received", "training"): {},
    ("people-changed", "liaison-change"): {},
}


def example(type: str, **changes: Any) -> dict[str, Any]:
    """A type's example with some items changed; an item set to None is left out."""
    event = next(t for t in TYPES if t.key == type)
    data = {**example_data(form_of(event), TODAY), **changes}
    return {key: value for key, value in data.items() if value is not None}


# -- what the types say ------------------------------------------------------------------------


def test_every_letter_that_a_type_calls_for_is_one_of_the_plan() -> None:
    rows = {(clause.key, clause.slug) for clause in clauses()}
    for event in TYPES:
        for letter in event.letters:
            # a reply rests on the clause of replies, whatever it replies to
            assert (letter.clause, letter.kind) in rows, (event.key, letter.kind)


@pytest.mark.parametrize("event", TYPES, ids=lambda event: event.key)
def test_a_mapping_names_fields_that_are_there(event: Any) -> None:
    kinds = load_kinds([shipped_templates() / "notices"])
    own = {f.id for f in event.fields}

    def names(spec: Any) -> list[str]:
        if isinstance(spec, list):
            return [name for one in spec for name in names(one)]
        if isinstance(spec, dict):
            return [spec["field"]] if "field" in spec else [n for cell in spec.values() for n in names(cell)]
        word, _, asked = spec.partition("?")
        return ([] if word[:1] in "=@" else [word]) + ([asked] if asked else [])

    for letter in event.letters:
        fields = {f.id: f for f in kinds[letter.kind].all_fields}
        assert set(letter.fill or {}) <= set(fields), letter.kind
        for id, spec in (letter.fill or {}).items():
            assert {n for n in names(spec) if "." not in n} <= own, (letter.kind, id)
            if fields[id].type == "table" and isinstance(spec, list):
                assert all(set(row) <= set(fields[id].columns) for row in spec)
        assert letter.since or letter.due, letter.kind


def test_every_type_of_the_issue_calls_for_a_letter() -> None:
    assert {event.key for event in TYPES} == {type for type, _ in REST}
    assert all(any(not letter.after for letter in event.letters) for event in TYPES)


@pytest.mark.parametrize("event", TYPES, ids=lambda event: event.key)
def test_the_sample_table_has_no_heading_twice_and_reads_as_what_it_is(event: Any) -> None:
    headings = next(csv.reader(io.StringIO(event_csv(event, TODAY))))
    assert len(set(headings)) == len(headings)
    assert all(column.sure and column.target for column in columns_of(event, headings))


# -- from import to page -----------------------------------------------------------------------


@pytest.mark.parametrize(("type", "kind"), REST, ids=lambda word: str(word))
def test_a_letter_of_each_type_from_import_to_page(
    office: Office, imported: Callable[..., Imported], type: str, kind: str
) -> None:
    event = next(t for t in TYPES if t.key == type)
    done = imported(event_csv(event, TODAY).encode(), type)
    assert not done.faults, [f.words for f in done.faults]
    ((row, entered),) = done.rows
    assert (row, entered.type, entered.double) == (2, type, False)
    assert kind in entered.kinds

    drafted = draft(office, kind, REST[type, kind], None, event=entered.id)
    assert preview(office, drafted.id).startswith(b"%PDF")
    assert show(office, drafted.id)["event"]["id"] == entered.id
    (letter,) = issue(office, [drafted.id])

    shown = show(office, letter.number)
    assert shown["event"]["id"] == entered.id
    assert shown["event"]["name"] == event.name
    (listed,) = entering.list_events(office, type_name=type)
    assert [x["number"] for x in listed["letters"]] == [letter.number]
    assert kind not in listed["open"]
    with office.reading() as conn:
        record = documents.find(conn, letter.number)
    assert record.event == entered.id
    if listed["companies"] and kind != "credit-check":
        assert record.parties[0].name == listed["companies"][0]["name"]
    assert not verify_office(office).findings


def test_an_event_that_goes_on_takes_what_was_said_before(office: Office) -> None:
    decided = entering.add(office, "处罚决定作出", example("penalty-decided"))
    bare = example("penalty-effective")
    keep = ("company", "matter", "date", "decision_number", "serial", "source", "served_on", "effect")
    effective = entering.add(office, "penalty-effective", {key: bare[key] for key in keep})
    rest = {
        "decision": ["示例-行政处罚决定书.pdf"],
        "performance": "已全部履行",
        "review": "未申请行政复议，也未提起行政诉讼",
    }
    first = draft(office, "penalty", rest, None, event=effective.id)
    data = show(office, first.id)["data"]
    assert data["decided_on"] == "2026-03-06"
    assert data["fine"] == "19200"
    assert data["facts"].startswith("当事人收购")
    (letter,) = issue(office, [first.id])

    changed = entering.add(office, "处罚变更", example("penalty-changed", original=None))
    correction = draft(office, "correction", {}, None, event=changed.id)
    data = show(office, correction.id)["data"]
    assert data["original"] == letter.id
    assert data["sender"] == "shehui"
    assert data["cause"] == "处罚决定被变更"
    assert data["corrections"][0]["原表述"].startswith("罚款19200元")
    issue(office, [correction.id])
    assert any(r["number"] == letter.number for r in show(office, correction.id)["relations"])
    assert decided.id != effective.id


def test_what_the_data_file_says_wins_and_a_party_is_only_completed(office: Office) -> None:
    event = entering.add(
        office,
        "penalty-effective",
        example("penalty-effective", company={"name": "示例木业有限公司", "uscc": WOOD}),
    )
    rest = {"decision": ["示例-行政处罚决定书.pdf"]}
    with pytest.raises(DataFaults, match="没有填地址"):
        draft(office, "penalty", rest, None, event=event.id)
    more = {
        **rest,
        "当事人": {"address": "益阳高新区示例路1号", "representative": "示例一"},
        "罚款金额": "20000",
        "served_by": "",
    }
    data = show(office, draft(office, "penalty", more, None, event=event.id).id)["data"]
    assert data["party"][0]["uscc"] == WOOD
    assert data["party"][0]["address"] == "益阳高新区示例路1号"
    assert data["fine"] == "20000"
    assert "served_by" not in data


def test_a_second_letter_of_an_event_is_said_and_a_void_one_does_not_count(office: Office) -> None:
    event = entering.add(office, "hazard-found", example("hazard-found"))
    rest = {"reply_by": "2026-03-25"}
    first = draft(office, "alert", rest, None, event=event.id)
    assert any("同类的草稿" in w for w in draft(office, "alert", rest, None, event=event.id).warnings)
    (letter,) = issue(office, [first.id])
    assert entering.list_events(office, only_open=True) == []
    assert any(letter.number in w for w in draft(office, "alert", rest, None, event=event.id).warnings)
    void(office, letter.number, reason="内容有误")
    (listed,) = entering.list_events(office, only_open=True)
    assert listed["open"] == ["alert"]
    assert listed["letters"][0]["state"] == "作废"


def test_a_kind_that_the_event_does_not_call_for_is_filled_where_names_agree(office: Office) -> None:
    event = entering.add(office, "hazard-found", example("hazard-found"))
    with pytest.raises(DataFaults) as error:
        draft(office, "supervision-feedback", {}, None, event=event.id)
    assert "信息类别" in {fault.field for fault in error.value.faults}
    with pytest.raises(NotFound, match="没有编号为“x”的事件"):
        draft(office, "alert", {}, None, event="x")


# -- the same event twice ----------------------------------------------------------------------


def test_the_same_event_is_entered_once(office: Office) -> None:
    data = example("penalty-effective")
    first = entering.add(office, "penalty-effective", data)
    assert not first.double
    again = entering.add(office, "处罚生效", data)
    assert (again.id, again.double, again.kinds) == (first.id, True, ("penalty",))
    without = entering.add(office, "penalty-effective", {**data, "serial": "", "source": "", "fine": "1"})
    assert (without.id, without.double) == (first.id, True)
    assert any("罚款金额" in warning for warning in without.warnings)
    elsewhere = entering.add(office, "penalty-effective", {**data, "serial": "9", "source": "另一平台"})
    assert elsewhere.double
    assert len(entering.list_events(office)) == 1


def test_two_decisions_of_one_day_are_two_events(office: Office) -> None:
    first = entering.add(office, "penalty-effective", example("penalty-effective"))
    second = entering.add(
        office,
        "penalty-effective",
        example("penalty-effective", serial="2", decision_number="益高社林罚决字〔2026〕第4号"),
    )
    assert not second.double
    assert any(first.id in warning for warning in second.warnings)


def test_a_serial_of_another_event_is_refused(office: Office) -> None:
    entering.add(office, "penalty-effective", example("penalty-effective"))
    other = {"name": "示例林业开发有限公司", "uscc": FOREST}
    with pytest.raises(Refused, match="流水号“CFPT000002”已用于另一件事件"):
        entering.add(office, "penalty-effective", example("penalty-effective", company=other))


# -- entering by hand --------------------------------------------------------------------------


def test_names_in_a_data_file_may_be_ids_labels_or_other_spellings(office: Office) -> None:
    spelt = {
        "当事人": "示例木业有限公司",
        "统一社会信用代码": "９１430900ma00yl0018",
        "审批事项": "林木采伐许可证核发",
        "effective_on": "2026年3月10日",
        "decision_number": "益高社林罚决字〔2026〕第3号",
        "处罚种类": ["罚款", "没收非法财物"],
    }
    event = showing.show(office, entering.add(office, "行政处罚决定生效", spelt).id)
    assert event["companies"][0]["uscc"] == WOOD
    assert event["date"] == date(2026, 3, 10)


def test_all_faults_are_told_at_once(office: Office) -> None:
    with pytest.raises(DataFaults) as error:
        entering.add(
            office,
            "penalty-effective",
            {
                "company": {"name": "示例木业有限公司"},
                "matter": "采伐",
                "date": "2026-04-01",
                "生产日期": "x",
                "密级": "秘密",
            },
        )
    told = {fault.field: str(fault) for fault in error.value.faults}
    assert "不是“处罚决定生效”的项" in told["生产日期"]
    assert "不处理涉密" in told["密级"]
    assert "晚于今天" in told["生效日期"]
    assert {"处罚决定文号", "事项"} <= set(told)
    with pytest.raises(NotFound, match="没有“处罚”这种事件.*处罚"):
        entering.add(office, "处罚", {})


def test_a_matter_of_an_open_supervisor_can_be_noted_but_not_written_about(office: Office) -> None:
    event = entering.add(office, "hazard-found", example("hazard-found", matter=["建设工程消防验收备案"]))
    with pytest.raises(Refused, match="待补"):
        draft(office, "alert", {"reply_by": "2026-03-25"}, None, event=event.id)


# -- which letters -----------------------------------------------------------------------------


def test_the_letters_of_a_type_and_of_an_event(office: Office) -> None:
    penalty, listing = entering.called_letters(office, "处罚决定生效")
    assert (penalty["slug"], penalty["by"], penalty["to"]) == ("penalty", "主管部门", "审批部门")
    assert (penalty["clause"], penalty["need"], penalty["workdays"]) == ("4.3-b", "必须", 5)
    assert penalty["due"] == "自生效日期起 5 个工作日内"
    assert "第四部分第（三）项" in penalty["clause_text"]
    assert (listing["slug"], listing["after"]) == ("warning-listing", "penalty")

    event = entering.add(office, "penalty-effective", example("penalty-effective"))
    named = entering.called_letters(office, event.id)[0]
    assert (named["by"], named["to"]) == ("区社会事务局", "区经济合作局")
    assert named["due"] == "自生效日期（2026-03-10）起 5 个工作日内"


def test_what_happened_decides_which_letters(office: Office) -> None:
    yes = entering.add(office, "受理", example("application-accepted"))
    no = entering.add(
        office, "受理", example("application-accepted", consult="否", serial="2", case_number="SL2")
    )
    assert "consultation" in yes.kinds
    assert "consultation" not in no.kinds
    assert [r["open"] for r in entering.list_events(office)] == [["consultation"], []]
    officer = entering.add(office, "人员变动", example("people-changed"))
    clerk = entering.add(office, "人员变动", example("people-changed", role="责任人", serial="2"))
    assert (officer.kinds, clerk.kinds) == (("liaison-change",), ("matter-update",))


def test_an_office_may_have_types_of_its_own(office: Office, office_root: Path) -> None:
    folder = office_root / "templates" / "plan"
    folder.mkdir()
    (folder / "events.toml").write_text(
        '[[events]]\nkey = "complaint"\nname = "收到投诉"\nsame = ["date"]\n'
        '[[events.fields]]\nid = "date"\nlabel = "收到日期"\ntype = "date"\nrequired = true\n',
        "utf-8",
    )
    assert {t.key for t in types_of(office)} == {t.key for t in TYPES} | {"complaint"}
    assert entering.add(office, "收到投诉", {"收到日期": "2026-03-01"}).kinds == ()
    (folder / "events.toml").write_text('[[events]]\nkey = "x"\n', "utf-8")
    with pytest.raises(Refused, match="事件“x”缺少一项"):
        types_of(office)


def test_an_office_kind_of_its_own_is_filled_like_the_one_it_was_copied_from(office: Office) -> None:
    from shenguan_docs.office.keeping.kind_changes import new_kind

    new_kind(office, "own-alert", "alert", name="安全隐患告知函")
    event = entering.add(office, "hazard-found", example("hazard-found"))
    drafted = draft(office, "own-alert", {"reply_by": "2026-03-25"}, None, event=event.id)
    issue(office, [drafted.id])
    assert entering.list_events(office, only_open=True) == []


def test_events_are_in_the_journal_and_come_back_from_it(
    opened: Callable[[], Office], office_root: Path
) -> None:
    office = opened()
    event = entering.add(office, "hazard-found", example("hazard-found"))
    kept = draft(office, "alert", {"reply_by": "2026-03-25"}, None, event=event.id)
    other = draft(office, "alert", {"reply_by": "2026-03-25"}, None, event=event.id)
    issue(office, [kept.id])
    before = showing.show(office, event.id)
    office.close()
    (office_root / "office.lock").touch()
    rebuild(office_root, unopened(office_root))
    again = opened()
    assert showing.show(again, event.id) == before
    assert show(again, other.id)["event"]["id"] == event.id
    assert not verify_office(again).findings


def test_departments_of_a_people_change_are_named(office: Office) -> None:
    add_department(office, "示例区城市管理局", short_name="区城管局", mark="示城")
    event = entering.add(
        office, "people-changed", example("people-changed", counterparts=["区城管局", "区产业发展局"])
    )
    letter = entering.called_letters(office, event.id)[0]
    assert letter["to"] == "区城管局、区产业发展局"
    assert find_kind(office.kind_places, letter["slug"]).direction == letter["direction"]
