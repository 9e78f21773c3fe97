"""Letters that lack their 送达回证, or what a receipt must still show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, false, or_, select

from shenguan_docs.notices.kinds import family
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.service.calling import BY_SERVICE, Need, calls_of, needs_of
from shenguan_docs.plan.events import FILES
from shenguan_docs.register import documents, events, life_tables, schema, services
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.services import Service
from shenguan_docs.serving.rules import PARTY, Call
from shenguan_docs.serving.ways import WAYS

NO_RECEIPT = "没有送达回证"


@dataclass(frozen=True)
class Lack:
    """A receipt that a letter calls for and that is not there (``service`` ""), or is not complete; ``what`` is missing."""

    letter: str
    number: str
    title: str
    paper: str
    receiver: str
    service: str
    what: tuple[str, ...]
    because: str
    command: str


def lacks_of(service: Service) -> tuple[str, ...]:
    """Return what a receipt in force must still show: how it was served, its scan or other evidence."""
    if service.state == "open":
        return ("没有登记送达", *(() if service.scans else ("没有扫描件",)))
    if not service.scans:
        return (f"没有{WAYS[service.way].evidence}" if service.way in WAYS else "没有扫描件",)
    return ()


def lacking(office: Office, conn: Connection, letters: Iterable[IssuedRecord]) -> tuple[Lack, ...]:
    """Return what these letters lack of the receipts that they call for, in their order. Raises Refused, OfficeUnusable.

    A party's receipt that lies as a file with the letter or its event is there.
    """
    calls = calls_of(office)
    listed = list(letters)
    made = services.services_of(conn, [letter.id for letter in listed])
    found = []
    for letter in listed:
        there = [one for one in made.get(letter.id, ()) if one.state != "void"]
        needs = needs_of(office, conn, letter, calls)
        to_parties = [need for need in needs if not need.department]
        if to_parties and _attached(conn, letter) >= len(to_parties):
            needs = tuple(need for need in needs if need.department)
        for need in needs:
            lack = _lack(letter, need, there)
            if lack is not None:
                found.append(lack)
    return tuple(found)


def _attached(conn: Connection, letter: IssuedRecord) -> int:
    """How many 送达回证 that were not made here lie with a letter or with the event that called for it."""
    names = [f"{one.title}{one.original_name}" for one in letter.attachments]
    event = events.by_id(conn, letter.event) if letter.event else None
    if event is not None:
        names += [f"{file.get('title', '')}{file.get('name', '')}" for file in event.data.get(FILES.id, ())]
    return sum(BY_SERVICE in name for name in names)


def _lack(letter: IssuedRecord, need: Need, there: Sequence[Service]) -> Lack | None:
    mine = [one for one in there if _serves(one, need)]
    standing = [(one, lacks_of(one)) for one in mine]
    if any(not lacks for _, lacks in standing):
        return None
    service, what = standing[0] if standing else (None, (NO_RECEIPT,))
    command = f"shenguan service new {letter.number} --to {need.receiver}"
    if service is not None:
        served = service.state == "served"
        command = "shenguan service scan 扫描件" if served else f"shenguan service done {service.id}"
    return Lack(
        letter.id, letter.number, letter.title, need.paper.title, need.receiver, service.id if service else "",
        what, need.because, command,
    )  # fmt: skip


def _serves(service: Service, need: Need) -> bool:
    """Whether a receipt is that of a need: for its receiver, of a paper of its letter."""
    return service.receiver == need.receiver and any(p.record == need.paper.record for p in service.papers)


def missing(
    office: Office, typed: Sequence[str] = (), *, senders: Collection[str] | None = None, newest: int = 0
) -> tuple[Lack, ...]:
    """Return what all letters in force lack, those of ``senders`` (keys), or those named. Raises NotFound, Refused.

    ``newest``: only so many, the newest first.
    """
    with office.reading() as conn:
        if typed:
            letters = tuple(documents.find(conn, one) for one in dict.fromkeys(typed))
        else:
            letters = documents.load(conn, _perhaps(office, conn, calls_of(office), senders, newest))
        seen = rights.seen(office, conn, (letter.id for letter in letters))
        return lacking(office, conn, (letter for letter in letters if letter.id in seen))


def _perhaps(
    office: Office, conn: Connection, calls: Sequence[Call], senders: Collection[str] | None, newest: int
) -> list[str]:
    """The ids of the letters in force that may call for a receipt: by kind, or by how they were sent."""
    t, sent = schema.documents, life_tables.deliveries
    kinds = conn.execute(select(t.c.kind).distinct()).scalars().all()
    fits: list[ColumnElement[bool]] = [false()]
    for call in calls:
        named = [kind for kind in kinds if call.fits(family(office.kind_places, kind))]
        fit: ColumnElement[bool] = t.c.kind.in_(named)
        if call.to != PARTY:
            way = select(sent.c.document)
            fit = fit & t.c.id.in_(way.where(sent.c.channel.in_(call.channels)) if call.channels else way)
        fits.append(fit)
    query = select(t.c.id).where(t.c.state == "issued", or_(*fits))
    if senders is not None:
        query = query.where(t.c.sender.in_(sorted(senders)))
    if newest:
        query = query.order_by(t.c.written_on.desc(), t.c.issued_at.desc(), t.c.id).limit(newest)
        return list(conn.execute(query).scalars())
    return list(conn.execute(query.order_by(t.c.written_on, t.c.issued_at, t.c.id)).scalars())
