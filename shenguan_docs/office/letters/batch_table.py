"""A kind of notice as the headings of a table: its own names, and those that the events use which it answers."""

from __future__ import annotations

from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.notices.kinds import family
from shenguan_docs.office.events.forms import types_of
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.events import EventField, EventType

# What a cell cannot hold.
_NO_CELL = ("table",)


def table_of(office: Office, kind: Kind) -> EventType:
    """Return the kind as something that a row of a table fills in.

    A heading that the import of events knows for what fills a field of the kind (``[events.letters.fill]``)
    is known here too, so that one table does for both.
    """
    names = _names_in_events(office, kind)
    own = {fold_name(name) for f in kind.all_fields for name in (f.id, f.label)}
    fields = tuple(_column(f, names.get(f.id), own) for f in kind.all_fields if f.type not in _NO_CELL)
    return EventType(kind.slug, kind.name, (), fields, (), (), {}, same=(), place=kind.folder / "kind.toml")


def _column(f: Field, known: tuple[dict[str, None], dict[str, str]] | None, own: set[str]) -> EventField:
    aliases, spellings = known or ({}, {})
    return EventField(
        f.id, f.label, f.type, f.required, f.many, f.help, f.choices,
        tuple(name for name in aliases if fold_name(name) not in own), spellings,
    )  # fmt: skip


def _names_in_events(office: Office, kind: Kind) -> dict[str, tuple[dict[str, None], dict[str, str]]]:
    slugs = family(office.kind_places, kind.slug)
    found: dict[str, tuple[dict[str, None], dict[str, str]]] = {}
    for event in types_of(office):
        by_id = {f.id: f for f in event.fields}
        for letter in event.letters:
            if letter.kind not in slugs:
                continue
            for id, spec in (letter.fill or {}).items():
                source = by_id.get(spec) if isinstance(spec, str) else None
                if source is not None:
                    aliases, spellings = found.setdefault(id, ({}, {}))
                    aliases.update(dict.fromkeys((source.label, *source.aliases)))
                    spellings.update(source.spellings)
    return found
