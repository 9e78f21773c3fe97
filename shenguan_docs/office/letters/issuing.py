"""Issue a letter: the number is given here, last of all, in the transaction that makes it an official document."""

from __future__ import annotations

import json
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from shenguan_docs.document import to_data
from shenguan_docs.errors import NotFound, Refused, ShenguanError
from shenguan_docs.office.companies.base_letters import keep_base
from shenguan_docs.office.finding.rereading import note_unread
from shenguan_docs.office.keeping.list_letters import keep_lists, undo_lists
from shenguan_docs.office.letters.composing import ToPrint, to_print
from shenguan_docs.office.letters.delivering import claimed_by_receipt
from shenguan_docs.office.letters.letter_object import (
    DATA,
    LETTER_DOCX,
    LETTER_PDF,
    MANIFEST,
    MANUSCRIPT,
    MODEL,
    WORDS,
    attachments_of,
    canonical_json,
    manifest_of,
    record_of,
)
from shenguan_docs.office.letters.preparing import words_json
from shenguan_docs.office.letters.printing import Printed, print_letter
from shenguan_docs.office.letters.workflow import words_digest
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import documents, drafts, filing, past, received
from shenguan_docs.register.letters import (
    IssuedRecord,
    ObjectRef,
)
from shenguan_docs.register.past_records import PastLetter


@dataclass(frozen=True)
class Issued:
    """What ``issue`` answers; paths are relative to the office."""

    id: str
    number: str
    title: str
    date: date
    docx: str
    pdf: str


def issue(
    office: Office,
    draft_ids: list[str],
    *,
    written_on: date | None = None,
    printed_on: date | None = None,
    reason: str = "",
) -> list[Issued]:
    """Issue drafts in order; each is a transaction of its own. The same draft again: the same answer.

    ``written_on`` is 成文日期 (default: the day of 签发, else today) and is refused once a draft is signed.
    Raises NotFound, Refused, DataFaults, OfficeUnusable; a letter that raises uses no number.
    """
    if office.press is None:
        office.pdf.faces()  # what is missing on this machine is said before anything else
    if len(draft_ids) > 1:
        _require_all(office, draft_ids)
    done: list[Issued] = []
    for draft_id in draft_ids:
        try:
            done.append(_issue(office, draft_id, written_on, printed_on, reason))
        except ShenguanError:
            if done:
                numbers_given = "、".join(one.number for one in done)
                office.notify(f"已印发 {len(done)} 件（{numbers_given}）；“{draft_id}”和后面的没有印发。")
            raise
    return done


def _require_all(office: Office, draft_ids: list[str]) -> None:
    """Refuse a list that names what is no draft before the first of it gets a number."""
    with office.reading() as conn:
        for draft_id in draft_ids:
            if already(office, conn, draft_id) is None:
                drafts.load(conn, draft_id)


def _issue(
    office: Office, draft_id: str, written_on: date | None, printed_on: date | None, reason: str
) -> Issued:
    with office.reading() as conn:
        done = already(office, conn, draft_id)
    if done is not None:
        if written_on not in (None, done.date):
            raise Refused(
                f"“{draft_id}”已印发为{done.number}，成文日期是 {done.date}，不能用 --date 另定",
                remedy="去掉 --date",
            )
        return done
    with office.writing() as conn, ExitStack() as stack:
        done = already(office, conn, draft_id)  # another process may have been quicker
        if done is not None:
            return done
        one = to_print(office, conn, stack, draft_id, written_on, printed_on, reason)
        given = one.document, one.slip, one.kind_name, reason
        record = enter(
            office, conn, one, office.press.letter(*given) if office.press else print_letter(office, *given)
        )
    return issued_answer(office, record)


