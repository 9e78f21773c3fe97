"""Workbooks: XLSX through openpyxl, which reads row by row; the older and rarer forms through calamine."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from shenguan_docs.index.readers.container import Container, texts
from shenguan_docs.index.readers.reading import Clock, Reading, Unfit, Unread

_CELLS = 2_000_000
_TOO_LARGE = "表格过大，只检索前面的部分"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read_xlsx(data: bytes, clock: Clock) -> Reading:
    """Read sheet names, cells (of formulas the value last reckoned), comments, text boxes, headers, footers."""
    file = Container(data)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [(sheet.title, sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
        reading = _rows(sheets, clock)
    except (MemoryError, Unfit):
        raise
    except Exception:  # it is strict about styles and the like, which say nothing
        reading = read_workbook(data, clock)
    aside = list(texts_of(file, r"xl/(threadedC|c)omments/?.*\.xml", "{*}comment", "{*}t"))
    aside += texts_of(file, r"xl/threadedComments/.*\.xml", "{*}threadedComment", "{*}text")
    aside += texts_of(file, r"xl/(drawings|charts)/\w+\d*\.xml", f"{_A}p", f"{_A}t")
    for name in file.names(r"xl/worksheets/sheet\d+\.xml") if not clock.over else ():
        tail = file.read(name)[-20_000:]  # headers and footers stand behind the cells
        if b"<headerFooter" in tail:
            aside.append(_header(tail))
    reading.pages[0] = "\n".join([reading.pages[0], *aside])
    reading.metadata = file.properties()
    reading.inside, reading.pictures = file.embedded(), file.pictures()
    return reading


def texts_of(file: Container, pattern: str, block: str, *leaves: str) -> Iterator[str]:
    """Yield the texts of all parts whose name matches."""
    for name in file.names(pattern):
        yield from texts(file.xml(name), block, *leaves)


def _header(tail: bytes) -> str:
    found = re.findall(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]+)<", tail)
    return "\n".join(
        re.sub(r'&([LCRPNDTAFZ]|"[^"]*"|\d+)', "", unescape(part.decode("utf-8", "replace")))
        for part in found
    )


def read_workbook(data: bytes, clock: Clock) -> Reading:
    """Read XLS, XLSB, ET or ODS."""
    try:
        import python_calamine
    except ImportError:
        raise Unread("没有读这种表格的组件（python-calamine）") from None
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        return _rows(((name, _calamine_rows(book, name)) for name in book.sheet_names), clock)
    except python_calamine.PasswordError as error:
        raise Unfit("文件加了密码，打不开", "请去掉密码后再登记") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unfit("文件已损坏，打不开") from error


def _calamine_rows(book: Any, name: str) -> Iterable[list[Any]]:
    rows: Iterable[list[Any]] = book.get_sheet_by_name(name).iter_rows()
    return rows


def _rows(sheets: Iterable[tuple[str, Iterable[Iterable[Any]]]], clock: Clock) -> Reading:
    lines, count = [], 0
    for title, rows in sheets:
        lines.append(title)
        for number, row in enumerate(rows):
            values = list(row)
            count += len(values)
            if cells := [_cell(value) for value in values if value is not None and value != ""]:
                lines.append("\t".join(cells))
            if count > _CELLS or number % 1000 == 999 and clock.over:
                return Reading(["\n".join(lines)], unread=[_TOO_LARGE])
    return Reading(["\n".join(lines)])


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)
