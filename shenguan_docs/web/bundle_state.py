"""Which bundle a page shows, as its address says: the choice, the profile, the cover, the saved case."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from shenguan_docs.bundle.profile import DEFAULT
from shenguan_docs.office.bundling.assembling import Wishes
from shenguan_docs.office.bundling.cases import choice_of
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.reviewing.reviewing import Case as Asked
from shenguan_docs.register.cases import Case
from shenguan_docs.web.typed import day_of

_MANY = ("numbers", "added", "without", "order")
_WORDS = ("company", "uscc", "code", "matter")
_COVER = "cover."


@dataclass(frozen=True)
class State:
    """A choice with its profile (slug or name), what the cover says by hand (by label), the saved case's id."""

    choice: Choice = Choice()
    profile: str = DEFAULT
    cover: Mapping[str, str] = field(default_factory=dict)
    case: str = ""

    def arguments(self) -> dict[str, Any]:
        """Return the address's arguments."""
        told: dict[str, Any] = {name: getattr(self.choice, name) for name in (*_WORDS, *_MANY)}
        told |= {"from": self.choice.day_from, "to": self.choice.day_to, "case": self.case}
        told |= {"profile": self.profile if self.profile != DEFAULT else ""}
        told |= {_COVER + label: value for label, value in self.cover.items()}
        return {
            name: list(value) if isinstance(value, tuple) else str(value)
            for name, value in told.items()
            if value
        }

    def wishes(self, name: str = "") -> Wishes:
        """Return what the cover is told; ``name`` is the saved case's."""
        return Wishes(name, dict(self.cover))

    def with_choice(self, **parts: Any) -> State:
        """Return the state with another choice."""
        return replace(self, choice=replace(self.choice, **parts))

    def asked(self, case: Case | None) -> Asked:
        """Return what is reviewed and exported: the saved case itself where nothing was changed on the page."""
        if case is not None and self == state_of_case(case):
            return Asked(case=case.id)
        return Asked(self.choice, profile=self.profile, values=dict(self.cover))


def state_of(args: MultiDict[str, str]) -> State:
    """Return the state that an address or a form says. Raises Refused for a day that is none."""
    parts: dict[str, Any] = {name: args.get(name, "").strip() for name in _WORDS}
    parts |= {name: tuple(dict.fromkeys(v for v in args.getlist(name) if v)) for name in _MANY}
    parts["numbers"] = tuple(
        one for typed in parts["numbers"] for one in re.split(r"[\s,，、;；]+", typed) if one
    )
    parts |= {"day_from": day_of(args.get("from", ""), "期间"), "day_to": day_of(args.get("to", ""), "期间")}
    cover = {
        name.removeprefix(_COVER): value.strip()
        for name, value in args.items()
        if name.startswith(_COVER) and value.strip()
    }
    return State(Choice(**parts), args.get("profile", "").strip() or DEFAULT, cover, args.get("case", ""))


def state_of_case(case: Case) -> State:
    """Return the state of a saved case as it is."""
    return State(choice_of(case), case.profile or DEFAULT, dict(case.cover), case.id)


def moved(rows: Sequence[str], heads: Collection[str], move: str) -> list[str]:
    """Return the ``heads`` in the order of the ``rows``, one of them a place up or down (``up:id``)."""
    found = [row for row in rows if row in heads]
    way, _, id = move.partition(":")
    if id in found:
        here = found.index(id)
        there = here + (1 if way == "down" else -1)
        if 0 <= there < len(found):
            found[here], found[there] = found[there], found[here]
    return found
