"""Tidy what was pasted into a field, by the field's type, before it is read; say what was done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from shenguan_docs.notices.kind import Field
from shenguan_docs.notices.pasted import BLANKS, STOP, tidy, tidy_number, without_stop

_LONGEST = 500_000  # characters: what is longer is refused anyway
_HAN_NAME = re.compile("[\u3400-\u9fff·]+( [\u3400-\u9fff·]+)+")
_DATE_SIGNS = re.compile(r"\s*([年月日./\-])\s*")
_DASHES = re.compile("[‐‑‒–—―−－]")


def tidied(f: Field, item: Any) -> tuple[Any, tuple[str, ...]]:
    """Return ``item`` as it ought to have been typed, and what was done to it; a wrong type is left alone."""
    notes: dict[str, None] = {}
    if f.type in ("text", "longtext"):
        return _text(f, item, notes), tuple(notes)
    if f.type in ("date", "task_date"):
        return _date(item, notes), tuple(notes)
    if f.type in ("number", "amount", "choice"):
        return _plain(item, notes), tuple(notes)
    if f.type in ("matter", "department"):
        return _plain(item, {}), ()  # they are found under any spelling and printed in their own
    if f.type == "table" and isinstance(item, list):
        return [_row(f, row, notes) for row in item], tuple(notes)
    if f.type == "person":
        return _person(item, notes), tuple(notes)
    if f.type == "reference":
        return _reference(item, notes), tuple(notes)
    if f.type == "party" and isinstance(item, Mapping):
        named = ("name", "representative")
        return {k: _tidy(v, notes, name=str(k) in named) for k, v in item.items()}, tuple(notes)
    if f.type == "attachment" and isinstance(item, Mapping):
        return {k: _tidy(v, notes) if k == "title" else v for k, v in item.items()}, tuple(notes)
    return item, ()


def _tidy(
    value: Any,
    notes: dict[str, None],
    *,
    lines: bool = False,
    punctuation: bool = True,
    name: bool = False,
) -> Any:
    if not isinstance(value, str) or len(value) > _LONGEST:
        return value
    text, done = tidy(value, lines=lines, punctuation=punctuation, name=name)
    _note(notes, done)
    return text


def _note(notes: dict[str, None], done: Iterable[str]) -> None:
    notes.update(dict.fromkeys(done))


def _text(f: Field, item: Any, notes: dict[str, None]) -> Any:
    return _bare(f, _tidy(item, notes, lines=f.type == "longtext"), notes)


def _bare(f: Field, text: Any, notes: dict[str, None]) -> Any:
    if f.bare and isinstance(text, str) and (shorter := without_stop(text)) != text and shorter:
        notes[STOP] = None
        return shorter
    return text


def _row(f: Field, row: Any, notes: dict[str, None]) -> Any:
    if not isinstance(row, Mapping):
        return row
    return {key: _bare(f, _tidy(cell, notes, lines=True), notes) for key, cell in row.items()}


def _plain(item: Any, notes: dict[str, None]) -> Any:
    return _tidy(item, notes, punctuation=False)


def _date(item: Any, notes: dict[str, None]) -> Any:
    text = _plain(item, notes)
    if not isinstance(text, str):
        return text
    return _DATE_SIGNS.sub(r"\1", _DASHES.sub("-", text))


def _person(item: Any, notes: dict[str, None]) -> Any:
    if isinstance(item, Mapping):
        parts = {k: _name(v, notes) if k == "name" else _tidy(v, notes) for k, v in item.items()}
        if isinstance(parts.get("phone"), str):
            parts["phone"] = _DASHES.sub("-", parts["phone"])
        return parts
    return _name(item, notes)


def _name(item: Any, notes: dict[str, None]) -> Any:
    name = _tidy(item, notes, name=True)
    if isinstance(name, str) and _HAN_NAME.fullmatch(name):  # 张 三, set to the width of three characters
        notes[BLANKS] = None
        return name.replace(" ", "")
    return name


def _reference(item: Any, notes: dict[str, None]) -> Any:
    if not isinstance(item, Mapping):
        return _plain(item, {})  # found under any spelling
    cleaned = {}
    for key, value in item.items():
        if key == "number" and isinstance(value, str) and len(value) <= _LONGEST:
            cleaned[key], done = tidy_number(value)
            _note(notes, done)
        else:
            cleaned[key] = _date(value, notes) if key == "date" else _tidy(value, notes)
    return cleaned
