"""Events from a table: every row checked first; all are entered, or none, or the good ones when told so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.errors import DataFaults, Fault, NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.events.columns import TYPE_HEADINGS, Column, columns_of, targets_of
from shenguan_docs.office.events.entering import Entered, enter
from shenguan_docs.office.events.fault_copy import copy_name, copy_with_faults
from shenguan_docs.office.events.forms import checked, find_type, types_of
from shenguan_docs.office.events.sheets import (
    RowFaults,
    Sheet,
    cells_of,
    find_sheet,
    is_no_thing,
    require_columns,
)
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.events import EventType, find_event_type
from shenguan_docs.plan.tables import Row, read_sheets
from shenguan_docs.register import events


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
    rights.require(office, "write")
    types = types_of(office)
    given = find_type(office, type_name) if type_name else None
    wanted = copy_name(Path.cwd(), name, content).suffix
    if copy_to is not None and copy_to.suffix.lower() != wanted:
        raise Refused(f"副本与原表同一种格式，文件名要以 {wanted} 结尾", where=str(copy_to))
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
    sheet: Sheet,
    types: tuple[EventType, ...],
    given: EventType | None,
    overrides: Mapping[str, str],
    done: Imported,
    folder: Path | None,
) -> None:
    lookup, seen = (
        OfficeLookup(conn, office.today, folder, district=rights.lists_of(office)),
        events.seen(conn),
    )
    places = {fold_name(heading): n for n, heading in enumerate(sheet.heading.cells)}
    type_place = next((places[fold_name(h)] for h in TYPE_HEADINGS if fold_name(h) in places), None)
    if given is not None:
        done.columns[given.key] = columns_of(given, sheet.heading.cells, overrides)
        require_columns(given, done.columns[given.key])
    with office.progress("核对", len(sheet.rows)) as tell:
        for number, row in enumerate(sheet.rows, 1):
            try:
                type = _type_of(row, type_place, types, given)
                if type.key not in done.columns:
                    done.columns[type.key] = columns_of(type, sheet.heading.cells, overrides)
                if is_no_thing(row, done.columns[type.key]):
                    done.skipped.append(row.line)
                    continue
                cells, faults = cells_of(row, done.columns[type.key], type)
                found = checked(
                    type, cells, lookup, office.today, office.new_id(office.today), cells=True, faults=faults
                )
                done.rows.append((row.line, enter(office, conn, type, found, lookup, seen)))
            except DataFaults as error:
                done.faults.append(RowFaults(row.line, error.faults))
            except (Refused, NotFound) as error:
                if error.where in ("--map", "表头"):
                    raise
                done.faults.append(
                    RowFaults(row.line, (Fault("这一行", f"：{error.message}", error.remedy),))
                )
            tell(number)


def _type_of(row: Row, place: int | None, types: tuple[EventType, ...], given: EventType | None) -> EventType:
    typed = row.cells[place] if place is not None and place < len(row.cells) else ""
    if given is not None and not typed:
        return given
    if not typed:
        raise DataFaults([Fault("事件类型", "没有填", "或者用 --type 写明全部行的类型")])
    found = find_event_type(types, typed)
    if given is not None and found is not given:
        raise DataFaults(
            [Fault("事件类型", f"写的是“{typed}”，不是“{given.name}”", "分开导入，或者不写 --type")]
        )
    return found


def _sheet(
    sheets: list[list[Row]], name: str, types: tuple[EventType, ...], given: EventType | None
) -> Sheet:
    known = {fold_name(h) for h in TYPE_HEADINGS}
    for type in (given,) if given else types:
        known |= targets_of(type).keys()
    sheet = find_sheet(sheets, name, known, _headings_wanted(given))
    heading = sheet.heading
    if given is None and not {fold_name(h) for h in TYPE_HEADINGS} & {fold_name(c) for c in heading.cells}:
        raise Refused("没有写明是哪一种事件", where=name, remedy=_types_wanted(types, heading))
    return sheet


def _headings_wanted(given: EventType | None) -> str:
    if given is None:
        return "第一行写表头，如 事件类型、行政相对人、统一社会信用代码、事项、日期；shenguan event example 类型 --csv 印出样表"
    listed = "、".join(f.label for f in given.fields if f.required)
    return f"第一行写表头，至少有{listed}；shenguan event example {given.key} --csv 印出样表"


def _types_wanted(types: tuple[EventType, ...], heading: Row) -> str:
    folded = {fold_name(cell) for cell in heading.cells}

    def fit(type: EventType) -> tuple[int, int]:
        missing = sum(1 for f in type.fields if f.required and fold_name(f.label) not in folded)
        return -missing, len(folded & targets_of(type).keys())

    best = max(types, key=fit)
    return f"看表头像是“{best.name}”，写 --type {best.key}；或者加“事件类型”一列"
