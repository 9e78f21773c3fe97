"""Draft the notice of a new matter list from what departments asked for; change one matter's particulars."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import family, find_kind, kind_folders
from shenguan_docs.office.events.letters import merged
from shenguan_docs.office.keeping.districts import district_code, district_names
from shenguan_docs.office.keeping.list_letters import LIST, enter_list, list_to_change
from shenguan_docs.office.letters.drafting import Drafted, draft
from shenguan_docs.office.letters.letter_object import DATA
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import Directory, department_of, find_department
from shenguan_docs.plan.list_changes import Update, difference, updated
from shenguan_docs.plan.matters import Matter, MatterList, find_matter
from shenguan_docs.register import deliveries, documents, lookups, plan_records
from shenguan_docs.register.letters import IssuedRecord

UPDATE = "matter-update"
_BATCH = re.compile("第([一二三四五六七八九十]{1,3})批")
_FIGURES = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")


def propose_list(
    office: Office, numbers: Sequence[str], data: Mapping[str, Any], folder: Path | None
) -> Drafted:
    """Draft a matter-list from accepted (claimed) letters of adjustment; none named: all not yet adopted.

    Of the district that is looked at, else of the city: its departments' letters, its list, sent by its own office.
    ``data`` adds to the form or overrides it. Raises NotFound, Refused, DataFaults.
    """
    kind, home = find_kind(office.kind_places, LIST), rights.lists_of(office)
    with office.reading() as conn:
        directory = plan_records.directory(conn)
        named = [_accepted(office, conn, directory, home, n) for n in numbers]
        letters = named or [w for w in _waiting(office, conn) if _home(directory, w) == home]
        if not letters:
            raise Refused(
                "没有已经认领、还没有采纳的事项清单调整函", remedy="先登记调整函的认领，或者写明是哪几件"
            )
        current = list_to_change(conn, office.today, home)
        form = merged(kind, _form(office, conn, letters, current, directory), data)
        if home:
            _require_own_sender(kind, form, directory, home)
    return draft(office, LIST, form, folder)


def _home(directory: Directory, letter: IssuedRecord) -> str:
    return department_of(directory, letter.sender).district


def _require_own_sender(kind: Kind, form: Mapping[str, Any], directory: Directory, home: str) -> None:
    """Raise Refused where another district's department, or the city's, would issue a district's list; NotFound."""
    own_field = next((f.id for f in kind.fields if f.label == kind.sender), "")
    typed = str(form.get(own_field, "")) if own_field else kind.sender
    if typed and (sender := find_department(directory, typed, home)).district != home:
        raise Refused(
            f"印发清单的“{typed}”是{sender.name}，不是这个区县的部门",
            remedy=f"本区县里这样叫的部门，用 shenguan departments change 部门 --alias {typed} 登记；"
            "别的部门的简称正好是它的，先给那个部门换一个简称",
        )


def _accepted(office: Office, conn: Connection, directory: Directory, home: str, typed: str) -> IssuedRecord:
    letter = documents.find(conn, typed)
    if UPDATE not in family(office.kind_places, letter.kind):
        raise Refused(f"“{letter.number}”不是事项清单调整函", remedy="写调整函的文号")
    if (other := _home(directory, letter)) != home:
        name = district_names(directory.districts)[other]
        raise Refused(
            f"“{letter.number}”是{name}的部门提出的，改的是另一份清单",
            remedy=f"另外起草，{f'写 --district {name}' if other else '不写 --district'}",
        )
    if letter.state == "void":
        raise Refused(f"“{letter.number}”已作废（{letter.void_reason}）")
    if not _claimed(conn, letter):
        raise Refused(
            f"“{letter.number}”还没有认领", remedy=f"先登记发出和认领：shenguan dispatch {letter.number} …"
        )
    if by := _adopted(conn, letter):
        raise Refused(f"“{letter.number}”已由{by}采纳")
    return letter


def _waiting(office: Office, conn: Connection) -> Iterator[IssuedRecord]:
    places = office.kind_places
    for kind in (slug for slug in kind_folders(places) if UPDATE in family(places, slug)):
        for letter in lookups.all_letters(conn, kind=kind):
            if letter.state != "void" and _claimed(conn, letter) and not _adopted(conn, letter):
                yield letter


def _claimed(conn: Connection, letter: IssuedRecord) -> bool:
    return any(d.claimed_on for d in deliveries.of_document(conn, letter.id))


def _adopted(conn: Connection, letter: IssuedRecord) -> str:
    return next(
        (
            related.record.number
            for related in lookups.relations(conn, letter.id)
            if related.incoming and related.relation.relation == "adopts"
            if related.record is not None and related.record.state != "void"
        ),
        "",
    )


