"""The shape of a kind.toml: what is a word, what a list, what a table; said before anything is read from it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shenguan_docs.errors import Refused

_WORD, _WORDS, _YES, _TABLE, _TABLES = "文字", "一列文字", " true 或 false", "一节", "几节"
_FITS: dict[str, Callable[[Any], bool]] = {
    _WORD: lambda value: isinstance(value, str),
    _WORDS: lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    _YES: lambda value: isinstance(value, bool),
    _TABLE: lambda value: isinstance(value, Mapping),
    _TABLES: lambda value: isinstance(value, list) and all(isinstance(item, Mapping) for item in value),
}
_WRITTEN = {
    _WORD: "放在英文双引号里",
    _WORDS: '写成 ["甲", "乙"]',
    _YES: "不加引号",
    _TABLE: "写成 [名称]",
    _TABLES: "写成 [[名称]]",
}
_HEAD = {
    **dict.fromkeys(("name", "genre", "layout", "direction", "clause", "clause_text", "series"), _WORD),
    **dict.fromkeys(("retention", "urgency", "sender", "title", "issuer", "note", "seal", "origin"), _WORD),
    **dict.fromkeys(("receivers", "copies_to"), _WORDS),
    **dict.fromkeys(("fields", "rules", "deadlines"), _TABLES),
    "example": _TABLE,
}
_FIELD = {
    **dict.fromkeys(("id", "label", "type", "help", "relation"), _WORD),
    **dict.fromkeys(("choices", "columns", "kinds"), _WORDS),
    **dict.fromkeys(("required", "many"), _YES),
}
_RULE = dict.fromkeys(("check", "field", "message", "remedy"), _WORD)


def require_shape(raw: Mapping[str, Any], text: str, where: str) -> None:
    """Refuse the first value of the wrong shape, with its line. Raises Refused."""
    wrong = list(_wrong(raw, _HEAD))
    if not wrong:
        for section, shape in (("fields", _FIELD), ("rules", _RULE)):
            for entry in raw.get(section, ()):
                wrong.extend(_wrong(entry, shape))
    for key, form in wrong:
        raise Refused(f"{key} 要写{form}", where=where + _line(text, key, form), remedy=_WRITTEN[form])


def _wrong(raw: Mapping[str, Any], shape: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, form in shape.items():
        if key in raw and not _FITS[form](raw[key]):
            yield key, form


def _line(text: str, key: str, form: str) -> str:
    """Where the value stands; "" for one that runs over several lines."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*{key}\s*=", line):
            try:
                value = tomllib.loads(line)[key]
            except tomllib.TOMLDecodeError:
                continue
            if not _FITS[form](value):
                return f" 第 {number} 行"
    return ""
