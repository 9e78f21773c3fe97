"""The folder of a backup: ``blobs/`` by the SHA-256 of their content, ``lists/``, ``snapshots/``, ``backup.json``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import IO

from shenguan_docs.archive.files import (
    fsync_folder,
    in_words,
    remove,
    replace_file,
    sha256,
    sha256_file,
)
from shenguan_docs.backup.sealing import Opener, Sealer
from shenguan_docs.backup.snapshot import FORM, Entry, Snapshot, parse_snapshot, unpack_part
from shenguan_docs.durable import make_folder, write_durably
from shenguan_docs.errors import OfficeUnusable, Refused

HEAD = "backup.json"
_README = """这个文件夹是“审管联动文书”的备份，不要手工改动。

恢复：shenguan restore 这个文件夹 新的单位文件夹
看看能不能恢复：shenguan backup drill 这个文件夹

没有程序也读得出：snapshots/ 里每个文件是一次备份，parts 写着几份清单；清单在 lists/(gzip 压缩的 JSON，文件名是内容的
SHA-256)，每行是：路径、字节数、时间、权限、内容的 SHA-256、密文的 SHA-256。内容在 blobs/，文件名是内容的 SHA-256;
以 .age 结尾的是加密的，用 age -d -i 密钥文件 解开（age-encryption.org）。
"""
_TOGETHER = 64  # files written before they are waited for


class BackupDamaged(OfficeUnusable):
    """Something in a backup is missing or changed."""


class _Hashing:
    """Reads from a stream and hashes what was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def read(self, count: int = -1) -> bytes:
        piece = self._stream.read(count)
        self.digest.update(piece)
        self.size += len(piece)
        return piece


