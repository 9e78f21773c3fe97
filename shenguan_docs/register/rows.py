"""Frozen dataclasses to journal data and table rows, and back."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Insert, Row, Table, insert

from shenguan_docs.document import to_data
from shenguan_docs.errors import OfficeUnusable

T = TypeVar("T")


def canonical(value: Any) -> str:
    """Return the one JSON spelling of plain data: sorted keys, no blanks, Chinese as it is.

    Raises TypeError or ValueError for what JSON cannot hold.
    """
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plain_data(record: Any) -> dict[str, Any]:
    """Turn a dataclass into plain JSON data."""
    return typing.cast(dict[str, Any], to_data(record))


def from_plain(cls: type[T], data: Mapping[str, Any]) -> T:
    """Make the dataclass again; keys that an older version did not write take their defaults.

    Raises OfficeUnusable for a key this version does not know: dropping it would lose a fact.
    """
    read = _reader(cls)  # type: ignore[arg-type]
    return typing.cast(T, data if read is None else read(data))


def row_of(record: Any, table: Table, **more: Any) -> dict[str, Any]:
    """Return the columns of ``table`` that ``record`` has as attributes, and ``more``."""
    found = {name: getattr(record, name) for name in _shared_names(type(record), table)}  # type: ignore[arg-type]
    return found | more


@cache
def _shared_names(cls: type, table: Table) -> tuple[str, ...]:
    fields = _field_names(cls)
    return tuple(name for name in table.c.keys() if name in fields or hasattr(cls, name))  # noqa: SIM118


@cache
def into(table: Table) -> Insert:
    """Return the insert into a table: one for all rows, as a replay makes a dozen of them for every letter."""
    return insert(table)


def from_row(cls: type[T], row: Row[Any], **more: Any) -> T:
    """Make the dataclass from the columns of a row that bear its fields' names, and ``more``."""
    names = _field_names(cls)  # type: ignore[arg-type]
    return cls(**{k: v for k, v in row._mapping.items() if k in names} | more)


@cache
def _field_names(cls: type) -> frozenset[str]:
    return frozenset(field.name for field in dataclasses.fields(cls))


_Read = Callable[[Any], Any]


@cache
def _reader(hint: Any) -> _Read | None:
    """Return what makes a value of a hint out of plain data; None where it is taken as it is. None stays None."""
    if isinstance(hint, types.UnionType):  # only "X | None" occurs
        return _reader(next(h for h in typing.get_args(hint) if h is not type(None)))
    if typing.get_origin(hint) is tuple:
        return _tuple_reader(_reader(typing.get_args(hint)[0]))
    if hint is datetime:
        return lambda data: None if data is None else datetime.fromisoformat(data)
    if hint is date:
        return lambda data: None if data is None else date.fromisoformat(data)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _record_reader(hint)
    return None


def _tuple_reader(inner: _Read | None) -> _Read:
    def read(data: Any) -> Any:
        if data is None:
            return None
        return tuple(data) if inner is None else tuple(map(inner, data))

    return read


def _record_reader(cls: type) -> _Read:
    readers: dict[str, _Read | None] = {}

    def read(data: Any) -> Any:
        if data is None:
            return None
        if not readers:  # not before it is asked for: a class may hold itself
            readers.update((name, _reader(hint)) for name, hint in typing.get_type_hints(cls).items())
        if not data.keys() <= readers.keys():
            raise OfficeUnusable(
                f"流水账里有这个版本不认识的内容“{'、'.join(sorted(data.keys() - readers.keys()))}”，由更新版本写成",
                remedy="请用较新版本的程序打开这个单位",
            )
        made = {}
        for name, value in data.items():
            inner = readers[name]
            made[name] = value if inner is None else inner(value)
        return cls(**made)

    return read
