"""The storage root of OCFL 1.1: its own files, and where an object lies in it (spec 4; extension 0003)."""

from __future__ import annotations

import json
import string
from collections.abc import Mapping

from shenguan_docs.archive.files import sha256

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


def object_folder(object_id: str) -> str:
    """Return the key of the folder in which an object lies."""
    return "/".join(("objects", *object_place(object_id)))


def part_id(number: int) -> str:
    """Return the identifier of the object that a closed part of the journal becomes."""
    return f"urn:shenguan:journal:{number:06d}"


def part_name(number: int) -> str:
    """Return the name of a part's text, in journal/ and in its object."""
    return f"{number:06d}.jsonl"
