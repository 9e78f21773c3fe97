"""Show one document with its life and its relations, and list the drafts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from shenguan_docs.errors import NotFound, OfficeUnusable
from shenguan_docs.notices.relations import relation_words
from shenguan_docs.office.events.showing import brief, masked
from shenguan_docs.office.finding.indexing import KINDS_OF_PAST
from shenguan_docs.office.letters.letter_object import LETTER_DOCX, LETTER_PDF, MANUSCRIPT
from shenguan_docs.office.letters.preparing import lacking
from shenguan_docs.office.letters.workflow import sender_of, standing_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.received.handling import answers_of, steps_shown
from shenguan_docs.office.received.handling import brief as brief_received
from shenguan_docs.office.registers.columns import label_of
from shenguan_docs.parties.codes import masked_id
from shenguan_docs.register import (
    deliveries,
    documents,
    drafts,
    filing,
    journal,
    lookups,
    past,
    received,
    services,
)
from shenguan_docs.register.drafts import Draft
from shenguan_docs.register.filing import Filing
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.past_records import PastLetter
from shenguan_docs.register.received import Received
from shenguan_docs.serving.ways import way_name

_HAPPENINGS = {
    "draft.signed": "签发",
    "draft.comment": "批注",
    "draft.comment-answered": "回复批注",
    "draft.comment-settled": "了结批注",
    "document.issued": "编号印制",
    "document.voided": "作废",
    "document.received": "收文登记",
    "received.corrected": "更正登记",
    "words.read": "读取附件文字",
    "words.accepted": "说明附件不必再读",
    "document.sent": "发出",
    "document.claimed": "认领",
    "document.sealed": "附盖章件",
    "received.named": "归入行政相对人",
    "liaison.changed": "变更联络员",
    "liaison.undone": "撤回联络员变更",
    "warning.listed": "列入警示信息库",
    "warning.removed": "移出警示信息库",
    "warning.corrected": "记入警示信息库的更正",
    "past.by-hand": "手写补登",
    "past.files": "附文件",
    "past.voided": "作废",
    "record.filed": "归档",
    "record.unfiled": "撤销归档",
    "record.retention": "改保管期限",
}


def show(office: Office, typed: str, *, full: bool = False) -> dict[str, Any]:
    """Return one letter, 收文 or draft with its life and its relations; ``full``: a draft with persons' numbers.

    Raises NotFound.
    """
    with office.reading() as conn:
        try:
            letter = documents.find(conn, typed)
            rights.require_seen(office, conn, letter.id, typed)
            return _letter(office, conn, letter)
        except NotFound:
            pass
        try:
            got = received.find(conn, typed)
            rights.require_seen(office, conn, got.id, typed)
            return _received(office, conn, got)
        except NotFound:
            pass
        try:
            old = past.find(conn, typed)
            rights.require_seen(office, conn, old.id, typed)
            return past_letter(office, conn, old)
        except NotFound:
            pass
        try:
            draft = drafts.load(conn, typed.strip())
            rights.require_draft(office, conn, draft)
            return _draft(office, conn, draft, full=full)
        except NotFound:
            raise NotFound(f"没有文号或编号为“{typed}”的文书", remedy="用 shenguan search 查找") from None


def _letter(office: Office, conn: Any, record: IssuedRecord) -> dict[str, Any]:
    archive, filed = office.archive, filing.of_record(conn, record.id)

    def place(name: str) -> str:
        return archive.where(record.object_id, name)

    return {
        "id": record.id,
        "number": record.number,
        "title": record.title,
        "state": "作废" if record.state == "void" else "已归档" if filed else "已印发",
        "void_reason": record.void_reason,
        "kind": record.kind,
        "kind_name": record.kind_name,
        "kind_version": record.kind_version,
        "genre": record.genre,
        "sender": record.sender_name,
        "receivers": [r.name for r in record.receivers if r.role == "main"],
        "copies_to": [r.name for r in record.receivers if r.role == "copy"],
        "date": record.written_on,
        "printed_on": record.printed_on,
        "signatory": record.signed_by,
        "urgency": record.urgency,
        "copies": record.printed_copies,
        "retention": filing.kept_otherwise(conn).get(record.id, record.retention),
        "clause": record.clause,
        "matter_list_version": record.matter_version,
        "parties": [
            {**asdict(p), "id_number": masked_id(p.id_number) if p.id_number else ""} for p in record.parties
        ],
        "matters": [asdict(m) for m in record.matters],
        "docx": place(LETTER_DOCX),
        "pdf": place(LETTER_PDF),
        "manuscript": place(MANUSCRIPT) if MANUSCRIPT in _files(office, record) else "",
        "attachments": [
            {"title": a.title, "name": a.original_name, "path": place(a.stored_name) if a.stored_name else ""}
            for a in record.attachments
        ],
        "event": brief(conn, record.event),
        "deadlines": [asdict(deadline) for deadline in record.deadlines],
        "deliveries": [
            {
                "receiver": d.name,
                "role": "主送" if d.role == "main" else "抄送",
                "channel": d.channel,
                "channel_name": deliveries.CHANNELS[d.channel],
                "sent_on": d.sent_on,
                "serial": d.serial,
                "claimed_on": d.claimed_on,
                "claimed_by": d.claimed_by,
                "way": d.way,
                "receipt": d.receipt,
                "evidence": place(d.evidence) if d.evidence else "",
            }
            for d in deliveries.of_document(conn, record.id)
        ],
        "sealed": [
            {"name": scan.original_name, "path": place(scan.stored_name), "at": scan.at.isoformat()}
            for scan in deliveries.sealed_of(conn, record.id)
        ],
        "services": [
            {
                "id": one.id,
                "receiver": one.receiver,
                "state": services.STATES[one.state],
                "served_on": one.served_on,
                "way": way_name(one.way),
                "scans": len(one.scans),
            }
            for one in services.services_of(conn, [record.id]).get(record.id, ())
        ],
        "filed": _filed(filed),
        "relations": _relations(conn, record.id),
        "life": life_of(conn, record.id),
    }


def _files(office: Office, record: IssuedRecord) -> Collection[str]:
    try:
        return office.archive.files(record.object_id)
    except OfficeUnusable:  # a damaged object is told by verify; the letter is shown all the same
        return ()


def _received(office: Office, conn: Any, record: Received) -> dict[str, Any]:
    filed = filing.of_record(conn, record.id)
    return {
        **brief_received(record, office.today),
        **({"state": "已归档"} if filed else {}),
        "kind": "received",
        "kind_name": "收文",
        "date": record.day,
        "urgency": record.urgency,
        "copies": record.copies,
        "steps": steps_shown(conn, record.id),
        "answered_by": answers_of(conn, record.id),
        "files": [
            {
                "name": f.original_name,
                "path": office.archive.where(record.object_id, f.stored_name),
            }
            for f in record.files
        ],
        "filed": _filed(filed),
        "relations": _relations(conn, record.id),
        "life": life_of(conn, record.id),
    }


def past_letter(office: Office, conn: Any, letter: PastLetter) -> dict[str, Any]:
    """Describe a letter of an old register, or by hand."""
    filed = filing.of_record(conn, letter.id)
    known = "已归档" if filed else "手写补登" if letter.origin == "hand" else "旧登记"
    kind, kind_name = KINDS_OF_PAST[letter.origin, letter.direction]
    life = life_of(conn, letter.id)
    if letter.origin == "register" and letter.entered_at is not None:
        entered = {"at": letter.entered_at.isoformat(), "by": letter.entered_by, "what": "旧登记补录"}
        life.insert(0, {**entered, "detail": f"{letter.source} 第 {letter.line} 行", "seq": None})
    return {
        "id": letter.id,
        "number": letter.number,
        "title": letter.title,
        "state": "作废" if letter.state == "void" else known,
        "void_reason": letter.state_reason,
        "kind": kind,
        "kind_name": kind_name,
        "sender": letter.sender,
        "sender_number": letter.sender_number,
        "receivers": [letter.receivers] if letter.receivers else [],
        "date": letter.day,
        "received_on": letter.received_on,
        "signatory": letter.items.get("signatory", ""),
        "parties": [{"name": p.name, "uscc": p.uscc, "id_number": ""} for p in letter.parties],
        "items": {label_of(k): words for k, words in letter.items.items() if k != "signatory"},
        "files": [
            {
                "name": f.original_name,
                "path": office.archive.where(f.object_id, f.stored_name),
            }
            for f in letter.files
        ],
        "filed": _filed(filed),
        "relations": _relations(conn, letter.id),
        "life": life,
    }


def _filed(filed: Filing | None) -> dict[str, Any] | None:
    return {"number": filed.number, "on": filed.filed_on, "note": filed.note} if filed else None


def _draft(office: Office, conn: Any, draft: Draft, *, full: bool) -> dict[str, Any]:
    now = standing_of(office, conn, draft, sender_of(office, conn, draft))
    return {
        "id": draft.id,
        "number": None,
        "title": draft.title,
        "state": now.state,
        "steps": list(now.order),
        "approvals": list(now.given),
        "next": now.next,
        "kind": draft.kind,
        "signed_by": draft.signing.signed_by if draft.signing else "",
        "signed_on": draft.signing.signed_on if draft.signing else None,
        "data": draft.data if full else masked(draft.data),
        "attachments": [{"title": f.title, "name": f.original_name} for f in draft.files],
        "lacking": [asdict(fault) for fault in lacking(office, conn, draft)] if draft.state == "open" else [],
        "event": brief(conn, draft.event),
        "versions": len(drafts.versions(conn, draft.id)),
        "drafted_by": draft.created_by,
        "drafted_at": draft.created_at,
        "life": life_of(conn, draft.id, commented=True),
    }


def _relations(conn: Any, id: str) -> list[dict[str, Any]]:
    return [
        {
            "relation": relation_words(related.relation.relation, incoming=related.incoming),
            "incoming": related.incoming,
            "id": related.record.id if related.record else related.relation.target_id,
            "number": related.record.number if related.record else related.relation.number,
            "title": related.record.title if related.record else related.relation.title,
            "sender": related.record.sender_name if related.record else related.relation.sender,
            "date": related.record.written_on if related.record else related.relation.day,
            "state": "作废" if related.record and related.record.state == "void" else "",
        }
        for related in lookups.relations(conn, id)
    ]


def life_of(conn: Any, id: str, *, commented: bool = False) -> list[dict[str, Any]]:
    """Return what happened to a letter, 收文 or draft, as the journal has it.

    ``commented``: with the comments, which are for those only who write and review the draft.
    """
    life = []
    for entry in journal.history(conn, id):
        if entry.kind.startswith("draft.comment") and not commented:
            continue
        detail = entry.data.get("reason", "")
        if entry.kind == "draft.signed":
            note = f"：{entry.data['note']}" if entry.data.get("note") else ""
            detail = f"{entry.data['signed_by']} 签发于 {date.fromisoformat(entry.data['signed_on'])}{note}"
        elif entry.kind == "draft.step":
            detail = entry.data["person"] + (f"：{entry.data['note']}" if entry.data["note"] else "")
        elif entry.kind == "draft.comment":
            detail = f"“{_short(entry.data['quote'])}”：{entry.data['words']}"
        elif entry.kind == "draft.comment-answered":
            detail = entry.data["words"]
        elif entry.kind == "draft.comment-settled" and not entry.data["settled"]:
            detail = "重新打开"
        elif entry.kind == "received.corrected":
            changed = [
                f"{old or '（空）'} → {new or '（空）'}" for old, new in entry.data["changes"].values()
            ]
            detail = f"{entry.data['reason']}：{'；'.join(changed)}"
        elif entry.kind == "received.step":
            data = entry.data
            due = f"限 {data['due']} 前办结" if data["due"] else ""
            told = (
                data["day"],
                data["person"],
                data["note"],
                data["handler"] and f"交{data['handler']}",
                due,
            )
            detail = " ".join(filter(None, told))
        elif entry.kind == "document.sent":
            channel = deliveries.CHANNELS[entry.data["channel"]]
            detail = " ".join(filter(None, (entry.data["day"], channel, entry.data["serial"])))
        elif entry.kind == "document.claimed":
            detail = f"{entry.data['day']} {entry.data['person']}（{entry.data['way']}）"
        elif entry.kind == "document.sealed":
            detail = entry.data["original_name"]
        elif entry.kind == "record.filed":
            detail = " ".join(filter(None, (entry.data["number"], entry.data.get("note", ""))))
        elif entry.kind == "record.unfiled":
            detail = f"{entry.data['number']} {entry.data['reason']}"
        elif entry.kind == "record.retention":
            detail = f"{entry.data['was']} → {entry.data['retention']}：{entry.data['reason']}"
        elif entry.kind == "document.issued":
            detail = entry.data["document"].get("date_reason", "")
        life.append(
            {
                "at": entry.at,
                "by": entry.by,
                "what": entry.data["step"]
                if entry.kind in ("draft.step", "received.step")
                else _HAPPENINGS.get(entry.kind, entry.kind),
                "detail": detail,
                "seq": entry.seq,
            }
        )
    return life


def _short(words: str) -> str:
    return words if len(words) <= 30 else f"{words[:29]}…"


def list_drafts(office: Office) -> list[dict[str, Any]]:
    """Return the open drafts, the last changed first."""
    with office.reading() as conn:
        return [
            asdict(head)
            for head in drafts.list_drafts(conn)
            if rights.sees_draft(office, conn, head.sender, head.created_by)
        ]
