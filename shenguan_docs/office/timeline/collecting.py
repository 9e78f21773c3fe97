"""Collect a timeline: letters and their way, events, 收文, what is still owed; answers joined, what is late said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.duties.rules import Rules
from shenguan_docs.errors import NotFound
from shenguan_docs.office.duties.ground import rules_of
from shenguan_docs.office.duties.listing import Asked as AskedDuties
from shenguan_docs.office.duties.listing import duties
from shenguan_docs.office.events.entering import STATES as EVENT_STATES
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.received.handling import brief
from shenguan_docs.office.timeline.entries import Entry
from shenguan_docs.office.timeline.subject import Asked, Subject, subject_of
from shenguan_docs.plan.workdays import Workdays
from shenguan_docs.register import (
    arrangements,
    deliveries,
    documents,
    events,
    lookups,
    past,
    received,
    services,
)
from shenguan_docs.register.deliveries import CHANNELS, Delivery
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.serving.ways import way_name


@dataclass
class Ground:
    """What the sources draw on; ``letters`` are those of the subject and those joined to them by an answer."""

    conn: Connection
    subject: Subject
    today: date
    letters: dict[str, IssuedRecord]
    received: dict[str, received.Received]
    deliveries: dict[str, tuple[Delivery, ...]]
    sending_terms: frozenset[str] = frozenset()  # names of the terms that 发出 ends
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> Workdays:
        """The office's workdays."""
        return arrangements.workdays(self.conn)


@dataclass(frozen=True)
class Timeline:
    """Whose it is, and its entries in order."""

    name: str
    entries: tuple[Entry, ...]

    def shown(self) -> list[dict[str, Any]]:
        """Return the entries as ``timeline --json`` does."""
        numbers = {one.id: one.number for one in self.entries if one.number}
        return [one.shown(numbers) for one in self.entries]


def timeline(office: Office, asked: Asked, today: date | None = None, *, latest: int = 0) -> Timeline:
    """Return the timeline of what was asked for; late ones as of ``today``. Raises Refused, NotFound.

    ``latest``: of a matter so many letters and events only, the last ones; 0: all.
    """
    day = today or office.today
    with office.reading() as conn:
        subject = subject_of(office, conn, asked, latest)
        ground = _ground(conn, subject, day, rules_of(office))
        found = [entry for source in _SOURCES for entry in source(ground)]
        mine = rights.seen(office, conn, (entry.id for entry in found))
        found = [entry for entry in found if entry.id in mine]
    found += _owed(office, subject, found, day)
    answered: dict[str, list[str]] = {}
    for entry in found:
        for id in entry.answers:
            answered.setdefault(id, []).append(entry.id)
    for entry in found:
        if entry.what in ("letter", "received"):
            entry.answered_by = tuple(answered.get(entry.id, ()))
    return Timeline(subject.name, tuple(sorted(found, key=lambda entry: entry.place)))


def _ground(conn: Connection, subject: Subject, today: date, rules: Rules) -> Ground:
    letters = {one.id: one for one in documents.load(conn, sorted(subject.letters))}
    joined, answering = _joined(conn, letters)
    letters |= joined
    got: dict[str, received.Received] = {}
    wanted = sorted(subject.received | answering)
    for start in range(0, len(wanted), 400):
        got |= {one.id: one for one in received.of_ids(conn, wanted[start : start + 400])}
    sent = deliveries.of_documents(conn, letters)
    answers = {
        one.id: tuple(r.target_id for r in one.relations if r.relation == "answers" and r.target_id)
        for one in letters.values()
    }
    terms = frozenset(term for rule in rules.duties for term in rule.terms)
    return Ground(conn, subject, today, letters, got, sent, terms, answers)


def _joined(conn: Connection, letters: dict[str, IssuedRecord]) -> tuple[dict[str, IssuedRecord], set[str]]:
    """The letters and 收文 that answer these letters or are answered by them."""
    named = {
        r.target_id
        for one in letters.values()
        for r in one.relations
        if r.relation == "answers" and r.target_id
    }
    answering, got = lookups.answering(conn, list(letters))
    wanted = (named | answering) - letters.keys()
    more = {one.id: one for one in documents.load(conn, sorted(wanted))}
    return more, got | (named - more.keys() - letters.keys())


def _letters(ground: Ground) -> Iterable[Entry]:
    for one in ground.letters.values():
        state = f"已作废：{one.void_reason}" if one.state == "void" else ""
        receivers = tuple(r.name for r in one.receivers if r.role == "main")
        yield Entry(
            one.written_on, "letter", one.id, one.title, one.number, one.sender_name, receivers, state,
            late=_answered_late(ground, one), event=one.event, answers=ground.answers.get(one.id, ()),
        )  # fmt: skip


def _answered_late(ground: Ground, answer: IssuedRecord) -> str:
    days = [_days_late(ground, id, answer.written_on) for id in ground.answers.get(answer.id, ())]
    return f"晚 {max(days)} 天答复" if any(days) else ""


def _days_late(ground: Ground, asked: str, answered_on: date) -> int:
    """Days by which an answer of that day came after the day that the letter ``asked`` set, 0 if in time."""
    letter = ground.letters.get(asked)
    if letter is None:
        return 0
    sent = min((one.sent_on for one in ground.deliveries[asked]), default=None)
    calendar = ground.calendar
    limits = [
        calendar.term(start, one.amount, one.unit).day
        for one in letter.deadlines
        if one.answer and (start := one.since or sent) is not None
    ]
    return max(0, (answered_on - min(limits)).days) if limits else 0


