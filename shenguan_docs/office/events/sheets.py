"""A table of things, one a row: the row of its headings, its cells by item, what is no row of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.errors import Fault, NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.events.cells import day_words, spoilt
from shenguan_docs.office.events.columns import Column, Target
from shenguan_docs.plan.events import EventType
from shenguan_docs.plan.tables import MOST_ROWS, Row

_SUMS = ("合计", "总计", "小计", "共计")
_HEAD = 10  # rows among which the headings are sought: a title may stand above them


@dataclass(frozen=True)
class RowFaults:
    """What is wrong with one row (its line in the file)."""

    row: int
    faults: tuple[Fault, ...]

    @property
    def words(self) -> str:
        """All of it in one cell."""
        return " ".join(str(fault) for fault in self.faults)


@dataclass(frozen=True)
class Sheet:
    """The table: the place of its sheet in the file from 0, its headings, the rows below."""

    place: int
    heading: Row
    rows: tuple[Row, ...]


def find_sheet(sheets: list[list[Row]], name: str, known: Collection[str], remedy: str) -> Sheet:
    """Return the sheet whose headings are the row that knows most of ``known`` (folded), two at least.

    Raises Refused with ``remedy`` where there is none, where nothing stands below it, or too much.
    """
    best: tuple[int, int, int] | None = None
    for place, rows in enumerate(sheets):
        for number, row in enumerate(rows[:_HEAD]):
            hits = len({fold_name(cell) for cell in row.cells} & set(known))
            if hits >= 2 and (best is None or hits > best[0]):
                best = (hits, place, number)
    if best is None:
        raise Refused("没有找到表头", where=name, remedy=remedy)
    _, place, number = best
    heading = sheets[place][number]
    below = tuple(row for row in sheets[place][number + 1 :] if row.cells != heading.cells)
    if not below:
        raise Refused("只有表头，没有内容", where=name)
    if below[-1].line >= MOST_ROWS and name.lower().endswith(".xlsx"):
        raise Refused(f"超过 {MOST_ROWS} 行", where=name, remedy="请分成几个文件")
    return Sheet(place, heading, below)


def is_no_thing(row: Row, columns: tuple[Column, ...]) -> bool:
    """Say whether a row holds a sum, or nothing that is read."""
    first = next((cell for cell in row.cells if cell), "")
    read = any(text and column.target for column, text in zip(columns, row.cells, strict=False))
    return not read or re.sub(r"\s|[:\uff1a]", "", first) in _SUMS


def require_columns(type: EventType, columns: tuple[Column, ...]) -> None:
    """A column that must be there and is not is told once, not once a row."""
    there = {column.target.field for column in columns if column.target}
    missing = [f.label for f in type.fields if f.required and f.id not in there]
    if missing:
        unread = "、".join(f"“{c.heading}”" for c in columns if c.target is None and c.heading)
        raise Refused(
            f"没有{'、'.join(f'“{label}”' for label in missing)}这几列"
            if len(missing) > 1
            else f"没有“{missing[0]}”一列",
            where="表头",
            remedy=(f"没有认出的列：{unread}。" if unread else "")
            + f"用 --map 列名={missing[0]} 指明是哪一列，或者补上这一列",
        )


def cells_of(
    row: Row, columns: tuple[Column, ...], type: EventType
) -> tuple[list[tuple[Target, Any]], list[Fault]]:
    """Return the cells that are read, and what a spreadsheet did to them."""
    cells: list[tuple[Target, Any]] = []
    faults: list[Fault] = []
    if any(row.cells[len(columns) :]):
        faults.append(Fault("这一行", "比表头多出几列", "格里的内容有逗号时，请用英文双引号括住"))
    for place, (column, text) in enumerate(zip(columns, row.cells, strict=False)):
        if column.target is None or not text:
            continue
        numeric = place in row.numeric
        kind = type.field(column.target.field).type
        if kind in ("date", "task_date") or column.target.part == "date":
            text = day_words(text, numeric=numeric)
        elif kind not in ("amount", "number") and (harm := spoilt(text, numeric=numeric)):
            faults.append(
                Fault(column.target.label, f"“{text}”{harm}", "把这一列设为文本格式，照原件重新填写")
            )
            continue
        cells.append((column.target, text))
    return cells, faults


def read_import_file(path: str) -> tuple[bytes, str, Path]:
    """Return content, name and folder of a file to import; ``-`` is standard input. Raises NotFound, Refused."""
    if path == "-":
        import sys

        return sys.stdin.buffer.read(), "标准输入.csv", Path.cwd()
    file = Path(path)
    try:
        return file.read_bytes(), file.name, file.absolute().parent
    except FileNotFoundError:
        raise NotFound("没有这个文件", where=path, remedy="核对路径") from None
    except IsADirectoryError:
        raise Refused("这是文件夹，不是文件", where=path) from None
