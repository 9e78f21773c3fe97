"""A reviewer's judgement beside the machine's: of one rule, for one document of a case or for the file as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from shenguan_docs.register import journal
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.review_tables import review_judgements
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of

Verdict = Literal["agree", "disagree"]


@dataclass(frozen=True)
class Judgement:
    """What ``person`` says: ``subject`` names the case, ``record`` is the document's id ("" the whole file).

    ``points`` is what the person takes off instead, as written ("" where the machine's stand, or nothing is taken
    off because the person disagrees).
    """

    subject: str
    profile: str
    rule: str
    record: str
    verdict: Verdict
    points: str
    reason: str
    person: str
    day: date
    at: datetime | None = None
    by: str = ""


def enter(conn: Connection, judgement: Judgement, *, at: datetime, by: str) -> Entry:
    """Enter a judgement; it takes the place of an earlier one of the same rule and document."""
    data = {k: v for k, v in plain_data(judgement).items() if k not in ("at", "by", "subject")}
    return journal.append(conn, at=at, by=by, kind="review.judged", record=judgement.subject, data=data)


@applies("review.judged")
def _judged(conn: Connection, entry: Entry) -> None:
    judgement = from_plain(Judgement, {**entry.data, "subject": entry.record, "by": entry.by})
    conn.execute(
        insert(review_judgements), row_of(judgement, review_judgements, seq=entry.seq, at=entry.moment)
    )


def of_subject(conn: Connection, subject: str, profile: str) -> dict[tuple[str, str], Judgement]:
    """Return what holds of a case by rule and document."""
    t = review_judgements
    rows = conn.execute(select(t).where(t.c.subject == subject, t.c.profile == profile).order_by(t.c.seq))
    return {(row.rule, row.record): from_row(Judgement, row) for row in rows}
