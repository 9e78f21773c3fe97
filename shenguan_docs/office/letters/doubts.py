"""What the records make doubtful about a form: the same company with another code, the code with another name."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection

from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.fields import Filled
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import reach, rights
from shenguan_docs.parties.codes import masked_id
from shenguan_docs.parties.party import Party
from shenguan_docs.register import companies, lookups
from shenguan_docs.register.companies import Renaming


def party_doubts(office: Office, conn: Connection, filled: Filled) -> tuple[str, ...]:
    """Return a Chinese sentence for each 行政相对人 that earlier letters know otherwise: the wrong company?"""
    far = rights.bounds(office)
    where = None if far is None else reach.letters(far)
    found = (doubt for label, party in filled.parties for doubt in _doubts(conn, label, party, where))
    return tuple(dict.fromkeys(found))


def _doubts(conn: Connection, label: str, party: Party, where: ColumnElement[bool] | None) -> Iterator[str]:
    mine = party.uscc or party.id_number
    renamed = _renamed(conn, party)
    if renamed is not None and fold_name(renamed.name) != fold_name(party.name):
        yield f"“{label}”{party.name}自 {renamed.day} 起更名为{renamed.name}（依据：{renamed.document}），请核对写哪个名称"
    for number, other in lookups.parties_like(conn, party.name, party.uscc, party.id_number, where):
        theirs = other.uscc or other.id_number
        same_name = fold_name(other.name) == fold_name(party.name)
        if same_name and mine and theirs and mine != theirs and bool(party.uscc) == bool(other.uscc):
            shown = theirs if other.uscc else masked_id(theirs)
            # Two persons may have one name; two bodies of one district may not.
            yield f"“{label}”{party.name}的代码在{number}里是 {shown}，与本次所填不同，请核对"
        elif not same_name and theirs and mine == theirs and renamed is None:
            yield f"“{label}”{party.name}的代码在{number}里属于“{other.name}”，请核对是不是填错了单位"


def _renamed(conn: Connection, party: Party) -> Renaming | None:
    """The last proved change of name of the body with this code, if the form bears one of its names."""
    known = companies.by_key(conn, companies.key_of(party))
    if known is None:
        return None
    changes = companies.renamings(conn, [known.id])
    present, former = companies.former_names(conn, [known.id], changes)
    names = {fold_name(name) for name in (present, *(f.name for f in former))}
    return changes[-1] if changes and fold_name(party.name) in names else None
