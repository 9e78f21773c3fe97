"""The words of what lies in a file: letters from their text model, files from the words kept when they were taken in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.bundle.contents import BundleItem, Content
from shenguan_docs.document import Document, from_data
from shenguan_docs.errors import ShenguanError
from shenguan_docs.index.paging import RECOGNISED
from shenguan_docs.layout.printed import printed, words_of
from shenguan_docs.office.letters.letter_object import MODEL, WORDS
from shenguan_docs.office.opening import Office
from shenguan_docs.office.reviewing.seals import seal_on
from shenguan_docs.review.facts import Paper, Seal
from shenguan_docs.review.stages import stage_of

_SEALED = ("decision", "licence")
_NO_WORDS = "没有取出文字"


@dataclass(frozen=True)
class LetterText:
    """What a letter of the office says: its words, the titles of its 附件说明 (None where they cannot be read)."""

    words: str = ""
    listed: tuple[str, ...] | None = None
    unread: str = ""


def letter_text(office: Office, object_id: str) -> LetterText:
    """Read a letter's text model out of the archive."""
    try:
        model: Document = from_data(json.loads(office.archive.read(object_id, MODEL)))
        page = printed(model)
    except (ShenguanError, ValueError, KeyError, TypeError):
        return LetterText(unread="档案读不出来")
    return LetterText("\n".join(words_of(page)), tuple(entry["title"] for entry in page["enclosures"]))


def file_words(office: Office, object_id: str) -> list[Mapping[str, Any]]:
    """Return what was read out of an object's files, in their order; [] where nothing was kept."""
    try:
        if WORDS not in office.archive.files(object_id):
            return []
        kept = json.loads(office.archive.read(object_id, WORDS))
    except (ShenguanError, ValueError):
        return []
    return [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []


def papers_of(
    office: Office,
    conn: Connection,
    order: int,
    item: BundleItem,
    pages: Mapping[str, int | None],
    first: int,
) -> Iterator[Paper]:
    """Yield the papers of one document: its own text, then its files; ``pages`` are page numbers by title.

    发文稿纸 and proofs of delivery are no papers of the case: nobody judges their words.
    """
    if item.source == "issued":
        text = letter_text(office, item.id)
        yield Paper(order, item.title, "main", text.words, text.unread, page=first)
        kept = file_words(office, item.id)
        yield from _files(order, item, kept, pages, item.files)
    elif item.source in ("received", "past"):
        kept = file_words(office, item.id)
        if item.pages is not None:
            yield _paper(order, item.title, kept[:1], item.pages, item.pages_name, first, "main")
        yield from _files(order, item, kept[1:], pages, item.files)
    elif item.source == "event":
        event, _, number = item.id.rpartition("/")
        kept = file_words(office, event)
        place = int(number) if number.isdigit() else 1
        yield _paper(order, item.title, kept[place - 1 : place], item.pages, item.pages_name, first, "main")


def _files(
    order: int,
    item: BundleItem,
    kept: Sequence[Mapping[str, Any]],
    pages: Mapping[str, int | None],
    files: Sequence[Any],
) -> Iterator[Paper]:
    for n, file in enumerate(files):
        yield _paper(order, file.title, kept[n : n + 1], file.path, file.name, pages.get(file.title), "file")


def _paper(
    order: int,
    title: str,
    kept: Sequence[Mapping[str, Any]],
    content: Content | None,
    name: str,
    page: int | None,
    role: Any,
) -> Paper:
    stage = stage_of(title)
    words = str(kept[0].get("text") or "") if kept else ""
    missing = str(kept[0].get("unread") or "") if kept else _NO_WORDS
    if kept and not words.strip() and not missing:
        missing = str(kept[0].get("note") or _NO_WORDS)
    seal: Seal = "unknown"
    if stage in _SEALED and content is not None and (isinstance(content, bytes) or content.is_file()):
        seal = seal_on(content, name or (content.name if isinstance(content, Path) else ""))
    return Paper(
        order, title, role, words.replace("\f", "\n").replace(RECOGNISED, ""), missing, RECOGNISED in words, page, stage,
        seal=seal,
    )  # fmt: skip
