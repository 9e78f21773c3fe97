"""One 行政相对人 with all that went to and fro about it: letters, events, 收文, warnings, what is open."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from shenguan_docs.notices.kinds import families
from shenguan_docs.office.companies.credit import CHECK, within_bounds
from shenguan_docs.office.companies.looking_up import code_of, find, known_to
from shenguan_docs.office.events.entering import STATES
from shenguan_docs.office.letters.letter_object import DATA
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import reach, rights
from shenguan_docs.parties.warnings import heaviest
from shenguan_docs.register import companies, company_exchange, documents, drafts, journal, past, warnings
from shenguan_docs.register.companies import Company
from shenguan_docs.register.company_exchange import ExchangeLetter
from shenguan_docs.register.warnings import BaseEntry

WARNED = {"not yet": "未到列入日期", "in force": "警示中", "expired": "期满待移出", "removed": "已移出"}


def show(office: Office, typed: str, *, on: date | None = None, full: bool = False) -> dict[str, Any]:
    """Return a 行政相对人 with its exchanges; its warnings as on ``on``. ``full`` shows a person's number.

    Raises NotFound, Refused (several fit).
    """
    day = on or office.today
    with office.reading() as conn:
        company = find(office, conn, typed)
        group = companies.merged_with(conn, company.id)
        ids = [c.id for c in group]
        proofs = companies.renamings(conn, ids)
        _, former = companies.former_names(conn, ids, proofs)
        letters = _mine(office, conn, company_exchange.letters(conn, ids))
        base = within_bounds(office, conn, warnings.base(conn, day, ids))
        names = [company.name, *(f.name for f in former)]
        events = [
            {
                "id": e.id, "type": e.type, "name": e.name, "date": e.day, "state": STATES[e.state],
                "matters": e.matters.split("、") if e.matters else [],
            }
            for e in _mine(office, conn, company_exchange.events(conn, ids))
        ]  # fmt: skip
        return {
            "id": company.id,
            "name": company.name,
            "uscc": company.uscc,
            "id_number": code_of(company, full=full) if company.id_number else "",
            **company_exchange.contact(conn, ids),
            "former_names": [{"name": f.name, "until": f.until} for f in former if f.name != company.name],
            "renamings": [
                {"date": c.day, "name": c.name, "document": c.document, "reason": c.reason}
                for c in proofs
            ],
            "merged": [_merged(conn, c, full=full) for c in group[1:]],
            "same_name": _same_name(office, conn, company, ids),
            "warning": {
                "on": day,
                "state": _state(base),
                "level": heaviest(e.warned for e in base),
                "entries": [entry_row(e, full=full) for e in base],
            },
            "letters": [_letter(letter) for letter in letters],
            "events": events,
            "received": [
                {
                    "id": r.id, "number": r.number, "title": r.title, "sender": r.sender,
                    "sender_number": r.sender_number, "date": r.day,
                }
                for r in _mine(office, conn, company_exchange.received(conn, ids, names))
            ],
            "past": _past(office, conn, group, names),
            "credit_checks": _checks(office, conn, letters),
            "open": _open(office, conn, ids, group, letters, base),
        }  # fmt: skip


class _Record(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Record)


def _mine(office: Office, conn: Connection, records: Iterable[T]) -> list[T]:
    """Those that the person at the desk may see."""
    found = list(records)
    visible = rights.seen(office, conn, (record.id for record in found))
    return [record for record in found if record.id in visible]


def _past(
    office: Office, conn: Connection, group: Sequence[Company], names: Sequence[str]
) -> list[dict[str, Any]]:
    """The letters of old registers and by hand, which know bodies by name or code."""
    found = _mine(office, conn, past.of_company(conn, names, ids=[company.id for company in group]))
    return [
        {
            "id": x.id, "number": x.number, "title": x.title, "direction": x.direction, "sender": x.sender,
            "date": x.day or x.received_on, "state": "作废" if x.state == "void" else "手写" if x.origin == "hand" else "以前登记",
        }
        for x in sorted(found, key=lambda x: (str(x.day or x.received_on), x.number))
    ]  # fmt: skip


def _same_name(office: Office, conn: Connection, company: Company, ids: Sequence[str]) -> list[str]:
    """The records of old registers that have this name and no code: they may be the same body."""
    found = known_to(office, conn, companies.named(conn, company.name))
    return [c.id for c in found if not (c.uscc or c.id_number or c.merged_into or c.id in ids)]


def _merged(conn: Connection, company: Company, *, full: bool) -> dict[str, Any]:
    last = [e for e in journal.history(conn, company.id) if e.kind == "company.merged"][-1]
    return {
        "id": company.id, "name": company.name, "uscc": company.uscc,
        "id_number": code_of(company, full=full) if company.id_number else "",
        "at": last.at, "by": last.by, "reason": last.data["reason"],
    }  # fmt: skip


def _letter(letter: ExchangeLetter) -> dict[str, Any]:
    return {
        "id": letter.id, "number": letter.number, "title": letter.title, "kind": letter.kind,
        "kind_name": letter.kind_name, "date": letter.day, "sender": letter.sender,
        "receivers": letter.receivers.split("、") if letter.receivers else [],
        "state": _stage(letter), "sent_on": letter.sent_on, "event": letter.event,
    }  # fmt: skip


def _stage(letter: ExchangeLetter) -> str:
    if letter.state == "void":
        return "作废"
    if not letter.to:
        return "已印发"
    if not letter.sent:
        return "未发出"
    return "已认领" if letter.claimed >= letter.to else "未认领"


def _state(base: Sequence[BaseEntry]) -> str:
    states = {entry.warned.state for entry in base}
    return next((WARNED[state] for state in WARNED_FIRST if state in states), "未列入")


WARNED_FIRST = ("in force", "expired", "not yet", "removed")


def entry_row(entry: BaseEntry, *, full: bool = False) -> dict[str, Any]:
    """Return an entry of the warning base as an answer has it."""
    warned, listing = entry.warned, entry.warned.listing
    company = Company(entry.company, entry.name, entry.uscc, entry.id_number)
    return {
        "company": entry.company, "name": entry.name, "uscc": entry.uscc,
        "id_number": code_of(company, full=full) if entry.id_number else "",
        "state": WARNED[warned.state], "in_force": warned.in_force, "level": listing.level,
        "reasons": list(listing.reasons), "from": listing.first, "until": listing.last,
        "matters": list(listing.matters), "measures": list(entry.measures),
        "conditions": list(entry.conditions), "number": entry.number, "sender": entry.sender,
        "removed_on": warned.removed_on, "removed_by": entry.removed_by, "removal_reason": warned.reason,
        "corrected_by": list(entry.corrected_by), "ground_revoked_by": list(entry.fallen),
    }  # fmt: skip


def _checks(office: Office, conn: Connection, letters: Sequence[ExchangeLetter]) -> list[dict[str, Any]]:
    # Only an office's own kinds are copies of others; looking into every kind's folder takes longer than all else.
    own = {x.kind for x in letters if (office.kind_places[0] / x.kind).is_dir()}
    copies = families(office.kind_places, own) if own else {}
    of_checks = {CHECK, *(kind for kind, slugs in copies.items() if CHECK in slugs)}
    found = []
    for letter in letters:
        if letter.state != "void" and letter.kind in of_checks:
            record = documents.by_id(conn, letter.id)
            assert record is not None
            data = json.loads(office.archive.read(record.object_id, DATA))
            found.append(
                {
                    "number": letter.number, "date": data.get("queried_on"), "matter": data.get("matter"),
                    "finding": data.get("finding"), "measures": data.get("measures", []),
                }
            )  # fmt: skip
    return found


def _open(
    office: Office,
    conn: Connection,
    ids: Sequence[str],
    group: Sequence[Company],
    letters: Sequence[ExchangeLetter],
    base: Sequence[BaseEntry],
) -> list[dict[str, Any]]:
    """What waits for somebody: each with its words and the letter, event or draft that it is about."""
    waiting = [
        {"what": f"《{letter.title}》{_stage(letter)}", "number": letter.number, "event": None, "draft": None}
        for letter in letters
        if letter.state != "void" and _stage(letter) in ("未发出", "未认领")
    ]
    applications = company_exchange.open_applications(conn, ids=ids)
    visible = rights.seen(office, conn, (application.event for application in applications))
    for application in applications:
        if application.event not in visible:
            continue
        due = json.loads(application.data).get("decide_by")
        words = f"“{application.matter}”的申请还没有决定" + (f"，审批期限 {due}" if due else "")
        waiting.append({"what": words, "number": None, "event": application.event, "draft": None})
    for entry in base:
        if entry.warned.state == "expired":
            words = f"警示已于 {entry.warned.listing.last} 期满，还没有移出警示信息库"
        elif entry.warned.state == "in force" and entry.fallen:
            words = f"警示所依据的处罚已由{'、'.join(entry.fallen)}更正，应当移出警示信息库"
        else:
            continue
        waiting.append({"what": words, "number": entry.number, "event": None, "draft": None})
    codes = [code for c in group if (code := c.uscc or c.id_number)]
    for id, title in company_exchange.drafts_naming(conn, codes):
        kept = drafts.load(conn, id)
        if not rights.sees_draft(office, conn, kept.sender, kept.created_by):
            continue
        waiting.append({"what": f"草稿《{title}》", "number": None, "event": None, "draft": id})
    return waiting


def list_warnings(
    office: Office, *, on: date | None = None, company: str = "", everything: bool = False, full: bool = False
) -> list[dict[str, Any]]:
    """Return the warning base as it stands on a day (None: today); of one 行政相对人 all its entries.

    What is removed, or not yet begun, is left out unless ``everything`` or a company is asked for.
    Raises NotFound, Refused.
    """
    with office.reading() as conn:
        ids = None
        if company:
            ids = [c.id for c in companies.merged_with(conn, find(office, conn, company).id)]
        found = within_bounds(office, conn, warnings.base(conn, on or office.today, ids))
    wanted = (
        found if everything or company else (e for e in found if e.warned.state in ("in force", "expired"))
    )
    return [entry_row(entry, full=full) for entry in wanted]


def warnings_page(office: Office, *, first: int, most: int) -> tuple[list[dict[str, Any]], int]:
    """Return part of the warning base as it stands today, the latest first, and of how many letters it is."""
    with office.reading() as conn:
        far = rights.bounds(office)
        where = None if far is None else reach.letters(far)
        found = warnings.base(conn, office.today, first=first, most=most, where=where)
        return [entry_row(entry) for entry in found], warnings.letters_in_base(conn, where)
