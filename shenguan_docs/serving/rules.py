"""Which letters call for a 送达回证: ``templates/plan/service.toml``, shipped and the office's own."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from shenguan_docs.errors import Refused

PARTY, RECEIVER = "当事人", "收文单位"
_CHANNELS = ("paper", "mail", "fax", "online")


@dataclass(frozen=True)
class Call:
    """One row; the head of ``service.toml`` says what each item means."""

    key: str
    kinds: tuple[str, ...] = ()
    to: str = PARTY
    because: str = ""
    title: str = ""
    title_else: str = ""
    number: str = ""
    channels: tuple[str, ...] = ()
    off: bool = False

    def fits(self, kinds: Collection[str]) -> bool:
        """Whether a letter of a kind (and what that was copied from) calls by this row."""
        return "*" in self.kinds or bool(set(self.kinds) & set(kinds))


def read_calls(places: Sequence[Path]) -> tuple[Call, ...]:
    """Return the rows of these files; a row of an earlier file wins over the same key of a later one.

    A file that does not exist is passed over. Raises Refused naming file and row for what is wrong.
    """
    found: dict[str, Call] = {}
    for place in reversed(places):
        if place.is_file():
            found |= {call.key: call for call in _read(place, place.stat().st_mtime_ns)}
    return tuple(call for call in found.values() if not call.off)


@cache
def _read(place: Path, _changed: int) -> tuple[Call, ...]:
    advice = "对照随软件带来的 templates/plan/service.toml 改正"
    try:
        raw = tomllib.loads(place.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"不是正确的 TOML 文件（{error}）", where=str(place), remedy=advice) from error
    rows = raw.get("calls", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Refused("calls 要逐段写成 [[calls]]", where=str(place), remedy=advice)
    calls = []
    for row in rows:
        try:
            calls.append(_call(row))
        except (KeyError, TypeError, ValueError) as error:
            name = row.get("key", "?")
            raise Refused(
                f"[[calls]]“{name}”缺少一项，或有一项写错：{error}", where=str(place), remedy=advice
            ) from error
    return tuple(calls)


def _call(row: Mapping[str, Any]) -> Call:
    unknown = sorted(row.keys() - {field.name for field in fields(Call)})
    if unknown:
        raise KeyError("、".join(unknown))
    key, off = row["key"], bool(row.get("off", False))
    if off:
        return Call(str(key), off=True)
    lists = {name: _words(row.get(name, []), name) for name in ("kinds", "channels")}
    texts = {name: row.get(name, "") for name in ("to", "because", "title", "title_else", "number")}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} 要写文字")
    call = Call(key=str(key), **{**lists, **texts})
    if not call.kinds or call.to not in (PARTY, RECEIVER) or set(call.channels) - set(_CHANNELS):
        raise ValueError(f"kinds = {list(call.kinds)},to = {call.to},channels = {list(call.channels)}")
    return call


def _words(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise TypeError(f'{name} 要写成 ["…"]')
    return tuple(value)
