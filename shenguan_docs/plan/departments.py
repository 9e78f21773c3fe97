"""Districts, departments, their 科(股)室 and people, and who pushes and receives between two departments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shenguan_docs.errors import Fault, NotFound, Refused
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.text import clean, join_names

Role = Literal["push", "receive"]
CITY = "市级"
"""What is of no district is called so, and so is no district."""


@dataclass(frozen=True)
class District:
    """A district (区县) of an installation; ``code`` is ASCII and never changes.

    ``closed``: no department comes to it any more; what there was stays.
    """

    code: str
    name: str
    closed: bool = False


@dataclass(frozen=True)
class Department:
    """A department (部门) or outside body.

    ``key`` is ASCII and never changes; ``name`` is the full name (全称) as on its letterhead,
    ``short_name`` the 规范化简称, ``mark`` the 机关代字 its numbers begin with ("" for a body that
    never sends). ``outside`` bodies (原上级业务主管部门 …) only receive; ``parent`` is the key of
    the body to which this one belongs (the 办公室 of a 协调小组). ``district`` is the code of its district,
    "" for what is of the city (市级).
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
    district: str = ""


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
    """审管信息推送与接收联络员 for one direction between two departments （第三部分第（二）项第3条）.

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
    """All departments, sections, people, officers and districts of an office."""

    departments: tuple[Department, ...] = ()
    sections: tuple[Section, ...] = ()
    people: tuple[Person, ...] = ()
    officers: tuple[Officer, ...] = ()
    districts: tuple[District, ...] = ()


def department_of(directory: Directory, key: str) -> Department:
    """Return the department with exactly this ``key``; KeyError if the directory has none."""
    for department in directory.departments:
        if department.key == key:
            return department
    raise KeyError(key)


def find_district(districts: Sequence[District], typed: str) -> District:
    """Return the district that ``typed`` names by name or code. Raises NotFound with those that there are."""
    folded = fold_name(typed)
    for district in districts:
        if folded in (fold_name(district.name), fold_name(district.code)):
            return district
    known = join_names(district.name for district in districts)
    raise NotFound(
        f"没有名为“{_on_one_line(typed)}”的区县",
        remedy=f"已有{known}" if known else "先用 shenguan district add 登记区县",
    )


def person_of(directory: Directory, key: str) -> Person:
    """Return the person with exactly this ``key``; KeyError if the directory has none."""
    for person in directory.people:
        if person.key == key:
            return person
    raise KeyError(key)


def find_department(directory: Directory, typed: str, district: str = "") -> Department:
    """Return the department that ``typed`` names by full name, short name, key or alias.

    Width, case, blanks, line breaks, quotation marks and the shape of brackets do not count. A full
    name, short name or key wins over another department's alias. Of an alias that several districts use, the one of
    ``district`` (code) is meant, else the city's. Raises NotFound with the nearest
    names, Refused if several departments share the name.
    """
    folded, known = fold_name(typed), directory.departments
    by_name = [d for d in known if folded in map(fold_name, (d.name, d.short_name, d.key))]
    found = by_name or [d for d in known if folded in map(fold_name, d.aliases)]
    if len(found) > 1:
        near_by = [d for d in found if d.district == district] or [d for d in found if not d.district]
        found = near_by if len(near_by) == 1 else found
    if len(found) == 1 and folded:
        return found[0]
    if found and folded:
        shared = join_names(d.name for d in found)
        raise Refused(f"“{_on_one_line(typed)}”是几个部门共有的叫法：{shared}", remedy="请写全称")
    near = nearest_departments(directory, typed)
    advice = f"最接近的有{join_names(near)}；" if near else ""
    raise NotFound(
        f"没有名为“{_on_one_line(typed)}”的部门",
        remedy=f"{advice}用 shenguan departments 查看已有的，用 shenguan departments add … 登记新的",
    )


def nearest_departments(directory: Directory, typed: str) -> list[str]:
    """Return the short names of the departments that ``typed`` may have meant, the nearest first."""
    owners = {
        n: d.short_name for d in directory.departments for n in (*d.aliases, d.name, d.short_name, d.key)
    }
    return list(dict.fromkeys(owners[name] for name in nearest(typed, owners, 6)))[:3]


def find_person(
    directory: Directory, name: str, department: str | None = None, on: date | None = None
) -> Person:
    """Return the person that ``name`` (or key) names, in ``department`` (key) and in office ``on`` that day.

    Raises NotFound with the nearest names, or with the term of a person who is not in office on that
    day; Refused if several people have the name.
    """
    folded = fold_name(name)
    pool = [p for p in directory.people if department in (None, p.department)]
    named = [p for p in pool if folded and folded in (fold_name(p.name), fold_name(p.key))]
    found = [p for p in named if on is None or in_term(p, on)]
    if len(found) == 1:
        return found[0]
    typed = _on_one_line(name)
    if found:
        places = join_names(f"{_place(directory, p)}（{p.key}）" for p in found)
        raise Refused(f"名为“{typed}”的有 {len(found)} 人：{places}", remedy="请写明部门，或写括号里的编号")
    where = f"{department_of(directory, department).short_name}没有" if department else "没有"
    if named and on is not None:
        raise NotFound(
            f"{typed}在 {on} 不在职（{_term(named[0])}）", remedy="核对日期，或更新人员的任职起止日期"
        )
    near = nearest(name, (p.name for p in pool))
    advice = f"最接近的有{join_names(near)}；" if near else ""
    raise NotFound(f"{where}名为“{typed}”的人员", remedy=f"{advice}核对姓名，或先登记此人")


def push_officer(directory: Directory, sender: str, receiver: str, on: date) -> Person | None:
    """Return who pushes for ``sender`` to ``receiver`` (keys) on that day, None if nobody is named."""
    return officer_on(directory, sender, receiver, "push", on)


def receive_officer(directory: Directory, sender: str, receiver: str, on: date) -> Person | None:
    """Return who receives at ``receiver`` from ``sender`` (keys) on that day, None if nobody is named."""
    return officer_on(directory, sender, receiver, "receive", on)


def officer_on(directory: Directory, sender: str, receiver: str, role: Role, on: date) -> Person | None:
    """Return the officer of that role between two departments (keys) on that day, None if nobody is named.

    Where terms overlap, the one who took up the task last; who has left the department does not count.
    """
    people = {p.key: p for p in directory.people if in_term(p, on)}
    terms = [
        (officer.valid_from or date.min, place, people[officer.person])
        for place, officer in enumerate(directory.officers)
        if (officer.sender, officer.receiver, officer.role) == (sender, receiver, role)
        and in_term(officer, on)
        and officer.person in people
    ]
    return max(terms, key=lambda term: term[:2])[2] if terms else None


def in_term(holder: Person | Officer, on: date) -> bool:
    """Say whether ``on`` lies in the term of a person or officer; both its days are included."""
    return (holder.valid_from or date.min) <= on <= (holder.valid_to or date.max)


def directory_faults(directory: Directory) -> list[Fault]:
    """Return what does not hold together: keys, names or 代字 used twice, references to nothing."""
    faults = []
    departments = directory.departments
    for label, values in (
        ("部门标识", [d.key for d in departments]),
        ("部门名称", [n for d in departments for n in {fold_name(d.name), fold_name(d.short_name)}]),
        ("机关代字", [d.mark for d in departments if d.mark]),
        ("区县标识", [d.code for d in directory.districts]),
        ("区县名称", [fold_name(d.name) for d in directory.districts]),
        ("科（股）室标识", [s.key for s in directory.sections]),
        ("人员标识", [p.key for p in directory.people]),
    ):
        faults += [Fault(label, f"“{v}”用了 {n} 次") for v, n in Counter(values).items() if n > 1]
    keys = {d.key for d in departments}
    codes = {d.code for d in directory.districts}
    faults += [f for d in directory.districts for f in district_faults(d)]
    sections = {s.key: s.department for s in directory.sections}
    employers = {p.key: p.department for p in directory.people}
    for d in departments:
        if not d.key.isascii() or not d.key:
            faults.append(Fault("部门标识", f"“{d.key}”应由英文字母和数字组成"))
        if d.parent and d.parent not in keys:
            faults.append(Fault(d.name, f"的上级“{d.parent}”没有登记"))
        if d.district and d.district not in codes:
            faults.append(Fault(d.name, f"所属的区县“{d.district}”没有登记"))
    for s in directory.sections:
        if s.department not in keys:
            faults.append(Fault(s.name, f"所属部门“{s.department}”没有登记"))
    for p in directory.people:
        if p.department not in keys:
            faults.append(Fault(p.name, f"所在部门“{p.department}”没有登记"))
        elif p.section and sections.get(p.section) != p.department:
            faults.append(Fault(p.name, f"所在科（股）室“{p.section}”不是本部门的"))
        if p.valid_from and p.valid_to and p.valid_to < p.valid_from:
            faults.append(Fault(p.name, f"任职止于 {p.valid_to}，早于开始的 {p.valid_from}"))
    for o in directory.officers:
        label = f"{o.sender}→{o.receiver} 的{'推送' if o.role == 'push' else '接收'}联络员"
        home = o.sender if o.role == "push" else o.receiver
        faults += [Fault(label, f"部门“{k}”没有登记") for k in (o.sender, o.receiver) if k not in keys]
        if o.person not in employers:
            faults.append(Fault(label, f"“{o.person}”没有登记"))
        elif employers[o.person] != home:
            faults.append(Fault(label, f"“{o.person}”不是 {home} 的人员"))
    return faults


def district_faults(district: District) -> list[Fault]:
    """Return what is wrong with the code or the name of a district."""
    faults = []
    if not re.fullmatch("[a-z0-9-]{1,20}", district.code):
        faults.append(Fault("区县标识", f"“{district.code}”应由小写英文字母、数字和横线组成，最多 20 个"))
    if not district.name.strip() or fold_name(district.name) == fold_name(CITY):
        faults.append(Fault("区县名称", f"不能是空的或者“{CITY}”", f"“{CITY}”是不属于任何区县的部门"))
    return faults


def _on_one_line(typed: str) -> str:
    return " ".join(clean(typed).split())


def _place(directory: Directory, person: Person) -> str:
    return department_of(directory, person.department).short_name


def _term(person: Person) -> str:
    first = f"自 {person.valid_from}" if person.valid_from else ""
    last = f"至 {person.valid_to}" if person.valid_to else ""
    return f"任职{first}{last}"
