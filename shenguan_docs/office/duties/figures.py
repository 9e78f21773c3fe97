"""Figures of the exchange by department, month and kind: sent, claimed, answered, in time, late, urged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, and_, cast, func, select

from shenguan_docs.duties.facts import Term
from shenguan_docs.errors import Refused
from shenguan_docs.notices.kinds import kind_folders, name_in
from shenguan_docs.office.duties.gathering import gathered
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import life_tables, plan_records, schema

By = Literal["department", "month", "kind"]
COUNTS = (
    "issued",
    "sent",
    "received",
    "claimed",
    "asked",
    "answered",
    "in_time",
    "answered_late",
    "open",
    "late",
    "reminded",
    "urged",
)
D, R = schema.documents, schema.document_receivers
V, DL = life_tables.deliveries, life_tables.document_deadlines
_AT = and_(V.c.document == R.c.document, V.c.position == R.c.position)
_A, _T = schema.documents.alias("answers"), schema.document_relations.alias("answering")
_AV = life_tables.deliveries.alias("answers_sent")


@dataclass(frozen=True)
class Line:
    """The counts of one department (who sent; who was asked), one month, or one kind of notice."""

    key: str
    name: str
    counts: dict[str, int]


def figures(office: Office, by: By, start: date, end: date, today: date, department: str = "") -> list[Line]:
    """Count what was issued (by its date), and what was sent (by the day of 发出) from ``start`` to ``end``.

    Received, claimed, asked and answered are counts of what was sent in that time; reminders count by their date.
    What is open and late is so on ``today``.

    ``department`` narrows to what it sent and was sent. Raises NotFound, Refused.
    """
    if end < start:
        raise Refused(f"起止日期不对：{start} 至 {end}", remedy="开始的日期写在前面")
    with office.reading() as conn:
        directory = plan_records.directory(conn, today)
        asked = find_department(directory, department).key if department else ""
        keys = rights.books_of(office, asked)
        if keys is None:
            scope = Scope()
        elif len(keys) == 1:
            scope = Scope(department=next(iter(keys)))
        else:
            scope = Scope(among=tuple(sorted(keys)))
        counting = _Counting(Ground(office, conn, today, scope), by, start, end, keys)
        counted: dict[str, Counter[str]] = {}
        for name, row, number in counting.all():
            counted.setdefault(row, Counter())[name] += number
        names = counting.names()
        lines = [Line(k, names.get(k, k), {name: c[name] for name in COUNTS}) for k, c in counted.items()]
    order = {d.key: place for place, d in enumerate(directory.departments)}
    return sorted(lines, key=lambda line: (order.get(line.key, 0) if by == "department" else 0, line.key))


@dataclass
class _Counting:
    ground: Ground
    by: By
    start: date
    end: date
    departments: frozenset[str] | None

    def all(self) -> Iterator[tuple[str, str, int]]:
        """Yield what was counted, of whom (which month, which kind), and how many."""
        ground = self.ground
        standing = and_(ground.in_force(D), ground.scope.of_letters(D))
        written = and_(standing, D.c.written_on.between(self.start, self.end))
        keys = self.departments
        me = [R.c.department.in_(keys)] if keys is not None else []
        mine = [D.c.sender.in_(keys)] if keys is not None else []
        key = self._key(D.c.sender, D.c.written_on)
        yield from self._rows("issued", select(key, func.count()).where(written, *mine))
        last = self._last_sent()
        sent = select(self._key(D.c.sender, last.c.day), func.count()).join(last, last.c.document == D.c.id)
        yield from self._rows(
            "sent", sent.where(standing, last.c.day.between(self.start, self._until), *mine)
        )
        went = and_(standing, V.c.sent_on.between(self.start, self._until))
        to = (
            select(self._key(R.c.department, V.c.sent_on), func.count())
            .join(R, R.c.document == D.c.id)
            .join(V, _AT)
            .where(went, R.c.department.is_not(None), *me)
        )
        yield from self._rows("received", to)
        yield from self._rows("claimed", to.where(V.c.claimed_on <= ground.today))
        yield from self._asked(went, me)
        for name, slug in (("reminded", "reminder"), ("urged", "supervision-urge")):
            kinds = (
                select(self._key(R.c.department, D.c.written_on), func.count())
                .join(R, R.c.document == D.c.id)
                .where(written, D.c.kind.in_(ground.kinds((slug,))), R.c.role == "main", *me)
            )
            yield from self._rows(name, kinds)
        for duty in gathered(ground):
            open = duty.open
            if (keys is None or open.by in keys) and open.state != "unclaimed":
                day = duty.due
                row = {"department": open.by, "month": f"{day:%Y-%m}", "kind": open.subject.kind}[self.by]
                if self.start <= day <= self.end or duty.late:
                    yield "open", row, 1
                    yield "late", row, int(duty.late)

    @property
    def _until(self) -> date:
        return min(self.end, self.ground.today)

    def _last_sent(self) -> Any:
        """Each letter that all its 主送 were sent, with the day of the last."""
        day = func.max(V.c.sent_on).label("day")
        query = select(R.c.document, day).join(V, _AT, isouter=True).where(R.c.role == "main")
        return query.group_by(R.c.document).having(func.count() == func.count(V.c.sent_on)).subquery()

    def _rows(self, name: str, query: Any) -> Iterator[tuple[str, str, int]]:
        column = next(iter(query.selected_columns))
        for key, number in self.ground.conn.execute(query.group_by(column)):
            yield name, str(key), number

    def _key(self, department: ColumnElement[Any], day: ColumnElement[Any]) -> ColumnElement[Any]:
        if self.by == "department":
            return department
        return D.c.kind if self.by == "kind" else func.substr(cast(day, String), 1, 7)

    def _asked(self, went: ColumnElement[bool], me: list[Any]) -> Iterator[tuple[str, str, int]]:
        """The letters that asked for an answer, whether one was sent, and by its day."""
        ground = self.ground
        answer = (
            select(func.min(_AV.c.sent_on))
            .join(_A, _A.c.id == _AV.c.document)
            .join(_T, _T.c.document == _A.c.id)
            .where(_T.c.target_document == D.c.id, _T.c.relation == "answers", ground.in_force(_A))
            .where(ground.is_by(_A.c.sender, R.c.department), _AV.c.sent_on <= ground.today)
            .correlate(D, R)
            .scalar_subquery()
        )
        got = schema.received
        by_paper = (
            select(func.min(got.c.received_on))
            .where(got.c.answers == D.c.id, got.c.received_on <= ground.today)
            .correlate(D)
            .scalar_subquery()
        )
        query = (
            select(
                self._key(R.c.department, V.c.sent_on),
                DL.c.since,
                V.c.sent_on,
                DL.c.amount,
                DL.c.unit,
                answer,
                by_paper,
            )
            .join(R, and_(R.c.document == D.c.id, R.c.role == "main"))
            .join(V, _AT)
            .join(DL, and_(DL.c.document == D.c.id, DL.c.answer.is_(True)))
            .where(went, *me)
        )
        for key, since, sent_on, amount, unit, letter, paper in ground.conn.execute(query):
            yield "asked", str(key), 1
            days = [_as_day(day) for day in (letter, paper) if day]
            if days:
                due = ground.reckoning.last_day(Term(since or sent_on, amount, unit)).day
                yield "answered", str(key), 1
                yield ("in_time" if min(days) <= due else "answered_late"), str(key), 1

    def names(self) -> dict[str, str]:
        """Return the names of the keys."""
        if self.by == "department":
            return {d.key: d.short_name for d in self.ground.directory.departments}
        if self.by == "month":
            return {}
        return {
            slug: name_in(folder) for slug, folder in kind_folders(self.ground.office.kind_places).items()
        }


def _as_day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
