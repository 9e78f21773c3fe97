"""Whose duties are asked for: of a company, a matter, a department, an event, certain letters; or all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, and_, exists, false, literal, or_, select, true

from shenguan_docs.register import schema
from shenguan_docs.register.company_tables import company_mentions

# Names of their own, so that no query that is narrowed takes them for its own tables.
_LETTER_MATTERS = schema.document_matters.alias("scope_letter_matters")
_EVENT_MATTERS = schema.event_matters.alias("scope_event_matters")
_RECEIVERS = schema.document_receivers.alias("scope_receivers")
_MENTIONS = company_mentions.alias("scope_mentions")


@dataclass(frozen=True)
class Scope:
    """None where it does not matter.

    ``companies`` are the ids of one 行政相对人 and of those merged into it, ``matter`` is a name,
    ``department`` a key with the names of its matters, ``among`` the keys of several, the rest are ids.
    """

    companies: tuple[str, ...] | None = None
    matter: str | None = None
    department: str | None = None
    department_matters: tuple[str, ...] = ()
    among: tuple[str, ...] | None = None
    letters: tuple[str, ...] | None = None
    events: tuple[str, ...] | None = None

    def of_letters(self, d: FromClause) -> ColumnElement[bool]:
        """The letters in scope."""
        parts: list[ColumnElement[bool]] = [*self._of_company(d)]
        m, r = _LETTER_MATTERS, _RECEIVERS
        if self.matter is not None:
            parts.append(d.c.id.in_(select(m.c.document).where(m.c.name == self.matter)))
        if self.department is not None:
            # no index of departments: each has a good part of all letters
            mine = r.c.department + literal("") == self.department
            sent = exists().where(r.c.document == d.c.id, mine)
            parts.append(or_(d.c.sender == self.department, sent))
        if self.among is not None:
            there = (r.c.department + literal("")).in_(self.among)
            parts.append(or_(d.c.sender.in_(self.among), exists().where(r.c.document == d.c.id, there)))
        if self.letters is not None or self.events is not None:
            parts.append(d.c.id.in_(self.letters) if self.letters else false())
        return and_(true(), *parts)

    def of_events(self, e: FromClause) -> ColumnElement[bool]:
        """The events in scope."""
        parts: list[ColumnElement[bool]] = [*self._of_company(e)]
        m = _EVENT_MATTERS
        if self.matter is not None:
            parts.append(e.c.id.in_(select(m.c.event).where(m.c.name == self.matter)))
        if self.department is not None:
            mine = select(m.c.event).where(m.c.name.in_(self.department_matters))
            parts.append(or_(e.c.id.in_(mine), e.c.data.contains(f'"{self.department}"')))
        if self.letters is not None or self.events is not None:
            parts.append(e.c.id.in_(self.events) if self.events else false())
        return and_(true(), *parts)

    def _of_company(self, records: FromClause) -> list[ColumnElement[bool]]:
        if self.companies is None:
            return []
        t = _MENTIONS
        return [records.c.id.in_(select(t.c.record).where(t.c.company.in_(self.companies)))]