class Store:
    """An opened backup folder; ``recipients`` are the public keys it is sealed to, none for a plain one."""

    def __init__(self, root: Path, office: str, recipients: Sequence[str]) -> None:
        self.root, self.office, self.recipients = root, office, tuple(recipients)
        self.blobs, self.lists, self.snapshots = root / "blobs", root / "lists", root / "snapshots"
        self.read_back = 0
        self._sealer = Sealer(recipients) if recipients else None
        self._waiting: list[tuple[Path, Path, str]] = []

    @classmethod
    def create(cls, root: Path, office: str, recipients: Sequence[str]) -> Store:
        """Make a backup folder in an empty or new folder. Raises Refused where anything else lies."""
        store = cls(root, office, recipients)
        with in_words(root):
            if root.exists() and (not root.is_dir() or any(root.iterdir())):
                raise Refused(
                    "备份的文件夹不是空的，也不是以前的备份", where=str(root), remedy="换一个文件夹"
                )
            make_folder(root.absolute().parent)
            root.mkdir(exist_ok=True, mode=0o700)
            for folder in (store.blobs, store.lists, store.snapshots, root / "tmp"):
                folder.mkdir()
            write_durably(root / "说明.txt", _README.encode())
            head = {"form": FORM, "office": office, "recipients": list(recipients)}
            text = json.dumps(head, ensure_ascii=False, indent=1) + "\n"
            replace_file(root / HEAD, text.encode(), by_way_of=root / "tmp" / "head")
            fsync_folder(root)
            fsync_folder(root.absolute().parent)
        return store

    @classmethod
    def open(cls, root: Path) -> Store:
        """Open a backup folder. Raises Refused where there is none, OfficeUnusable for one of a newer version."""
        try:
            head = json.loads((root / HEAD).read_bytes())
            form, office, recipients = head["form"], head["office"], head["recipients"]
        except FileNotFoundError:
            raise Refused("这里不是备份的文件夹", where=str(root), remedy="核对路径") from None
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise BackupDamaged("备份的说明读不出来", where=str(root / HEAD)) from error
        if form > FORM:
            raise OfficeUnusable("备份由更新版本的程序写成", where=str(root), remedy="用较新版本的程序恢复")
        return cls(root, office, recipients)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder alone: two backups at once would clear away each other's work."""
        from filelock import FileLock, Timeout

        try:
            with in_words(self.root), FileLock(self.root / "backup.lock", timeout=5):
                remove(self.root / "tmp")
                (self.root / "tmp").mkdir()
                yield
        except Timeout:
            raise Refused("另一个备份正在写这个文件夹", where=str(self.root), remedy="等它做完") from None

    # -- contents ------------------------------------------------------------------------------------

    def blob(self, entry: Entry) -> Path:
        """Return where the content of a file lies."""
        return self.blobs / entry.sha256[:2] / (entry.sha256 + (".age" if entry.stored else ""))

    def put(self, path: str, source: Path | bytes, *, mtime: int, mode: int) -> tuple[Entry, bool]:
        """Store a content; return its entry and whether it was new. Durable and read back after ``flush``."""
        temporary = self.root / "tmp" / f"{len(self._waiting):03}"
        stream: IO[bytes] = BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        with stream, temporary.open("wb") as target:
            reading = _Hashing(stream)
            if self._sealer:
                self._sealer.seal(reading, target)
            else:
                while piece := reading.read(1 << 20):
                    target.write(piece)
        digest = reading.digest.hexdigest()
        entry = Entry(path, reading.size, mtime, mode, digest, "sealed" if self._sealer else "")
        final = self.blob(entry)
        waiting = {there: stored for _, there, stored in self._waiting}
        if final in waiting:
            return entry._replace(stored=waiting[final] if self._sealer else ""), False
        if final.exists() and (self._sealer or final.stat().st_size == reading.size):
            temporary.unlink()
            return (entry._replace(stored=sha256_file(final)) if self._sealer else entry), False
        stored = sha256_file(temporary) if self._sealer else digest
        self._waiting.append((temporary, final, stored))
        if len(self._waiting) >= _TOGETHER:
            self.flush()
        return (entry._replace(stored=stored) if self._sealer else entry), True

    def flush(self) -> None:
        """Make what was put durable, then read it back from the disk. Raises BackupDamaged if it is not the same."""
        for temporary, _, _ in self._waiting:
            _sync(temporary)
        for temporary, final, _ in self._waiting:
            final.parent.mkdir(exist_ok=True)
            temporary.chmod(0o400)
            temporary.replace(final)
        for folder in {final.parent for _, final, _ in self._waiting} | {self.blobs}:
            fsync_folder(folder)
        for _, final, stored in self._waiting:
            if sha256_file(final) != stored:
                final.unlink()
                raise BackupDamaged("写下的备份读回来不一样", where=str(final), remedy="检查备份用的磁盘")
            self.read_back += 1
        self._waiting.clear()

    def fault(self, entry: Entry, *, read: bool = True) -> str:
        """Return what is wrong with a stored content, "" if nothing; not ``read`` only looks whether it is there."""
        try:
            blob = self.blob(entry)
            size = blob.stat().st_size
            if not entry.stored and size != entry.size:
                return "大小不对"
            return "内容被改动" if read and sha256_file(blob) != (entry.stored or entry.sha256) else ""
        except FileNotFoundError:
            return "不见了"
        except OSError as error:
            return f"读不出来（{error.errno}）"

    def forget(self, entry: Entry) -> None:
        """Take away a stored content that is damaged, so that it can be stored anew."""
        self.blob(entry).unlink(missing_ok=True)

    def fetch(self, entry: Entry, target: Path, opener: Opener | None) -> None:
        """Write a stored content to a new file. Raises BackupDamaged when it is not what was backed up."""
        with self.blob(entry).open("rb") as stored, target.open("xb") as out:
            if entry.stored:
                assert opener is not None
                opener.open(stored, out)
            else:
                while piece := stored.read(1 << 20):
                    out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        if sha256_file(target) != entry.sha256:
            raise BackupDamaged("备份里的内容被改动", where=entry.path, remedy="换一份备份")
        os.utime(target, ns=(entry.mtime, entry.mtime))
        target.chmod(entry.mode & 0o777)

    # -- snapshots -----------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Return the names of all snapshots, the oldest first."""
        return sorted(path.stem for path in self.snapshots.glob("*.json"))

    def snapshot(self, name: str) -> Snapshot:
        """Read one. Raises Refused where there is none, BackupDamaged, OfficeUnusable for a newer form."""
        path = self.snapshots / f"{name}.json"
        try:
            found = parse_snapshot(path.read_bytes())
        except FileNotFoundError:
            known = "、".join(self.names()[-5:]) or "一份也没有"
            raise Refused(
                f"没有“{name}”这一份备份", where=str(self.root), remedy=f"最近的：{known}"
            ) from None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BackupDamaged("这一份备份的说明损坏", where=str(path), remedy="用别的一份") from error
        if found.form > FORM:
            raise OfficeUnusable("备份由更新版本的程序写成", where=str(path), remedy="用较新版本的程序恢复")
        if found.office != self.office:  # a folder takes those of one office only
            raise BackupDamaged(
                "备份的说明和这一份备份对不上，有一个被改动",
                where=str(self.root / HEAD),
                remedy="用另一处的备份",
            )
        return found

    def entries(self, snapshot: Snapshot) -> list[Entry]:
        """Return a snapshot's files. Raises BackupDamaged for a list that is missing or changed."""
        found: list[Entry] = []
        for digest in snapshot.parts.values():
            path = self._list(digest)
            try:
                packed = path.read_bytes()
                if sha256(packed) != digest:
                    raise ValueError("changed")
                found += unpack_part(packed)
            except (OSError, ValueError) as error:
                raise BackupDamaged("备份的清单不见了或损坏", where=str(path), remedy="用别的一份") from error
        return found

    def add(self, snapshot: Snapshot, lists: dict[str, bytes]) -> Snapshot:
        """Write a snapshot, last of all; a second one in the same second gets a name of its own."""
        temporary = self.root / "tmp" / "list"
        for packed in lists.values():
            path = self._list(sha256(packed))
            if not path.exists() or sha256_file(path) != path.name.partition(".")[0]:
                path.parent.mkdir(exist_ok=True)
                replace_file(path, packed, by_way_of=temporary)
                fsync_folder(path.parent)
        fsync_folder(self.lists)
        names, name, n = set(self.names()), snapshot.name, 1
        while name in names:
            n += 1
            name = f"{snapshot.name}-{n}"
        named = replace(snapshot, name=name)
        replace_file(self.snapshots / f"{name}.json", named.to_bytes(), by_way_of=temporary)
        fsync_folder(self.snapshots)
        return self.snapshot(name)

    def drop(self, names: Sequence[str]) -> None:
        """Remove snapshots, then every list and content that no other one names."""
        for name in names:
            (self.snapshots / f"{name}.json").unlink()
        fsync_folder(self.snapshots)
        lists: set[str] = set()
        blobs: set[str] = set()
        for name in self.names():
            snapshot = self.snapshot(name)
            if new := set(snapshot.parts.values()) - lists:
                parts = {digest: digest for digest in new}
                blobs |= {self.blob(e).name for e in self.entries(replace(snapshot, parts=parts))}
                lists |= new
        for folder, known in ((self.lists, {f"{d}.json.gz" for d in lists}), (self.blobs, blobs)):
            for path in folder.glob("*/*"):
                if path.name not in known:
                    path.unlink()

    def _list(self, digest: str) -> Path:
        return self.lists / digest[:2] / f"{digest}.json.gz"


def _sync(path: Path) -> None:
    """Write a file through to the disk, and let the memory's copy of it go, so that it is the disk that is read."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
