"""Which receipts a letter calls for: to whom, of which paper, why (``templates/plan/service.toml``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.notices.kinds import family
from shenguan_docs.office.letters.delivering import RECEIPT
from shenguan_docs.office.letters.letter_object import DATA
from shenguan_docs.office.opening import Office
from shenguan_docs.register import deliveries
from shenguan_docs.register.deliveries import Delivery
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.services import ServedPaper
from shenguan_docs.resources import shipped_templates
from shenguan_docs.serving.rules import PARTY, Call, read_calls

BY_SERVICE = "送达回证"
"""How a claim was proved that a 送达回证 proves (``Delivery.way``)."""


@dataclass(frozen=True)
class Need:
    """A receipt that a letter calls for: the paper served on ``receiver``, and ``because`` of what."""

    paper: ServedPaper
    receiver: str
    uscc: str = ""
    department: str = ""
    place: str = ""
    because: str = ""


def calls_of(office: Office) -> tuple[Call, ...]:
    """Return the rows in force; the office's own win over the shipped ones. Raises Refused for a fault in them."""
    own = office.root / "templates" / "plan" / "service.toml"
    return read_calls([own, shipped_templates() / "plan" / "service.toml"])


def needs_of(
    office: Office, conn: Connection, letter: IssuedRecord, calls: tuple[Call, ...] | None = None
) -> tuple[Need, ...]:
    """Return the receipts that a letter in force calls for, made or not; a void letter calls for none."""
    if letter.state == "void":
        return ()
    kinds = family(office.kind_places, letter.kind)
    found: dict[tuple[str, ServedPaper], Need] = {}
    for call in calls_of(office) if calls is None else calls:
        if call.fits(kinds):
            source = (
                _to_parties(office, letter, call) if call.to == PARTY else _to_receivers(conn, letter, call)
            )
            for need in source:
                found.setdefault((need.receiver, need.paper), need)
    return tuple(found.values())


def _to_parties(office: Office, letter: IssuedRecord, call: Call) -> Iterator[Need]:
    data = json.loads(office.archive.read(letter.object_id, DATA)) if call.title or call.number else {}
    title = _one(data.get(call.title), 0) or call.title_else or letter.title
    seen: set[str] = set()
    for n, party in enumerate(letter.parties):
        if party.name not in seen:
            seen.add(party.name)
            paper = ServedPaper(title, _one(data.get(call.number), n), letter.id)
            yield Need(paper, party.name, party.uscc, "", party.address, call.because)


def _one(value: Any, n: int) -> str:
    """The n-th of several numbers (one a party, in their order), or the one that all share."""
    if isinstance(value, list):
        value = value[n] if n < len(value) and len(value) > 1 else (value[0] if value else "")
    return str(value or "")


def _to_receivers(conn: Connection, letter: IssuedRecord, call: Call) -> Iterator[Need]:
    paper = paper_of(letter)
    for sent in deliveries.of_document(conn, letter.id):
        fits = not call.channels or sent.channel in call.channels
        if sent.role == "main" and fits and not _proved_otherwise(sent):
            yield Need(paper, sent.name, "", sent.department, "", call.because)


def paper_of(letter: IssuedRecord) -> ServedPaper:
    """The letter itself as the paper that is served."""
    return ServedPaper(letter.title, letter.number, letter.id)


def _proved_otherwise(sent: Delivery) -> bool:
    """Whether a 回执, a 收文, a scan or what the two agreed on proves the claim already."""
    if sent.claimed_on is None:
        return False
    return bool(sent.receipt or sent.evidence or sent.way not in (RECEIPT, BY_SERVICE))
