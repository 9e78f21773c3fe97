"""Make 送达回证 for letters: one for each receiver, several letters on it; each with its own code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.service.calling import Need, calls_of, needs_of, paper_of
from shenguan_docs.office.service.form import form_files
from shenguan_docs.office.service.storing import staged
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import documents, filing, journal, plan_records, services
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.services import ServedPaper, Service
from shenguan_docs.serving import codes
from shenguan_docs.text import clean


@dataclass(frozen=True)
class Made:
    """The receipts for what was asked: ``new`` ones, and those that were there ``before``."""

    new: tuple[Service, ...]
    before: tuple[Service, ...]


def make(
    office: Office,
    letters: Sequence[str],
    *,
    to: Sequence[str] = (),
    papers: Sequence[str] = (),
    place: str = "",
    way: str = "",
    server: str = "",
    note: str = "",
    on: date | None = None,
) -> Made:
    """Make the receipts of letters (numbers or ids), one for each receiver; what has one already gets no second.

    ``to`` names the receivers; without it they are those that the letters call for, else their 主送. ``papers`` are
    served instead of what the letter calls for (words as printed). Raises NotFound, Refused.
    """
    day = on or office.today
    if day > office.today:
        raise Refused(f"日期 {day} 还没有到")
    new: list[Service] = []
    before: list[Service] = []
    with office.writing() as conn:
        found = [_in_force(office, conn, typed) for typed in dict.fromkeys(letters)]
        _require_one_sender(found)
        groups: dict[str, list[Need]] = {}
        for letter in found:
            for need in _asked(office, conn, letter, to, papers):
                groups.setdefault(need.receiver, []).append(need)
        for receiver, needs in groups.items():
            there = _there(conn, receiver, needs)
            before += [one for one in there if one not in before]
            served = {paper for one in there for paper in one.papers}
            left = [need for need in needs if need.paper not in served]
            if left:
                service = _new(conn, office, found[0].sender_name, left, day)
                service = replace(
                    service,
                    place=_line(place) or service.place,
                    way=way,
                    server=_line(server),
                    note=_line(note),
                )
                new.append(_kept(office, conn, service))
    return Made(tuple(new), tuple(before))


def _in_force(office: Office, conn: Connection, typed: str) -> IssuedRecord:
    letter = documents.find(conn, typed)
    rights.require_seen(office, conn, letter.id, typed)
    rights.require(office, "deliver")
    rights.require_own(office, conn, letter.sender, "制作送达回证")
    if letter.state == "void":
        raise Refused(f"“{letter.number}”已作废（{letter.void_reason}）", remedy="作废的文书不再送达")
    return letter


def _require_one_sender(letters: Iterable[IssuedRecord]) -> None:
    senders = {letter.sender_name for letter in letters}
    if len(senders) > 1:
        raise Refused(f"这几件由不同的单位发出：{'、'.join(sorted(senders))}", remedy="每个发文单位的分开制")


def _asked(
    office: Office, conn: Connection, letter: IssuedRecord, to: Sequence[str], papers: Sequence[str]
) -> list[Need]:
    called = list(needs_of(office, conn, letter, calls_of(office)))
    receivers = [_of_receiver(letter, r.name, r.department) for r in letter.receivers if r.role == "main"]
    if not to:
        wanted = called or receivers
        if not wanted:
            raise Refused(f"“{letter.number}”没有写明送给谁", remedy="用 --to 写明受送达人")
    else:
        wanted = [need for name in to for need in _named(conn, letter, _line(name), called)]
    if papers:
        own = [ServedPaper(_line(words), "", letter.id) for words in papers if _line(words)]
        each = {need.receiver: need for need in wanted}
        wanted = [replace(need, paper=paper) for need in each.values() for paper in own]
    return wanted


def _named(conn: Connection, letter: IssuedRecord, name: str, called: Sequence[Need]) -> list[Need]:
    """What is served on somebody: what the letter calls for, else the letter itself."""
    if not name:
        raise Refused("受送达人是空的", remedy="用 --to 写明名称")
    fitting = [need for need in called if need.receiver == name]
    if fitting:
        return fitting
    party = next((p for p in letter.parties if p.name == name), None)
    if party is not None:
        return [Need(paper_of(letter), party.name, party.uscc, "", party.address)]
    try:
        department = find_department(plan_records.directory(conn), name)
    except Refused:
        return [_of_receiver(letter, name, "")]
    known = next((r for r in letter.receivers if r.department == department.key), None)
    fitting = [need for need in called if need.department == department.key]
    return fitting or [_of_receiver(letter, known.name if known else department.name, department.key)]


def _of_receiver(letter: IssuedRecord, name: str, department: str) -> Need:
    return Need(paper_of(letter), name, "", department)


def _there(conn: Connection, receiver: str, needs: Sequence[Need]) -> list[Service]:
    """The receipts in force that this receiver has for any of these papers."""
    wanted = {need.paper for need in needs}
    found = services.services_of(conn, [need.paper.record for need in needs])
    each = {one.id: one for several in found.values() for one in several}
    return [
        one
        for one in each.values()
        if one.state != "void" and one.receiver == receiver and wanted & set(one.papers)
    ]


def _new(conn: Connection, office: Office, organ: str, needs: Sequence[Need], day: date) -> Service:
    first, id = needs[0], office.new_id(office.today)
    papers = tuple(dict.fromkeys(need.paper for need in needs))
    return Service(
        id, codes.make(_tag(conn, id), id), organ, first.receiver, day, papers,
        uscc=first.uscc, department=first.department, place=first.place,
    )  # fmt: skip


def _tag(conn: Connection, id: str) -> str:
    """The tag of the office's codes: that of its first receipt, made from what no other office has."""
    known = codes.read(services.any_code(conn))
    if known is not None:
        return known.tag
    digest = hashlib.sha256(f"{journal.last(conn)[1]} {id}".encode()).digest()
    return codes.make_tag(int.from_bytes(digest[:8], "big"))


def _kept(office: Office, conn: Connection, service: Service) -> Service:
    for paper in service.papers:
        done = filing.of_record(conn, paper.record)
        if done is not None:
            office.notify(
                f"提示：{paper.number or paper.title}已归档（档号 {done.number}），送达回证作为补充"
            )
    now = office.now()
    reference = staged(office, service.id, form_files(office, service), f"送达回证 {service.id}")
    services.make(conn, service, object=reference, at=now, by=office.actor)
    return services.find(conn, service.id)


def _line(words: str) -> str:
    return " ".join(clean(words).split())