def _form(
    office: Office,
    conn: Connection,
    letters: Sequence[IssuedRecord],
    current: MatterList,
    directory: Directory,
) -> dict[str, Any]:
    forms = [json.loads(office.archive.read(letter.object_id, DATA)) for letter in letters]
    made: tuple[Matter, ...] = current.matters
    for data in forms:
        made = updated(made, _update(data), directory)
    found = difference(current.matters, made)
    only_more = not any(data.get("changes") or data.get("removals") for data in forms)
    named = {*found.added, *found.changed}
    shown = [m for m in made if m.name in named] if only_more else list(made)
    days = [date.fromisoformat(d["suggested_on"]) for d in forms if d.get("suggested_on")]
    form: dict[str, Any] = {
        "issued_to": _receivers(directory, made, letters),
        "list_name": _next_name(current.name) if only_more else current.name,
        "nature": "增补" if only_more else "修订",
        "requests": [letter.number for letter in letters],
        "matters": [m.name for m in current.matters if m.name in found.changed],
        "items": [row for m in shown for row in _rows(directory, m)],
        "people": [row for m in shown for row in _people(directory, m)],
        "changes": [words for data in forms for words in _words(data)],
        "effective_on": max([office.today, *days]).isoformat(),
    }
    if current.letter and (issued := documents.by_id(conn, current.letter)):
        form["previous"] = [issued.number]
    return {key: value for key, value in form.items() if value}


def _update(data: Mapping[str, Any]) -> Update:
    return Update(*(data.get(name) or () for name in ("additions", "changes", "removals", "people")))


def _receivers(directory: Directory, matters: Sequence[Matter], letters: Sequence[IssuedRecord]) -> list[str]:
    keys = dict.fromkeys(k for m in matters for k in (m.approver, m.supervisor) if k)
    keys |= dict.fromkeys(letter.sender for letter in letters)
    names = [department_of(directory, key).short_name for key in keys]
    homes = {department_of(directory, letter.sender).district for letter in letters}
    offices = [d for d in directory.departments if "优办" in d.short_name and d.district in homes]
    return list(dict.fromkeys([*names, *(d.short_name for d in offices)]))


def _next_name(name: str) -> str:
    match = _BATCH.search(name)
    if not match or match[1] not in _FIGURES[:-1]:
        return f"{name}（增补）"
    return _BATCH.sub(f"第{_FIGURES[_FIGURES.index(match[1]) + 1]}批", name)


def _rows(directory: Directory, matter: Matter) -> list[dict[str, str]]:
    supervisor = department_of(directory, matter.supervisor).short_name if matter.supervisor else ""
    approver = department_of(directory, matter.approver).short_name
    shared = {"行政审批部门": approver, "审批事项": matter.name, "行业主管部门": supervisor}
    codes = [{"监管事项编码": c.code, "监管事项名称": c.item} for c in matter.codes]
    return [{**shared, **code} for code in codes or [{"监管事项编码": "", "监管事项名称": ""}]]


def _people(directory: Directory, matter: Matter) -> list[dict[str, str]]:
    rows = []
    for side, key in (("approver", matter.approver), ("supervisor", matter.supervisor)):
        section, person, phone = (
            getattr(matter, f"{side}_{part}") for part in ("section", "person", "phone")
        )
        if key and (section or person or phone):
            unit = department_of(directory, key).short_name
            rows.append(
                {
                    "审批事项": matter.name,
                    "责任单位": unit,
                    "科（股）室": section,
                    "责任人": person,
                    "联系电话": phone,
                }
            )
    return rows


def _words(data: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys(row.get("审批事项", "") for row in data.get("additions") or ()):
        if name:
            yield f"增补“{name}”"
    for row in data.get("changes") or ():
        before = f"由“{row['原内容']}”" if row.get("原内容") else ""
        yield f"“{row.get('审批事项')}”的{row.get('调整项目')}{before}调整为“{row.get('调整后内容')}”"
    for row in data.get("removals") or ():
        yield f"取消“{row.get('审批事项')}”"


def change_matter(
    office: Office,
    typed: str,
    parts: Mapping[str, str],
    *,
    effective_on: date | None = None,
    district: str = "",
) -> MatterList:
    """Change sections, persons, telephones, legal basis or 信用查询 of one matter, as a new version.

    ``district`` (name): in that district's list instead of the city's.
    Raises NotFound, Refused where nothing would change.
    """
    rights.require(office, "keep")
    rights.require_whole(office, "事项清单")
    given = {key: value.strip() for key, value in parts.items() if value.strip()}
    with office.writing() as conn:
        day = effective_on or office.today
        home = district_code(plan_records.districts(conn), district) if district else ""
        current = list_to_change(conn, max(day, office.today), home)
        matter = find_matter(current, typed)
        changed = replace(matter, **given)  # type: ignore[arg-type]
        if changed == matter:
            raise Refused(
                "没有要更改的内容", where=matter.name, remedy="用 --legal-basis、--credit-check 等写明改什么"
            )
        rows = tuple(changed if m is matter else m for m in current.matters)
        content = json.dumps([str(m) for m in rows], ensure_ascii=False).encode()
        source = f"{current.source_name}（更改）"
        return enter_list(office, conn, rows, current.name, day, source, content, district=home)
