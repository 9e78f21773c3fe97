"""Small makers of archive content, and a process that dies at a chosen call of the system."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from shenguan_docs.archive.on_disk import OnDisk
from shenguan_docs.archive.report import ExpectedObject
from shenguan_docs.archive.store import Archive, ObjectVersion

AT = datetime(2026, 3, 5, 10, 0, tzinfo=timezone(timedelta(hours=8)))
LETTER = {"data.json": b"{}", "letter.docx": b"docx", "letter.pdf": b"pdf", "attachments/01.pdf": b"scan"}


SERVER: list[Any] = []  # with --archive s3 the store on which all archives lie


def place_at(path: Path) -> Any:
    """Return the place of an archive: the folder ``path``, or what stands for it on the store."""
    if not SERVER:
        return OnDisk(path)
    from tests.scaled import key_paths

    return key_paths.place_at(SERVER[0], path)


def lies(archive: Archive, object_id: str, name: str) -> Any:
    """Return the path of an archived file, to be spoilt."""
    return archive.place.root / archive.key(object_id, name)


def remove_tree(path: Any) -> None:
    shutil.rmtree(path) if isinstance(path, Path) else path.remove_tree()


def put(archive: Archive, object_id: str, files: dict[str, bytes | Path]) -> ObjectVersion:
    version = archive.stage(object_id, files, message="签发", user="张三", at=AT)
    archive.publish(version)
    return version


def expect(version: ObjectVersion, number: str = "益高社函〔2026〕7号") -> ExpectedObject:
    return ExpectedObject(version.object_id, version.version, version.inventory, number, "关于培训的函")


def journal_lines(count: int, *, after: list[str] | None = None) -> list[str]:
    """Lines that continue ``after``, each the canonical JSON of an entry."""
    lines = list(after or [])
    for _ in range(count):
        entry = {
            "seq": len(lines) + 1,
            "at": "2026-03-05T10:00:00+08:00",
            "by": "张三",
            "kind": "document.issued",
            "record": f"D{len(lines) + 1}",
            "data": {"number": f"益高社函〔2026〕{len(lines) + 1}号"},
            "prev": hashlib.sha256(lines[-1].encode()).hexdigest() if lines else "",
        }
        lines.append(json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
    return lines[len(after or []) :]


class Died(BaseException):
    """The process is gone: nothing of it runs any more."""


_CALLS = ("open", "write", "fsync", "mkdir", "rename", "replace", "unlink", "rmdir", "ftruncate")


@contextmanager
def dying(at_call: int) -> Iterator[None]:
    """Let the process die at the given writing call (1, 2, …): it and all later ones do nothing.

    A write that dies has written half.
    """
    if SERVER:
        from shenguan_docs.archive.reaching_s3 import Bucket
        from tests.scaled import key_paths

        with key_paths.dying(Bucket, at_call, Died):
            yield
        return
    with _watched(at_call, None):
        yield


@contextmanager
def failing(at_call: int, code: int) -> Iterator[None]:
    """Let one writing call fail with an error of the system; a failing write has written half."""
    with _watched(at_call, code):
        yield


@contextmanager
def _watched(at_call: int, code: int | None) -> Iterator[None]:
    calls = 0
    originals: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in _CALLS}

    def watch(name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            if name == "open" and not (len(args) > 1 and args[1] & (os.O_WRONLY | os.O_RDWR)):
                return originals[name](*args, **kwargs)
            calls += 1
            if calls < at_call or (code is not None and calls > at_call):
                return originals[name](*args, **kwargs)
            if name == "write" and calls == at_call:
                originals[name](args[0], args[1][: len(args[1]) // 2])
            if code is None:
                raise Died
            raise OSError(code, os.strerror(code))

        return call

    for name in _CALLS:
        setattr(os, name, watch(name))
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(os, name, original)


DISK_ERRORS = {errno.ENOSPC: "磁盘已满", errno.EACCES: "没有写入权限", errno.EROFS: "只读"}
