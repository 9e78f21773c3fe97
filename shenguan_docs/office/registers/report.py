"""The report on every row of an import, as a table to keep."""

from __future__ import annotations

from pathlib import Path

from shenguan_docs.office.registers.importing import STATES, Imported
from shenguan_docs.office.registers.sheets import Heading, PrintedTable, write_file, xlsx

_ROWS = (
    Heading("工作表", 6), Heading("行", 4, True), Heading("结果", 7, True), Heading("文号", 12), Heading("标题", 26),
    Heading("说明", 24), Heading("文件", 16), Heading("编号", 12),
)  # fmt: skip


def write_report(path: Path, done: Imported) -> None:
    """Write the rows, the series of old numbers, and what was not joined. Raises OSError."""
    note = "试读，什么也没有登记。" if done.dry_run else ""
    rows = tuple(
        (r.sheet, r.row, STATES[r.state], r.number, r.title, r.words, "\n".join(r.files), r.id)
        for r in done.rows
    )
    series = tuple((one.series or "（没有代字）", one.year, one.last, one.words) for one in done.series)
    left = tuple(done.files_left)
    tables = [
        PrintedTable("逐行", "登记簿补录：逐行的结果", note, _ROWS, rows),
        PrintedTable(
            "文号",
            "登记簿补录：文号的缺号和重号",
            note,
            (Heading("组", 12), Heading("年", 5, True), Heading("最后一个号", 7, True), Heading("说明", 60)),
            series,
        ),
    ]
    if left:
        headings = (Heading("文件", 40), Heading("为什么", 30))
        tables.append(PrintedTable("没有归入的文件", "登记簿补录：没有归入的文件", note, headings, left))
    write_file(path, xlsx(tables))
