"""Reads the journal's files for a check: whatever state they are in, line by line, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from shenguan_docs.archive.files import sha256, shown, whole_lines
from shenguan_docs.archive.inventory import INVENTORY, parse_inventory
from shenguan_docs.archive.journal_files import JournalFiles, read_entry
from shenguan_docs.archive.place import Look
from shenguan_docs.archive.report import Finding
from shenguan_docs.archive.root import object_folder, object_place, part_id, part_name
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify_object import read_regular
from shenguan_docs.errors import ShenguanError


@dataclass
class JournalCheck:
    """What a check of the journal saw: lines in the archive, findings, the number of the open part.

    ``tail`` is what follows the last whole line of the open part.
    """

    entries: int = 0
    findings: list[Finding] = field(default_factory=list)
    open_part: int = 1
    tail: bytes = b""


@dataclass(frozen=True)
class JournalLine:
    """One line with its place; ``entry`` is None when it is no journal line."""

    text: str
    where: str
    entry: dict[str, Any] | None

    @classmethod
    def of(cls, text: str, where: str) -> JournalLine:
        """Read a line; nothing that it may hold is an error."""
        try:
            return cls(text, where, read_entry(text))
        except ValueError:
            return cls(text, where, None)

    @property
    def seq(self) -> int:
        """The line's own number, 0 when it has none."""
        return int(self.entry["seq"]) if self.entry else 0

    def follows(self, before: JournalLine | None) -> bool:
        """Tell whether this line continues ``before`` (None: begins the journal)."""
        if self.entry is None:
            return False
        if before is None:
            return self.seq == 1 and self.entry["prev"] == ""
        return self.seq == before.seq + 1 and self.entry["prev"] == line_hash(before.text)


def encoded(text: str) -> bytes:
    """Return a line's bytes, also of one that was not UTF-8 when it was read."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def line_hash(text: str) -> str:
    """Return the SHA-256 of a line as the next one's ``prev`` holds it."""
    return sha256(encoded(text))


def check_files(journal: JournalFiles, look: Look, check: JournalCheck) -> None:
    """Settle which part is the open one and find what else lies in journal/."""
    try:
        present = list(look.parts())
    except OSError:
        present = []
        check.findings.append(Finding("unreadable", "", "journal", "日志文件夹“journal”读不出来"))
    try:
        check.open_part = journal.open_number()
    except (ShenguanError, OSError):
        check.open_part = _likely_open_part(look, present)
    for name, content in present:
        if content is not None and name == part_name(check.open_part):
            continue
        if content is not None and _left_behind(look, name, content, check.open_part):
            continue
        where = shown(f"journal/{name}")
        message = f"“{where}”读不出来或不是文件" if content is None else f"多出“{where}”，不是开放的日志文件"
        check.findings.append(Finding("file-extra", "", where, message))


def stored_lines(archive: Archive, look: Look, check: JournalCheck) -> Iterator[JournalLine]:
    """Yield all lines of all parts as they are stored; missing parts are passed over."""
    for number in range(1, check.open_part + 1):
        if number == check.open_part:
            name = f"journal/{part_name(number)}"
            try:
                content = look.part(number)
            except OSError:
                content = b""
            data = whole_lines(content)
            check.tail = content[len(data) :]
        else:
            name = f"{part_id(number)}/{part_name(number)}"
            data = _closed_part(archive, look, number)
        texts = data.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n") if data else []
        for n, text in enumerate(texts, 1):
            check.entries += 1
            yield JournalLine.of(text, f"{name} 第 {n} 行")


def _closed_part(archive: Archive, look: Look, number: int) -> bytes:
    """Return a closed part's lines, not caring for digests: those are checked with the objects."""
    try:
        key = archive.key(part_id(number), part_name(number))
    except ShenguanError:
        key = f"{object_folder(part_id(number))}/v1/content/{part_name(number)}"
    return read_regular(look, key) or b""


def _likely_open_part(look: Look, present: list[tuple[str, bytes | None]]) -> int:
    """Return the open part's number when closed parts are missing: what is there tells how many there were."""
    highest = max(_closed_parts(look), default=0)
    for name, content in reversed(present):
        number = _number(name)
        if number <= highest:
            continue
        first = (content or b"").split(b"\n", 1)[0]
        line = JournalLine.of(first.decode("utf-8", "surrogateescape"), name)
        if number <= highest + 2 or line.seq > number:
            return number
    return highest + 1


def _closed_parts(look: Look) -> Iterator[int]:
    """Yield the numbers of the closed parts that are there; folders are all that is looked at."""
    stem = object_place(part_id(0))[2].removesuffix("000000")
    todo = ["objects"]
    while todo:
        folder = todo.pop()
        with suppress(OSError):
            for name, is_folder in look.entries(folder):
                rest = name.removeprefix(stem)
                if folder.count("/") == 2 and name != rest and len(rest) == 6 and rest.isdecimal():
                    yield int(rest)
                elif is_folder and len(name) == 2 and folder.count("/") < 2:
                    todo.append(f"{folder}/{name}")


def _left_behind(look: Look, name: str, content: bytes, open_part: int) -> bool:
    """Tell whether a part's text is a closed one's that a crash left, equal to its object."""
    number = _number(name)
    if not 0 < number < open_part:
        return False
    folder = object_folder(part_id(number))
    try:
        state = parse_inventory(read_regular(look, f"{folder}/{INVENTORY}") or b"").versions[-1].state
    except ValueError:
        return False
    return state.get(name) == sha256(content)


def _number(name: str) -> int:
    """``000002.jsonl`` → 2; 0 for any other name."""
    stem = name[:6]
    fit = stem.isascii() and stem.isdecimal() and name == part_name(int(stem))
    return int(stem) if fit else 0
