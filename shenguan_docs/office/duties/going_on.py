"""A letter that is demanded may be drafted already: which draft it is, and the command that goes on with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import literal, select

from shenguan_docs.duties.facts import Duty
from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.office.duties.lacks import Begun, command
from shenguan_docs.office.letters.preparing import reopened
from shenguan_docs.office.letters.workflow import standing_of
from shenguan_docs.office.settings import SIGN
from shenguan_docs.register import drafts, schema
from shenguan_docs.register.steps import SUBMITTED


@dataclass(frozen=True)
class _Open:
    id: str
    kind: str
    event: str
    data: str


@dataclass
class OpenDrafts:
    """The open drafts of the office, read once."""

    ground: Ground

    @cached_property
    def _all(self) -> tuple[_Open, ...]:
        t = schema.drafts
        query = select(t.c.id, t.c.kind, t.c.event, t.c.data).where(t.c.state == "open")
        return tuple(
            _Open(r.id, r.kind, r.event or "", r.data)
            for r in self.ground.conn.execute(query.order_by(t.c.updated_at.desc(), t.c.id))
        )

    def of_duty(self, duty: Duty) -> Begun | None:
        """Return the draft of the letter that a duty waits for: by its event, by the letter that it names, by the period."""
        open, subject = duty.open, duty.open.subject
        if open.state == "unwritten" and subject.event:
            return self.of_event(open.rule.letter, subject.event)
        if open.state == "unwritten":
            return self._first((open.rule.letter,), (open.by, str(subject.day)))
        if open.state == "unclaimed":
            return self._first(("receipt",), (open.by, subject.letter))
        return self._first((open.rule.writes,), (open.by, subject.letter)) if open.state == "open" else None

    def unsent_answer(self, duty: Duty) -> str:
        """Return the number of a letter that would end a duty and was issued but not sent, "" where there is none."""
        d, t, open = schema.documents, schema.document_relations, duty.open
        if open.state != "open" or not open.subject.letter or not open.rule.relations:
            return ""
        query = (
            select(d.c.number)
            .join(t, t.c.document == d.c.id)
            .where(t.c.target_document == open.subject.letter, t.c.relation.in_(open.rule.relations))
            .where(
                self.ground.in_force(d),
                self.ground.is_by(d.c.sender, literal(open.by)),
                ~self.ground.reached(d, "sent"),
            )
        )
        return self.ground.conn.execute(query.order_by(d.c.written_on, d.c.id)).scalar() or ""

    def of_event(self, kind: str, event: str) -> Begun | None:
        """Return the draft of a kind that starts from an event."""
        return self._first((kind,), (), event)

    def _first(self, kinds: tuple[str, ...], says: Iterable[str], event: str = "") -> Begun | None:
        wanted, words = self.ground.kinds(kinds), [f'"{word}"' for word in says]
        for one in self._all:
            if one.kind in wanted and one.event == (event or one.event) and all(w in one.data for w in words):
                return self._begun(one.id)
        return None

    def _begun(self, id: str) -> Begun:
        ground = self.ground
        kept = drafts.load(ground.conn, id)
        try:
            with reopened(ground.office, ground.conn, kept, ground.office.today) as prepared:
                sender = prepared.exchange.sender
                now = standing_of(ground.office, ground.conn, kept, sender.key)
        except DataFaults as error:
            fields = list(dict.fromkeys(fault.field for fault in error.faults))
            fixed = [word for field in fields for word in ("--set", f"{field}=")]
            return Begun(id, f"没有填完，还要补正{'、'.join(fields)}", command("revise", id, *fixed))
        except Refused as error:
            return Begun(id, f"还不能印发：{error.message}", command("show", id))
        if now.next == "" or (now.order == (SIGN,) and not now.history):
            return Begun(id, f"{now.state}，没有印发", command("issue", id))
        if now.next == SUBMITTED:
            return Begun(id, f"{now.state}，没有送审", command("submit", id, "--by", kept.created_by))
        if now.next == SIGN:
            return Begun(
                id, f"{now.state}，没有签发", command("sign", id, "--by", sender.signatory or "签发人")
            )
        return Begun(id, f"{now.state}，等待{now.next}", command("approve", id, "--by", "姓名"))
