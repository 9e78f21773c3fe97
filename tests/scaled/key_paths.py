"""Keys of a bucket that look like paths, so that the tests of the archive spoil a bucket as they spoil a folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from shenguan_docs.archive.copies import Copies
from shenguan_docs.archive.on_s3 import OnS3
from shenguan_docs.archive.reaching_s3 import Bucket
from shenguan_docs.archive.s3_address import parse
from tests.scaled.seaweed import SeaweedFS

_PART = re.compile(r"journal/([0-9]{6})\.jsonl")
WRITING = ("put", "create", "remove")


def place_at(server: SeaweedFS, path: Path, *, query: str = "", told: list[str] | None = None) -> Any:
    """Return a place for the archive that a test would have in the folder ``path``; its ``root`` … are KeyPaths."""
    prefix = hashlib.sha256(str(path).encode()).hexdigest()[:24]
    address = parse(server.url("archives").replace("?", f"/{prefix}?") + query)
    bucket = Bucket(address, wait=5, told=(told if told is not None else []).append)
    place: Any = OnS3(bucket, Copies(path / "cache"))
    place.root = KeyPath(place, "")
    place.objects, place.journal, place.staging = (place.root / n for n in ("objects", "journal", "staging"))
    return place


class KeyPath:
    """What ``Path`` can, as far as the tests ask. A part of the journal is one text, as on a disk."""

    def __init__(self, place: OnS3, key: str) -> None:
        self.place, self.key = place, key

    def __truediv__(self, name: str) -> KeyPath:
        return KeyPath(self.place, str(PurePosixPath(self.key) / name).removeprefix("./"))

    def joinpath(self, *names: str) -> KeyPath:
        return self / "/".join(names)

    def __str__(self) -> str:
        return f"/{self.key}"

    def __lt__(self, other: KeyPath) -> bool:
        return self.key < other.key

    @property
    def name(self) -> str:
        return PurePosixPath(self.key).name

    @property
    def parent(self) -> KeyPath:
        return self / ".." if not self.key else KeyPath(self.place, str(PurePosixPath(self.key).parent))

    @property
    def parents(self) -> list[KeyPath]:
        return [KeyPath(self.place, str(one)) for one in PurePosixPath(self.key).parents]

    def relative_to(self, other: KeyPath) -> PurePosixPath:
        return PurePosixPath(f"/{self.key}").relative_to(f"/{other.key}")

    @property
    def _part(self) -> int:
        found = _PART.fullmatch(self.key)
        return int(found[1]) if found else 0

    def _below(self) -> list[str]:
        start = f"{self.key}/" if self.key else ""
        return [one.key for one in self.place.bucket.keys(start)]

    def read_bytes(self) -> bytes:
        return self.place.part(self._part) if self._part else self.place.read(self.key)

    def read_text(self, _encoding: str = "utf-8") -> str:
        return self.read_bytes().decode()

    def write_bytes(self, content: bytes) -> None:
        if self._part:
            self.unlink(missing_ok=True)
            self.place.bucket.put(f"journal/{self._part:06d}-000000000001.jsonl", content)
            self.place.chunks.forget()
        else:
            self.place.bucket.put(self.key, content)

    def write_text(self, text: str, _encoding: str = "utf-8") -> None:
        self.write_bytes(text.encode())

    def touch(self) -> None:
        self.write_bytes(b"")

    def unlink(self, missing_ok: bool = False) -> None:
        if self._part:
            self.place.part_gone(self._part)
        else:
            self.place.bucket.remove([self.key])

    def remove_tree(self) -> None:
        self.place.bucket.remove(self._below())

    def rename(self, target: KeyPath) -> None:
        for key in self._below() or [self.key]:
            self.place.bucket.put(target.key + key.removeprefix(self.key), self.place.read(key))
        self.place.bucket.remove(self._below() or [self.key])

    def mkdir(self, **_how: Any) -> None:
        """A bucket has no folders."""

    def chmod(self, mode: int) -> None:
        """A bucket has no modes."""

    def exists(self) -> bool:
        return self.is_file() or bool(self._below())

    def is_file(self) -> bool:
        return any(one.key == self.key for one in self.place.bucket.keys(self.key))

    def is_dir(self) -> bool:
        return not self.is_file() and bool(self._below())

    def iterdir(self) -> Iterator[KeyPath]:
        if self.key == "journal":
            return iter([self / f"{number:06d}.jsonl" for number in self.place.open_parts()])
        names = {key[len(self.key) + 1 :].partition("/")[0] for key in self._below()}
        return iter([self / name for name in sorted(names)])

    def rglob(self, _pattern: str) -> list[KeyPath]:
        return [KeyPath(self.place, key) for key in self._below() if not key.startswith("journal/")]

    def glob(self, pattern: str) -> list[KeyPath]:
        return [one for one in self.rglob("*") if PurePosixPath(one.key).match(pattern.replace("**/", ""))]


@contextmanager
def dying(bucket: type[Bucket], at_call: int, died: type[BaseException]) -> Iterator[None]:
    """Let the process die at the given writing request (1, 2, …): it and all later ones do nothing."""
    calls = 0
    originals = {name: getattr(bucket, name) for name in WRITING}

    def watch(name: str) -> Any:
        def call(*given: Any, **more: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls >= at_call:
                raise died
            return originals[name](*given, **more)

        return call

    for name in WRITING:
        setattr(bucket, name, watch(name))
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(bucket, name, original)
