"""The journal as lines of text beside the OCFL root; full parts become objects of the root.

``journal/000002.jsonl`` is the open part. When it holds ``part_size`` lines it is published as the
object ``urn:shenguan:journal:000002``, then the file goes away.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from shenguan_docs.archive.files import ArchiveDamaged, in_words, sha256, whole_lines
from shenguan_docs.archive.root import part_id, part_name
from shenguan_docs.archive.store import Archive, ObjectVersion
from shenguan_docs.errors import OfficeUnusable

PART_SIZE = 5000


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
        self._archive, self._place, self._part_size = archive, archive.place, part_size

    def last(self) -> tuple[int, str]:
        """Return seq and SHA-256 of the last whole line, ``(0, "")`` when there is none. Reads the tail only.

        ``ArchiveDamaged`` when that line is no journal line or the part before the open one is missing.
        """
        number = self.open_number()
        where = self._shown(number)
        with in_words(where, reading=True):
            line = self._place.part_end(number)
        if line is None and number != self.open_number():  # closed by the writer since we looked
            return self.last()
        if line is None and number > 1:
            key = self._closed_key(number - 1)
            where = self._place.shown(key)
            with in_words(where, reading=True):
                line = self._place.last_line(key)
        if line is None:
            return 0, ""
        try:
            return int(read_entry(line.decode())["seq"]), sha256(line)
        except ValueError as error:
            raise _damaged("档案日志的最后一条损坏", where) from error

    def append(self, lines: Sequence[str]) -> None:
        """Add lines durably; they must continue the journal (seq and prev), else ``ValueError``.

        One write for each part touched. After an error of the place (``OfficeUnusable``)
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
        with in_words(self._place.shown("journal")):
            self._tidy(number)
        rest, present, next_seq = list(lines), self._present(number, before[0]), before[0] + 1
        while rest:
            if present >= self._part_size:
                self._close(number)
                number, present = number + 1, 0
            now, rest = rest[: self._part_size - present], rest[self._part_size - present :]
            with in_words(self._shown(number)):
                self._place.part_add(number, next_seq, now)
            present, next_seq = present + len(now), next_seq + len(now)
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
                raise _damaged("档案日志有损坏的内容", self._shown(part)) from error

    def open_number(self) -> int:
        """Return the number of the part that is open or will be opened next."""
        number = max(self._place.open_parts(), default=1)
        if number > 1 and not self._archive.exists(part_id(number - 1)):
            raise _damaged(f"档案日志缺少第 {number - 1} 部分（{part_id(number - 1)}）", self._shown(number))
        while self._archive.exists(part_id(number)):
            number += 1
        return number

    # -- inside --------------------------------------------------------------------------------------

    def _shown(self, number: int) -> str:
        """Return the name of an open part for people."""
        return self._place.shown(f"journal/{part_name(number)}")

    def _closed_key(self, number: int) -> str:
        return self._archive.key(part_id(number), part_name(number))

    def _part(self, number: int) -> bytes:
        if not self._archive.exists(part_id(number)):
            with in_words(self._shown(number), reading=True):
                text = whole_lines(self._place.part(number))
            # One that is not there was never begun, or closed since we looked.
            if text or not self._archive.exists(part_id(number)):
                return text
        return self._archive.read(part_id(number), part_name(number))

    def _first_seq(self, number: int) -> int:
        """Return the seq that a part begins with; for an empty one a number above all."""
        where = self._shown(number)
        with in_words(where, reading=True):
            if self._archive.exists(part_id(number)):
                line = self._place.first_line(self._closed_key(number))
            else:
                line = self._place.part_begin(number)
        try:
            return int(read_entry(line.decode())["seq"]) if whole_lines(line) else sys.maxsize
        except ValueError as error:
            raise _damaged("档案日志有损坏的内容", where) from error

    def _present(self, number: int, last: int) -> int:
        """Return how many lines the open part holds, from its first line and the journal's last."""
        return max(0, last - self._first_seq(number) + 1)

    def _tidy(self, open_number: int) -> None:
        """Remove parts that were published before a crash; what differs is left for verify."""
        for number in self._place.open_parts():
            if number < open_number:
                known = self._archive.files(part_id(number))
                if known.get(part_name(number)) == sha256(self._place.part(number)):
                    self._place.part_gone(number)

    def _close(self, number: int) -> None:
        """Make the full part an object, then remove its text; may be cut off anywhere."""
        archive, identifier = self._archive, part_id(number)
        with in_words(self._shown(number)):
            content = whole_lines(self._place.part(number))
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
            self._place.part_next(number + 1)
            self._tidy(number + 1)


def _time_of(entry: dict[str, Any]) -> datetime:
    with suppress(ValueError, TypeError, KeyError):
        at = datetime.fromisoformat(entry["at"])
        if at.tzinfo is not None:
            return at
    return datetime.fromtimestamp(0, UTC)  # a line without a time: nothing here may invent one


def _damaged(message: str, where: str) -> ArchiveDamaged:
    return ArchiveDamaged(message, where=where, remedy="请运行 verify 核验，并从备份恢复")
