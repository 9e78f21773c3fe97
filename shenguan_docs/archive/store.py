"""The archive of an office on a disk: an OCFL 1.1 root, and the place where objects are built.

A version comes into being in three steps: ``stage`` builds it durably where no reader looks, the
caller commits its records, ``publish`` moves it into the root. Each step may be cut off anywhere and
be called again. What is published is never written again. One process writes at a time (the
office's lock); any number may read meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from shenguan_docs.archive.files import (
    ArchiveDamaged,
    NewFiles,
    digest_of,
    fsync_folder,
    in_words,
    remove,
    replace_file,
    sha256,
    sha256_file,
    shown,
    unchanged,
)
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
from shenguan_docs.archive.root import check_layout, lay_out, object_place
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
    """The archive below ``root``: ``objects/``, ``journal/``, ``staging/``.

    Raises ``OfficeUnusable`` when the folder is incomplete or laid out in another way.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.objects, self.journal, self.staging = root / "objects", root / "journal", root / "staging"
        check_layout(root)

    @classmethod
    def create(cls, root: Path) -> Archive:
        """Lay out an archive in ``root``, which may exist; what is laid out already stays as it is."""
        lay_out(root)
        return cls(root)

    @classmethod
    def as_it_is(cls, root: Path) -> Archive:
        """Return an archive to look at, whatever state its folders and its root's files are in."""
        archive = cls.__new__(cls)
        archive.root = root
        archive.objects, archive.journal, archive.staging = (
            root / "objects",
            root / "journal",
            root / "staging",
        )
        return archive

    def stage(
        self, object_id: str, files: Mapping[str, bytes | Path], *, message: str, user: str, at: datetime
    ) -> ObjectVersion:
        """Build the first or next version of an object in staging/, durably.

        ``files`` are added to the previous version or replace files of it. ``ValueError`` for names
        that are not plain ASCII, a time without zone, a first version without files. ``Refused``
        when a given path cannot be read; ``OfficeUnusable`` when the disk refuses or an earlier
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
        folder = self.staging / object_place(object_id)[2]
        if folder.exists():
            if self._staged_version(folder).readable:
                raise OfficeUnusable("上一次归档还没有收尾", where=object_id, remedy="请重新打开办公室后再试")
            with in_words(folder):
                remove(folder)
        digests = {name: digest_of(content) for name, content in files.items()}
        inventory, to_write = next_inventory(before, object_id, digests, message=message, user=user, at=at)
        try:
            with in_words(folder):
                self._build(folder, inventory, {path: files[name] for path, name in to_write.items()})
        except BaseException:
            with suppress(OSError):
                remove(folder)
            raise
        return _object_version(inventory, sha256(inventory.to_bytes()), folder.name)

    def _build(self, folder: Path, inventory: Inventory, contents: Mapping[str, bytes | Path]) -> None:
        number, text = inventory.head, inventory.to_bytes()
        version = folder / f"v{number}"
        made = [folder, version]
        folder.mkdir()
        version.mkdir()
        with NewFiles() as new:
            for path, content in contents.items():
                for parent in reversed((folder / path).relative_to(version).parents[:-1]):
                    if version / parent not in made:
                        (version / parent).mkdir()
                        made.append(version / parent)
                data = content if isinstance(content, bytes) else unchanged(content, inventory.manifest[path])
                new.write(folder / path, data)
            for place in (version, folder):
                new.write(place / INVENTORY, text)
                new.write(place / SIDECAR, sidecar(text))
            if number == 1:
                new.write(folder / DECLARATION[0], DECLARATION[1])
        for place in reversed(made):
            fsync_folder(place)
        fsync_folder(self.staging)

    def staged(self) -> list[ObjectVersion]:
        """Return what lies in staging/, readable or not, by name."""
        with in_words(self.staging, reading=True):
            return [self._staged_version(folder) for folder in sorted(self.staging.iterdir())]

    def publish(self, version: ObjectVersion) -> None:
        """Move a staged version into the root; finishes what a crash cut off, changes nothing when done.

        ``ArchiveDamaged`` when the version is neither staged whole nor published, or when another
        one of its number is published.
        """
        number = version_number(version.version)
        source, target = self.staging / object_place(version.object_id)[2], self._folder(version.object_id)
        with in_words(target):
            if number == 1 and not target.exists():
                self._check_staged(source, version)
                target.parent.mkdir(parents=True, exist_ok=True)
                source.rename(target)
            elif number > 1 and not (target / version.version).exists():
                self._check_staged(source, version)
                if self._inventory(version.object_id).head != number - 1:
                    raise ArchiveDamaged("已归档的版本与待归档的版本接不上", where=version.object_id)
                (source / version.version).rename(target / version.version)
            # Also when all is in place: what was moved in before a crash may not be durable yet.
            chain = (target.parent, target.parent.parent, self.objects) if number == 1 else (target,)
            for folder in chain:
                fsync_folder(folder)
            text = (target / version.version / INVENTORY).read_bytes()
            if sha256(text) != version.inventory:
                where = f"{version.object_id} {version.version}"
                raise ArchiveDamaged("同一版本已有另一份归档内容", where=where)
            if number > 1 and self._inventory(version.object_id).head <= number:
                self._lead_with(text, target, source)
            remove(source)

    def _lead_with(self, text: bytes, target: Path, source: Path) -> None:
        """Make ``text`` the root inventory of the object in ``target``."""
        for name, content in ((INVENTORY, text), (SIDECAR, sidecar(text))):
            path = target / name
            if not path.exists() or path.read_bytes() != content:
                source.mkdir(exist_ok=True)
                replace_file(path, content, by_way_of=source / "replacement")
        fsync_folder(target)

    def discard(self, version: ObjectVersion) -> None:
        """Remove a staged version (or an unreadable leftover) that no record knows.

        A version that ``publish`` has begun to move in is finished instead: it was decided already.
        """
        folder = self.staging / (version.folder or object_place(version.object_id)[2])
        if version.readable and version.version != "v1":
            try:
                begun = sha256_file(self._folder(version.object_id) / version.version / INVENTORY)
            except OSError:
                begun = ""
            if begun == version.inventory:
                self.publish(version)
                return
        with in_words(folder):
            remove(folder)

    def exists(self, object_id: str) -> bool:
        """Tell whether an object is published."""
        return self._folder(object_id).exists()

    def object_ids(self) -> Iterator[str]:
        """Yield the identifiers of all published objects, in the order of their folders."""
        with in_words(self.objects, reading=True):
            for place in sorted(self.objects.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
                yield parse_object_folder(place).object_id

    def files(self, object_id: str) -> dict[str, str]:
        """Return the logical names of an object's latest version with their SHA-256."""
        return dict(self._inventory(object_id).versions[-1].state)

    def versions(self, object_id: str) -> tuple[ObjectVersion, ...]:
        """Return all versions of an object, v1 first."""
        inventory, folder = self._inventory(object_id), self._folder(object_id)
        with in_words(folder, reading=True):
            return tuple(
                _object_version(inventory.as_of(n), sha256_file(folder / f"v{n}" / INVENTORY))
                for n in range(1, inventory.head + 1)
            )

    def path(self, object_id: str, name: str) -> Path:
        """Return where the latest content of a file lies; ``NotFound`` when the object has no such name."""
        return self._locate(object_id, name)[0]

    def read(self, object_id: str, name: str) -> bytes:
        """Return a file's content; ``ArchiveDamaged`` when it is missing or not what was archived."""
        path, digest = self._locate(object_id, name)
        with in_words(path, reading=True):
            content = path.read_bytes()
        if sha256(content) != digest:
            remedy = "请运行 verify 核验,并从备份恢复"
            raise ArchiveDamaged(f"归档文件“{name}”的内容被改动", where=shown(path), remedy=remedy)
        return content

    def _locate(self, object_id: str, name: str) -> tuple[Path, str]:
        inventory = self._inventory(object_id)
        digest = inventory.versions[-1].state.get(name)
        if digest is None:
            raise NotFound(f"归档对象里没有“{name}”", where=object_id)
        return self._folder(object_id) / inventory.content_path(digest), digest

    def _folder(self, object_id: str) -> Path:
        return self.objects.joinpath(*object_place(object_id))

    def _inventory(self, object_id: str) -> Inventory:
        inventory = parse_object_folder(self._folder(object_id))
        if inventory.object_id != object_id:
            raise ArchiveDamaged("归档目录里的标识不符", where=object_id)
        return inventory

    def _staged_version(self, folder: Path) -> ObjectVersion:
        nothing = ObjectVersion("", "", "", {}, folder.name)
        try:
            text = (folder / INVENTORY).read_bytes()
            inventory = parse_inventory(text)
            if (folder / SIDECAR).read_bytes() != sidecar(text):
                return nothing
            if object_place(inventory.object_id)[2] != folder.name:
                return nothing
            version = _object_version(inventory, sha256(text), folder.name)
            with suppress(OSError):  # the version folder may have been moved in already
                published = self._folder(inventory.object_id) / version.version / INVENTORY
                if sha256_file(published) == version.inventory:
                    return version
            return version if _is_whole(folder, inventory) else nothing
        except (OSError, ValueError):
            return nothing

    def _check_staged(self, source: Path, version: ObjectVersion) -> None:
        if self._staged_version(source) != version:
            raise ArchiveDamaged("待归档的内容缺失或不完整", where=version.object_id, remedy="请运行 rebuild")


def parse_object_folder(folder: Path) -> Inventory:
    """Read the root inventory of an object; ``ArchiveDamaged`` when it is missing or broken."""
    path = folder / INVENTORY
    with in_words(path, reading=True):
        text = path.read_bytes()
    try:
        return parse_inventory(text)
    except ValueError as error:
        where = shown(path)
        raise ArchiveDamaged("归档目录(inventory.json)损坏", where=where, remedy="请从备份恢复") from error


def _is_whole(folder: Path, inventory: Inventory) -> bool:
    version = f"v{inventory.head}"
    own: Iterable[str] = (p for p in inventory.manifest if p.startswith(f"{version}/"))
    return all((folder / p).is_file() for p in (*own, f"{version}/{INVENTORY}", f"{version}/{SIDECAR}"))


def _object_version(inventory: Inventory, digest: str, folder: str = "") -> ObjectVersion:
    state = dict(inventory.versions[-1].state)
    return ObjectVersion(inventory.object_id, f"v{inventory.head}", digest, state, folder)
