"""Writing files so that they survive a crash, hashing them, and saying disk troubles in Chinese."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from shenguan_docs.errors import OfficeUnusable, Refused

READ_ONLY = 0o444
_CHUNK = 1 << 20
_TOGETHER = 64  # files held open at once; far below the usual limit of 1024

Data = bytes | Iterable[bytes]


class ArchiveDamaged(OfficeUnusable):
    """Something stored is missing, changed or not readable as what it should be; ``where`` names it."""


_CAUSES = {
    errno.ENOSPC: ("磁盘已满", "请清理或扩大磁盘后再试"),
    errno.EDQUOT: ("磁盘已满（超出配额）", "请清理磁盘或提高配额后再试"),
    errno.EROFS: ("磁盘是只读的，无法写入", "请把磁盘改为可写后再试"),
    errno.EIO: ("磁盘读写出错", "请检查磁盘是否损坏"),
    errno.EMFILE: ("同时打开的文件太多", "请稍后再试"),
}


@contextmanager
def in_words(where: str | Path, *, reading: bool = False) -> Iterator[None]:
    """Turn an ``OSError`` of the block into ``OfficeUnusable`` (``ArchiveDamaged`` for what is not there)."""
    try:
        yield
    except OSError as error:
        place = shown(where)
        code = error.errno or 0
        if code in (errno.EACCES, errno.EPERM):
            raise OfficeUnusable(
                f"没有{'读取' if reading else '写入'}权限", where=place, remedy="请检查文件夹的权限"
            ) from error
        if code in _CAUSES:
            message, remedy = _CAUSES[code]
            raise OfficeUnusable(message, where=place, remedy=remedy) from error
        if code in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP):
            remedy = "请运行 verify 核验档案"
            raise ArchiveDamaged("缺失或不是应有的文件", where=place, remedy=remedy) from error
        name = errno.errorcode.get(code, "未知")
        raise OfficeUnusable(f"读写失败（系统错误 {name}）", where=place, remedy="请检查磁盘") from error


def shown(path: str | Path) -> str:
    """Return a path as it can be printed, also when its bytes are not UTF-8."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def whole_lines(data: bytes) -> bytes:
    """Cut off what a crash may leave at the end: a line without its end, a block of nought bytes."""
    data = data[: data.rfind(b"\n") + 1]
    while data and b"\0" in data[(start := data.rfind(b"\n", 0, -1) + 1) :]:
        data = data[:start]
    return data


def sha256(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def chunks(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece (1 MiB)."""
    with path.open("rb", buffering=0) as stream:
        while piece := stream.read(_CHUNK):
            yield piece


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file's content in lower-case hex."""
    digest = hashlib.sha256()
    for piece in chunks(path):
        digest.update(piece)
    return digest.hexdigest()


def digest_of(content: bytes | Path) -> str:
    """Return the SHA-256 of content that someone hands in; ``Refused`` when the file cannot be read."""
    if isinstance(content, bytes):
        return sha256(content)
    try:
        return sha256_file(content)
    except OSError as error:
        remedy = "请检查文件是否存在、是否有权读取"
        raise Refused("文件读不出来", where=shown(content), remedy=remedy) from error


def unchanged(path: Path, expected: str) -> Iterator[bytes]:
    """Yield a file's content; ``Refused`` at its end when it is not what was hashed before."""
    digest = hashlib.sha256()
    for piece in chunks(path):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != expected:
        raise Refused("文件在归档途中被改动", where=shown(path), remedy="请等文件写完后再试")


class NewFiles:
    """Several new read-only files, durable when the ``with`` block has ended.

    All of them are handed to the disk before the first one is waited for; on ext4 that halves the
    time of syncing one by one. The folders they lie in are not synced.
    """

    def __init__(self) -> None:
        self._open: list[int] = []

    def __enter__(self) -> NewFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        try:
            if kind is None:
                self._sync()
        finally:
            for descriptor in self._open:
                with suppress(OSError):
                    os.close(descriptor)
            self._open.clear()

    def write(self, path: Path, data: Data) -> None:
        """Create ``path``, which must not exist, with ``data``."""
        if len(self._open) >= _TOGETHER:
            self._sync()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READ_ONLY)
        self._open.append(descriptor)
        for piece in (data,) if isinstance(data, bytes) else data:
            write_all(descriptor, piece)
        if hasattr(os, "posix_fadvise"):  # starts the transfer without waiting for it
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)

    def _sync(self) -> None:
        while self._open:
            os.fsync(self._open[-1])
            os.close(self._open.pop())


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data``, also when the system takes it in parts."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_new(path: Path, data: Data) -> None:
    """Create one durable read-only file; its folder is not synced."""
    with NewFiles() as new:
        new.write(path, data)


def replace_file(path: Path, data: bytes, *, by_way_of: Path) -> None:
    """Put ``data`` in the place of ``path`` in one step; ``by_way_of`` is a path on the same disk.

    The folder of ``path`` is not synced.
    """
    with suppress(FileNotFoundError):
        by_way_of.unlink()
    write_new(by_way_of, data)
    by_way_of.replace(path)


def fsync_folder(path: Path) -> None:
    """Make the entries of a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file or a whole folder; what is gone already is no fault."""
    with suppress(FileNotFoundError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
