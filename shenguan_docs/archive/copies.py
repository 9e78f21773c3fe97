"""Copies of archived files on this machine, for programs that read files: checked before each use, let go by size."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from shenguan_docs.archive.files import READ_ONLY, ArchiveDamaged, sha256, sha256_file

LARGEST = 2 << 30  # bytes of all copies
_IN_USE = 3600.0  # seconds after which nobody reads a copy any more
_NOW_AND_THEN = 64 << 20  # bytes after which is looked how many there are


class Copies:
    """The copies below ``root``, each under its key. Any number of processes may use them at once."""

    def __init__(self, root: Path, *, largest: int = LARGEST) -> None:
        self.root, self._largest, self._new = root, largest, _NOW_AND_THEN

    def path(self, key: str, digest: str, fetch: Callable[[], bytes], where: str) -> Path:
        """Return a copy of the content with this digest. Raises ArchiveDamaged when what is fetched is not it."""
        path = self.root / key
        with suppress(OSError):
            if sha256_file(path) == digest:
                os.utime(path)
                return path
        content = fetch()
        if sha256(content) != digest:
            remedy = "请运行 verify 核验，并从备份恢复"
            raise ArchiveDamaged("归档文件的内容被改动", where=where, remedy=remedy)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{secrets.token_hex(8)}")
        try:
            fresh.write_bytes(content)
            fresh.chmod(READ_ONLY)
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        self._new += len(content)
        if self._new > _NOW_AND_THEN:
            self._new = 0
            self.let_go()
        return path

    def let_go(self) -> None:
        """Remove the copies that were used longest ago, until the rest is small enough."""
        found: list[tuple[float, int, Path]] = []
        for path in self.root.rglob("*"):
            with suppress(OSError):
                if path.is_file():
                    status = path.stat()
                    found.append((status.st_mtime, status.st_size, path))
        size, old = sum(one[1] for one in found), time.time() - _IN_USE
        for used, length, path in sorted(found):
            if size <= self._largest or used > old:
                break
            path.unlink(missing_ok=True)
            size -= length
