"""催办, 督办: one letter for all that is late to one department, which says the how manieth time it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from shenguan_docs.duties.facts import Duty, Term
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.duties.from_letters import urged
from shenguan_docs.office.duties.gathering import gathered
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.office.duties.listing import matters_of
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import plan_records, schema

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


@dataclass(frozen=True)
class Reminder:
    """What ``remind`` answers; ``number`` is None while it is a draft, ``order`` 1 for the first time."""

    id: str
    number: str | None
    title: str
    kind: str
    order: int
    items: tuple[Mapping[str, Any], ...]
    warnings: tuple[str, ...]


def remind(
    office: Office, department: str, *, by: str, today: date, issued: bool = False, urge: bool = False
) -> Reminder:
    """Draft (``issued``: issue) the reminder for all that ``department`` owes ``by`` and is late.

    ``by`` may be "" where one department only waits. ``urge``: the letter of 区优办, for what is late in spite
    of reminders. Raises NotFound, Refused (nothing late, several who wait, too early to be
    issued again at once).
    """
    with office.reading() as conn:
        directory = plan_records.directory(conn, today)
        late_one = find_department(directory, department).key
        wanted = find_department(directory, by).key if by else ""
        ground = Ground(
            office, conn, today, Scope(department=late_one, department_matters=matters_of(conn, late_one))
        )
        late = [duty for duty in gathered(ground) if _is_late(duty, late_one)]
        waiting = _waiting(ground, late, late_one, wanted)
        mine = [duty for duty in late if duty.open.to == waiting]
        items = _items(ground, mine, late_one, waiting)
        if urge:
            kind, data, order = "supervision-urge", *_urging(ground, items, late_one, waiting)
            items = [item for item in items if item.earlier]
        else:
            kind, data, order = "reminder", *_reminding(ground, items, late_one, waiting)
            too_early = [duty for duty in mine if not duty.remind]
            if too_early and len(too_early) == len(mine):
                if issued:
                    raise Refused(
                        "按催办的节奏还没有到再催的日子(templates/plan/duties.toml),没有编号",
                        remedy="要提前催办的,去掉 --issue,看过草稿再用 shenguan issue 印发",
                    )
                office.notify("按催办的节奏还没有到再催的日子(templates/plan/duties.toml),仍照所要求的起草")
        data |= _about(ground, mine)
    drafted = draft(_on(office, today), kind, data, None)
    number, title = None, drafted.title
    if issued:
        done = issue(office, [drafted.id], written_on=today)[0]
        number, title = done.number, done.title
    shown = tuple(_shown(item) for item in items)
    return Reminder(drafted.id, number, title, kind, order, shown, drafted.warnings)


def _shown(item: Item) -> dict[str, Any]:
    told = asdict(item)
    del told["named"]
    return {
        "number": told.pop("number") or None,
        "date": told.pop("day"),
        **told,
        "order": len(item.earlier) + 1,
    }


def _on(office: Office, today: date) -> Office:
    """The office as it stands on ``today``: the letter is checked for the day on which it is reckoned."""
    if today == office.today:
        return office
    now = office.now()
    moment = datetime.combine(today, now.timetz())
    return replace(office, now=lambda: moment)


def _is_late(duty: Duty, department: str) -> bool:
    open = duty.open
    return (
        duty.late
        and open.by == department
        and open.by != open.to
        and open.done_on is None
        and open.rule.ended != "original"
        and open.rule.key != "dispatch"
    )


def _waiting(ground: Ground, late: Sequence[Duty], department: str, wanted: str) -> str:
    named = ground.short(department)
    waiting = list(dict.fromkeys(duty.open.to for duty in late if duty.open.to))
    if wanted:
        if wanted not in waiting:
            raise NotFound(
                f"{named}没有逾期欠{ground.short(wanted)}的事项", remedy="用 shenguan duties --late 查看"
            )
        return wanted
    if not waiting:
        raise NotFound(f"{named}没有逾期的事项", remedy="用 shenguan duties --department 部门 查看将要到期的")
    if len(waiting) > 1:
        listed = "、".join(map(ground.short, waiting))
        raise Refused(
            f"有 {len(waiting)} 个部门在等{named}办理:{listed}", remedy="用 --by 写明由哪个部门催办"
        )
    return waiting[0]


def _items(ground: Ground, duties: Sequence[Duty], department: str, waiting: str) -> list[Item]:
    """The late things; what is owed for one letter is one thing. The first due comes first."""
    known = _earlier(ground, department, waiting)
    found: dict[str, Item] = {}
    for duty in duties:
        open, subject = duty.open, duty.open.subject
        own = subject.letter if _sent_by(ground, subject.letter, waiting) else ""
        key = own or subject.letter or subject.event or open.id
        earlier = tuple(id for id, named in known if key in named)
        basis = subject.number or (f"{subject.event_name}({subject.day})" if subject.event else open.duty)
        item = Item(
            own, subject.number if own else "", basis, _named(ground, duty), subject.day, open.duty, duty.due,
            duty.days_late, earlier, open.parties, open.matters,
        )  # fmt: skip
        other = found.get(own) if own else None
        if other is not None:
            more = tuple(dict.fromkeys((*other.earlier, *earlier)))
            item = replace(other, duty=f"{other.duty}，{open.duty}", earlier=more)
        found[own or open.id] = item
    return list(found.values())


def _sent_by(ground: Ground, letter: str, department: str) -> bool:
    d = schema.documents
    return (
        bool(letter)
        and ground.conn.execute(select(d.c.sender).where(d.c.id == letter)).scalar() == department
    )


def _named(ground: Ground, duty: Duty) -> str | dict[str, str]:
    open, subject = duty.open, duty.open.subject
    if subject.letter and not subject.event:
        return subject.letter
    return {
        "sender": ground.short(open.by),
        "number": subject.event or open.id,
        "title": f"{subject.event_name or open.duty} {'、'.join(open.parties)}".strip(),
        "date": str(subject.day or duty.due),
    }


def _earlier(ground: Ground, department: str, waiting: str) -> list[tuple[str, frozenset[str]]]:
    """The registered reminders between the two: the id, and the letters, events and duties that each names."""
    d, r = schema.documents, schema.document_receivers
    query = (
        select(d.c.id)
        .where(d.c.kind.in_(ground.kinds(("reminder",))), ground.in_force(d), d.c.sender == waiting)
        .where(exists().where(r.c.document == d.c.id, r.c.department == department))
        .order_by(d.c.written_on, d.c.id)
    )
    ids = ground.conn.execute(query).scalars().all()
    return [(id, frozenset(key for keys in urged(ground, id, ("urges",)) for key in keys)) for id in ids]


# -- the two letters -------------------------------------------------------------------------


def _reminding(
    ground: Ground, items: Sequence[Item], department: str, waiting: str
) -> tuple[dict[str, Any], int]:
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


def _urging(
    ground: Ground, items: Sequence[Item], department: str, waiting: str
) -> tuple[dict[str, Any], int]:
    urged = sorted((item for item in items if item.earlier), key=lambda item: (not item.letter, item.due))
    named = ground.short(department)
    if not urged:
        raise Refused(
            f"{named}逾期的事项还没有催办过",
            remedy=f"先由{ground.short(waiting)}催办:shenguan remind {named}",
        )
    reminders = list(dict.fromkeys(id for item in urged for id in item.earlier))
    order = max(len(item.earlier) for item in urged)
    letters = [item.letter for item in urged if item.letter]
    leading = [item for item in urged if item.letter] or urged
    facts = [
        f"{item.number or item.basis}:{named}应于{_day(item.due)}前{item.duty},"
        f"已逾期{item.days_late}天,经{len(item.earlier)}次催办仍未办结。"
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


def _about(ground: Ground, duties: Sequence[Duty]) -> dict[str, Any]:
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
    names = dict.fromkeys(name for duty in duties for name in duty.open.matters if ground.matter(name))
    found: dict[str, Any] = {"parties": list(parties.values()), "matters": list(names)}
    return {name: value for name, value in found.items() if value}
