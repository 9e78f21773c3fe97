"""A CSV or XLSX file as rows of words, with the line that each row begins on."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shenguan_docs.confined import ask, worth
from shenguan_docs.errors import Refused
from shenguan_docs.text import clean

MOST_ROWS = 20_000
_MOST_UNPACKED = 200_000_000  # bytes; a list of 20,000 rows unpacks to a tenth of it
_WORKER, _MEMORY = "shenguan_docs.plan.tables_worker", 1024
_SECONDS, _A_MEGABYTE = 9, 30  # of work; 20,000 rows are a megabyte
_SAVE_AS = "在 Excel 或 WPS 中打开，“另存为”选类型“CSV UTF-8（逗号分隔）”后再导入，也可以直接导入 .xlsx"


_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,9})([0-9]{1,9}):([A-Z]{1,9})([0-9]{1,9})"')
_MOST_MERGED = 1_000_000  # cells
_UNRECKONED = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?![^>]*t="str")[^>]*><f[^>]*>[^<]*</f>(?:<v */>|<v></v>)?</c>'
)


@dataclass(frozen=True)
class Row:
    """A row: ``line`` is the line of the CSV file, or the row of the sheet, that it begins on.

    ``numeric`` holds the columns whose cells a spreadsheet keeps as numbers (leading noughts are lost).
    """

    line: int
    cells: tuple[str, ...]
    numeric: frozenset[int] = frozenset()


def read_sheets(data: bytes, name: str) -> list[list[Row]]:
    """Return the sheets of an XLSX file, or the one table of a CSV file, without empty rows.

    The kind of file is told from its content. Raises Refused, with file and line, for what is empty,
    not UTF-8, not a table, or too large.
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Refused("文件是空的", where=name, remedy="请检查导出的文件")
    if data.startswith(b"PK\x03\x04"):
        seconds = worth(data, _SECONDS, _A_MEGABYTE)
        sheets = ask(_WORKER, [name], data, seconds=seconds, memory=_MEMORY, name=name)
        return [[row_of(row) for row in sheet] for sheet in sheets]
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("是旧格式的 .xls 文件", where=name, remedy="请在 Excel 或 WPS 中另存为 .xlsx")
    return [list(_csv(_decoded(data, name), name))]


def row_of(told: Sequence[Any]) -> Row:
    """Return a row as a child told it: line, cells, numeric columns."""
    line, cells, numeric = told
    return Row(line, tuple(cells), frozenset(numeric))


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("是 UTF-16 编码的文本，不是 UTF-8", where=name, remedy=_SAVE_AS)
    if b"\x00" in data:
        raise Refused("不是表格文件", where=name, remedy="请导入 CSV 或 XLSX 文件")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        place = f"{name} 第 {line} 行"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        raise Refused("有不是 UTF-8 编码的内容，文件可能已损坏", where=place, remedy=_SAVE_AS) from None
    raise Refused("不是 UTF-8 编码，多半是 GBK", where=place, remedy=_SAVE_AS)


def _csv(text: str, name: str) -> Iterator[Row]:
    first_line = text.lstrip().partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(",\t;", key=first_line.count), strict=True
    )
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(begins, tuple(clean(cell).strip() for cell in cells))
            begins = reader.line_num + 1
            if begins > 10 * MOST_ROWS:
                raise Refused(f"超过 {10 * MOST_ROWS} 行", where=name, remedy="请分成几个文件")
    except csv.Error:
        raise Refused(
            "这一行的引号不成对，后面的内容无法分列", where=f"{name} 第 {begins} 行", remedy="请补上缺的引号"
        ) from None


def xlsx_sheets(data: bytes, name: str) -> list[list[Row]]:
    """Read a workbook in this process: for the child that ``read_sheets`` starts. Raises Refused."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > _MOST_UNPACKED:
            raise Refused("表格太大", where=name, remedy="请只保留清单所在的工作表")
        _require_few(data, name)
        _require_reckoned(data, name)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return [list(_sheet(sheet)) for sheet in book.worksheets]
    except Refused:
        raise
    except Exception as error:  # openpyxl lets through whatever a damaged part makes it stumble over
        raise Refused(
            "不是 XLSX 文件，或已损坏", where=name, remedy="请在 Excel 或 WPS 中打开后重新保存"
        ) from error


def _require_few(data: bytes, name: str) -> None:
    """Refuse a sheet of too many rows before a minute and a gigabyte go into reading it; empty ones do not count."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
                continue
            content = package.read(part)
            if sum(map(_area, _MERGED.findall(content))) > _MOST_MERGED:
                raise Refused("合并的单元格太多", where=name, remedy="请取消合并后再导入")
            rows = content.split(b"<row")[1:]
            filled = len(rows) > MOST_ROWS and sum(b"<v" in row or b"<is" in row for row in rows)
            if filled > MOST_ROWS:
                raise Refused(f"有 {filled} 行，超过 {MOST_ROWS} 行", where=name, remedy="请分成几个文件")


def _area(corners: tuple[bytes, bytes, bytes, bytes]) -> int:
    """Cells of a merged block, from its corners (letters and number each)."""
    left, top, right, bottom = corners
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:  # XFD is the last there is
        number = number * 26 + letter - 64
    return number


def _require_reckoned(data: bytes, name: str) -> None:
    """A formula whose value no spreadsheet has stored would be read as an empty cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            if part.startswith("xl/worksheets/") and (found := _UNRECKONED.search(package.read(part))):
                raise Refused(
                    f"单元格 {found[1].decode()} 是公式，文件里没有算出的值",
                    where=name,
                    remedy="在 Excel 或 WPS 中打开，保存后再导入；或者把公式改成它的值",
                )


def _sheet(sheet: object) -> Iterator[Row]:
    from openpyxl.worksheet.worksheet import Worksheet

    assert isinstance(sheet, Worksheet)
    # A merged cell says the same for all the rows that it covers.
    merged = {
        (row, column): sheet.cell(block.min_row, block.min_col).value
        for block in sheet.merged_cells.ranges
        if block.max_row <= MOST_ROWS
        for row in range(block.min_row, block.max_row + 1)
        for column in range(block.min_col, block.max_col + 1)
    }
    for line, cells in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), values_only=True), 1):
        values = [merged.get((line, column), value) for column, value in enumerate(cells, 1)]
        if any(str(value).strip() for value in values if value is not None):
            numeric = frozenset(i for i, v in enumerate(values) if isinstance(v, int | float))
            yield Row(line, tuple(_words(value) for value in values), numeric)


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value)).strip()
