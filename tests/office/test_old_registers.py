"""Registers of past years come in: mapped, reported row by row, known again, joined to their files, searchable."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from office_helpers import TODAY, issued

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import Refused
from shenguan_docs.notices.examples import example_data
from shenguan_docs.office.companies import keeping
from shenguan_docs.office.companies.showing import show as company
from shenguan_docs.office.events import entering
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.registers import reading
from shenguan_docs.office.registers.importing import Imported, import_register
from shenguan_docs.office.registers.old_numbers import reports
from shenguan_docs.office.timeline.collecting import timeline
from shenguan_docs.office.timeline.subject import Asked
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import past
from shenguan_docs.resources import shipped_templates

SHOP = {"name": "示例商贸有限公司", "uscc": "91430900MA00YL006P"}
SCAN = shipped_templates() / "notices" / "penalty" / "示例-行政处罚决定书.pdf"
HEAD = ("序号", "文号", "文件标题", "日期", "发往单位", "企业名称", "统一社会信用代码", "备注")
ROWS: tuple[tuple[Any, ...], ...] = (
    (1, "益高社函〔2019〕1号", "关于移送示例木业有限公司案件的函", "2019.3.5", "区经合局", "示例木业有限公司", "91430900MA00YL0018", ""),
    (2, "益高社函[2019]02号", "关于召开会议的函", "3月8日", "区经合局", "", "", ""),
    (3, "益高社函〔2019〕4号", "关于报送材料的函", datetime(2019, 4, 1), "区经合局", "示例商贸有限公司", "9.14E+17", ""),
    (4, "益高社函〔2019〕4号", "关于报送另一份材料的函", "二〇一九年四月", "区经合局", "", "", ""),
    (5, "益高社函〔2019〕5号", "", "", "", "", "", "作废"),
    (6, "益高社函〔2019〕7号", "", "2019-05-05", "", "", "", ""),
)  # fmt: skip


def workbook(path: Path, *sheets: tuple[str, tuple[tuple[Any, ...], ...]], merge: str = "") -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(number, place, cell)
            if merge:
                sheet.merge_range(merge, rows[2][4])
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return workbook(tmp_path / "旧登记.xlsx", ("发文", (("2019年发文登记簿",), HEAD, *ROWS)))


def told(done: Imported) -> dict[int, tuple[str, str]]:
    return {row.row: (row.state, row.words) for row in done.rows}


def test_each_row_is_reported(office: Office, old: Path) -> None:
    done = import_register(office, old, "out")
    assert [(c.heading, c.item.label if c.item else "") for c in done.columns["发文"]] == [
        ("序号", ""), ("文号", "发文字号"), ("文件标题", "标题"), ("日期", "成文日期"), ("发往单位", "主送"),
        ("企业名称", "行政相对人"), ("统一社会信用代码", "统一社会信用代码"), ("备注", "备注"),
    ]  # fmt: skip
    rows = told(done)
    assert rows[3] == rows[4] == ("entered", "")
    assert rows[5][0] == "entered" and "科学记数法，照原样留着" in rows[5][1]
    assert "重号：与旧登记.xlsx第 6 行" in rows[5][1]
    assert "“二〇一九年四月”不是日期" in rows[6][1]
    assert rows[7][0] == "entered" and rows[8] == (
        "fault",
        "没有标题。补上标题；号作废的，在备注里写“作废”。",
    )
    assert [one.words for one in done.series] == ["益高社函〔2019〕号（到第 5 号）：缺第 3 号；第 4 号重号"]


def test_a_name_without_a_code_makes_a_record_that_is_found_and_merged_later(
    office: Office, old: Path, office_root: Path
) -> None:
    import_register(office, old, "out")
    found = company(office, "示例商贸")
    assert (found["id"], found["uscc"]) == ("N00001", "")
    assert [row["number"] for row in found["past"]] == ["益高社函〔2019〕4号"]
    assert found["past"] == company(office, "N00001")["past"]
    form = example_data(form_of(find_type(office, "penalty-effective")), TODAY)
    entering.add(office, "penalty-effective", {**form, "company": SHOP})
    coded = company(office, "示例商贸有限公司")  # whoever has the code holds for the name
    assert (coded["uscc"], coded["same_name"]) == (SHOP["uscc"], ["N00001"])
    assert [row["number"] for row in coded["past"]] == ["益高社函〔2019〕4号"]
    keeping.merge(office, "N00001", coded["id"], reason="同一企业")
    merged = company(office, "示例商贸")
    assert (merged["id"], merged["same_name"], merged["merged"][0]["id"]) == (coded["id"], [], "N00001")
    assert len(merged["past"]) == 1
    # the same name again is listed under the record that has the code: no further one arises
    assert [c["id"] for c in keeping.list_companies(office)] == ["C00002", "C00001"]
    assert verify_office(office).findings == ()
    rebuild(office_root, office)
    assert company(office, "示例商贸") == merged


def test_known_again_and_a_mended_row_is_entered(office: Office, old: Path, tmp_path: Path) -> None:
    import_register(office, old, "out")
    assert {state for state, _ in told(import_register(office, old, "out")).values()} == {"known", "fault"}
    mended = (*ROWS[:-1], (*ROWS[-1][:2], "关于补报的函", *ROWS[-1][3:]))
    again = workbook(tmp_path / "改过.xlsx", ("发文", (("2019年",), HEAD, *mended)))
    assert [row.number for row in import_register(office, again, "out").rows if row.state == "entered"] == [
        "益高社函〔2019〕7号"
    ]


def test_a_dry_run_enters_nothing(office: Office, old: Path) -> None:
    done = import_register(office, old, "out", dry_run=True)
    assert told(done)[3][0] == "entered" and done.series[0].missing == ((3, 3),)
    with office.reading() as conn:
        assert list(past.of_year(conn, "out")) == []


def test_found_on_day_one_and_made_again_from_the_archive(
    office: Office, old: Path, office_root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "旧文书"
    (folder / "2019").mkdir(parents=True)
    by_number = folder / "2019" / "益高社函（2019）1号.pdf"
    by_number.write_bytes(SCAN.read_bytes())
    (folder / "关于召开会议的函（定稿）.txt").write_text("请派员参加联席会议", "utf-8")
    (folder / "绝密★文件.txt").write_text("绝密★\n", "utf-8")
    (folder / "益高社函2019-4.txt").write_text("两件同号，分不清", "utf-8")
    (folder / "益高社函2019-5.pdf").write_bytes(b"")
    done = import_register(office, old, "out", folder=folder)
    assert done.files_joined == 2 and len(done.without_file) == 2
    assert dict(done.files_left) == {
        "绝密★文件.txt": "登记里没有这个文号或者标题",
        "益高社函2019-4.txt": "像是 2 件文书的，分不清",
        "益高社函2019-5.pdf": "没有归入：文件是空的",
    }
    rebuild(office_root, office)
    assert verify_office(office).findings == ()
    for words, number in (("联席会议", "益高社函[2019]02号"), ("示例木业 移送", "益高社函〔2019〕1号")):
        assert search(office, Query(words)).hits[0].number == number
    shown = show(office, "益高社函2019-1")
    assert (shown["state"], shown["date"]) == ("旧登记", date(2019, 3, 5))
    assert shown["parties"][0]["uscc"] == "91430900MA00YL0018"
    assert (office_root / shown["files"][0]["path"]).read_bytes() == SCAN.read_bytes()
    with office.reading() as conn:
        assert [one.number for one in past.of_company(conn, uscc="91430900MA00YL0018")] == [
            "益高社函〔2019〕1号"
        ]
    assert [row["number"] for row in company(office, "91430900MA00YL0018")["past"]] == ["益高社函〔2019〕1号"]
    trail = timeline(office, Asked(company="示例木业有限公司")).shown()
    assert [(row["number"], row["state"]) for row in trail] == [("益高社函〔2019〕1号", "旧登记")]
    again = import_register(office, old, "out", folder=folder)
    assert again.files_joined == 0 and len(again.without_file) == 2


def test_what_was_cut_off_goes_on(office: Office, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shenguan_docs.office.registers.importing._BATCH", 2)
    enter, calls = past.enter_rows, []

    def cut_off(*given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return enter(*given, **named)

    monkeypatch.setattr(past, "enter_rows", cut_off)
    with pytest.raises(KeyboardInterrupt):
        import_register(office, old, "out")
    states = [state for state, _ in told(import_register(office, old, "out")).values()]
    assert states.count("known") == 2 and states.count("entered") == 3
    assert verify_office(office).findings == ()


def test_a_register_of_received_letters_in_gbk(office: Office, tmp_path: Path) -> None:
    table = (
        "收文编号,收到日期,来文机关,文号,标题,密级,领导批示,承办人,办结时间\n"
        "1,2020/1/6,示例市林业局,示林发〔2020〕1号,关于森林防火的通知,,请农业股阅处,示例甲,2020.1.9\n"
        "2,2020/1/7,示例市委,示委〔2020〕2号,某文件,机密,,,\n"
        "合计,2,,,,,,,\n"
    )
    file = tmp_path / "2020年收文登记.csv"
    file.write_bytes(table.encode("gb18030"))
    done = import_register(office, file, "in")
    assert [row.state for row in done.rows] == ["entered", "fault", "skipped"]
    assert "涉密" in done.rows[1].words
    shown = show(office, "示林发2020-1")
    assert shown["items"] == {"承办": "示例甲", "办结日期": "2020-01-09", "批办": "请农业股阅处"}
    assert search(office, Query("森林防火")).hits[0].direction == "in"
    came = tmp_path / "来文.txt"
    came.write_text("森林防火", "utf-8")
    again = receive(
        office, [came], {"sender": "示例市林业局", "number": "示林发〔2020〕1号", "title": "又来"}
    )
    assert any("旧登记（2020年收文登记.csv）里已有“1”" in warning for warning in again.warnings)


def test_a_number_of_this_office_is_not_entered_twice(office: Office, tmp_path: Path) -> None:
    number = issued(office, "penalty").number
    rows = (("文号", "标题", "日期"), (number, "关于通报的函", "2026-03-20"))
    done = import_register(office, workbook(tmp_path / "a.xlsx", ("1", rows)), "out")
    assert told(done)[2] == ("issued", "这个号在本系统里，没有再登记")


def test_a_sheet_a_year(office: Office, tmp_path: Path) -> None:
    rows = (
        ("文号", "标题", "日期", "主送"),
        ("示函1号", "甲函", "1.2", "乙局"),
        ("示函2号", "乙函", "1.3", "丙局"),
    )
    twice = (*rows, ("示函2号", "乙函", "1.3", "丁局"))
    remarks = (("填表说明",),)
    path = workbook(tmp_path / "a.xlsx", ("2018年", rows), ("2019年", twice), ("说明", remarks))
    done = import_register(office, path, "out")
    assert [row.state for row in done.rows] == ["entered", "entered", "entered", "entered", "same"]
    assert "主送写的是“丁局”" in done.rows[-1].words
    assert done.passed_over == ["说明"]
    with office.reading() as conn:
        assert [one.day for one in past.of_year(conn, "out", 2019)] == [date(2019, 1, 2), date(2019, 1, 3)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "文件是空的"),
        ("a.xlsx", b"PK\x03\x04broken", "已损坏"),
        ("a.xls", b"\xd0\xcf\x11\xe0broken", "不是表格文件，或已损坏"),
        ("a.pdf", b"%PDF-1.4", "不是表格文件"),
        ("a.csv", '文号,标题\n1,"没有关的引号\n'.encode(), "引号不成对"),
        ("a.csv", "姓名,电话\n甲,1\n".encode(), "没有找到表头"),
        ("a.csv", "文号,日期\n1,2019-01-01\n".encode(), "没有“标题”一列.*--map 列名=标题"),
    ],
)
def test_files_that_are_no_register(
    office: Office, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused, match=said):
        import_register(office, tmp_path / name, "out")


def test_wrong_maps(office: Office, old: Path) -> None:
    with pytest.raises(Refused, match="没有“文件名”这一列"):
        import_register(office, old, "out", overrides={"文件名": "标题"})
    with pytest.raises(Refused, match="登记簿没有“标体”这一项.*标题"):
        import_register(office, old, "out", overrides={"文件标题": "标体"})


def test_without_calamine_the_same_rows(old: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    merged = workbook(
        tmp_path / "m.xlsx",
        ("1", (("文号", "标题"), ("1号", "甲"), ("2号", "", "", "", "丙"))),
        merge="E2:E3",
    )
    usual = [reading.read_register(path) for path in (old, merged)]
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    assert [reading.read_register(path) for path in (old, merged)] == usual
    assert usual[1][0].rows[1].cells[4] == usual[1][0].rows[2].cells[4] == "丙"


def test_gaps_and_doubles() -> None:
    [one] = reports([("示函[]号", 2019, n) for n in (2, 3, 3, 9)])
    assert (one.missing, one.doubled, one.last) == (((1, 1), (4, 8)), (3,), 9)
    assert reports([("示函[]号", 2019, n) for n in (1, 2)])[0].words == ""


def test_days_written_out_as_on_paper(office: Office, tmp_path: Path) -> None:
    days = ("二○一九年三月七日", "二〇一九年十二月三十一日", "四月二十日", "二〇一九年二月三十日")
    rows = tuple((n, f"益高社函〔2019〕{n}号", f"关于事项{n}的函", day) for n, day in enumerate(days, 1))
    path = workbook(tmp_path / "旧.xlsx", ("发文", (("2019年发文登记簿",), HEAD[:4], *rows)))
    import_register(office, path, "out")
    with office.reading() as conn:
        found = [past.find(conn, f"益高社函〔2019〕{n}号").day for n in range(1, 5)]
    assert found == [date(2019, 3, 7), date(2019, 12, 31), date(2019, 4, 20), None]


def test_what_the_child_reads_is_what_is_in_the_workbook(tmp_path: Path) -> None:
    """Columns that a spreadsheet keeps as numbers are known as such: leading noughts are lost in them."""
    import io

    import openpyxl

    from shenguan_docs.office.registers.reading import read_register, workbook_sheets

    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["文号", "数"], ["007", 7], ["甲", 1.5]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(out)
    (tmp_path / "旧.xlsx").write_bytes(out.getvalue())
    sheets = read_register(tmp_path / "旧.xlsx")
    assert sheets == workbook_sheets(out.getvalue(), "旧.xlsx")
    assert [(r.cells, sorted(r.numeric)) for r in sheets[0].rows[1:]] == [
        (("007", "7"), [1]),
        (("007", "1.5"), [1]),
    ]
