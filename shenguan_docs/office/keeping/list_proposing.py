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
from shenguan_docs.notices.kinds import family, find_kind, kind_folders
from shenguan_docs.office.events.letters import merged
from shenguan_docs.office.keeping.list_letters import LIST, enter_list
from shenguan_docs.office.letters.drafting import Drafted, draft
from shenguan_docs.office.letters.letter_object import DATA
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.departments import Directory, department_of
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

    ``data`` adds to the form or overrides it. Raises NotFound, Refused, DataFaults.
    """
    kind = find_kind(office.kind_places, LIST)
    with office.reading() as conn:
        letters = [_accepted(office, conn, n) for n in numbers] if numbers else list(_waiting(office, conn))
        if not letters:
            raise Refused(
                "没有已经认领、还没有采纳的事项清单调整函", remedy="先登记调整函的认领，或者写明是哪几件"
            )
        current = plan_records.matter_list(conn, office.today)
        form = _form(office, conn, letters, current)
    return draft(office, LIST, merged(kind, form, data), folder)


def _accepted(office: Office, conn: Connection, typed: str) -> IssuedRecord:
    letter = documents.find(conn, typed)
    if UPDATE not in family(office.kind_places, letter.kind):
        raise Refused(f"“{letter.number}”不是事项清单调整函", remedy="写调整函的文号")
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
    office: Office, conn: Connection, letters: Sequence[IssuedRecord], current: MatterList
) -> dict[str, Any]:
    directory = plan_records.directory(conn)
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
    return names + [d.short_name for d in directory.departments if "优办" in d.short_name]


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
    office: Office, typed: str, parts: Mapping[str, str], *, effective_on: date | None = None
) -> MatterList:
    """Change sections, persons, telephones, legal basis or 信用查询 of one matter, as a new version.

    Raises NotFound, Refused where nothing would change.
    """
    given = {key: value.strip() for key, value in parts.items() if value.strip()}
    with office.writing() as conn:
        day = effective_on or office.today
        current = plan_records.matter_list(conn, max(day, office.today))
        matter = find_matter(current, typed)
        changed = replace(matter, **given)  # type: ignore[arg-type]
        if changed == matter:
            raise Refused(
                "没有要更改的内容", where=matter.name, remedy="用 --legal-basis、--credit-check 等写明改什么"
            )
        rows = tuple(changed if m is matter else m for m in current.matters)
        content = json.dumps([str(m) for m in rows], ensure_ascii=False).encode()
        return enter_list(office, conn, rows, current.name, day, f"{current.source_name}（更改）", content)
