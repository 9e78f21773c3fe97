"""Which file of a folder belongs to which row of an old register: by the number or the title in its name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.register.past_records import PastLetter
from shenguan_docs.register.spelling import loose_key
from shenguan_docs.text import readable_name

_SHORTEST = 6  # characters of a title that a file's name may be known by
_PASSED_OVER = ("thumbs.db", "desktop.ini", ".ds_store")


@dataclass(frozen=True)
class Joined:
    """The files of each letter (by id), and what was left: files with the reason."""

    files: dict[str, tuple[Path, ...]]
    left: tuple[tuple[Path, str], ...]


def files_of(folder: Path) -> tuple[Path, ...]:
    """Return the files below a folder, in the order of their paths. Raises Refused for what is no folder."""
    if not folder.is_dir():
        raise Refused("没有这个文件夹" if not folder.exists() else "这是文件，不是文件夹", where=str(folder))
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith((".", "~$")) and name.lower() not in _PASSED_OVER:
                found.append(Path(place) / name)
    return tuple(sorted(found))


def join(folder: Path, files: Iterable[Path], letters: Iterable[PastLetter]) -> Joined:
    """Join each file to the one letter that its name, or the name of its folder, speaks of."""
    numbers, titles = _Names(), _Names()
    for letter in letters:
        for number in (letter.number, letter.sender_number):
            if _parts(number):
                numbers.add(_parts(number), letter.id)
        for title in _titles(letter.title):
            titles.add(title, letter.id)
    lengths = sorted({len(title) for title in titles.known}, reverse=True)
    found: dict[str, list[Path]] = {}
    left: list[tuple[Path, str]] = []
    for path in files:
        ids = _meant(_names_of(folder, path), numbers, titles, lengths)
        if len(ids) == 1:
            found.setdefault(ids.pop(), []).append(path)
        else:
            left.append((path, f"像是 {len(ids)} 件文书的，分不清" if ids else "登记里没有这个文号或者标题"))
    return Joined({id: tuple(paths) for id, paths in found.items()}, tuple(left))


class _Names:
    """Ids by a name; one that several letters bear means all of them."""

    def __init__(self) -> None:
        self.known: dict[Any, set[str]] = {}

    def add(self, name: object, id: str) -> None:
        self.known.setdefault(name, set()).add(id)

    def of(self, name: object) -> set[str]:
        return self.known.get(name, set())


def _names_of(folder: Path, path: Path) -> Iterator[str]:
    """The file's own name first, then those of the folders that it lies in."""
    yield readable_name(path.stem)
    for parent in path.relative_to(folder).parents:
        if parent.name:
            yield readable_name(parent.name)


def _meant(names: Iterable[str], numbers: _Names, titles: _Names, lengths: list[int]) -> set[str]:
    several: set[str] = set()
    for name in names:
        by_number, by_title = _by_number(name, numbers), _by_title(name, titles, lengths)
        both = by_number & by_title
        for ids in (both, by_number, by_title):
            if len(ids) == 1:
                return set(ids)
            several = several or set(ids)
    return several


def _by_number(name: str, numbers: _Names) -> set[str]:
    """A number in a name: 代字, year and ordinal one after another; the longest 代字 wins."""
    parts = loose_key(name).split("|")
    for place in range(len(parts) - 2):
        word, year, ordinal = parts[place : place + 3]
        if not (year.isdecimal() and ordinal.isdecimal()) or word.isdecimal():
            continue
        for start in range(len(word)):
            if ids := numbers.of((word[start:], year, ordinal)):
                return ids
    return set()


def _by_title(name: str, titles: _Names, lengths: list[int]) -> set[str]:
    folded = _folded(name)
    for length in lengths:
        for start in range(len(folded) - length + 1):
            if ids := titles.of(folded[start : start + length]):
                return ids
    return set()


def _parts(number: str) -> tuple[str, ...]:
    parts = tuple(loose_key(number).split("|"))
    fits = len(parts) == 3 and not parts[0].isdecimal() and parts[1].isdecimal() and parts[2].isdecimal()
    return parts if fits else ()


def _titles(title: str) -> set[str]:
    folded = _folded(title)
    return {name for name in (folded, folded.removeprefix("关于")) if len(name) >= _SHORTEST}


def _folded(text: str) -> str:
    return re.sub(r"[\W_]", "", fold_name(text))
