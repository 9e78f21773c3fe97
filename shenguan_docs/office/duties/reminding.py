"""催办, 督办: one letter for all that is late to one department, which says the how manieth time it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from shenguan_docs.duties.facts import Duty
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.duties.from_letters import urged
from shenguan_docs.office.duties.gathering import gathered
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.office.duties.listing import matters_of
from shenguan_docs.office.duties.reminder_forms import Item, about, reminding, urging
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import plan_records, schema


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
        found = [duty for duty in gathered(ground) if _is_late(duty, late_one)]
        late = _each_once(ground, [duty for duty in found if duty.open.urgeable])
        own = _left_to_itself(ground, late_one, [duty for duty in found if not duty.open.urgeable])
        waiting = _waiting(ground, late, late_one, wanted, own)
        mine = [duty for duty in late if duty.open.to == waiting]
        items = _items(ground, mine, late_one, waiting)
        if urge:
            kind, data, order = "supervision-urge", *urging(ground, items, late_one, waiting)
            items = [item for item in items if item.earlier]
        else:
            kind, data, order = "reminder", *reminding(ground, items, late_one, waiting)
            too_early = [duty for duty in mine if not duty.remind]
            if too_early and len(too_early) == len(mine):
                if issued:
                    raise Refused(
                        "按催办的节奏还没有到再催的日子（templates/plan/duties.toml），没有编号",
                        remedy="要提前催办的，去掉 --issue，看过草稿再用 shenguan issue 印发",
                    )
                office.notify(
                    "按催办的节奏还没有到再催的日子（templates/plan/duties.toml），仍照所要求的起草"
                )
        data |= about(ground, mine)
    drafted = draft(_on(office, today), kind, data, None)
    number, title = None, drafted.title
    if issued:
        done = issue(office, [drafted.id], written_on=today)[0]
        number, title = done.number, done.title
    shown = tuple(_shown(item) for item in items)
    return Reminder(drafted.id, number, title, kind, order, shown, (*drafted.warnings, *filter(None, [own])))


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
    )


def _each_once(ground: Ground, late: Sequence[Duty]) -> list[Duty]:
    """Leave out an unsent letter that answers, or rests on, what is urged itself: sending it ends that."""
    t, urged = schema.document_relations, {duty.open.subject.letter for duty in late if not _unsent(duty)}

    def covered(letter: str) -> bool:
        targets = select(t.c.target_document).where(t.c.document == letter)
        return not urged.isdisjoint(ground.conn.execute(targets).scalars())

    return [duty for duty in late if not (_unsent(duty) and covered(duty.open.subject.letter))]


def _unsent(duty: Duty) -> bool:
    return duty.open.rule.key == "dispatch"


def _left_to_itself(ground: Ground, department: str, late: Sequence[Duty]) -> str:
    """Say which letters lie unsent that nobody can be said to wait for by the plan; "" where there are none."""
    if not late:
        return ""
    numbers = "、".join(duty.open.subject.number for duty in late)
    return (
        f"{ground.short(department)}另有 {len(late)} 件印发了没有发出：{numbers}，方案没有要求，不写进催办函，"
        "由它自己的文书发出（shenguan dispatch 文号 --channel …）"
    )


def _waiting(ground: Ground, late: Sequence[Duty], department: str, wanted: str, own: str) -> str:
    named, own = ground.short(department), f"；{own}" if own else ""
    waiting = list(dict.fromkeys(duty.open.to for duty in late if duty.open.to))
    if wanted:
        if wanted not in waiting:
            raise NotFound(
                f"{named}没有逾期欠{ground.short(wanted)}的事项{own}", remedy="用 shenguan duties --late 查看"
            )
        return wanted
    if not waiting:
        raise NotFound(
            f"{named}没有逾期的事项{own}",
            remedy="用 shenguan duties --department 部门 查看将要到期的",
        )
    if len(waiting) > 1:
        listed = "、".join(map(ground.short, waiting))
        raise Refused(
            f"有 {len(waiting)} 个部门在等{named}办理：{listed}", remedy="用 --by 写明由哪个部门催办"
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
        basis = subject.number or (f"{subject.event_name}（{subject.day}）" if subject.event else open.duty)
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
