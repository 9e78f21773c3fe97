"""A month's letters of one kind from a table: every row is checked first, the good ones are drafted, then issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shenguan_docs.errors import DataFaults, Fault, Refused, ShenguanError
from shenguan_docs.index.extract import Extracted
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.events.cells import put_together
from shenguan_docs.office.events.columns import Column, columns_of, targets_of
from shenguan_docs.office.events.fault_copy import copy_name, copy_with_faults
from shenguan_docs.office.events.sheets import (
    RowFaults,
    Sheet,
    cells_of,
    find_sheet,
    is_no_thing,
    require_columns,
)
from shenguan_docs.office.letters.batch_table import table_of
from shenguan_docs.office.letters.drafting import Ready, keep, ready
from shenguan_docs.office.letters.lookup import OfficeLookup, read_ahead
from shenguan_docs.office.letters.printing_pool import cores
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.events import EventType
from shenguan_docs.plan.tables import Row, read_sheets
from shenguan_docs.register import drafts
from shenguan_docs.register.drafts import EarlierDraft

MOST_LETTERS = 5000  # of one table
_AT_ONCE = 40  # rows checked in one transaction: nobody who wants to write waits longer than for that


@dataclass(frozen=True)
class BatchRow:
    """A row that is right: the letter's ``id``, "" where nothing was drafted (a dry run, faults elsewhere).

    ``earlier`` says that an earlier run had drafted it, ``number`` that it is issued.
    """

    row: int
    title: str
    warnings: tuple[str, ...] = ()
    id: str = ""
    earlier: bool = False
    number: str = ""


@dataclass
class Batch:
    """What became of a table: the good rows, the faults, what was left out, how its columns were read.

    ``copy`` is the file with the 问题 column, if any.
    """

    kind: str
    columns: tuple[Column, ...] = ()
    rows: list[BatchRow] = field(default_factory=list)
    faults: list[RowFaults] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    drafted: bool = False
    copy: Path | None = None


def draft_batch(
    office: Office,
    kind_name: str,
    content: bytes,
    name: str,
    *,
    overrides: Mapping[str, str] | None = None,
    good_rows: bool = False,
    dry_run: bool = False,
    copy_to: Path | None = None,
    beside: Path | None = None,
) -> Batch:
    """Check every row of the table ``content`` of the file ``name``, and keep a draft of each.

    With a fault in any row nothing is drafted, unless ``good_rows`` says that the others shall be. A row that
    an earlier run drafted or issued is not drafted again. Attachments are sought in ``beside``, where the copy
    with the 问题 column goes unless ``copy_to`` says otherwise. Raises Refused, NotFound for the file as a whole.
    """
    rights.require(office, "write")
    kind = find_kind(office.kind_places, kind_name)
    table = table_of(office, kind)
    wanted = copy_name(Path.cwd(), name, content).suffix
    if copy_to is not None and copy_to.suffix.lower() != wanted:
        raise Refused(f"副本与原表同一种格式，文件名要以 {wanted} 结尾", where=str(copy_to))
    required = "、".join(f.label for f in table.fields if f.required)
    sheet = find_sheet(
        read_sheets(content, name), name, targets_of(table).keys(), f"第一行写表头，至少有{required}"
    )
    if len(sheet.rows) > MOST_LETTERS:
        raise Refused(
            f"有 {len(sheet.rows)} 行，一次最多起草 {MOST_LETTERS} 件", where=name, remedy="请分成几个文件"
        )
    done = Batch(kind.slug, columns_of(table, sheet.heading.cells, overrides))
    require_columns(table, done.columns)
    good = _checked_rows(office, kind, table, sheet, done, beside)
    if done.faults and (copy_to or not dry_run):
        done.copy = copy_to or copy_name(beside or Path.cwd(), name, content)
        words = {faults.row: faults.words for faults in done.faults}
        done.copy.write_bytes(copy_with_faults(content, sheet.place, sheet.heading.line, words))
    if dry_run or (done.faults and not good_rows):
        done.rows = [BatchRow(row, one.title, one.warnings) for row, one in good]
        return done
    _keep_all(office, kind, good, done)
    return done


def _checked_rows(
    office: Office, kind: Kind, table: EventType, sheet: Sheet, done: Batch, folder: Path | None
) -> list[tuple[int, Ready]]:
    forms = [form for row in sheet.rows if (form := _form(office, row, table, done)) is not None]
    texts = _words_of_files(kind, [form for _, form, _, _ in forms], folder)
    good: list[tuple[int, Ready]] = []
    first: dict[str, int] = {}
    with office.progress("核对", len(forms)) as progress:
        for start in range(0, len(forms), _AT_ONCE):
            with office.reading() as conn:
                lookup = OfficeLookup(
                    conn,
                    office.today,
                    folder,
                    {},
                    texts,
                    office.kind_places,
                    sees=rights.sight(office, conn),
                    district=rights.lists_of(office),
                )
                for row, _, cells, faults in forms[start : start + _AT_ONCE]:
                    try:
                        one = _checked(office, conn, kind, table, cells, faults, lookup)
                        if one.digest in first:
                            told = Fault("这一行", f"与第 {first[one.digest]} 行相同", "删去一行")
                            raise DataFaults([told])
                        first[one.digest] = row
                        good.append((row, one))
                    except DataFaults as error:
                        done.faults.append(RowFaults(row, error.faults))
                    except ShenguanError as error:
                        told = Fault("这一行", f"：{error.message}", error.remedy)
                        done.faults.append(RowFaults(row, (told,)))
            progress(min(start + _AT_ONCE, len(forms)))
    return good


_Cells = list[tuple[Any, Any]]


def _form(
    office: Office, row: Row, table: EventType, done: Batch
) -> tuple[int, dict[str, Any], _Cells, list[Fault]] | None:
    """A row as it was typed; its form here only tells which files it names."""
    if is_no_thing(row, done.columns):
        done.skipped.append(row.line)
        return None
    cells, faults = cells_of(row, done.columns, table)
    form, _, _ = put_together(table, cells, cells=True)
    return row.line, form, cells, faults


def _checked(
    office: Office,
    conn: Any,
    kind: Kind,
    table: EventType,
    cells: _Cells,
    faults: list[Fault],
    lookup: OfficeLookup,
) -> Ready:
    form, found, notes = put_together(table, cells, cells=True, is_name=lookup.is_name)
    found = [*faults, *found]
    wrong = {fault.field for fault in found}
    try:
        one = ready(office, conn, kind, form, lookup, tuple(notes))
    except DataFaults as error:
        raise DataFaults([*found, *(f for f in error.faults if f.field not in wrong)]) from None
    if found:
        raise DataFaults(found)
    return one


def _words_of_files(kind: Kind, forms: list[dict[str, Any]], folder: Path | None) -> dict[str, Extracted]:
    """Read the files that the rows name, each once, on all cores, before the records are asked."""
    named: dict[str, dict[str, Any]] = {}
    for form in forms:
        for f in kind.all_fields:
            if f.type == "attachment" and f.id in form:
                for item in form[f.id] if isinstance(form[f.id], list) else [form[f.id]]:
                    named.setdefault(str(item), {f.id: [item]})
    texts: dict[str, Extracted] = {}
    with ThreadPoolExecutor(cores()) as pool:
        for found in pool.map(lambda data: read_ahead(kind, data, folder), named.values()):
            texts.update(found)
    return texts


def _keep_all(office: Office, kind: Kind, good: list[tuple[int, Ready]], done: Batch) -> None:
    """Draft the good rows, all in one transaction; what is there from an earlier run is not drafted again."""
    with office.writing() as conn:
        known = drafts.earlier(conn, kind.slug)
        for row, one in good:
            earlier: EarlierDraft | None = known.get(one.digest)
            if earlier is not None:
                done.rows.append(BatchRow(row, one.title, (), earlier.id, True, earlier.number))
            else:
                kept = keep(office, conn, one)
                done.rows.append(BatchRow(row, kept.title, kept.warnings, kept.id))
    done.drafted = True


def open_ids(done: Batch) -> Iterator[str]:
    """Yield the drafts of a batch that are not issued yet, in the order of the rows."""
    yield from (row.id for row in done.rows if row.id and not row.number)
