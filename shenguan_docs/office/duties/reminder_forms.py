"""The forms of 催办函 and 督办函, filled from what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from shenguan_docs.duties.facts import Duty, Term
from shenguan_docs.errors import Refused
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.register import schema

TIMES = ("", "第二次", "第三次", "第四次", "第五次", "第六次", "第七次", "第八次", "第九次")


@dataclass(frozen=True)
class Item:
    """One thing that is late: ``letter`` is the id of the letter to remind of, "" where none was written.

    ``basis`` says then from what it follows, ``named`` is how the reminder refers to that.
    ``earlier`` are the ids of the reminders that listed it.
    """

    letter: str
    number: str
    basis: str
    named: str | Mapping[str, str]
    day: date | None
    duty: str
    due: date
    days_late: int
    earlier: tuple[str, ...]
    parties: tuple[str, ...]
    matters: tuple[str, ...]


def reminding(
    ground: Ground, items: Sequence[Item], department: str, waiting: str
) -> tuple[dict[str, Any], int]:
    """Return the form of the 催办函 of ``waiting`` to ``department``, and the how manieth time it is."""
    orders = {len(item.earlier) + 1 for item in items}
    order = min(orders) if len(orders) == 1 else 1
    own, unsent = [i for i in items if i.letter], [i for i in items if not i.letter]

    def owed(item: Item) -> str:
        """Where the times differ, each thing says its own."""
        again = _times(len(item.earlier) + 1) if len(orders) > 1 else ""
        return item.duty + (f"（{again}催办）" if again else "")

    data: dict[str, Any] = {
        "sender": waiting,
        "receiver": department,
        "subject": _subject(items),
        "letters": [item.letter for item in own],
        "owed": [owed(item) for item in own],
        "due_on": [str(item.due) for item in own],
        "late": [item.days_late for item in own],
        "unsent": [
            {"应办事项": owed(i), "依据": i.basis, "应办结日期": str(i.due), "逾期天数": str(i.days_late)}
            for i in unsent
        ],
        "day_kind": "自然日",
        "again": _times(order),
        "earlier": list(dict.fromkeys(id for item in items for id in item.earlier)),
        "basis": [item.named for item in unsent],
        "finish_by": str(_in_workdays(ground, ground.rules.rhythm("").every)),
    }
    if order >= ground.rules.rhythm("").times:
        data["next"] = "提请区优办督办"
    return {name: value for name, value in data.items() if value}, order


def urging(
    ground: Ground, items: Sequence[Item], department: str, waiting: str
) -> tuple[dict[str, Any], int]:
    """Return the form of the 督办函 to ``department``, and how often it was urged. Raises Refused where it never was."""
    urged = sorted((item for item in items if item.earlier), key=lambda item: (not item.letter, item.due))
    named = ground.short(department)
    if not urged:
        raise Refused(
            f"{named}逾期的事项还没有催办过",
            remedy=f"先由{ground.short(waiting)}催办：shenguan remind {named}",
        )
    reminders = list(dict.fromkeys(id for item in urged for id in item.earlier))
    order = max(len(item.earlier) for item in urged)
    letters = [item.letter for item in urged if item.letter]
    leading = [item for item in urged if item.letter] or urged
    facts = [
        f"{item.number or item.basis}：{named}应于{_day(item.due)}前{item.duty}，"
        f"已逾期{item.days_late}天，经{len(item.earlier)}次催办仍未办结。"
        for item in urged
    ]
    finish = _in_workdays(ground, 5)
    data: dict[str, Any] = {
        "responsible": department,
        "requester": waiting,
        "subject": _subject(urged),
        "origin": "催办后仍未办理" if letters else "跟踪检查发现逾期",
        "letters": letters,
        "due_on": str(min(item.due for item in leading)),
        "late": max(item.days_late for item in leading),
        "day_kind": "自然日",
        "reminders": reminders,
        "facts": "\n".join(facts),
        "tasks": [f"办结{item.number or item.basis}所涉的“{item.duty}”" for item in urged],
        "finish_by": str(finish),
        "report_by": str(_in_workdays(ground, 8)),
    }
    return {name: value for name, value in data.items() if value}, order


def _times(order: int) -> str:
    return TIMES[min(order, len(TIMES)) - 1]


def _subject(items: Sequence[Item]) -> str:
    if len(items) > 1:
        return "审管联动逾期事项"
    item = items[0]
    about = "、".join(item.parties[:1]) + (f"“{item.matters[0]}”" if len(item.matters) == 1 else "")
    return about + item.duty


def _in_workdays(ground: Ground, amount: int) -> date:
    return ground.reckoning.last_day(Term(ground.today, amount)).day


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def about(ground: Ground, duties: Sequence[Duty]) -> dict[str, Any]:
    """Whom and which matters the letter is about, so that it is found under them."""
    letters = [duty.open.subject.letter for duty in duties if duty.open.subject.letter]
    events = [duty.open.subject.event for duty in duties if duty.open.subject.event]
    parties: dict[str, dict[str, str]] = {}
    for table, column, ids in (
        (schema.document_parties, "document", letters),
        (schema.event_parties, "event", events),
    ):
        for start in range(0, len(ids), 400):
            where = table.c[column].in_(ids[start : start + 400])
            for row in ground.conn.execute(
                select(table).where(where).order_by(table.c[column], table.c.position)
            ):
                given = {"name": row.name, "uscc": row.uscc, "id_number": row.id_number}
                key = row.uscc or row.id_number or row.name
                parties.setdefault(key, {name: value for name, value in given.items() if value})
    names = dict.fromkeys(
        name
        for duty in duties
        for name in duty.open.matters
        if any(m.name == name for m in ground.all_matters) or ground.matter(name)
    )
    found: dict[str, Any] = {"parties": list(parties.values()), "matters": list(names)}
    return {name: value for name, value in found.items() if value}
