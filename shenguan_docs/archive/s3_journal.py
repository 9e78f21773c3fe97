"""The open parts of the journal in a bucket: ``journal/000002/000000005013.jsonl`` holds the lines from 5013 on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from shenguan_docs.archive.reaching_s3 import Bucket, Listed, Taken
from shenguan_docs.archive.root import object_folder, part_id, part_name
from shenguan_docs.errors import OfficeUnusable

_CHUNK = re.compile(r"journal/([0-9]{6})/([0-9]{12})\.jsonl", re.ASCII)


class Chunks:
    """The parts in ``bucket``; ``together`` does several requests at once. Keys never change, so they are remembered."""

    def __init__(self, bucket: Bucket, together: Callable[..., list[Any]]) -> None:
        self._bucket, self._together = bucket, together
        self._known: dict[int, list[str]] = {}

    def numbers(self) -> list[int]:
        """Return the numbers of all parts."""
        folders, _ = self._bucket.folders("journal/")
        return sorted(int(name) for name in folders if re.fullmatch("[0-9]{6}", name, re.ASCII))

    def listed(self) -> Iterator[tuple[int, Listed]]:
        """Yield every key of every part."""
        for found in self._bucket.list("journal/"):
            if named := _CHUNK.fullmatch(found.key):
                yield int(named[1]), found

    def text(self, number: int) -> bytes:
        """Return a part's lines, b"" where there is none."""
        return b"".join(self._together(self._bucket.get, list(self._keys(number, anew=True))))

    def all(self) -> Iterator[tuple[str, bytes | None]]:
        """Yield the parts by the names that they have on a disk, and whatever else lies in journal/."""
        parts: dict[int, list[str]] = defaultdict(list)
        for found in self._bucket.list("journal/"):
            if named := _CHUNK.fullmatch(found.key):
                parts[int(named[1])].append(found.key)
            else:
                yield found.key.removeprefix("journal/"), b""
        for number, keys in parts.items():
            yield part_name(number), b"".join(self._together(self._bucket.get, keys))

    def last_line(self, number: int) -> bytes | None:
        """Return the last line without its end; None where there is none."""
        try:
            keys = self._filled(number)
            text = self._bucket.get(keys[-1]) if keys else b""
        except FileNotFoundError:  # closed by another machine since we looked
            self._known.pop(number, None)
            return None
        return text.split(b"\n")[-2] if text.endswith(b"\n") else None

    def first_line(self, number: int) -> bytes:
        """Return the first line with its end, b"" where there is none."""
        keys = self._filled(number)
        return self._bucket.get(keys[0]).partition(b"\n")[0] + b"\n" if keys else b""

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
            if self._closed(number):  # this part was closed while we held it for open: others went on
                self._bucket.remove([key])
                raise _other(self._bucket.address.shown(key))
            return

    def begin(self, number: int) -> None:
        """Write an empty first key, so that the part is there."""
        self._bucket.create(_key(number, 0), b"", locked=False)

    def remove(self, number: int) -> None:
        """Remove a part."""
        self._known.pop(number, None)
        self._bucket.remove([*self._keys(number, anew=True)])
        self._known.pop(number, None)

    def _closed(self, number: int) -> bool:
        return self._bucket.has(f"{object_folder(part_id(number))}/v1/")

    def _filled(self, number: int) -> list[str]:
        return [key for key in self._keys(number) if key != _key(number, 0)]

    def _keys(self, number: int, *, anew: bool = False) -> list[str]:
        """Return the keys of a part; those that are known are not listed again, unless ``anew``."""
        keys = [] if anew else self._known.setdefault(number, [])
        for found in self._bucket.list(f"journal/{number:06d}/", after=keys[-1] if keys else ""):
            if _CHUNK.fullmatch(found.key):
                keys.append(found.key)
        return keys


def _key(number: int, seq: int) -> str:
    return f"journal/{number:06d}/{seq:012d}.jsonl"


def _other(where: str) -> OfficeUnusable:
    return OfficeUnusable(
        "另一个程序也在往这个档案里写流水账,没有覆盖它",
        where=where,
        remedy="核对是不是有两个单位用了同一个桶;再执行一次",
    )
