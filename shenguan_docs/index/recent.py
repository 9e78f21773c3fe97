"""The letters that came in last, as lines of one file: an update is one appended line.

A commit of a full-text index costs tens of milliseconds and leaves a segment behind; a line costs a
fraction of one. Each line carries its own CRC, so a line cut off by a crash counts as not written; whoever
updates next continues from the checkpoint before it.
"""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shenguan_docs.index.record import Record


@dataclass(frozen=True)
class Line:
    """One update: its place in the order of all updates, the caller's checkpoint, the letters."""

    n: int
    seq: int
    records: tuple[Record, ...]


def write(line: Line) -> bytes:
    """Return ``line`` as it is stored."""
    letters = [
        [r.id, r.card.decode(), r.body.decode(), r.words.decode(), r.number_term] for r in line.records
    ]
    data = json.dumps([line.n, line.seq, letters], ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(data), data)


@dataclass(frozen=True)
class Lines:
    """What was read: the whole lines, and the bytes that they take."""

    whole: tuple[Line, ...]
    length: int


def read(path: Path) -> Lines:
    """Return the whole lines of ``path``."""
    with path.open("rb") as file:
        return _read(file, 0)


def read_on(path: Path, start: int, inode: int) -> Lines | None:
    """Return the lines after ``start``, None if ``path`` is no longer the file of that ``inode``."""
    with path.open("rb") as file:
        return _read(file, start) if os.fstat(file.fileno()).st_ino == inode else None


def _read(file: BinaryIO, start: int) -> Lines:
    file.seek(start)
    whole, length = [], 0
    for raw in file.read().split(b"\n")[:-1]:  # what follows the last line feed is not a line
        if (line := _parse(raw)) is None:
            break
        whole.append(line)
        length += len(raw) + 1
    return Lines(tuple(whole), length)


def append(path: Path, line: Line, good: int) -> None:
    """Add ``line`` after the first ``good`` bytes; what a crash left behind them is cut off."""
    with path.open("r+b") as file:
        file.truncate(good)
        file.seek(good)
        file.write(write(line))


def empty(path: Path) -> None:
    """Begin the file anew, without disturbing whoever reads the old one."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(b"")
    fresh.replace(path)


def _parse(raw: bytes) -> Line | None:
    data = raw[9:]
    if raw[:9] != b"%08x " % zlib.crc32(data):
        return None
    n, seq, letters = json.loads(data)
    records = (
        Record(key, card.encode(), body.encode(), words.encode(), term)
        for key, card, body, words, term in letters
    )
    return Line(n, seq, tuple(records))
