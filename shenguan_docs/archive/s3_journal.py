"""The open parts of the journal in a bucket: ``journal/000002-000000005013.jsonl`` holds the lines from 5013 on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from shenguan_docs.archive.reaching_s3 import Bucket, Listed, Taken
from shenguan_docs.archive.root import object_folder, part_id, part_name
from shenguan_docs.errors import OfficeUnusable

_FOLDER = "journal/"
_CHUNK = re.compile(r"journal/([0-9]{6})-([0-9]{12})\.jsonl", re.ASCII)


class Chunks:
    """The parts in ``bucket``; ``together`` does several requests at once. Keys never change, so they are remembered."""

    def __init__(self, bucket: Bucket, together: Callable[..., list[Any]]) -> None:
        self._bucket, self._together = bucket, together
        self._known: list[str] = []
        self._texts: dict[
            str, bytes
        ] = {}  # of the first and the last key, which are asked for again and again

    def forget(self) -> None:
        """List all keys again when next asked."""
        self._known, self._texts = [], {}

    def numbers(self) -> list[int]:
        """Return the numbers of all parts."""
        return sorted({_part(key) for key in self._keys()})

    def listed(self) -> Iterator[tuple[int, Listed]]:
        """Yield every key of every part."""
        for found in self._bucket.keys(_FOLDER):
            if _part(found.key):
                yield _part(found.key), found

    def text(self, number: int) -> bytes:
        """Return a part's lines, b"" where there is none."""
        keys = [found.key for part, found in self.listed() if part == number]
        return b"".join(self._together(self._bucket.get, keys))

    def all(self) -> Iterator[tuple[str, bytes | None]]:
        """Yield the parts by the names that they have on a disk, and whatever else lies in journal/."""
        parts: dict[int, list[str]] = defaultdict(list)
        for found in self._bucket.keys(_FOLDER):
            if number := _part(found.key):
                parts[number].append(found.key)
            else:
                yield found.key.removeprefix(_FOLDER), b""
        for number, keys in parts.items():
            yield part_name(number), b"".join(self._together(self._bucket.get, keys))

    def last_line(self, number: int) -> bytes | None:
        """Return the last line without its end; None where there is none."""
        keys = self._filled(number)
        try:
            text = self._text(keys[-1]) if keys else b""
        except FileNotFoundError:  # closed by another machine since we looked
            self.forget()
            return None
        if text and not text.endswith(b"\n"):
            return text.rpartition(b"\n")[2]  # no line: whoever reads it will say so
        return text.split(b"\n")[-2] if text else None

    def first_line(self, number: int) -> bytes:
        """Return the first line with its end, b"" where there is none."""
        keys = self._filled(number)
        return self._text(keys[0]).partition(b"\n")[0] + b"\n" if keys else b""

    def add(self, number: int, seq: int, lines: list[str]) -> None:
        """Write lines from ``seq`` on. Those that another machine has written meanwhile are passed over.

        Raises OfficeUnusable where there are others.
        """
        while lines:
            key = _key(number, seq)
            text = "".join(f"{line}\n" for line in lines).encode()
            try:
                self._bucket.create(key, text, locked=False)
            except Taken:
                there = self._bucket.get(key)
                count = there.count(b"\n")
                if not count or not text.startswith(there):
                    raise _other(self._bucket.address.shown(key)) from None
                lines, seq = lines[count:], seq + count
                continue
            if self._bucket.has(f"{object_folder(part_id(number))}/v1/"):
                self._bucket.remove([key])  # the part was closed while we held it for open: others went on
                raise _other(self._bucket.address.shown(key))
            return

    def begin(self, number: int) -> None:
        """Write an empty first key, so that the part is there."""
        self._bucket.create(_key(number, 0), b"", locked=False)

    def remove(self, number: int) -> None:
        """Remove a part."""
        self._bucket.remove([found.key for part, found in self.listed() if part == number])
        self.forget()

    def _text(self, key: str) -> bytes:
        if key not in self._texts:
            if len(self._texts) > 2:
                self._texts.clear()
            self._texts[key] = self._bucket.get(key)
        return self._texts[key]

    def _filled(self, number: int) -> list[str]:
        return [key for key in self._keys() if _part(key) == number and key != _key(number, 0)]

    def _keys(self) -> list[str]:
        """Return the keys of all parts. Those that are known are not listed again, until another part is begun."""
        after = self._known[-1] if self._known else ""
        new = [found.key for found in self._bucket.keys(_FOLDER, after=after) if _part(found.key)]
        if after and new and _part(new[-1]) != _part(after):
            self.forget()
            return self._keys()
        self._known += new
        return self._known


def _part(key: str) -> int:
    """Return the number of the part to which a key belongs, 0 for none."""
    found = _CHUNK.fullmatch(key)
    return int(found[1]) if found else 0


def _key(number: int, seq: int) -> str:
    return f"{_FOLDER}{number:06d}-{seq:012d}.jsonl"


def _other(where: str) -> OfficeUnusable:
    return OfficeUnusable(
        "另一个程序也在往这个档案里写流水账，没有覆盖它",
        where=where,
        remedy="核对是不是有两个单位用了同一个桶；再执行一次",
    )
