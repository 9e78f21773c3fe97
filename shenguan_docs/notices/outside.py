"""Letters that are cited by sender, number, title and date: whose they are, and whether the office has them."""

from __future__ import annotations

from datetime import date

from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.lookup import Lookup, Reference


def not_void(found: Reference) -> Reference:
    """Return ``found``; raises Refused for a letter that was made void."""
    if found.void_reason:
        raise Refused(f"“{found.number}”已经作废（{found.void_reason}）", remedy="核对所引的文号")
    return found


def outside_letter(lookup: Lookup, title: str, number: str, day: date, sender: str) -> Reference:
    """Return the letter as it was described; a sender that is on the list is known by its key."""
    return Reference(title, number, day, sender, sender_key=_key(lookup, sender))


def registered_as(lookup: Lookup, outside: Reference) -> Reference | None:
    """Return the letter of the office that has this sender and number, None if there is none."""
    try:
        found = lookup.letter(outside.number)
    except ShenguanError:
        return None
    if outside.sender_key and found.sender_key:
        same = outside.sender_key == found.sender_key
    else:
        same = fold_name(outside.sender) == fold_name(found.sender)
    return found if same else None


def is_same_letter(registered: Reference, outside: Reference) -> bool:
    """Say whether what was described is the letter that has its number: the title and the day agree too."""
    return registered.day == outside.day and fold_name(registered.title) == fold_name(outside.title)


def _key(lookup: Lookup, sender: str) -> str:
    try:
        return lookup.department(sender).key
    except ShenguanError:
        return ""
