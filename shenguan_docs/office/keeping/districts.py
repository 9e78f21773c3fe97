"""Keep the districts of an installation: entered, changed, told with their departments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import reach, rights
from shenguan_docs.plan.departments import (
    CITY,
    Department,
    District,
    district_faults,
    find_district,
)
from shenguan_docs.register import plan_records


def districts(office: Office) -> tuple[District, ...]:
    """Return all districts; most offices have none."""
    with office.reading() as conn:
        return plan_records.districts(conn)


def add_district(office: Office, name: str, *, code: str = "") -> District:
    """Enter a district. Raises DataFaults, Refused if its name or code is taken."""
    rights.require(office, "keep")
    rights.require_whole(office, "登记区县")
    with office.writing() as conn:
        known = plan_records.districts(conn)
        number = len(known) + 1
        while not code and any(d.code == f"q{number}" for d in known):
            number += 1
        district = District(code.strip() or f"q{number}", name.strip())
        if any(d.code == district.code for d in known):
            raise Refused(f"区县标识“{district.code}”已经用了", remedy="换一个，或者不写，由程序给")
        return _set(office, conn, district)


def change_district(office: Office, typed: str, *, name: str = "", closed: bool | None = None) -> District:
    """Change a district's name, or whether departments still come to it. Raises NotFound, Refused."""
    rights.require(office, "keep")
    rights.require_whole(office, "登记区县")
    with office.writing() as conn:
        district = find_district(plan_records.districts(conn), typed)
        changed = replace(
            district,
            name=name.strip() or district.name,
            closed=district.closed if closed is None else closed,
        )
        if changed == district:
            raise Refused(
                "没有要更改的内容", where=district.name, remedy="用 --name、--closed、--open 写明改什么"
            )
        return _set(office, conn, changed)


def _set(office: Office, conn: Connection, district: District) -> District:
    if faults := district_faults(district):
        raise DataFaults(faults)
    plan_records.set_district(conn, at=office.now(), by=office.actor, district=district)
    return district


def show_district(office: Office, typed: str) -> dict[str, Any]:
    """Return a district with its departments. Raises NotFound."""
    with office.reading() as conn:
        district = find_district(plan_records.districts(conn), typed)
        return _told(district, plan_records.departments(conn))


def list_districts(office: Office) -> list[dict[str, Any]]:
    """Return the districts as they are shown, each with its departments."""
    with office.reading() as conn:
        departments = plan_records.departments(conn)
        return [_told(district, departments) for district in plan_records.districts(conn)]


def look_within(office: Office, typed: str) -> None:
    """Narrow what is looked at in this office to what a district (or the city) sees. Raises NotFound."""
    with office.reading() as conn:
        known = plan_records.districts(conn)
        code = "" if known and typed.strip() == CITY else find_district(known, typed).code
        office.within = reach.of_districts(conn)[code]


def _told(district: District, departments: Sequence[Department]) -> dict[str, Any]:
    return {
        "code": district.code,
        "name": district.name,
        "state": "停用" if district.closed else "在用",
        "departments": [d.short_name for d in departments if d.district == district.code],
    }


def district_code(known: Sequence[District], typed: str) -> str:
    """Return the code of a district that a department may come to, "" for the city. Raises NotFound, Refused."""
    if typed.strip() == CITY:
        return ""
    district = find_district(known, typed)
    if district.closed:
        raise Refused(f"“{district.name}”已经停用", remedy="写在用的区县，或者先用 --open 恢复")
    return district.code


def district_names(known: Sequence[District]) -> dict[str, str]:
    """Return the names by code, the city's by ""; nothing where there are no districts."""
    return {"": CITY, **{d.code: d.name for d in known}} if known else {}
