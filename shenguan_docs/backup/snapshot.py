"""What a backup holds at one moment: a list of files by digest, in parts that unchanged ones share with the day before."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from shenguan_docs.archive.files import sha256

FORM = 1
_KINDS = (str, int, int, int, str, str)  # of an entry
_LARGEST = 1_000_000_000  # bytes of a list: some millions of files


class Entry(NamedTuple):
    """One file: where it lies in the office, size in bytes, time in ns, permission bits, SHA-256 of its content.

    ``stored`` is the SHA-256 of the sealed content, "" where nothing is sealed.
    """

    path: str
    size: int
    mtime: int
    mode: int
    sha256: str
    stored: str = ""


@dataclass(frozen=True)
class Snapshot:
    """A backup's head. ``seq``, ``digest``: the journal's last entry; ``parts``: name of a list to its SHA-256.

    ``office`` is the digest of the journal's first entry: the office itself, whatever it is called.
    """

    name: str
    at: str
    by: str
    program: str
    schema: str
    office: str
    title: str
    seq: int
    digest: str
    files: int
    size: int
    parts: Mapping[str, str]
    form: int = FORM

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.at)

    def to_bytes(self) -> bytes:
        """Return it as it lies in the backup, with its own digest."""
        body = asdict(self)
        return (json.dumps({**body, "sha256": _digest(body)}, ensure_ascii=False, indent=1) + "\n").encode()


def parse_snapshot(text: bytes) -> Snapshot:
    """Read a snapshot's head; ``ValueError`` when it is damaged. A later ``form`` is the caller's to refuse."""
    raw: dict[str, Any] = json.loads(text)
    if raw.pop("sha256", "") != _digest(raw):
        raise ValueError("damaged")
    known = {name: raw[name] for name in Snapshot.__dataclass_fields__}
    return Snapshot(**known)


def _digest(body: Mapping[str, Any]) -> str:
    return sha256(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def part_of(path: str) -> str:
    """Return the list that a file belongs to: one for each first pair of digits of the archive, one for the rest."""
    folders = path.split("/")
    return "/".join(folders[:3]) if folders[:2] == ["archive", "objects"] and len(folders) > 4 else "office"


def pack_part(entries: Iterable[Entry]) -> bytes:
    """Return a list as it is stored; equal lists are equal bytes."""
    rows = json.dumps([list(entry) for entry in sorted(entries)], ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(rows.encode(), 6, mtime=0)


def unpack_part(packed: bytes) -> list[Entry]:
    """Read a list; ``ValueError`` when it is damaged or would lead out of the office's folder."""
    try:
        with gzip.open(io.BytesIO(packed)) as unpacking:
            text = unpacking.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            raise ValueError("too large")
        entries = [Entry(*row) for row in json.loads(text)]
    except (OSError, EOFError, TypeError, zlib.error, RecursionError) as error:
        raise ValueError("damaged") from error
    for entry in entries:
        if any(not isinstance(value, kind) for value, kind in zip(entry, _KINDS, strict=True)):
            raise ValueError("damaged")
        parts = entry.path.split("/")
        if not entry.path or {"", ".", ".."} & set(parts) or "\0" in entry.path or "\\" in entry.path:
            raise ValueError(f"leads out: {entry.path!r}")
    return entries
