"""A change of law names law and articles: the matters that rest on them are found in the matter list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shenguan_docs.errors import Fault, NotFound, ShenguanError
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.plan.events import EventType
from shenguan_docs.plan.legal_basis import Citation, Resting, named_laws, resting_on
from shenguan_docs.text import join_names

LAW, ARTICLES, MATTER = "law", "articles", "matter"


def laws_of(data: Mapping[str, Any]) -> tuple[Citation, ...]:
    """Return the laws that an event's form names, with their articles."""
    return named_laws(_texts(data.get(LAW)), _texts(data.get(ARTICLES)))


def _texts(value: Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list) else [value]) if item]


def resting(lookup: OfficeLookup, laws: tuple[Citation, ...]) -> tuple[Resting, ...]:
    """Return the matters of the list of the day that rest on these laws; none where there is no list."""
    try:
        return resting_on(lookup.matters.all, laws) if laws else ()
    except NotFound:
        return ()


def with_resting_matters(
    event: EventType, form: dict[str, Any], lookup: OfficeLookup
) -> tuple[dict[str, Any], list[str], list[Fault]]:
    """Return the form of a change of law with the matters that rest on it where it names none.

    Also remarks about what was found, and a fault where nothing was. Other types come back as they are.
    """
    ids = {f.id for f in event.fields}
    laws = laws_of(form) if {LAW, MATTER} <= ids else ()
    if not laws:
        return form, [], []
    found = [r.matter.name for r in resting(lookup, laws)]
    cited = join_names(map(str, laws))
    given = form.get(MATTER)
    if given:
        names = {_name(lookup, typed) for typed in _texts(given)}
        others = [name for name in found if name not in names]
        return form, [f"清单里以{cited}为法律依据的还有{join_names(others)}"] if others else [], []
    if not found:
        remedy = "写明事项，或先用 shenguan matters change 事项 --legal-basis … 补上法律依据"
        return (
            form,
            [],
            [Fault(event.field(MATTER).label, f"没有填，清单里也没有以{cited}为法律依据的事项", remedy)],
        )
    note = f"事项由清单的法律依据查出：{join_names(found)}"
    return {**form, MATTER: found}, [note], []


def _name(lookup: OfficeLookup, typed: str) -> str:
    try:
        return lookup.matter(typed).name
    except ShenguanError:  # the check says so
        return typed
