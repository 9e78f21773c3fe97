"""Issued letters change the plan's lists: 联络员变更函 the officers, 事项清单印发通知 the matter list."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import DataFaults, Fault, NotFound
from shenguan_docs.notices.fields import Filled
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import family
from shenguan_docs.office.keeping.list_drops import dropped_words
from shenguan_docs.office.keeping.matter_persons import matter_doubts, with_own_person
from shenguan_docs.office.letters.lookup import district_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import Directory, Officer, Person, Role, find_department
from shenguan_docs.plan.list_changes import listed, numbered, with_people
from shenguan_docs.plan.matter_import import read_matter_list
from shenguan_docs.plan.matters import Matter, MatterList
from shenguan_docs.register import list_letters, plan_records
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.text import clean

OFFICERS, LIST = "liaison-change", "matter-list"
_ROLES: Mapping[str, Role] = {"推送": "push", "接收": "receive"}


def list_doubts(office: Office, conn: Connection, kind: Kind, filled: Filled) -> tuple[str, ...]:
    """Return what is to be said of a letter that will change a list. Raises DataFaults where it cannot."""
    slugs = family(office.kind_places, kind.slug)
    if OFFICERS in slugs:
        if filled.data.get("matters"):
            return matter_doubts(conn, filled, _sender(conn, filled))
        _officers(conn, filled.data, _sender(conn, filled))
    if LIST in slugs:
        home = rights.lists_of(office)  # the letter's own is known when it is issued
        made = _made(conn, filled, home)
        if made is None:
            return ("清单内容没有填，清单文件也不是表格（XLSX、CSV），印发后事项清单没有新的一版",)
        day = date.fromisoformat(str(filled.data["effective_on"]))
        return dropped_words(conn, current_matters(conn, day, home), made)
    return ()


def keep_lists(office: Office, conn: Connection, kind: Kind, filled: Filled, record: IssuedRecord) -> None:
    """Change the list that a letter changes, in the transaction in which it is issued."""
    slugs = family(office.kind_places, kind.slug)
    if OFFICERS in slugs and filled.data.get("matters"):
        made_of = with_own_person(conn, filled, record.sender)
        if made_of is not None:
            start, changed, matters = made_of
            content = "\n".join(m.name for m in matters).encode()
            entered = enter_list(
                office, conn, matters, changed.name, start, record.number, content, letter=record.id,
                district=changed.district,
            )  # fmt: skip
            office.notify(f"这几个事项的责任人自 {start} 起按本函变更，事项清单成为第 {entered.version} 版")
    elif OFFICERS in slugs:
        people, officers = _officers(conn, filled.data, record.sender)
        ended = [] if filled.data.get("until") else _ended(conn, officers)
        list_letters.change_officers(
            conn, at=office.now(), by=office.actor, letter=record.id,
            people=people, officers=officers, ended=ended,
        )  # fmt: skip
        start = date.fromisoformat(str(filled.data["effective_on"]))
        office.notify(f"联络员已按本函变更，自 {start} 起：{'、'.join(p.name for p in people)}")
    if LIST in slugs:
        made = _made(conn, filled, district_of(conn, department=record.sender))
        if made is None:
            office.notify("清单文件不是表格，事项清单没有新的一版；另用 shenguan matters import 导入")
            return
        day = date.fromisoformat(str(filled.data["effective_on"]))
        _enter(office, conn, made, str(filled.data["list_name"]), day, record)


def enter_list(
    office: Office,
    conn: Connection,
    matters: tuple[Matter, ...],
    name: str,
    day: date,
    source: str,
    content: bytes,
    *,
    letter: str = "",
    reason: str = "",
    district: str = "",
) -> MatterList:
    """Enter a version of the matter list from ``day`` on; ``content`` is what it was read from.

    ``district`` (code) is whose it is, ``letter`` is the id of the letter that issues it, ``reason`` why it drops what is in use.
    """
    entered = MatterList(
        version=plan_records.next_matter_version(conn),
        name=name,
        effective_on=day,
        imported_on=office.today,
        source_name=source,
        source_sha256=hashlib.sha256(content).hexdigest(),
        matters=matters,
        letter=letter,
        district=district,
    )
    _require_own_departments(conn, entered)
    plan_records.import_matters(conn, at=office.now(), by=office.actor, matters=entered, reason=reason)
    return entered


def _require_own_departments(conn: Connection, entered: MatterList) -> None:
    """Raise DataFaults for what a district's list leaves to a department of another district."""
    homes = {d.key: d.district for d in plan_records.departments(conn)}
    names = {d.key: d.short_name for d in plan_records.departments(conn)}
    strange = {
        key: m.name
        for m in entered.matters
        for key in (m.approver, m.supervisor)
        if key and entered.district and homes.get(key, "") not in (entered.district, "")
    }
    if strange:
        raise DataFaults(
            [
                Fault(f"“{matter}”", f"{names[key]}是另一个区县的部门", "写本区县或者市级的部门")
                for key, matter in strange.items()
            ]
        )


