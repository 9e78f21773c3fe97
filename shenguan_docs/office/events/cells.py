"""The cells of a row, or the words of a data file, put together to the items of an event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from shenguan_docs.errors import Fault
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.events.columns import Target
from shenguan_docs.parties.codes import id_problem
from shenguan_docs.plan.events import EventField, EventType
from shenguan_docs.text import fold_code, half_width

_LINES = re.compile(r"\s*[\n;\uff1b]\s*")
_LISTED = re.compile(r"\s*[\n;\uff1b、,\uff0c/]\s*")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
_FIRST_DAY = date(1899, 12, 30)  # day 0 of a spreadsheet
_NEGATIONS = "不未非无"


def put_together(
    event: EventType,
    given: Iterable[tuple[Target, Any]],
    *,
    cells: bool,
    is_name: Callable[[str], bool] = lambda _words: False,
) -> tuple[dict[str, Any], list[Fault], list[str]]:
    """Return the form, what is wrong with its shape, and what was read otherwise than it was written.

    ``cells`` says that the values are cells of a table: several values stand in one cell, and a
    spreadsheet may have spoilt a code or a day. ``is_name`` knows a matter or department whose name holds
    the very mark that stands between several.
    """
    parts: dict[str, dict[str, Any]] = {}
    faults: list[Fault] = []
    for target, value in given:
        held = parts.setdefault(target.field, {})
        if target.part in held:
            faults.append(Fault(target.label, "填了两遍", "只留一处"))
        held[target.part] = value
    form: dict[str, Any] = {}
    notes: list[str] = []
    for f in event.fields:
        held = {part: value for part, value in parts.get(f.id, {}).items() if not _empty(value)}
        if held:
            form[f.id] = _item(f, held, cells, is_name, faults, notes)
    return form, faults, notes


def spoilt(text: str, *, numeric: bool) -> str:
    """Say what a spreadsheet did to a code or a long number, "" where nothing is to be seen."""
    if text in _ERRORS:
        return "是公式算错的结果"
    if text in ("True", "False"):
        return "是表格软件的逻辑值，不是文字"
    if _SCIENTIFIC.fullmatch(text):
        return "被表格软件写成了科学记数法"
    if numeric and len(text) > 15:
        return "被表格软件当作数字，末几位已经丢失"
    return ""


def day_words(text: str, *, numeric: bool) -> str:
    """Return a day as a spreadsheet holds it (with a time, as a count of days, as 20260305) in plain words."""
    text = half_width(text).strip()
    if numeric and re.fullmatch(r"[2-7]\d{4}", text):
        return (_FIRST_DAY + timedelta(days=int(text))).isoformat()
    if re.fullmatch(r"(19|20)\d{6}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return re.sub(r"(?<=[\d日])[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", "", text)


def _item(
    f: EventField,
    held: dict[str, Any],
    cells: bool,
    is_name: Callable[[str], bool],
    faults: list[Fault],
    notes: list[str],
) -> Any:
    if f.type == "party":
        return _parties(f, held, faults)
    if f.type == "reference":
        return _references(f, held, faults)
    if f.type == "matter" and "code" in held:
        return _listed(held.get("", held["code"])) if f.many else held.get("", held["code"])
    value = held.get("")
    if f.type == "choice":
        return _choices(f, value, notes)
    if not cells or not f.many or not isinstance(value, str):
        return value
    if f.type not in ("matter", "department"):
        return _lines(value)
    return value if is_name(value) else _listed(value)


def _parties(f: EventField, held: dict[str, Any], faults: list[Fault]) -> Any:
    whole = held.get("name")
    if not isinstance(whole, str | None):
        rest = {part: value for part, value in held.items() if part != "name"}
        if not rest:
            return whole
        if isinstance(whole, Mapping):
            return {**rest, **whole}
        faults.append(Fault(f.label, "既逐个写了，又另外写了代码等", "写在一处"))
        return whole
    codes = [word for part in ("uscc", "id_number", "code") for word in _listed(held.get(part))]
    several = len(codes) > 1 and len(_listed(whole)) == len(codes)
    return _zipped(f, held, _listed if several else _lines, "name", faults, _party)


def _party(parts: dict[str, str]) -> dict[str, str]:
    code = parts.pop("code", "")
    if code:
        folded = fold_code(code)
        parts["id_number" if id_problem(folded) is None else "uscc"] = code
    return parts


def _references(f: EventField, held: dict[str, Any], faults: list[Fault]) -> Any:
    whole = held.get("")
    if not isinstance(whole, str | None):
        return whole
    if set(held) <= {"", "number"}:  # a number alone names a letter of this office
        alone = whole if whole is not None else held["number"]
        return _lines(alone) if f.many else alone
    if whole is not None:  # the document's own name stands in the column named after it
        held = {**held, "title": held.get("title", whole)}
        del held[""]
    return _zipped(f, held, _lines, "number", faults, lambda parts: parts)


def _zipped(
    f: EventField, held: dict[str, Any], split: Any, counted: str, faults: list[Fault], make: Any
) -> Any:
    """Several things in one row: the first part of each belongs together, and so on."""
    lists = {part: split(value) if isinstance(value, str) else [value] for part, value in held.items()}
    number = len(lists.get(counted, [""])) if f.many else 1
    if number == 1:
        return make({part: " ".join(map(str, v)) if len(v) > 1 else v[0] for part, v in lists.items()})
    uneven = [part for part, values in lists.items() if len(values) != number]
    if uneven:
        faults.append(
            Fault(
                f.label,
                f"有 {number} 个，代码、地址等的个数却不同",
                "按次序每个写一行，没有的写“无”，或者分成几行登记",
            )
        )
    made = []
    for n in range(number):
        pieces = {part: values[n] for part, values in lists.items() if n < len(values)}
        made.append(make({part: word for part, word in pieces.items() if word != "无"}))
    return made


def _choices(f: EventField, value: Any, notes: list[str]) -> Any:
    if f.many and isinstance(value, str) and _choice(f, value) is None:
        value = _listed(value)
    values = value if isinstance(value, list) else [value]
    read = []
    for word in values:
        known = _choice(f, word) if isinstance(word, str) else None
        if known is not None and known != word.strip() and fold_name(known) != fold_name(word):
            notes.append(f"“{f.label}”的“{word.strip()}”按“{known}”登记")
        read.append(known or word)
    return read if isinstance(value, list) else read[0]


def _choice(f: EventField, word: str) -> str | None:
    """The choice that a word means: itself in any spelling, or the only one whose name it contains."""
    folded = fold_name(word)
    exact = [choice for choice in f.choices if fold_name(choice) == folded]
    exact += [choice for spelling, choice in f.spellings.items() if fold_name(spelling) == folded]
    if exact:
        return exact[0]
    within = [choice for choice in f.choices if fold_name(choice) in folded]
    return within[0] if len(within) == 1 and not set(_NEGATIONS) & set(word) else None


def _lines(value: Any) -> list[str]:
    return [piece for piece in _LINES.split(str(value)) if piece] if value is not None else []


def _listed(value: Any) -> list[str]:
    return [piece for piece in _LISTED.split(str(value)) if piece] if value is not None else []


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})
