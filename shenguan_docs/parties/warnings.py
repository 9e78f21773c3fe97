"""The warning base (警示信息库): from letters that list, remove and correct, what holds on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

State = Literal["not yet", "in force", "expired", "removed"]

LEVELS = ("一般警示", "重点警示")  # from the lighter to the heavier

# The penalty itself changed: what was listed was right until then. Anything else was wrong from the beginning.
_CHANGED_LATER = ("处罚决定被变更", "处罚决定被撤销", "处罚决定被确认违法", "处罚决定被确认无效")
_FELL = _CHANGED_LATER[1:]


@dataclass(frozen=True)
class Listing:
    """One 行政相对人 as a letter listed it. ``first`` and ``last`` (None: until removed) are both included.

    ``company`` is a record's id, ``letter`` a letter's; ``matters`` are those that the warning covers.
    """

    letter: str
    company: str
    first: date
    last: date | None
    level: str
    reasons: tuple[str, ...]
    matters: tuple[str, ...]


@dataclass(frozen=True)
class Removal:
    """From ``day`` on ``company`` is listed no more by ``listing``, for these matters (none: for all)."""

    letter: str
    listing: str
    company: str
    day: date
    matters: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Correction:
    """A letter that corrects the listing letter ``corrected``; what it leaves open stays as it was.

    ``day`` is the day of its cause (a changed penalty, a mistake that was found).
    """

    letter: str
    corrected: str
    day: date
    cause: str
    level: str = ""
    first: date | None = None
    last: date | None = None
    reasons: tuple[str, ...] = ()

    @property
    def since(self) -> date:
        """The first day on which the corrected words hold: a mistake never held."""
        return self.day if self.cause in _CHANGED_LATER else date.min


@dataclass(frozen=True)
class Warned:
    """A listing on a certain day: its words as corrected by then, the matters still covered, its state."""

    listing: Listing
    state: State
    removed_on: date | None = None
    removed_by: str = ""
    reason: str = ""
    corrected_by: tuple[str, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether it restricts on that day."""
        return self.state == "in force"


def on_day(
    listings: Iterable[Listing], removals: Sequence[Removal], corrections: Sequence[Correction], day: date
) -> tuple[Warned, ...]:
    """Return every listing as it stands on ``day``, in the order given."""
    return tuple(_one(listing, removals, corrections, day) for listing in listings)


def _one(
    listing: Listing, removals: Sequence[Removal], corrections: Sequence[Correction], day: date
) -> Warned:
    corrected = []
    # A mistake is put right as if it had never been; what changed later holds from its day.
    for c in sorted(corrections, key=lambda c: (c.since, c.day)):
        if c.corrected == listing.letter and c.since <= day:
            corrected.append(c.letter)
            listing = replace(
                listing,
                level=c.level or listing.level,
                first=c.first or listing.first,
                last=c.last or listing.last,
                reasons=c.reasons or listing.reasons,
            )
    left, ended, by, why = set(listing.matters), None, "", ""
    mine = [r for r in removals if (r.listing, r.company) == (listing.letter, listing.company)]
    for removal in sorted(mine, key=lambda r: r.day):
        if removal.day <= day and ended is None:
            left -= set(removal.matters or listing.matters)
            if not left:
                ended, by, why = removal.day, removal.letter, removal.reason
    shown = listing if ended else replace(listing, matters=tuple(m for m in listing.matters if m in left))
    state: State = "in force"
    if ended:
        state = "removed"
    elif day < listing.first:
        state = "not yet"
    elif listing.last is not None and day > listing.last:
        state = "expired"
    return Warned(shown, state, ended, by, why, tuple(corrected))


def falls(cause: str) -> bool:
    """Whether a penalty that is corrected for this cause no longer carries a warning."""
    return cause in _FELL


def heaviest(warned: Iterable[Warned]) -> str:
    """Return the heaviest level in force, "" where nothing is."""
    levels = [w.listing.level for w in warned if w.in_force]
    return max(levels, key=lambda level: LEVELS.index(level) if level in LEVELS else len(LEVELS), default="")
