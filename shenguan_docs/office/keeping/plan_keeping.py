"""Keep the plan's data: departments, people, officers, the matter list with its versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.keeping.districts import district_code
from shenguan_docs.office.keeping.list_drops import dropped_words, require_nothing_open
from shenguan_docs.office.keeping.list_letters import current_matters, enter_list, list_to_change
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import Department, Officer, Person, find_department, find_person
from shenguan_docs.plan.matters import Matter, MatterList, fill, find_matter
from shenguan_docs.register import plan_records


def seed_directory(conn: Connection, seed: Path, *, at: datetime, by: str) -> None:
    """Enter the plan's departments with their sample people and officers (示例)."""
    from shenguan_docs.plan.seed import load_seed

    directory = load_seed(seed)
    for district in directory.districts:
        plan_records.set_district(conn, at=at, by=by, district=district)
    # A body comes after the one that it belongs to.
    waiting = list(directory.departments)
    done: set[str] = {""}
    while waiting:
        ready = [d for d in waiting if d.parent in done] or waiting
        for department in ready:
            plan_records.set_department(conn, at=at, by=by, department=department)
            done.add(department.key)
        waiting = [d for d in waiting if d not in ready]
    for section in directory.sections:
        plan_records.set_section(conn, at=at, by=by, section=section)
    for person in directory.people:
        plan_records.set_person(conn, at=at, by=by, person=person)
    for officer in directory.officers:
        plan_records.set_officer(conn, at=at, by=by, officer=officer)


def departments(office: Office) -> tuple[Department, ...]:
    """Return all departments and outside bodies."""
    with office.reading() as conn:
        return plan_records.departments(conn)


def add_department(office: Office, name: str, **parts: Any) -> Department:
    """Enter a new department or outside body. Raises Refused if the name or 代字 is taken."""
    rights.require(office, "keep")
    with office.writing() as conn:
        known = plan_records.departments(conn)
        parts["parent"] = _key_of(known, parts.get("parent", ""), conn)
        if parts.get("district"):
            parts["district"] = district_code(plan_records.districts(conn), parts["district"])
        _require_free(known, name, **parts)
        number = len(known) + 1
        while any(d.key == f"d{number}" for d in known):
            number += 1
        department = Department(f"d{number}", name.strip(), **{"short_name": name.strip(), **_given(parts)})
        department = _in_own_district(office, department)
        plan_records.set_department(conn, at=office.now(), by=office.actor, department=department)
        return department


def _require_free(
    known: tuple[Department, ...],
    name: str,
    *,
    short_name: str = "",
    aliases: tuple[str, ...] = (),
    district: str = "",
    **_more: Any,
) -> None:
    """Raise Refused for a name that is another department's; an alias may be another's in another district, too."""
    taken = {word for d in known for word in (d.name, d.short_name, *d.aliases)}
    elsewhere = {word for d in known if d.district not in ("", district) for word in d.aliases}
    elsewhere -= {word for d in known for word in (d.name, d.short_name)}
    elsewhere -= {word for d in known if d.district in ("", district) for word in d.aliases}
    for word in (name, short_name or name, *aliases):
        if word in taken and not (district and word in aliases and word in elsewhere):
            raise Refused(f"已有叫“{word}”的部门", remedy="改用 shenguan departments change 更改它")


def change_department(office: Office, typed: str, **parts: Any) -> Department:
    """Change what is known of a department; older letters keep what was valid then. Raises NotFound, Refused."""
    rights.require(office, "keep")
    with office.writing() as conn:
        directory = plan_records.directory(conn)
        department = find_department(directory, typed)
        parts["parent"] = _key_of(directory.departments, parts.get("parent", ""), conn)
        typed_district = parts.pop("district", "")
        rights.require_within(office, [department.key])
        changed = replace(department, **_given(parts))
        if typed_district:
            changed = replace(changed, district=district_code(directory.districts, typed_district))
        if changed == department:
            raise Refused(
                "没有要更改的内容", where=department.name, remedy="用 --phone、--signatory 等写明改什么"
            )
        if changed.district != department.district:
            rights.require_whole(office, "部门换区县")
        plan_records.set_department(conn, at=office.now(), by=office.actor, department=changed)
        return changed


def _in_own_district(office: Office, department: Department) -> Department:
    """Who keeps a district adds departments to that one only."""
    own = rights.own_district(office)
    if rights.bounds(office) is None or not own:
        return department
    if department.district not in ("", own):
        raise rights.Forbidden("只能在本区县登记部门", remedy="由能看全市的管理人员来登记")
    return replace(department, district=own)


def _key_of(_known: tuple[Department, ...], typed: str, conn: Connection) -> str:
    return find_department(plan_records.directory(conn), typed).key if typed else ""


def _given(parts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if value not in (None, "", ())}


def people(office: Office, on: date | None = None) -> tuple[Person, ...]:
    """Return the people in post on a day (None: of all time)."""
    with office.reading() as conn:
        return plan_records.directory(conn, on).people


