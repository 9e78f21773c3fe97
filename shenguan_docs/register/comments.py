"""Comments at a place of a draft: made, answered, settled, through the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, false, func, insert, select, update

from shenguan_docs.errors import NotFound
from shenguan_docs.register import journal
from shenguan_docs.register.comment_tables import comment_answers, draft_comments
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.rows import from_row


@dataclass(frozen=True)
class KeptAnswer:
    """What was answered to a comment."""

    seq: int
    comment: int
    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class KeptComment:
    """A comment: ``quote`` begins at ``start`` of ``paragraph`` (from 1) of that ``version`` of the draft.

    ``seq`` is the entry of the journal, and the comment's name.
    """

    seq: int
    draft: str
    version: int
    paragraph: int
    start: int
    quote: str
    words: str
    at: datetime
    by: str
    settled: bool
    settled_by: str
    settled_at: datetime | None
    answers: tuple[KeptAnswer, ...] = ()


def make(
    conn: Connection, draft: str, *, version: int, paragraph: int, start: int, quote: str, words: str,
    at: datetime, by: str,
) -> Entry:  # fmt: skip
    """Enter a comment."""
    data = {"version": version, "paragraph": paragraph, "start": start, "quote": quote, "words": words}
    return journal.append(conn, at=at, by=by, kind="draft.comment", record=draft, data=data)


@applies("draft.comment")
def _made(conn: Connection, entry: Entry) -> None:
    place = {name: entry.data[name] for name in ("version", "paragraph", "start", "quote", "words")}
    more = {"seq": entry.seq, "draft": entry.record, "at": entry.moment, "by": entry.by}
    conn.execute(insert(draft_comments), {**place, **more, "settled": False, "settled_by": ""})


def answer(conn: Connection, comment: KeptComment, words: str, *, at: datetime, by: str) -> Entry:
    """Enter an answer."""
    data = {"comment": comment.seq, "words": words}
    return journal.append(conn, at=at, by=by, kind="draft.comment-answered", record=comment.draft, data=data)


@applies("draft.comment-answered")
def _answered(conn: Connection, entry: Entry) -> None:
    row = {"seq": entry.seq, "comment": entry.data["comment"], "words": entry.data["words"]}
    conn.execute(insert(comment_answers), {**row, "at": entry.moment, "by": entry.by})


def settle(conn: Connection, comment: KeptComment, settled: bool, *, at: datetime, by: str) -> Entry:
    """Note that a comment is settled, or open again."""
    data = {"comment": comment.seq, "settled": settled}
    return journal.append(conn, at=at, by=by, kind="draft.comment-settled", record=comment.draft, data=data)


@applies("draft.comment-settled")
def _settled(conn: Connection, entry: Entry) -> None:
    settled = entry.data["settled"]
    values = {
        "settled": settled,
        "settled_by": entry.by if settled else "",
        "settled_at": entry.moment if settled else None,
    }
    named = update(draft_comments).where(draft_comments.c.seq == entry.data["comment"])
    conn.execute(named.values(values))


def of_draft(conn: Connection, draft: str) -> tuple[KeptComment, ...]:
    """Return the comments of a draft with their answers, in the order in which they were made."""
    t, a = draft_comments, comment_answers
    answers: dict[int, list[KeptAnswer]] = {}
    mine = select(t.c.seq).where(t.c.draft == draft)
    for row in conn.execute(select(a).where(a.c.comment.in_(mine)).order_by(a.c.seq)):
        answers.setdefault(row.comment, []).append(from_row(KeptAnswer, row))
    rows = conn.execute(select(t).where(t.c.draft == draft).order_by(t.c.seq))
    return tuple(from_row(KeptComment, row, answers=tuple(answers.get(row.seq, ()))) for row in rows)


def find(conn: Connection, draft: str, seq: int) -> KeptComment:
    """Return one comment of a draft. Raises NotFound."""
    found = next((one for one in of_draft(conn, draft) if one.seq == seq), None)
    if found is None:
        raise NotFound(f"没有这条批注（{seq}）", remedy="刷新页面以后再试")
    return found


def open_counts(conn: Connection, drafts: Iterable[str]) -> dict[str, int]:
    """Return how many comments of these drafts are not settled; a draft without any is left out."""
    t, wanted = draft_comments, list(dict.fromkeys(drafts))
    found: dict[str, int] = {}
    for at in range(0, len(wanted), 500):
        where = t.c.draft.in_(wanted[at : at + 500]), t.c.settled == false()
        for id, count in conn.execute(select(t.c.draft, func.count()).where(*where).group_by(t.c.draft)):
            found[id] = count
    return found
