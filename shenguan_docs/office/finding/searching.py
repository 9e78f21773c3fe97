"""Search letters and 收文 in full text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shenguan_docs.asking.query import Query, Results, Suggestion, question_of, reading_of
from shenguan_docs.asking.reading import Reading
from shenguan_docs.asking.understanding import Ground
from shenguan_docs.index import question as q
from shenguan_docs.index.engine import Answer
from shenguan_docs.index.variants import has_forms
from shenguan_docs.office.finding.known_names import known_kind, vocabulary
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.sight import narrowed
from shenguan_docs.plan.departments import CITY


def search(office: Office, query: Query) -> Results:
    """Search letters and 收文 in full text; what finds nothing is read more loosely step by step, and that is said.

    A department and a kind may be typed by any of their names. Raises ``Refused`` for what is no question.
    """
    if office.turn is not None:  # other machines write, too, and nobody tells this one's index
        from shenguan_docs.office.finding.indexing import follow

        follow(office)
    if query.kind:
        query = replace(query, kind=known_kind(office, query.kind))
    ground = ground_of(office, query)
    reading = reading_of(query, ground)
    question = question_of(query, reading, ground)
    answer = asked(office, question)
    notes: tuple[str, ...] = reading.notes
    others: tuple[Suggestion, ...] = ()
    if not answer.total:
        answer, note, question = _loosened(office, query, reading, ground, (answer, "", question))
        notes += (note,) if note else ()
        if not answer.total:
            from shenguan_docs.office.finding.suggestions import suggestions

            others = suggestions(office, query, reading, ground)
            notes += _other_spellings(office, query, ground)
    told = [part.told for part in reading.parts]
    facets: dict[Any, Mapping[str, int]] = {**answer.facets}
    if answer.total:
        facets |= by_district(office, question, ground)
    return Results(answer.total, answer.hits, facets, told, notes, others)


def by_district(office: Office, question: q.Question, ground: Ground) -> dict[str, dict[str, int]]:
    """Return how many letters each district sees, for who sees those of all; nothing where there are no districts.

    A letter between two districts counts for both. It takes a question that only counts for each.
    """
    if all(
        not d.district for d in ground.vocabulary.departments
    ):  # so for most offices, and known without a look
        return {}
    from shenguan_docs.office.people import rights
    from shenguan_docs.office.people.reach import fact_of
    from shenguan_docs.register import plan_records

    if rights.reach(office) is not None:
        return {}
    with office.reading() as conn:
        names = {"": CITY, **{d.code: d.name for d in plan_records.districts(conn)}}
    counts = {}
    for code, name in names.items():
        where = q.All((question.where, q.Is("district", fact_of(code))))
        if total := office.index.search(q.Question(where, limit=0, facets=())).total:
            counts[name] = total
    return {"district": counts}


def asked(office: Office, question: q.Question) -> Answer:
    """Ask the engine, of what the person at the desk may see."""
    return office.index.search(narrowed(office, question))


def ground_of(office: Office, query: Query) -> Ground:
    """Return what understanding ``query`` rests on in this office."""

    def holds(text: str) -> bool:
        stretch = q.Holds(text, variants=query.variants)
        return bool(asked(office, q.Question(stretch, limit=0, facets=())).total)

    return Ground(vocabulary(office), query.today or office.today, holds)


def _loosened(
    office: Office, query: Query, reading: Reading, ground: Ground, nothing: tuple[Answer, str, q.Question]
) -> tuple[Answer, str, q.Question]:
    """Return the first looser reading that finds something, and what to say; else ``nothing``."""
    for steps, note in reading.looser():
        question = question_of(query, reading, ground, loosened=steps)
        answer = asked(office, question)
        if answer.total:
            return answer, note, question
    if not reading.parts:
        return nothing  # the words as they were typed ask for no less
    question = question_of(query, reading, ground, plain=True)
    answer = asked(office, question)
    return answer, "照理解的意思没有找到，已按字面查找" if answer.total else "", question


def _other_spellings(office: Office, query: Query, ground: Ground) -> tuple[str, ...]:
    """Say how many letters there are in traditional or simplified characters, where there are any."""
    if query.variants or not has_forms(query.text):
        return ()
    wide = replace(query, variants=True, not_understood=(), limit=0)
    total = asked(office, question_of(wide, reading_of(wide, ground), ground)).total
    return (f"繁体、简体写法一起查有 {total} 件，检索时加 --variants",) if total else ()
