"""The inventory of an OCFL 1.1 object (spec 3.5) as frozen data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from shenguan_docs.archive.files import sha256

INVENTORY = "inventory.json"
SIDECAR = "inventory.json.sha256"
DECLARATION = ("0=ocfl_object_1.1", b"ocfl_object_1.1\n")
_TYPE = "https://ocfl.io/1.1/spec/#inventory"
_KEYS = {"id", "type", "digestAlgorithm", "head", "manifest", "versions"}
_DIGEST = re.compile("[0-9a-f]{64}")
_VERSION = re.compile("v[1-9][0-9]{0,8}")
_NAME_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?")


def check_names(names: Iterable[str]) -> None:
    """Refuse logical names that some file system could not hold side by side (``ValueError``).

    ASCII letters, digits and ``._-`` in parts joined by ``/``; no two names equal but for case, none
    the folder of another (spec 3.5.3.1, E095).
    """
    folded: set[str] = set()
    for name in names:
        if len(name) > 200 or not all(_NAME_PART.fullmatch(part) for part in name.split("/")):
            raise ValueError(f"not a plain ASCII name: {name!r}")
        if name.lower() in folded:
            raise ValueError(f"the name occurs twice: {name!r}")
        folded.add(name.lower())
    for name in folded:
        parts = name.split("/")
        if any("/".join(parts[:n]) in folded for n in range(1, len(parts))):
            raise ValueError(f"a folder has the name of a file: {name!r}")


@dataclass(frozen=True)
class VersionEntry:
    """One version as the inventory tells it; ``state`` leads from logical name to SHA-256."""

    created: str
    message: str
    user: Mapping[str, str]
    state: Mapping[str, str]


@dataclass(frozen=True)
class Inventory:
    """All versions of one object, v1 first; ``manifest`` leads from content path to SHA-256."""

    object_id: str
    versions: tuple[VersionEntry, ...]
    manifest: Mapping[str, str]

    @property
    def head(self) -> int:
        """The number of the latest version."""
        return len(self.versions)

    def as_of(self, number: int) -> Inventory:
        """Return the inventory as it was when version ``number`` was the latest."""
        kept = {p: d for p, d in self.manifest.items() if int(p.partition("/")[0][1:]) <= number}
        return Inventory(self.object_id, self.versions[:number], kept)

    def content_path(self, digest: str) -> str:
        """Return the content path of the bytes with this digest (``KeyError`` if there are none)."""
        for path, known in self.manifest.items():
            if known == digest:
                return path
        raise KeyError(digest)

    def to_bytes(self) -> bytes:
        """Return the text of ``inventory.json``, the same for the same content."""
        data = {
            "id": self.object_id,
            "type": _TYPE,
            "digestAlgorithm": "sha256",
            "head": f"v{self.head}",
            "manifest": _by_digest(self.manifest),
            "versions": {
                f"v{number}": {
                    "created": entry.created,
                    "message": entry.message,
                    "user": dict(entry.user),
                    "state": _by_digest(entry.state),
                }
                for number, entry in enumerate(self.versions, 1)
            },
        }
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def next_inventory(
    before: Inventory | None,
    object_id: str,
    digests: Mapping[str, str],
    *,
    message: str,
    user: str,
    at: datetime,
) -> tuple[Inventory, dict[str, str]]:
    """Return the inventory of a new version, and which content paths it must write from which name.

    ``digests`` holds the files that are added or replaced. Content that an earlier version or
    another name already holds is not stored again.
    """
    manifest = dict(before.manifest) if before else {}
    state = dict(before.versions[-1].state) if before else {}
    number = before.head + 1 if before else 1
    known, to_write = set(manifest.values()), {}
    for name in sorted(digests):
        state[name] = digests[name]
        if digests[name] not in known:
            known.add(digests[name])
            path = f"v{number}/content/{name}"
            manifest[path] = digests[name]
            to_write[path] = name
    check_names(state)
    entry = VersionEntry(
        created=at.isoformat(timespec="seconds"),
        message=message,
        user={"name": user, "address": f"urn:shenguan:user:{quote(user, safe='')}"},
        state=state,
    )
    versions = (*(before.versions if before else ()), entry)
    return Inventory(object_id, versions, manifest), to_write


def parse_inventory(data: bytes) -> Inventory:
    """Read ``inventory.json``; whatever it may hold, the only error is ``ValueError``."""
    try:
        raw = json.loads(data)
        if not isinstance(raw, dict) or set(raw) != _KEYS:
            raise ValueError("not the keys of an inventory")
        if raw["type"] != _TYPE or raw["digestAlgorithm"] != "sha256" or not isinstance(raw["id"], str):
            raise ValueError("not an OCFL 1.1 inventory with SHA-256")
        names = [f"v{n}" for n in range(1, len(raw["versions"]) + 1)]
        if not names or set(raw["versions"]) != set(names) or raw["head"] != names[-1]:
            raise ValueError("the versions are not v1 to the head")
        manifest = _by_path(raw["manifest"])
        for path in manifest:
            version, content, name = (*path.split("/", 2), "", "")[:3]
            if version not in names or content != "content" or not name:
                raise ValueError(f"not a content path: {path!r}")
        versions = tuple(_version_entry(raw["versions"][name]) for name in names)
        digests = set(manifest.values())
        if any(not digests.issuperset(entry.state.values()) for entry in versions):
            raise ValueError("a version names content that the manifest lacks")
        return Inventory(raw["id"], versions, manifest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"broken inventory: {error}") from error


def sidecar(inventory: bytes) -> bytes:
    """Return the text of the file beside an inventory that holds its digest (spec 3.6)."""
    return f"{sha256(inventory)} {INVENTORY}\n".encode()


def version_number(version: str) -> int:
    """``v3`` → 3 (``ValueError`` for anything else)."""
    if not _VERSION.fullmatch(version):
        raise ValueError(f"not a version: {version!r}")
    return int(version[1:])


def _version_entry(raw: Any) -> VersionEntry:
    user = raw["user"]
    texts = [raw["created"], raw["message"], *user.keys(), *user.values()]
    if set(raw) != {"created", "message", "user", "state"} or not all(isinstance(t, str) for t in texts):
        raise ValueError("not a version of an inventory")
    return VersionEntry(raw["created"], raw["message"], user, _by_path(raw["state"]))


def _by_digest(by_path: Mapping[str, str]) -> dict[str, list[str]]:
    digests: dict[str, list[str]] = {}
    for path in sorted(by_path):
        digests.setdefault(by_path[path], []).append(path)
    return digests


def _by_path(by_digest: Any) -> dict[str, str]:
    paths: dict[str, str] = {}
    for digest, listed in by_digest.items():
        if not _DIGEST.fullmatch(digest) or not isinstance(listed, list) or not listed:
            raise ValueError("not a list of paths by digest")
        for path in listed:
            fit = path.isascii() and path.isprintable() and path not in paths
            if not fit or any(part in ("", ".", "..") for part in path.split("/")):
                raise ValueError(f"not a path: {path!r}")
            paths[path] = digest
    return paths
