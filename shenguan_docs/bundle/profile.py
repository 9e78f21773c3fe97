"""Profiles of a case file (``templates/bundle/profiles``): what belongs in it, in which order and part, and its cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shenguan_docs.bundle.contents import BundleItem, Part, Source
from shenguan_docs.errors import NotFound

DEFAULT = "exchange"


@dataclass(frozen=True)
class Takes:
    """One way to fit a slot: all that is given must hold. ``kinds`` are of letters, or types of events.

    ``words``: one of them stands in the document's title or in a file's name; ``without``: none of them does.
    """

    sources: tuple[Source, ...] = ()
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def fits(self, item: BundleItem) -> bool:
        """Tell whether ``item`` fits."""
        names = item.names
        return (
            (not self.sources or item.source in self.sources)
            and (not self.kinds or item.kind in self.kinds)
            and (not self.words or any(word in names for word in self.words))
            and not any(word in names for word in self.without)
        )


@dataclass(frozen=True)
class Slot:
    """One place of the file. ``takes`` are the ways to fit it; the one with ``rest`` takes what fits no other.

    ``required`` says that a complete file has it; ``required_with`` only where one of those slots is filled,
    ``required_credit`` only where the matter list calls for a credit check. What ``follows`` stands right
    behind the letter that it is about.
    """

    key: str
    name: str
    volume: Part = "正卷"
    takes: tuple[Takes, ...] = ()
    rest: bool = False
    required: bool = False
    required_with: tuple[str, ...] = ()
    required_credit: bool = False
    follows: bool = False
    many: bool = True


@dataclass(frozen=True)
class CoverField:
    """One line of the cover; ``sources`` are tried in turn: a word such as ``party``, or ``type of event.field``."""

    key: str
    label: str
    sources: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Profile:
    """How a case file of this sort is put together.

    ``title`` is the large word of the cover, ``heading`` the pattern of 案卷题名. ``number_place`` is where page
    numbers stand: outer (front right, back left, DA/T 22), right or left upper corner. ``points`` names the
    points table of the review, ``most`` is the most pages of a volume.
    """

    slug: str
    name: str
    title: str
    heading: str
    slots: tuple[Slot, ...]
    cover: tuple[CoverField, ...]
    number_place: str = "outer"
    retention: str = ""
    points: str = ""
    most: int = 200
    origin: str = ""

    def slot(self, key: str) -> Slot | None:
        """Return the slot of this key."""
        return next((slot for slot in self.slots if slot.key == key), None)

    def slot_of(self, item: BundleItem, *, named: bool = False) -> Slot | None:
        """Return the slot that ``item`` belongs to; only one that names it where ``named``, else the rest too."""
        for slot in self.slots:
            if any(way.fits(item) for way in slot.takes):
                return slot
        return None if named else next((slot for slot in self.slots if slot.rest), None)

    def lacking(self, filled: frozenset[str], *, credit: bool) -> tuple[Slot, ...]:
        """Return the required slots that are not among the ``filled``; ``credit``: a credit check is called for."""
        return tuple(
            slot
            for slot in self.slots
            if slot.key not in filled
            and (
                slot.required
                or any(key in filled for key in slot.required_with)
                or (slot.required_credit and credit)
            )
        )


def load_profiles(places: Sequence[Path]) -> dict[str, Profile]:
    """Return the profiles of these folders by slug; an earlier folder wins. Raises Refused for a faulty file."""
    from shenguan_docs.bundle.profile_file import read_profile

    found: dict[str, Profile] = {}
    for place in reversed(places):
        for path in sorted(place.glob("*.toml")) if place.is_dir() else ():
            found[path.stem] = read_profile(path)
    return dict(sorted(found.items()))


def find_profile(places: Sequence[Path], typed: str) -> Profile:
    """Return the profile of a slug or name. Raises NotFound, Refused."""
    from shenguan_docs.bundle.profile_file import is_slug, read_profile
    from shenguan_docs.nearest import fold_name

    wanted = typed.strip()
    for place in places if is_slug(wanted) else ():  # a faulty file is in the way of its own profile only
        if (path := place / f"{wanted}.toml").is_file():
            return read_profile(path)
    profiles = load_profiles(places)
    for profile in profiles.values():
        if fold_name(wanted) in (fold_name(profile.name), fold_name(profile.title)):
            return profile
    named = "、".join(f"{p.slug}（{p.name}）" for p in profiles.values())
    raise NotFound(f"没有“{typed}”这种案卷", remedy=f"可用：{named}；用 shenguan profiles new 复制一种来改")
