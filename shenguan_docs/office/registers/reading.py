"""A register of past years as rows of words: XLSX, XLS, ET, ODS or CSV, with 100,000 rows and more."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from shenguan_docs.confined import ask, worth
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.index.plain_text import decode
from shenguan_docs.plan.tables import Row, row_of
from shenguan_docs.text import clean, readable_name

_LARGEST = 200_000_000  # bytes of the file
_MOST_UNPACKED = 2_000_000_000  # bytes; 100,000 rows of 15 columns unpack to some 100 MB
_MOST_ROWS = 1_000_000
_WORKER, _MEMORY = "shenguan_docs.office.registers.reading_worker", 1024
_SECONDS, _A_MEGABYTE = 9, 10  # of work; 100,000 rows are 5 to 10 megabytes
_DAMAGED = "请在 Excel 或 WPS 中打开后另存为 .xlsx"


@dataclass(frozen=True)
class Sheet:
    """A sheet, "" for the one table of a CSV file; empty rows are left out."""

    name: str
    rows: tuple[Row, ...]


def read_register(path: Path) -> tuple[Sheet, ...]:
    """Read a file. Raises NotFound, Refused for what is empty, damaged, locked, too large or no table."""
    name = readable_name(path.name)
    if path.is_dir():
        raise Refused("这是文件夹，不是文件", where=str(path))
    if not path.is_file():
        raise NotFound("没有这个文件", where=str(path), remedy="核对路径")
    if path.stat().st_size > _LARGEST:
        raise Refused("文件太大", where=name, remedy="请按年份分成几个文件")
    data = path.read_bytes()
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Refused("文件是空的", where=name, remedy="请检查导出的文件")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        seconds = worth(data, _SECONDS, _A_MEGABYTE)
        sheets = ask(_WORKER, [name], data, seconds=seconds, memory=_MEMORY, name=name)
        return tuple(Sheet(title, tuple(row_of(row) for row in rows)) for title, rows in sheets)
    if data.startswith(b"%PDF") or b"\x00\x00" in data[:4096]:
        raise Refused("不是表格文件", where=name, remedy="请用 XLSX、XLS 或 CSV 文件")
    return (Sheet("", tuple(_csv(decode(data)[0], name))),)


def _csv(text: str, name: str) -> Iterator[Row]:
    first_line = text.lstrip().partition("\n")[0]
    csv.field_size_limit(1_000_000)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(",\t;", key=first_line.count), strict=True
    )
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(begins, tuple(clean(cell).strip() for cell in cells))
            begins = reader.line_num + 1
            if begins > _MOST_ROWS:
                raise Refused(f"超过 {_MOST_ROWS} 行", where=name, remedy="请按年份分成几个文件")
    except csv.Error:
        raise Refused(
            "这一行的引号不成对，后面的内容无法分列", where=f"{name} 第 {begins} 行", remedy="请补上缺的引号"
        ) from None


def workbook_sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Read a workbook in this process: for the child that ``read_register`` starts. Raises Refused."""
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                unpacked = sum(part.file_size for part in package.infolist())
        except (zipfile.BadZipFile, ValueError) as error:
            raise Refused("文件已损坏，打不开", where=name, remedy=_DAMAGED) from error
        if unpacked > _MOST_UNPACKED:
            raise Refused("表格太大", where=name, remedy="请按年份分成几个文件")
    try:
        import python_calamine
    except ImportError:  # no wheel for this machine
        return _openpyxl(data, name)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        return tuple(_calamine_sheet(book, title) for title in book.sheet_names)
    except python_calamine.PasswordError as error:
        raise Refused("文件加了密码，打不开", where=name, remedy="去掉密码后再导入") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("不是表格文件，或已损坏", where=name, remedy=_DAMAGED) from error


def _calamine_sheet(book: Any, title: str) -> Sheet:
    sheet = book.get_sheet_by_name(title)
    if sheet.start is None:
        return Sheet(title, ())
    left = sheet.start[1]
    blocks = [
        (first[0], last[0], first[1] - left, last[1] - left) for first, last in sheet.merged_cell_ranges or ()
    ]
    return Sheet(title, tuple(_rows(sheet.iter_rows(), blocks)))


def _openpyxl(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Row by row; only XLSX, and merged cells are looked up by a second pass over the sheet's ranges."""
    import openpyxl

    if not data.startswith(b"PK"):
        raise Refused(
            "这台机器上没有读 .xls 的组件（python-calamine）",
            where=name,
            remedy="请在 Excel 或 WPS 中另存为 .xlsx",
        )
    try:
        merged = _merged_of(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return tuple(
            Sheet(sheet.title, tuple(_rows(sheet.iter_rows(values_only=True), merged.get(place, []))))
            for place, sheet in enumerate(book.worksheets)
        )
    except Refused:
        raise
    except Exception as error:  # openpyxl lets through whatever a damaged part makes it stumble over
        raise Refused("不是表格文件，或已损坏", where=name, remedy=_DAMAGED) from error


def _merged_of(data: bytes) -> dict[int, list[tuple[int, int, int, int]]]:
    import re

    from openpyxl.utils.cell import range_boundaries

    found: dict[int, list[tuple[int, int, int, int]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = sorted(
            (int(match[1]), part)
            for part in package.namelist()
            if (match := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part))
        )
        for place, (_, part) in enumerate(parts):
            for reference in re.findall(rb'<mergeCell ref="([A-Z0-9:]+)"', package.read(part)):
                left, top, right, bottom = range_boundaries(reference.decode())
                found.setdefault(place, []).append((top - 1, bottom - 1, left - 1, right - 1))
    return found


def _rows(rows: Iterable[Iterable[Any]], blocks: list[tuple[int, int, int, int]]) -> Iterator[Row]:
    """A merged cell says the same for all the rows that it covers (not for the columns beside it)."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for top, bottom, left, _ in blocks:
        if bottom > top:
            starts.setdefault(top, []).append((bottom, left))
    running: dict[int, tuple[int, Any]] = {}
    for number, row in enumerate(rows):
        values = list(row)
        for bottom, column in starts.get(number, ()):
            if 0 <= column < len(values):
                running[column] = (bottom, values[column])
        for column, (bottom, value) in list(running.items()):
            if number > bottom:
                del running[column]
            elif column < len(values):
                values[column] = value
        cells = tuple(_words(value) for value in values)
        if any(cells):
            numeric = frozenset(i for i, v in enumerate(values) if _is_number(v))
            yield Row(number + 1, cells, numeric)
        if number >= _MOST_ROWS:
            raise Refused(f"超过 {_MOST_ROWS} 行", remedy="请按年份分成几个文件")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _words(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0, 0) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return clean(str(value)).strip()
