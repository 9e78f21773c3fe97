"""What a 行政相对人 is called and was called: reckoned from the days on which each name was used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shenguan_docs.nearest import fold_name


@dataclass(frozen=True)
class NameUse:
    """A name that a letter or event bears on ``day``; ``decided``: a document says that it is the new name."""

    name: str
    day: date
    decided: bool = False


@dataclass(frozen=True)
class FormerName:
    """A name that was given up; ``until`` is the first day of the name that followed."""

    name: str
    until: date


def names_of(uses: Iterable[NameUse]) -> tuple[str, tuple[FormerName, ...]]:
    """Return the present name ("" without any use) and the former ones, the last given up first.

    The name used last is the present one, but after a decided change an earlier name, still used by
    mistake, changes nothing. Width, blanks and brackets do not tell two names apart.
    """
    current, left = "", set[str]()
    spelled, given_up = dict[str, str](), dict[str, date]()
    # A letter of the day on which a document changes the name bears the old one.
    for use in sorted(uses, key=lambda use: (use.day, use.decided)):
        key = fold_name(use.name)
        if use.decided:
            left = set(spelled) - {key}
        elif key in left:
            continue
        spelled[key] = use.name
        if current and key != current:
            given_up[current] = use.day
        current = key
    former = [FormerName(spelled[key], day) for key, day in given_up.items() if key != current]
    return spelled.get(current, ""), tuple(sorted(former, key=lambda name: name.until, reverse=True))
