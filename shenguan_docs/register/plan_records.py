"""Districts, departments, people, officers and matter lists as they were entered: written through the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, func, insert, select

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.plan.departments import Department, Directory, District, Officer, Person, Section
from shenguan_docs.plan.matters import Matter, MatterCode, MatterList
from shenguan_docs.register import journal, plan_tables
from shenguan_docs.register.columns import OPEN_FROM, OPEN_TO
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of

# -- entering --------------------------------------------------------------------------------


def set_district(conn: Connection, *, at: datetime, by: str, district: District) -> Entry:
    """Enter a district or change it (by its code). Raises Refused if its name is another's."""
    t = plan_tables.districts
    if conn.execute(select(t.c.code).where(t.c.name == district.name, t.c.code != district.code)).first():
        raise Refused(f"已有名为“{district.name}”的区县", where="区县名称")
    data = {"district": plain_data(district)}
    record = f"district:{district.code}"
    return journal.append(conn, at=at, by=by, kind="district.set", record=record, data=data)


def set_department(conn: Connection, *, at: datetime, by: str, department: Department) -> Entry:
    """Enter a department or change it (by its key). Raises Refused if its name or 代字 is another's."""
    t = plan_tables.departments
    others = conn.execute(select(t.c.name, t.c.mark, t.c.district).where(t.c.key != department.key)).all()
    for other in others:
        if other.name == department.name:
            raise Refused(f"已有名为“{department.name}”的部门", where="部门全称")
        if department.mark and other.mark == department.mark:
            apart = (other.district or "") != department.district
            why = "不在一个区县的也不能同用，一个文号只能指一件" if apart else "两个部门同用一个代字会重号"
            raise Refused(
                f"机关代字“{department.mark}”已由“{other.name}”使用，{why}",
                where=department.name,
                remedy="请换一个代字",
            )
    if department.parent:
        _must_exist(conn, t, department.parent, "上级部门")
    plain = plain_data(department)
    if department.district:
        codes = plan_tables.districts.c.code
        if conn.execute(select(codes).where(codes == department.district)).first() is None:
            raise NotFound(f"没有登记区县“{department.district}”", where=department.name)
    else:
        del plain["district"]  # an office without districts writes what it always wrote
    data = {"department": plain}
    return journal.append(conn, at=at, by=by, kind="department.set", record=department.key, data=data)


def set_section(conn: Connection, *, at: datetime, by: str, section: Section) -> Entry:
    """Enter a 科(股)室 or change it (by its key). Raises Refused, NotFound."""
    _must_exist(conn, plan_tables.departments, section.department, "部门")
    t = plan_tables.sections
    same = (t.c.department == section.department) & (t.c.name == section.name) & (t.c.key != section.key)
    if conn.execute(select(t.c.key).where(same)).first():
        raise Refused(f"这个部门已有“{section.name}”", where="科（股）室")
    data = {"section": plain_data(section)}
    return journal.append(conn, at=at, by=by, kind="section.set", record=section.key, data=data)


def set_person(conn: Connection, *, at: datetime, by: str, person: Person) -> Entry:
    """Enter a person or change the entry (by its key). Raises Refused, NotFound."""
    _must_exist(conn, plan_tables.departments, person.department, "部门")
    if person.section:
        _must_exist(conn, plan_tables.sections, person.section, "科（股）室")
    _ordered(person.valid_from, person.valid_to, person.name)
    data = {"person": plain_data(person)}
    return journal.append(conn, at=at, by=by, kind="person.set", record=person.key, data=data)


def set_officer(conn: Connection, *, at: datetime, by: str, officer: Officer) -> Entry:
    """Enter an officer's term; same person and first day again: its new end. Raises Refused, NotFound."""
    _must_exist(conn, plan_tables.departments, officer.sender, "推送部门")
    _must_exist(conn, plan_tables.departments, officer.receiver, "接收部门")
    _must_exist(conn, plan_tables.people, officer.person, "联络员")
    _ordered(officer.valid_from, officer.valid_to, "联络员任期")
    record = f"{officer.sender}>{officer.receiver}"
    data = {"officer": plain_data(officer)}
    return journal.append(conn, at=at, by=by, kind="officer.set", record=record, data=data)


