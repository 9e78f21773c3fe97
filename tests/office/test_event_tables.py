"""Tables as spreadsheets spoil them: a clear word each, and nothing half entered."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shenguan_docs.errors import Refused
from shenguan_docs.office.events.entering import list_events
from shenguan_docs.office.events.importing import import_events
from shenguan_docs.office.opening import Office

HEAD = ["当事人", "统一社会信用代码", "审批事项", "生效日期", "处罚决定书文号"]
GOOD = [
    "示例木业有限公司",
    "91430900MA00YL0018",
    "林木采伐许可证核发",
    "2026/3/10",
    "益高社林罚决字〔2026〕第3号",
]


def book(*rows: list[Any]) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def row(**changes: Any) -> list[Any]:
    return [changes.get(head, value) for head, value in zip(HEAD, GOOD, strict=True)]


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (row(统一社会信用代码=9.143090012345678e17), "末几位已经丢失"),
        (row(统一社会信用代码="9.1E+17"), "科学记数法"),
        (row(生效日期="三月十日"), "不是日期"),
        (row(生效日期="3月10日"), "不是日期"),
        (row(生效日期="2026-12-10"), "晚于今天"),
        (row(当事人="#REF!"), "公式算错的结果"),
        (row(当事人=True), "逻辑值，不是文字"),
        (row(处罚决定书文号="#N/A"), "公式算错的结果"),
    ],
)
def test_a_spoilt_cell_is_named(office: Office, tmp_path: Path, spoilt: list[Any], said: str) -> None:
    content = book(HEAD, spoilt, row(处罚决定书文号="益高社林罚决字〔2026〕第4号", 生效日期="2026/3/11"))
    done = import_events(office, content, "月报.xlsx", type_name="penalty-effective", beside=tmp_path)
    assert [fault.row for fault in done.faults] == [2]
    assert said in done.faults[0].words
    assert not done.entered and list_events(office) == []


def test_a_formula_without_its_value_is_not_read_as_empty(office: Office, tmp_path: Path) -> None:
    content = book(HEAD, row(生效日期="=TODAY()-3"))
    with pytest.raises(Refused, match="单元格 D2 是公式"):
        import_events(office, content, "月报.xlsx", type_name="penalty-effective", beside=tmp_path)


def test_a_table_that_is_too_long_is_refused(office: Office, tmp_path: Path) -> None:
    content = (",".join(HEAD) + "\n" + (",".join(GOOD) + "\n") * 200_001).encode()
    with pytest.raises(Refused, match="超过 200000 行.*分成几个文件"):
        import_events(office, content, "月报.csv", type_name="penalty-effective", beside=tmp_path)
