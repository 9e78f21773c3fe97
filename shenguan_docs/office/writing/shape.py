"""Between the inputs of a sheet (flat names and words) and the form that the office checks.

One field has one input, or several: ``facts``; ``party.0.name`` and so on for the parts of the first 当事人;
``matter.0``, ``matter.1`` for a field of several; ``rows.2.1`` for a cell; ``file_title.3`` for the title of file 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shenguan_docs.errors import Fault
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.office.letters.lookup import KEPT
from shenguan_docs.office.writing.sheets import SheetFile
from shenguan_docs.parties.party import LABELS

PARTY = tuple(LABELS)
OUTSIDE = {"sender": "发文单位", "number": "文号", "title": "标题", "date": "日期"}
TITLE = "file_title"
MOST_ROWS = 200  # of one field
_ROWED = ("party", "matter", "department", "reference", "table")
_LINED = ("text", "longtext", "date", "task_date", "number", "amount", "person")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[0-9]{1,3})?(\.[a-z_]+|\.[0-9]{1,2})?")
_PLACE = re.compile(r"(?P<label>.*?)(?:[((]第 (?P<n>\d+) 个[))])?(?:·(?P<part>.+))?")


@dataclass(frozen=True)
class Input:
    """One input of a field: its name, what is typed in it, its own label ("" where the field's says it)."""

    name: str
    value: str
    label: str = ""
    part: str = ""


@dataclass(frozen=True)
class Row:
    """What belongs together in a field of several: its number, its inputs; ``outside``: a letter from elsewhere."""

    n: int
    inputs: tuple[Input, ...]
    outside: tuple[Input, ...] = ()


def known_name(kind: Kind, name: str) -> bool:
    """Whether an input may be called so on a sheet of ``kind``."""
    base = name.partition(".")[0]
    fits = _NAME.fullmatch(name) is not None and len(name) < 80
    return fits and (base == TITLE or any(f.id == base for f in kind.all_fields))


def rows_of(f: Field, fields: Mapping[str, str], *, one_more: bool = False) -> tuple[Row, ...]:
    """Return the rows of a field that has rows, one at least; ``one_more``: and an empty one behind them."""
    numbers = [n for name, v in fields.items() if v and (n := _number(f, name)) is not None and n < MOST_ROWS]
    several = f.many or f.type == "table"
    count = max(numbers, default=0) + 1 + one_more if several else 1
    return tuple(_row(f, n, fields) for n in range(count))


def has_rows(f: Field) -> bool:
    """Whether a field is filled in row by row."""
    return f.type in _ROWED


def _number(f: Field, name: str) -> int | None:
    base, _, rest = name.partition(".")
    first = rest.partition(".")[0]
    return int(first) if base == f.id and first.isdecimal() else None


def _row(f: Field, n: int, fields: Mapping[str, str]) -> Row:
    def given(name: str, label: str = "", part: str = "") -> Input:
        return Input(name, fields.get(name, ""), label, part)

    if f.type == "party":
        return Row(n, tuple(given(f"{f.id}.{n}.{part}", LABELS[part], part) for part in PARTY))
    if f.type == "table":
        return Row(n, tuple(given(f"{f.id}.{n}.{k}", column) for k, column in enumerate(f.columns)))
    outside = tuple(given(f"{f.id}.{n}.{part}", label, part) for part, label in OUTSIDE.items())
    return Row(n, (given(f"{f.id}.{n}"),), outside if f.type == "reference" else ())


def label_of(kind: Kind, name: str) -> str:
    """Return the label of the field that an input belongs to, with that of its part."""
    base, _, rest = name.partition(".")
    f = next((f for f in kind.all_fields if f.id == base), None)
    if f is None:
        return "附件题名" if base == TITLE else name
    part = rest.rpartition(".")[2]
    own = (
        LABELS.get(part, "") if f.type == "party" else OUTSIDE.get(part, "") if f.type == "reference" else ""
    )
    if f.type == "table" and part.isdecimal() and int(part) < len(f.columns):
        own = f.columns[int(part)]
    return f"{f.label}·{own}" if own else f.label


def without_row(kind: Kind, fields: Mapping[str, str], which: str) -> dict[str, str]:
    """Return the inputs that change when a row (``party.1``) is taken out: those behind it move up."""
    base, _, place = which.partition(".")
    f = next((f for f in kind.all_fields if f.id == base and has_rows(f)), None)
    if f is None or not place.isdecimal():
        return {}
    rows, gone = rows_of(f, fields), int(place)
    inputs = [[*row.inputs, *row.outside] for row in rows]
    changed: dict[str, str] = {}
    for n in range(gone, len(rows)):
        following = inputs[n + 1] if n + 1 < len(rows) else None
        for k, own in enumerate(inputs[n]):
            changed[own.name] = following[k].value if following else ""
    return changed


def hint(f: Field) -> str:
    """Return what helps to fill in a field."""
    how = (
        ""
        if has_rows(f) or not f.many or f.type in ("choice", "attachment") or "每条一行" in f.help
        else "一行一个"
    )
    helped = "；".join(part for part in re.split("[;；]", f.help) if "shenguan" not in part)
    return "。".join(part.rstrip("。") for part in (helped, how) if part)


# -- from inputs to the form -----------------------------------------------------------------


def data_of(kind: Kind, fields: Mapping[str, str], files: Iterable[SheetFile]) -> dict[str, Any]:
    """Return the form as it is checked: what is left blank is not in it."""
    listed = tuple(files)
    data = {f.id: _value(f, fields, listed) for f in kind.all_fields}
    return {id: value for id, value in data.items() if value not in ("", None, [], {})}


def _value(f: Field, fields: Mapping[str, str], files: tuple[SheetFile, ...]) -> Any:
    if f.type == "attachment":
        own = [
            {"path": f"{KEPT}{file.n}", **_titled(fields.get(f"{TITLE}.{file.n}", ""))}
            for file in files
            if file.field == f.id
        ]
        return own if f.many else own[0] if len(own) == 1 else own
    if f.type == "table":
        rows = [_filled_row(f, row) for row in rows_of(f, fields)]
        return [row for row in rows if any(row.values())]
    if has_rows(f):
        several = [value for row in rows_of(f, fields) if (value := _row_value(f, row))]
        return several if f.many else several[0] if several else None
    typed = fields.get(f.id, "")
    if f.type == "person" and not f.many:
        return _person(typed, fields.get(f"{f.id}.phone", ""))
    if not f.many:
        return typed if typed.strip() else ""
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    return [_person(*_name_and_phone(line)) for line in lines] if f.type == "person" else lines


def _titled(title: str) -> dict[str, str]:
    return {"title": title} if title.strip() else {}


def _filled_row(f: Field, row: Row) -> dict[str, str]:
    return {column: cell.value.strip() for column, cell in zip(f.columns, row.inputs, strict=True)}


def _row_value(f: Field, row: Row) -> Any:
    if f.type == "party":
        return {i.part: i.value for i in row.inputs if i.value.strip()}
    typed = row.inputs[0].value.strip()
    if typed:
        return typed
    return {i.part: i.value.strip() for i in row.outside if i.value.strip()}


def _person(name: str, phone: str) -> Any:
    if not phone.strip():
        return name.strip()
    return {"name": name.strip(), "phone": phone.strip()}


def _name_and_phone(line: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)[\s,,、]+([0-9\-]{5,})", line)
    return (found[1], found[2]) if found else (line, "")


# -- from a form to inputs -------------------------------------------------------------------


def fields_of(kind: Kind, data: Mapping[str, Any]) -> dict[str, str]:
    """Return the inputs that say what a form (keys: ids or labels) says; attachments have none."""
    by_name = {name: f for f in kind.all_fields for name in (f.id, f.label)}
    fields: dict[str, str] = {}
    for name, value in data.items():
        f = by_name.get(str(name))
        if f is not None and f.type != "attachment" and value not in (None, "", []):
            fields |= _inputs(f, value)
    return {name: value for name, value in fields.items() if value}


def _inputs(f: Field, value: Any) -> dict[str, str]:
    items = value if isinstance(value, list) else [value]
    if f.type == "table":
        return {
            f"{f.id}.{n}.{k}": str(row.get(column, ""))
            for n, row in enumerate(items)
            for k, column in enumerate(f.columns)
        }
    if has_rows(f):
        found: dict[str, str] = {}
        for n, item in enumerate(items):
            parts = item if isinstance(item, Mapping) else {"": item}
            found |= {f"{f.id}.{n}{'.' if part else ''}{part}": str(said) for part, said in parts.items()}
        return found
    if f.type == "person" and not f.many and isinstance(value, Mapping):
        return {f.id: str(value.get("name", "")), f"{f.id}.phone": str(value.get("phone", ""))}
    return {f.id: "\n".join(_line(item) for item in items)}


def _line(item: Any) -> str:
    if isinstance(item, Mapping):
        return " ".join(str(item[key]) for key in ("name", "phone") if item.get(key))
    return str(item)


# -- where a fault belongs -------------------------------------------------------------------


def input_of(kind: Kind, fields: Mapping[str, str], fault: Fault) -> str:
    """Return the name of the input beside which a fault is told, "" for one of the whole form."""
    found = _PLACE.fullmatch(fault.field)
    f = next((f for f in kind.all_fields if found and f.label == found["label"]), None)
    if f is None or found is None:
        return ""
    if not has_rows(f):
        return f.id
    # What is blank was left out before the values were counted.
    rows = [row for row in rows_of(f, fields) if any(i.value.strip() for i in (*row.inputs, *row.outside))]
    row = rows[min(int(found["n"] or 1), len(rows)) - 1] if rows else rows_of(f, fields)[0]
    return next((i.name for i in row.inputs if i.label == found["part"]), _first(f, row, fault))


def _first(f: Field, row: Row, fault: Fault) -> str:
    """The part that a fault of a whole party speaks of."""
    if f.type == "party":
        for i in row.inputs:
            if f"没有填{i.label}" in fault.problem:
                return i.name
    if f.type == "reference" and not row.inputs[0].value:
        return next((i.name for i in row.outside if i.value), row.inputs[0].name)
    return row.inputs[0].name
