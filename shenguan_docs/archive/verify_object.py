"""Checks one object of the archive against its inventories and against what the records know."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone

from shenguan_docs.archive.files import sha256, shown
from shenguan_docs.archive.inventory import (
    DECLARATION,
    INVENTORY,
    SIDECAR,
    Inventory,
    parse_inventory,
    sidecar,
    version_number,
)
from shenguan_docs.archive.place import Look
from shenguan_docs.archive.report import ExpectedObject, Finding

_CHINA = timezone(timedelta(hours=8))
_EMPTY = hashlib.sha256().hexdigest()


class ObjectCheck:
    """The check of one object; ``findings``, ``present`` (1 or 0) and ``checked`` files are its result.

    ``object_id`` None means that the inventory's own is taken. ``label`` names the object in messages. ``hashed``
    holds the SHA-256 of files by key that were read already.
    """

    def __init__(
        self,
        look: Look,
        folder: str,
        object_id: str | None,
        expected: Sequence[ExpectedObject],
        label: str,
        hashed: Mapping[str, str] | None = None,
    ) -> None:
        self._look, self._folder, self._id, self._label = look, folder, object_id, label
        self._expected = {item.version: item for item in expected}
        self._number = expected[-1].number if expected else ""
        self._hashed: Mapping[str, str] = hashed or {}
        self._known: set[str] = set()
        self.findings: list[Finding] = []
        self.present = self.checked = 0

    def run(self, *, quick: bool) -> None:
        """Check everything; ``quick`` leaves the content of files unread."""
        if not self._is_folder():
            self._find("object-missing", "", "缺失", whole=True)
            return
        self.present = 1
        files = self._scan()
        self._fixed(DECLARATION[0], DECLARATION[1])
        texts = self._inventories(files)
        inventory = self._trusted(texts)
        if inventory is None:
            other = self._other(texts)
            what = f"里面是另一个归档对象“{shown(other)}”" if other else "归档目录缺失或损坏"
            self._find("inventory-broken", INVENTORY, f"{what}，文件无从核对")
            self._known.update(files)  # none can be told from a stray one
            return
        self._check_inventories(inventory, texts)
        logical = _logical_names(inventory)
        sizes = {name: size for item in self._expected.values() for name, size in item.sizes.items()}
        for path, digest in inventory.manifest.items():
            self._known.add(path)
            names = logical.get(path, [path])
            self._check_file(path, digest, "、".join(names), quick, sizes.get(names[0]))
        for path in sorted(files - self._known):
            self._find("file-extra", path, f"多出文件“{shown(path)}”")

    # -- inventories ---------------------------------------------------------------------------------

    def _inventories(self, files: set[str]) -> dict[str, bytes]:
        """Return the text of every inventory that can be read, by the folder it lies in ("" or "v1/")."""
        inner = (path for path in files if path.count("/") == 1 and path.endswith(f"/{INVENTORY}"))
        places = {"", *(path.removesuffix(INVENTORY) for path in inner)}
        texts = {place: read_regular(self._look, f"{self._folder}/{place}{INVENTORY}") for place in places}
        return {place: text for place, text in texts.items() if text is not None}

    def _trusted(self, texts: dict[str, bytes]) -> Inventory | None:
        """Return the inventory to check by: one that the records vouch for, else the root's, else the latest.

        A root inventory that only adds versions to the vouched one is taken, so that these are named.
        """
        latest = max(self._expected.values(), key=lambda item: version_number(item.version), default=None)
        vouched = latest.inventory if latest else ""
        parsed: dict[bytes, Inventory] = {}  # the root's and the latest version's are the same text
        for text in set(texts.values()):
            with suppress(ValueError):
                parsed[text] = parse_inventory(text)
        readable = {
            place: parsed[text]
            for place, text in texts.items()
            if text in parsed and self._id in (None, parsed[text].object_id)
        }
        if not readable:
            return None
        best = min(
            readable, key=lambda place: (sha256(texts[place]) != vouched, place != "", -len(place), place)
        )
        root = readable.get("", readable[best])
        return root if root.as_of(readable[best].head) == readable[best] else readable[best]

    def _other(self, texts: dict[str, bytes]) -> str:
        """Return whose object lies here instead, "" where that cannot be read."""
        with suppress(ValueError):
            return parse_inventory(texts.get("", b"")).object_id
        return ""

    def _check_inventories(self, inventory: Inventory, texts: dict[str, bytes]) -> None:
        head = f"v{inventory.head}"
        for version in self._expected:
            if version_number(version) > inventory.head:
                self._find("version-missing", "", f"缺少版本 {version}")
            elif version_number(version) == max(map(version_number, self._expected)) < inventory.head:
                self._find("version-extra", "", f"多出版本 {head}，记录里只到 {version}")
        for number in range(1, inventory.head + 1):
            place, item = f"v{number}/", self._expected.get(f"v{number}")
            self._check_inventory(place, inventory.as_of(number), item, texts)
        self._check_inventory("", inventory, self._expected.get(head), texts)

    def _check_inventory(
        self, place: str, should: Inventory, item: ExpectedObject | None, texts: dict[str, bytes]
    ) -> None:
        path, text = f"{place}{INVENTORY}", texts.get(place)
        self._known.update((path, f"{place}{SIDECAR}"))
        if text is None:
            self._find("inventory-missing", path, f"归档目录“{path}”缺失或读不出来")
            expected_sidecar = None
        else:
            self.checked += 1
            sound = sha256(text) == item.inventory if item else _says(text, should)
            if not sound:
                self._find("inventory-changed", path, f"归档目录“{path}”被改动")
            expected_sidecar = sidecar(text)
        self._fixed(f"{place}{SIDECAR}", expected_sidecar, text)

    def _fixed(self, path: str, content: bytes | None, inventory: bytes | None = None) -> None:
        """Check a file whose content is known; with ``content`` None only that it is there."""
        self._known.add(path)
        data = read_regular(self._look, f"{self._folder}/{path}")
        self.checked += data is not None
        if data is None:
            self._find("file-missing", path, f"文件“{path}”缺失或读不出来")
        elif content is not None and data != content:
            self._find(
                "sidecar-changed" if inventory is not None else "file-changed", path, f"文件“{path}”被改动"
            )

    # -- files ---------------------------------------------------------------------------------------

    def _check_file(self, path: str, digest: str, names: str, quick: bool, size: int | None) -> None:
        full = f"{self._folder}/{path}"
        try:
            if quick:
                status = self._look.status(full)
                if not status.is_file:
                    raise FileNotFoundError
                wrong = size not in (None, status.size) or (not status.size and digest != _EMPTY)
            else:
                wrong = (self._hashed.get(full) or self._look.digest(full)) != digest
        except FileNotFoundError:
            self._find("file-missing", path, f"文件“{names}”缺失")
        except OSError:
            self._find("unreadable", path, f"文件“{names}”读不出来或不是文件")
        else:
            self.checked += 1
            if wrong:
                self._find("file-changed", path, f"文件“{names}”被改动")

    def _is_folder(self) -> bool:
        try:
            return self._look.status(self._folder).is_folder
        except OSError:
            return False

    def _scan(self) -> set[str]:
        """Return the paths of all files below the object; folders without files are findings."""
        files: set[str] = set()
        todo = [""]
        while todo:
            prefix = todo.pop()
            try:
                entries = self._look.entries(f"{self._folder}/{prefix}".removesuffix("/"))
            except OSError:
                self._find("unreadable", prefix, f"文件夹“{shown(prefix) or '.'}”读不出来")
                continue
            if not entries and prefix:
                self._find("folder-extra", prefix, f"多出空文件夹“{shown(prefix)}”")
            for entry in entries:
                if entry.is_folder:
                    todo.append(f"{prefix}{entry.name}/")
                else:
                    files.add(f"{prefix}{entry.name}")
        return files

    def _find(self, code: str, path: str, message: str, *, whole: bool = False) -> None:
        where = shown(f"{self._folder}/{path}" if path else self._folder)
        joint = "的归档对象" if whole else ":"
        told = f"{shown(self._label)}{joint}{message}{self._since(path)}"
        self.findings.append(Finding(code, self._number, where, told))

    def _since(self, path: str) -> str:
        """Say after which moment it was done: that of the version which holds the path, and what the file says itself."""
        version = path.split("/", 1)[0]
        archived = self._expected.get(version) or next(iter(self._expected.values()), None)
        if archived is None or not archived.at:
            return ""
        written = ""
        with suppress(OSError, ValueError, OverflowError):
            if path:
                moment = datetime.fromtimestamp(self._look.status(f"{self._folder}/{path}").written, _CHINA)
                written = f"，文件上次写入 {moment:%Y-%m-%d %H:%M}"
        return f"（在 {archived.at} 归档以后{written}）"


def read_regular(look: Look, key: str) -> bytes | None:
    """Return a regular file's content; None for anything that is not one or cannot be read."""
    try:
        return look.regular(key)
    except OSError:
        return None


def _says(text: bytes, should: Inventory) -> bool:
    try:
        return parse_inventory(text) == should
    except ValueError:
        return False


def _logical_names(inventory: Inventory) -> dict[str, list[str]]:
    """Return by content path the names under which its content is known, the latest version's first."""
    by_digest: dict[str, dict[str, None]] = {}
    for entry in reversed(inventory.versions):
        for name, digest in entry.state.items():
            by_digest.setdefault(digest, {})[name] = None
    return {path: list(by_digest.get(digest, [path])) for path, digest in inventory.manifest.items()}
