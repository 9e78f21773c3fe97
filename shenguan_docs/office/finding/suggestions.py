"""When nothing was found: other queries that do find something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from shenguan_docs.asking.numbers import find_numbers
from shenguan_docs.asking.query import Query, Suggestion, question_of, reading_of
from shenguan_docs.asking.reading import Reading
from shenguan_docs.asking.suggesting import near_names, near_texts
from shenguan_docs.asking.understanding import LONGEST_UNDERSTOOD, Ground
from shenguan_docs.errors import Refused
from shenguan_docs.index import question as q
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.sight import narrowed
from shenguan_docs.text import half_width

MOST = 3
MOST_WORDS = 8
"""Words of a query up to which another is tried in place of each."""
LONGEST_WORD, MOST_LOOKED_UP = 12, 60
"""Characters of a word in which a look-alike is sought in the letters themselves, and how many are looked up."""
_TRIED = 12
_SIGNS = '"“”「」()（）'


def suggestions(office: Office, query: Query, reading: Reading, ground: Ground) -> tuple[Suggestion, ...]:
    """Return at most three queries with one word replaced by a known name or number; each finds something."""
    found: list[Suggestion] = []
    if len(query.text) > LONGEST_UNDERSTOOD or len(query.text.split()) > MOST_WORDS:
        return ()
    for tried, (typed, instead) in enumerate(_replacements(office, query, reading, ground)):
        if tried >= _TRIED or len(found) >= MOST:
            break
        text = query.text.replace(typed, instead, 1)
        if text == query.text or any(text == one.query for one in found):
            continue
        other = replace(query, text=text, limit=0, offset=0, not_understood=())
        try:
            total = office.index.search(
                narrowed(office, question_of(other, reading_of(other, ground), ground))
            ).total
        except Refused:
            continue
        if total:
            found.append(Suggestion(typed, instead, text, total))
    return tuple(found)


def _replacements(
    office: Office, query: Query, reading: Reading, ground: Ground
) -> Iterator[tuple[str, str]]:
    for found in find_numbers(half_width(query.text), ground.vocabulary.marks):
        typed = query.text[found.start : found.end]
        for number in _near_numbers(office, found.mark or (found.form.mark if found.form else "")):
            yield typed, number
    texts = [text.text for text in reading.texts] or [
        part.text for part in reading.parts if part.field in ("matter", "company")
    ]
    texts += [
        word for word in query.text.replace("：", ":").split() if word not in texts and not reading.parts
    ]
    for typed in sorted(texts, key=ground.literal):  # what no letter holds comes first
        for name in near_names(typed.strip(_SIGNS), ground.vocabulary):
            yield typed, name
    for typed in texts:
        word = typed.strip(_SIGNS)
        if 2 <= len(word) <= LONGEST_WORD and not ground.literal(word):
            for other in islice(near_texts(word), MOST_LOOKED_UP):
                if ground.literal(other):
                    yield word, other


def _near_numbers(office: Office, mark: str) -> list[str]:
    """Return the newest numbers of the same 代字."""
    where = q.Holds(mark, "number") if mark else q.All()
    return [
        hit.number
        for hit in office.index.search(narrowed(office, q.Question(where, "date", MOST, 0, ()))).hits
    ]
