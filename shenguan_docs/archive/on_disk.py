"""The archive in a folder of this machine: durable by fsync, a version comes into being by one rename."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

from shenguan_docs.archive import on_disk_journal
from shenguan_docs.archive.files import (
    ArchiveDamaged,
    Data,
    NewFiles,
    fsync_folder,
    in_words,
    remove,
    replace_file,
    shown,
)
from shenguan_docs.archive.inventory import INVENTORY
from shenguan_docs.archive.place import Entry, Look, Status, Stored
from shenguan_docs.archive.root import FOLDERS, LAYOUT, ROOT_FILES, part_name

_CHUNK = 1 << 20
_PART = re.compile(r"[0-9]{6}\.jsonl", re.ASCII)


class OnDisk:
    """The archive below ``root``: ``objects/``, ``journal/``, ``staging/``. One process writes at a time."""

    comes_whole = True

    def __init__(self, root: Path) -> None:
        self.root = root
        self.objects, self.journal, self.staging = root / "objects", root / "journal", root / "staging"

    def shown(self, key: str) -> str:
        """Return the path for people."""
        return shown(self.root / key)

    def where(self, key: str) -> str:
        """Return the path below the office."""
        return f"{self.root.name}/{key}"

    def key_at(self, where: str) -> str:
        """Return the key of a path below the office."""
        return where.removeprefix(f"{self.root.name}/")

    def require_unused(self) -> None:
        """The folder of the office is looked at as a whole."""

    def take_back(self) -> None:
        """The folder of the office goes as a whole."""

    def lay_out(self) -> None:
        """Make the folders and the root's own files durably; what is there already stays as it is."""
        root = self.root
        with in_words(root):
            for folder in (*FOLDERS, f"objects/extensions/{LAYOUT}"):
                (root / folder).mkdir(parents=True, exist_ok=True)
            for name, content in ROOT_FILES.items():
                path = root / "objects" / name
                if not path.exists():
                    replace_file(path, content, by_way_of=root / "staging" / "layout.tmp")
                    fsync_folder(path.parent)
            for folder in ("objects/extensions", "objects", "."):
                fsync_folder(root / folder)
            fsync_folder(root.absolute().parent)

    def require_layout(self) -> None:
        """Raise ``ArchiveDamaged`` when a folder or a file of the root is missing or of another layout."""
        for folder in FOLDERS:
            if not (self.root / folder).is_dir():
                where, remedy = self.shown(folder), "请从备份恢复 archive 文件夹"
                raise ArchiveDamaged("档案文件夹不完整", where=where, remedy=remedy)
        for name, content in ROOT_FILES.items():
            path = self.root / "objects" / name
            with in_words(path, reading=True):
                known = path.read_bytes() == content
            if not known:
                raise ArchiveDamaged("不是本系统的存储布局", where=shown(path), remedy="请从备份恢复这个文件")

    # -- looking ---------------------------------------------------------------------------------------

    def as_listed(self) -> Look:
        """The disk itself."""
        return self

    def entries(self, folder: str) -> list[Entry]:
        """Return what lies in a folder. Raises OSError."""
        with os.scandir(f"{self.root}/{folder}") as scan:
            return [Entry(entry.name, entry.is_dir(follow_symlinks=False)) for entry in scan]

    def status(self, key: str) -> Status:
        """Return size, time and whether it is a file. Raises OSError."""
        found = os.lstat(f"{self.root}/{key}")
        mode = found.st_mode
        return Status(found.st_size, found.st_mtime, stat.S_ISREG(mode), stat.S_ISDIR(mode))

    def regular(self, key: str) -> bytes:
        """Return a regular file's content. Raises OSError."""
        with os.fdopen(_open_regular(f"{self.root}/{key}"), "rb", buffering=0) as stream:
            return stream.read()

    def digest(self, key: str) -> str:
        """Return a regular file's SHA-256. Raises OSError."""
        return _hash_regular(f"{self.root}/{key}")

    def hash_ahead(self, known: dict[str, str], most: int, stop: Event) -> None:
        """Hash the files of all objects one after another."""
        below = len(str(self.root)) + 1
        for place, _, names in os.walk(str(self.objects)):
            for name in names:
                if stop.is_set() or len(known) >= most:
                    return
                path = f"{place}/{name}"
                with suppress(OSError):
                    known[path[below:]] = _hash_regular(path)

    def parts(self) -> Iterator[tuple[str, bytes | None]]:
        """Yield what lies in journal/. Raises OSError."""
        for name in sorted(path.name for path in self.journal.iterdir()):
            try:
                yield name, self.regular(f"journal/{name}")
            except OSError:
                yield name, None

    def part(self, number: int) -> bytes:
        """Return an open part's text; b"" where there is none. Raises OSError."""
        try:
            return self.regular(f"journal/{part_name(number)}")
        except FileNotFoundError:
            return b""

    # -- reading ---------------------------------------------------------------------------------------

    def read(self, key: str) -> bytes:
        """Return a file's content. Raises OSError."""
        return (self.root / key).read_bytes()

    def first_line(self, key: str) -> bytes:
        """Return the beginning of a file up to the end of its first line. Raises OSError."""
        with (self.root / key).open("rb") as stream:
            return stream.readline()

    def last_line(self, key: str) -> bytes | None:
        """Return the last whole line. Raises OSError."""
        return on_disk_journal.last_line(self.root / key)

    def path(self, key: str, digest: str) -> Path:
        """The file itself; it is read where it lies."""
        return self.root / key

    def key_of(self, path: Path) -> str:
        """Return the key of a path in the archive, "" for any other."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.objects) else ""

    def names(self, folder: str) -> set[str]:
        """Return the names of all files below a folder."""
        top = f"{self.root}/{folder}"
        below = len(top) + 1
        return {f"{place}/{name}"[below:] for place, _, names in os.walk(top) for name in names}

    def object_folders(self) -> Iterator[str]:
        """Yield the folders of all objects."""
        for place in sorted(self.objects.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            yield place.relative_to(self.root).as_posix()

    def holds(self, folder: str, version: str) -> bool:
        """Tell whether a version is there; the first one comes with the object's folder."""
        target = self.root / folder
        return target.exists() if version == "v1" else (target / version).exists()

    def for_backup(self) -> Iterator[Stored]:
        """Yield every file of objects/ and journal/."""
        for part in ("objects", "journal"):
            yield from _walk(f"{self.root}/{part}", part)

    def content(self, stored: Stored) -> Path:
        """The file itself."""
        return self.root / stored.key

    # -- objects ---------------------------------------------------------------------------------------

    def staged(self) -> list[str]:
        """Return the names in staging/."""
        return sorted(path.name for path in self.staging.iterdir())

    def stage(self, name: str, files: Iterable[tuple[str, Data]]) -> None:
        """Write the files, then sync them and their folders."""
        folder = self.staging / name
        made, known = [folder], set[str]()
        folder.mkdir()
        with NewFiles() as new:
            for path, data in files:
                ends = [n for n, char in enumerate(path) if char == "/"]
                for parent in (path[:n] for n in ends):
                    if parent not in known:
                        (folder / parent).mkdir()
                        known.add(parent)
                        made.append(folder / parent)
                new.write(folder / path, data)
        for place in reversed(made):
            fsync_folder(place)
        fsync_folder(self.staging)

    def unstage(self, name: str) -> None:
        """Remove the folder."""
        remove(self.staging / name)

    def move_in(self, name: str, folder: str, version: str) -> None:
        """Rename the whole object, or the folder of its new version."""
        source, target = self.staging / name, self.root / folder
        if version == "v1":
            target.parent.mkdir(parents=True, exist_ok=True)
            for place in (
                self.objects,
                target.parent.parent,
            ):  # first, or the power takes the object with its folder
                fsync_folder(place)
            source.rename(target)
        else:
            (source / version).rename(target / version)

    def forgo(self, folder: str) -> None:
        """Remove the two folders above where they are empty."""
        for place in list((self.root / folder).parents)[:2]:
            with suppress(OSError):  # it holds other objects, or was not made
                place.rmdir()

    def begun(self, folder: str, version: str) -> bool:
        """A rename has happened or not."""
        return version != "v1" and (self.root / folder / version / INVENTORY).exists()

    def moved_in(self, folder: str, version: str) -> None:
        """Sync the folder that the rename went to."""
        target = self.root / folder
        fsync_folder(target.parent if version == "v1" else target)

    def lead_with(self, name: str, folder: str, files: Mapping[str, bytes]) -> None:
        """Replace each file that differs."""
        target, source = self.root / folder, self.staging / name
        for file, content in files.items():
            path = target / file
            if not path.exists() or path.read_bytes() != content:
                source.mkdir(exist_ok=True)
                replace_file(path, content, by_way_of=source / "replacement")
        fsync_folder(target)

    def carry(self, folder: str, names: Sequence[str], read: Callable[[str], bytes]) -> int:
        """Write each file that is missing or not the same, then sync the folders."""
        target, written = self.root / folder, 0
        by_way_of = self.staging / f"carried-{target.name}"
        for name in names:
            path, content = target / name, read(name)
            if path.is_file() and path.read_bytes() == content:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, content, by_way_of=by_way_of)
            written += 1
        for place in {target / name for name in names}:
            fsync_folder(place.parent)
        for place in (target, *list(target.parents)[:3]):
            fsync_folder(place)
        return written

    # -- the journal's open parts ----------------------------------------------------------------------

    def open_parts(self) -> list[int]:
        """Return the numbers of the files in journal/."""
        return sorted(int(path.name[:6]) for path in self.journal.iterdir() if _PART.fullmatch(path.name))

    def part_end(self, number: int) -> bytes | None:
        """Return the last whole line."""
        with suppress(FileNotFoundError):
            return self.last_line(f"journal/{part_name(number)}")
        return None

    def part_begin(self, number: int) -> bytes:
        """Return the first line."""
        with suppress(FileNotFoundError):
            return self.first_line(f"journal/{part_name(number)}")
        return b""

    def part_add(self, number: int, seq: int, lines: list[str]) -> None:
        """Append to the file: one write, one sync."""
        path = self.journal / part_name(number)
        on_disk_journal.append(path, "".join(f"{line}\n" for line in lines).encode())

    def part_next(self, number: int) -> None:
        """Make an empty file, so that the number of the open part need not be counted from the start."""
        os.close(os.open(self.journal / part_name(number), os.O_WRONLY | os.O_CREAT, 0o644))

    def part_gone(self, number: int) -> None:
        """Remove the file."""
        (self.journal / part_name(number)).unlink()
        fsync_folder(self.journal)


def _open_regular(path: str) -> int:
    """Open without waiting on a pipe and without following a link."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a regular file")
    return descriptor


def _hash_regular(path: str) -> str:
    descriptor = _open_regular(path)
    try:
        digest = hashlib.sha256()
        while piece := os.read(descriptor, _CHUNK):
            digest.update(piece)
        return digest.hexdigest()
    finally:
        os.close(descriptor)


def _walk(place: str, name: str) -> Iterator[Stored]:
    with os.scandir(place) as listing:
        for child in listing:
            key = f"{name}/{child.name}"
            if child.is_dir(follow_symlinks=False):
                yield from _walk(child.path, key)
            elif child.is_file(follow_symlinks=False):
                found = child.stat()
                yield Stored(key, found.st_size, found.st_mtime_ns, found.st_mode & 0o777, key)
