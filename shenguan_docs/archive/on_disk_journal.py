"""A file of lines to which one process appends: found again whole, whatever a crash left at its end."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from shenguan_docs.archive.files import fsync_folder, whole_lines, write_all

_BLOCK = 1 << 16


def append(path: Path, data: bytes) -> None:
    """Append to a file: cut off what is torn, one write, one sync; on an error as it was. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        size, _ = _tail(descriptor)
        if size != os.fstat(descriptor).st_size:
            os.ftruncate(descriptor, size)
        os.lseek(descriptor, size, os.SEEK_SET)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
            if not size:  # its name may not be durable yet, whoever made it
                fsync_folder(path.parent)
        except OSError:
            with suppress(OSError):
                os.ftruncate(descriptor, size)
                os.fsync(descriptor)
            raise
    finally:
        os.close(descriptor)


def last_line(path: Path) -> bytes | None:
    """Return the last whole line without its end, None where there is none. Reads the tail only. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        size, line = _tail(descriptor)
    finally:
        os.close(descriptor)
    return line if size else None


def _tail(descriptor: int) -> tuple[int, bytes]:
    """Return the length up to the end of the last whole line, and that line without its end."""
    start, data = os.fstat(descriptor).st_size, b""
    while True:
        step = min(start, max(_BLOCK, len(data)))
        start -= step
        data = os.pread(descriptor, step, start) + data
        whole = whole_lines(data)
        before = whole.rfind(b"\n", 0, -1)
        if start == 0 or before >= 0:
            return start + len(whole), whole[before + 1 : -1]
