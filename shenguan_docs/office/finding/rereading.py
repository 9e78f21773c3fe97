"""What could not be read of attached and received files: noted, told to ``doctor``, read again when it can be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.index.extract import Extracted, components, extract_text, secrecy_mark
from shenguan_docs.index.numbers import number_form
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.letters.letter_object import MANIFEST, WORDS, canonical_json
from shenguan_docs.office.letters.preparing import words_json
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import documents, past, received, unread
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.unread import UnreadFile
from shenguan_docs.text import clean

LONGEST_REASON = 200


@dataclass(frozen=True)
class Unread:
    """An unread file as a person knows it: of which letter or 收文, its name, why."""

    id: str
    number: str
    name: str
    reason: str
    accepted: str = ""

    @property
    def waits_for(self) -> str:
        """Return the words that say which program it lacks, "" when none would help."""
        return next((lack for lack in components() if lack in self.reason), "")


@dataclass(frozen=True)
class _Held:
    """The files of one letter or 收文 in the archive, in the order of ``words.json``."""

    number: str
    object_id: str
    files: tuple[tuple[str, str], ...]  # name, stored name


def note_unread(
    office: Office, conn: Connection, id: str, names: Sequence[str], texts: Sequence[Extracted]
) -> None:
    """Note in the register which of the files just taken in were not read."""
    if files := _unread(names, texts):
        unread.note(conn, at=office.now(), by=office.actor, record=id, files=files)


def _unread(names: Sequence[str], texts: Sequence[Extracted]) -> list[UnreadFile]:
    return [
        UnreadFile(position, name, text.unread)
        for position, (name, text) in enumerate(zip(names, texts, strict=True), 1)
        if text.unread
    ]


def unread_files(conn: Connection) -> list[Unread]:
    """Return every file whose words are not all there."""
    found = []
    for id, files in unread.all_unread(conn).items():
        held = _held(conn, id)
        number = held.number if held else id
        found += [Unread(id, number, file.name, file.reason, file.accepted) for file in files]
    return found


def accept_unread(office: Office, typed: str, reason: str, name: str = "") -> list[Unread]:
    """Note that files of one letter or 收文 may stay unread, and why; return them.

    ``typed`` is its number or id, ``name`` a part of the file's name, "" for all of its unread files. Raises
    ``NotFound`` where there is no such file, ``Refused`` without a reason.
    """
    rights.require(office, "keep")
    reason = " ".join(clean(reason).split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(f"理由要写 1 到 {LONGEST_REASON} 个字", where="--reason")
    with office.writing() as conn:
        by_record = unread.all_unread(conn)
        ids = [id for id in by_record if id == typed.strip()]
        if not ids:
            wanted = number_form(typed)
            ids = [
                id
                for id in by_record
                if wanted and (held := _held(conn, id)) and number_form(held.number) == wanted
            ]
        files = [f for id in ids for f in by_record[id] if fold_name(name) in fold_name(f.name)]
        if len(ids) != 1 or not files:
            raise NotFound(
                f"“{typed}”下面找不到" + (f"名称含“{name}”、" if name and ids else "") + "没有读出文字的文件",
                remedy="用 shenguan index unread 看有哪些，照列出的文号或编号写",
            )
        (id,) = ids
        places = [file.position for file in files]
        unread.accept(conn, at=office.now(), by=office.actor, record=id, positions=places, reason=reason)
        held = _held(conn, id)
    number = held.number if held else id
    return [Unread(id, number, file.name, file.reason, reason) for file in files]


def note_missed(office: Office) -> int:
    """Note files that an earlier version took in unread without noting it; return of how many letters and 收文.

    What was read and what was not lies with each letter's words in the archive.
    """
    from shenguan_docs.office.finding.indexing import record_ids

    with office.reading() as conn:
        known = unread.all_unread(conn)
        ids = [id for id in record_ids(conn) if id not in known]
        held = {id: found for id in ids if (found := _held(conn, id)) is not None and found.files}
    missed: dict[str, list[UnreadFile]] = {}
    for id, letter in held.items():
        with suppress(OfficeUnusable, ValueError, TypeError):  # a damaged one is told of by verify
            if WORDS in office.archive.files(letter.object_id):
                words = json.loads(office.archive.read(letter.object_id, WORDS))
                texts = [Extracted(**one) for one in words]
                if files := _unread([name for name, _ in letter.files[: len(texts)]], texts):
                    missed[id] = files
    if missed:
        with office.writing() as conn:
            for id, files in missed.items():
                unread.note(conn, at=office.now(), by=office.actor, record=id, files=files)
    return len(missed)


def read_again(office: Office, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Read once more what could not be read; return how many letters and 收文 have more words now.

    What was read becomes a new version of the archive's object. A mark of secrecy that shows only now is said.
    """
    rights.require(office, "keep")
    note_missed(office)
    with office.reading() as conn:
        waiting = {id: held for id in unread.all_unread(conn) if (held := _held(conn, id)) is not None}
    changed = 0
    for done, (id, held) in enumerate(waiting.items(), 1):
        try:
            changed += _read_one(office, id, held)
        except OfficeUnusable as error:  # one damaged letter must not keep the others unread
            office.notify(f"{held.number}：{error.message}")
        progress(done)
    return changed


def _read_one(office: Office, id: str, held: _Held) -> bool:
    before: list[dict[str, Any]] = json.loads(office.archive.read(held.object_id, WORDS))
    texts = []
    for (name, stored), kept in zip(held.files, before, strict=True):
        old = Extracted(**kept)
        texts.append(_better(office, held, name, stored, old) if old.unread else old)
    now = [json.loads(words_json(text)) for text in texts]
    if now == before:
        return False
    words = canonical_json(now)
    with office.writing() as conn:
        manifest: dict[str, Any] = json.loads(office.archive.read(held.object_id, MANIFEST))
        if WORDS in manifest["files"]:
            manifest["files"][WORDS] = {"sha256": hashlib.sha256(words).hexdigest(), "size": len(words)}
        at = office.now()
        files = {WORDS: words, MANIFEST: canonical_json(manifest)}
        version = office.archive.stage(
            held.object_id, files, message="重新读取附件的文字", user=office.actor, at=at
        )
        reference = ObjectRef(version.object_id, int(version.version.removeprefix("v")), version.inventory)
        left = _unread([name for name, _ in held.files], texts)
        unread.note(conn, at=at, by=office.actor, record=id, files=left, object=reference)
    return True


def _better(office: Office, held: _Held, name: str, stored: str, old: Extracted) -> Extracted:
    try:
        text = extract_text(office.archive.read(held.object_id, stored), name)
    except Refused as error:
        office.notify(f"{held.number}的“{name}”：{error.message}")
        return old
    if mark := secrecy_mark(text.text, name, text.metadata):
        office.notify(f"{held.number}的“{name}”标有密级“{mark}”，请立即按保密规定处理")
        return old
    return text


def _held(conn: Connection, id: str) -> _Held | None:
    letter = documents.by_id(conn, id)
    if letter is not None:
        files = [(a.original_name, a.stored_name) for a in letter.attachments if not a.composed]
        return _Held(letter.number, letter.object_id, tuple(files))
    got = received.by_id(conn, id)
    if got is None:
        old = past.by_id(conn, id)
        if old is None:
            return None
        files = [(f.original_name, f.stored_name) for f in old.files]
        return _Held(old.number or old.title, old.id, tuple(files))
    return _Held(got.number, got.object_id, tuple((f.original_name, f.stored_name) for f in got.files))
