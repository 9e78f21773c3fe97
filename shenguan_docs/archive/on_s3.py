"""The archive in a bucket of any S3 store: the same keys as on a disk, so a copy of the bucket is an OCFL root.

Nothing is ever written twice but an object's own inventory, which leads to the latest version: a version exists when
its ``inventory.json`` lies in its folder, and that one is written last. What is staged lies in the bucket too, its
inventory last, so that any machine can finish what another has begun. A text that grows there is none: each addition
to the journal is a key of its own, named by its first number, and no two writers can have the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TypeVar

from shenguan_docs.archive.copies import Copies
from shenguan_docs.archive.files import ArchiveDamaged, Data, sha256, whole_lines
from shenguan_docs.archive.inventory import INVENTORY, SIDECAR
from shenguan_docs.archive.place import Entry, Look, Status, Stored
from shenguan_docs.archive.reaching_s3 import Bucket, Taken
from shenguan_docs.archive.root import ROOT_FILES, part_name
from shenguan_docs.archive.s3_journal import Chunks
from shenguan_docs.archive.s3_listing import Listing
from shenguan_docs.errors import Refused

T = TypeVar("T")
R = TypeVar("R")
_TOGETHER = 8  # requests at once
_OBJECT = re.compile("objects/[0-9a-f]{2}/[0-9a-f]{2}/[^/]+", re.ASCII)
_TAIL = 1 << 16


class OnS3:
    """The archive in ``bucket``; ``copies`` are those of this machine."""

    comes_whole = False

    def __init__(self, bucket: Bucket, copies: Copies) -> None:
        self.bucket, self.copies = bucket, copies
        self.chunks = Chunks(bucket, self.together)

    def shown(self, key: str) -> str:
        """Return the key as an address."""
        return self.bucket.address.shown(key)

    where = shown

    def key_at(self, where: str) -> str:
        """Return the key of an address."""
        return where.removeprefix(self.shown(""))

    def require_unused(self) -> None:
        """Raise Refused where there is anything but the root's own files."""
        own = {f"objects/{name}" for name in ROOT_FILES}
        some = next((one.key for one in self.bucket.keys("objects/") if one.key not in own), "")
        if some or self.bucket.has("journal/") or self.bucket.has("staging/"):
            remedy = "换一个前缀，或者换一个空的桶"
            raise Refused("那里已有档案，或者有没做完的", where=self.shown(some), remedy=remedy)

    def take_back(self) -> None:
        """Remove the journal and what is staged."""
        for part in ("journal/", "staging/"):
            self.bucket.remove([one.key for one in self.bucket.keys(part)])

    def lay_out(self) -> None:
        """Write the root's own files, unless they are there."""
        for name, content in ROOT_FILES.items():
            self._create(f"objects/{name}", content)

    def require_layout(self) -> None:
        """Raise ``ArchiveDamaged`` where there is no archive: one look at what is written last."""
        name, content = list(ROOT_FILES.items())[-1]
        try:
            known = self.read(f"objects/{name}") == content
        except FileNotFoundError:
            raise ArchiveDamaged(
                "这个桶里没有档案", where=self.shown(""), remedy="核对 office.toml 里的 archive 一项"
            ) from None
        if not known:
            where = self.shown(f"objects/{name}")
            raise ArchiveDamaged("不是本系统的存储布局", where=where, remedy="核对 office.toml 里的 archive")

    # -- looking: everything is listed once ------------------------------------------------------------

    def as_listed(self) -> Look:
        """Return all keys as they are listed now."""
        return Listing(self)

    def entries(self, folder: str) -> list[Entry]:
        """Return what lies right below a folder. Raises FileNotFoundError."""
        return self.as_listed().entries(folder)

    def status(self, key: str) -> Status:
        """Return what there is to know of a key. Raises FileNotFoundError."""
        return self.as_listed().status(key)

    def read(self, key: str) -> bytes:
        """Return the content of a key. Raises FileNotFoundError."""
        return self.bucket.get(key)

    regular = read

    def digest(self, key: str) -> str:
        """Return the SHA-256 of a key's content. Raises FileNotFoundError."""
        return sha256(self.read(key))

    def hash_ahead(self, known: dict[str, str], most: int, stop: Event) -> None:
        """Hash what lies in objects/, several keys at once."""
        self.as_listed().hash_ahead(known, most, stop)

    def parts(self) -> Iterator[tuple[str, bytes | None]]:
        """Yield the parts of the journal, and what is none."""
        yield from self.chunks.all()

    def part(self, number: int) -> bytes:
        """Return an open part's text."""
        return self.chunks.text(number)

    # -- reading ---------------------------------------------------------------------------------------

    def first_line(self, key: str) -> bytes:
        """Return the beginning of a key up to the end of its first line."""
        found = self.bucket.get(key, f"0-{_TAIL - 1}")
        whole = found if b"\n" in found or len(found) < _TAIL else self.read(key)
        return whole[: whole.find(b"\n") + 1] or whole

    def last_line(self, key: str) -> bytes | None:
        """Return a key's last whole line without its end."""
        found = self.bucket.get(key, f"-{_TAIL}")
        whole = found if found.count(b"\n") > 1 or len(found) < _TAIL else self.read(key)
        lines = whole_lines(whole).split(b"\n")
        return lines[-2] if len(lines) > 1 else None

    def path(self, key: str, digest: str) -> Path:
        """Return a copy on this machine."""
        return self.copies.path(key, digest, lambda: self.read(key), self.shown(key))

    def key_of(self, path: Path) -> str:
        """Return the key that a copy is of."""
        root = self.copies.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""

    def names(self, folder: str) -> set[str]:
        """Return the names of all keys below a folder."""
        return {found.key[len(folder) + 1 :] for found in self.bucket.keys(f"{folder}/")}

    def object_folders(self) -> Iterator[str]:
        """Yield the folders of all objects."""
        before = ""
        for found in self.bucket.keys("objects/"):
            folder = _OBJECT.match(found.key)
            if folder and folder[0] != before and found.key != folder[0]:
                before = folder[0]
                yield before

    def holds(self, folder: str, version: str) -> bool:
        """A version is there when its inventory is."""
        try:
            self.bucket.size(f"{folder}/{version}/{INVENTORY}")
        except FileNotFoundError:
            return False
        return True

    def for_backup(self) -> Iterator[Stored]:
        """Yield the objects' keys, and the journal's open parts as the files that they are on a disk."""
        for found in self.bucket.keys("objects/"):
            yield Stored(found.key, found.size, int(found.written * 1e9), 0o444, found.key)
        sizes: dict[int, int] = defaultdict(int)
        written: dict[int, float] = defaultdict(float)
        for number, found in self.chunks.listed():
            sizes[number] += found.size
            written[number] = max(written[number], found.written)
        for number, size in sizes.items():
            key = f"journal/{part_name(number)}"
            yield Stored(key, size, int(written[number] * 1e9), 0o644, key)

    def content(self, stored: Stored) -> bytes:
        """Return the content of what ``for_backup`` told."""
        if stored.key.startswith("journal/"):
            return self.chunks.text(int(stored.key[8:14]))
        return self.read(stored.key)

    # -- objects ---------------------------------------------------------------------------------------

    def staged(self) -> list[str]:
        """Return the names in staging/."""
        return sorted({one.key.split("/")[1] for one in self.bucket.keys("staging/")})

    def stage(self, name: str, files: Iterable[tuple[str, Data]]) -> None:
        """Write all files at once, then the inventory by which they are known."""
        contents = {path: data if isinstance(data, bytes) else b"".join(data) for path, data in files}
        last = contents.pop(INVENTORY)
        self.together(lambda one: self.bucket.put(f"staging/{name}/{one[0]}", one[1]), contents.items())
        self.bucket.put(f"staging/{name}/{INVENTORY}", last)

    def unstage(self, name: str) -> None:
        """Remove the inventory, then the rest."""
        top = f"staging/{name}"
        keys = [one.key for one in self.bucket.keys(top) if one.key == top or one.key.startswith(f"{top}/")]
        known = f"{top}/{INVENTORY}"
        self.bucket.remove([known] * (known in keys))
        self.bucket.remove([key for key in keys if key != known])

    def move_in(self, name: str, folder: str, version: str) -> None:
        """Write the version's keys where they stay, its inventory last; those that are there already are compared."""
        last = f"{version}/{INVENTORY}"
        try:
            own = [path for path in self.names(f"staging/{name}") if path not in (INVENTORY, SIDECAR, last)]
            self.together(lambda path: self._copy(name, folder, path), own)
            self._copy(name, folder, last)
        except FileNotFoundError:  # another machine has done it meanwhile
            if not self.holds(folder, version):
                raise

    def _copy(self, name: str, folder: str, path: str) -> None:
        self._create(f"{folder}/{path}", self.read(f"staging/{name}/{path}"))

    def forgo(self, folder: str) -> None:
        """There are no folders."""

    def begun(self, folder: str, version: str) -> bool:
        """Tell whether any of the version's keys is there."""
        return self.bucket.has(f"{folder}/" if version == "v1" else f"{folder}/{version}/")

    def moved_in(self, folder: str, version: str) -> None:
        """What the store has taken it keeps."""

    def lead_with(self, name: str, folder: str, files: Mapping[str, bytes]) -> None:
        """Write what differs, the inventory last: by it is seen that this was done."""
        for file, content in reversed(list(files.items())):
            known = b""
            with suppress(FileNotFoundError):
                known = self.read(f"{folder}/{file}")
            if known != content:
                self.bucket.put(f"{folder}/{file}", content)

    def carry(self, folder: str, names: Sequence[str], read: Callable[[str], bytes]) -> int:
        """Write each key that is missing; an object's own inventory when it is not the same."""
        there, written = self.names(folder), 0
        for name in names:
            if name in (INVENTORY, SIDECAR):
                content = read(name)
                if name not in there or self.read(f"{folder}/{name}") != content:
                    self.bucket.put(f"{folder}/{name}", content)
                    written += 1
            elif name not in there:
                self._create(f"{folder}/{name}", read(name))
                written += 1
        return written

    # -- the journal's open parts ----------------------------------------------------------------------

    def open_parts(self) -> list[int]:
        """Return the numbers of the parts in journal/."""
        return self.chunks.numbers()

    def part_end(self, number: int) -> bytes | None:
        """Return the last line."""
        return self.chunks.last_line(number)

    def part_begin(self, number: int) -> bytes:
        """Return the first line."""
        return self.chunks.first_line(number)

    def part_add(self, number: int, seq: int, lines: list[str]) -> None:
        """Write the lines under the number of the first."""
        self.chunks.add(number, seq, lines)

    def part_next(self, number: int) -> None:
        """Write an empty beginning."""
        self.chunks.begin(number)

    def part_gone(self, number: int) -> None:
        """Remove all of its keys."""
        self.chunks.remove(number)

    # -- inside ----------------------------------------------------------------------------------------

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_TOGETHER, thread_name_prefix="s3")

    def together(self, work: Callable[[T], R], things: Iterable[T]) -> list[R]:
        """Do ``work`` with all things, several at once; raises what the first that failed raised, when all ended."""
        running = [self._pool.submit(work, thing) for thing in things]
        problem = next((error for one in running if (error := one.exception())), None)
        if problem:
            raise problem
        return [one.result() for one in running]

    def _create(self, key: str, content: bytes) -> None:
        try:
            self.bucket.create(key, content)
        except Taken:
            raise ArchiveDamaged("同一处已有另一份归档内容", where=self.shown(key)) from None