def set_person(
    office: Office,
    name: str,
    department: str,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    **parts: Any,
) -> Person:
    """Enter a person of a department or change the entry (same name and department). Raises NotFound, Refused."""
    rights.require(office, "keep")
    with office.writing() as conn:
        directory = plan_records.directory(conn)
        home = find_department(directory, department)
        rights.require_within(office, [home.key])
        known = next((p for p in directory.people if p.name == name and p.department == home.key), None)
        key = known.key if known else f"p{len(directory.people) + 1}"
        base = known or Person(key, name.strip(), home.key)
        dates = _given({"valid_from": valid_from, "valid_to": valid_to})
        person = replace(base, **_given(parts), **dates)
        plan_records.set_person(conn, at=office.now(), by=office.actor, person=person)
        return person


def officers(office: Office, on: date | None = None) -> tuple[Officer, ...]:
    """Return the push and receive officers of a day (None: of all time)."""
    with office.reading() as conn:
        return plan_records.directory(conn, on).officers


def set_officer(
    office: Office,
    sender: str,
    receiver: str,
    role: str,
    person: str,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Officer:
    """Enter who pushes or receives between two departments from a day on; the earlier officer's term ends the day before.

    Raises NotFound, Refused.
    """
    from datetime import timedelta

    rights.require(office, "keep")
    if role not in ("push", "receive"):
        raise Refused(f"没有“{role}”这种联络员", remedy="push 推送，receive 接收")
    with office.writing() as conn:
        directory = plan_records.directory(conn)
        start = valid_from or office.today
        pushing, receiving = find_department(directory, sender), find_department(directory, receiver)
        home = pushing if role == "push" else receiving
        rights.require_within(office, [home.key])
        found = find_person(directory, person, home.key, on=start)
        for earlier in directory.officers:
            same = (earlier.sender, earlier.receiver, earlier.role) == (pushing.key, receiving.key, role)
            open_then = (earlier.valid_from or date.min) < start and (
                earlier.valid_to is None or earlier.valid_to >= start
            )
            if same and open_then:
                ended = replace(earlier, valid_to=start - timedelta(days=1))
                plan_records.set_officer(conn, at=office.now(), by=office.actor, officer=ended)
        officer = Officer(pushing.key, receiving.key, role, found.key, start, valid_to)  # type: ignore[arg-type]
        plan_records.set_officer(conn, at=office.now(), by=office.actor, officer=officer)
        return officer


def import_matters(
    office: Office,
    path: Path,
    *,
    name: str = "",
    effective_on: date | None = None,
    reason: str = "",
    district: str = "",
) -> MatterList:
    """Import a matter list (CSV or XLSX) as a new version; what it drops although it was used is said.

    ``district`` (name): it is that district's list, which comes before the city's.
    Raises Refused or DataFaults naming file and line; Refused where it drops a matter on which something is
    open and no ``reason`` is given.
    """
    from shenguan_docs.plan.matter_import import read_matter_list

    rights.require(office, "keep")
    rights.require_whole(office, "事项清单")
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise NotFound("没有这个文件", where=str(path), remedy="核对路径") from None
    except IsADirectoryError:
        raise Refused("这是文件夹，不是文件", where=str(path)) from None
    with office.writing() as conn:
        matters = read_matter_list(content, path.name, plan_records.directory(conn))
        day = effective_on or office.today
        code = district_code(plan_records.districts(conn), district) if district else ""
        before = current_matters(conn, day, code)
        require_nothing_open(conn, before, matters, reason)
        for word in dropped_words(conn, before, matters):
            office.notify(f"提示：{word}")
        listed = name or path.stem
        return enter_list(
            office, conn, matters, listed, day, path.name, content, reason=reason, district=code
        )


def matter_list(office: Office, on: date | None = None) -> MatterList:
    """Return the matter list in force on a day, None: today. Raises NotFound."""
    with office.reading() as conn:
        own = rights.lists_of(office)
        return plan_records.matter_list(conn, on, own) if on else _in_force(conn, office.today, own)


def _in_force(conn: Connection, on: date, district: str = "") -> MatterList:
    """The list of the day; before the first takes effect, the one that will."""
    try:
        return plan_records.matter_list(conn, on, district)
    except NotFound:
        return plan_records.matter_list(conn, None, district)


def matter_versions(office: Office) -> tuple[MatterList, ...]:
    """Return every version of the list without its rows."""
    with office.reading() as conn:
        return plan_records.matter_versions(conn)


def show_matters(office: Office, typed: str) -> list[Matter]:
    """Return the matter of a name, or every matter of a code. Raises NotFound."""
    from shenguan_docs.text import fold_code

    matters = matter_list(office)
    of_code = [m for m in matters.all if any(c.code == fold_code(typed) for c in m.codes)]
    return of_code or [find_matter(matters, typed)]


def fill_matter(
    office: Office,
    typed: str,
    supervisor: str,
    code: str,
    item: str,
    *,
    effective_on: date | None = None,
    district: str = "",
) -> MatterList:
    """Fill in the 主管部门 and 监管事项 that a list left open, as a new version. Raises NotFound, Refused.

    ``district`` (name): in that district's list instead of the city's.
    """
    rights.require(office, "keep")
    rights.require_whole(office, "事项清单")
    with office.writing() as conn:
        home = district_code(plan_records.districts(conn), district) if district else ""
        current = list_to_change(conn, effective_on or office.today, home)
        key = find_department(plan_records.directory(conn), supervisor, home).key
        matters = fill(current, typed, key, code, item)
        content = "\n".join(m.name for m in matters).encode()
        day, source = effective_on or office.today, f"{current.source_name}（补充）"
        return enter_list(office, conn, matters, current.name, day, source, content, district=home)
