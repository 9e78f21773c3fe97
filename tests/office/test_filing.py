"""归档: what is ready gets its 档号 and changes no more; the year goes to the archive, whole and explained."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from office_helpers import MORNING, TODAY, drafted, fixed_ids, issued

from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.office.filing import handover
from shenguan_docs.office.filing.arranging import Standing, arrange
from shenguan_docs.office.filing.handover import export
from shenguan_docs.office.filing.mending import hand_over, set_retention, undo
from shenguan_docs.office.filing.sheets import catalogue, endnote, endnote_pdf, of_year, write_endnote
from shenguan_docs.office.letters.by_hand import ByHand, enter
from shenguan_docs.office.letters.delivering import attach_signed, dispatch
from shenguan_docs.office.letters.issuing import void
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.received.handling import handle
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.settings import read_settings
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.resources import shipped_templates

SCAN = shipped_templates() / "notices" / "penalty" / "示例-行政处罚决定书.pdf"
FILING = '\n[filing]\nfonds = "Z109"\nunits = { "区社会事务局" = "SHJ", "经合局" = "JHJ", "收文" = "BGS" }\n'


def settle_on(root: Path, text: str) -> None:
    with (root / "office.toml").open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.fixture
def office(request: pytest.FixtureRequest, office_root: Path, opened: Callable[[], Office]) -> Office:
    if "year" in request.fixturenames:
        shutil.rmtree(office_root)
        shutil.copytree(request.getfixturevalue("prepared")[0], office_root)
    else:
        settle_on(office_root, FILING)
    return opened()


def finished(office: Office, slug: str, tmp_path: Path) -> str:
    """A letter that was sent, claimed, and has its sealed scan."""
    letter = issued(office, slug)
    dispatch(office, letter.id, channel="online", on=TODAY)
    scan = tmp_path / f"{letter.id}.pdf"
    scan.write_bytes(SCAN.read_bytes() + letter.id.encode())
    attach_signed(office, letter.id, scan)
    return letter.number


@pytest.fixture(scope="module")
def prepared(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A finished penalty letter, one void, one not sealed, one only issued, a 收文 closed and one open, a draft."""
    place = tmp_path_factory.mktemp("year")
    shutil.copytree(pristine, place / "office")
    settle_on(place / "office", FILING)
    office = open_office(place / "office", actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(8))
    finished_one, wrong = finished(office, "penalty", place), issued(office, "penalty").number
    void(office, wrong, reason="内容有误")
    unsealed = issued(office, "warning-listing")
    dispatch(office, unsealed.id, channel="online", on=TODAY)
    bare = issued(office, "penalty").number
    came = receive(office, [SCAN], {"sender": "示例市林业局", "title": "关于防火的通知"}).number
    handle(office, came, "办结", person="示例甲", note="已阅")
    waiting = receive(office, [SCAN], {"sender": "示例市林业局", "title": "关于巡查的通知"}).number
    drafted(office, "penalty")
    numbers = {
        "finished": finished_one, "void": wrong, "unsealed": unsealed.number, "bare": bare, "closed": came,
        "waiting": waiting,
    }  # fmt: skip
    office.close()
    return place / "office", numbers


@pytest.fixture
def year(prepared: tuple[Path, dict[str, str]]) -> dict[str, str]:
    """What is in the year that ``office`` is a copy of."""
    return prepared[1]


def told(found: list[Standing]) -> dict[str, str]:
    return {one.piece.number: one.filed.number if one.filed else one.why for one in found}


def test_what_is_ready_is_filed_and_the_rest_told(office: Office, year: dict[str, str]) -> None:
    dry = told(arrange(office, 2026, dry_run=True))
    found = told(arrange(office, 2026))
    assert found == dry == {
        year["finished"]: "Z109-WS·2026-D30-SHJ-0001",
        year["closed"]: "Z109-WS·2026-D10-BGS-0001",
        year["void"]: "作废：内容有误",
        year["unsealed"]: "无盖章件",
        year["bare"]: "未发出、无盖章件",
        year["waiting"]: "未办结",
        "": "草稿，没有编号印发",
    }  # fmt: skip
    assert told(arrange(office, 2026)) == found
    assert verify_office(office).findings == ()


