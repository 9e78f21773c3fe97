"""Pages by layouts of an office's own are laid out apart, in a child process with limits of work and memory.

A style sheet is data too, but what is laid out by it may have no end: a cell across a thousand million columns,
variables that double forty times, pictures of a thousand million points. The child has no network and ends after.
"""

from __future__ import annotations

import base64
import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.confined import NotRead, answer_of
from shenguan_docs.document import Document
from shenguan_docs.errors import MissingComponent, OfficeUnusable, Refused
from shenguan_docs.layout.fit import Fit

_SECONDS, _MEMORY = 8, 1024
_SECONDS_A_MEGABYTE, _MEMORY_A_MEGABYTE = 60, 400  # of what is to be laid out, but for
_SMALL = 0.2  # megabytes: a letter of ten pages, a register of a year
_KINDS = {kind.__name__: kind for kind in (MissingComponent, OfficeUnusable)}


@dataclass(frozen=True)
class Task:
    """What is to be printed: a letter, or a page that is filled in already with the name of its style sheet."""

    folders: tuple[Path, ...]
    office_fonts: Path | None
    document: Document | None = None
    html: str = ""
    css_name: str = ""
    lying: bool = False
    keeping: bool = False


def fitted(folders: Sequence[Path], office_fonts: Path | None, document: Document) -> tuple[bytes, Fit]:
    """Print a letter. Raises what ``PdfPrinter.fitted`` raises, Refused where the limits are passed."""
    answer = _asked(Task(tuple(folders), office_fonts, document))
    return base64.b64decode(answer["pdf"]), Fit(**answer["fit"])


def html_pdf(task: Task) -> bytes:
    """Print a page. Raises as ``fitted``."""
    return base64.b64decode(_asked(task)["pdf"])


def _asked(task: Task) -> dict[str, Any]:
    told = pickle.dumps(task)
    size = max(0.0, len(told) / 1_000_000 - _SMALL)
    seconds = _SECONDS + _SECONDS_A_MEGABYTE * size
    command = [sys.executable, "-BP", "-m", "shenguan_docs.layout.apart_worker", str(int(seconds) + 1)]
    try:
        answer = answer_of([*command, str(_MEMORY + int(_MEMORY_A_MEGABYTE * size))], told, seconds)
    except NotRead:
        raise Refused(
            "版式排不出来，用的时间或者内存太多", remedy="检查单位自己的版式文件，或者先移走它们"
        ) from None
    if "error" in answer:
        raise _KINDS.get(answer["error"], Refused)(
            answer["message"], where=answer["where"], remedy=answer["remedy"]
        )
    return answer
