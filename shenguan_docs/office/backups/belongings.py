"""What in an office's folder belongs into a backup: all of it, but what is made again, copies and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from shenguan_docs.archive.files import shown
from shenguan_docs.office.people.desk_in_folder import NAME
from shenguan_docs.office.settings import ARCHIVE

LEFT_OUT = {
    "index": "由档案重建",
    "cache": "对象存储里的文件的副本",
    "office.lock": "",
    "office.next": "",
    "init.lock": "",
    "backup.json": "",
    "desk-files": "办公桌上做出的文件，留几天",
    "office.machine": "",
    "uploads": "收到还没有登记的；登记了就在档案里",
    "__pycache__": "",
}
"""Names in the office's own folder that are not backed up, and why."""

_DATABASE = re.compile(r".+\.db(-journal|-wal|-shm)?")
_VERSION = re.compile(r"archive/objects/../../[^/]+/v[1-9][0-9]*/.+")


def is_fixed(path: str) -> bool:
    """Whether a file, once it lies there, never changes: what is in a version of an archived object."""
    return bool(_VERSION.fullmatch(path))


def databases(root: Path, records: str) -> list[str]:
    """Return the names of the SQLite files in the office, the records first; they are copied by SQLite itself."""
    others = sorted(path.name for path in root.glob("*.db") if path.is_file() and path.name != records)
    return [records, *others]


def other_files(root: Path, records: str) -> Iterator[tuple[str, Path]]:
    """Yield settings, templates, fonts, keys and whatever else lies in the office; not archive, databases, index."""
    for top in sorted(root.iterdir()):
        name = top.name
        if (
            name in LEFT_OUT
            or name == ARCHIVE
            or name.startswith((".", records, f"{NAME}.", f"{ARCHIVE}.before-"))
            or _DATABASE.fullmatch(name)
        ):
            continue
        yield from _files(top, top.name)


def _files(place: Path, name: str) -> Iterator[tuple[str, Path]]:
    if place.is_dir():
        for child in sorted(place.iterdir()):
            if not child.name.startswith(".") and child.name != "__pycache__":
                yield from _files(child, f"{name}/{child.name}")
    elif place.is_file():
        yield shown(name), place
