"""The life of a letter: 送审, 审核, 退回, 签发, what was signed is issued; 发出, 认领, the sealed original."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from office_helpers import MORNING, TODAY, drafted, example, issued

from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.office.keeping.arranging import enter_leave, enter_year, leaves, years
from shenguan_docs.office.keeping.kind_changes import new_kind
from shenguan_docs.office.letters.delivering import attach_signed, claim, dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.revising import compare, revise
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.letters.workflow import approve, send_back, sign, submit
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import arrangements, plan_records
from shenguan_docs.register.arrangements import Absence, ClaimWay

STEPS = '\n[[steps]]\norder = ["审核", "会签", "签发"]\n'


@pytest.fixture
def stepped(office_root: Path) -> Office:
    """An office in which a draft is approved, countersigned and signed."""
    with (office_root / "office.toml").open("a", encoding="utf-8") as file:
        file.write(STEPS)
    return open_office(office_root, actor="示例文书", now=lambda: MORNING)


def test_a_letter_goes_through_its_steps(stepped: Office) -> None:
    id = drafted(stepped, "penalty")
    with pytest.raises(Refused, match="还没有签发"):
        issue(stepped, [id])
    with pytest.raises(Refused, match="要先送审"):
        sign(stepped, id, signed_by="示例丁")
    submit(stepped, id, by="示例戊")
    assert (show(stepped, id)["state"], show(stepped, id)["next"]) == ("已送审", "审核")
    approve(stepped, id, by="示例己")
    with pytest.raises(Refused, match="要先会签"):
        sign(stepped, id, signed_by="示例丁")
    approve(stepped, id, by="示例甲", note="同意")
    sign(stepped, id, signed_by="示例丁")
    with pytest.raises(Refused, match="不能用 --date"):
        issue(stepped, [id], written_on=TODAY - timedelta(1))
    number = issue(stepped, [id])[0].number
    life = [step["what"] for step in show(stepped, number)["life"]]
    assert life == ["送审", "审核", "会签", "签发", "编号印制"]


def test_a_returned_draft_begins_again_even_when_it_was_signed(stepped: Office) -> None:
    id = drafted(stepped, "penalty")
    with pytest.raises(Refused, match="还没有送审"):
        send_back(stepped, id, by="示例己", reason="事实不清")
    submit(stepped, id, by="示例戊")
    approve(stepped, id, by="示例己")
    approve(stepped, id, by="示例甲")
    sign(stepped, id, signed_by="示例丁")
    with pytest.raises(Refused, match="说明原因"):
        send_back(stepped, id, by="示例丁", reason=" ")
    send_back(stepped, id, by="示例丁", reason="日期有误")
    assert show(stepped, id)["state"] == "已退回"
    with pytest.raises(Refused, match="还没有签发"):
        issue(stepped, [id])
    submit(stepped, id, by="示例戊")
    assert show(stepped, id)["next"] == "审核"


def test_a_change_keeps_the_earlier_text_and_asks_for_a_new_signature(office: Office) -> None:
    id = drafted(office, "training", {"materials": None})
    sign(office, id, signed_by="示例丁")
    data = example(office, "training", materials=None, place="示例路会议室")
    revise(office, id, data, None)
    old, new, changes = compare(office, id)
    assert (old, new) == (1, 2) and any("示例路会议室" in change.after for change in changes)
    assert show(office, id)["state"] == "草稿"
    with pytest.raises(NotFound, match="没有第 7 稿"):
        compare(office, id, 1, 7)


def test_a_change_of_the_kind_s_text_after_signing_asks_for_a_new_signature(
    office: Office, office_root: Path
) -> None:
    new_kind(office, "own-reply", "reply")
    id = draft(office, "own-reply", example(office, "reply", materials=None), None).id
    sign(office, id, signed_by="示例丁")
    body = office_root / "templates" / "notices" / "own-reply" / "body.txt"
    body.write_text(body.read_text("utf-8").replace("收悉", "收到"), "utf-8")
    with pytest.raises(Refused, match="签发的不同"):
        issue(office, [id])
    sign(office, id, signed_by="示例丁")
    assert issue(office, [id])[0].number


def test_a_letter_cannot_be_signed_ahead(office: Office) -> None:
    id = drafted(office, "penalty")
    with pytest.raises(Refused, match="还没有到"):
        sign(office, id, signed_by="示例丁", signed_on=TODAY + timedelta(1))


def test_online_is_claimed_at_once_by_the_officer_of_the_day(office: Office) -> None:
    letter = issued(office, "penalty")
    dispatch(office, letter.number, channel="online", serial="示例2026-0001")
    [sent] = [d for d in show(office, letter.id)["deliveries"] if d["role"] == "主送"]
    assert (sent["claimed_by"], sent["claimed_on"], sent["way"]) == ("示例丙", TODAY, "推送即认领")
    with pytest.raises(Refused, match="不用再发"):
        dispatch(office, letter.number, channel="paper")


def test_a_deputy_claims_for_who_is_away(office: Office) -> None:
    letter = issued(office, "penalty")
    said: list[str] = []
    office.notify = said.append
    with office.writing() as conn:
        people = {p.name: p.key for p in plan_records.directory(conn).people}
        away = Absence(people["示例丙"], TODAY, TODAY + timedelta(3), people["示例乙"])
        arrangements.enter_absence(conn, away, at=office.now(), by="示例文书")
    dispatch(office, letter.number, channel="online")
    assert show(office, letter.id)["deliveries"][0]["claimed_by"] == "示例乙"
    assert any("不在岗" in word for word in said)


def test_paper_stays_open_until_it_is_claimed(office: Office) -> None:
    letter = issued(office, "penalty")
    with pytest.raises(Refused, match="还没有发出"):
        claim(office, letter.id, by="示例丙")
    with pytest.raises(Refused, match="还没有到"):
        dispatch(office, letter.id, channel="paper", on=TODAY + timedelta(1))
    with pytest.raises(Refused, match="早于成文日期"):
        dispatch(office, letter.id, channel="paper", on=TODAY - timedelta(1))
    dispatch(office, letter.id, channel="paper")
    assert show(office, letter.id)["deliveries"][0]["claimed_on"] is None
    claim(office, letter.id, by="示例丙")
    assert show(office, letter.id)["deliveries"][0]["way"] == "回执"
    with pytest.raises(Refused, match="已由示例丙"):
        claim(office, letter.id, by="示例乙")


def test_what_two_departments_agreed_on_is_the_way_of_a_claim(office: Office) -> None:
    letter = issued(office, "penalty")
    dispatch(office, letter.id, channel="fax")
    with office.writing() as conn:
        way = ClaimWay("shehui", "jingji", "电话确认", TODAY, "示例会议纪要")
        arrangements.enter_claim_way(conn, way, at=office.now(), by="示例文书")
    claim(office, letter.id, by="示例丙")
    assert show(office, letter.id)["deliveries"][0]["way"] == "电话确认"


def test_a_receipt_claims_the_letter_that_it_names(office: Office) -> None:
    letter = issued(office, "penalty")
    dispatch(office, letter.id, channel="paper")
    form = example(office, "receipt", letters=[letter.number], materials=None)
    form |= {key: TODAY.isoformat() for key in ("delivered_on", "claimed_on")}
    form.pop("parties", None), form.pop("matters", None), form.pop("due_on", None)
    receipt = issue(office, [draft(office, "receipt", form, None).id])[0]
    [sent] = show(office, letter.id)["deliveries"]
    assert (sent["receipt"], sent["claimed_on"]) == (receipt.id, TODAY)


def test_a_void_letter_is_not_sent(office: Office) -> None:
    letter = issued(office, "penalty")
    void(office, letter.number, reason="内容有误")
    with pytest.raises(Refused, match="已作废"):
        dispatch(office, letter.id, channel="online")


def test_the_sealed_original_is_kept_byte_for_byte(office: Office, tmp_path: Path) -> None:
    letter = issued(office, "penalty")
    scan = tmp_path / "盖章件.ofd"
    pdf = tmp_path / "盖章件.pdf"
    pdf.write_bytes((office.archive.path(letter.id, "letter.pdf")).read_bytes() + b"\n%sealed\n")
    attach_signed(office, letter.number, pdf)
    [kept] = show(office, letter.id)["sealed"]
    assert (office.root / kept["path"]).read_bytes() == pdf.read_bytes()
    with pytest.raises(Refused, match="已经附在"):
        attach_signed(office, letter.number, pdf)
    scan.write_text("不是版式文件", "utf-8")
    with pytest.raises(Refused):
        attach_signed(office, letter.number, scan)


def test_the_life_is_made_again_from_the_archive(opened: Callable[[], Office], tmp_path: Path) -> None:
    office = opened()
    letter = issued(office, "penalty")
    evidence = tmp_path / "截图.pdf"
    evidence.write_bytes(office.archive.path(letter.id, "letter.pdf").read_bytes())
    dispatch(office, letter.id, channel="online", serial="示例0001", evidence=evidence)
    before = show(office, letter.id)
    office.close()
    (office.root / "records.db").unlink()
    rebuild(office.root, office)
    again = opened()
    assert show(again, letter.id) == before
    assert verify_office(again).sound


def test_terms_of_a_letter_are_kept_with_it(office: Office) -> None:
    letter = issued(office, "consultation")
    names = {term["name"]: term for term in show(office, letter.id)["deadlines"]}
    assert names["函复意见"]["answer"] and isinstance(names["函复意见"]["since"], date)


def test_a_year_s_notice_is_entered_from_a_file(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "放假安排.csv"
    file.write_text("日期,安排\n2027年1月1日,休\n2027-01-03,班\n", "utf-8")
    enter_year(office, file, source="示例通知")
    assert [notice.source for notice in years(office) if notice.year == 2027] == ["示例通知"]
    file.write_text("日期,安排\n2027-02-30,休\n2027-01-03,上\n2028-01-01,休\n2029-01-01,休\n", "utf-8")
    with pytest.raises(DataFaults) as caught:
        enter_year(office, file)
    assert [fault.field for fault in caught.value.faults] == ["第 2 行", "第 3 行"]


def test_who_is_away_has_a_deputy_of_the_own_department(office: Office) -> None:
    with pytest.raises(Refused, match="不能代理自己"):
        enter_leave(office, "示例丙", "示例丙", first=TODAY, last=TODAY)
    with pytest.raises(Refused, match="不是一个部门"):
        enter_leave(office, "示例丙", "示例戊", first=TODAY, last=TODAY)
    with pytest.raises(Refused, match="早于"):
        enter_leave(office, "示例丙", "示例乙", first=TODAY, last=TODAY - timedelta(1))
    enter_leave(office, "示例丙", "示例乙", first=TODAY, last=TODAY)
    assert [row["deputy"] for row in leaves(office, TODAY)] == ["示例乙"]


def test_a_change_after_签发_asks_for_a_new_one_where_签发_is_the_only_step(office: Office) -> None:
    id = drafted(office, "penalty")
    sign(office, id, signed_by="示例丁")
    revise(office, id, example(office, "penalty", review="经行政复议维持"), None)
    with pytest.raises(Refused, match="签发以后改动过"):
        issue(office, [id])
    sign(office, id, signed_by="示例丁", note="同意")
    letter = issue(office, [id])[0]
    assert "同意" in show(office, id)["life"][-2]["detail"]
    assert issue(office, [id], written_on=letter.date) == [letter]
    with pytest.raises(Refused, match="不能用 --date"):
        issue(office, [id], written_on=TODAY - timedelta(1))
