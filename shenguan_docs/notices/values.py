"""What a filled-in field is in the eyes of a template: plain values that know which field they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from shenguan_docs.text import chinese_date, join_names, yuan


class Words(str):
    """Text of one field; ``source`` is the field's label."""

    source: str

    def __new__(cls, text: str, source: str = "") -> Words:
        """Keep the label beside the text."""
        self = super().__new__(cls, text)
        self.source = source
        return self


class Day(date):
    """A date of one field, printed as 2026年3月5日."""

    source: str

    def __new__(cls, day: date, source: str = "") -> Day:
        """Keep the label beside the day."""
        self = super().__new__(cls, day.year, day.month, day.day)
        self.source = source
        return self


class Number(int):
    """An integer of one field."""

    source: str

    def __new__(cls, number: int, source: str = "") -> Number:
        """Keep the label beside the number."""
        self = super().__new__(cls, number)
        self.source = source
        return self


class Money(Decimal):
    """A sum in 元, printed as 50000元."""

    source: str

    def __new__(cls, amount: Decimal, source: str = "") -> Money:
        """Keep the label beside the sum."""
        self = super().__new__(cls, amount)
        self.source = source
        return self


class Card(Mapping[str, Any]):
    """A thing with named parts (当事人, 事项, 部门 …); printed by itself it shows ``text``."""

    __slots__ = ("parts", "source", "text")

    def __init__(self, text: str, parts: Mapping[str, Any], source: str = "") -> None:
        self.text, self.source = text, source
        # A part that is empty counts as not filled in, so that `{% if 当事人.地址 %}` reads naturally.
        self.parts = {
            key: _sourced(value, source) for key, value in parts.items() if value not in ("", None, ())
        }

    def __getitem__(self, key: str) -> Any:
        return self.parts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Card) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.text)


class Many(tuple[Any, ...]):
    """Several values of one field, printed with 、 between them."""

    source: str

    def __new__(cls, values: Any = (), source: str = "") -> Many:
        """Keep the label beside the values."""
        self = super().__new__(cls, values)
        self.source = source
        return self


def _sourced(value: Any, source: str) -> Any:
    if isinstance(value, date) and not isinstance(value, Day):
        return Day(value, source)
    if type(value) is str:
        return Words(value, source)
    if isinstance(value, tuple) and not isinstance(value, Many):
        return Many((_sourced(item, source) for item in value), source)
    return value


def words_of(value: Any) -> str:
    """Return ``value`` as it is printed in a text."""
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, Decimal):
        return yuan(value)
    if isinstance(value, Card):
        return value.text
    if isinstance(value, tuple | list):
        return join_names(words_of(item) for item in value)
    return str(value)


def source_of(value: Any) -> str:
    """Return the label of the field that ``value`` came from, "" if it is the template's own."""
    return getattr(value, "source", "")
