"""The complete example of a kind, its dates reckoned for the day on which it is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import tomlkit
from tomlkit.items import Item

from shenguan_docs.notices.kind import Kind
from shenguan_docs.text import chinese_date

_DAY = re.compile(r"\{今天\s*([+-]\s*\d{1,5})?\s*(:中文|:年)?\}")


def example_data(kind: Kind, today: date) -> dict[str, Any]:
    """Return the example as data; ``{今天-10}`` becomes a date, ``{今天-10:中文}`` 2026年3月5日, ``{今天-10:年}`` 2026."""
    return {key: reckoned(value, today) for key, value in kind.example.items()}


def example_toml(kind: Kind, today: date) -> str:
    """Return the example as TOML that ``draft`` accepts as it is, each field explained in a comment."""
    names = {name: f for f in kind.all_fields for name in (f.id, f.label)}
    document = tomlkit.document()
    document.add(
        tomlkit.comment(f"{kind.name}（{kind.slug}）示例。用法：shenguan draft {kind.slug} --data 本文件")
    )
    for key, value in example_data(kind, today).items():
        field = names.get(key)
        document.add(tomlkit.nl())
        if field is not None:
            need = "必填" if field.required else "可不填"
            more = "，可填多个" if field.many else ""
            document.add(
                tomlkit.comment(f"{field.label}({need}{more}){':' + field.help if field.help else ''}")
            )
        document.add(key, _item(value))
    given = {names[key].label for key in kind.example if key in names}
    open_fields = [f for f in kind.all_fields if f.label not in given]
    if open_fields:
        document.add(tomlkit.nl())
        for field in open_fields:
            document.add(
                tomlkit.comment(
                    f"{field.id} = …  {field.label}（可不填）{':' + field.help if field.help else ''}"
                )
            )
    return tomlkit.dumps(document)


def reckoned(value: Any, today: date) -> Any:
    """Replace the relative dates in an example's value."""
    if isinstance(value, str):
        return _DAY.sub(lambda m: _day(m, today), value)
    if isinstance(value, list):
        return [reckoned(item, today) for item in value]
    if isinstance(value, Mapping):
        return {key: reckoned(item, today) for key, item in value.items()}
    return value


def _day(match: re.Match[str], today: date) -> str:
    day = today + timedelta(days=int((match[1] or "0").replace(" ", "")))
    if match[2] == ":年":
        return str(day.year)
    return chinese_date(day) if match[2] else day.isoformat()


def _item(value: Any) -> Item:
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for key, item in value.items():
            table.append(key, _item(item))
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        array.multiline(len(value) > 1)
        for item in value:
            array.append(_item(item))
        return array
    if isinstance(value, str) and "\n" in value:
        return tomlkit.string(value.strip("\n") + "\n", multiline=True)
    plain: Item = tomlkit.item(value)
    return plain