def already(office: Office, conn: Connection, draft_id: str) -> Issued | None:
    """Return the letter that a draft has become, None if it is still a draft. Raises Refused if it is void."""
    record = documents.by_id(conn, draft_id)
    if record is None:
        return None
    rights.require_seen(office, conn, record.id)
    if record.state == "void":
        raise Refused(
            f"“{draft_id}”已印发为{record.number}，后来作废了（{record.void_reason}）",
            remedy="需要发文的，重新起草一件",
        )
    return issued_answer(office, record)


def issued_answer(office: Office, record: IssuedRecord) -> Issued:
    """Describe an issued letter and where its files lie."""

    def place(name: str) -> str:
        return office.archive.where(record.object_id, name)

    return Issued(
        record.id, record.number, record.title, record.written_on, place(LETTER_DOCX), place(LETTER_PDF)
    )


def enter(office: Office, conn: Connection, one: ToPrint, printed: Printed) -> IssuedRecord:
    """Make a printed letter an official document: its object is staged, its entry written, its number used."""
    kept, prepared, document, taken, day = one.kept, one.prepared, one.document, one.taken, one.day
    attachments, contents = attachments_of(document, prepared.filled)
    files: dict[str, bytes] = {
        LETTER_PDF: printed.pdf,
        LETTER_DOCX: printed.docx,
        MANUSCRIPT: printed.manuscript,
        MODEL: canonical_json(to_data(document)),
        DATA: canonical_json(prepared.filled.data),
        **contents,
    }
    texts = [prepared.lookup.texts[f.sha256] for _, f in prepared.filled.files]
    if texts:
        files[WORDS] = canonical_json([json.loads(words_json(text)) for text in texts])
    record = record_of(prepared, kept, document, taken, day, one.reason, attachments)
    files[MANIFEST] = manifest_of(prepared, taken.number, day, record, files, printed.faces, printed.breaches)
    now = office.now()
    version = office.archive.stage(kept.id, files, message=f"印发 {taken.number}", user=office.actor, at=now)
    reference = ObjectRef(version.object_id, int(version.version.removeprefix("v")), version.inventory)
    if kept.signing is None:
        # Without a 签发 step of its own, the sender's signatory signs with the issue (interface: ``issue``).
        drafts.signed(
            conn, kept, at=now, by=office.actor, signed_by=record.signatory, signed_on=day,
            words=words_digest(prepared, day),
        )  # fmt: skip
    documents.issue(conn, at=now, by=office.actor, record=record, object=reference)
    claimed_by_receipt(office, conn, record, prepared.filled.data)
    keep_base(office, conn, record, prepared.filled.data)
    keep_lists(office, conn, prepared.kind, prepared.filled, record)
    drafts.mark_issued(conn, kept.id)
    names = [f.name for _, f in prepared.filled.files]
    note_unread(office, conn, kept.id, names, texts)
    return replace(record, object_id=version.object_id)


def _letter(conn: Connection, number: str) -> IssuedRecord | PastLetter:
    try:
        return documents.find(conn, number)
    except NotFound:
        with suppress(NotFound):
            got = received.find(conn, number)
            raise Refused(f"“{got.number}”是收文，作废只用于本单位印发的文书") from None
        old = past.find(conn, number)
        if old.origin != "hand":
            raise Refused(f"“{old.number}”是旧登记里的，作废只用于本单位现在的文号") from None
        return old


def void(office: Office, number: str, *, reason: str) -> IssuedRecord | PastLetter:
    """Make a letter void, one by hand too; its number stays, explained. Raises NotFound, Refused."""
    with office.writing() as conn:
        record = _letter(conn, number)
        rights.require_seen(office, conn, record.id, number)
        rights.require(office, "issue")
        rights.require_own(office, conn, record.sender, "作废")
        filing.require_open(conn, record.id, record.number)
        if isinstance(record, PastLetter):
            past.void(conn, record, at=office.now(), by=office.actor, reason=reason)
            return replace(record, state="void", state_reason=reason.strip())
        documents.void(conn, record.id, at=office.now(), by=office.actor, reason=reason)
        undo_lists(office, conn, record)
    with office.reading() as conn:
        return documents.find(conn, record.id)
