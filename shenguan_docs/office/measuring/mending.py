"""Put a foreign DOCX right (``check --mend``): read the file, mend it in a child with limits, write another."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.index.formats import NAMES, file_kind, read_file
from shenguan_docs.office.measuring.checking import MEMORY, SECONDS, worked
from shenguan_docs.office.measuring.new_file import require_other, write_new


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
            f"这是{NAMES.get(kind, kind)}，只有 DOCX 能改", where=str(source), remedy="请另存为 .docx 再改"
        )
    require_other(source, target, "-o")
    answer = worked("mend", data, source, seconds, memory)
    write_new(base64.b64decode(answer["file"]), source, target)
    report = answer["report"]
    return MendedFile(tuple(answer["changes"]), tuple(report["notes"]), tuple(report["findings"]))