def _sent_late(ground: Ground, letter: IssuedRecord, sent_on: date) -> str:
    """Say by how many days a letter was sent after the term that it obeys."""
    calendar = ground.calendar
    limits = [
        calendar.term(one.since, one.amount, one.unit).day
        for one in letter.deadlines
        if one.since is not None and one.name in ground.sending_terms
    ]
    days = (sent_on - min(limits)).days if limits else 0
    return f"晚 {days} 天发出" if days > 0 else ""


def _ways(ground: Ground) -> Iterable[Entry]:
    """发出 and 认领; what was claimed as it was sent is one entry."""
    for id, sent in ground.deliveries.items():
        letter = ground.letters[id]
        for one in sent:
            at_once = one.claimed_on == one.sent_on and one.channel == "online"
            told = [CHANNELS[one.channel], f"流水号 {one.serial}" if one.serial else ""]
            told += [f"{one.claimed_by}认领（{one.way}）"] if at_once else []
            yield Entry(
                one.sent_on, "dispatch", id, letter.title, letter.number, letter.sender_name, (one.name,),
                detail="，".join(filter(None, told)), late=_sent_late(ground, letter, one.sent_on),
            )  # fmt: skip
            if one.claimed_on is not None and not at_once:
                yield Entry(
                    one.claimed_on, "claim", id, letter.title, letter.number, one.name, (),
                    detail=f"{one.claimed_by}认领（{one.way}）",
                )  # fmt: skip


def _services(ground: Ground) -> Iterable[Entry]:
    """What a 送达回证 says of the letters: each receipt once, under the first letter of the timeline that it serves."""
    seen: set[str] = set()
    for id, made in services.services_of(ground.conn, ground.letters).items():
        letter = ground.letters[id]
        for one in made:
            if one.served_on is not None and one.state == "served" and one.id not in seen:
                seen.add(one.id)
                titles = "、".join(paper.number or paper.title for paper in one.papers)
                told = (f"{way_name(one.way)}送达", titles, one.signer and f"{one.signer}签收")
                yield Entry(
                    one.served_on, "service", id, letter.title, letter.number, one.organ, (one.receiver,),
                    detail="，".join(filter(None, told)),
                )  # fmt: skip


def _events(ground: Ground) -> Iterable[Entry]:
    for event in events.of_ids(ground.conn, sorted(ground.subject.events)):
        names = "、".join(party.name for party in event.parties)
        state = "" if event.state == "entered" else EVENT_STATES[event.state]
        title = f"{event.type_name}：{names}" if names else event.type_name
        yield Entry(
            event.day, "event", event.id, title, state=state, detail="、".join(event.matters), event=event.id
        )


def _received(ground: Ground) -> Iterable[Entry]:
    for one in ground.received.values():
        shown = brief(one, ground.today)
        late = f"办理逾期 {shown['late']} 天" if shown["late"] else ""
        days = _days_late(ground, one.answers, one.received_on) if one.answers else 0
        late = "、".join(filter(None, (f"晚 {days} 天答复" if days else "", late)))
        yield Entry(
            one.received_on, "received", one.id, one.title, one.number, one.sender, (), shown["state"],
            one.sender_number, late, answers=(one.answers,) if one.answers else (),
        )  # fmt: skip


def _past(ground: Ground) -> Iterable[Entry]:
    """Letters of old registers and by hand; one without a day stands at the beginning of its year."""
    for one in past.of_ids(ground.conn, sorted(ground.subject.past)).values():
        told = one.day or one.received_on
        state = f"已作废：{one.state_reason}" if one.state == "void" else ""
        yield Entry(
            told or date(one.year or date.min.year, 1, 1),
            "letter" if one.direction == "out" else "received",
            one.id,
            one.title,
            one.number,
            one.sender,
            tuple(filter(None, one.receivers.split("、"))),
            state or ("手写" if one.origin == "hand" else "旧登记"),
            one.sender_number if told else "日期不详",
        )


_SOURCES: tuple[Callable[[Ground], Iterable[Entry]], ...] = (
    _events, _received, _letters, _ways, _services, _past,
)  # fmt: skip
"""What a timeline is made of: another source is another function here."""


def _owed(office: Office, subject: Subject, found: list[Entry], today: date) -> list[Entry]:
    """What is owed stands at its day; what is late reddens the letter or event that it is owed for, too."""
    asked = [AskedDuties(company=subject.company, matter=name) for name in subject.matters]
    asked = asked or ([AskedDuties(company=subject.company)] if subject.company else [])
    by_number = {one.number: one for one in found if one.what in ("letter", "received") and one.number}
    by_event = {one.id: one for one in found if one.what == "event"}
    entries: dict[str, Entry] = {}
    for one in asked:
        try:
            rows = duties(office, one, today)
        except NotFound:  # a matter that is no longer on the list
            continue
        for row in rows:
            about = by_number.get(row["number"] or "") or by_event.get(row["event"] or "")
            if about is None:
                continue
            late = f"逾期 {row['days_late']} 天" if row["late"] else ""
            if late and late not in about.late:
                about.late = "、".join(filter(None, (about.late, f"{row['duty']}{late}")))
            entries[row["id"]] = Entry(
                row["due"], "duty", about.id, row["duty"], row["number"] or "", row["from"], (row["to"],),
                row["state"], "暂定" if row["tentative"] else "", late, row["event"] or "",
            )  # fmt: skip
    return list(entries.values())
