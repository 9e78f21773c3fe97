"""Events from a table: every row checked first; all are entered, or none, or the good ones when told so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import DataFaults, Fault, NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.events.cells import day_words, spoilt
from shenguan_docs.office.events.columns import TYPE_HEADINGS, Column, Target, columns_of, targets_of
from shenguan_docs.office.events.entering import Entered, enter
from shenguan_docs.office.events.fault_copy import copy_name, copy_with_faults
from shenguan_docs.office.events.forms import checked, find_type, types_of
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.events import EventType, find_event_type
from shenguan_docs.plan.tables import MOST_ROWS, Row, read_sheets
from shenguan_docs.register import events

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


@dataclass
class Imported:
    """What an import did: the events by row, the faults, how each type's columns were read.

    ``skipped`` are the rows that hold a sum or nothing that is read (合计, a remark below the table).
    ``entered`` says that the events are in the records; ``copy`` is the file with the 问题 column, if any.
    """

    rows: list[tuple[int, Entered]] = field(default_factory=list)
    faults: list[RowFaults] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    columns: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    entered: bool = False
    copy: Path | None = None


@dataclass(frozen=True)
class _Sheet:
    place: int
    heading: Row
    rows: tuple[Row, ...]


class _Undone(Exception):
    """Ends the transaction of an import that is to leave nothing behind."""


def import_events(
    office: Office,
    content: bytes,
    name: str,
    *,
    type_name: str = "",
    overrides: Mapping[str, str] | None = None,
    dry_run: bool = False,
    good_rows: bool = False,
    copy_to: Path | None = None,
    beside: Path | None = None,
) -> Imported:
    """Import the table ``content`` of the file ``name``.

    ``beside`` is the folder where the copy with the 问题 column goes unless ``copy_to`` says otherwise; a
    dry run writes one only where ``copy_to`` asks for it. Faults of rows are returned, not raised. Raises
    Refused, NotFound for what is wrong with the whole file, or its columns.
    """
    types = types_of(office)
    given = find_type(office, type_name) if type_name else None
    wanted = copy_name(Path.cwd(), name, content).suffix
    if copy_to is not None and copy_to.suffix.lower() != wanted:
        raise Refused(f"副本与原表同一种格式,文件名要以 {wanted} 结尾", where=str(copy_to))
    sheet = _sheet(read_sheets(content, name), name, types, given)
    done = Imported()
    try:
        with office.writing() as conn:
            _check_rows(office, conn, sheet, types, given, overrides or {}, done, beside)
            if done.faults and (copy_to or not dry_run):
                # Before anything is final: a folder that cannot be written to must not leave half an import.
                done.copy = copy_to or copy_name(beside or Path.cwd(), name, content)
                words = {faults.row: faults.words for faults in done.faults}
                done.copy.write_bytes(copy_with_faults(content, sheet.place, sheet.heading.line, words))
            if dry_run or (done.faults and not good_rows):
                raise _Undone
            done.entered = True
    except _Undone:
        pass
    return done


def _check_rows(
    office: Office,
    conn: Connection,
    sheet: _Sheet,
    types: tuple[EventType, ...],
    given: EventType | None,
    overrides: Mapping[str, str],
    done: Imported,
    folder: Path | None,
) -> None:
    lookup, seen = OfficeLookup(conn, office.today, folder), events.seen(conn)
    places = {fold_name(heading): n for n, heading in enumerate(sheet.heading.cells)}
    type_place = next((places[fold_name(h)] for h in TYPE_HEADINGS if fold_name(h) in places), None)
    if given is not None:
        done.columns[given.key] = columns_of(given, sheet.heading.cells, overrides)
        _require_columns(given, done.columns[given.key])
    for row in sheet.rows:
        try:
            type = _type_of(row, type_place, types, given)
            if type.key not in done.columns:
                done.columns[type.key] = columns_of(type, sheet.heading.cells, overrides)
            if _is_no_event(row, done.columns[type.key]):
                done.skipped.append(row.line)
                continue
            cells, faults = _cells(row, done.columns[type.key], type)
            found = checked(
                type, cells, lookup, office.today, office.new_id(office.today), cells=True, faults=faults
            )
            done.rows.append((row.line, enter(office, conn, type, found, lookup, seen)))
        except DataFaults as error:
            done.faults.append(RowFaults(row.line, error.faults))
        except (Refused, NotFound) as error:
            if error.where in ("--map", "表头"):
                raise
            done.faults.append(RowFaults(row.line, (Fault("这一行", f":{error.message}", error.remedy),)))


def _is_no_event(row: Row, columns: tuple[Column, ...]) -> bool:
    first = next((cell for cell in row.cells if cell), "")
    read = any(text and column.target for column, text in zip(columns, row.cells, strict=False))
    return not read or re.sub(r"\s|[:\uff1a]", "", first) in _SUMS


def _type_of(row: Row, place: int | None, types: tuple[EventType, ...], given: EventType | None) -> EventType:
    typed = row.cells[place] if place is not None and place < len(row.cells) else ""
    if given is not None and not typed:
        return given
    if not typed:
        raise DataFaults([Fault("事件类型", "没有填", "或者用 --type 写明全部行的类型")])
    found = find_event_type(types, typed)
    if given is not None and found is not given:
        raise DataFaults(
            [Fault("事件类型", f"写的是“{typed}”,不是“{given.name}”", "分开导入,或者不写 --type")]
        )
    return found


def _require_columns(type: EventType, columns: tuple[Column, ...]) -> None:
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
            remedy=(f"没有认出的列:{unread}。" if unread else "")
            + f"用 --map 列名={missing[0]} 指明是哪一列,或者补上这一列",
        )


def _cells(
    row: Row, columns: tuple[Column, ...], type: EventType
) -> tuple[list[tuple[Target, Any]], list[Fault]]:
    cells: list[tuple[Target, Any]] = []
    faults: list[Fault] = []
    if any(row.cells[len(columns) :]):
        faults.append(Fault("这一行", "比表头多出几列", "格里的内容有逗号时,请用英文双引号括住"))
    for place, (column, text) in enumerate(zip(columns, row.cells, strict=False)):
        if column.target is None or not text:
            continue
        numeric = place in row.numeric
        kind = type.field(column.target.field).type
        if kind == "date" or column.target.part == "date":
            text = day_words(text, numeric=numeric)
        elif kind not in ("amount", "number") and (harm := spoilt(text, numeric=numeric)):
            faults.append(
                Fault(column.target.label, f"“{text}”{harm}", "把这一列设为文本格式,照原件重新填写")
            )
            continue
        cells.append((column.target, text))
    return cells, faults


def _sheet(
    sheets: list[list[Row]], name: str, types: tuple[EventType, ...], given: EventType | None
) -> _Sheet:
    """The sheet and the row of the headings: the row that knows most of them, two at least."""
    known = {fold_name(h) for h in TYPE_HEADINGS}
    for type in (given,) if given else types:
        known |= targets_of(type).keys()
    best: tuple[int, int, int] | None = None
    for place, rows in enumerate(sheets):
        for number, row in enumerate(rows[:_HEAD]):
            hits = len({fold_name(cell) for cell in row.cells} & known)
            if hits >= 2 and (best is None or hits > best[0]):
                best = (hits, place, number)
    if best is None:
        raise Refused("没有找到表头", where=name, remedy=_headings_wanted(given))
    _, place, number = best
    heading = sheets[place][number]
    below = tuple(row for row in sheets[place][number + 1 :] if row.cells != heading.cells)
    if not below:
        raise Refused("只有表头,没有内容", where=name)
    if below[-1].line >= MOST_ROWS and name.lower().endswith(".xlsx"):
        raise Refused(f"超过 {MOST_ROWS} 行", where=name, remedy="请分成几个文件")
    if given is None and not {fold_name(h) for h in TYPE_HEADINGS} & {fold_name(c) for c in heading.cells}:
        raise Refused("没有写明是哪一种事件", where=name, remedy=_types_wanted(types, heading))
    return _Sheet(place, heading, below)


def _headings_wanted(given: EventType | None) -> str:
    if given is None:
        return "第一行写表头,如 事件类型、行政相对人、统一社会信用代码、事项、日期;shenguan event example 类型 --csv 印出样表"
    listed = "、".join(f.label for f in given.fields if f.required)
    return f"第一行写表头,至少有{listed};shenguan event example {given.key} --csv 印出样表"


def _types_wanted(types: tuple[EventType, ...], heading: Row) -> str:
    folded = {fold_name(cell) for cell in heading.cells}

    def fit(type: EventType) -> tuple[int, int]:
        missing = sum(1 for f in type.fields if f.required and fold_name(f.label) not in folded)
        return -missing, len(folded & targets_of(type).keys())

    best = max(types, key=fit)
    return f"看表头像是“{best.name}”,写 --type {best.key};或者加“事件类型”一列"


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
        raise Refused("这是文件夹,不是文件", where=path) from None
