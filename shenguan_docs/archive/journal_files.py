"""The journal as lines of text beside the OCFL root; full parts become objects of the root.

``journal/000002.jsonl`` is the open part. When it holds ``part_size`` lines it is published as the
object ``urn:shenguan:journal:000002``, then the file goes away.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shenguan_docs.archive.files import (
    ArchiveDamaged,
    fsync_folder,
    in_words,
    sha256,
    sha256_file,
    shown,
    write_all,
)
from shenguan_docs.archive.store import Archive, ObjectVersion
from shenguan_docs.errors import OfficeUnusable

PART_SIZE = 5000
_BLOCK = 1 << 16
_OPEN_NAME = re.compile(r"[0-9]{6}\.jsonl", re.ASCII)


def part_id(number: int) -> str:
    """Return the identifier of the object that a closed part becomes."""
    return f"urn:shenguan:journal:{number:06d}"


def part_name(number: int) -> str:
    """Return the name of a part's file, in journal/ and in its object."""
    return f"{number:06d}.jsonl"


def whole_lines(data: bytes) -> bytes:
    """Cut off what a crash may leave at the end: a line without its end, a block of nought bytes."""
    data = data[: data.rfind(b"\n") + 1]
    while data and b"\0" in data[(start := data.rfind(b"\n", 0, -1) + 1) :]:
        data = data[:start]
    return data


def read_entry(line: str) -> dict[str, Any]:
    """Return a journal line as data; ``ValueError`` when it is not an object with ``seq`` and ``prev``."""
    try:
        entry = json.loads(line)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(entry, dict) or type(entry.get("seq")) is not int or type(entry.get("prev")) is not str:
        raise ValueError("not a journal line")
    return entry


