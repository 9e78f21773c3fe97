"""Whose duties are asked for: of a company, a matter, a department, an event, certain letters; or all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, FromClause, and_, exists, false, or_, select, true

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import nearest
from shenguan_docs.register import schema
from shenguan_docs.text import fold_code


@dataclass(frozen=True)
class Company:
    """Under what one 行政相对人 stands: its code, a person's identity number, or names where it has no code."""

    usccs: frozenset[str] = frozenset()
    id_numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def among(self, t: FromClause) -> ColumnElement[bool]:
        """The rows of a table of parties that are this one's."""
        given = ((t.c.uscc, self.usccs), (t.c.id_number, self.id_numbers), (t.c.name, self.names))
        return or_(false(), *(column.in_(values) for column, values in given if values))


@dataclass(frozen=True)
class Scope:
    """None where it does not matter; ``matter`` is a name, ``department`` a key, the rest are ids."""

    company: Company | None = None
    matter: str | None = None
    department: str | None = None
    department_matters: tuple[str, ...] = ()
    letters: tuple[str, ...] | None = None
    events: tuple[str, ...] | None = None

    @property
    def all(self) -> bool:
        """Nothing is left out."""
        return self == Scope()

    def of_letters(self, d: FromClause) -> ColumnElement[bool]:
        """The letters in scope."""
        parts: list[ColumnElement[bool]] = []
        p, m, r = schema.document_parties, schema.document_matters, schema.document_receivers
        if self.company is not None:
            parts.append(d.c.id.in_(select(p.c.document).where(self.company.among(p))))
        if self.matter is not None:
            parts.append(d.c.id.in_(select(m.c.document).where(m.c.name == self.matter)))
        if self.department is not None:
            sent = exists().where(r.c.document == d.c.id, r.c.department == self.department)
            parts.append(or_(d.c.sender == self.department, sent))
        if self.letters is not None or self.events is not None:
            parts.append(d.c.id.in_(self.letters) if self.letters else false())
        return and_(true(), *parts)

    def of_events(self, e: FromClause) -> ColumnElement[bool]:
        """The events in scope."""
        parts: list[ColumnElement[bool]] = []
        p, m = schema.event_parties, schema.event_matters
        if self.company is not None:
            parts.append(e.c.id.in_(select(p.c.event).where(self.company.among(p))))
        if self.matter is not None:
            parts.append(e.c.id.in_(select(m.c.event).where(m.c.name == self.matter)))
        if self.department is not None:
            mine = select(m.c.event).where(m.c.name.in_(self.department_matters))
            parts.append(or_(e.c.id.in_(mine), e.c.data.contains(f'"{self.department}"')))
        if self.letters is not None or self.events is not None:
            parts.append(e.c.id.in_(self.events) if self.events else false())
        return and_(true(), *parts)


def find_company(conn: Connection, typed: str) -> Company:
    """Return the company of a code, a name, or a part of a name that only one company has.

    Raises NotFound with the nearest names, Refused with the candidates where several have it.
    """
    typed = " ".join(typed.split())
    if not typed:
        raise Refused("没有写明行政相对人", remedy="写名称或者统一社会信用代码")
    found = _standing(conn, typed, whole=True) or _standing(conn, typed, whole=False)
    if not found:
        known = [row[0] for t in _PARTIES for row in conn.execute(select(t.c.name).distinct())]
        near = nearest(typed, known)
        raise NotFound(
            f"登记的文书和事件里没有“{typed}”",
            remedy=f"最接近的有{'、'.join(near)}" if near else "核对名称或者统一社会信用代码",
        )
    who = {uscc or id_number or name: (name, uscc) for name, uscc, id_number in found}
    if len({code for code, (name, _) in who.items() if code != name} or who) > 1:
        listed = [f"{name}({uscc})" if uscc else name for name, uscc in who.values()]
        more = "等" if len(listed) > 8 else ""
        raise Refused(
            f"“{typed}”可能是 {len(listed)} 个行政相对人:{'、'.join(listed[:8])}{more}",
            remedy="写全称或者统一社会信用代码",
        )
    usccs = frozenset(uscc for _, uscc, _ in found if uscc)
    ids = frozenset(id_number for _, _, id_number in found if id_number)
    return Company(usccs, ids, frozenset(name for name, *codes in found if not any(codes)))


_PARTIES = (schema.document_parties, schema.event_parties)


def _standing(conn: Connection, typed: str, *, whole: bool) -> list[tuple[str, str, str]]:
    code, found = fold_code(typed), set()
    for t in _PARTIES:
        exact = or_(t.c.name == typed, t.c.uscc == code, t.c.id_number == code)
        fits = exact if whole else t.c.name.contains(typed, autoescape=True)
        for row in conn.execute(select(t.c.name, t.c.uscc, t.c.id_number).where(fits).distinct()):
            found.add((row.name, row.uscc, row.id_number))
    return sorted(found)
