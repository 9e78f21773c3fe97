"""What the archive asks of the place where its bytes lie: folders of a disk (on_disk.py) or keys of a store.

A key is a path below the archive: ``objects/ab/cd/name/v1/content/letter.pdf``, the same on every place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import NamedTuple, Protocol

from shenguan_docs.archive.files import Data


class Entry(NamedTuple):
    """One thing in a folder, as a check sees it; a link to a folder is none."""

    name: str
    is_folder: bool


class Status(NamedTuple):
    """Size in bytes, when it was last written (seconds), what it is; a pipe or a link is neither file nor folder."""

    size: int
    written: float
    is_file: bool
    is_folder: bool


class Stored(NamedTuple):
    """A file of the archive for a backup: its path below the archive as on a disk, where to read it."""

    path: str
    size: int
    mtime: int
    mode: int
    key: str


class Look(Protocol):
    """What a check may see. Nothing is mended or hidden; what cannot be read raises OSError."""

    def entries(self, folder: str) -> list[Entry]:
        """Return what lies in a folder, in no order."""

    def status(self, key: str) -> Status:
        """Return what there is to know without reading."""

    def regular(self, key: str) -> bytes:
        """Return the content of a file; a link, a pipe, a folder is none."""

    def digest(self, key: str) -> str:
        """Return the SHA-256 of a file's content."""

    def hash_ahead(self, known: dict[str, str], most: int, stop: Event) -> None:
        """Put the digests of the files below objects/ into ``known`` by key; what cannot be read is left out."""

    def parts(self) -> Iterator[tuple[str, bytes | None]]:
        """Yield name and content of all that lies in journal/, a part as ``000002.jsonl``; None: not readable."""

    def part(self, number: int) -> bytes:
        """Return the text of an open part, b"" where there is none."""


class Place(Look, Protocol):
    """All of it. What is durable when a call returns is durable when this machine is gone.

    ``comes_whole``: with its first version, in the same step, an object gets its own inventory.
    """

    comes_whole: bool

    def shown(self, key: str) -> str:
        """Return the key for people."""

    def where(self, key: str) -> str:
        """Return the key as it is told in the answers of commands: below the office, or an address."""

    def key_at(self, where: str) -> str:
        """Return the key that ``where`` told."""

    def require_unused(self) -> None:
        """Raise Refused where the archive of another office lies already."""

    def take_back(self) -> None:
        """Remove what a new office that did not come about has left outside of objects/."""

    def lay_out(self) -> None:
        """Make the root's own files; what is there already stays as it is."""

    def require_layout(self) -> None:
        """Raise ``ArchiveDamaged`` when the root is not whole or laid out in another way."""

    def as_listed(self) -> Look:
        """Return what a check of everything looks at."""

    # -- reading; raises OSError for what is not there

    def read(self, key: str) -> bytes:
        """Return the content of a file."""

    def first_line(self, key: str) -> bytes:
        """Return the beginning of a file up to the end of its first line."""

    def last_line(self, key: str) -> bytes | None:
        """Return a file's last whole line without its end, None where there is none."""

    def path(self, key: str, digest: str) -> Path:
        """Return a file of this machine with the content of ``key``; ``digest`` is what it should be."""

    def key_of(self, path: Path) -> str:
        """Return the key whose content ``path`` returned, "" for any other path."""

    def names(self, folder: str) -> set[str]:
        """Return the names of all files below a folder."""

    def object_folders(self) -> Iterator[str]:
        """Yield the folders of all objects, in order."""

    def holds(self, folder: str, version: str) -> bool:
        """Tell whether a version has been moved into the object ``folder``."""

    def for_backup(self) -> Iterator[Stored]:
        """Yield every file but what is staged."""

    def content(self, stored: Stored) -> Path | bytes:
        """Return a file of ``for_backup`` to be read."""

    # -- objects

    def staged(self) -> list[str]:
        """Return the names in staging/, in order."""

    def stage(self, name: str, files: Iterable[tuple[str, Data]]) -> None:
        """Write ``files`` below staging/``name``, durably; the last ones are written when the others are."""

    def unstage(self, name: str) -> None:
        """Remove what lies in staging/``name``."""

    def move_in(self, name: str, folder: str, version: str) -> None:
        """Bring the staged ``version`` into the object ``folder``; with v1 the object comes into being."""

    def forgo(self, folder: str) -> None:
        """Take away what ``move_in`` laid on the way to an object that did not come into being."""

    def begun(self, folder: str, version: str) -> bool:
        """Tell whether ``move_in`` has begun: it is then to be finished."""

    def moved_in(self, folder: str, version: str) -> None:
        """Make what ``move_in`` did durable, also when another process did it."""

    def lead_with(self, name: str, folder: str, files: Mapping[str, bytes]) -> None:
        """Put ``files`` in the place of those in the object ``folder``, by way of staging/``name``."""

    def carry(self, folder: str, names: Sequence[str], read: Callable[[str], bytes]) -> int:
        """Write the files of an object of another place, in order; what is there is not written again.

        Returns how many were. Nobody reads them before all is carried over.
        """

    # -- the journal's open parts

    def open_parts(self) -> list[int]:
        """Return the numbers of the parts in journal/, in order."""

    def part_end(self, number: int) -> bytes | None:
        """Return the last whole line of a part without its end, None for none; reads the tail only."""

    def part_begin(self, number: int) -> bytes:
        """Return the first line of a part with its end, b"" for none."""

    def part_add(self, number: int, seq: int, lines: list[str]) -> None:
        """Add lines, of which the first has number ``seq``; all of them or, after an error, none is seen."""

    def part_next(self, number: int) -> None:
        """Begin an empty part."""

    def part_gone(self, number: int) -> None:
        """Remove a part."""
