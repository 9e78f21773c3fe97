"""The words of received and attached files.

Parsers meet files from anywhere, so they run in a child process with limits of memory and time; plain text
is read here. A scan has no words: it is accepted, with a note. What is broken is refused in a sentence.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.index.formats import NAMES, file_kind, read_file
from shenguan_docs.index.plain_text import decode
from shenguan_docs.index.secrecy import secrecy_mark
from shenguan_docs.text import clean

__all__ = ["Extracted", "extract_text", "file_kind", "secrecy_mark"]

NO_WORDS = "没有可检索的文字"
SECONDS, MEMORY = 60, 1024
"""Limits of the child: seconds of work, MiB of memory."""
LONGEST = 5_000_000
"""Characters kept of one file."""
_PARSED = frozenset({"docx", "xlsx", "pdf"})
_PICTURES = frozenset({"png", "jpeg", "tiff", "bmp", "gif"})


@dataclass(frozen=True)
class Extracted:
    """The text of a file, its kind (``formats.NAMES``), what a reader should know, what the file says of itself."""

    text: str
    kind: str
    note: str = ""
    metadata: dict[str, str] = field(default_factory=dict)


def extract_text(
    source: Path | bytes, name: str, *, seconds: float = SECONDS, memory: int = MEMORY
) -> Extracted:
    """Return the words of ``source``, called ``name``. ``memory`` in MiB.

    Raises ``Refused`` (empty, broken, protected, not what its extension says, too much for the limits).
    """
    data = source if isinstance(source, bytes) else read_file(source)
    kind = file_kind(data, name)
    if kind == "text":
        text, encoding = decode(data)
        note = "部分字符无法识别" if encoding.endswith("?") or "\ufffd" in text else ""
        return _shortened(clean(text), kind, note, {})
    if kind not in _PARSED:
        why = NO_WORDS if kind in _PICTURES else f"{NAMES[kind]}暂不能提取文字"
        return Extracted("", kind, why)
    answer = _in_child(data, kind, name, seconds, memory)
    if "refused" in answer:
        raise Refused(answer["refused"], where=name, remedy=answer["remedy"])
    text = clean(answer["text"])
    note = answer.get("note", "") or ("" if text.strip() else NO_WORDS)
    return _shortened(text, kind, note, answer.get("metadata", {}))


def _shortened(text: str, kind: str, note: str, metadata: dict[str, str]) -> Extracted:
    if len(text) > LONGEST:
        text, note = text[:LONGEST], f"文字过长,只检索前 {LONGEST // 10_000} 万字"
    return Extracted(text, kind, note, metadata)


def _in_child(data: bytes, kind: str, name: str, seconds: float, memory: int) -> dict[str, Any]:
    command = [
        sys.executable,
        "-BP",  # do not import what lies in the working folder
        "-m",
        "shenguan_docs.index.extract_worker",
        kind,
        str(int(seconds) + 1),
        str(memory),
    ]
    root = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        try:
            done = subprocess.run(
                command,
                stdin=given,
                capture_output=True,
                timeout=seconds,
                check=False,
                env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
            )
        except subprocess.TimeoutExpired:
            raise Refused(
                f"文件太复杂,{seconds:g} 秒内读不完",
                where=name,
                remedy="请另存为一份新的文件或转成 PDF 再登记",
            ) from None
        except OSError as error:
            raise OfficeUnusable("不能启动读取文件的进程", remedy="请检查内存和系统限制") from error
    if done.returncode == 0:
        try:
            answer: dict[str, Any] = json.loads(done.stdout)
            return answer
        except ValueError:
            pass
    raise Refused(
        "文件读不出来,可能已损坏或超过了允许的大小",
        where=name,
        remedy="请另存为一份新的文件或转成 PDF 再登记",
    )