def test_later_ones_follow_and_what_lacks_is_explained(office: Office, year: dict[str, str]) -> None:
    arrange(office, 2026)
    with pytest.raises(Refused, match="要说明原因"):
        arrange(office, 2026, passing_over=["未发出"])
    with pytest.raises(Refused, match="没有“没发出”这一项.*未发出、未认领"):
        arrange(office, 2026, passing_over=["没发出"], reason="x")
    now = told(arrange(office, 2026, passing_over=["未发出", "无盖章件"], reason="当面通报，没有盖章"))
    assert now[year["finished"]] == "Z109-WS·2026-D30-SHJ-0001"
    assert now[year["bare"]] == "Z109-WS·2026-D30-SHJ-0002"
    shown = show(office, year["bare"])
    assert shown["filed"]["note"] == "未发出、无盖章件：当面通报，没有盖章"
    assert shown["state"] == "已归档" and shown["life"][-1]["what"] == "归档"


def test_a_filed_letter_changes_no_more(
    office: Office, office_root: Path, year: dict[str, str], tmp_path: Path
) -> None:
    arrange(office, 2026)
    with pytest.raises(Refused, match=r"已归档（档号 Z109-WS·2026-D30-SHJ-0001），不能再改动"):
        void(office, year["finished"], reason="再改")
    with pytest.raises(Refused, match="已归档"):
        handle(office, year["closed"], "重办", person="示例甲", note="再办")
    said: list[str] = []
    office.notify = said.append
    more = tmp_path / "补.pdf"
    more.write_bytes(SCAN.read_bytes() + b"more")
    attach_signed(office, year["finished"], more)
    assert "作为补充" in said[0]
    rebuild(office_root, office)
    assert verify_office(office).findings == ()
    assert show(office, year["finished"])["filed"]["number"] == "Z109-WS·2026-D30-SHJ-0001"


def test_catalogue_and_endnote(office: Office, year: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="先执行 shenguan filing arrange 2026"):
        catalogue(office, of_year(office, 2026), 2026)
    arrange(office, 2026)
    tables = catalogue(office, of_year(office, 2026), 2026)
    assert [table.name for table in tables] == ["30年 SHJ", "10年 BGS"]
    row = tables[0].rows[0]
    assert row[:4] == (1, "Z109-WS·2026-D30-SHJ-0001", year["finished"], "益阳高新区社会事务局")
    assert row[5] == "20260320" and isinstance(row[7], int) and row[7] >= 2
    note = endnote(office, of_year(office, 2026), 2026, words="缺一份底稿。", checked_by="示例乙")
    assert "共2件" in note.lines[0] and note.lines[-1] == "缺一份底稿。" and note.arranged_by == "示例文书"
    assert endnote_pdf(office, note).startswith(b"%PDF")
    write_endnote(office, tmp_path / "备考表.xlsx", note)
    with pytest.raises(NotFound, match="2024 年没有文书"):
        of_year(office, 2024)


