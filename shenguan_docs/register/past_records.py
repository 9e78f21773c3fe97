"""What the register knows of a letter that the program did not write, as pure data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from shenguan_docs.nearest import fold_name
from shenguan_docs.register.rows import canonical
from shenguan_docs.register.spelling import number_key

Direction = Literal["out", "in"]


@dataclass(frozen=True)
class PastParty:
    """A 行政相对人 that an old register names; a person's number is never taken from there."""

    name: str
    uscc: str = ""

    @property
    def id_number(self) -> str:
        """公民身份号码: unknown."""
        return ""


@dataclass(frozen=True)
class PastFile:
    """A file that belongs to a past letter, and the archive's object that holds it."""

    original_name: str
    stored_name: str
    sha256: str
    size: int
    object_id: str = ""
    object_version: int = 0


@dataclass(frozen=True)
class PastLetter:
    """A letter known from an old register (``origin`` register) or written by hand (hand).

    ``direction`` in is a 收文: ``number`` is its 收文号, ``sender_number`` the 来文字号. ``items`` are the other
    columns of the register by their keys, as words. ``source`` and ``line`` say where the row stood.
    """

    id: str
    direction: Direction
    origin: Literal["hand", "register"]
    number: str
    title: str
    year: int = 0
    sender: str = ""
    sender_number: str = ""
    receivers: str = ""
    department: str = ""
    day: date | None = None
    received_on: date | None = None
    items: Mapping[str, str] = field(default_factory=dict)
    parties: tuple[PastParty, ...] = ()
    source: str = ""
    line: int = 0
    state: Literal["entered", "void"] = "entered"
    state_reason: str = ""
    # filled in by the register
    series: str = ""
    ordinal: int = 0
    entered_at: datetime | None = None
    entered_by: str = ""
    files: tuple[PastFile, ...] = ()


def identity(direction: str, number: str, year: int, title: str, day: date | None, sender: str) -> str:
    """Return the id of a row of an old register: the same row has the same, however often it comes.

    A row without a number is known by its day and sender.
    """
    told = [direction, number_key(number), year, fold_name(title)]
    if not number:
        told += [str(day or ""), fold_name(sender)]
    return "past-" + hashlib.sha256(canonical(told).encode()).hexdigest()[:20]
