"""归档文件目录, 备考表 and the list of what is handed over, as tables and sheets (DA/T 22-2015)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.filing.arranging import Standing, standings
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers.sheets import Heading, PrintedTable, write_file, xlsx
from shenguan_docs.text import chinese_date, clean

_CATALOGUE = (
    Heading("序号", 3.5, True), Heading("档号", 13), Heading("文号", 11.5), Heading("责任者", 11), Heading("题名", 22.5),
    Heading("日期", 5, True), Heading("密级", 3.5, True), Heading("页数", 3.5, True), Heading("备注", 9),
)  # fmt: skip
_HANDED = (
    Heading("序号", 3.5, True), Heading("文号", 12.5), Heading("题名", 26), Heading("日期", 7.5, True),
    Heading("结果", 5, True), Heading("档号", 17), Heading("没有移交的原因", 14), Heading("说明", 14),
)  # fmt: skip


@dataclass(frozen=True)
class Endnote:
    """备考表: the sentences of the 情况说明, who arranged and who checked, when."""

    lines: tuple[str, ...]
    arranged_by: str
    arranged_on: date | None
    checked_by: str = ""
    checked_on: date | None = None


def of_year(office: Office, year: int) -> list[Standing]:
    """Return the standings of a year. Raises NotFound where the year has nothing at all."""
    rights.require(office, "file")
    with office.reading() as conn:
        found = standings(office, conn, year)
    if not found:
        raise NotFound(f"{year} 年没有文书", remedy="核对年份")
    return found


def require_filed(found: Sequence[Standing], year: int) -> list[Standing]:
    """Return what is filed. Raises Refused where nothing is."""
    filed = [one for one in found if one.filed]
    if not filed:
        raise Refused(f"{year} 年还没有整理归档", remedy=f"先执行 shenguan filing arrange {year}")
    return filed


def catalogue(office: Office, found: Sequence[Standing], year: int) -> list[PrintedTable]:
    """Return the 归档文件目录: one table for each 保管期限 and 机构(问题)."""
    tables = []
    filed = require_filed(found, year)
    for (retention, unit), several in groupby(filed, key=lambda one: _group(one)):
        rows = []
        for number, one in enumerate(several, 1):
            done, piece = one.filed, one.piece
            assert done is not None
            rows.append(
                (
                    number, done.number, piece.number, piece.responsible, piece.title,
                    f"{piece.day:%Y%m%d}" if piece.day else "", "", done.pages or "", done.note,
                )
            )  # fmt: skip
        name = " ".join(filter(None, (retention, unit)))
        note = f"全宗号：{office.settings.filing.fonds}    年度：{year}    保管期限：{retention}" + (
            f"    机构（问题）：{unit}" if unit else ""
        )
        tables.append(PrintedTable(name, "归档文件目录", note, _CATALOGUE, tuple(rows)))
    return tables


def _group(one: Standing) -> tuple[str, str]:
    assert one.filed is not None
    return one.filed.retention, one.filed.unit


def handed_over(office: Office, found: Sequence[Standing], year: int) -> PrintedTable:
    """Return the list of the whole year: what is handed over, what is not and why."""
    rows = []
    for number, one in enumerate(found, 1):
        done = one.filed
        rows.append(
            (
                number, one.piece.number, one.piece.title, str(one.piece.day or ""), "移交" if done else "未移交",
                done.number if done else "", one.why, done.note if done else "",
            )
        )  # fmt: skip
    filed = sum(1 for one in found if one.filed)
    note = f"{office.settings.name}    {year} 年    移交 {filed} 件，未移交 {len(found) - filed} 项"
    return PrintedTable("移交清单", f"{year}年归档文件移交清单", note, _HANDED, tuple(rows))


def endnote(
    office: Office,
    found: Sequence[Standing],
    year: int,
    *,
    words: str = "",
    checked_by: str = "",
    checked_on: date | None = None,
) -> Endnote:
    """Reckon the 备考表 of a year; ``words`` are added to what is counted. Raises Refused."""
    filed = [one.filed for one in require_filed(found, year) if one.filed]
    pages = sum(one.pages for one in filed)
    terms = []
    for retention, several in groupby(filed, key=lambda one: one.retention):
        listed = list(several)
        terms.append(f"{retention}{len(listed)}件，档号 {listed[0].number} 至 {listed[-1].number}")
    lines = [f"{year}年归档文件共{len(filed)}件，可计页的{pages}页。", "；".join(terms) + "。"]
    with_note = [one for one in filed if one.note]
    if with_note:
        told = "；".join(f"{one.number} {one.note}" for one in with_note)
        lines.append(f"带说明归档的：{told}。")
    left = [one for one in found if not one.filed]
    if left:
        lines.append(f"没有归档的{len(left)}项，见移交清单。")
    lines += [line for line in clean(words).splitlines() if line.strip()]
    last = max(filed, key=lambda one: (one.filed_on, one.at))
    return Endnote(tuple(lines), last.filed_by, last.filed_on, checked_by.strip(), checked_on)


def endnote_pdf(office: Office, note: Endnote) -> bytes:
    """Return the 备考表 as a page."""
    values: dict[str, Any] = {
        "情况说明": [clean(line) for line in note.lines],
        "整理人": clean(note.arranged_by),
        "整理日期": chinese_date(note.arranged_on) if note.arranged_on else "",
        "检查人": clean(note.checked_by),
        "检查日期": chinese_date(note.checked_on) if note.checked_on else "",
    }
    return office.pdf.html_pdf(office.layouts.render("filing-endnote.html", values), "bundle.css")


def endnote_xlsx(note: Endnote) -> bytes:
    """Return the 备考表 as a workbook."""
    rows = [("情况说明", line) for line in note.lines]
    rows += [
        ("整理人", note.arranged_by),
        ("整理日期", str(note.arranged_on or "")),
        ("检查人", note.checked_by),
        ("检查日期", str(note.checked_on or "")),
    ]
    headings = (Heading("项目", 8), Heading("内容", 60))
    return xlsx([PrintedTable("备考表", "备考表", "", headings, tuple(rows))])


def write_endnote(office: Office, path: Path, note: Endnote) -> None:
    """Write the 备考表 as the file's ending says. Raises Refused for another than .pdf and .xlsx."""
    ending = path.suffix.lower()
    if ending not in (".pdf", ".xlsx"):
        raise Refused("文件名要以 .xlsx 或 .pdf 结尾", where=str(path))
    write_file(path, endnote_pdf(office, note) if ending == ".pdf" else endnote_xlsx(note))
