"""List what is owed to whom by when, and what is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.duties.facts import Duty
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.companies.looking_up import find as find_company
from shenguan_docs.office.duties.gathering import gathered
from shenguan_docs.office.duties.ground import Ground, matters_on
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import find_department, officer_on
from shenguan_docs.plan.matters import find_matter
from shenguan_docs.register import arrangements, companies, events, plan_records

STATES: Mapping[str, str] = {
    "unwritten": "没有印发",
    "unsent": "已印发，没有发出",
    "unclaimed": "已发出，没有认领",
    "open": "没有了结",
}
REMIND: Mapping[str, str] = {"": "", "remind": "该催办", "urge": "该督办"}


@dataclass(frozen=True)
class Asked:
    """Which duties are asked for, as it was typed; ``soon`` are days of the calendar."""

    department: str = ""
    company: str = ""
    matter: str = ""
    event: str = ""
    person: str = ""
    late: bool = False
    soon: int | None = None


def duties(office: Office, asked: Asked, today: date) -> list[dict[str, Any]]:
    """Return the open duties as they are shown, the first due first. Raises NotFound, Refused."""
    with office.reading() as conn:
        ground, found = _found(office, conn, asked, today)
        people = People(ground)
        shown = [described(ground, duty, people) for duty in found]
    if asked.person:
        names = {name for row in shown for name in (row["person"], row["deputy"]) if name}
        wanted = " ".join(asked.person.split())
        if wanted not in names and not _is_known(ground, wanted):
            raise NotFound(f"没有名为“{wanted}”的人员", remedy="用 shenguan people 查看")
        shown = [row for row in shown if wanted in (row["person"], row["deputy"])]
    return shown


def duties_page(
    office: Office, asked: Asked, today: date, *, first: int = 0, most: int
) -> tuple[list[dict[str, Any]], int]:
    """Return ``most`` of the duties from number ``first`` (0 is the first due), and how many there are in all."""
    with office.reading() as conn:
        ground, found = _found(office, conn, asked, today)
        people = People(ground)
        return [described(ground, duty, people) for duty in found[first : first + most]], len(found)


@dataclass(frozen=True)
class Day:
    """The duties that are due on one day: some of them, and how many there are."""

    some: tuple[dict[str, Any], ...]
    count: int


def duties_by_day(
    office: Office, asked: Asked, today: date, first: date, last: date, *, most: int
) -> tuple[dict[date, Day], int]:
    """Return for each day from ``first`` to ``last`` what is due, and how many duties were due before ``first``."""
    days: dict[date, list[Duty]] = {}
    earlier = 0
    with office.reading() as conn:
        ground, found = _found(office, conn, asked, today)
        people = People(ground)
        for duty in found:
            earlier += duty.due < first
            if first <= duty.due <= last:
                days.setdefault(duty.due, []).append(duty)
        return {
            day: Day(tuple(described(ground, duty, people) for duty in several[:most]), len(several))
            for day, several in days.items()
        }, earlier


def _found(office: Office, conn: Connection, asked: Asked, today: date) -> tuple[Ground, list[Duty]]:
    ground = Ground(office, conn, today, scope_of(office, conn, asked, today))
    return ground, [duty for duty in gathered(ground) if _asked_for(duty, asked, today)]


def scope_of(office: Office, conn: Connection, asked: Asked, today: date) -> Scope:
    """Return whose duties were asked for. Raises NotFound, Refused."""
    if asked.soon is not None and asked.soon < 0:
        raise Refused("--soon 要写不小于 0 的天数")
    department, mine, matter = None, tuple[str, ...](), None
    if asked.department:
        department = find_department(plan_records.directory(conn, today), asked.department).key
        mine = matters_of(conn, department)
    if asked.matter:
        matter = find_matter(matters_on(conn, today, rights.lists_of(office)), asked.matter).name
    chosen = None
    if asked.company:
        chosen = tuple(
            c.id for c in companies.merged_with(conn, find_company(office, conn, asked.company).id)
        )
    if asked.event:
        event = events.find(conn, asked.event)
        letters = tuple(letter.id for letter in events.letters_of(conn, [event.id]).get(event.id, ()))
        return Scope(letters=letters, events=(event.id,))
    return Scope(chosen, matter, department, mine)


def matters_of(conn: Connection, department: str) -> tuple[str, ...]:
    """Return the names of the matters that a department approves or supervises, or did by an earlier list."""
    names: dict[str, None] = {}
    for version in range(1, plan_records.next_matter_version(conn)):
        for matter in plan_records.matter_list_version(conn, version).matters:
            if department in (matter.approver, matter.supervisor):
                names[matter.name] = None
    return tuple(names)


def _asked_for(duty: Duty, asked: Asked, today: date) -> bool:
    if asked.late and not duty.late:
        return False
    return asked.soon is None or (not duty.late and duty.due <= today + timedelta(asked.soon))


def _is_known(ground: Ground, name: str) -> bool:
    return any(person.name == name for person in ground.directory.people)


@dataclass
class People:
    """Who has a duty at heart: the matter's own person, else the 联络员 of the two departments, or a deputy."""

    ground: Ground
    _known: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def of(self, duty: Duty) -> tuple[str, str]:
        """Return the name of who owes, and of the deputy where that one is away; "" where nobody is named."""
        open = duty.open
        role = "receive" if open.rule.ended == "claim" else "push"
        for name in open.matters if role == "push" else ():
            matter = self.ground.matter(name, self._homes.get(open.by) or self._homes.get(open.to, ""))
            if matter is None:
                continue
            if matter.approver == open.by and matter.approver_person:
                return matter.approver_person, ""
            if matter.supervisor == open.by and matter.supervisor_person:
                return matter.supervisor_person, ""
        key = self._officer(open.by, open.to, role)
        return self._names.get(key, ""), self._names.get(self._deputies.get(key, ""), "")

    def _officer(self, by: str, to: str, role: str) -> str:
        key = (by, to, role)
        if key not in self._known:
            pair = (to, by, "receive") if role == "receive" else (by, to, "push")
            person = officer_on(self.ground.directory, pair[0], pair[1], pair[2], self.ground.today)  # type: ignore[arg-type]
            self._known[key] = person.key if person else ""
        return self._known[key]

    def __post_init__(self) -> None:
        today = self.ground.today
        self._homes = {d.key: d.district for d in self.ground.directory.departments if d.district}
        self._names = {person.key: person.name for person in self.ground.directory.people}
        self._deputies = {
            absence.person: absence.deputy
            for absence in arrangements.absences(self.ground.conn)
            if absence.first <= today <= absence.last
        }


def described(ground: Ground, duty: Duty, people: People) -> dict[str, Any]:
    """Return a duty as it is shown; ``number`` is None where no letter was issued, ``event`` where none called for it."""
    open = duty.open
    person, deputy = people.of(duty)
    return {
        "id": open.id,
        "number": open.subject.number or None,
        "letter": open.subject.letter or None,
        "event": open.subject.event or None,
        "duty": open.duty,
        "from": ground.short(open.by) or open.rule.by,
        "to": ground.short(open.to) or open.rule.to,
        "due": duty.due,
        "late": duty.late,
        "clause": open.rule.clause or open.subject.clause,
        "days_late": duty.days_late,
        "tentative": duty.tentative,
        "state": STATES[open.state],
        "remind": REMIND[duty.remind],
        "reminded": open.reminded,
        "urgency": open.urgency,
        "person": person,
        "deputy": deputy,
        "companies": open.parties,
        "matters": open.matters,
        "title": open.subject.title,
        "date": open.subject.day,
        "rule": open.rule.key,
    }
