"""Frozen dataclasses to journal data and table rows, and back."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row, Table

from shenguan_docs.document import to_data
from shenguan_docs.errors import OfficeUnusable

T = TypeVar("T")


def canonical(value: Any) -> str:
    """Return the one JSON spelling of plain data: sorted keys, no blanks, Chinese as it is.

    Raises TypeError or ValueError for what JSON cannot hold.
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plain_data(record: Any) -> dict[str, Any]:
    """Turn a dataclass into plain JSON data."""
    return typing.cast(dict[str, Any], to_data(record))


def from_plain(cls: type[T], data: Mapping[str, Any]) -> T:
    """Make the dataclass again; keys that an older version did not write take their defaults.

    Raises OfficeUnusable for a key this version does not know: dropping it would lose a fact.
    """
    return typing.cast(T, _build(cls, data))


def row_of(record: Any, table: Table, **more: Any) -> dict[str, Any]:
    """Return the columns of ``table`` that ``record`` has as attributes, and ``more``."""
    found = {name: getattr(record, name) for name in table.c.keys() if hasattr(record, name)}  # noqa: SIM118
    return found | more


def from_row(cls: type[T], row: Row[Any], **more: Any) -> T:
    """Make the dataclass from the columns of a row that bear its fields' names, and ``more``."""
    names = _field_names(cls)  # type: ignore[arg-type]
    return cls(**{k: v for k, v in row._mapping.items() if k in names} | more)


@cache
def _field_names(cls: type) -> frozenset[str]:
    return frozenset(field.name for field in dataclasses.fields(cls))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _build(hint: Any, data: Any) -> Any:
    if data is None:
        return None
    if isinstance(hint, types.UnionType):  # only "X | None" occurs
        return _build(next(h for h in typing.get_args(hint) if h is not type(None)), data)
    if typing.get_origin(hint) is tuple:
        return tuple(_build(typing.get_args(hint)[0], item) for item in data)
    if hint is datetime:
        return datetime.fromisoformat(data)
    if hint is date:
        return date.fromisoformat(data)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = _hints(hint)
        unknown = sorted(data.keys() - hints.keys())
        if unknown:
            raise OfficeUnusable(
                f"流水账里有这个版本不认识的内容“{'、'.join(unknown)}”,由更新版本写成",
                remedy="请用较新版本的程序打开这个单位",
            )
        return hint(**{name: _build(hints[name], value) for name, value in data.items()})
    return data
