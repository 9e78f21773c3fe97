"""All keys of an archive in a bucket, listed once: a check asks for every folder, and asking is what takes time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import islice
from threading import Event
from typing import TYPE_CHECKING

from shenguan_docs.archive.files import sha256
from shenguan_docs.archive.place import Entry, Status
from shenguan_docs.archive.reaching_s3 import Listed
from shenguan_docs.errors import OfficeUnusable

if TYPE_CHECKING:
    from shenguan_docs.archive.on_s3 import OnS3

_AT_ONCE = 256
_SMALL = 20_000  # inventories kept until the check comes to them, some 60 MB


class Listing:
    """What a check sees of ``place``; see ``Look``."""

    def __init__(self, place: OnS3) -> None:
        self._place = place
        self._small: dict[str, bytes] = {}

    @cached_property
    def _all(self) -> tuple[dict[str, Listed], dict[str, dict[str, bool]]]:
        """The keys, and the names by folder; True for a folder."""
        keys: dict[str, Listed] = {}
        folders: dict[str, dict[str, bool]] = {}
        for found in self._place.bucket.keys("objects/"):
            keys[found.key] = found
            child, is_folder = found.key, False
            while "/" in child:
                folder, _, name = child.rpartition("/")
                names = folders.setdefault(folder, {})
                known = names.get(name)
                names[name] = is_folder or bool(known)
                if known is not None:
                    break
                child, is_folder = folder, True
        return keys, folders

    def entries(self, folder: str) -> list[Entry]:
        """Return what lies right below a folder. Raises FileNotFoundError."""
        try:
            return [Entry(name, is_folder) for name, is_folder in self._all[1][folder].items()]
        except KeyError:
            raise FileNotFoundError(self._place.shown(folder)) from None

    def status(self, key: str) -> Status:
        """Return what there is to know of a key. Raises FileNotFoundError."""
        keys, folders = self._all
        if found := keys.get(key):
            return Status(found.size, found.written, True, key in folders)
        if key in folders:
            return Status(0, 0, False, True)
        raise FileNotFoundError(self._place.shown(key))

    def regular(self, key: str) -> bytes:
        """Return the content of a key. Raises FileNotFoundError."""
        return self._small.pop(key, None) or self._place.read(key)

    def digest(self, key: str) -> str:
        """Return the SHA-256 of a key's content. Raises FileNotFoundError."""
        return self._place.digest(key)

    def hash_ahead(self, known: dict[str, str], most: int, stop: Event) -> None:
        """Hash all keys, several at once; inventories, which the check reads itself, are kept for it."""

        def hash_one(key: str) -> None:
            with suppress(OSError, OfficeUnusable):
                if not stop.is_set():
                    content = self._place.read(key)
                    known[key] = sha256(content)
                    if "/content/" not in key and len(self._small) < _SMALL:
                        self._small[key] = content

        with suppress(OfficeUnusable):
            keys = iter(self._all[0])
            while not stop.is_set() and len(known) < most and (some := list(islice(keys, _AT_ONCE))):
                self._place.together(hash_one, some)

    def parts(self) -> Iterator[tuple[str, bytes | None]]:
        """See ``OnS3``."""
        return self._place.parts()

    def part(self, number: int) -> bytes:
        """See ``OnS3``."""
        return self._place.part(number)
