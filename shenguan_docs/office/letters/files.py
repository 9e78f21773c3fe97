"""The files of a letter, 收文 or old letter as they are shown and handed out; pages of a PDF as pictures."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shenguan_docs.bundle.rehearsal import page_counts
from shenguan_docs.confined import bound
from shenguan_docs.errors import MissingComponent, NotFound, OfficeUnusable
from shenguan_docs.office.letters.letter_object import LETTER_PDF
from shenguan_docs.office.opening import Office

_LONGEST, _SECONDS, _MEMORY = 60, 10, 1024  # for one page: seconds on the clock, of work, MiB
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif")


@dataclass(frozen=True)
class File:
    """One file: its ``key`` in addresses, what it is in words, the name that it is saved under, where it lies."""

    key: str
    words: str
    name: str
    path: Path

    @property
    def is_pdf(self) -> bool:
        """Whether its pages can be shown."""
        return self.path.suffix.lower() == ".pdf"

    @property
    def has_pages(self) -> bool:
        """Whether it is a PDF or a picture, whose pages can be shown."""
        return self.is_pdf or self.path.suffix.lower() in _PICTURES


def files_of(office: Office, shown: Mapping[str, Any]) -> dict[str, File]:
    """Return the files of what ``showing.show`` returned (which asked for the person's rights), by key."""
    return {file.key: file for file in _files(office, shown)}


def _files(office: Office, shown: Mapping[str, Any]) -> Iterator[File]:
    name = f"{shown['number'] or ''}{shown['title']}"
    for key, words, end in (
        ("pdf", "PDF", ".pdf"),
        ("docx", "DOCX", ".docx"),
        ("manuscript", "发文稿纸", "（发文稿纸）.pdf"),
    ):
        if shown.get(key):
            yield File(key, words, name + end, office.root / shown[key])
    for letter, field, words in (
        ("s", "sealed", "盖章件"),
        ("a", "attachments", "附件"),
        ("f", "files", "文件"),
    ):
        for n, one in enumerate(shown.get(field, ()), 1):
            if one.get("path"):
                title = one.get("title") or one["name"]
                yield File(f"{letter}{n}", f"{words}：{title}", one["name"], office.archive.at(one["path"]))
    for n, one in enumerate(shown.get("deliveries", ()), 1):
        if one["evidence"]:
            path = office.root / one["evidence"]
            yield File(f"e{n}", f"凭证：{one['receiver']}", f"{one['receiver']}凭证{path.suffix}", path)


def content_of(file: File) -> bytes:
    """Read a file. Raises OfficeUnusable where the archive has lost it."""
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise OfficeUnusable(f"“{file.name}”读不出来", remedy="请管理人员核验档案") from error


def as_pdf(path: Path) -> bytes:
    """Return a picture as pages of a PDF, made in a child process; b"" for one that cannot be read."""
    from shenguan_docs.bundle.pages import Unreadable
    from shenguan_docs.bundle.turning import turned

    def no_text(_name: str, _text: str) -> bytes:
        raise Unreadable("")

    try:
        return turned(path, path.name, no_text)
    except Unreadable:
        return b""


def page_count(content: bytes | Path) -> int:
    """Return how many pages a PDF has, 0 where it cannot be read. A file is one of the archive, which never changes."""
    if isinstance(content, Path) and content.name != LETTER_PDF:
        return _foreign_pages(content)
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content) if isinstance(content, bytes) else content) as pdf:
            return len(pdf.pages)
    except (pikepdf.PdfError, OSError):
        return 0


@lru_cache(maxsize=512)
def _foreign_pages(path: Path) -> int:
    return page_counts([path])[0]


def page_picture(content: bytes | Path, page: int, *, dpi: int = 96) -> bytes:
    """Return one page (from 1) of a PDF as PNG, drawn by a program of its own. Raises NotFound, MissingComponent."""
    given, place = (content, "-") if isinstance(content, bytes) else (None, str(content.resolve()))
    command = [
        *bound(_SECONDS, _MEMORY),
        "pdftoppm",
        "-png",
        "-singlefile",
        "-r",
        str(dpi),
        "-f",
        str(page),
        "-l",
        str(page),
        place,
    ]
    if shutil.which("pdftoppm") is None:
        raise MissingComponent("没有安装 poppler-utils，页面显示不了", remedy="请管理人员安装")
    try:
        run = subprocess.run(command, input=given, capture_output=True, timeout=_LONGEST, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotFound("这一页画不出来", remedy="请下载文件再看") from error
    if not run.stdout:
        raise NotFound(f"没有第 {page} 页", remedy="请下载文件再看")
    return run.stdout
