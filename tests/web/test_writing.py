"""Writing at the desk: from what happened to a draft; nothing lost, nothing overwritten, everything said in words."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from desk_helpers import Browser

from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.resources import shipped_templates

At = Callable[[str], Browser]
SCAN = shipped_templates() / "notices" / "penalty" / "示例-行政处罚决定书.pdf"


def _begin(someone: Browser, **form: str) -> str:
    """Begin a sheet; its address."""
    answer = someone.post("/write/new", dict(form))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"]


def _save(someone: Browser, sheet: str, base: int, **fields: str) -> dict[str, object]:
    token = someone.token()
    answer = someone.client.post(
        f"{sheet}/save",
        data={**{k.replace("__", "."): v for k, v in fields.items()}, "base": str(base)},
        headers={"X-CSRF-Token": token},
    )
    return {"status": answer.status_code, **(answer.get_json() or {})}


def _base(someone: Browser, sheet: str) -> int:
    found = re.search(r'name="base" value="(\d+)"', someone.get(sheet).get_data(as_text=True))
    assert found
    return int(found[1])


PENALTY = {
    "party.0.name": "示例木业有限公司", "party.0.uscc": "91430900MA00YL0018", "party.0.address": "益阳高新区示例路1号",
    "party.0.representative": "示例一", "matter.0": "林木采伐许可证核发", "facts": "经查，当事人收购滥伐的杉木。",
    "violated": "《中华人民共和国森林法》（2019年修订）第六十五条", "basis": "《中华人民共和国森林法》（2019年修订）第七十八条",
    "penalty_kinds": "警告", "decision_number": "益高社林罚决字〔2026〕第3号", "decided_on": "2026.3.5",
    "served_on": "三月六日", "effective_on": "2026年3月6日", "performance": "无需另行履行",
    "review": "未申请行政复议，也未提起行政诉讼", "effect": "申请林木采伐许可时需要重点核查。",
}  # fmt: skip


def _penalty(someone: Browser) -> tuple[str, int]:
    """A sheet of a 行政处罚决定通报函 that is filled in; its address and revision."""
    sheet = _begin(someone, kind="penalty")
    with SCAN.open("rb") as file:
        put = someone.post(
            f"{sheet}/files/decision", {"files.decision": (io.BytesIO(file.read()), "决定书.pdf")}
        )
    assert put.status_code == 200 and "决定书.pdf" in put.get_data(as_text=True)
    saved = _save(
        someone, sheet, _base(someone, sheet), **{k.replace(".", "__"): v for k, v in PENALTY.items()}
    )
    assert saved["status"] == 200, saved
    return sheet, int(str(saved["revision"]))


def test_from_what_happened_to_the_letter(at_desk: At, desk_office: Office) -> None:
    someone = at_desk("示例文书")
    assert "处罚决定生效了" in someone.get("/write").get_data(as_text=True)
    sheet = _begin(someone, happened="penalty-effective")
    given = {
        "company.0.name": "示例木业有限公司",
        "company.0.uscc": "91430900MA00YL0018",
        "matter.0": "林木采伐许可证核发",
    }
    wrong = someone.post(sheet, {**given, "do": "event", "base": "1"})
    page = someone.get(wrong.headers["Location"]).get_data(
        as_text=True
    )  # a redirect: going back sends nothing twice
    assert wrong.status_code == 302 and "有 2 处要改" in page and 'href="#f-date"' in page
    assert "示例木业有限公司" in page  # nothing that was typed is lost
    base = str(_base(someone, sheet))
    done = someone.post(
        sheet,
        {"date": "2026-03-06", "decision_number": "益高社林罚决字〔2026〕第3号", "do": "event", "base": base},
    )
    assert done.status_code == 302
    event = done.headers["Location"]
    page = someone.get(event).get_data(as_text=True)
    assert "起草：行政处罚决定通报函" in page and "由对方起草" in page  # the 列入函 is the other department's
    assert "处罚决定生效 示例木业有限公司" in someone.get("/").get_data(
        as_text=True
    )  # it waits for its letter
    letter = _begin(someone, kind="penalty", event=event.rpartition("/")[2])
    page = someone.get(letter).get_data(as_text=True)
    assert 'value="示例木业有限公司"' in page and "区社会事务局 → 区经济合作局" in page
    assert (
        _begin(someone, kind="penalty", event=event.rpartition("/")[2]) == letter
    )  # gone on with, not begun twice
    assert someone.get(sheet).headers["Location"] == event  # the back button leads there


def test_one_draft_however_often_it_is_asked_for(at_desk: At, desk_office: Office) -> None:
    someone = at_desk("示例文书")
    sheet, revision = _penalty(someone)
    first = someone.post(sheet, {"do": "draft", "base": str(revision)})
    second = someone.post(sheet, {"do": "draft", "base": str(revision)})
    assert first.status_code == 302 and first.headers["Location"] == second.headers["Location"]
    draft = show(desk_office, first.headers["Location"].rpartition("/")[2])
    assert draft["versions"] == 1 and draft["title"] == "关于通报示例木业有限公司行政处罚决定的函"
    assert [a["name"] for a in draft["attachments"]] == ["决定书.pdf"]
    assert someone.get(sheet).headers["Location"] == first.headers["Location"]


def test_what_is_mistyped_is_told_beside_its_field(at_desk: At) -> None:
    someone = at_desk("示例文书")
    sheet = _begin(someone, kind="penalty")
    told = _save(
        someone, sheet, 1, party__0__name="示例木业有限公司", party__0__uscc="9143 0900 MA00 YL0019", decided_on="３月５号",
        served_on="下周三", facts="第一段\t文字\r\n\r\n\r\n第二段", matter__0="林木采伐",
    )  # fmt: skip
    assert told["status"] == 200
    faults, clean, done = told["faults"], told["clean"], told["done"]
    assert isinstance(faults, dict) and isinstance(clean, dict) and isinstance(done, dict)
    assert "统一社会信用代码" in faults["party.0.uscc"][0] and "不是日期" in faults["served_on"][0]
    assert clean["party.0.uscc"] == "91430900MA00YL0019"
    assert (
        "decided_on" not in faults and clean["decided_on"] == "2026-03-05" and "请核对" in done["decided_on"]
    )
    assert "已整理" in done["facts"] and "\t" not in clean["facts"]
    assert "林木采伐许可证核发" in faults["matter.0"][0]  # the nearest name
    assert "违反规定" not in str(faults)  # what is not filled in yet is no fault while she types


def test_a_second_tab_is_shown_never_overwritten(at_desk: At) -> None:
    someone = at_desk("示例文书")
    sheet = _begin(someone, kind="penalty")
    assert _save(someone, sheet, 1, facts="第一个窗口写的")["status"] == 200
    other = _save(someone, sheet, 1, facts="第二个窗口写的", violated="只有第二个窗口写了")
    assert other["status"] == 409
    assert other["clashes"] == [
        {"name": "facts", "label": "违法事实", "mine": "第二个窗口写的", "theirs": "第一个窗口写的"}
    ]
    page = someone.get(sheet).get_data(as_text=True)
    assert "第一个窗口写的" in page and "第二个窗口写的" not in page and "只有第二个窗口写了" in page
    # Without scripts the page itself shows both texts; sent again, what stands in the form holds.
    whole = someone.post(sheet, {"facts": "第二个窗口写的", "do": "save", "base": "1"})
    page = someone.get(whole.headers["Location"]).get_data(as_text=True)
    assert "这一项别处也改了" in page and "第一个窗口写的" in page and ">第二个窗口写的</textarea>" in page
    assert (
        someone.post(
            sheet, {"facts": "第二个窗口写的", "do": "save", "base": str(_base(someone, sheet))}
        ).status_code
        == 302
    )
    # The first window hears of what was written elsewhere.
    assert "只有第二个窗口写了" in str(_save(someone, sheet, 2)["others"])


def test_two_people_change_one_draft(at_desk: At, desk_office: Office, ids: dict[str, str]) -> None:
    one, two = at_desk("示例文书"), at_desk("示例审核")
    mine = one.get(f"/drafts/{ids['draft']}/edit").headers["Location"]
    theirs = two.get(f"/drafts/{ids['draft']}/edit").headers["Location"]
    assert mine != theirs and "示例审核也打开着这份草稿" in one.get(mine).get_data(as_text=True)
    assert one.get(f"/drafts/{ids['draft']}/edit").headers["Location"] == mine
    assert two.get(mine).status_code == 404  # what somebody is writing is that person's
    assert (
        two.post(
            theirs, {"effect": "审核改的", "facts": "审核改的事实", "do": "draft", "base": "1"}
        ).status_code
        == 302
    )
    answer = one.post(mine, {"facts": "文书改的事实", "violated": "文书改的规定", "do": "draft", "base": "1"})
    page = one.get(answer.headers["Location"]).get_data(as_text=True)
    assert "示例审核已经改过这份草稿" in page
    assert "审核改的事实" in page and "文书改的事实" in page  # both are shown
    assert ">审核改的</textarea>" in page  # what only the other one changed is taken over
    assert show(desk_office, ids["draft"])["versions"] == 2
    again = one.post(mine, {"do": "draft", "base": str(_base(one, mine))})
    assert again.status_code == 302
    shown = show(desk_office, ids["draft"])
    assert shown["versions"] == 3
    words = one.get(one.get(f"/drafts/{ids['draft']}/edit").headers["Location"]).get_data(as_text=True)
    assert "文书改的事实" in words and "审核改的</textarea>" in words


def test_fields_offer_what_is_known(at_desk: At) -> None:
    someone = at_desk("示例文书")
    for typed in ("木业", "slmy", "91430900MA", "9143 0900 MA00 YL0018"):
        page = someone.get(f"/write/find/company?q={typed}&box=b").get_data(as_text=True)
        assert "示例木业有限公司" in page and "益阳高新区示例路1号" in page, typed
    assert "区经济合作局" in someone.get("/write/find/matter?q=lmcf").get_data(as_text=True)
    assert "区社会事务局" in someone.get("/write/find/department?q=社会").get_data(as_text=True)
    assert "益高社函〔2026〕1号" in someone.get("/write/find/letter?q=处罚").get_data(as_text=True)
    outside = at_desk("示例外局")
    assert "益高社函〔2026〕1号" not in outside.get("/write/find/letter?q=处罚").get_data(as_text=True)
    assert someone.get("/write/find/passwords?q=x").status_code == 404


def test_a_copy_says_what_it_did_not_take(at_desk: At) -> None:
    someone = at_desk("示例文书")
    page = someone.get(_begin(someone, copy="益高社函〔2026〕1号")).get_data(as_text=True)
    assert "示例木业有限公司" in page and "日期、附件、引用的文书没有照搬" in page
    assert at_desk("示例外局").post("/write/new", {"copy": "益高社函〔2026〕1号"}).status_code == 404


def test_the_page_beside_the_form(at_desk: At) -> None:
    someone = at_desk("示例文书")
    sheet = _begin(someone, kind="penalty")
    known = {
        "party__0__name": "示例木业有限公司",
        "party__0__uscc": "91430900MA00YL0018",
    }  # not yet its address
    _save(someone, sheet, 1, **known, facts="收购滥伐的杉木")
    page = someone.get(f"{sheet}/preview").get_data(as_text=True)
    assert page.count("<img") == 2 and 'data-label="违法事实"' in page and 'data-label="违反规定"' in page
    address = re.findall(r'src="([^"]+)"', page)[0].replace("&amp;", "&")
    assert someone.get(address).data.startswith(b"\x89PNG")


def test_home_lists_what_was_not_finished(at_desk: At) -> None:
    someone = at_desk("示例文书")
    sheet = _begin(someone, kind="training")
    assert "我没写完的" not in someone.get("/").get_data(as_text=True)  # nothing was typed yet
    _save(someone, sheet, 1, course="<script>alert(1)</script>", host="主办单位")
    page = someone.get("/").get_data(as_text=True)
    assert "我没写完的" in page and sheet in page
    assert "<script>alert" not in someone.get(sheet).get_data(as_text=True)
    assert "我没写完的" not in at_desk("示例审核").get("/").get_data(as_text=True)
    assert someone.post(sheet, {"do": "discard"}).status_code == 302
    assert "我没写完的" not in someone.get("/").get_data(as_text=True)


def test_an_event_is_changed_and_withdrawn(at_desk: At) -> None:
    someone = at_desk("示例文书")
    sheet = _begin(someone, happened="penalty-effective")
    given = {
        "company.0.name": "示例木业有限公司", "company.0.uscc": "91430900MA00YL0018", "matter.0": "林木采伐许可证核发",
        "date": "2026-03-06", "decision_number": "益高社林罚决字〔2026〕第3号",
    }  # fmt: skip
    with SCAN.open("rb") as file:
        someone.post(f"{sheet}/files/files", {"files.files": (io.BytesIO(file.read()), "决定书.pdf")})
    event = someone.post(sheet, {**given, "do": "event", "base": "2"}).headers["Location"]
    assert someone.get(f"{event}/files/1").data.startswith(b"%PDF")
    assert "示例木业有限公司" in someone.get("/events?company=木业&open=1").get_data(as_text=True)
    assert "示例木业有限公司" not in at_desk("示例外局").get("/events").get_data(as_text=True)
    change = _begin(someone, change=event.rpartition("/")[2])
    late = _begin(someone, change=event.rpartition("/")[2])
    refused = someone.post(change, {"date": "2026-03-07", "do": "event", "base": str(_base(someone, change))})
    assert "写明为什么改" in someone.get(refused.headers["Location"]).get_data(as_text=True)
    base = str(_base(someone, change))
    done = someone.post(change, {"date": "2026-03-07", "reason": "送达日期抄错", "do": "event", "base": base})
    assert done.headers["Location"] == event
    page = someone.get(event).get_data(as_text=True)
    assert "送达日期抄错" in page and "2026-03-07" in page and "决定书" in page
    refused = someone.post(late, {"date": "2026-03-08", "reason": "也来改", "do": "event", "base": "1"})
    assert "在别处改动过" in someone.get(refused.headers["Location"]).get_data(as_text=True)
    joined = someone.post(f"{event}/join", {"letter": "益高社函〔2026〕1号"})
    assert joined.status_code == 302 and "并入文书" in someone.get(event).get_data(as_text=True)
    assert someone.post(f"{event}/withdraw", {"reason": ""}).status_code == 422
    assert someone.post(f"{event}/withdraw", {"reason": "登记错了"}).status_code == 302
    assert "已撤回:登记错了" in someone.get(event).get_data(as_text=True)