def _enter(
    office: Office, conn: Connection, made: tuple[Matter, ...], name: str, day: date, record: IssuedRecord
) -> None:
    home = district_of(conn, department=record.sender)
    for word in dropped_words(conn, current_matters(conn, day, home), made):
        office.notify(f"提示：{word}")
    content = "\n".join(m.name for m in made).encode()
    entered = enter_list(
        office, conn, made, name, day, record.number, content, letter=record.id, district=home
    )
    office.notify(f"《{name}》成为事项清单第 {entered.version} 版，{len(made)} 个事项，自 {day} 起有效")


def undo_lists(office: Office, conn: Connection, record: IssuedRecord) -> None:
    """Take back what a letter that is made void changed, if it has not taken effect; else say what to do."""
    change = list_letters.last_change(conn, record.id)
    if change is not None:
        start = date.fromisoformat(change.data["officers"][0]["valid_from"])
        if start > office.today:
            list_letters.undo_officers(
                conn, at=office.now(), by=office.actor, letter=record.id, change=change
            )
            office.notify(f"联络员变更原定自 {start} 起，还没有生效，已一并撤回")
        else:
            office.notify(
                f"联络员变更自 {start} 起已经生效，不随作废撤回；要恢复的，另发联络员变更函，或用 shenguan officers set 登记"
            )
    made = list_letters.version_of(conn, record.id)
    if made is not None:
        version, day = made
        if day > office.today and not list_letters.rests_on(conn, version):
            reason = f"{record.number}作废"
            list_letters.withdraw_list(conn, at=office.now(), by=office.actor, version=version, reason=reason)
            office.notify(f"事项清单第 {version} 版原定自 {day} 起，还没有生效，已一并撤回")
        else:
            why = "已经生效" if day <= office.today else "已有文书、事件或者更新的清单以它为依据"
            office.notify(
                f"事项清单第 {version} 版（自 {day} 起）{why}，不随作废撤回；要恢复的，另印发清单，或用 shenguan matters import 导入"
            )


# -- officers ----------------------------------------------------------------------------------


def _sender(conn: Connection, filled: Filled) -> str:
    return find_department(plan_records.directory(conn), str(filled.data["sender"])).key


