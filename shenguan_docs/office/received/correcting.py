"""Put right what was registered wrongly of a 收文; what stood there stays in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shenguan_docs.errors import DataFaults, Fault, Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.received.proposing import FIELDS
from shenguan_docs.office.received.receiving import NAMES, answered, checked, require_days
from shenguan_docs.register import documents, received
from shenguan_docs.register.received import Received

_COLUMNS = {"number": "sender_number", "date": "day"}
_BLANK: Mapping[str, Any] = {"day": None, "due": None, "answers": None, "copies": 1}


def present(office: Office, typed: str) -> dict[str, str]:
    """Return what may be corrected of a 收文, by field, as it would be typed. Raises NotFound."""
    with office.reading() as conn:
        got = received.find(conn, typed)
        rights.require_seen(office, conn, got.id, typed, sort="received")
        answers = documents.by_id(conn, got.answers) if got.answers else None
    told = {name: getattr(got, _COLUMNS.get(name, name)) for name in FIELDS if name not in _FIXED}
    words = {name: "" if value is None else str(value) for name, value in told.items()}
    return {**words, "answers": answers.number if answers else ""}


_FIXED = ("received_on", "answers")


def correct(office: Office, typed: str, data: Mapping[str, Any], *, reason: str) -> Received:
    """Change the fields that ``data`` names (a blank one is cleared), for a reason.

    Raises NotFound, DataFaults, Refused (no reason, nothing differs, a field that is what it is).
    """
    if not reason.strip():
        raise Refused("更正要说明原因", remedy="用 --reason 写明原因")
    known = checked(data)
    named = {NAMES[str(name).strip()] for name in data}
    if "received_on" in named:
        raise Refused("收文日期定了收文号，不能改", remedy="只改别的项")
    if "title" in named and "title" not in known:
        raise DataFaults([Fault(FIELDS["title"], "不能是空的")])
    with office.writing() as conn:
        earlier = received.find(conn, typed)
        rights.require_seen(office, conn, earlier.id, typed, sort="received")
        rights.require(office, "receive")
        columns = {_COLUMNS.get(name, name): known.get(name) for name in named - {"answers"}}
        values = {name: _BLANK.get(name, "") if value is None else value for name, value in columns.items()}
        corrected = replace(earlier, **values)
        require_days(office, {"date": corrected.day} if corrected.day else {}, corrected.received_on)
        if "answers" in named:
            letter = known.get("answers")
            corrected = replace(
                corrected, answers=answered(office, conn, corrected, letter) if letter else None
            )
        received.correct(
            conn,
            at=office.now(),
            by=office.actor,
            earlier=earlier,
            corrected=corrected,
            reason=reason.strip(),
        )
    with office.reading() as conn:
        return received.find(conn, earlier.id)
