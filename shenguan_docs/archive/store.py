"""The archive of an office: an OCFL 1.1 root, and the place where objects are built.

A version comes into being in three steps: ``stage`` builds it durably where no reader looks, the
caller commits its records, ``publish`` moves it into the root. Each step may be cut off anywhere and
be called again. What is published is never written again. One process writes at a time (the
office's lock); any number may read meanwhile. Where the bytes lie is the affair of a ``Place``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from shenguan_docs.archive.files import ArchiveDamaged, Data, digest_of, in_words, sha256, unchanged
from shenguan_docs.archive.inventory import (
    DECLARATION,
    INVENTORY,
    SIDECAR,
    Inventory,
    check_names,
    next_inventory,
    parse_inventory,
    sidecar,
    version_number,
)
from shenguan_docs.archive.place import Place
from shenguan_docs.archive.root import object_folder, object_place
from shenguan_docs.errors import NotFound, OfficeUnusable


@dataclass(frozen=True)
class ObjectVersion:
    """One version of an object; ``inventory`` is the SHA-256 of its ``inventory.json``.

    ``files`` leads from every logical name of the version to its SHA-256. In the list of what is
    staged, a leftover that cannot be read has no ``version``; ``folder`` is its name in staging/.
    """

    object_id: str
    version: str
    inventory: str
    files: Mapping[str, str] = field(hash=False)
    folder: str = field(default="", compare=False)

    @property
    def readable(self) -> bool:
        """False for the rest of a broken-off ``stage``, which can only be discarded."""
        return bool(self.version)


class Archive:
    """The archive at ``place``: ``objects/``, ``journal/``, ``staging/``.

    Raises ``OfficeUnusable`` when it is incomplete, laid out in another way or cannot be reached.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        place.require_layout()

    @classmethod
    def create(cls, place: Place) -> Archive:
        """Lay out an archive at ``place``, which may exist; what is laid out already stays as it is."""
        place.lay_out()
        return cls(place)

    @classmethod
    def as_it_is(cls, place: Place) -> Archive:
        """Return an archive to look at, whatever state its folders and its root's files are in."""
        archive = cls.__new__(cls)
        archive.place = place
        return archive

    def stage(
        self, object_id: str, files: Mapping[str, bytes | Path], *, message: str, user: str, at: datetime
    ) -> ObjectVersion:
        """Build the first or next version of an object in staging/, durably.

        ``files`` are added to the previous version or replace files of it. ``ValueError`` for names
        that are not plain ASCII, a time without zone, a first version without files. ``Refused``
        when a given path cannot be read; ``OfficeUnusable`` when the place refuses or an earlier
        version still waits in staging/. Nothing is left behind then.
        """
        check_names(files)
        if not object_id or not object_id.isprintable():
            raise ValueError(f"not an object identifier: {object_id!r}")
        if at.tzinfo is None:
            raise ValueError("the time of a version needs its zone")
        before = self._inventory(object_id) if self.exists(object_id) else None
        if not files and before is None:
            raise ValueError("an object needs a file")
        name = object_place(object_id)[2]
        where = self.place.shown(f"staging/{name}")
        with in_words(where):
            left = name in self.place.staged()
        if left:
            if self._staged_version(name).readable:
                raise OfficeUnusable("上一次归档还没有收尾", where=object_id, remedy="请重新打开办公室后再试")
            with in_words(where):
                self.place.unstage(name)
        digests = {file: digest_of(content) for file, content in files.items()}
        inventory, to_write = next_inventory(before, object_id, digests, message=message, user=user, at=at)
        try:
            with in_words(where):
                contents = {path: files[file] for path, file in to_write.items()}
                self.place.stage(name, _laid(inventory, contents))
        except BaseException:
            with suppress(OSError, OfficeUnusable):
                self.place.unstage(name)
            raise
        return _object_version(inventory, sha256(inventory.to_bytes()), name)

    def staged(self) -> list[ObjectVersion]:
        """Return what lies in staging/, readable or not, by name."""
        with in_words(self.place.shown("staging"), reading=True):
            return [self._staged_version(name) for name in self.place.staged()]

    def publish(self, version: ObjectVersion) -> None:
        """Move a staged version into the root; finishes what a crash cut off, changes nothing when done.

        ``ArchiveDamaged`` when the version is neither staged whole nor published, or when another
        one of its number is published.
        """
        place, number = self.place, version_number(version.version)
        name, folder = object_place(version.object_id)[2], object_folder(version.object_id)
        with in_words(place.shown(folder)):
            if not place.holds(folder, version.version):
                if self._staged_version(name) != version:
                    where = version.object_id
                    raise ArchiveDamaged("待归档的内容缺失或不完整", where=where, remedy="请运行 rebuild")
                if number > 1 and self._inventory(version.object_id).head != number - 1:
                    raise ArchiveDamaged("已归档的版本与待归档的版本接不上", where=version.object_id)
                place.move_in(name, folder, version.version)
            # Also when all is in place: what was moved in before a crash may not be durable yet.
            place.moved_in(folder, version.version)
            text = place.read(f"{folder}/{version.version}/{INVENTORY}")
            if sha256(text) != version.inventory:
                where = f"{version.object_id} {version.version}"
                raise ArchiveDamaged("同一版本已有另一份归档内容", where=where)
            if (number > 1 or not place.comes_whole) and self._head(version.object_id) <= number:
                place.lead_with(name, folder, {INVENTORY: text, SIDECAR: sidecar(text)})
            place.unstage(name)

    def discard(self, version: ObjectVersion) -> None:
        """Remove a staged version (or an unreadable leftover) that no record knows.

        A version that ``publish`` has begun to move in is finished instead: it was decided already.
        """
        place, name = self.place, version.folder or object_place(version.object_id)[2]
        if version.readable:
            folder = object_folder(version.object_id)
            with in_words(place.shown(folder)):
                begun = place.begun(folder, version.version)
            if begun and self._published_digest(version) in ("", version.inventory):
                self.publish(version)
                return
        with in_words(place.shown(f"staging/{name}")):
            if version.readable:
                place.forgo(folder)
            place.unstage(name)

    def exists(self, object_id: str) -> bool:
        """Tell whether an object is published."""
        return self.place.holds(object_folder(object_id), "v1")

    def object_ids(self) -> Iterator[str]:
        """Yield the identifiers of all published objects, in the order of their folders."""
        with in_words(self.place.shown("objects"), reading=True):
            for folder in self.place.object_folders():
                yield self._inventory_in(folder).object_id

    def files(self, object_id: str) -> dict[str, str]:
        """Return the logical names of an object's latest version with their SHA-256."""
        return dict(self._inventory(object_id).versions[-1].state)

    def versions(self, object_id: str) -> tuple[ObjectVersion, ...]:
        """Return all versions of an object, v1 first."""
        inventory, folder = self._inventory(object_id), object_folder(object_id)
        with in_words(self.place.shown(folder), reading=True):
            return tuple(
                _object_version(inventory.as_of(n), sha256(self.place.read(f"{folder}/v{n}/{INVENTORY}")))
                for n in range(1, inventory.head + 1)
            )

    def path(self, object_id: str, name: str) -> Path:
        """Return a file of this machine with the latest content; ``NotFound`` when the object has no such name.

        Nobody writes to it. It is the archive's own, or a copy that may be gone in some hours.
        """
        key, digest = self._locate(object_id, name)
        with in_words(self.place.shown(key), reading=True):
            return self.place.path(key, digest)

    def key(self, object_id: str, name: str) -> str:
        """Return under which key the latest content of a file lies; raises as ``path``."""
        return self._locate(object_id, name)[0]

    def where(self, object_id: str, name: str) -> str:
        """Return where the latest content of a file lies, as people are told; raises as ``path``."""
        return self.place.where(self.key(object_id, name))

    def at(self, where: str) -> Path:
        """Return a file of this machine with the content of what ``where`` told; raises as ``path``."""
        key = self.place.key_at(where)
        folder, _, content = key.partition("/v")
        digest = self._inventory_in(folder).manifest.get(f"v{content}")
        if digest is None:
            raise NotFound("归档里没有这个文件", where=where)
        with in_words(self.place.shown(key), reading=True):
            return self.place.path(key, digest)

    def read(self, object_id: str, name: str) -> bytes:
        """Return a file's content; ``ArchiveDamaged`` when it is missing or not what was archived."""
        key, digest = self._locate(object_id, name)
        where = self.place.shown(key)
        with in_words(where, reading=True):
            content = self.place.read(key)
        if sha256(content) != digest:
            remedy = "请运行 verify 核验，并从备份恢复"
            raise ArchiveDamaged(f"归档文件“{name}”的内容被改动", where=where, remedy=remedy)
        return content

    def inventory(self, folder: str, version: str = "") -> bytes:
        """Return the text of the inventory in an object's folder, or that of one version. Raises OSError."""
        return self.place.read(f"{folder}/{version}/{INVENTORY}" if version else f"{folder}/{INVENTORY}")

    # -- inside --------------------------------------------------------------------------------------

    def _locate(self, object_id: str, name: str) -> tuple[str, str]:
        inventory = self._inventory(object_id)
        digest = inventory.versions[-1].state.get(name)
        if digest is None:
            raise NotFound(f"归档对象里没有“{name}”", where=object_id)
        return f"{object_folder(object_id)}/{inventory.content_path(digest)}", digest

    def _inventory(self, object_id: str) -> Inventory:
        inventory = self._inventory_in(object_folder(object_id))
        if inventory.object_id != object_id:
            raise ArchiveDamaged("归档目录里的标识不符", where=object_id)
        return inventory

    def _inventory_in(self, folder: str) -> Inventory:
        where = self.place.shown(f"{folder}/{INVENTORY}")
        with in_words(where, reading=True):
            text = self.inventory(folder)
        try:
            return parse_inventory(text)
        except ValueError as error:
            problem = "归档目录（inventory.json）损坏"
            raise ArchiveDamaged(problem, where=where, remedy="请从备份恢复") from error

    def _head(self, object_id: str) -> int:
        """Return to which version the object's own inventory leads, 0 where it has none yet."""
        try:
            return self._inventory(object_id).head
        except ArchiveDamaged as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return 0
            raise

    def _published_digest(self, version: ObjectVersion) -> str:
        with suppress(OSError):
            return sha256(self.inventory(object_folder(version.object_id), version.version))
        return ""

    def _staged_version(self, name: str) -> ObjectVersion:
        nothing = ObjectVersion("", "", "", {}, name)
        try:
            text = self.place.read(f"staging/{name}/{INVENTORY}")
            inventory = parse_inventory(text)
            if self.place.read(f"staging/{name}/{SIDECAR}") != sidecar(text):
                return nothing
            if object_place(inventory.object_id)[2] != name:
                return nothing
            version = _object_version(inventory, sha256(text), name)
            if self._published_digest(version) == version.inventory:
                return version  # the version's files may have been moved in already
            return version if _own_files(inventory) <= self.place.names(f"staging/{name}") else nothing
        except (OSError, ValueError):
            return nothing


def _laid(inventory: Inventory, contents: Mapping[str, bytes | Path]) -> Iterator[tuple[str, Data]]:
    """Yield the files of a new version in the order in which they are written."""
    for path, content in contents.items():
        yield path, content if isinstance(content, bytes) else unchanged(content, inventory.manifest[path])
    text = inventory.to_bytes()
    for place in (f"v{inventory.head}/", ""):
        yield f"{place}{INVENTORY}", text
        yield f"{place}{SIDECAR}", sidecar(text)
    if inventory.head == 1:
        yield DECLARATION


def _own_files(inventory: Inventory) -> set[str]:
    version = f"v{inventory.head}"
    own = {path for path in inventory.manifest if path.startswith(f"{version}/")}
    return own | {f"{version}/{INVENTORY}", f"{version}/{SIDECAR}"}


def _object_version(inventory: Inventory, digest: str, folder: str = "") -> ObjectVersion:
    state = dict(inventory.versions[-1].state)
    return ObjectVersion(inventory.object_id, f"v{inventory.head}", digest, state, folder)
