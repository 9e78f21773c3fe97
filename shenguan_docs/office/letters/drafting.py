"""Draft a letter: check the data, compose it once to see that it stands, keep it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.document import plain_title
from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.layout.printed import words
from shenguan_docs.notices.fields import Filled, examined
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.notices.lookup import AttachedFile
from shenguan_docs.office.companies.base_doubts import base_doubts
from shenguan_docs.office.companies.credit import with_base
from shenguan_docs.office.companies.removal import with_listing
from shenguan_docs.office.events.files import Held
from shenguan_docs.office.events.letters import Start, event_form, merged
from shenguan_docs.office.keeping.list_letters import list_doubts
from shenguan_docs.office.letters.doubts import party_doubts
from shenguan_docs.office.letters.lookup import KEPT, OfficeLookup, district_of, read_ahead
from shenguan_docs.office.letters.preparing import district_of_draft, files_of, prepare, reopened, words_json
from shenguan_docs.office.letters.printing import printing_doubts
from shenguan_docs.office.letters.reckoning import reckoned
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import documents, drafts
from shenguan_docs.register.drafts import Draft, DraftFile, FileHead
from shenguan_docs.text import half_width

WATERMARK = "草稿"
UNFINISHED = "（未填完）"  # how the title of a draft begins that is no letter yet
_BEGINNINGS = UNFINISHED, half_width(UNFINISHED)  # earlier versions kept it in half width


def is_unfinished(title: str) -> bool:
    """Whether a draft of this title is no letter yet."""
    return title.startswith(_BEGINNINGS)


@dataclass(frozen=True)
class Drafted:
    """What ``draft`` answers."""

    id: str
    kind: str
    title: str
    warnings: tuple[str, ...]


def draft(
    office: Office,
    kind_name: str,
    data: Mapping[str, Any],
    folder: Path | None,
    *,
    event: str = "",
    letter: str = "",
    unfinished: bool = False,
) -> Drafted:
    """Check ``data`` and keep it as a draft; raises DataFaults, Refused, NotFound, and keeps nothing then.

    ``event`` is the id of the 业务事件, ``letter`` the number or id of the letter that this one starts from: it
    fills the form, ``data`` adds or overrides. ``unfinished``: what is right is kept, what is not is said.
    """
    rights.require(office, "write")
    kind = find_kind(office.kind_places, kind_name)
    ahead = read_ahead(kind, data, folder)
    with office.writing() as conn:
        start = Start("", {}, (), Held())
        if event:
            start = event_form(office, conn, event, kind)
        elif letter:
            from shenguan_docs.office.letters.starting import letter_form

            start = letter_form(office, conn, letter, kind)
        data = merged(kind, start.form, data) if event or letter else data
        held = start.held
        texts = {**ahead, **held.texts}
        lookup = OfficeLookup(
            conn,
            office.today,
            folder,
            held.files,
            texts,
            office.kind_places,
            sees=rights.sight(office, conn),
            district=district_of(conn, event=start.event) if start.event else rights.lists_of(office),
        )
        try:
            one = ready(office, conn, kind, data, lookup, start.remarks)
        except DataFaults as error:
            if not unfinished:
                for remark in start.remarks:  # it may be why the form lacks what it lacks
                    office.notify(f"提示：{remark}。")
                raise
            return _kept_unfinished(office, conn, kind, data, lookup, start, error)
        return keep(office, conn, one, event=start.event)


def _kept_unfinished(
    office: Office,
    conn: Connection,
    kind: Kind,
    data: Mapping[str, Any],
    lookup: OfficeLookup,
    start: Start,
    wrong: DataFaults,
) -> Drafted:
    """Keep what is right of a form that cannot be a letter yet; before it is signed or issued all is checked again."""
    filled, _ = examined(kind, data, lookup, written_on=office.today)
    about = "".join(dict.fromkeys(party.name for _, party in filled.parties))
    kept = drafts.create(
        conn, id=office.new_id(office.today), kind=kind.slug, title=f"{UNFINISHED}{kind.name}{about and f' {about}'}",
        data=_with_kept_files(kind, filled), files=_to_keep(_files(kind, filled, lookup)), event=start.event,
        at=office.now(), by=office.actor,
    )  # fmt: skip
    gaps = (f"还要补正：“{fault.field}”{fault.problem.rstrip('。')}" for fault in wrong.faults)
    return Drafted(kept.id, kind.slug, kept.title, (*start.remarks, *gaps))


_Files = tuple[tuple[str, AttachedFile, str], ...]


def _files(kind: Kind, filled: Filled, lookup: OfficeLookup) -> _Files:
    """The attachments, each with the id of its field and what was read out of it."""
    return tuple((_field_id(kind, label), f, words_json(lookup.texts[f.sha256])) for label, f in filled.files)


def _to_keep(files: _Files) -> list[DraftFile]:
    return [DraftFile(id, f.name, _unchanged(f), f.title, read) for id, f, read in files]


def next_version(
    office: Office, conn: Connection, earlier: Draft, data: Mapping[str, Any], folder: Path | None
) -> Drafted:
    """Keep what was checked as the next version of a draft, whose files the data may name."""
    rights.require_draft(office, conn, earlier, "write")
    kind = find_kind(office.kind_places, earlier.kind)
    with files_of(earlier) as (at_hand, texts):
        lookup = OfficeLookup(
            conn,
            office.today,
            folder,
            at_hand,
            texts,
            office.kind_places,
            sees=rights.sight(office, conn),
            district=district_of_draft(office, conn, earlier),
        )
        return keep(office, conn, ready(office, conn, kind, data, lookup), earlier=earlier)


@dataclass(frozen=True)
class Ready:
    """What was checked and may be kept as a draft; ``files`` are its attachments with the id of their field.

    ``digest`` tells whether two drafts say the same.
    """

    kind: Kind
    title: str
    data: dict[str, Any]
    files: _Files
    words: str
    warnings: tuple[str, ...]
    digest: str
    sender: str


def ready(
    office: Office, conn: Connection, kind: Kind, data: Mapping[str, Any], lookup: OfficeLookup,
    remarks: tuple[str, ...] = (),
) -> Ready:  # fmt: skip
    """Check ``data`` as it would be for a letter of today. Raises DataFaults, Refused."""
    data, counted = reckoned(office, conn, kind, data)
    data, of_base = with_base(office, conn, kind, data)
    data, of_listing = with_listing(office, conn, kind, data)
    prepared = prepare(kind, data, lookup, office.today)
    document = prepared.compose(office.today, watermark=WATERMARK)
    filled = prepared.filled
    files = _files(kind, filled, lookup)
    notes = tuple(
        f"“{f.name}”{lookup.texts[f.sha256].note}" for _, f, _ in files if lookup.texts[f.sha256].note
    )
    doubts = (
        *party_doubts(office, conn, filled),
        *base_doubts(office, conn, kind, filled),
        *list_doubts(office, conn, kind, filled),
        *printing_doubts(document, office.fonts),
    )
    kept = _with_kept_files(kind, filled)
    heads = [FileHead(id, f.name, f.title, f.sha256) for id, f, _ in files]
    return Ready(
        kind, plain_title(document), kept, files, "\n".join(words(document)),
        (*remarks, *counted, *of_base, *of_listing, *filled.warnings, *notes, *doubts), drafts.content_digest(kind.slug, kept, heads),
        prepared.exchange.sender.key,
    )  # fmt: skip


def keep(
    office: Office,
    conn: Connection,
    one: Ready,
    *,
    event: str = "",
    earlier: Draft | None = None,
    id: str = "",
) -> Drafted:
    """Keep what was checked as a draft (under ``id``, where one is given), or as the next version of ``earlier``."""
    rights.require_own(office, conn, one.sender, "起草")
    files = _to_keep(one.files)
    said: dict[str, Any] = {
        "title": one.title, "data": one.data, "files": files,
        "at": office.now(), "by": office.actor, "words": one.words,
        "sender": one.sender,
    }  # fmt: skip
    if earlier is not None:
        kept = drafts.change(conn, earlier.id, **said)
    else:
        new = id or office.new_id(office.today)
        kept = drafts.create(conn, id=new, kind=one.kind.slug, event=event, **said)
    return Drafted(kept.id, one.kind.slug, kept.title, one.warnings)


def _unchanged(file: AttachedFile) -> bytes:
    """The content that was checked; Refused where the file was changed since."""
    content = file.path.read_bytes()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise Refused(f"“{file.name}”在核对以后改动过", remedy="再执行一次")
    return content


def preview(office: Office, draft_id: str) -> bytes:
    """Return a draft's page as PDF, marked 草稿 and without a number."""
    with office.reading() as conn:
        issued = documents.by_id(conn, draft_id)
        if issued is not None:
            raise Refused(
                f"“{draft_id}”已印发为{issued.number}",
                remedy=f"运行 shenguan show {issued.number} 看正式件在哪里",
            )
        kept = drafts.load(conn, draft_id)
        rights.require_draft(office, conn, kept)
        with reopened(office, conn, kept, office.today) as prepared:
            document = prepared.compose(office.today, watermark=WATERMARK)
    # The records are let go of before: printing takes long, and who writes would wait for it.
    return office.press.pages(document) if office.press else office.pdf.pdf(document)


def _with_kept_files(kind: Kind, filled: Filled) -> dict[str, Any]:
    """The data with each attachment naming the draft's own copy of the file."""
    data = dict(filled.data)
    number = 0
    for f in kind.all_fields:
        if f.type != "attachment" or f.id not in data:
            continue
        items = data[f.id] if f.many else [data[f.id]]
        named = []
        for item in items:
            number += 1
            named.append({"path": f"{KEPT}{number}", "title": item["title"]})
        data[f.id] = named if f.many else named[0]
    return data


def _field_id(kind: Kind, label: str) -> str:
    return next(f.id for f in kind.all_fields if f.label == label)
