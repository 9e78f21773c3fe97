"""What is to be said about a sheet while it is written: what is wrong and where, what was understood, who writes to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import DataFaults, Fault, Refused, ShenguanError
from shenguan_docs.notices.compose import exchange_of
from shenguan_docs.notices.fields import Filled, examined
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.notices.relations import check_relations
from shenguan_docs.notices.tidying import tidied
from shenguan_docs.office.letters.doubts import party_doubts
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.office.writing.days import typed_day
from shenguan_docs.office.writing.kinds import kind_of, lookup_for
from shenguan_docs.office.writing.shape import data_of, has_rows, input_of, rows_of
from shenguan_docs.office.writing.sheets import Sheet
from shenguan_docs.text import chinese_date, fold_code, join_names


@dataclass(frozen=True)
class Told:
    """One sentence beside an input (``name``, "" for the whole); ``gap``: nothing is filled in there yet."""

    name: str
    label: str
    words: str
    gap: bool = False


@dataclass(frozen=True)
class Checked:
    """``faults``; ``understood``: input → what was found under the words typed there; ``notes`` of doubts.

    ``exchange`` says in words who writes to whom, "" where that is not known yet.
    """

    faults: tuple[Told, ...] = ()
    understood: Mapping[str, str] | None = None
    notes: tuple[str, ...] = ()
    exchange: str = ""


def check(office: Office, sheet: Sheet) -> Checked:
    """Check a sheet as far as it is filled in. Raises NotFound where its kind is there no more."""
    kind = kind_of(office, sheet)
    with office.reading() as conn:
        lookup = lookup_for(office, conn, sheet)
        data = data_of(kind, sheet.fields, sheet.files)
        filled, faults = examined(kind, data, lookup, written_on=office.today)
        exchange = ""
        if not sheet.event_type:
            exchange, more = _exchange(kind, filled, lookup, faults)
            wrong = {fault.field for fault in faults}
            faults += [fault for fault in more if fault.field not in wrong]
        notes = party_doubts(office, conn, filled)
        understood = dict(_understood(kind, sheet.fields, lookup))
    return Checked(tuple(told(kind, sheet.fields, fault) for fault in faults), understood, notes, exchange)


def told(kind: Kind, fields: Mapping[str, str], fault: Fault) -> Told:
    """Return a fault as the sheet tells it, beside the input that it is about."""
    from_label = fault.field.rpartition("·")[2]
    name = input_of(kind, fields, fault)
    words = f"“{from_label}”{fault.problem.rstrip('。')}。{_without_code(fault.remedy)}"
    return Told(name, fault.field, words, gap=not fields.get(name, "").strip())


_CODE = re.compile(r"shenguan |(?<![\w-])--?[a-z]|\{ ")
_SPELT = {
    " uscc（统一社会信用代码）": "统一社会信用代码", " id_number（公民身份号码）": "公民身份号码", "(representative)": "",
    "填写 address": "填写地址", " address、phone": "地址、电话",
}  # fmt: skip


def _without_code(remedy: str) -> str:
    """A remedy without what only a data file or the command line knows."""
    for code, words in _SPELT.items():
        wide = code.replace("(", "\uff08").replace(")", "\uff09")
        remedy = remedy.replace(code, words).replace(wide, words)
    parts = [part.rstrip("。") for part in re.split("[;\uff1b]", remedy) if part and not _CODE.search(part)]
    return f"{'；'.join(parts)}。" if parts else ""


def _exchange(
    kind: Kind, filled: Filled, lookup: OfficeLookup, faults: list[Fault]
) -> tuple[str, list[Fault]]:
    try:
        exchange = exchange_of(kind, filled, lookup)
    except DataFaults as error:
        return "", list(error.faults)
    except ShenguanError as error:
        return "", [] if faults else [Fault(_decisive(kind), f"：{error.message}", error.remedy)]
    words = exchange.sender.short_name
    if exchange.receivers:
        words += f" → {join_names(d.short_name for d in exchange.receivers)}"
    if exchange.copies:
        words += f"，抄送 {join_names(d.short_name for d in exchange.copies)}"
    with suppress(Refused):
        return words, list(check_relations(kind, filled, exchange, lookup).faults)
    return words, []


def _decisive(kind: Kind) -> str:
    """The field by which the departments are found."""
    named = {kind.sender, *kind.receivers}
    return next((f.label for f in kind.all_fields if f.label in named or f.type == "matter"), "全文")


def _understood(kind: Kind, fields: Mapping[str, str], lookup: OfficeLookup) -> Iterator[tuple[str, str]]:
    for f in kind.all_fields:
        if f.type in ("matter", "department", "reference"):
            for row in rows_of(f, fields):
                first = row.inputs[0]
                if first.value.strip():
                    with suppress(ShenguanError):
                        yield first.name, _found(f, first.value.strip(), lookup)


def _found(f: Field, typed: str, lookup: OfficeLookup) -> str:
    if f.type == "department":
        return lookup.department(typed).name
    if f.type == "reference":
        letter = lookup.letter(typed)
        day = f"，{chinese_date(letter.day)}" if letter.day else ""
        return f"{letter.sender}《{letter.title}》{day}"
    matter = lookup.matter(typed)
    approver = lookup.department_of(matter.approver).short_name
    supervisor = lookup.department_of(matter.supervisor).short_name if matter.supervisor else "待补"
    return f"{matter.name}。审批：{approver}；主管：{supervisor}"


# -- as it ought to have been typed ----------------------------------------------------------


def tidy_inputs(
    office: Office, kind: Kind, names: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return typed inputs as they ought to have been typed, and what was done to each that changed, in words."""
    clean: dict[str, str] = {}
    done: dict[str, str] = {}
    by_id = {f.id: f for f in kind.all_fields}
    for name, value in names.items():
        f = by_id.get(name.partition(".")[0])
        if f is None or not value.strip():
            continue
        text, words = _tidy_one(office, f, name, value)
        if text != value:
            clean[name] = text
            if words:
                done[name] = words
    return clean, done


