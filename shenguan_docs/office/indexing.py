"""Keep the full text index up to the journal; it is made from the archive and can be made again from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from shenguan_docs.document import from_data
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.index.engine import Engine, IndexDoc, IndexUnusable
from shenguan_docs.index.whoosh_engine import create_engine, open_engine
from shenguan_docs.layout.printed import words
from shenguan_docs.office.letter_object import MODEL, WORDS
from shenguan_docs.office.opening import INDEX_PLACE
from shenguan_docs.register import documents, journal, plan_records, received

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shenguan_docs.office.opening import Office

_CHANGES = ("document.issued", "document.voided", "document.received")


def open_index(office: Office) -> Engine:
    """Open the index; a missing, broken or older one is said and made again from the archive."""
    place = office.root / INDEX_PLACE
    try:
        return open_engine(place)
    except IndexUnusable as problem:
        office.notify(f"{problem.message},正在由档案重建……")
        with office.locked():
            return _fresh_index(office)


def _fresh_index(office: Office) -> Engine:
    engine: Engine = create_engine(office.root / INDEX_PLACE)
    fill_index(office, engine)
    return engine


def fill_index(office: Office, engine: Engine, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Index every letter and 收文 anew; return how many. ``progress`` hears the count."""
    with office.reading() as conn:
        seq, _ = journal.last(conn)
        engine.clear()
        ids = list(_record_ids(conn))
        for start in range(0, len(ids), 500):
            engine.update([_doc(office, conn, id) for id in ids[start : start + 500]], seq=0)
            progress(min(start + 500, len(ids)))
        engine.update([], seq=seq)
    return len(ids)


def update_index(office: Office) -> None:
    """Index what the journal says since the index's checkpoint. The caller holds the office's lock."""
    engine = office.index
    with office.reading() as conn:
        seq, _ = journal.last(conn)
        done = engine.checkpoint()
        if done > seq:  # the records were set back to an earlier state: the index knows too much
            fill_index(office, engine)
        elif done < seq:
            changed: dict[str, None] = {}
            for line in journal.lines(conn, done):
                entry = json.loads(line)
                if entry["kind"] in _CHANGES:
                    changed[entry["record"]] = None
            engine.update([_doc(office, conn, id) for id in changed], seq=seq)


def _record_ids(conn: Connection) -> Iterator[str]:
    for line in journal.lines(conn):
        entry = json.loads(line)
        if entry["kind"] in ("document.issued", "document.received"):
            yield entry["record"]


def _doc(office: Office, conn: Connection, id: str) -> IndexDoc:
    letter = documents.by_id(conn, id)
    if letter is None:
        return _received_doc(office, conn, id)
    names = {d.key: d for d in plan_records.departments(conn)}
    titles = [a.title for a in letter.attachments if not a.composed]
    try:
        text = "\n".join(words(from_data(json.loads(office.archive.read(letter.object_id, MODEL)))))
        attached = _attachment_words(office, letter.object_id, titles)
    except (OfficeUnusable, ValueError):
        text, attached = _without_archive(office, letter.number, titles)
    return IndexDoc(
        id=letter.id,
        number=letter.number,
        title=letter.title,
        kind=letter.kind,
        kind_name=letter.kind_name,
        genre=letter.genre,
        sender=names[letter.sender].name,
        receivers=tuple(r.name for r in letter.receivers),
        companies=tuple(p.name for p in letter.parties),
        usccs=tuple(p.uscc for p in letter.parties if p.uscc),
        matters=tuple(m.name for m in letter.matters),
        codes=tuple(c for m in letter.matters for c in m.codes),
        day=letter.written_on,
        direction="out",
        state=letter.state,
        text=text,
        attachments=attached,
        seq=_moment(letter.issued_at),
    )


def _received_doc(office: Office, conn: Connection, id: str) -> IndexDoc:
    got = received.by_id(conn, id)
    assert got is not None, id
    titles = [f.original_name for f in got.files]
    try:
        attached = _attachment_words(office, got.object_id, titles)
    except (OfficeUnusable, ValueError):
        _, attached = _without_archive(office, got.number, titles)
    return IndexDoc(
        id=got.id,
        number=got.number,
        title=got.title,
        kind="received",
        kind_name="收文",
        genre="收文",
        sender=got.sender,
        receivers=(),
        companies=(),
        usccs=(),
        matters=(),
        codes=(),
        day=got.day or got.received_on,
        direction="in",
        state=got.state,
        text="\n".join(filter(None, (got.sender_number, got.sender))),
        attachments=attached,
        seq=_moment(got.registered_at),
    )


def _without_archive(
    office: Office, number: str, titles: list[str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """One damaged letter must not keep the office from searching the others."""
    office.notify(f"{number}的档案读不出来,只能按登记的内容检索;请运行 shenguan verify 查明。")
    return "", tuple((title, "") for title in titles)


def _attachment_words(office: Office, object_id: str, titles: list[str]) -> tuple[tuple[str, str], ...]:
    if WORDS not in office.archive.files(object_id):
        return tuple((title, "") for title in titles)
    texts: list[dict[str, Any]] = json.loads(office.archive.read(object_id, WORDS))
    return tuple((title, text["text"]) for title, text in zip(titles, texts, strict=False))


def _moment(at: Any) -> int:
    return int(at.timestamp()) if at is not None else 0


def rebuild_index(office: Office, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Make the index again from the archive; return the number of documents."""
    with office.locked():
        return fill_index(office, office.index, progress)
