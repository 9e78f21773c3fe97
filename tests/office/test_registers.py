"""发文登记簿 and 收文登记簿: every letter of the year, in the office's columns, as text and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from office_helpers import TODAY, drafted, issued

from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.office.letters.by_hand import ByHand, enter, open_numbers
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.registers.books import book
from shenguan_docs.office.registers.sheets import Heading, PrintedTable, pdf, write_tables, xlsx
from shenguan_docs.office.settings import read_settings

EVIL = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "http://x.example",
    "0737",
    "\x00甲\x07",
    "长" * 40_000,
)


def test_the_year_as_it_was(office: Office) -> None:
    open_numbers(office, "益高社函", 3, reason="3月启用")
    enter(office, ByHand("手写的函", date(2026, 3, 2), "益高社函〔2026〕2号", receivers=("某外单位",)))
    sent, wrong = issued(office, "penalty"), issued(office, "penalty")
    dispatch(office, sent.id, channel="online", on=TODAY)
    void(office, wrong.number, reason="内容有误")
    table = book(office, "out", 2026)
    names = [heading.name for heading in table.headings]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    assert [row["发文字号"] for row in rows] == [f"益高社函〔2026〕{n}号" for n in (1, 2, 3, 4)]
    assert (rows[0]["标题"], rows[0]["备注"]) == ("（不用的号）", "3月启用")
    assert (rows[1]["标题"], rows[1]["主送"], rows[1]["备注"]) == ("手写的函", "某外单位", "手写补登")
    assert (rows[2]["发出日期"], rows[2]["渠道"], rows[2]["签发人"]) == (str(TODAY), "线上推送", "示例丁")
    assert rows[3]["备注"] == "作废：内容有误"
    with_copies = issue(office, [drafted(office, "penalty", {"copies": 12})])[0]
    last = dict(zip(names, book(office, "out", 2026).rows[-1], strict=True))
    assert (rows[2]["份数"], last["发文字号"], last["份数"]) == ("2", with_copies.number, "12")
    with pytest.raises(Refused, match="份数“-3”不对"):
        drafted(office, "penalty", {"copies": -3})
    table = book(office, "out", 2026)
    assert book(office, "out", 2026, department="社会事务局").rows == table.rows
    with pytest.raises(Refused, match="2026 年没有发文"):
        book(office, "out", 2026, department="经合局")


def test_received_letters(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "关于森林防火的通知.txt"
    file.write_text("请认真做好森林防火工作。", "utf-8")
    receive(office, [file], {"sender": "示例市林业局", "number": "示林发〔2026〕3号"})
    table = book(office, "in", 2026)
    row = dict(zip([heading.name for heading in table.headings], table.rows[0], strict=True))
    assert row["收文号"] == "收〔2026〕1号" and row["来文单位"] == "示例市林业局"
    assert row["来文字号"] == "示林发〔2026〕3号" and row["收文日期"] == str(TODAY)


def test_the_office_chooses_and_orders_the_columns(office: Office, office_root: Path) -> None:
    issue(office, [drafted(office, "penalty")])
    own = replace(office.settings, registers={"out": ("标题", "发文字号", "认领", "保管期限")})
    chosen = replace(office, settings=own)
    assert [heading.name for heading in book(chosen, "out", 2026).headings] == [
        "标题",
        "发文字号",
        "认领",
        "保管期限",
    ]
    for columns, said in ((("题目",), "没有“题目”这一列"), (("标题", "标题"), "写了两次")):
        with pytest.raises(OfficeUnusable, match=said):
            book(replace(office, settings=replace(own, registers={"out": columns})), "out", 2026)
    with (office_root / "office.toml").open("a", encoding="utf-8") as file:
        file.write('\n[registers]\nout = "标题"\n')
    with pytest.raises(OfficeUnusable, match=r"\[registers\] 写得不对"):
        read_settings(office_root / "office.toml")


def evil_table() -> PrintedTable:
    return PrintedTable(
        "=1+1", "=1+1", "@x", (Heading("=a"), Heading("b")), tuple((words, 7) for words in EVIL), "=foot"
    )


def test_no_formula_can_come_out_of_data() -> None:
    content = xlsx([evil_table(), evil_table()])
    assert content == xlsx([evil_table(), evil_table()])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        styles = package.read("xl/styles.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet.lower() and "quotePrefix" in styles
    assert 'orientation="landscape"' in sheet and 'paperSize="9"' in sheet and "第 &amp;P 页" in sheet
    book = openpyxl.load_workbook(io.BytesIO(content))
    read = [row[0].value for row in book.worksheets[0].iter_rows(min_row=4, max_row=3 + len(EVIL))]
    assert read[:7] == list(EVIL[:7]) and read[7] == "甲"
    assert "$1:$3" in book.worksheets[0].print_title_rows


def test_pdf_lies_across_with_its_head_on_every_page(office: Office) -> None:
    table = replace(evil_table(), rows=tuple((f"<b>第{n}行</b>", n) for n in range(60)))
    with pikepdf.open(io.BytesIO(pdf(office, [table]))) as printed:
        boxes = {tuple(map(float, page.mediabox)) for page in printed.pages}
        assert len(printed.pages) > 1 and all(box[2] > box[3] for box in boxes)
    with pytest.raises(Refused, match="写成 .xlsx"):
        pdf(office, [replace(table, rows=table.rows * 60)])


def test_written_whole_or_not_at_all(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"\.xlsx 或 \.pdf"):
        write_tables(office, tmp_path / "a.doc", [evil_table()])
    with pytest.raises(NotFound, match="没有这个文件夹"):
        write_tables(office, tmp_path / "没有" / "a.xlsx", [evil_table()])
    write_tables(office, tmp_path / "a.xlsx", [evil_table()])
    assert [re.sub("part$", "", path.name) for path in tmp_path.glob("*.xlsx*")] == ["a.xlsx"]
