"""Put a foreign DOCX right (``check --mend``): read the file, mend it in a child with limits, write another."""

from __future__ import annotations

import base64
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.errors import Refused, system_reason
from shenguan_docs.index.formats import NAMES, file_kind, read_file
from shenguan_docs.office.measuring.checking import MEMORY, SECONDS, worked


@dataclass(frozen=True)
class MendedFile:
    """What was changed, what should be said beside it, and what still breaks a rule (as ``Checked.findings``)."""

    changes: tuple[str, ...]
    notes: tuple[str, ...]
    findings: tuple[dict[str, Any], ...]


def mend_file(source: Path, target: Path, *, seconds: float = SECONDS, memory: int = MEMORY) -> MendedFile:
    """Mend ``source`` into ``target``, written whole or not at all.

    Raises Refused for what is no DOCX, for a file with macros or a signature, for one that takes more than
    ``seconds`` or ``memory`` MiB, and where ``target`` is ``source`` itself under any name.
    """
    data = read_file(source)
    kind = file_kind(data, str(source))
    if kind != "docx":
        raise Refused(
            f"这是{NAMES.get(kind, kind)},只有 DOCX 能改", where=str(source), remedy="请另存为 .docx 再改"
        )
    if target.exists() and (target.is_dir() or target.samefile(source)):
        problem = "是文件夹" if target.is_dir() else "就是原来的文件,不能覆盖"
        raise Refused(problem, where=str(target), remedy="请用 -o 写另一个文件名")
    answer = worked("mend", data, source, seconds, memory)
    _write(base64.b64decode(answer["file"]), target, source.stat().st_mode & 0o777)
    report = answer["report"]
    return MendedFile(tuple(answer["changes"]), tuple(report["notes"]), tuple(report["findings"]))


def _write(data: bytes, target: Path, mode: int) -> None:
    try:
        handle, name = tempfile.mkstemp(suffix=".docx", prefix=".", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError as error:
        raise Refused(
            f"写不了文件({system_reason(error)})", where=str(target), remedy="请换一个文件夹"
        ) from error