def _officers(conn: Connection, data: Mapping[str, Any], sender: str) -> tuple[list[Person], list[Officer]]:
    """The people of a letter's rows, new ones too, and their terms. Raises DataFaults for a 职责 that is none."""
    directory = plan_records.directory(conn)
    start = date.fromisoformat(str(data["effective_on"]))
    until = date.fromisoformat(str(data["until"])) if data.get("until") else None
    others = [find_department(directory, str(name)).key for name in data["receivers"]]
    people: dict[str, Person] = {}
    officers: list[Officer] = []
    faults: list[Fault] = []
    for number, row in enumerate(data["changes"], 1):
        roles = [role for word, role in _ROLES.items() if word in row.get("职责", "")]
        if not roles:
            faults.append(Fault(f"变更明细第{number}行", "职责应写推送、接收，或者“推送、接收”"))
        for name in _names(row.get("现联络员", "")):
            person = people.get(name) or _person(directory, name, sender, start, len(people))
            people[name] = _with_row(person, row)
            for role in roles:
                for other in others:
                    pair = (sender, other) if role == "push" else (other, sender)
                    officers.append(Officer(*pair, role, person.key, start, until))
    if faults:
        raise DataFaults(faults)
    return list(people.values()), list(dict.fromkeys(officers))


def _names(cell: str) -> list[str]:
    return [name for part in clean(cell).replace("，", "、").split("、") if (name := " ".join(part.split()))]


def _person(directory: Directory, name: str, department: str, start: date, more: int) -> Person:
    known = [p for p in directory.people if p.name == name and p.department == department]
    standing = [p for p in known if p.valid_to is None or p.valid_to >= start]
    if standing:
        return standing[-1]
    keys = {p.key for p in directory.people}
    number = len(directory.people) + 1 + more
    while f"p{number}" in keys:
        number += 1
    return Person(f"p{number}", name, department)


def _with_row(person: Person, row: Mapping[str, str]) -> Person:
    title, phone = row.get("科（股）室及职务", "").strip(), row.get("联系电话", "").strip()
    return replace(person, title=title or person.title, phone=phone or person.phone)


def _ended(conn: Connection, officers: Sequence[Officer]) -> list[Officer]:
    """The terms that are open when the new ones begin, as they are now."""
    found = []
    new = {(o.sender, o.receiver, o.role): o.valid_from for o in officers}
    for earlier in plan_records.directory(conn).officers:
        start = new.get((earlier.sender, earlier.receiver, earlier.role))
        if start is not None and (earlier.valid_from or date.min) < start <= (earlier.valid_to or date.max):
            found.append(earlier)
    return found


# -- the matter list ---------------------------------------------------------------------------


def list_to_change(conn: Connection, on: date, district: str) -> MatterList:
    """Return the list of a district (code, "": the city's) as it stands on the day; before the first, the one that will.

    Raises NotFound where a district has none of its own.
    """
    for day in (on, None):
        with suppress(NotFound):
            found = plan_records.matter_list(conn, day, district)
            if found.district == district:
                return replace(found, behind=None)
    if not district:
        return plan_records.matter_list(conn, None)
    raise NotFound(
        "这个区县没有自己的事项清单，用的是市级的", remedy="先用 shenguan matters import 加 --district 导入"
    )


def current_matters(conn: Connection, day: date, district: str) -> tuple[Matter, ...]:
    """The list of a district (code, "": the city's) that would hold on the day; none before the first."""
    try:
        found = plan_records.matter_list(conn, day, district)
        return found.matters if found.district == district else ()
    except NotFound:
        return ()


def _made(conn: Connection, filled: Filled, district: str) -> tuple[Matter, ...] | None:
    """The list that the letter makes, None where it prints no rows and has no table of them."""
    data, directory = filled.data, plan_records.directory(conn)
    current = current_matters(conn, date.fromisoformat(str(data["effective_on"])), district)
    replaces = data.get("nature") != "增补"
    if data.get("items"):
        made = listed(data["items"], current, directory, replaces=replaces, where="清单内容")
    else:
        tables = [f for _, f in filled.files if f.name.lower().endswith((".xlsx", ".csv"))]
        if not tables:
            return None
        read = read_matter_list(tables[0].path.read_bytes(), tables[0].name, directory)
        names = {m.name for m in read}
        made = read if replaces else numbered((*(m for m in current if m.name not in names), *read))
    return with_people(made, data.get("people") or (), directory, where="责任人员")
