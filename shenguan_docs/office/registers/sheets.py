"""Tables as an office prints them: XLSX and PDF, A4 across, the heads on every page, pages counted."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shenguan_docs.durable import sync
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.text import clean

if TYPE_CHECKING:
    from shenguan_docs.office.opening import Office

MOST_PRINTED = 3_000
"""Rows of one PDF; WeasyPrint holds all of them at once."""
_MADE = datetime(2000, 1, 1)  # so that the same table is the same file
_LONGEST = 32_767  # characters of a cell


@dataclass(frozen=True)
class Heading:
    """A column: its name, its width in Chinese characters, whether it stands in the middle."""

    name: str
    width: float = 8
    middle: bool = False


@dataclass(frozen=True)
class PrintedTable:
    """One table, on a sheet of its own. A cell is words or a count; ``note`` stands under the title.

    ``foot`` stands under the table, ``anchor`` (lines) under that, in small print.
    """

    name: str
    title: str
    note: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str | int, ...], ...]
    foot: str = ""
    anchor: str = ""


def write_file(path: Path, content: bytes) -> None:
    """Write a file that a person asked for: whole, or not at all. Raises NotFound for its folder, OSError."""
    if not path.parent.is_dir():
        raise NotFound("没有这个文件夹", where=str(path.parent), remedy="先建文件夹，或者换一个位置")
    fresh = path.with_name(f".{path.name}.part")
    try:
        fresh.write_bytes(content)
        sync(fresh)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def xlsx(tables: Sequence[PrintedTable]) -> bytes:
    """Return a workbook: every word is a text cell, so that none can become a formula."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "constant_memory": True, "in_memory": True,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _MADE})
    base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True, "border": 1}
    formats = {
        "title": book.add_format(
            {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}
        ),
        "note": book.add_format({"font_name": "宋体", "font_size": 10}),
        "small": book.add_format({"font_name": "宋体", "font_size": 7}),
        "head": book.add_format({**base, "bold": True, "align": "center"}),
        # quote_prefix: a cell stays text when a person edits it.
        "words": book.add_format({**base, "num_format": "@", "quote_prefix": True}),
        "middle": book.add_format({**base, "num_format": "@", "quote_prefix": True, "align": "center"}),
        "count": book.add_format({**base, "align": "center"}),
    }
    names: set[str] = set()
    for table in tables:
        _write_sheet(book.add_worksheet(_sheet_name(table.name, names)), table, formats)
    book.close()
    return out.getvalue()


def _write_sheet(sheet: Any, table: PrintedTable, formats: dict[str, Any]) -> None:
    last = len(table.headings) - 1
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.repeat_rows(0, 2)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(3, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for place, heading in enumerate(table.headings):
        sheet.set_column(place, place, heading.width * 2)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, table.title, formats["title"])
    for place in range(1, last + 1):  # merged by "centre across": a merge needs rows kept in memory
        sheet.write_blank(0, place, None, formats["title"])
    formats["title"].set_center_across()
    sheet.write_string(1, 0, table.note, formats["note"])
    for place, heading in enumerate(table.headings):
        sheet.write_string(2, place, heading.name, formats["head"])
    number = 2
    for number, row in enumerate(table.rows, 3):
        for place, (heading, cell) in enumerate(zip(table.headings, row, strict=True)):
            if isinstance(cell, int):
                sheet.write_number(number, place, cell, formats["count"])
            else:
                words = clean(cell)[:_LONGEST]
                sheet.write_string(number, place, words, formats["middle" if heading.middle else "words"])
    if table.foot:
        number += 1
        sheet.write_string(number, 0, table.foot, formats["note"])
    for line in table.anchor.splitlines():
        number += 1
        sheet.write_string(number, 0, line, formats["small"])
    sheet.print_area(0, 0, number, last)


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:28] or "表"
    found, number = plain, 2
    while found.casefold() in taken:
        found, number = f"{plain} {number}", number + 1
    taken.add(found.casefold())
    return found


def pdf(office: Office, tables: Sequence[PrintedTable]) -> bytes:
    """Return the tables as PDF, each from a page of its own. Raises Refused for more rows than can be printed."""
    count = sum(len(table.rows) for table in tables)
    if count > MOST_PRINTED:
        raise Refused(
            f"有 {count} 行，PDF 一次最多排 {MOST_PRINTED} 行", remedy="写成 .xlsx，在 Excel 或 WPS 里打印"
        )
    shown = [
        {
            "标题": table.title,
            "说明": table.note,
            "列": [_column(h, table.headings) for h in table.headings],
            "行": [
                [
                    {"字": clean(str(cell)), "居中": heading.middle or isinstance(cell, int)}
                    for heading, cell in zip(table.headings, row, strict=True)
                ]
                for row in table.rows
            ],
            "注": table.foot,
            "树头": table.anchor.splitlines(),
        }
        for table in tables
    ]
    html = office.layouts.render("register.html", {"各表": shown})
    return office.pdf.html_pdf(html, "register.css", lying=True)


def _column(heading: Heading, all: Sequence[Heading]) -> dict[str, Any]:
    share = 100 * heading.width / sum(one.width for one in all)
    return {"名称": heading.name, "宽": f"{share:.2f}%"}


def write_tables(office: Office, path: Path, tables: Sequence[PrintedTable]) -> None:
    """Write tables as the file's ending says. Raises Refused for another ending than .xlsx and .pdf."""
    ending = path.suffix.lower()
    if ending not in (".xlsx", ".pdf"):
        raise Refused("文件名要以 .xlsx 或 .pdf 结尾", where=str(path))
    write_file(path, xlsx(tables) if ending == ".xlsx" else pdf(office, tables))
