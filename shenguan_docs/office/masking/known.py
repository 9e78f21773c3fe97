"""What the office's records say is secret: natural persons, representatives, their numbers and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.masking.finding import Known, Secret
from shenguan_docs.masking.rules import Rules
from shenguan_docs.office.bundling.choosing import Chosen
from shenguan_docs.office.masking.given import Given
from shenguan_docs.register import services
from shenguan_docs.register.events import Event
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.past_records import PastLetter

BY_HAND = "by-hand"
_NAMES = {
    "id_number": ("id-number", "公民身份号码"),
    "phone": ("telephone", "电话号码"),
    "address": ("address", "住址"),
}
_ROLES = ("signer", "witness")  # of a 送达回证; 送达人 act in office


def known_secrets(conn: Connection, chosen: Chosen, rules: Rules, given: Given) -> Known:
    """Return what must be hidden from the outset: what the records of a case and a person say."""
    hide = [Secret(words, BY_HAND, "经办人指定", "经办人指定") for words in given.hide]
    return Known([*hide, *_of_records(conn, chosen, rules)], given.keep)


def _of_records(conn: Connection, chosen: Chosen, rules: Rules) -> Iterator[Secret]:
    records: list[IssuedRecord | Event | PastLetter] = [*chosen.letters, *chosen.events, *chosen.past]
    for record in records:
        for party in record.parties:
            yield from _of_party(vars(party), rules)
    for event in chosen.events:
        yield from _within(event.data, rules)
    ids = (
        [one.id for one in chosen.letters]
        + [one.id for one in chosen.received]
        + [one.id for one in chosen.past]
    )
    for several in services.services_of(conn, ids).values():
        for service in several:
            for role in _ROLES:
                yield from _named(getattr(service, role), rules)
            if not service.uscc and not service.department:
                yield from _named(service.receiver, rules)


def _of_party(party: Mapping[str, Any], rules: Rules) -> Iterator[Secret]:
    person = bool(party.get("id_number"))
    for name in (party.get("name") if person else "", party.get("representative")):
        yield from _named(name or "", rules, sure=True)
    for field, (key, label) in _NAMES.items():
        for words in str(party.get(field) or "").split("、"):
            if words:
                yield Secret(words, key, label, rules.why)


def _within(data: Any, rules: Rules) -> Iterator[Secret]:
    """Parties wherever they stand in a form."""
    if isinstance(data, Mapping):
        if data.get("name") and ("uscc" in data or "id_number" in data):
            yield from _of_party(data, rules)
        values: Iterable[Any] = data.values()
    elif isinstance(data, list | tuple):
        values = data
    else:
        return
    for value in values:
        yield from _within(value, rules)


def _named(name: str, rules: Rules, *, sure: bool = False) -> Iterator[Secret]:
    """A person's name; of what may be a body only what begins with a surname and is short."""
    for one in name.split("、"):
        words = "".join(one.split())
        known = words[:1] in rules.names.surnames or words[:2] in rules.names.compound or "·" in words
        if words and "某" not in words and (sure or (known and len(words) <= 4)):
            yield Secret(words, rules.names.key, rules.names.name, rules.names.why)