def import_matters(
    conn: Connection, *, at: datetime, by: str, matters: MatterList, reason: str = ""
) -> Entry:
    """Enter a version of the matter list; its number must be the next. Raises Refused, NotFound.

    ``reason`` is why it drops what is in use.
    """
    expected = next_matter_version(conn)
    if matters.version != expected:
        raise Refused(f"事项清单的下一个版本是第 {expected} 版，不是第 {matters.version} 版")
    for matter in matters.matters:
        for key in filter(None, (matter.approver, matter.supervisor)):
            _must_exist(conn, plan_tables.departments, key, f"第 {matter.row or matter.position} 行的部门")
    plain = plain_data(replace(matters, behind=None))
    del plain["behind"]
    if not matters.district:
        del plain["district"]
    elif all(d.code != matters.district for d in districts(conn)):
        raise NotFound(f"没有登记区县“{matters.district}”")
    data = {"matters": plain} | ({"reason": reason.strip()} if reason.strip() else {})
    record = f"matters-{matters.version}"
    return journal.append(conn, at=at, by=by, kind="matters.imported", record=record, data=data)


def _must_exist(conn: Connection, table: Table, key: str, what: str) -> None:
    if conn.execute(select(table.c.key).where(table.c.key == key)).first() is None:
        raise NotFound(f"没有登记“{key}”", where=what)


def _ordered(start: date | None, end: date | None, where: str) -> None:
    if start and end and end < start:
        raise Refused(f"截止日期 {end} 早于起始日期 {start}", where=where)


# -- applying --------------------------------------------------------------------------------


@applies("district.set")
def _district(conn: Connection, entry: Entry) -> None:
    _put(
        conn,
        plan_tables.districts,
        row_of(from_plain(District, entry.data["district"]), plan_tables.districts),
    )


@applies("department.set")
def _department(conn: Connection, entry: Entry) -> None:
    department = from_plain(Department, entry.data["department"])
    _put(
        conn,
        plan_tables.departments,
        row_of(
            department,
            plan_tables.departments,
            parent=department.parent or None,
            district=department.district or None,
        ),
    )


@applies("section.set")
def _section(conn: Connection, entry: Entry) -> None:
    _put(conn, plan_tables.sections, row_of(from_plain(Section, entry.data["section"]), plan_tables.sections))


@applies("person.set")
def _person(conn: Connection, entry: Entry) -> None:
    put_person(conn, from_plain(Person, entry.data["person"]))


def put_person(conn: Connection, person: Person) -> None:
    """Write a person's row, while an entry is applied."""
    _put(
        conn,
        plan_tables.people,
        row_of(person, plan_tables.people, section=person.section or None, **_term(person)),
    )


@applies("officer.set")
def _officer(conn: Connection, entry: Entry) -> None:
    put_officer(conn, from_plain(Officer, entry.data["officer"]))


def put_officer(conn: Connection, officer: Officer) -> None:
    """Write an officer's row, while an entry is applied."""
    _put(conn, plan_tables.officers, row_of(officer, plan_tables.officers, **_term(officer)))


@applies("matters.imported")
def _matters(conn: Connection, entry: Entry) -> None:
    matters = from_plain(MatterList, entry.data["matters"])
    conn.execute(insert(plan_tables.matter_lists), row_of(matters, plan_tables.matter_lists))
    for matter in matters.matters:
        row = row_of(matter, plan_tables.matters, version=matters.version)
        conn.execute(insert(plan_tables.matters), row)
        for ordinal, code in enumerate(matter.codes, 1):
            place = {"version": matters.version, "position": matter.position, "ordinal": ordinal}
            conn.execute(insert(plan_tables.matter_codes), row_of(code, plan_tables.matter_codes, **place))


def _term(record: Person | Officer) -> dict[str, date]:
    return {"valid_from": record.valid_from or OPEN_FROM, "valid_to": record.valid_to or OPEN_TO}


def _put(conn: Connection, table: Table, row: dict[str, Any]) -> None:
    key = and_(*(column == row[column.name] for column in table.primary_key.columns))
    if conn.execute(table.update().where(key).values(row)).rowcount == 0:
        conn.execute(insert(table), row)


# -- reading ---------------------------------------------------------------------------------


def departments(conn: Connection) -> tuple[Department, ...]:
    """Return all departments and outside bodies in the order of their keys."""
    rows = conn.execute(select(plan_tables.departments).order_by(plan_tables.departments.c.key))
    return tuple(
        from_row(Department, row, parent=row.parent or "", district=row.district or "") for row in rows
    )


