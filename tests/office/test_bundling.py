"""What belongs to a case, in which order; cases that are saved; profiles that an office copies and edits."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from office_helpers import MORNING, TODAY, fixed_ids, issued

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.bundling.assembling import assemble
from shenguan_docs.office.bundling.cases import Changes, assemble_case, change_case, drop_case, save_case
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.bundling.profiles import checked, listed, new_profile
from shenguan_docs.office.events.entering import add as add_event
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import cases

COMPANY = "示例木业有限公司"


@pytest.fixture(scope="module")
def told(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A penalty: its decision with evidence, the letter that reports it, sent by post, a letter from outside about it."""
    tmp_path = tmp_path_factory.mktemp("story")
    shutil.copytree(pristine, tmp_path / "office")
    office = open_office(tmp_path / "office", actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(8))
    papers = {}
    for name in ("行政处罚决定书", "询问笔录", "送达回证", "杂件"):
        papers[name] = tmp_path / f"{name}.txt"
        papers[name].write_text(f"{name}：{COMPANY}", "utf-8")
    files = [{"title": name, "path": str(path)} for name, path in papers.items()]
    add_event(
        office,
        "penalty-effective",
        {
            "company": {"name": COMPANY, "uscc": "91430900MA00YL0018"},
            "matter": ["林木采伐许可证核发"],
            "date": "2026-03-10",
            "decided_on": "2026-03-05",
            "decision_number": "益高社林罚决字〔2026〕第3号",
            "facts": "收购没有合法来源证明的杉木12立方米",
            "penalty_kinds": ["罚款"],
            "files": files,
        },
        None,
    )
    letter = issued(office, "penalty")
    slip = tmp_path / "邮寄回执.txt"
    slip.write_text("EMS 1234", "utf-8")
    dispatch(office, letter.number, channel="mail", evidence=slip)
    outside = tmp_path / "来函.txt"
    outside.write_text(f"关于核实{COMPANY}有关情况的函", "utf-8")
    receive(
        office,
        [outside],
        {
            "sender": "示例林业站",
            "title": f"关于核实{COMPANY}有关情况的函",
            "number": "示林函〔2026〕5号",
        },
    )
    office.close()
    return tmp_path / "office"


@pytest.fixture
def story(told: Path, office_root: Path, opened: Callable[[], Office]) -> Office:
    """An office of which that is told."""
    shutil.rmtree(office_root)
    shutil.copytree(told, office_root)
    return opened()


def assembled(office: Office, profile: str, **choice):
    with office.reading() as conn:
        return assemble(office, conn, Choice(**choice), profile=profile, made_on=TODAY)


def test_a_penalty_file_holds_every_sort_of_record_in_its_place(story: Office) -> None:
    made = assembled(story, "penalty", company=COMPANY)
    assert [(item.volume, item.slot, item.source, item.title.partition("：")[0]) for item in made.items] == [
        ("正卷", "decision", "event", "行政处罚决定书"),
        ("正卷", "service", "event", "送达回证"),
        ("正卷", "evidence", "event", "询问笔录"),
        ("正卷", "report", "issued", f"关于通报{COMPANY}行政处罚决定的函"),
        (
            "正卷",
            "service",
            "service",
            "益高社函〔2026〕1号送达凭证（邮寄，益阳高新区经济合作局（政务管理服务局））",
        ),
        ("正卷", "other", "event", "杂件"),
        ("正卷", "other", "received", f"关于核实{COMPANY}有关情况的函"),
        ("副卷", "manuscript", "manuscript", "发文稿纸"),
    ]
    assert made.items[0].number == "益高社林罚决字〔2026〕第3号"
    assert made.items[0].day == date(2026, 3, 5)
    assert made.lacking == ()
    told = {line.label: line.value for line in made.cover.lines}
    assert told["案由"] == "收购没有合法来源证明的杉木12立方米"
    assert told["案卷题名"] == f"{COMPANY}行政处罚案"
    assert told["处罚决定书文号"] == "益高社林罚决字〔2026〕第3号"
    assert told["承办人"] == ""


def test_an_exchange_file_is_in_the_order_of_days(story: Office) -> None:
    made = assembled(story, "", uscc="91430900MA00YL0018")
    assert made.profile.slug == "exchange"
    assert {item.volume for item in made.items} == {"正卷"}
    main = [item for item in made.items if item.slot == "letters"]
    assert [item.day for item in main] == sorted(item.day for item in main)
    letter = next(n for n, item in enumerate(made.items) if item.source == "issued")
    assert made.items[letter + 1].source == "service", "the proof of delivery follows its letter"


