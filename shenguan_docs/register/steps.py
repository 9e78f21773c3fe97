"""送审, 审核, 会签, 退回 of a draft, through the journal; 签发 stands in drafts.py.

A step counts for the content that it was taken on: a draft that was changed afterwards begins again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from shenguan_docs.register import journal, life_tables, schema
from shenguan_docs.register.drafts import Draft
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.rows import from_row

SUBMITTED, RETURNED = "送审", "退回"

State = Literal["drafted", "submitted", "approved", "returned", "signed", "issued"]


@dataclass(frozen=True)
class Step:
    """One step: ``step`` is 送审, 退回, or the name of the approval that was given (审核, 会签)."""

    seq: int
    draft: str
    step: str
    person: str
    day: date
    digest: str
    note: str
    at: datetime
    by: str


def take_step(
    conn: Connection, draft: Draft, step: str, *, person: str, day: date, note: str, at: datetime, by: str
) -> Entry:
    """Note a step on a draft as it is."""
    data = {"step": step, "person": person, "day": day.isoformat(), "digest": draft.digest, "note": note}
    return journal.append(conn, at=at, by=by, kind="draft.step", record=draft.id, data=data)


@applies("draft.step")
def _taken(conn: Connection, entry: Entry) -> None:
    data = entry.data
    if data["step"] == RETURNED:  # what had been signed goes back too
        conn.execute(delete(schema.signings).where(schema.signings.c.draft == entry.record))
    conn.execute(
        insert(life_tables.draft_steps).values(
            seq=entry.seq,
            draft=entry.record,
            step=data["step"],
            person=data["person"],
            day=date.fromisoformat(data["day"]),
            digest=data["digest"],
            note=data["note"],
            at=entry.moment,
            by=entry.by,
        )
    )


def steps_of(conn: Connection, draft_id: str) -> tuple[Step, ...]:
    """Return all steps of a draft, in order."""
    t = life_tables.draft_steps
    rows = conn.execute(select(t).where(t.c.draft == draft_id).order_by(t.c.seq))
    return tuple(from_row(Step, row) for row in rows)


def standing(draft: Draft, steps: tuple[Step, ...]) -> tuple[State, tuple[str, ...]]:
    """Return where a draft stands as it is now, and which approvals it has since it was last submitted."""
    if draft.state == "issued":
        return "issued", ()
    given: tuple[str, ...] = ()
    state: State = "drafted"
    for step in steps:
        if step.step == RETURNED:
            state, given = "returned", ()
        elif step.digest != draft.digest:
            state, given = "drafted", ()
        elif step.step == SUBMITTED:
            state, given = "submitted", ()
        else:
            state, given = "approved", (*given, step.step)
    return ("signed" if draft.signing is not None else state), given
