"""Keep the full text index up to the journal; it is made from the archive and can be made again from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from shenguan_docs.document import from_data
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.index import engines
from shenguan_docs.index.engine import Engine, IndexDoc, IndexUnusable
from shenguan_docs.index.generations import building
from shenguan_docs.index.opensearch_place import ENGINE as OPENSEARCH
from shenguan_docs.layout.printed import words
from shenguan_docs.office.alone import folder_alone
from shenguan_docs.office.letters.letter_object import MODEL, WORDS
from shenguan_docs.office.opening import INDEX_PLACE
from shenguan_docs.office.people import rights
from shenguan_docs.office.people.reach import districts_of, letters_about
from shenguan_docs.register import documents, journal, past, plan_records, received, schema
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.past_records import PastLetter
from shenguan_docs.register.received import Received

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shenguan_docs.office.opening import Office

_AT_ONCE = 10_000
"""Letters that a new index takes in with one commit."""
_READ_AT_ONCE = 200
_CHANGES = (
    "document.issued",
    "document.voided",
    "document.received",
    "received.step",
    "words.read",
    "received.corrected",
)


def make_anew(office: Office, problem: IndexUnusable) -> None:
    """Make an index that is missing, broken or of an older form from the archive; that is said."""
    office.notify(f"{problem.message}（{office.engine}），正在由档案重建……")
    with office.progress("重建索引", document_count(office)) as show:
        _build(office, office.engine, show)


def rebuild_index(
    office: Office, progress: Callable[[int], None] = lambda _done: None, engine: str = ""
) -> int:
    """Make the index again from the archive; return the number of documents. ``progress`` hears the count.

    The old one answers meanwhile, and letters go on being issued; the new one takes over at the end, for every
    process. ``engine`` names another than the office's. Raises Refused, EngineMissing.
    """
    rights.require(office, "keep")
    return _build(office, engines.known(engine) if engine else office.engine, progress)


def document_count(office: Office) -> int:
    """Return how many letters and 收文 there are to index."""
    with office.reading() as conn:
        return sum(1 for _ in record_ids(conn))


def _build(office: Office, engine: str, progress: Callable[[int], None]) -> int:
    with _lent(office, engine) as fresh:
        filled = fill(office, fresh, progress)
        with office.locked(), _index_alone(office):
            catch_up(office, fresh)
    return filled


def fill(office: Office, fresh: Engine, progress: Callable[[int], None]) -> int:
    """Put every letter into an empty index, which stands then where the records stood; return how many."""
    with office.reading() as conn:
        seq = _settled(office, conn)
        ids = list(record_ids(conn))
    for start in range(0, len(ids), _AT_ONCE):
        fresh.update(_docs(office, ids, start, progress), seq=0)
    fresh.update((), seq=seq)
    return len(ids)


def _lent(office: Office, engine: str) -> AbstractContextManager[Engine]:
    """Return an empty index to fill, which takes over when that is done."""
    if engine != OPENSEARCH:
        return building(office.root / INDEX_PLACE / engine, engine)
    from shenguan_docs.index.opensearch_generations import building as building_on_server

    return building_on_server(office.index_client, office.home)


def _docs(office: Office, ids: list[str], first: int, progress: Callable[[int], None]) -> Iterator[IndexDoc]:
    """Read letters a few at a time: nobody who wants to write waits longer than for that."""
    last = min(first + _AT_ONCE, len(ids))
    for start in range(first, last, _READ_AT_ONCE):
        end = min(start + _READ_AT_ONCE, last)
        with office.reading() as conn:
            docs = _several(office, conn, ids[start:end])
        yield from docs
        progress(end)


def update_index(office: Office) -> None:
    """Index what the journal says since the index's checkpoint. The caller holds the office's lock."""
    with office.reading() as conn:
        seq, _ = journal.last(conn)
    if (
        office.index.checkpoint() > seq
    ):  # the records were set back to an earlier state: the index knows too much
        _build(office, office.engine, lambda _done: None)
    else:
        catch_up(office, office.index)


def follow(office: Office, *, wrote: bool = False) -> None:
    """Bring this machine's index up to what other machines have written; nobody who writes there is waited for.

    One on a server is followed to by whoever asks it (following.py). Who ``wrote`` knows that there is something.
    """
    if not follows(office):
        return
    index = office.index  # made anew where it is missing, which wants the office's own lock
    done, seq = index.checkpoint(), 0
    if not wrote:
        with office.reading() as conn:
            seq, _ = journal.last(conn)
    if wrote or done < seq:
        with _index_alone(office):
            catch_up(office, index)
    elif done > seq:  # the records were set back to an earlier state
        _build(office, office.engine, lambda _done: None)


def follows(office: Office) -> bool:
    """Whether this machine's index is brought up without a turn: where there are turns, and it is no server's."""
    return office.turn is not None and office.engine != OPENSEARCH


def _index_alone(office: Office) -> AbstractContextManager[None]:
    """The folder's own lock keeps apart those who write an index without a turn."""
    return folder_alone(office) if follows(office) else nullcontext()


def _settled(office: Office, conn: Connection) -> int:
    """Return the number of the last entry whose objects can be read: another machine may be between commit and archive."""
    seq, _ = journal.last(conn)
    return seq if office.turn is None else min(seq, office.journal_files.last()[0])


