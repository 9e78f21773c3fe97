"""What the warning base makes doubtful about a letter: listed already, not listed, a correction that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from shenguan_docs.notices.fields import Filled
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import family
from shenguan_docs.notices.relations import relation_of
from shenguan_docs.office.companies.base_letters import CORRECTION, LISTING, REMOVAL
from shenguan_docs.office.companies.credit import contradictions, described, entries_of
from shenguan_docs.office.opening import Office
from shenguan_docs.text import join_names

_OF_BASE = ("warning_level", "warning_from", "warning_until", "warning_reasons")


def base_doubts(office: Office, conn: Connection, kind: Kind, filled: Filled) -> tuple[str, ...]:
    """Return a Chinese sentence for each thing that a checked form and the warning base say differently."""
    slugs = family(office.kind_places, kind.slug)
    found: list[str] = list(contradictions(office, conn, kind, filled))
    if LISTING in slugs:
        found += _listed_already(office, conn, filled)
    elif REMOVAL in slugs:
        found += _not_listed(office, conn, kind, filled)
    elif CORRECTION in slugs:
        found += _of_listing(kind, filled)
    return tuple(dict.fromkeys(found))


def _listed_already(office: Office, conn: Connection, filled: Filled) -> Iterator[str]:
    on = date.fromisoformat(str(filled.data["listed_on"]))
    for _, party in filled.parties:
        for entry in entries_of(office, conn, party, on):
            if entry.warned.in_force:
                yield f"{party.name}已在警示信息库（{described(entry)}），请核对是不是重复列入"


def _not_listed(office: Office, conn: Connection, kind: Kind, filled: Filled) -> Iterator[str]:
    on = date.fromisoformat(str(filled.data["removed_on"]))
    listing = _cited(kind, filled, "lifts")
    for _, party in filled.parties:
        mine = [
            e
            for e in entries_of(office, conn, party, on)
            if not listing or e.warned.listing.letter == listing
        ]
        if not mine:
            yield f"警示信息库里没有{party.name}的这一条，移出以后库里没有变化，请核对列入函"
        elif all(entry.warned.state == "removed" for entry in mine):
            yield f"{party.name}已由{mine[0].removed_by}移出警示信息库，请核对是不是重复移出"
        else:
            kept = set(mine[0].warned.listing.matters) - {m.name for m in filled.matters}
            if kept:
                yield f"{party.name}的警示还及于{join_names(sorted(kept))}，本函没有写，这些事项继续警示"


def _of_listing(kind: Kind, filled: Filled) -> Iterator[str]:
    listing = any(
        LISTING in reference.kinds
        for label, reference in filled.references
        if relation_of(kind, label) == "corrects"
    )
    said = [id for id in _OF_BASE if filled.data.get(id)]
    labels = "、".join(f.label for f in kind.all_fields if f.id in _OF_BASE)
    if listing and not said and labels:
        yield f"更正的是列入警示信息库的函：等级、期限、原因有变的，填{labels}，警示信息库才跟着更正"
    elif said and not listing:
        yield f"更正的不是本单位列入警示信息库的函，{labels}不起作用"


def _cited(kind: Kind, filled: Filled, relation: str) -> str:
    """The id of the letter that the form refers to so, "" for one from outside."""
    return next(
        (reference.id for label, reference in filled.references if relation_of(kind, label) == relation), ""
    )
