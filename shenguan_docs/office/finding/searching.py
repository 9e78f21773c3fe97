"""Search letters and 收文 in full text."""

from __future__ import annotations

from dataclasses import replace

from shenguan_docs.asking.query import Query, Results, Suggestion, question_of, reading_of
from shenguan_docs.asking.reading import Reading
from shenguan_docs.asking.understanding import Ground
from shenguan_docs.index import question as q
from shenguan_docs.index.engine import Answer
from shenguan_docs.index.variants import has_forms
from shenguan_docs.office.finding.known_names import known_kind, vocabulary
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.sight import narrowed


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
    answer = asked(office, question_of(query, reading, ground))
    notes: tuple[str, ...] = reading.notes
    others: tuple[Suggestion, ...] = ()
    if not answer.total:
        answer, note = _loosened(office, query, reading, ground, answer)
        notes += (note,) if note else ()
        if not answer.total:
            from shenguan_docs.office.finding.suggestions import suggestions

            others = suggestions(office, query, reading, ground)
            notes += _other_spellings(office, query, ground)
    told = [part.told for part in reading.parts]
    return Results(answer.total, answer.hits, answer.facets, told, notes, others)


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
    office: Office, query: Query, reading: Reading, ground: Ground, nothing: Answer
) -> tuple[Answer, str]:
    """Return the first looser reading that finds something, and what to say; else ``nothing``."""
    for steps, note in reading.looser():
        answer = asked(office, question_of(query, reading, ground, loosened=steps))
        if answer.total:
            return answer, note
    if not reading.parts:
        return nothing, ""  # the words as they were typed ask for no less
    answer = asked(office, question_of(query, reading, ground, plain=True))
    return answer, "照理解的意思没有找到,已按字面查找" if answer.total else ""


def _other_spellings(office: Office, query: Query, ground: Ground) -> tuple[str, ...]:
    """Say how many letters there are in traditional or simplified characters, where there are any."""
    if query.variants or not has_forms(query.text):
        return ()
    wide = replace(query, variants=True, not_understood=(), limit=0)
    total = asked(office, question_of(wide, reading_of(wide, ground), ground)).total
    return (f"繁体、简体写法一起查有 {total} 件,检索时加 --variants",) if total else ()
