"""Drafts: filled-in forms with their files, before a number is given; and 签发, which the journal keeps.

A draft is work in progress and not in the journal. That it was signed is: the entry holds the
digest of what was signed, so a draft that changed afterwards is no longer signed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.register import journal, schema
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.life_tables import draft_versions
from shenguan_docs.register.rows import canonical, from_row, into, row_of


@dataclass(frozen=True)
class DraftFile:
    """A file that a draft keeps; ``field`` is the id of the field that names it.

    ``words`` is what was read out of it (the caller's own form), so that it is read once only.
    """

    field: str
    original_name: str
    content: bytes
    title: str = ""
    words: str = ""

    @property
    def sha256(self) -> str:
        """SHA-256 of the content in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        """Length of the content in bytes."""
        return len(self.content)


@dataclass(frozen=True)
class FileHead:
    """What a digest takes of a file, where its content is not at hand."""

    field: str
    original_name: str
    title: str
    sha256: str


@dataclass(frozen=True)
class EarlierDraft:
    """A draft that is there already; ``number`` is "" until it is issued."""

    id: str
    number: str = ""


@dataclass(frozen=True)
class Signing:
    """A 签发: by whom, on which day, of which content (hex digest) and, if kept, of which words."""

    digest: str
    signed_by: str
    signed_on: date
    at: datetime
    by: str
    words: str = ""


@dataclass(frozen=True)
class Draft:
    """A draft. ``data`` is the form as it was given; ``signing`` is None unless this content was signed.

    ``event`` is the id of the 业务事件 that it starts from, or "". An issued draft has lost its files and
    so its signing: the letter's record holds both.
    """

    id: str
    kind: str
    title: str
    data: dict[str, Any]
    files: tuple[DraftFile, ...]
    created_at: datetime
    created_by: str
    updated_at: datetime
    state: Literal["open", "issued"]
    digest: str
    signing: Signing | None
    event: str = ""
    sender: str = ""


@dataclass(frozen=True)
class DraftVersion:
    """What a draft said: its title and its ``words``, paragraph by paragraph; versions count from 1."""

    draft: str
    version: int
    title: str
    words: str
    at: datetime
    by: str
    data: str = ""


@dataclass(frozen=True)
class DraftHead:
    """A line in the list of drafts."""

    id: str
    kind: str
    title: str
    created_at: datetime
    created_by: str
    updated_at: datetime
    state: Literal["open", "issued"]
    sender: str = ""


def create(
    conn: Connection,
    *,
    id: str,
    kind: str,
    title: str,
    data: Mapping[str, Any],
    files: Iterable[DraftFile] = (),
    at: datetime,
    by: str,
    event: str = "",
    words: str = "",
    sender: str = "",
) -> Draft:
    """Keep a new draft under the caller's id; ``words`` is its text, ``sender`` its department's key.

    Raises Refused if the id is taken.
    """
    if conn.execute(select(schema.drafts.c.id).where(schema.drafts.c.id == id)).first():
        raise Refused(f"已有编号为“{id}”的草稿")
    conn.execute(
        insert(schema.drafts).values(
            id=id,
            kind=kind,
            title=title,
            data=canonical(dict(data)),
            created_at=at,
            created_by=by,
            updated_at=at,
            state="open",
            event=event or None,
            sender=sender,
        )
    )
    _keep_files(conn, id, files)
    _keep_version(conn, id, title, data, words, at, by)
    return load(conn, id)


def change(
    conn: Connection,
    id: str,
    *,
    title: str,
    data: Mapping[str, Any],
    files: Iterable[DraftFile],
    at: datetime,
    by: str = "",
    words: str = "",
    sender: str = "",
) -> Draft:
    """Replace what a draft says; the earlier version is kept, an earlier 签发 no longer covers it.

    Raises NotFound, Refused (issued).
    """
    if load(conn, id).state == "issued":
        raise Refused(f"“{id}”已经印发，不能再改", remedy="需要更正的，另行起草更正函")
    drafts = schema.drafts
    changed = {"title": title, "data": canonical(dict(data)), "updated_at": at, "sender": sender}
    conn.execute(update(drafts).where(drafts.c.id == id).values(changed))
    conn.execute(delete(schema.draft_files).where(schema.draft_files.c.draft == id))
    _keep_files(conn, id, files)
    _keep_version(conn, id, title, data, words, at, by)
    return load(conn, id)


def versions(conn: Connection, id: str) -> tuple[DraftVersion, ...]:
    """Return what a draft said, from the first version to the present one."""
    t = draft_versions
    rows = conn.execute(select(t).where(t.c.draft == id).order_by(t.c.version))
    return tuple(from_row(DraftVersion, row) for row in rows)


def set_versions(conn: Connection, id: str, kept: Iterable[DraftVersion]) -> None:
    """Let a draft that was carried over have the versions that it had."""
    t, rows = draft_versions, [row_of(version, draft_versions) for version in kept]
    if rows:
        conn.execute(delete(t).where(t.c.draft == id))
        conn.execute(into(t), rows)


def _keep_version(
    conn: Connection, id: str, title: str, data: Mapping[str, Any], words: str, at: datetime, by: str
) -> None:
    t = draft_versions
    last = conn.execute(select(func.max(t.c.version)).where(t.c.draft == id)).scalar() or 0
    row = {"draft": id, "version": last + 1, "title": title, "words": words, "at": at, "by": by}
    conn.execute(into(t), row | {"data": canonical(dict(data))})


def load(conn: Connection, id: str) -> Draft:
    """Return a draft with its files. Raises NotFound."""
    drafts, files = schema.drafts, schema.draft_files
    row = conn.execute(select(drafts).where(drafts.c.id == id)).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为“{id}”的草稿", remedy="用 shenguan draft 起草")
    kept = tuple(
        from_row(DraftFile, file)
        for file in conn.execute(select(files).where(files.c.draft == id).order_by(files.c.position))
    )
    try:
        data = json.loads(row.data)
    except ValueError as error:
        raise OfficeUnusable(f"草稿“{id}”的内容已损坏，读不出来", remedy="重新起草一件") from error
    digest = content_digest(row.kind, data, kept)
    more = {"digest": digest, "signing": _signing(conn, id, digest), "event": row.event or ""}
    return from_row(Draft, row, data=data, files=kept, **more)


def list_drafts(
    conn: Connection, *, state: str | None = "open", kind: str | None = None
) -> tuple[DraftHead, ...]:
    """Return the drafts, the last changed first; ``state`` None: all."""
    drafts = schema.drafts
    query = select(drafts).order_by(drafts.c.updated_at.desc(), drafts.c.id)
    if state is not None:
        query = query.where(drafts.c.state == state)
    if kind is not None:
        query = query.where(drafts.c.kind == kind)
    return tuple(from_row(DraftHead, row) for row in conn.execute(query))


def earlier(conn: Connection, kind: str) -> dict[str, EarlierDraft]:
    """Return the open drafts of a kind and its letters in force, by the digest of what they say."""
    t, files, signed_ones, letters = schema.drafts, schema.draft_files, schema.signings, schema.documents
    of_kind = select(t.c.id).where(t.c.kind == kind, t.c.state == "open")
    heads: dict[str, list[FileHead]] = {}
    wanted = (files.c.draft, files.c.field, files.c.original_name, files.c.title, files.c.sha256)
    query = select(*wanted).where(files.c.draft.in_(of_kind)).order_by(files.c.draft, files.c.position)
    for row in conn.execute(query):
        head = FileHead(row.field, row.original_name, row.title, row.sha256)
        heads.setdefault(row.draft, []).append(head)
    found = {
        content_digest(kind, json.loads(row.data), heads.get(row.id, ())): EarlierDraft(row.id)
        for row in conn.execute(select(t.c.id, t.c.data).where(t.c.id.in_(of_kind)))
    }
    issued = (
        select(signed_ones.c.digest, letters.c.id, letters.c.number)
        .join(letters, letters.c.id == signed_ones.c.draft)
        .where(letters.c.kind == kind, letters.c.state != "void")
        .order_by(signed_ones.c.at)
    )
    last = {row.id: row for row in conn.execute(issued)}  # what was signed last is what was issued
    return found | {row.digest: EarlierDraft(row.id, row.number) for row in last.values()}


def mark_issued(conn: Connection, id: str) -> None:
    """Note that a draft became a letter; its files now lie in the archive and are dropped here."""
    drafts = schema.drafts
    conn.execute(update(drafts).where(drafts.c.id == id).values(state="issued"))
    conn.execute(delete(schema.draft_files).where(schema.draft_files.c.draft == id))


def content_digest(kind: str, data: Mapping[str, Any], files: Iterable[DraftFile | FileHead]) -> str:
    """Return the SHA-256 of what a signature covers: kind, form, files, in hex."""
    listed = [[file.field, file.title, file.original_name, file.sha256] for file in files]
    content = canonical({"kind": kind, "data": dict(data), "files": listed})
    return hashlib.sha256(content.encode()).hexdigest()


def signed(
    conn: Connection,
    draft: Draft,
    *,
    at: datetime,
    by: str,
    signed_by: str,
    signed_on: date,
    words: str = "",
    note: str = "",
) -> Entry:
    """Note 签发 of a draft as it was read in this transaction; ``words`` is the digest of the words that it prints.

    Raises Refused if this content was signed already or is issued.
    """
    if draft.state == "issued":
        raise Refused(f"“{draft.id}”已经印发")
    earlier = draft.signing
    if earlier is not None and earlier.words in ("", words):
        raise Refused(f"“{draft.id}”已由{earlier.signed_by}于 {earlier.signed_on} 签发")
    data = {
        "words": words,
        "digest": draft.digest,
        "signed_by": signed_by,
        "signed_on": signed_on.isoformat(),
        **({"note": note} if note else {}),
    }
    return journal.append(conn, at=at, by=by, kind="draft.signed", record=draft.id, data=data)


_UNSIGN = delete(schema.signings).where(
    schema.signings.c.draft == bindparam("id"), schema.signings.c.digest == bindparam("of")
)


@applies("draft.signed")
def _signed(conn: Connection, entry: Entry) -> None:
    t, data = schema.signings, entry.data
    # Signed again: the text of the kind was changed in between.
    conn.execute(_UNSIGN, {"id": entry.record, "of": data["digest"]})
    row = {
        "draft": entry.record,
        "digest": data["digest"],
        "signed_by": data["signed_by"],
        "signed_on": date.fromisoformat(data["signed_on"]),
        "at": entry.moment,
        "by": entry.by,
        "words": data.get("words", ""),
    }
    conn.execute(into(t), row)


def _signing(conn: Connection, id: str, digest: str) -> Signing | None:
    signings = schema.signings
    row = conn.execute(
        select(signings).where(signings.c.draft == id, signings.c.digest == digest)
    ).one_or_none()
    return from_row(Signing, row) if row else None


def last_signing(conn: Connection, id: str) -> Signing | None:
    """Return the last 签发 of a draft that was not sent back since, of whatever content; None if there is none."""
    t = schema.signings
    row = conn.execute(select(t).where(t.c.draft == id).order_by(t.c.at.desc()).limit(1)).one_or_none()
    return from_row(Signing, row) if row else None


def _keep_files(conn: Connection, id: str, files: Iterable[DraftFile]) -> None:
    rows = [
        row_of(file, schema.draft_files, draft=id, position=position)
        for position, file in enumerate(files, 1)
    ]
    if rows:
        conn.execute(into(schema.draft_files), rows)