class JournalFiles:
    """The journal's text in the archive; ``part_size`` is how many lines close a part."""

    def __init__(self, archive: Archive, *, part_size: int = PART_SIZE) -> None:
        self._archive, self._part_size = archive, part_size

    def last(self) -> tuple[int, str]:
        """Return seq and SHA-256 of the last whole line, ``(0, "")`` when there is none. Reads the tail only.

        ``ArchiveDamaged`` when that line is no journal line or the part before the open one is missing.
        """
        number = self.open_number()
        path = self.file(number)
        size, line = _tail_of(path)
        if not size and number != self.open_number():  # closed by the writer since we looked
            return self.last()
        if not size and number > 1:
            path = self._archive.path(part_id(number - 1), part_name(number - 1))
            size, line = _tail_of(path)
        if not size:
            return 0, ""
        try:
            return int(read_entry(line.decode())["seq"]), sha256(line)
        except ValueError as error:
            raise _damaged("档案日志的最后一条损坏", path) from error

    def append(self, lines: Sequence[str]) -> None:
        """Add lines durably; they must continue the journal (seq and prev), else ``ValueError``.

        One write and one sync for each part touched. After an error of the disk (``OfficeUnusable``)
        nothing torn is visible; whole parts written before it stay.
        """
        if not lines:
            return
        seq, prev = before = self.last()
        for line in lines:
            entry = read_entry(line)
            if "\n" in line or (entry["seq"], entry["prev"]) != (seq + 1, prev):
                raise ValueError(f"journal line {entry['seq']} does not continue the journal at {seq}")
            seq, prev = seq + 1, sha256(line.encode())
        number = self.open_number()
        with in_words(self._archive.journal):
            self._tidy(number)
        rest, present = list(lines), self._present(number, before[0])
        while rest:
            if present >= self._part_size:
                self._close(number)
                number, present = number + 1, 0
            now, rest = rest[: self._part_size - present], rest[self._part_size - present :]
            with in_words(self.file(number)):
                _write(self.file(number), "".join(f"{line}\n" for line in now).encode())
            present += len(now)
        if present >= self._part_size:
            with suppress(OfficeUnusable):  # the lines are safe; the next append closes it or says why not
                self._close(number)

    def lines(self, after: int = 0) -> Iterator[str]:
        """Yield all whole lines with a seq above ``after``; of closed parts the digest is checked.

        ``ArchiveDamaged`` names the part that is missing, changed or not text.
        """
        number = self.open_number()
        first = number
        while first > 1 and self._first_seq(first) > after + 1:
            first -= 1
        for part in range(first, number + 1):
            try:
                text = self._part(part).decode()
                for line in text.split("\n")[:-1]:
                    if not after or read_entry(line)["seq"] > after:
                        yield line
            except ValueError as error:
                raise _damaged("档案日志有损坏的内容", self.file(part)) from error

    def open_number(self) -> int:
        """Return the number of the part that is open or will be opened next."""
        names = (p.name for p in self._archive.journal.iterdir() if _OPEN_NAME.fullmatch(p.name))
        number = max((int(name[:6]) for name in names), default=1)
        if number > 1 and not self._archive.exists(part_id(number - 1)):
            raise _damaged(f"档案日志缺少第 {number - 1} 部分({part_id(number - 1)})", self.file(number))
        while self._archive.exists(part_id(number)):
            number += 1
        return number

    def file(self, number: int) -> Path:
        """Return where the file of an open part lies."""
        return self._archive.journal / part_name(number)

    # -- inside --------------------------------------------------------------------------------------

    def _part(self, number: int) -> bytes:
        if not self._archive.exists(part_id(number)):
            with in_words(self.file(number), reading=True):
                try:
                    return whole_lines(self.file(number).read_bytes())
                except FileNotFoundError:  # never begun, or closed since we looked
                    if not self._archive.exists(part_id(number)):
                        return b""
        return self._archive.read(part_id(number), part_name(number))

    def _first_seq(self, number: int) -> int:
        """Return the seq that a part begins with; for an empty one a number above all."""
        path = self.file(number)
        if self._archive.exists(part_id(number)):
            path = self._archive.path(part_id(number), part_name(number))
        with in_words(path, reading=True), suppress(FileNotFoundError), path.open("rb") as stream:
            line = stream.readline()
            with suppress(ValueError):
                return int(read_entry(line.decode())["seq"]) if whole_lines(line) else sys.maxsize
            raise _damaged("档案日志有损坏的内容", path)
        return sys.maxsize

    def _present(self, number: int, last: int) -> int:
        """Return how many lines the open part holds, from its first line and the journal's last."""
        return max(0, last - self._first_seq(number) + 1)

    def _tidy(self, open_number: int) -> None:
        """Remove files of parts that were published before a crash; what differs is left for verify."""
        for path in sorted(self._archive.journal.iterdir()):
            if _OPEN_NAME.fullmatch(path.name) and int(path.stem) < open_number:
                known = self._archive.files(part_id(int(path.stem)))
                if known.get(path.name) == sha256_file(path):
                    path.unlink()
                    fsync_folder(self._archive.journal)

    def _close(self, number: int) -> None:
        """Make the full part an object, then remove its file; may be cut off anywhere."""
        archive, identifier = self._archive, part_id(number)
        with in_words(self.file(number)):
            content = whole_lines(self.file(number).read_bytes())
            archive.discard(ObjectVersion(identifier, "", "", {}))  # the rest of an attempt that was cut off
            lines = content.decode().split("\n")
            begin, end = read_entry(lines[0]), read_entry(lines[-2])
            version = archive.stage(
                identifier,
                {part_name(number): content},
                message=f"日志第 {begin['seq']} 至 {end['seq']} 条",
                user="系统",
                at=_time_of(end),
            )
            archive.publish(version)
            # An empty next part, so that the number of the open one need not be counted from the start.
            os.close(os.open(self.file(number + 1), os.O_WRONLY | os.O_CREAT, 0o644))
            self._tidy(number + 1)


def _write(path: Path, data: bytes) -> None:
    """Append to an open part: cut off what is torn, one write, one sync; on an error as it was."""
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


def _tail_of(path: Path) -> tuple[int, bytes]:
    with in_words(path, reading=True):
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return 0, b""
        try:
            return _tail(descriptor)
        finally:
            os.close(descriptor)


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


def _time_of(entry: dict[str, Any]) -> datetime:
    with suppress(ValueError, TypeError, KeyError):
        at = datetime.fromisoformat(entry["at"])
        if at.tzinfo is not None:
            return at
    return datetime.fromtimestamp(0, UTC)  # a line without a time: nothing here may invent one


def _damaged(message: str, path: Path) -> ArchiveDamaged:
    return ArchiveDamaged(message, where=shown(path), remedy="请运行 verify 核验,并从备份恢复")
