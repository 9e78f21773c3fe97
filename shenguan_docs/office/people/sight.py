"""What a person at the desk may see, as a condition for the search engine: the same rule as rights.py has in SQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shenguan_docs.index import question as q
from shenguan_docs.office.opening import Office

if TYPE_CHECKING:
    from shenguan_docs.office.people.reach import Reach


def narrowed(office: Office, question: q.Question) -> q.Question:
    """Return the question of only those letters that the person may see."""
    if (
        office.who is None and office.within is None
    ):  # at the command line: what a search need not import it does not
        return question
    from shenguan_docs.office.people import rights

    far = rights.reach(office)
    if far is None:
        return question
    sight = _sight(office, far) if rights.may(office, "look") else q.Any()
    return replace(question, where=q.All((question.where, sight)))


def _sight(office: Office, far: Reach) -> q.Node:
    from shenguan_docs.office.people import reach
    from shenguan_docs.register import plan_records

    if far.district is not None:
        return q.Is("district", reach.fact_of(far.district))
    with office.reading() as conn:
        names = reach.names_of(conn, far.departments)
        others = [d.name for d in plan_records.departments(conn)]
    mine = q.Any(tuple(node for name in names for node in (_sent(name), q.Is("receiver", name))))
    if not far.unaddressed:
        return mine
    # What came in and is addressed to no department is the clerks' of the whole office.
    addressed = q.Any(tuple(q.Is("receiver", name) for name in others))
    return q.Any((mine, q.All((q.Is("direction", "in"), q.Not(addressed)))))


def _sent(name: str) -> q.Node:
    return q.All((q.Is("sender", name), q.Is("direction", "out")))
