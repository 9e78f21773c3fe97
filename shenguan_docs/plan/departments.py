"""Departments, their 科(股)室 and people, and who pushes and receives between two departments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Role = Literal["push", "receive"]


@dataclass(frozen=True)
class Department:
    """A department (部门) or outside body.

    ``key`` is ASCII and never changes; ``name`` is the full name (全称) as on its letterhead,
    ``short_name`` the 规范化简称, ``mark`` the 机关代字 its numbers begin with ("" for a body that
    never sends). ``outside`` bodies (原上级业务主管部门 …) only receive; ``parent`` is the key of
    the body to which this one belongs (the 办公室 of a 协调小组).
    """

    key: str
    name: str
    short_name: str
    aliases: tuple[str, ...] = ()
    mark: str = ""
    address: str = ""
    phone: str = ""
    postcode: str = ""
    signatory: str = ""
    signatory_title: str = ""
    outside: bool = False
    parent: str = ""


@dataclass(frozen=True)
class Section:
    """A 科(股)室; ``department`` is the key of the department it belongs to."""

    key: str
    department: str
    name: str


@dataclass(frozen=True)
class Person:
    """A person in a department from ``valid_from`` to ``valid_to`` (both days included, None = open).

    ``department`` and ``section`` are keys; ``section`` is "" where none is named.
    """

    key: str
    name: str
    department: str
    section: str = ""
    title: str = ""
    phone: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Officer:
    """审管信息推送与接收联络员 for one direction between two departments (第三部分第(二)项第3条).

    A ``push`` officer works for the ``sender``, a ``receive`` officer for the ``receiver`` (both keys);
    ``person`` is a Person's key. Both days of the term are included, None = open.
    """

    sender: str
    receiver: str
    role: Role
    person: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Directory:
    """All departments, sections, people and officers of an office."""

    departments: tuple[Department, ...] = ()
    sections: tuple[Section, ...] = ()
    people: tuple[Person, ...] = ()
    officers: tuple[Officer, ...] = ()
