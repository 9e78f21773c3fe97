"""Comments at a place of a draft: made by a reviewer, answered, settled; where they stand in the draft as it is now."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import comments, documents, drafts
from shenguan_docs.register.comments import KeptComment
from shenguan_docs.register.drafts import Draft
from shenguan_docs.text import clean

LONGEST = 2000  # characters of a comment


@dataclass(frozen=True)
class Answer:
    """What was answered to a comment."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Comment:
    """A comment as it is shown.

    ``stands`` is the paragraph (from 1) of the present version in which the quoted words still stand, and ``start``
    where they begin in it; None where they were changed. ``field`` is the form field that holds them, "" for none.
    """

    id: int
    version: int
    quote: str
    words: str
    by: str
    at: datetime
    settled: bool
    settled_by: str
    answers: tuple[Answer, ...]
    stands: int | None
    start: int
    field: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the present version: ``pieces`` are its words, each with whether a comment stands there."""

    n: int
    words: str
    pieces: tuple[tuple[str, bool], ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True)
class Reading:
    """The words of a draft with the comments at their places; ``gone``: those whose words were changed."""

    version: int
    paragraphs: tuple[Paragraph, ...]
    gone: tuple[Comment, ...]
    open: int


# -- what one does ---------------------------------------------------------------------------


def comment(
    office: Office, draft_id: str, words: str, *, paragraph: int, quote: str = "", start: int = -1
) -> int:
    """Comment on words of a paragraph (from 1) of the draft as it is, or on the whole paragraph; return its id.

    ``start`` says which of several equal words are meant. Raises NotFound, Refused.
    """
    said = clean(words).strip()
    if not said:
        raise Refused("没有写批注", where="批注", remedy="写明要改什么")
    if len(said) > LONGEST:
        raise Refused(f"批注有 {len(said)} 个字，太长了", where="批注", remedy=f"写在 {LONGEST} 个字以内")
    with office.writing() as conn:
        _open_draft(office, conn, draft_id)
        version, lines = _present(conn, draft_id)
        if not 1 <= paragraph <= len(lines):
            raise Refused("没有选批注哪一段", where="哪一段", remedy="选一段，或者在文字里选中几个字")
        line = lines[paragraph - 1]
        wanted = quote.strip() or line
        if line[max(start, 0) :][: len(wanted)] != wanted or start < 0:
            start = line.find(wanted)
        if start < 0:
            raise Refused(
                "这一段里没有这几个字",
                where="原话",
                remedy="照原文写，不写就是批注整段；改过一稿的先刷新页面",
            )
        place = (version, paragraph, start, wanted, said, office.actor)
        for one in comments.of_draft(conn, draft_id):
            same = (one.version, one.paragraph, one.start, one.quote, one.words, one.by) == place
            if same and not one.settled:  # a second click
                return one.seq
        made = comments.make(
            conn, draft_id, version=version, paragraph=paragraph, start=start, quote=wanted, words=said,
            at=office.now(), by=office.actor,
        )  # fmt: skip
        return made.seq


def answer(office: Office, draft_id: str, id: int, words: str) -> None:
    """Answer a comment. Raises NotFound, Refused."""
    said = clean(words).strip()
    if not said or len(said) > LONGEST:
        raise Refused(
            "没有写回复" if not said else "回复太长", where="回复", remedy="写明怎样改的，或者为什么不改"
        )
    with office.writing() as conn:
        _open_draft(office, conn, draft_id)
        kept = comments.find(conn, draft_id, id)
        if kept.answers and (kept.answers[-1].by, kept.answers[-1].words) == (office.actor, said):
            return  # a second click
        comments.answer(conn, kept, said, at=office.now(), by=office.actor)


def settle(office: Office, draft_id: str, id: int, *, settled: bool = True) -> None:
    """Note that a comment is settled, or open again; twice is as once. Raises NotFound, Refused."""
    with office.writing() as conn:
        _open_draft(office, conn, draft_id)
        kept = comments.find(conn, draft_id, id)
        if kept.settled != settled:
            comments.settle(conn, kept, settled, at=office.now(), by=office.actor)


def _open_draft(office: Office, conn: Connection, draft_id: str) -> Draft:
    record = documents.by_id(conn, draft_id)
    if record is not None:
        rights.require_seen(office, conn, record.id)
        raise Refused(f"“{draft_id}”已印发为{record.number}，不再批注")
    kept = drafts.load(conn, draft_id)
    rights.require_draft(office, conn, kept)
    if not rights.may(office, "write"):  # every role of a draft has one of the two
        rights.require(office, "review")
    return kept


def _present(conn: Connection, draft_id: str) -> tuple[int, list[str]]:
    versions = drafts.versions(conn, draft_id)
    if not versions or not versions[-1].words:
        raise Refused("还没有填完，没有可以批注的文字", remedy="填完以后再批注")
    return versions[-1].version, versions[-1].words.split("\n")


# -- how it stands ---------------------------------------------------------------------------


def comments_of(office: Office, draft_id: str) -> tuple[Comment, ...]:
    """Return the comments of a draft, in the order in which they were made. Raises NotFound."""
    with office.reading() as conn:
        kept = drafts.load(conn, draft_id)
        rights.require_draft(office, conn, kept)
        return tuple(_shown(conn, kept))


def read(office: Office, draft_id: str) -> Reading:
    """Return the words of a draft as it is, with its comments at their places. Raises NotFound."""
    with office.reading() as conn:
        kept = drafts.load(conn, draft_id)
        rights.require_draft(office, conn, kept)
        last = next(iter(drafts.versions(conn, draft_id)[-1:]), None)
        lines = last.words.split("\n") if last and last.words else []
        found = tuple(_shown(conn, kept))
    paragraphs = []
    for n, line in enumerate(lines, 1):
        here = tuple(one for one in found if one.stands == n)
        marked = [(one.start, one.start + len(one.quote)) for one in here if not one.settled]
        paragraphs.append(Paragraph(n, line, tuple(_pieces(line, marked)), here))
    gone = tuple(one for one in found if one.stands is None)
    return Reading(
        last.version if last else 0, tuple(paragraphs), gone, sum(not one.settled for one in found)
    )


def _pieces(line: str, marked: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    cuts = sorted({0, len(line), *(at for pair in marked for at in pair)})
    for a, b in zip(cuts, cuts[1:], strict=False):
        yield line[a:b], any(start <= a and b <= end for start, end in marked)


def _shown(conn: Connection, kept: Draft) -> Iterator[Comment]:
    found = comments.of_draft(conn, kept.id)
    if not found:
        return
    words = {one.version: one.words.split("\n") for one in drafts.versions(conn, kept.id)}
    last = words[max(words)] if words else []
    values = list(_values(kept.data))
    for one in found:
        place = _place(one, words.get(one.version, []), last)
        yield Comment(
            one.seq, one.version, one.quote, one.words, one.by, one.at, one.settled, one.settled_by,
            tuple(Answer(a.by, a.at, a.words) for a in one.answers),
            place[0] if place else None, place[1] if place else 0, _field(one.quote, values),
        )  # fmt: skip


def _place(one: KeptComment, then: list[str], now: list[str]) -> tuple[int, int] | None:
    """Where the quoted words stand now: in the paragraph that was theirs, else in the nearest that holds them."""
    index = one.paragraph - 1
    expected = index
    for tag, a, b, c, d in difflib.SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if a <= index < b:
            expected = c + (index - a if tag == "equal" else min(index - a, max(d - c - 1, 0)))
            break
    holding = [n for n, line in enumerate(now) if one.quote in line]
    if not holding:
        return None
    n = min(holding, key=lambda place: (abs(place - expected), place))
    line = now[n]
    same = line[one.start : one.start + len(one.quote)] == one.quote
    return n + 1, one.start if same else line.find(one.quote)


def _values(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field, value in data.items():
        waiting = [value]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                for line in item.split("\n"):
                    if line.strip():
                        yield field, line.strip()
            elif isinstance(item, Mapping):
                waiting += item.values()
            elif isinstance(item, list):
                waiting += item


def _field(quote: str, values: Iterable[tuple[str, str]]) -> str:
    """The field whose words these are: it holds the quoted words, or they hold most of it."""
    whole = [(len(value), field) for field, value in values if quote in value]
    if whole:
        return min(whole)[1]
    inside = [(len(value), field) for field, value in values if len(value) > 3 and value in quote]
    return max(inside)[1] if inside else ""


def open_counts(conn: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return how many comments of these drafts are open; a draft without any is left out."""
    return comments.open_counts(conn, ids)


def told_open(conn: Connection, draft_id: str) -> str:
    """Return a sentence where comments are open that should be looked at before 签发, "" where none is."""
    count = comments.open_counts(conn, [draft_id]).get(draft_id, 0)
    return f"还有 {count} 条批注没有了结" if count else ""
