"""Search letters and 收文 in full text."""

from __future__ import annotations

from dataclasses import replace

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.index.query import Query, Results, read
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import plan_records


def search(office: Office, query: Query) -> Results:
    """Search letters and 收文 in full text. A department and a kind may be typed by any of their names."""
    if query.day_from and query.day_to and query.day_from > query.day_to:
        raise Refused(f"起始日期 {query.day_from} 晚于截止日期 {query.day_to}", remedy="对调两个日期")
    if query.department:
        with office.reading() as conn:
            try:
                found = find_department(plan_records.directory(conn), query.department)
                query = replace(query, department=found.name)
            except NotFound:
                pass  # an outside body that is nobody's entry is sought as it was typed
    if query.kind and query.kind not in ("received", "收文"):
        query = replace(query, kind=find_kind(office.kind_places, query.kind).slug)
    elif query.kind:
        query = replace(query, kind="received")
    question, understood = read(query)
    answer = office.index.search(question)
    return Results(answer.total, answer.hits, answer.facets, understood)
