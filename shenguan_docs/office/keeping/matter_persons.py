"""A 联络员变更函 for some matters only: it changes who answers for these in the matter list, not the officers of the pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from shenguan_docs.errors import DataFaults, Fault, NotFound
from shenguan_docs.notices.fields import Filled
from shenguan_docs.office.letters.lookup import district_of
from shenguan_docs.plan.matters import Matter, MatterList
from shenguan_docs.register import plan_records
from shenguan_docs.text import join_names


def matter_doubts(conn: Connection, filled: Filled, sender: str) -> tuple[str, ...]:
    """Say what the letter will change. Raises DataFaults for a matter that is not the sender's."""
    made = with_own_person(conn, filled, sender)
    if made is None:
        return ("只代理一段时间的，不改事项清单里的责任人；联络员表按部门登记，也不改动",)
    names = join_names(matter.name for matter in filled.matters)
    return (
        f"印发后，事项清单里{names}的责任人自 {made[0]} 起按本函变更，清单成为新的一版；"
        "联络员表按部门登记，不改动",
    )


def with_own_person(
    conn: Connection, filled: Filled, sender: str
) -> tuple[date, MatterList, tuple[Matter, ...]] | None:
    """Return the day, the list that the letter changes and the matters it makes of it; None where it is for a time only.

    The person who pushes (推送) is named for a matter; a side that is not the sender's stays as it is.
    """
    start = date.fromisoformat(str(filled.data["effective_on"]))
    wanted = {matter.name for matter in filled.matters}
    current = _list_on(conn, start, sender)
    if current.behind is not None:
        current = current if wanted & {m.name for m in current.matters} else current.behind
    faults = [
        Fault("事项", f"“{m.name}”不由发文部门审批或者主管", "只填本部门负责的事项")
        for m in current.matters
        if m.name in wanted and sender not in (m.approver, m.supervisor)
    ]
    if faults:
        raise DataFaults(faults)
    if filled.data.get("until"):
        return None
    rows = filled.data["changes"]
    row = next((row for row in rows if "推送" in row.get("职责", "")), rows[0])
    person, phone = row.get("现联络员", "").strip(), row.get("联系电话", "").strip()
    made = tuple(_named(m, sender, person, phone) if m.name in wanted else m for m in current.matters)
    return start, current, made


def _named(matter: Matter, sender: str, person: str, phone: str) -> Matter:
    changed = matter
    if matter.approver == sender:
        changed = replace(changed, approver_person=person, approver_phone=phone or changed.approver_phone)
    if matter.supervisor == sender:
        changed = replace(
            changed, supervisor_person=person, supervisor_phone=phone or changed.supervisor_phone
        )
    return changed


def _list_on(conn: Connection, day: date, sender: str) -> MatterList:
    home = district_of(conn, department=sender)
    try:
        return plan_records.matter_list(conn, day, home)
    except NotFound:  # before the first list that one holds
        return plan_records.first_matter_list(conn, home) or plan_records.matter_list_version(conn, 1)
