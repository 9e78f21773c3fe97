"""A month's letters from a table: all rows checked first, faults in a copy, numbers in the order of the rows."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office_helpers import TODAY

from shenguan_docs.cli.main import main
from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.letters import batch_issuing
from shenguan_docs.office.letters.batch import Batch, draft_batch, open_ids
from shenguan_docs.office.letters.batch_issuing import issue_many
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.letter_object import LETTER_PDF
from shenguan_docs.office.letters.showing import list_drafts
from shenguan_docs.office.opening import Office
from shenguan_docs.office.verifying import verify_office

# As a department keeps its list: names that the import of events knows, an order of its own, a number column.
HEAD = [
    "序号", "被处罚人", "统一社会信用代码", "地址", "负责人", "事项名称", "主要违法事实", "违反条款", "处罚依据", "处罚类别",
    "罚款金额", "决定书文号", "处罚日期", "送达时间", "生效时间", "履行情况", "复议诉讼", "对审批的影响", "处罚决定书",
]  # fmt: skip


def book(*rows: list[Any], title: str = "2026年3月行政处罚情况表", merge: str = "") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in ([title], HEAD, *rows):
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def row(office: Office, number: int, **changes: Any) -> list[Any]:
    data = example_data(find_kind(office.kind_places, "penalty"), TODAY)
    party = data["party"][0]
    given = [
        number, party["name"], party["uscc"], party["address"], party["representative"],
        data["matter"][0], data["facts"], data["violated"], data["basis"], "罚款",
        5000, f"益高社林罚决字〔2026〕{number}号", data["decided_on"], data["served_on"], data["effective_on"],
        data["performance"], data["review"], data["effect"], "示例-行政处罚决定书.pdf",
    ]  # fmt: skip
    return [changes.get(head, value) for head, value in zip(HEAD, given, strict=True)]


def batch(office: Office, content: bytes, folder: Path, **options: Any) -> Batch:
    return draft_batch(office, "penalty", content, "月报.xlsx", beside=folder, **options)


def numbers(office: Office, done: Batch) -> list[str]:
    return [one.number for one in issue_many(office, list(open_ids(done)), workers=0).done.values()]


def test_a_table_becomes_letters_in_the_order_of_its_rows(office: Office, tmp_path: Path) -> None:
    total = ["合计", *[""] * 9, 10000]
    days = {"处罚日期": 46081, "送达时间": "20260303", "生效时间": "2026/3/3 0:00:00"}
    content = book(row(office, 11, **days), row(office, 12), total)
    tried = batch(office, content, tmp_path, dry_run=True)
    assert tried.faults == []
    assert [one.row for one in tried.rows] == [3, 4] and list_drafts(office) == []
    done = batch(office, content, tmp_path)
    assert (len(done.rows), done.skipped, done.faults) == (2, [5], [])
    assert numbers(office, done) == ["益高社函〔2026〕1号", "益高社函〔2026〕2号"]
    again = batch(office, content, tmp_path)
    assert [one.number for one in again.rows] == ["益高社函〔2026〕1号", "益高社函〔2026〕2号"]
    assert list(open_ids(again)) == [] == list_drafts(office)
    assert verify_office(office).findings == ()


def test_faults_stand_in_a_copy_and_nothing_is_drafted(office: Office, tmp_path: Path) -> None:
    spoilt = row(office, 13, 统一社会信用代码="9.1E+17", 生效时间="三月", 履行情况="")
    content = book(row(office, 11), spoilt, row(office, 11))
    done = batch(office, content, tmp_path)
    assert not done.drafted and list_drafts(office) == [] and done.copy == tmp_path / "月报-问题.xlsx"
    assert [one.row for one in done.faults] == [4, 5]
    assert all(said in done.faults[0].words for said in ("科学记数法", "不是日期", "履行情况"))
    assert "与第 3 行相同" in done.faults[1].words
    page = openpyxl.load_workbook(done.copy).active
    assert page is not None
    assert page.cell(2, len(HEAD) + 1).value == "问题" and "科学记数法" in str(
        page.cell(4, len(HEAD) + 1).value
    )
    assert page.cell(4, 1).fill.fill_type == "solid" and page.cell(3, 1).fill.fill_type is None
    good = batch(office, content, tmp_path, good_rows=True)
    assert len(good.rows) == 1 == len(list_drafts(office))


def test_a_merged_cell_is_said_of_all_its_rows(office: Office, tmp_path: Path) -> None:
    content = book(row(office, 11), row(office, 12, 事项名称=None), merge="F3:F4")
    assert batch(office, content, tmp_path).faults == []


def test_after_a_crash_the_same_command_goes_on(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = batch(office, book(*(row(office, n) for n in range(11, 15))), tmp_path)
    monkeypatch.setattr(batch_issuing, "_AT_ONCE", 2)
    printing, printed = batch_issuing.print_letter, []

    def breaks(*given: Any) -> Any:
        printed.append(given)
        if len(printed) == 4:
            raise OfficeUnusable("磁盘满了")
        return printing(*given)

    monkeypatch.setattr(batch_issuing, "print_letter", breaks)
    with pytest.raises(OfficeUnusable):
        numbers(office, done)
    assert len(list_drafts(office)) == 2  # the transaction with the third and fourth did not come about
    monkeypatch.setattr(batch_issuing, "print_letter", printing)
    again = batch(office, book(*(row(office, n) for n in range(11, 15))), tmp_path)
    assert numbers(office, again) == ["益高社函〔2026〕3号", "益高社函〔2026〕4号"]
    assert list_drafts(office) == [] and verify_office(office).findings == ()


def test_a_letter_that_cannot_be_issued_uses_no_number(office: Office, tmp_path: Path) -> None:
    done = batch(
        office,
        book(row(office, 11), row(office, 12, 主要违法事实="擅自采伐\U0001f600。"), row(office, 13)),
        tmp_path,
    )
    ids = list(open_ids(done))
    many = issue_many(office, ids, workers=0)
    assert [one.number for one in many.done.values()] == ["益高社函〔2026〕1号", "益高社函〔2026〕2号"]
    assert list(many.failed) == [ids[1]] and "打印不出" in str(many.failed[ids[1]])


def test_workers_print_what_one_process_prints(office: Office, tmp_path: Path) -> None:
    done = batch(office, book(row(office, 11), row(office, 12)), tmp_path)
    first, second = open_ids(done)
    alone = office.pdf.faces() and issue(office, [first])[0]
    beside = issue_many(office, [first, second], workers=1).done
    assert beside[first] == alone and beside[second].number == "益高社函〔2026〕2号"
    one, other = (office.archive.read(id, LETTER_PDF) for id in (first, second))
    assert abs(len(one) - len(other)) < len(one) / 20


def test_a_void_letter_may_be_written_again(office: Office, tmp_path: Path) -> None:
    content = book(row(office, 11))
    [number] = numbers(office, batch(office, content, tmp_path))
    void(office, number, reason="重发")
    assert numbers(office, batch(office, content, tmp_path)) == ["益高社函〔2026〕2号"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        ("甲,乙\n1,2\n".encode(), "没有找到表头"),
        ("被处罚人,统一社会信用代码\n".encode(), "只有表头"),
        ("被处罚人,统一社会信用代码\n示例,1\n".encode(), "没有“事项”"),
        (("被处罚人,统一社会信用代码\n" + "示例,1\n" * 5001).encode(), "一次最多起草 5000 件"),
    ],
)
def test_what_is_no_such_table(office: Office, tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        batch(office, content, tmp_path)


def test_a_hundred_thousand_rows_are_refused_at_once(office: Office, tmp_path: Path) -> None:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet()
    sheet.append(["被处罚人", "统一社会信用代码"])
    for number in range(20_001):
        sheet.append([number])
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(Refused, match="超过 20000 行"):
        batch(office, out.getvalue(), tmp_path)


def test_a_kind_that_there_is_not(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        draft_batch(office, "penalti", b"", "月报.xlsx", beside=tmp_path)


def test_the_command_says_a_fault_once(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "月报.xlsx"
    table.write_bytes(book(row(office, 11), row(office, 12, 统一社会信用代码="91430900MA00YL0019")))
    asked = ["-C", str(office.root), "draft", "penalty", "--batch", str(table), "--dry-run"]
    main(asked)
    said = capsys.readouterr()
    assert (said.out + said.err).count("校验码不符") == 1 and "有问题" in said.out
    main([*asked, "--json"])
    wrong = json.loads(capsys.readouterr().out)[-1]
    assert "校验码不符" in wrong["problem"] and wrong["title"] == ""
