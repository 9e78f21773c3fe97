"""Write the archive of one place to another, object by object; what is there already is compared, not written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, zip_longest
from typing import TypeVar

from shenguan_docs.archive.files import in_words
from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.root import part_id
from shenguan_docs.archive.store import Archive

T = TypeVar("T")
_TOGETHER = 8  # objects at once
_LINES = 1000  # of the journal at once


def carry_over(source: Archive, target: Archive, done: Callable[[int], None]) -> int:
    """Write what ``target`` lacks of ``source``, objects first; return how many files were written.

    Nobody writes to either meanwhile. May be cut off anywhere and begun again. Raises OfficeUnusable.
    """
    place = target.place
    with in_words(place.shown("")):
        for name in place.staged():  # of an earlier time
            place.unstage(name)
        for number in place.open_parts():
            if target.exists(part_id(number)):
                place.part_gone(number)

    def carry(folder: str) -> int:
        with in_words(place.shown(folder)):
            names = sorted(source.place.names(folder), key=_order)
            return place.carry(folder, names, lambda name: source.place.read(f"{folder}/{name}"))

    written = sum(_each(source.place.object_folders(), carry, done))
    journal = JournalFiles(target)
    lines = JournalFiles(source).lines(journal.last()[0])
    while some := list(islice(lines, _LINES)):
        journal.append(some)
    return written


def differing(source: Archive, target: Archive, done: Callable[[int], None]) -> list[str]:
    """Read everything on both sides; return the keys of what is not the same, missing or too much."""

    def compare(folder: str) -> list[str]:
        here, there = source.place, target.place
        with in_words(there.shown(folder), reading=True):
            names = here.names(folder)
            odd = names ^ there.names(folder)
            keys = [f"{folder}/{name}" for name in sorted(names - odd)]
            return [*(f"{folder}/{name}" for name in sorted(odd)),
                    *(key for key in keys if here.digest(key) != there.digest(key))]  # fmt: skip

    found = [key for keys in _each(source.place.object_folders(), compare, done) for key in keys]
    known = set(source.place.object_folders())
    found += [folder for folder in target.place.object_folders() if folder not in known]
    here, there = JournalFiles(source).lines(), JournalFiles(target).lines()
    if any(one != other for one, other in zip_longest(here, there)):
        found.append("journal")
    return found


def _each(folders: Iterator[str], work: Callable[[str], T], done: Callable[[int], None]) -> Iterator[T]:
    """Yield what ``work`` makes of each folder, several at once, and tell how far it is."""
    count = 0
    with ThreadPoolExecutor(_TOGETHER, thread_name_prefix="moving") as pool:
        while some := list(islice(folders, 8 * _TOGETHER)):
            for result in pool.map(work, some):
                count += 1
                done(count)
                yield result


def _order(name: str) -> tuple[bool, bool, str]:
    """What makes a version, and at last an object, known comes behind its content."""
    return "/" not in name, "/content/" not in name, name.replace("inventory.json", "~inventory.json")