def _tidy_one(office: Office, f: Field, name: str, value: str) -> tuple[str, str]:
    part = name.rpartition(".")[2] if name != f.id else ""
    if f.type in ("date", "task_date") or (f.type == "reference" and part == "date"):
        return _tidy_days(office, f, value)
    if f.type == "party":
        if part in ("uscc", "id_number"):
            return fold_code(value), ""
        item, notes = tidied(f, {part: value})
        return str(item[part]), _sentence(notes)
    if f.type == "table":
        column = f.columns[min(int(part), len(f.columns) - 1)] if part.isdecimal() else ""
        item, notes = tidied(f, [{column: value}])
        return str(item[0][column]), _sentence(notes)
    if f.type == "reference" and part in ("sender", "title", "number"):
        item, notes = tidied(f, {part: value})
        return str(item[part]), _sentence(notes)
    if has_rows(f) or (f.type == "person" and part):
        return value.strip(), ""
    if not f.many:
        item, notes = tidied(f, value)
        return str(item), _sentence(notes)
    pieces = [(str(item), notes) for item, notes in (tidied(f, line) for line in value.split("\n"))]
    return "\n".join(item for item, _ in pieces), _sentence(note for _, notes in pieces for note in notes)


def _tidy_days(office: Office, f: Field, value: str) -> tuple[str, str]:
    lines, guessed = [], []
    for line in value.split("\n"):
        found = typed_day(line, office.today, ahead=f.type == "task_date")
        lines.append(found[0].isoformat() if found else line)
        if found and found[1]:
            guessed.append(found[0].isoformat())
    return "\n".join(lines), f"按 {join_names(guessed)} 理解，请核对" if guessed else ""


def _sentence(notes: Any) -> str:
    listed = list(dict.fromkeys(notes))
    return f"已整理：{join_names(listed)}" if listed else ""


def reading(conn: Connection, office: Office, sheet: Sheet) -> tuple[Kind, Filled, OfficeLookup]:
    """Return what of a sheet can be read already."""
    kind = kind_of(office, sheet)
    lookup = lookup_for(office, conn, sheet)
    data = data_of(kind, sheet.fields, sheet.files)
    return kind, examined(kind, data, lookup, written_on=office.today)[0], lookup
