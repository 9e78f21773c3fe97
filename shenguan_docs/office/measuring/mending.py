"""Put a foreign DOCX right (``check --mend``): read the file, mend it, write another."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from shenguan_docs.errors import Refused, system_reason
from shenguan_docs.index.formats import NAMES, file_kind, read_file

if TYPE_CHECKING:
    from shenguan_docs.ruler.mend.mend import Mended


def mend_file(source: Path, target: Path) -> Mended:
    """Mend ``source`` into ``target``, written whole or not at all.

    Raises Refused for what is no DOCX, for a file with macros or a signature, and where ``target`` is
    ``source`` itself under any name.
    """
    from shenguan_docs.ruler.mend.mend import mend

    data = read_file(source)
    kind = file_kind(data, str(source))
    if kind != "docx":
        raise Refused(
            f"这是{NAMES.get(kind, kind)},只有 DOCX 能改", where=str(source), remedy="请另存为 .docx 再改"
        )
    if target.exists() and (target.is_dir() or target.samefile(source)):
        problem = "是文件夹" if target.is_dir() else "就是原来的文件,不能覆盖"
        raise Refused(problem, where=str(target), remedy="请用 -o 写另一个文件名")
    mended = mend(data, str(source))
    try:
        handle, name = tempfile.mkstemp(suffix=".docx", prefix=".", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(mended.data)
        mode = source.stat().st_mode & 0o777
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError as error:
        raise Refused(
            f"写不了文件({system_reason(error)})", where=str(target), remedy="请换一个文件夹"
        ) from error
    return mended