def test_the_handover(office: Office, year: dict[str, str], tmp_path: Path) -> None:
    arrange(office, 2026)
    folder = tmp_path / "移交"
    done = export(office, 2026, folder)
    assert done.strange == () and not (folder / "正在导出.json").exists()
    subprocess.run(["sha256sum", "-c", "--quiet", "校验.sha256"], cwd=folder, check=True)
    place = folder / "文件" / "Z109-WS·2026-D30-SHJ-0001"
    assert sorted(path.name for path in place.iterdir()) == [
        "发文稿纸.pdf",
        "正文.docx",
        "正文.pdf",
        "盖章件1.pdf",
        "附件1.pdf",
    ]
    xml = etree.parse(folder / "归档文件目录.xml")
    assert xml.findtext(".//档号/全宗号") == "Z109" and xml.findtext("来源/全宗名称") == "示例区"
    piece = xml.find("文件实体")
    assert piece.findtext("内容描述/文件编号") == year["finished"]
    actions = [action.text for action in piece.iterfind("业务实体/业务行为")]
    assert actions == ["签发", "编号印制", "发出", "附盖章件", "归档"]
    digests = {e.findtext("计算机文件名"): e.findtext("数字摘要") for e in piece.iterfind("电子属性")}
    for name, digest in digests.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    rows = {row["number"]: row for row in json.loads((folder / "移交清单.json").read_text("utf-8"))["rows"]}
    assert rows[year["void"]]["why"] == "作废：内容有误" and rows[year["finished"]]["filed"]
    book = openpyxl.load_workbook(io.BytesIO((folder / "移交清单.xlsx").read_bytes()))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=4)]
    assert [row[4] for row in cells] == ["移交", "移交", *["未移交"] * 5]


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_cut_off_and_begun_again_it_is_the_same(
    office: Office, year: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrange(office, 2026)
    export(office, 2026, tmp_path / "whole")
    whole = content_of(tmp_path / "whole")
    write = handover.write_file
    for stop in (1, 3, 6, 9, 12):
        folder = tmp_path / f"cut-{stop}"
        calls = []

        def cut_off(path: Path, content: bytes, calls: list[Path] = calls, stop: int = stop) -> None:
            calls.append(path)
            if len(calls) > stop:
                raise KeyboardInterrupt
            write(path, content)

        monkeypatch.setattr(handover, "write_file", cut_off)
        with pytest.raises(KeyboardInterrupt):
            export(office, 2026, folder)
        monkeypatch.setattr(handover, "write_file", write)
        export(office, 2026, folder)
        assert content_of(folder) == whole
    assert export(office, 2026, tmp_path / "whole").written == 0


def test_folders_that_are_not_ours(office: Office, year: dict[str, str], tmp_path: Path) -> None:
    arrange(office, 2026)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "照片.jpg").write_bytes(b"x")
    with pytest.raises(Refused, match="不是空的"):
        export(office, 2026, tmp_path / "a")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "移交清单.json").write_text('{"office": "别的", "fonds": "Z1", "year": 2026}', "utf-8")
    with pytest.raises(Refused, match="别的单位或者别的年度"):
        export(office, 2026, tmp_path / "b")


def test_a_damaged_letter_is_left_out_and_listed(
    office: Office, year: dict[str, str], tmp_path: Path
) -> None:
    arrange(office, 2026)
    for number in (year["finished"], year["bare"]):
        office.archive.path(show(office, number)["id"], "letter.pdf").write_bytes(b"%PDF-broken")
    more = told(arrange(office, 2026, passing_over=["未发出", "无盖章件"], reason="示例"))
    assert more[year["bare"]] == "未发出、无盖章件" and more[year["unsealed"]].startswith("Z109")
    done = export(office, 2026, tmp_path / "移交")
    why = {one.piece.number: one.why for one in done.standings}
    assert "档案读不出来" in why[year["finished"]]
    assert not (tmp_path / "移交" / "文件" / "Z109-WS·2026-D30-SHJ-0001").exists()


def test_a_letter_by_hand_is_filed_with_its_scan(office: Office) -> None:
    enter(office, ByHand("有扫描件的函", date(2026, 3, 2), series="益高社函", files=(SCAN,)))
    enter(office, ByHand("没有扫描件的函", date(2026, 3, 3), series="益高社函"))
    assert told(arrange(office, 2026)) == {
        "益高社函〔2026〕1号": "Z109-WS·2026-D10-SHJ-0001",
        "益高社函〔2026〕2号": "手写的，没有扫描件",
    }


