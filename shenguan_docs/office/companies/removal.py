"""A letter of removal is filled in from the listing that it lifts: since when, whom, which matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import family
from shenguan_docs.office.companies.base_letters import REMOVAL
from shenguan_docs.office.opening import Office
from shenguan_docs.register import documents, warnings


def with_listing(
    office: Office, conn: Connection, kind: Kind, data: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the form of a removal with what the base has of its listing, and Chinese remarks.

    What the form says stays; other kinds, and a listing from outside, come back as they are.
    """
    if REMOVAL not in family(office.kind_places, kind.slug):
        return dict(data), ()
    labels = {f.label: f.id for f in kind.all_fields}
    form = {labels.get(name, name): value for name, value in data.items()}
    typed = form.get("listing")
    if len(form) != len(data) or not isinstance(typed, str):
        return dict(data), ()
    try:
        letter = documents.find(conn, typed)
    except (NotFound, Refused):  # the check says so
        return dict(data), ()
    mine = [e for e in warnings.base(conn, office.today) if e.warned.listing.letter == letter.id]
    if not mine:
        return dict(data), ()
    found = {
        "party": [
            {"name": p.name, **({"uscc": p.uscc} if p.uscc else {"id_number": p.id_number})}
            for p in letter.parties
        ],
        "matters": [m.name for m in letter.matters],
        "listed_on": mine[0].warned.listing.first.isoformat(),
    }
    filled = [name for name in found if form.get(name) in (None, "", [])]
    if not filled:
        return dict(data), ()
    names = "、".join(f.label for f in kind.all_fields if f.id in filled)
    remark = f"{names}照列入函{letter.number}填写，请核对"
    return {**form, **{name: found[name] for name in filled}}, (remark,)
