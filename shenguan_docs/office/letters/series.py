"""Which series of numbers is meant: by its name as typed, or by a number of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.notices.kinds import kind_folders
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import plan_records, received, schema
from shenguan_docs.register.numbers import Taken
from shenguan_docs.register.spelling import format_number, number_key


@dataclass(frozen=True)
class Series:
    """A series of any year: the department's key, name and 代字 ("" for 收文), the group, the number's form."""

    department: str
    name: str
    mark: str
    group: str
    format: str

    @property
    def label(self) -> str:
        """What it is called: the number without year and ordinal (益高社函)."""
        if self.group == received.GROUP:
            return received.GROUP
        written = format_number(self.format, mark=self.mark, group=self.group, year=0, n=0)
        return re.split(r"[〔\[(（【0]", written)[0] or self.mark + self.group

    def number(self, year: int, ordinal: int) -> str:
        """Return one of its numbers."""
        return format_number(self.format, mark=self.mark, group=self.group, year=year, n=ordinal)


def all_series(office: Office, conn: Connection) -> tuple[Series, ...]:
    """Return every series that the office may use: each department with a 代字, each group; and 收文."""
    used = set(conn.execute(select(schema.series.c.group).distinct()).scalars())
    groups = sorted({*office.settings.formats, *_groups_of_kinds(office), *used} - {received.GROUP})
    found = [
        Series(d.key, d.short_name, d.mark, group, office.settings.number_format(group))
        for d in plan_records.departments(conn)
        if d.mark
        for group in groups
    ]
    form = office.settings.number_format(received.GROUP)
    return (*found, Series(received.DEPARTMENT, "本单位", "", received.GROUP, form))


def find_series(office: Office, conn: Connection, typed: str, department: str = "") -> Series:
    """Return the series called ``typed`` (益高社函, or 函 with its department). Raises NotFound, Refused."""
    known = all_series(office, conn)
    if department:
        key = find_department(plan_records.directory(conn), department).key
        known = tuple(one for one in known if one.department in (key, received.DEPARTMENT))
    folded = fold_name(re.sub(r"[〔\[(（【].*", "", typed))
    found = [one for one in known if folded == fold_name(one.label)]
    found = found or [one for one in known if folded == fold_name(one.group)]
    if len(found) > 1:
        listed = "、".join(one.label for one in found)
        raise Refused(
            f"“{typed}”可以指 {len(found)} 组文号：{listed}", remedy="写其中一个，或者加 --department"
        )
    if not found:
        labels = [one.label for one in known]
        near = nearest(typed, labels) or labels[:6]
        raise NotFound(f"没有“{typed}”这一组文号", remedy=f"可以写{'、'.join(near)}")
    return found[0]


def series_of_number(office: Office, conn: Connection, typed: str) -> tuple[Series, Taken]:
    """Return the series to which a number belongs, and its place there. Raises NotFound, Refused."""
    key = number_key(typed)
    figures = [int(figure) for figure in re.findall("[0-9]{1,9}", key)]
    years = [figure for figure in figures if 1949 <= figure <= 2999]
    found = [
        (one, Taken(one.number(year, n), n, year, one.group, one.department))
        for one in all_series(office, conn)
        for year, n in _pairs(years, figures)
        if number_key(one.number(year, n)) == key
    ]
    if not found:
        raise NotFound(
            f"“{typed}”不是本单位任何一组文号的写法",
            remedy="写完整的文号，如 益高社函〔2026〕58号；代字用 shenguan departments 查看",
        )
    return found[0]


def _pairs(years: list[int], figures: list[int]) -> Iterator[tuple[int, int]]:
    yield from dict.fromkeys((year, n) for year in years for n in figures[::-1] if n)


def _groups_of_kinds(office: Office) -> set[str]:
    groups = set()
    for folder in kind_folders(office.kind_places).values():
        try:
            head = tomllib.loads((folder / "kind.toml").read_text("utf-8-sig").partition("\n[")[0])
        except (OSError, ValueError, RecursionError):
            continue  # a faulty folder is told of by kinds check
        if isinstance(head.get("series"), str) and head["series"]:
            groups.add(head["series"])
    return groups
