"""The storage root of OCFL 1.1: its own files, and where an object lies in it (spec 4; extension 0003)."""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from pathlib import Path

from shenguan_docs.archive.files import ArchiveDamaged, fsync_folder, in_words, replace_file, sha256, shown

LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
FOLDERS = ("objects", "journal", "staging")
_CONFIG = {"extensionName": LAYOUT, "digestAlgorithm": "sha256", "tupleSize": 2, "numberOfTuples": 2}
_DESCRIPTION = {
    "extension": LAYOUT,
    "description": "Two pairs of digits of the identifier's SHA-256, then the percent-encoded identifier.",
}
ROOT_FILES: Mapping[str, bytes] = {  # the declaration that makes the folder a root comes last
    f"extensions/{LAYOUT}/config.json": (json.dumps(_CONFIG, indent=1) + "\n").encode(),
    "ocfl_layout.json": (json.dumps(_DESCRIPTION, indent=1) + "\n").encode(),
    "0=ocfl_1.1": b"ocfl_1.1\n",
}
_SAFE = set(string.ascii_letters + string.digits + "-_")


def object_place(object_id: str) -> tuple[str, str, str]:
    """Return the three folder names under the storage root that lead to an object (extension 0003)."""
    digest = sha256(object_id.encode())
    name = "".join(
        char if char in _SAFE else "".join(f"%{byte:02x}" for byte in char.encode()) for char in object_id
    )
    return digest[:2], digest[2:4], name if len(name) <= 100 else f"{name[:100]}-{digest}"


def lay_out(root: Path) -> None:
    """Make the folders and the root's own files durably; what is there already stays as it is."""
    with in_words(root):
        for folder in (*FOLDERS, f"objects/extensions/{LAYOUT}"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for name, content in ROOT_FILES.items():
            path = root / "objects" / name
            if not path.exists():
                replace_file(path, content, by_way_of=root / "staging" / "layout.tmp")
                fsync_folder(path.parent)
        for folder in ("objects/extensions", "objects", "."):
            fsync_folder(root / folder)
        fsync_folder(root.absolute().parent)


def check_layout(root: Path) -> None:
    """Raise ``ArchiveDamaged`` when a folder or a file of the root is missing or of another layout."""
    for folder in FOLDERS:
        if not (root / folder).is_dir():
            where = shown(root / folder)
            raise ArchiveDamaged("档案文件夹不完整", where=where, remedy="请从备份恢复 archive 文件夹")
    for name, content in ROOT_FILES.items():
        path = root / "objects" / name
        with in_words(path, reading=True):
            known = path.read_bytes() == content
        if not known:
            raise ArchiveDamaged("不是本系统的存储布局", where=shown(path), remedy="请从备份恢复这个文件")