def test_settings(office_root: Path, opened: Callable[[], Office]) -> None:
    plain = opened()
    issued(plain, "penalty")
    with pytest.raises(Refused, match="没有设定全宗号"):
        arrange(plain, 2026)
    before = (office_root / "office.toml").read_text("utf-8")
    for text, said in (
        ('fonds = "Z 109"', "代码“Z 109”不对"),
        ('fonds = "Z1"\nformat = "{fonds}-{n}"', r"缺 \{year\}"),
        ('fonds = "Z1"\nformat = "{fonds}{year}{retention}{m}{n}"', r"没有 \{m\}"),
        ('fonds = "Z1"\nreceived = "5年"', "没有“5年”这种保管期限"),
        ('quanzong = "Z1"', "不认识的项：quanzong"),
    ):
        (office_root / "office.toml").write_text(f"{before}\n[filing]\n{text}\n", "utf-8")
        with pytest.raises(OfficeUnusable, match=said):
            read_settings(office_root / "office.toml")
    (office_root / "office.toml").write_text(before, "utf-8")
    settle_on(office_root, '\n[filing]\nfonds = "Z1"\nunits = { "经合局" = "JHJ" }\n')
    with pytest.raises(OfficeUnusable, match="units 里没有“益阳高新区社会事务局”的代码"):
        arrange(opened(), 2026, passing_over=["未发出", "无盖章件"], reason="示例")
    (office_root / "office.toml").write_text(before + '\n[filing]\nfonds = "Z1"\n', "utf-8")
    found = arrange(opened(), 2026, passing_over=["未发出", "无盖章件"], reason="示例")
    assert list(told(found).values()) == ["Z1-WS·2026-D30-0001"]
    with pytest.raises(Refused, match="2027 年还没有到"):
        arrange(opened(), 2027)


def test_one_piece_is_kept_longer_and_a_mistake_is_undone_until_the_handover(
    office: Office, office_root: Path, year: dict[str, str], tmp_path: Path
) -> None:
    second = finished(office, "penalty", tmp_path)
    for wrong, said in ((("100年", "因故"), "没有“100年”这一种"), (("永久", " "), "要说明原因")):
        with pytest.raises(Refused, match=said):
            set_retention(office, second, wrong[0], reason=wrong[1])
    set_retention(office, second, "永久", reason="涉及重大争议")
    assert show(office, second)["retention"] == "永久"
    with pytest.raises(Refused, match="没有归档"):
        undo(office, second, reason="试试")
    with pytest.raises(Refused, match="不归档：作废"):
        set_retention(office, year["void"], "永久", reason="因故")
    found = told(arrange(office, 2026))
    assert (found[second], found[year["finished"]]) == (
        "Z109-WS·2026-Y-SHJ-0001",
        "Z109-WS·2026-D30-SHJ-0001",
    )
    with pytest.raises(Refused, match="已归档，档号是.*先撤销：shenguan filing undo"):
        set_retention(office, second, "10年", reason="因故")
    with pytest.raises(Refused, match="要说明原因"):
        undo(office, year["finished"], reason="")
    third = finished(office, "penalty", tmp_path)
    assert told(arrange(office, 2026))[third] == "Z109-WS·2026-D30-SHJ-0002"
    undo(office, year["finished"], reason="盖章件附错了")
    shown = show(office, year["finished"])
    assert shown["state"] == "已印发" and shown["life"][-1]["what"] == "撤销归档"
    fourth = finished(office, "penalty", tmp_path)
    again = told(arrange(office, 2026))  # the 件号 that became free is used, none is lacking
    assert {again[n] for n in (year["finished"], third, fourth)} == {
        f"Z109-WS·2026-D30-SHJ-000{n}" for n in (1, 2, 3)
    }
    hand_over(office, 2026, "示例档案馆")
    with pytest.raises(Refused, match="已于 2026-03-20 移交示例档案馆"):
        undo(office, third, reason="晚了")
    with pytest.raises(Refused, match="已于 2026-03-20 移交"):
        hand_over(office, 2026, "示例档案馆")
    assert verify_office(office).findings == ()
    rebuild(office_root, office)
    assert show(office, second)["retention"] == "永久" and verify_office(office).findings == ()
