"""Files of scans, cut into pages and read in child processes with limits."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.confined import NotRead, answer_of
from shenguan_docs.errors import Refused
from shenguan_docs.index.formats import NAMES, PICTURES, file_kind, read_file
from shenguan_docs.office.opening import Office
from shenguan_docs.text import readable_name

SECONDS, MEMORY = 150, 1536
"""Limits of the child for some pages: seconds of work, MiB of memory."""
AT_ONCE = 12
"""Pages that one child reads."""
LARGEST = 400_000_000
"""Bytes of a file of scans."""


@dataclass(frozen=True)
class ReadPage:
    """A page that was cut out and read: its own file is at ``path`` (None: blank)."""

    number: int
    codes: tuple[str, ...]
    blank: bool
    picture: str
    path: Path | None
    suffix: str
    unseen: str
    sha256: str


def read_pages(office: Office, path: Path, place: Path) -> list[ReadPage]:
    """Cut a file into pages in ``place`` and read them, in child processes with limits. Raises Refused."""
    name, data = str(path), read_file(path)
    kind = file_kind(data, path.name)
    if kind != "pdf" and kind not in PICTURES:
        raise Refused(
            f"这是{NAMES.get(kind, kind)}，不是扫描件",
            where=name,
            remedy="用 PDF、TIFF、JPEG、PNG，或者先另存为 PDF",
        )
    if len(data) > LARGEST:
        raise Refused(f"文件有 {len(data) // 1_000_000} MB，太大了", where=name, remedy="请拆成几份再来")
    pages: list[ReadPage] = []
    with ExitStack() as stack:
        shown = None
        total = 1
        while len(pages) < total:
            total, some = _some_pages(data, kind, name, len(pages) + 1, place)
            pages += some
            shown = shown or stack.enter_context(office.progress(f"读取 {readable_name(path.name)}", total))
            shown(len(pages))
    return pages


def _some_pages(data: bytes, kind: str, name: str, first: int, place: Path) -> tuple[int, list[ReadPage]]:
    # -P: do not import what lies in the working folder
    worker = [sys.executable, "-BP", "-m", "shenguan_docs.serving.scan_worker", kind]
    limits = [str(SECONDS + 1), str(MEMORY), str(first), str(AT_ONCE)]
    try:
        answer = answer_of([*worker, *limits], data, SECONDS)
    except NotRead as error:
        raise Refused(str(error), where=name, remedy="请拆成几份，或者重新扫描") from None
    if "refused" in answer:
        raise Refused(answer["refused"], where=name, remedy=answer["remedy"])
    return answer["total"], list(_written(answer["pages"], place))


def _written(pages: Sequence[Mapping[str, Any]], place: Path) -> Iterator[ReadPage]:
    for page in pages:
        content = base64.b64decode(page["data"])
        path = None
        if content:
            path = place / f"{page['number']}{page['suffix']}"
            path.write_bytes(content)
        yield ReadPage(
            int(page["number"]), tuple(page["codes"]), bool(page["blank"]), page["picture"], path,
            page["suffix"], page["unseen"], hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
