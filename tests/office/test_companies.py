"""行政相对人 arise from letters and events; names, merging, the warning base and the credit check."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from office_helpers import TODAY, drafted, example
from sqlalchemy import delete, select

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.notices.examples import example_data
from shenguan_docs.office.companies import keeping
from shenguan_docs.office.companies.base_letters import enter_earlier_letters
from shenguan_docs.office.companies.received_names import link
from shenguan_docs.office.companies.showing import list_warnings, show
from shenguan_docs.office.events import entering
from shenguan_docs.office.events.changing import withdraw
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import Issued, issue, void
from shenguan_docs.office.letters.showing import show as show_letter
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import company_tables
from shenguan_docs.register.journal import project_again

WOOD = {
    "name": "示例木业有限公司",
    "uscc": "91430900MA00YL0018",
    "address": "示例路1号",
    "representative": "示例一",
}
TRADE = {"name": "示例商贸有限公司", "uscc": "91430900MA00YL006P"}
PERSON = {"name": "示例某", "id_number": "110101199003070011"}


def entered(office: Office, type: str, **more: Any) -> str:
    data = {**example_data(form_of(find_type(office, type)), TODAY), **more}
    return entering.add(office, type, data).id


def sent(office: Office, slug: str, **changes: Any) -> Issued:
    kept = draft(office, slug, example(office, slug, **changes), None)
    return issue(office, [kept.id])[0]


def listed(office: Office, *companies: dict[str, str], **changes: Any) -> Issued:
    return sent(office, "warning-listing", party=list(companies or (WOOD,)), **changes)


def states(office: Office, on: Any = None, **how: Any) -> list[tuple[str, str, str]]:
    return [(w["name"], w["state"], w["level"]) for w in list_warnings(office, on=on, **how)]


def test_a_company_arises_from_what_names_it_and_shows_its_exchanges(office: Office) -> None:
    event = entered(office, "penalty-effective", company=WOOD)
    letter = listed(office)
    shown = show(office, "示例木业")
    assert (shown["id"], shown["uscc"], shown["representative"]) == ("C00001", WOOD["uscc"], "示例一")
    assert [e["id"] for e in shown["events"]] == [event]
    assert [(x["number"], x["state"]) for x in shown["letters"]] == [(letter.number, "未发出")]
    assert letter.number in [x["number"] for x in shown["open"]]
    assert show(office, "９１４３０９００ma00yl0018")["id"] == "C00001"
    assert not verify_office(office).findings


def test_another_name_with_the_same_code_makes_a_former_name(office: Office) -> None:
    entered(office, "penalty-effective", company=WOOD)
    sent(office, "penalty", party=[{**WOOD, "name": "示例林木有限公司"}])
    shown = show(office, WOOD["uscc"])
    assert shown["name"] == "示例林木有限公司"
    assert shown["former_names"] == [{"name": WOOD["name"], "until": TODAY}]
    assert show(office, WOOD["name"])["id"] == shown["id"]


def test_a_void_letter_names_nobody(office: Office) -> None:
    entered(office, "penalty-effective", company=WOOD)
    wrong = sent(office, "penalty", party=[{**WOOD, "name": "错别字有限公司"}])
    void(office, wrong.number, reason="名称写错")
    shown = show(office, WOOD["uscc"])
    assert (shown["name"], shown["former_names"]) == (WOOD["name"], [])
    assert not verify_office(office).findings


def test_a_change_of_name_is_entered_with_its_document(office: Office) -> None:
    entered(office, "penalty-effective", company=WOOD)
    for name, document, day in (
        (WOOD["name"], "通知书", None), ("新名称", " ", None), ("", "通知书", None),
        ("新名称", "通知书", TODAY + timedelta(1)),
    ):  # fmt: skip
        with pytest.raises(Refused):
            keeping.rename(office, "示例木业", name, document=document, on=day)
    keeping.rename(office, "示例木业", "示例林木有限公司", document="准予变更登记通知书")
    assert show(office, "示例林木")["renamings"][0]["document"] == "准予变更登记通知书"
    assert show(office, WOOD["name"])["name"] == "示例林木有限公司"
    listed(office, WOOD)  # the old name, used by mistake
    assert show(office, WOOD["uscc"])["name"] == "示例林木有限公司"

    def said(name: str) -> str:
        data = example(office, "penalty", party=[{**WOOD, "name": name}])
        return ";".join(draft(office, "penalty", data, None).warnings)

    assert "起更名为示例林木有限公司（依据：准予变更登记通知书）" in said(WOOD["name"])
    assert "名称" not in said("示例林木有限公司") and "属于" not in said("示例林木有限公司")
    assert "属于" in said("另一个有限公司")


def test_two_entries_of_one_body_are_merged_and_a_mistake_is_undone(office: Office) -> None:
    entered(office, "penalty-effective", company=WOOD)
    listed(office, TRADE)
    keeping.merge(office, TRADE["uscc"], "示例木业", reason="同一企业，代码录错")
    shown = show(office, TRADE["name"])
    assert (shown["id"], len(shown["letters"]), len(shown["events"])) == ("C00001", 1, 1)
    assert (shown["merged"][0]["uscc"], shown["merged"][0]["reason"]) == (TRADE["uscc"], "同一企业，代码录错")
    assert states(office, company="示例木业") == [(WOOD["name"], "警示中", "一般警示")]
    assert [c["records"] for c in keeping.list_companies(office)] == [2]
    for one, into in (("示例木业", "示例木业"), (TRADE["uscc"], WOOD["uscc"])):
        with pytest.raises(Refused, match="不能把"):
            keeping.merge(office, one, into, reason="再试")
    with pytest.raises(Refused, match="并入它的有示例商贸"):
        keeping.separate(office, "C00001", reason="写反了")
    keeping.separate(office, TRADE["uscc"], reason="核实不是同一企业")
    assert len(keeping.list_companies(office)) == 2 and not show(office, "示例木业")["merged"]
    assert not verify_office(office).findings


def test_a_part_of_a_name_that_fits_several_lists_them(office: Office) -> None:
    listed(office, WOOD, TRADE)
    with pytest.raises(Refused, match="示例商贸有限公司.*示例木业有限公司"):
        show(office, "示例")
    with pytest.raises(NotFound, match="示例本业") as missed:
        show(office, "示例本业有限公司")
    assert "示例木业有限公司" in missed.value.remedy


def test_a_persons_number_is_masked_unless_asked_for(office: Office) -> None:
    listed(office, PERSON)
    assert show(office, PERSON["id_number"])["id_number"] == "110***********0011"
    assert "110***********0011" in str(keeping.list_companies(office))
    assert PERSON["id_number"] not in str(list_warnings(office))
    assert show(office, "示例某", full=True)["id_number"] == PERSON["id_number"]


def test_listed_removed_and_void_at_any_day(office: Office) -> None:
    listing = listed(office, WOOD, TRADE, until=str(TODAY + timedelta(30)))
    first = TODAY - timedelta(1)
    both = {(c["name"], "警示中", "一般警示") for c in (WOOD, TRADE)}
    assert (
        set(states(office))
        == set(states(office, first))
        == set(states(office, TODAY + timedelta(30)))
        == both
    )
    assert states(office, first - timedelta(1)) == []
    assert {s[1] for s in states(office, TODAY + timedelta(31))} == {"期满待移出"}
    removal = sent(
        office, "warning-removal", party=[WOOD], matters=["林木采伐许可证核发"], listing=listing.number,
        listed_on=str(first), removed_on=str(TODAY), sources=None, facts=None,
    )  # fmt: skip
    assert [s[0] for s in states(office)] == [TRADE["name"]]
    (gone,) = list_warnings(office, company="示例木业")
    assert (gone["state"], gone["removed_on"], gone["removed_by"]) == ("已移出", TODAY, removal.number)
    assert len(states(office, first)) == 2  # the past stays
    void(office, removal.number, reason="写错")
    assert len(states(office)) == 2
    void(office, listing.number, reason="写错")
    assert states(office, everything=True) == []
    assert not verify_office(office).findings


def corrected(office: Office, letter: str, cause: str, **changes: Any) -> Issued:
    row = [{"位置": "第二部分", "原表述": "一般警示", "更正后": "重点警示"}]
    return sent(
        office, "correction", sender="区经济合作局", receivers=["区社会事务局"], original=letter, cause=cause,
        arose_on=str(TODAY), corrections=row, parties=[WOOD], sources=None, **changes,
    )  # fmt: skip


def test_a_correction_of_the_listing_corrects_the_base(office: Office) -> None:
    listing = listed(office)
    plain = draft(
        office, "correction",
        example(
            office, "correction", sender="区经济合作局", receivers=["区社会事务局"],
            original=listing.number, cause="文字有误", arose_on=str(TODAY), sources=None,
        ),
        None,
    )  # fmt: skip
    assert any("更正后警示等级" in warning for warning in plain.warnings)
    letter = corrected(office, listing.number, "文字有误", warning_level="重点警示")
    (entry,) = list_warnings(office, on=TODAY - timedelta(1))
    assert (entry["level"], entry["corrected_by"]) == ("重点警示", [letter.number])
    void(office, letter.number, reason="写错")
    assert list_warnings(office)[0]["level"] == "一般警示"


def test_a_revoked_penalty_leaves_its_warning_to_be_removed(office: Office) -> None:
    penalty = sent(office, "penalty", party=[WOOD])
    listed(office, sources=[penalty.number], listed_on=str(TODAY))
    revoked = sent(
        office, "correction", original=penalty.number, cause="处罚决定被撤销", arose_on=str(TODAY),
        parties=[WOOD],
    )  # fmt: skip
    (entry,) = list_warnings(office)
    assert entry["in_force"] and entry["ground_revoked_by"] == [revoked.number]
    assert any(revoked.number in x["what"] for x in show(office, "示例木业")["open"])


def credit(office: Office, **changes: Any) -> dict[str, Any]:
    data = example(
        office, "credit-check", applicant=[WOOD], queried_on=str(TODAY), finding=None, measures=None
    )
    data["results"] = [{**row, "查询对象": WOOD["name"]} for row in data["results"]]
    return {**data, **changes}


def form(office: Office, draft_id: str) -> dict[str, Any]:
    from shenguan_docs.register import drafts

    with office.reading() as conn:
        return dict(drafts.load(conn, draft_id).data)


def test_the_credit_check_reads_the_base(office: Office) -> None:
    clean = draft(office, "credit-check", credit(office), None)
    assert (form(office, clean.id)["finding"], form(office, clean.id)["measures"]) == ("良好", ["绿色通道"])
    assert any("可以给予便利" in warning for warning in clean.warnings)
    listing = listed(office)
    warned = draft(office, "credit-check", credit(office), None)
    data = form(office, warned.id)
    assert (data["finding"], data["measures"]) == ("有失信记录", ["限制享受便利措施"])
    assert (data["results"][-1]["查询内容"], data["results"][-1]["结果"]) == ("警示信息库", "有记录")
    assert listing.number in data["results"][-1]["记录摘要"]
    wrong = draft(office, "credit-check", credit(office, finding="良好", measures=["绿色通道"]), None)
    assert any("与警示信息库不一致" in warning for warning in wrong.warnings)
    other = draft(office, "credit-check", credit(office, matter="建设工程消防验收"), None)
    assert form(office, other.id)["measures"] == ["按照一般程序办理"]


def test_what_the_base_knows_already_is_said_when_drafting(office: Office) -> None:
    listed(office)
    again = draft(office, "warning-listing", example(office, "warning-listing", party=[WOOD]), None)
    assert any("已在警示信息库" in warning for warning in again.warnings)
    unknown = draft(office, "warning-removal", example(office, "warning-removal"), None)
    assert any("警示信息库里没有示例商贸有限公司的这一条" in warning for warning in unknown.warnings)


def test_an_open_application_stands_until_its_decision(office: Office) -> None:
    matter = "林木采伐许可证核发"
    accepted = entered(office, "application-accepted", company=WOOD, matter=matter)
    assert [x["event"] for x in show(office, "示例木业")["open"]] == [accepted]
    decided = entered(office, "approval-decided", company=WOOD, matter=matter, date=str(TODAY))
    assert not [x for x in show(office, "示例木业")["open"] if x["event"]]
    withdraw(office, decided, reason="录错")
    assert [x["event"] for x in show(office, "示例木业")["open"]] == [accepted]


def test_records_of_an_earlier_version_are_filled_from_journal_and_archive(office: Office) -> None:
    listed(office)
    drafted(office, "penalty")
    entered(office, "penalty-effective", company=WOOD)
    before = show(office, "示例木业")
    with office.writing() as conn:
        for table in (
            company_tables.warning_listings,
            company_tables.company_called,
            company_tables.company_mentions,
            company_tables.companies,
        ):
            conn.execute(delete(table))
        project_again(conn)
    assert show(office, "示例木业") == before
    with office.writing() as conn:
        conn.execute(delete(company_tables.warning_listings))
        assert enter_earlier_letters(office, conn) == 1
        assert conn.execute(select(company_tables.warning_listings.c.level)).scalar() == "一般警示"
        assert enter_earlier_letters(office, conn) == 0


def test_a_received_document_belongs_to_whom_it_names(office: Office, tmp_path: Path) -> None:
    listed(office)
    listed(office, TRADE)
    file = tmp_path / "来文.txt"
    file.write_text("关于核查情况的函\n示例 木业有限公司已完成整改。", "utf-8")
    got = receive(office, [file], {"title": "关于核查情况的函", "sender": "示例机关"})
    assert [x["number"] for x in show(office, "示例木业")["received"]] == [got.number]
    assert show(office, "示例商贸")["received"] == []
    link(office, "示例商贸", got.number)
    link(office, "示例商贸", got.number)
    assert [x["number"] for x in show(office, "示例商贸")["received"]] == [got.number]
    assert len(show(office, "示例木业")["received"]) == 1
    assert not verify_office(office).findings


def test_a_removal_is_filled_in_from_its_listing(office: Office) -> None:
    listing = listed(office, PERSON)
    given = {"listing": listing.number, "reason": "整改完成", "removed_on": str(TODAY), "facts": "已经整改。"}
    kept = draft(office, "warning-removal", given, None)
    assert any("照列入函" in warning for warning in kept.warnings)
    data = form(office, kept.id)
    assert data["listed_on"] == str(TODAY - timedelta(1)) and data["party"][0]["name"] == "示例某"
    assert PERSON["id_number"] not in str(show_letter(office, kept.id))
    assert PERSON["id_number"] in str(show_letter(office, kept.id, full=True))
    issue(office, [kept.id])
    assert states(office) == []
