"""Which place holds an office's archive: the folder ``archive`` of the office, or a bucket."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shenguan_docs.archive.place import Place
from shenguan_docs.archive.s3_address import is_s3, parse

CACHE = "cache"  # copies of what lies in a bucket; made again when they are missing


def place_of(root: Path, archive: str, *, wait: float, told: Callable[[str], None]) -> Place:
    """Return the place that ``archive`` of office.toml names; a server that is away is waited for ``wait`` seconds.

    Raises OfficeUnusable when what reaches it is not installed, Refused for an address that cannot be used.
    """
    if not is_s3(archive):
        from shenguan_docs.archive.on_disk import OnDisk

        return OnDisk(root / archive)
    from shenguan_docs.archive.copies import Copies
    from shenguan_docs.archive.on_s3 import OnS3
    from shenguan_docs.archive.reaching_s3 import Bucket

    return OnS3(Bucket(parse(archive), wait=wait, told=told), Copies(root / CACHE))
