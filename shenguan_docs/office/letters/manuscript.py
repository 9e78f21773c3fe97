"""发文稿纸: who drafted, approved, countersigned and signed a letter, with their words; printed, and archived with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.document import Document, plain_title
from shenguan_docs.errors import NotFound
from shenguan_docs.office.letters.letter_object import MANUSCRIPT
from shenguan_docs.office.letters.preparing import Prepared, reopened
from shenguan_docs.office.letters.printing import print_slip
from shenguan_docs.office.letters.workflow import order_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.settings import SIGN
from shenguan_docs.register import documents, drafts, journal, steps
from shenguan_docs.register.drafts import Draft
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.steps import RETURNED, SUBMITTED
from shenguan_docs.text import chinese_date, join_names

_DRAFTED, _APPROVED, _COUNTERSIGNED = "拟稿", "核稿", "会签"
_APPROVALS = ("核稿", "审核", "复核", "审稿")


def slip(
    office: Office,
    conn: Connection,
    kept: Draft,
    prepared: Prepared,
    document: Document,
    *,
    number: str = "",
    day: date | None = None,
) -> dict[str, Any]:
    """Return the words of the 发文稿纸 of a draft; ``number`` and ``day`` (成文日期) where it is being issued."""
    sender = prepared.exchange.sender
    signed_by, signed_on = ("", None)
    if kept.signing is not None:
        signed_by, signed_on = kept.signing.signed_by, kept.signing.signed_on
    elif day is not None:
        signed_by, signed_on = sender.signatory, day
    receivers = len(prepared.exchange.receivers) + len(prepared.exchange.copies)
    return {
        "sender": sender.name,
        "title": plain_title(document),
        "number": number,
        "urgency": document.urgency,
        "receivers": join_names(document.recipients),
        "copies_to": join_names(document.copies_to),
        "enclosures": [*(a.title for a in document.annexes), *(f.title for _, f in prepared.filled.files)],
        "written_on": chinese_date(day) if day else "",
        "copies": _copies(prepared.filled.data.get("copies"), receivers),
        "printed": f"{office.actor} {chinese_date(document.printed_on or day)}" if day else "",
        "retention": prepared.kind.retention,
        "steps": _steps(office, conn, kept, sender.key, signed_by, signed_on),
    }


def _copies(given: Any, receivers: int) -> str:
    """份数: as it was filled in, else one for each receiver and one for the file."""
    return f"{given if given else receivers + 1}份"


def _steps(
    office: Office, conn: Connection, kept: Draft, sender: str, signed_by: str, signed_on: date | None
) -> list[list[dict[str, Any]]]:
    """The cells, two a row: each step with what was said when the draft as it is now went through it."""
    history = steps.steps_of(conn, kept.id)
    last = max((n for n, step in enumerate(history, 1) if step.step == RETURNED), default=0)
    done: dict[str, list[dict[str, str]]] = {}
    for step in history[last:]:
        # An issued draft has lost its files and so its digest: what went through last is what was issued.
        if step.digest == kept.digest or kept.state == "issued":
            done.setdefault(step.step, []).append(_said(step.person, step.day, step.note))
    submitted = done.pop(SUBMITTED, [])
    done[_DRAFTED] = submitted[-1:] or [_said(kept.created_by, kept.created_at.date(), "")]
    done[SIGN] = [_said(signed_by, signed_on, _note_of_signing(conn, kept.id))] if signed_on else []
    names = [name for name in order_of(office, conn, kept, sender) if name != SIGN]
    names += [name for name in done if name not in (*names, _DRAFTED, SIGN)]
    if not set(names) & set(_APPROVALS):
        names.insert(0, _APPROVED)
    if _COUNTERSIGNED not in names:
        names.append(_COUNTERSIGNED)
    cells = [{"step": name, "done": done.get(name, [])} for name in (_DRAFTED, *names, SIGN)]
    if len(cells) % 2:
        cells.insert(-1, {"step": "", "done": []})
    return [cells[n : n + 2] for n in range(0, len(cells), 2)]


def _said(person: str, day: date | None, note: str) -> dict[str, str]:
    return {"person": person, "day": chinese_date(day) if day else "", "note": note}


def _note_of_signing(conn: Connection, id: str) -> str:
    signed = [entry for entry in journal.history(conn, id) if entry.kind == "draft.signed"]
    return str(signed[-1].data.get("note", "")) if signed else ""


def manuscript(office: Office, typed: str) -> bytes:
    """Return the 发文稿纸 of a letter, as it lies in the archive, or of a draft, as far as it has come.

    A letter from before there was one gets it made from the records. Raises NotFound.
    """
    with office.reading() as conn:
        try:
            record = documents.find(conn, typed)
        except NotFound:
            try:
                kept = drafts.load(conn, typed.strip())
            except NotFound:
                raise NotFound(
                    f"没有文号或编号为“{typed}”的文书或者草稿", remedy="用 shenguan drafts 查看"
                ) from None
            rights.require_draft(office, conn, kept)
            with reopened(office, conn, kept, office.today) as prepared:
                document = prepared.compose(office.today)
                words = slip(office, conn, kept, prepared, document)
            return print_slip(office.pdf, words)
        rights.require_seen(office, conn, record.id, typed)
        if MANUSCRIPT in office.archive.files(record.object_id):
            return office.archive.read(record.object_id, MANUSCRIPT)
        return print_slip(office.pdf, _of_record(office, conn, record))


def _of_record(office: Office, conn: Connection, record: IssuedRecord) -> dict[str, Any]:
    def names(role: str) -> Sequence[str]:
        return [one.name for one in record.receivers if one.role == role]

    try:
        kept = drafts.load(conn, record.id)
    except NotFound:  # made again from the archive, which holds no drafts
        kept = None
    return {
        "sender": record.sender_name,
        "title": record.title,
        "number": record.number,
        "urgency": record.urgency,
        "receivers": join_names(names("main")),
        "copies_to": join_names(names("copy")),
        "enclosures": [one.title for one in record.attachments],
        "written_on": chinese_date(record.written_on),
        "copies": f"{record.printed_copies}份",
        "printed": f"{record.issued_by} {chinese_date(record.printed_on or record.written_on)}",
        "retention": record.retention,
        "steps": _steps(office, conn, kept, record.sender, record.signed_by, record.signed_on)
        if kept
        else [],
    }
