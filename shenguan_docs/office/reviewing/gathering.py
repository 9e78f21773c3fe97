"""Gather the facts of a review: from the assembled bundle, its finished PDF, the register and the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.bundle.contents import BundleItem, Cover, Finding, Line, Volume
from shenguan_docs.bundle.profile import Slot
from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.kinds import families
from shenguan_docs.office.bundling.assembling import Assembly
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.opening import Office
from shenguan_docs.office.reviewing.around import (
    credit_facts,
    exchange_facts,
    names_known,
    reply_drafts,
    service_facts,
)
from shenguan_docs.office.reviewing.letters_of import (
    fields_of,
    is_sealed,
    needs_seal,
    references,
    sent_to,
    terms_of,
)
from shenguan_docs.office.reviewing.papers import letter_text, papers_of
from shenguan_docs.office.reviewing.reading_back import ReadBack, ReadVolume, read_back
from shenguan_docs.parties.party import Party
from shenguan_docs.register.arrangements import workdays
from shenguan_docs.register.events import Event, EventParty
from shenguan_docs.register.letters import DocumentParty, IssuedRecord
from shenguan_docs.register.received import Received
from shenguan_docs.review.dates import days_in
from shenguan_docs.review.enclosures import listed_in
from shenguan_docs.review.facts import (
    AttachmentFact,
    CoverFact,
    DocumentFact,
    Facts,
    LackingFact,
    Paper,
    PartyFact,
    ServiceFact,
)
from shenguan_docs.review.receipts import receipt_of

_OWN_RULES = ("service", "credit")
"""Slots whose lack is told by rules of their own, which know when nothing is due there."""


@dataclass(frozen=True)
class Made:
    """A bundle as it was made: its volumes with the PDFs to look at, and what its making remarked."""

    volumes: tuple[Volume, ...]
    pdfs: tuple[Path, ...]
    remarks: Mapping[int, tuple[tuple[str, str], ...]]  # document → rule and message


def made(
    folder: Path, volumes: Sequence[Volume], findings: Sequence[Finding], pdfs: Sequence[Path] = ()
) -> Made:
    """Return what a review asks of a finished bundle in ``folder``; ``pdfs`` are looked at instead of its own."""
    own = tuple(folder / volume.pdf for volume in volumes)
    remarks: dict[int, tuple[tuple[str, str], ...]] = {}
    places = {(v.label, line.order): line.document or line.order for v in volumes for line in v.lines}
    for finding in findings:
        document = places.get((finding.volume, finding.document), finding.document)
        remarks[document] = (*remarks.get(document, ()), (finding.rule, finding.message))
    return Made(tuple(volumes), tuple(pdfs) or own, remarks)


def gather(office: Office, conn: Connection, choice: Choice, assembly: Assembly, bundle: Made) -> Facts:
    """Return the facts of a bundle. Raises Refused where a PDF cannot be opened."""
    volumes = [ReadVolume(pdf, volume) for volume, pdf in zip(bundle.volumes, bundle.pdfs, strict=True)]
    back = read_back(volumes, assembly.profile.number_place)
    documents = _Documents(office, conn, assembly, back, bundle)
    papers = tuple(
        paper
        for order, item in enumerate(assembly.items, 1)
        for paper in papers_of(office, conn, order, item, documents.pages(order), documents.first(order))
    )
    documents.take(papers)
    facts = tuple(documents.fact(order, item) for order, item in enumerate(assembly.items, 1))
    ids = {item.id: order for order, item in reversed(list(enumerate(assembly.items, 1))) if item.id}
    numbers = {fold_name(one.number): one.order for one in reversed(facts) if one.number}
    parties = [
        Party(p.name, p.uscc, p.id_number) for p in dict.fromkeys(p for one in facts for p in one.parties)
    ]
    others, former = names_known(conn, parties)
    cover = assembly.cover
    said = {line.key: line.value for line in cover.lines}
    exchanges, unseen = exchange_facts(office, choice, cover.made_on, facts, cover.uscc or cover.party)
    receipts = {
        item.id.partition("/")[0]: facts[n].first
        for n, item in enumerate(assembly.items)
        if item.source == "service"
    }
    return Facts(
        assembly.profile.name,
        cover.made_on,
        CoverFact(
            {line.label: line.value for line in cover.lines if line.required},
            said.get("party", cover.party), said.get("uscc", cover.uscc), *_period(said.get("period", ""), cover),
        ),
        facts,
        papers,
        tuple(
            LackingFact(slot.key, slot.name)
            for slot in assembly.lacking
            if slot.key not in _OWN_RULES and not _lies_with_another(slot, papers)
        ),
        (*service_facts(conn, ids, receipts), *_receipts(papers)),
        exchanges,
        tuple(credit_facts(conn, office, facts, documents.matters())),
        tuple(reply_drafts(conn, ids, numbers)),
        former,
        others,
        back.finished,
        workdays(conn),
        {"exchanges": unseen} if unseen else {},
    )  # fmt: skip


def _lies_with_another(slot: Slot, papers: Sequence[Paper]) -> bool:
    """Whether what a slot asks for by its words lies in the file as the attachment of another document."""
    titles = [paper.title for paper in papers if paper.role == "file"]
    return any(
        any(word in title for word in way.words) and not any(word in title for word in way.without)
        for way in slot.takes
        if way.words
        for title in titles
    )


def _period(printed: str, cover: Cover) -> tuple[date | None, date | None]:
    """The first and last day as the cover says them; where it does not print them, as they were reckoned."""
    days = [day for _, day in days_in(printed)]
    return (days[0], days[-1]) if days else (cover.period_from, cover.period_to)


def _receipts(papers: Sequence[Paper]) -> list[ServiceFact]:
    """The 送达回证 that lie in the file as papers, which the office did not make."""
    served = [paper for paper in papers if paper.stage in ("decision", "notice", "licence")]
    return [receipt_of(paper, served) for paper in papers if paper.stage == "service"]


class _Documents:
    """Makes the facts of documents; holds what they are looked up in."""

    def __init__(
        self,
        office: Office,
        conn: Connection,
        assembly: Assembly,
        back: ReadBack,
        bundle: Made,
    ) -> None:
        self._office, self._conn, self._assembly, self._bundle = office, conn, assembly, bundle
        chosen = assembly.chosen
        self._letters: dict[str, IssuedRecord] = {one.id: one for one in chosen.letters}
        self._received: dict[str, Received] = {one.id: one for one in chosen.received}
        self._events: dict[str, Event] = {one.id: one for one in chosen.events}
        self._families = families(office.kind_places, {one.kind for one in chosen.letters})
        self._calendar = workdays(conn)
        self._attached = back.attachments
        self._lines: dict[int, Line] = {}
        self._bound_in: dict[int, str] = {}
        for volume in bundle.volumes:
            for line in volume.lines:  # a document that is torn begins in its first volume
                self._lines.setdefault(line.document or line.order, line)
                self._bound_in.setdefault(line.document or line.order, volume.label)
        self._places = {slot.key: n for n, slot in enumerate(assembly.profile.slots)}

        self._main: dict[int, str] = {}

    def take(self, papers: Sequence[Paper]) -> None:
        """Take in the words of the documents, in which 附件说明 of those from outside stands."""
        self._main = {paper.document: paper.words for paper in papers if paper.role == "main"}

    def first(self, order: int) -> int:
        """Return the page on which a document begins."""
        return self._lines[order].first

    def matters(self) -> dict[int, tuple[str, ...]]:
        """Return the names of each letter's matters, by 顺序号."""
        return {
            order: tuple(m.name for m in self._letters[item.id].matters)
            for order, item in enumerate(self._assembly.items, 1)
            if item.id in self._letters
        }

    def pages(self, order: int) -> dict[str, int | None]:
        """Return on which page each attachment of a document begins, by title."""
        return {title: page for (document, title), page in self._attached.items() if document == order}

    def fact(self, order: int, item: BundleItem) -> DocumentFact:
        """Return the facts of one document."""
        line = self._lines[order]
        slot = self._assembly.profile.slot(item.slot)
        letter, got = self._letters.get(item.id), self._received.get(item.id)
        event = self._events.get(item.id.rpartition("/")[0])
        remarks = self._bundle.remarks.get(order, ())
        text = letter_text(self._office, letter.id) if letter and item.source == "issued" else None
        answers, cites = references(self._conn, letter) if text and letter else ((), ())
        kind = self._families[letter.kind][-1] if text and letter else ""
        parties: Sequence[DocumentParty | EventParty] = ()
        if text and letter:
            parties = letter.parties
        elif event and item.source == "event":
            parties = event.parties
        data: Mapping[str, object] = {}
        if text and letter:
            data = fields_of(self._office, letter)
        elif got:
            data = {"received_on": got.received_on}
        return DocumentFact(
            order, item.id, item.source, item.title, item.number, kind, item.responsible, item.day,
            item.slot, self._places.get(item.slot, 0),
            item.about if slot is not None and slot.follows else "",
            item.volume, slot.volume if slot else item.volume, line.first, line.last,
            letter.void_reason or "作废" if text and letter and letter.state == "void" else "",
            bool(text and letter and needs_seal(letter)),
            bool(text and letter and is_sealed(self._conn, letter)),
            tuple(PartyFact(p.name, p.uscc, p.id_number, p.address) for p in parties),
            self._attachments(order, item, letter if text else None, remarks),
            text.listed if text else listed_in(self._main.get(order, "")),
            sent_to(self._conn, letter) if text and letter else (),
            terms_of(self._office, self._conn, letter, kind, self._calendar) if text and letter else (),
            answers, cites, data,
            next((message for rule, message in remarks if rule == "document.unreadable"), ""),
            any(rule.endswith(".damaged") for rule, _ in remarks),
            line.order, self._bound_in[order],
        )  # fmt: skip

    def _attachments(
        self,
        order: int,
        item: BundleItem,
        letter: IssuedRecord | None,
        remarks: Sequence[tuple[str, str]],
    ) -> tuple[AttachmentFact, ...]:
        listed = letter.attachments if letter else ()
        facts = [AttachmentFact(a.title, composed=True) for a in listed if a.composed]
        digests = [a.sha256 for a in listed if a.stored_name]
        for n, file in enumerate(item.files):
            there = isinstance(file.path, bytes) or file.path.is_file()
            why = next(
                (
                    message
                    for rule, message in remarks
                    if rule == "attachment.unreadable" and f"“{file.title}”" in message
                ),
                "",
            )
            facts.append(
                AttachmentFact(
                    file.title, file.name, there, False, digests[n] if n < len(digests) else "",
                    why if there else "", self.pages(order).get(file.title),
                )
            )  # fmt: skip
        return tuple(facts)
