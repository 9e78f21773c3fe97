"""What a letter is when it is issued: the files of its archive object and its row in the register."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from shenguan_docs.document import Document, plain, plain_title
from shenguan_docs.notices.fields import Filled
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.relations import relation_of
from shenguan_docs.office.letters.tasks import task_deadlines
from shenguan_docs.register.drafts import Draft
from shenguan_docs.register.letters import (
    Attachment,
    Deadline,
    DocumentMatter,
    DocumentParty,
    IssuedRecord,
    Receiver,
    Relation,
)
from shenguan_docs.register.numbers import Taken

if TYPE_CHECKING:
    from shenguan_docs.office.letters.preparing import Prepared

LETTER_DOCX, LETTER_PDF, MANUSCRIPT, MODEL, DATA, WORDS, MANIFEST = (
    "letter.docx", "letter.pdf", "manuscript.pdf", "model.json", "data.json", "words.json", "manifest.json",
)  # fmt: skip


def attachments_of(document: Document, filled: Filled) -> tuple[tuple[Attachment, ...], dict[str, bytes]]:
    """Return the annexes and enclosures in their order, and the stored files by name."""
    listed = [Attachment(annex.title, composed=True) for annex in document.annexes]
    contents: dict[str, bytes] = {}
    for number, (_, file) in enumerate(filled.files, 1):
        suffix = plain_suffix(file.name)
        stored = f"attachments/{number:02}{suffix}"
        contents[stored] = file.path.read_bytes()
        listed.append(Attachment(file.title, file.name, stored, file.sha256, file.size))
    return tuple(listed), contents


def plain_suffix(name: str) -> str:
    """The extension in plain ASCII, "" where it is not: stored names are for every file system."""
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ""
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 8 else ""


def record_of(
    prepared: Prepared,
    kept: Draft,
    document: Document,
    taken: Taken,
    day: date,
    reason: str,
    attachments: tuple[Attachment, ...],
) -> IssuedRecord:
    """Return what the register keeps of a letter that is being issued."""
    kind, filled, exchange = prepared.kind, prepared.filled, prepared.exchange
    version = prepared.lookup.version_of(filled.matters[0]) if filled.matters else None
    signing = kept.signing
    return IssuedRecord(
        id=kept.id,
        kind=kind.slug,
        number=taken.number,
        group=taken.group,
        year=taken.year,
        ordinal=taken.ordinal,
        title=plain_title(document),
        sender=exchange.sender.key,
        written_on=day,
        kind_name=kind.name,
        kind_version=kind.version,
        genre=kind.genre,
        layout=kind.layout,
        sender_name=exchange.sender.name,
        signatory=exchange.sender.signatory,
        printed_on=document.printed_on,
        signed_on=signing.signed_on if signing else day,
        signed_by=signing.signed_by if signing else exchange.sender.signatory,
        urgency=document.urgency,
        retention=kind.retention,
        clause=kind.clause,
        matter_version=version,
        date_reason=reason.strip(),
        summary=_summary(document),
        copies=int(filled.data.get("copies") or 0),
        event=kept.event,
        receivers=(
            *(Receiver(d.name, d.key) for d in exchange.receivers),
            *(Receiver(d.name, d.key, "copy") for d in exchange.copies),
        ),
        parties=tuple(
            DocumentParty(p.name, label, p.uscc, p.id_number, p.address, p.phone, p.representative)
            for label, p in filled.parties
        ),
        matters=tuple(
            DocumentMatter(m.name, prepared.lookup.version_of(m), tuple(c.code for c in m.codes))
            for m in filled.matters
        ),
        relations=tuple(
            Relation(relation_of(kind, label), ref.id or None, ref.sender, ref.number, ref.title, ref.day)
            for label, ref in filled.references
        ),
        attachments=attachments,
        deadlines=_deadlines(kind, filled),
    )


def _deadlines(kind: Kind, filled: Filled) -> tuple[Deadline, ...]:
    """The kind's terms with the days of this letter; one whose day is not filled in does not run."""
    ids = {f.label: f.id for f in kind.all_fields}
    found: list[Deadline] = []
    for term in kind.deadlines:
        if "." in term["from"]:
            found += task_deadlines(term, ids, filled.data)
            continue
        since = None
        if term["from"] != "发出":
            day = filled.data.get(ids.get(term["from"], ""))
            if not isinstance(day, str):
                continue
            since = date.fromisoformat(day)
        unit: Literal["workday", "day"] = "workday" if "workdays" in term else "day"
        amount = int(term["workdays"] if unit == "workday" else term["days"])
        found.append(
            Deadline(term["name"], term["by"], term["to"], since, amount, unit, bool(term.get("answer")))
        )
    return tuple(found)


def _summary(document: Document) -> str:
    for block in document.blocks:
        runs = getattr(block, "runs", ())
        if runs:
            return plain(runs)[:120]
    return ""


def manifest_of(
    prepared: Prepared,
    number: str,
    day: date,
    record: IssuedRecord,
    files: Mapping[str, bytes],
    faces: Mapping[str, str],
    breaches: Sequence[str] = (),
) -> bytes:
    """Return the manifest: what was issued, with which kind, list and faces, and each file\'s SHA-256.

    ``breaches`` are the faults of its page with which it was issued all the same, for the reason stated.
    """
    filled = prepared.filled.matters
    matters = prepared.lookup.matters.list_of(filled[0].name) if filled else None
    originals = {a.stored_name: a.original_name for a in record.attachments if a.stored_name}
    return canonical_json(
        {
            "id": record.id,
            "number": number,
            "title": record.title,
            "written_on": day.isoformat(),
            **({"event": record.event} if record.event else {}),
            "kind": {"slug": record.kind, "name": record.kind_name, "version": record.kind_version},
            "matter_list": {"version": matters.version, "name": matters.name} if matters else None,
            "faces": faces,
            **({"breaches": list(breaches), "reason": record.date_reason} if breaches else {}),
            "files": {
                name: {
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "size": len(content),
                    **({"original_name": originals[name]} if name in originals else {}),
                }
                for name, content in sorted(files.items())
            },
        }
    )


def canonical_json(value: Any) -> bytes:
    """JSON that a person can read and that is the same bytes for the same value."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
