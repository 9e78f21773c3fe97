"""What mending changed, written down as it happens and told like findings: the same change in many places once."""

from __future__ import annotations

from dataclasses import dataclass

from shenguan_docs.ruler.elements import ROLE_NAMES, Element
from shenguan_docs.ruler.noting import quoted


@dataclass(frozen=True)
class Change:
    """One change: ``place`` quotes the words, ``what`` names the setting, ``before`` and ``after`` its values."""

    place: str
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        where = f"{self.place}：" if self.place else ""
        return f"{where}{self.what} {self.before} → {self.after}"


class Changes:
    """The changes of one file in the order in which they were made."""

    def __init__(self) -> None:
        self._made: list[Change] = []

    def __len__(self) -> int:
        return len(self._made)

    def add(self, at: Element | None, what: str, before: str, after: str, *, place: str = "") -> None:
        """Write a change down; ``at`` is the element that was changed, None for the page."""
        if at is not None:
            place = f"{ROLE_NAMES[at.role]}“{quoted(at.text)}”"
        self._made.append(Change(place, what, before, after))

    def gathered(self) -> tuple[Change, ...]:
        """The changes; the same one in several places is told once with their number."""
        groups: dict[tuple[str, str, str], dict[str, None]] = {}
        for change in self._made:
            groups.setdefault((change.what, change.before, change.after), {})[change.place] = None
        out = []
        for (what, before, after), places in groups.items():
            first = next(iter(places))
            out.append(
                Change(f"{first}等 {len(places)} 处" if len(places) > 1 else first, what, before, after)
            )
        return tuple(out)
