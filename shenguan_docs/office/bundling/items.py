"""Make the documents (件) of a bundle from the records of a case: where their pages and files lie in the archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.bundle.contents import BundleFile, BundleItem
from shenguan_docs.errors import ShenguanError
from shenguan_docs.office.bundling.choosing import Chosen
from shenguan_docs.office.events.files import stored_name
from shenguan_docs.office.letters.letter_object import LETTER_DOCX, LETTER_PDF, MANUSCRIPT
from shenguan_docs.office.opening import Office
from shenguan_docs.office.settings import ARCHIVE
from shenguan_docs.plan.events import FILES
from shenguan_docs.register import deliveries, events, services
from shenguan_docs.register.deliveries import CHANNELS
from shenguan_docs.register.events import Event
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.past_records import PastLetter
from shenguan_docs.register.received import Received
from shenguan_docs.register.services import FORM_PDF, Service

_PAGED = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp")


@dataclass(frozen=True)
class Candidate:
    """A document that may go in; ``named_only``: only where a slot of the profile names it."""

    item: BundleItem
    named_only: bool = False


def candidates(office: Office, conn: Connection, chosen: Chosen) -> Iterator[Candidate]:
    """Yield every document of the records, with 发文稿纸, proofs of delivery and the files of events."""
    attached: set[str] = set()
    receipts = services.services_of(conn, [letter.id for letter in chosen.letters])
    told: set[str] = set()
    for letter in chosen.letters:
        attached |= {one.sha256 for one in letter.attachments}
        yield Candidate(_letter(office, conn, letter))
        manuscript = _held(office, letter.object_id, MANUSCRIPT)
        if manuscript.is_file():
            yield Candidate(_manuscript(letter, manuscript), named_only=True)
        for proof in _proofs(office, conn, letter):
            yield Candidate(proof)
        for one in receipts.get(letter.id, ()):
            if one.id not in told and one.state != "void" and (one.scans or one.state == "served"):
                told.add(one.id)
                yield Candidate(_receipt(office, letter, one))
    for got in chosen.received:
        attached |= {file.sha256 for file in got.files}
        yield Candidate(_received(office, got))
    for old in chosen.past:
        attached |= {file.sha256 for file in old.files}
        yield Candidate(_past(office, old))
    letters_of = events.letters_of(conn, [event.id for event in chosen.events])
    for event in chosen.events:
        senders = [one.sender for one in letters_of.get(event.id, ())]
        for number, file in enumerate(event.data.get(FILES.id, ()), 1):
            item = _evidence(office, event, number, file, senders[0] if senders else event.source)
            yield Candidate(item, named_only=file.get("sha256") in attached)


def _letter(office: Office, conn: Connection, letter: IssuedRecord) -> BundleItem:
    pages, name = _held(office, letter.object_id, LETTER_PDF), ""
    beside: tuple[BundleFile, ...] = ()
    sealed = deliveries.sealed_of(conn, letter.id)
    if sealed:  # the sealed paper is the document; the pages that were printed lie beside
        last = sealed[-1]
        scan = _held(office, letter.object_id, last.stored_name)
        if last.stored_name.endswith(_PAGED):
            beside = (BundleFile("印发的版式文件", f"{letter.number}.pdf", pages),)
            pages, name = scan, last.original_name
        else:
            beside = (BundleFile("盖章件", last.original_name, scan),)
    files = tuple(
        BundleFile(a.title, a.original_name, _held(office, letter.object_id, a.stored_name))
        for a in letter.attachments
        if a.stored_name
    )
    return BundleItem(
        letter.number, letter.sender_name, letter.title, letter.written_on, pages,
        _held(office, letter.object_id, LETTER_DOCX), files, f"作废：{letter.void_reason}" if letter.state == "void" else "",
        id=letter.id, source="issued", kind=letter.kind, pages_name=name, beside=beside,
    )  # fmt: skip


def _manuscript(letter: IssuedRecord, path: Path) -> BundleItem:
    return BundleItem(
        letter.number, letter.sender_name, f"发文稿纸：{letter.title}", letter.signed_on or letter.written_on,
        path, None, id=f"{letter.id}/{MANUSCRIPT}", source="manuscript", kind=letter.kind, about=letter.id,
    )  # fmt: skip


def _proofs(office: Office, conn: Connection, letter: IssuedRecord) -> Iterator[BundleItem]:
    """截图, 回执 and the like that were kept when a letter was sent or claimed; one may prove several receivers."""
    kept: dict[str, list[deliveries.Delivery]] = {}
    for one in deliveries.of_document(conn, letter.id):
        if one.evidence:
            kept.setdefault(one.evidence, []).append(one)
    for stored, proved in sorted(kept.items()):
        names = "、".join(one.name for one in proved)
        day = max(one.claimed_on or one.sent_on for one in proved)
        title = f"{letter.number}送达凭证（{CHANNELS[proved[0].channel]}，{names}）"
        yield BundleItem(
            "", names, title, day, _held(office, letter.object_id, stored), None,
            id=f"{letter.id}/{stored}", source="service", kind="delivery", about=letter.id,
            pages_name=f"送达凭证{Path(stored).suffix}",
        )  # fmt: skip


def _receipt(office: Office, letter: IssuedRecord, one: Service) -> BundleItem:
    """A 送达回证: its scans, where they came back, else the form as it was filled in; then its other evidence."""
    papers = "、".join(paper.number or paper.title for paper in one.papers)
    form, signed = _held(office, one.object_id, FORM_PDF), any(scan.what == "scan" for scan in one.scans)
    files = [
        BundleFile(_TITLES[scan.what], scan.original_name, _held(office, one.object_id, scan.stored_name))
        for scan in sorted(one.scans, key=lambda scan: scan.what == "evidence")
    ]
    if not signed:
        files.insert(0, BundleFile("", "送达回证.pdf", form))
    return BundleItem(
        "", one.organ, f"送达回证（{one.receiver}，{papers}）", one.served_on or one.made_on, files[0].path, None,
        tuple(files[1:]), "" if signed else "没有签名的扫描件", id=one.id, source="service", kind="receipt",
        about=letter.id, pages_name=files[0].name,
        beside=(BundleFile("送达回证（登记的内容）", f"送达回证{one.id}.pdf", form),) if signed else (),
    )  # fmt: skip


_TITLES = {"scan": "送达回证续页", "evidence": "送达凭证"}


def _received(office: Office, got: Received) -> BundleItem:
    files = [
        BundleFile(f.original_name, f.original_name, _held(office, got.object_id, f.stored_name))
        for f in got.files
    ]
    first, rest = (files[0], files[1:]) if files else (None, [])
    return BundleItem(
        got.sender_number or got.number, got.sender, got.title, got.day or got.received_on,
        first.path if first else None, None, tuple(rest), "" if got.sender_number else "收文号",
        id=got.id, source="received", kind="received", about=got.answers or "", pages_name=first.name if first else "",
    )  # fmt: skip


def _past(office: Office, old: PastLetter) -> BundleItem:
    files = [
        BundleFile(f.original_name, f.original_name, _held(office, f.object_id, f.stored_name))
        for f in old.files
    ]
    first, rest = (files[0], files[1:]) if files else (None, [])
    number = old.sender_number or old.number if old.direction == "in" else old.number
    remark = f"作废：{old.state_reason}" if old.state == "void" else "" if files else "只有登记，没有文件"
    return BundleItem(
        number, old.sender, old.title, old.day or old.received_on, first.path if first else None, None,
        tuple(rest), remark, id=old.id, source="past", kind=f"past-{old.direction}",
        pages_name=first.name if first else "",
    )  # fmt: skip


def _evidence(
    office: Office, event: Event, number: int, file: Mapping[str, Any], responsible: str
) -> BundleItem:
    title, data = file["title"], event.data
    decision = "决定书" in title or "许可" in title
    own = str(data.get("decision_number") or data.get("document_number") or "") if decision else ""
    day = event.day
    if decision:
        with suppress(KeyError, TypeError, ValueError):  # not every type of event has the day of a decision
            day = date.fromisoformat(data["decided_on"])
    return BundleItem(
        own, responsible, title, day,
        _held(office, event.id, stored_name(number, file["name"])), None, id=f"{event.id}/{number}",
        source="event", kind=event.type, pages_name=file["name"],
    )  # fmt: skip


def _held(office: Office, object_id: str, name: str) -> Path:
    """Return where the archive holds a file; where it does not, a path at which nothing lies: a slip sheet says so."""
    try:
        return office.archive.path(object_id, name)
    except ShenguanError:
        return office.root / ARCHIVE / "missing" / name
