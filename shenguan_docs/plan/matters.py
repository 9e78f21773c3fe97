"""The list of matters (审管联动事项清单): which department approves, which supervises, by which codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

CreditCheck = Literal["", "必须", "鼓励"]


@dataclass(frozen=True)
class MatterCode:
    """A 监管事项编码 (folded: half width, upper case) and the 监管事项 it stands for."""

    code: str
    item: str


@dataclass(frozen=True)
class Matter:
    """One row of the list.

    ``position`` counts the rows from 1, ``row`` is the 序号 as the list prints it. ``approver`` and
    ``supervisor`` are department keys and may be the same, with different sections; ``supervisor`` is
    None where the list leaves it open (row 13 of the first list). Sections, persons and telephones
    are words as the list writes them. ``credit_check`` is 第三部分第(三)项第4条's 必须 or 鼓励.
    """

    position: int
    row: str
    name: str
    approver: str
    supervisor: str | None
    codes: tuple[MatterCode, ...] = ()
    approver_section: str = ""
    approver_person: str = ""
    approver_phone: str = ""
    supervisor_section: str = ""
    supervisor_person: str = ""
    supervisor_phone: str = ""
    credit_check: CreditCheck = ""
    legal_basis: str = ""


@dataclass(frozen=True)
class MatterList:
    """A version of the list; it holds from ``effective_on`` until a later version does.

    ``version`` counts from 1; ``source_sha256`` is the hex digest of the imported file.
    """

    version: int
    name: str
    effective_on: date
    imported_on: date
    source_name: str
    source_sha256: str
    matters: tuple[Matter, ...]