def catch_up(office: Office, engine: Engine) -> None:
    """Index what the journal says since the checkpoint of ``engine``. The caller holds the office's lock."""
    done = seq = engine.checkpoint()
    most = None if office.turn is None else office.journal_files.last()[0] - done
    if most is not None and most <= 0:
        return
    with office.reading() as conn:
        changed: dict[str, None] = {}
        for line in islice(journal.lines(conn, done), most):
            entry = json.loads(line)
            seq = entry["seq"]
            if entry["kind"] in _CHANGES:
                changed[entry["record"]] = None
            changed |= dict.fromkeys(past.changed_by(entry))
            if entry["kind"] == "department.set" and _came_to_another_district(conn, entry):
                changed |= dict.fromkeys(letters_about(conn, entry["record"]))
            if entry["kind"] == "district.set" and _is_first_district(conn, entry["seq"]):
                changed |= dict.fromkeys(record_ids(conn))
        if seq > done:
            engine.update(_read(office, conn, list(changed)), seq=seq)


def _read(office: Office, conn: Connection, ids: list[str]) -> Iterator[IndexDoc]:
    for start in range(0, len(ids), _READ_AT_ONCE):
        yield from _several(office, conn, ids[start : start + _READ_AT_ONCE])


def _came_to_another_district(conn: Connection, entry: dict[str, Any]) -> bool:
    """Whether the letters about a department are another district's from this entry on."""
    earlier = [one for one in journal.history(conn, entry["record"]) if one.seq < entry["seq"]]
    before = earlier[-1].data["department"].get("district", "") if earlier else ""
    return bool(earlier) and before != entry["data"]["department"].get("district", "")


def _is_first_district(conn: Connection, seq: int) -> bool:
    """Whether the office had no district before: then no letter knows yet to which it belongs."""
    t = schema.journal
    earlier = select(t.c.seq).where(t.c.kind == "district.set", t.c.seq < seq).limit(1)
    return conn.execute(earlier).first() is None


def record_ids(conn: Connection) -> Iterator[str]:
    """Yield the id of every letter and 收文 that there is to index, in the order of the journal."""
    for line in journal.lines(conn):
        entry = json.loads(line)
        if entry["kind"] in ("document.issued", "document.received"):
            yield entry["record"]
        elif entry["kind"] in ("past.imported", "past.by-hand"):
            yield from past.changed_by(entry)


def _several(office: Office, conn: Connection, ids: list[str]) -> list[IndexDoc]:
    """Return letters of any sort in this order; those of one sort are read together."""
    letters = {letter.id: letter for letter in documents.load(conn, ids)}
    others = [id for id in ids if id not in letters]
    old = past.of_ids(conn, others) if others else {}
    names = {d.key: d.name for d in plan_records.departments(conn)} if letters else {}
    docs = [
        _doc(office, letters[id], names)
        if id in letters
        else _past_doc(office, old[id])
        if id in old
        else _received_doc(office, conn, id)
        for id in ids
    ]
    of = districts_of(conn, ids)
    return [replace(doc, districts=of.get(doc.id, ())) for doc in docs] if of else docs


def _doc(office: Office, letter: IssuedRecord, names: Mapping[str, str]) -> IndexDoc:
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
        sender=names[letter.sender],
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
        receivers=_addressees(conn, got),
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


def _addressees(conn: Connection, got: Received) -> tuple[str, ...]:
    """The departments that a 收文 came to and that sees to it; by them a person finds it."""
    directory = plan_records.directory(conn)
    homes = {p.name: p.department for p in directory.people}
    names = {d.key: d.name for d in directory.departments}
    keys = {name: d.key for d in directory.departments for name in (d.name, d.short_name, *d.aliases)}
    found = (got.department, keys.get(got.handler, ""), homes.get(got.handler, ""))
    return tuple(dict.fromkeys(names[key] for key in found if key in names))


def _past_doc(office: Office, old: PastLetter) -> IndexDoc:
    """An old register's row has no words of its own but its cells; those of its files stand with it."""
    titles = [f.original_name for f in old.files]
    try:
        attached = _attachment_words(office, old.id, titles) if titles else ()
    except (OfficeUnusable, ValueError):
        _, attached = _without_archive(office, old.number or old.title, titles)
    kind, kind_name = KINDS_OF_PAST[old.origin, old.direction]
    return IndexDoc(
        id=old.id,
        number=old.number,
        title=old.title,
        kind=kind,
        kind_name=kind_name,
        genre=old.items.get("genre", ""),
        sender=old.sender,
        receivers=tuple(filter(None, old.receivers.split("、"))),
        companies=tuple(p.name for p in old.parties),
        usccs=tuple(p.uscc for p in old.parties if p.uscc),
        matters=(),
        codes=(),
        day=old.day or old.received_on,
        direction=old.direction,
        state="void" if old.state == "void" else "issued" if old.direction == "out" else "registered",
        text="\n".join(filter(None, (old.sender_number, *old.items.values()))),
        attachments=attached,
        seq=_moment(old.entered_at),
    )


KINDS_OF_PAST = {
    ("register", "out"): ("past-out", "旧发文"),
    ("register", "in"): ("past-in", "旧收文"),
    ("hand", "out"): ("by-hand", "手写发文"),
}
"""What searching calls a letter that the program did not write, by origin and direction."""


def _without_archive(
    office: Office, number: str, titles: list[str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """One damaged letter must not keep the office from searching the others."""
    office.notify(f"{number}的档案读不出来，只能按登记的内容检索；请运行 shenguan verify 查明。")
    return "", tuple((title, "") for title in titles)


def _attachment_words(office: Office, object_id: str, titles: list[str]) -> tuple[tuple[str, str], ...]:
    if WORDS not in office.archive.files(object_id):
        return tuple((title, "") for title in titles)
    texts: list[dict[str, Any]] = json.loads(office.archive.read(object_id, WORDS))
    return tuple((title, text["text"]) for title, text in zip(titles, texts, strict=False))


def _moment(at: Any) -> int:
    return int(at.timestamp()) if at is not None else 0
