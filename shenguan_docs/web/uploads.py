"""Files that a browser hands over: kept under their own names for as long as a request needs them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from werkzeug.datastructures import FileStorage

_LONGEST = 200  # bytes of a name that every file system takes


@contextmanager
def uploaded(files: Sequence[FileStorage]) -> Iterator[list[Path]]:
    """Lend the files that were picked (none of them empty fields) as paths; they are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        paths = []
        for n, file in enumerate(file for file in files if file.filename):
            place = Path(folder) / str(n)  # two files may have one name
            place.mkdir()
            path = place / file_name(file.filename or "")
            file.save(path)
            paths.append(path)
        yield paths


def file_name(given: str) -> str:
    """Return the name without its folders, of any system, and without what no file name may hold."""
    name = given.replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if c.isprintable() and c not in ':*?"<>|').strip(". ") or "文件"
    while len(name.encode()) > _LONGEST:
        stem, dot, end = name.rpartition(".")
        name = stem[:-1] + dot + end if dot and stem else name[:-1]
    return name