def test_numbers_days_and_codes_choose(story: Office) -> None:
    one = assembled(story, "", numbers=("益高社函〔2026〕1号",))
    assert {item.source for item in one.items} == {"issued", "service"}
    assert [item.source for item in assembled(story, "", numbers=("示林函（2026）5号",)).items] == [
        "received"
    ]
    early = assembled(story, "penalty", company=COMPANY, day_to=date(2026, 3, 12))
    assert {item.source for item in early.items} == {"event"}
    assert assembled(story, "", matter="林木采伐许可证核发").cover.matter == "林木采伐许可证核发"
    with pytest.raises(NotFound, match="没有文号或编号为"):
        assembled(story, "", numbers=("益高社函〔2026〕9号",))
    with pytest.raises(Refused, match="没有写明要哪些文书"):
        assembled(story, "")


def test_a_saved_case(story: Office, tmp_path: Path) -> None:
    saved = save_case(
        story,
        " 示例木业 处罚案 ",
        Choice(company=COMPANY),
        Changes(profile="行政处罚", values={"承办人": "示例甲"}),
    )
    assert (saved.name, saved.profile) == ("示例木业 处罚案", "penalty")
    with pytest.raises(Refused, match="已有叫"):
        save_case(story, "示例木业处罚案", Choice(company=COMPANY), Changes())
    with pytest.raises(NotFound):
        save_case(story, "没有", Choice(company="没有这个公司"), Changes())
    with pytest.raises(Refused, match="封面没有这一项：天气"):
        change_case(story, saved.name, Changes(values={"天气": "晴"}))
    change_case(story, saved.id, Changes(name="木业案", without=("示林函〔2026〕5号",), note="说明"))
    with story.reading() as conn:
        made = assemble_case(story, conn, "木业案", values={"case_number": "另写的号"})
        kept = cases.find(conn, "木业案")
    assert "received" not in {item.source for item in made.items}
    told = {line.label: line.value for line in made.cover.lines}
    assert (told["承办人"], told["处罚决定书文号"]) == ("示例甲", "另写的号")
    change_case(story, "木业案", Changes(back=("示林函〔2026〕5号",), values={"承办人": ""}))
    with story.reading() as conn:
        assert "received" in {item.source for item in assemble_case(story, conn, "木业案").items}
        assert dict(cases.find(conn, "木业案").cover) == {}
    result = bundle(story, Choice(), tmp_path / "out", case="木业案", made_on=TODAY)
    assert [v.pdf for v in result.volumes] == ["data/案卷-正卷.pdf", "data/案卷-副卷.pdf"]
    manifest = json.loads((result.folder / "data/manifest.json").read_text("utf-8"))
    assert manifest["cover"]["profile"] == "行政处罚"
    with pytest.raises(Refused, match="写了 --case"):
        bundle(story, Choice(company=COMPANY), tmp_path / "two", case="木业案")

    assert verify_office(story).findings == ()
    assert rebuild(story.root, story).differences == ()
    with story.reading() as conn:
        assert cases.find(conn, kept.id).name == "木业案"
    drop_case(story, "木业案")
    with pytest.raises(NotFound, match="没有叫“木业案”的案件"):
        drop_case(story, "木业案")


def test_the_same_case_at_the_same_date_gives_the_same_bytes(story: Office, tmp_path: Path) -> None:
    one, two = (
        bundle(story, Choice(company=COMPANY), tmp_path / name / "案卷", profile="penalty", made_on=TODAY)
        for name in ("one", "two")
    )
    assert one.zip_path.read_bytes() == two.zip_path.read_bytes()


def test_an_office_edits_a_profile_of_its_own(story: Office) -> None:
    made = new_profile(story, "forest", "行政处罚", "林业处罚")
    path = story.root / made["file"]
    path.write_text(
        path.read_text("utf-8").replace('heading = "{party}行政处罚案"', 'heading = "{party}林业案"'), "utf-8"
    )
    assert checked(story, "forest")["slots"][0]["required"] == "必须"
    assert assembled(story, "林业处罚", company=COMPANY).cover.heading == f"{COMPANY}林业案"
    assert [p["profile"] for p in listed(story) if p["own"]] == ["forest"]
    with pytest.raises(Refused, match="已有这种案卷类型"):
        new_profile(story, "forest", "penalty")
    with pytest.raises(Refused, match="只能用小写英文字母"):
        new_profile(story, "林业", "penalty")
    path.write_text(path.read_text("utf-8").replace("rest = true", "rest = 1"), "utf-8")
    with pytest.raises(Refused, match=r"forest\.toml 第 \d+ 行.*rest 要写"):
        checked(story, "forest")
    assert assembled(story, "penalty", company=COMPANY).profile.slug == "penalty"