def districts(conn: Connection) -> tuple[District, ...]:
    """Return all districts by their codes; most offices have none."""
    rows = conn.execute(select(plan_tables.districts).order_by(plan_tables.districts.c.code))
    return tuple(from_row(District, row) for row in rows)


def directory(conn: Connection, on: date | None = None) -> Directory:
    """Return departments and sections, and the people and officers of the day ``on`` (None: of all time)."""
    sections = conn.execute(select(plan_tables.sections).order_by(plan_tables.sections.c.key))
    people = conn.execute(_valid(plan_tables.people, on))
    officers = conn.execute(_valid(plan_tables.officers, on))
    return Directory(
        departments(conn),
        tuple(from_row(Section, row) for row in sections),
        tuple(_with_term(from_row(Person, row, section=row.section or "")) for row in people),
        tuple(_with_term(from_row(Officer, row)) for row in officers),
        districts(conn),
    )


def next_matter_version(conn: Connection) -> int:
    """Return the number that the next version of the matter list will have."""
    return (conn.execute(select(func.max(plan_tables.matter_lists.c.version))).scalar() or 0) + 1


def matter_list(conn: Connection, on: date | None = None, district: str = "") -> MatterList:
    """Return the list in force on a day, None: the last to take effect. Raises NotFound.

    ``district``: its own list, with the city's behind it; the city's where it has none.
    """
    t = plan_tables.matter_lists
    query = select(t.c.version).order_by(t.c.effective_on.desc(), t.c.version.desc()).limit(1)
    query = query.where(t.c.withdrawn == "", t.c.district == district)
    if on is not None:
        query = query.where(t.c.effective_on <= on)
    version = conn.execute(query).scalar()
    if district:
        if version is None:
            return matter_list(conn, on)
        own = matter_list_version(conn, version)
        try:
            return replace(own, behind=matter_list(conn, on))
        except NotFound:
            return own
    if version is None:
        day = f" {on} 有效的" if on and next_matter_version(conn) > 1 else ""
        raise NotFound(f"还没有{day}事项清单", remedy="用 shenguan matters import 文件 导入")
    return matter_list_version(conn, version)


def first_matter_list(conn: Connection, district: str = "") -> MatterList | None:
    """Return the first list of a district, else of the city; None where there is none."""
    t = plan_tables.matter_lists
    for code in dict.fromkeys((district, "")):
        query = select(t.c.version).where(t.c.district == code).order_by(t.c.version).limit(1)
        version = conn.execute(query).scalar()
        if version is not None:
            return matter_list_version(conn, version)
    return None


def districts_of_lists(conn: Connection) -> dict[int, str]:
    """Return whose each version of the list is, by its number: a district's code, "" for the city."""
    t = plan_tables.matter_lists
    return {row.version: row.district for row in conn.execute(select(t.c.version, t.c.district))}


def matter_list_version(conn: Connection, version: int) -> MatterList:
    """Return one version of the list, as an older letter keeps it. Raises NotFound."""
    lists, rows, codes = plan_tables.matter_lists, plan_tables.matters, plan_tables.matter_codes
    head = conn.execute(select(lists).where(lists.c.version == version)).one_or_none()
    if head is None:
        raise NotFound(f"没有第 {version} 版事项清单")
    by_position: dict[int, list[MatterCode]] = {}
    for row in conn.execute(
        select(codes).where(codes.c.version == version).order_by(codes.c.position, codes.c.ordinal)
    ):
        by_position.setdefault(row.position, []).append(from_row(MatterCode, row))
    matters = tuple(
        from_row(Matter, row, codes=tuple(by_position.get(row.position, ())))
        for row in conn.execute(select(rows).where(rows.c.version == version).order_by(rows.c.position))
    )
    return from_row(MatterList, head, matters=matters)


def matter_versions(conn: Connection) -> tuple[MatterList, ...]:
    """Return every version of the list without its rows, in the order of their numbers."""
    t = plan_tables.matter_lists
    return tuple(
        from_row(MatterList, row, matters=()) for row in conn.execute(select(t).order_by(t.c.version))
    )


def _valid(table: Table, on: date | None) -> Any:
    query = select(table).order_by(*table.primary_key.columns)
    return query if on is None else query.where(table.c.valid_from <= on, table.c.valid_to >= on)


def _with_term(record: Any) -> Any:
    start = None if record.valid_from == OPEN_FROM else record.valid_from
    end = None if record.valid_to == OPEN_TO else record.valid_to
    return replace(record, valid_from=start, valid_to=end)
