"""A file that a measurement leaves beside the one measured: written whole or not at all, never over its source."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from shenguan_docs.errors import Refused, system_reason


def require_other(source: Path, target: Path, option: str) -> None:
    """Refuse a ``target`` that is a folder, or ``source`` itself under any name; ``option`` names what to change."""
    if target.exists() and (target.is_dir() or target.samefile(source)):
        problem = "是文件夹" if target.is_dir() else "就是原来的文件，不能覆盖"
        raise Refused(problem, where=str(target), remedy=f"请用 {option} 写另一个文件名")


def write_new(data: bytes, source: Path, target: Path) -> None:
    """Write ``target`` with the permissions of ``source``; raises Refused where the folder cannot be written."""
    try:
        handle, name = tempfile.mkstemp(suffix=target.suffix, prefix=".", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        Path(name).chmod(source.stat().st_mode & 0o777)
        Path(name).replace(target)
    except OSError as error:
        raise Refused(
            f"写不了文件（{system_reason(error)}）", where=str(target), remedy="请换一个文件夹"
        ) from error
