"""What goes into a case bundle and what comes out of it, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

Content = Path | bytes
Part = Literal["正卷", "副卷"]
Source = Literal["issued", "received", "past", "event", "service", "manuscript", "file"]
SOURCES: tuple[Source, ...] = ("issued", "received", "past", "event", "service", "manuscript", "file")
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Shows a long work: called with its name and how many there are, lends what is called with the count done."""
PARTS: tuple[Part, ...] = ("正卷", "副卷")


def unseen(_work: str, _count: int) -> AbstractContextManager[Callable[[int], None]]:
    """Show nothing."""
    return nullcontext(lambda _done: None)


@dataclass(frozen=True)
class BundleFile:
    """An attachment: its ``title`` in 附件说明, its original ``name``, where its bytes lie."""

    title: str
    name: str
    path: Content


@dataclass(frozen=True)
class BundleItem:
    """One document (件) of the file (standards: DA/T 22, one document with its attachments is one 件).

    ``id`` is the office's, "" for what the office does not know; ``source`` says which records it is of,
    ``kind`` is the kind of a letter or the type of an event; ``about`` is the id of the letter that a receipt
    proves. ``slot`` and ``volume`` are its place in the profile. ``pages`` are its pages (a PDF, or what can
    become pages; ``pages_name`` its original name); None when it has none, then a slip sheet stands for it.
    ``docx`` and ``beside`` lie in the bundle and give no pages.
    """

    number: str
    responsible: str  # 责任者
    title: str
    day: date | None
    pages: Content | None
    docx: Path | None
    files: tuple[BundleFile, ...] = ()
    remark: str = ""
    id: str = ""
    source: Source = "file"
    kind: str = ""
    about: str = ""
    slot: str = ""
    volume: Part = "正卷"
    pages_name: str = ""
    beside: tuple[BundleFile, ...] = ()

    @property
    def names(self) -> str:
        """Return all that it is called by: its title and the names of its files."""
        return "\n".join(
            [self.title, self.pages_name, *(word for file in self.files for word in (file.title, file.name))]
        )


@dataclass(frozen=True)
class CoverLine:
    """One line of the cover: ``value`` is "" where nobody said it; a ``required`` one is printed all the same."""

    key: str
    label: str
    value: str
    required: bool = False


@dataclass(frozen=True)
class Cover:
    """What the cover (案卷封面) and the 备考表 say; an empty value is left out.

    ``lines`` are the profile's lines in its order; without them the cover says what stands here.
    """

    heading: str  # 案卷题名
    office: str  # 立卷单位
    party: str
    uscc: str
    matter: str
    period_from: date | None
    period_to: date | None
    retention: str  # 保管期限
    made_on: date
    made_by: str
    profile: str = ""
    title: str = "案卷"
    lines: tuple[CoverLine, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something to look at: ``rule`` is a stable key, ``document`` the 顺序号, ``page`` the page number.

    ``volume`` says in which volume these are, "" where there is only one.
    """

    rule: str
    document: int
    message: str
    page: int | None = None
    volume: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a 卷内目录: 顺序号 ``order`` stands on pages ``first`` to ``last`` of its volume.

    ``document`` is its place in the bundle, the same as ``order`` where there is one volume.
    """

    order: int
    item: BundleItem
    first: int
    last: int
    page: str  # as printed
    remark: str
    document: int = 0


@dataclass(frozen=True)
class Volume:
    """A finished volume: 第 ``number`` 卷 共 ``count`` 卷 of its part, its PDF's path in the folder, its catalogue."""

    part: Part
    number: int
    count: int
    pdf: str
    lines: tuple[Line, ...]
    label: str = ""

    @property
    def pages(self) -> int:
        """Return how many numbered pages it has."""
        return self.lines[-1].last


@dataclass(frozen=True)
class BundleResult:
    """A finished bundle: its folder, the ZIP beside it, numbered pages, documents, findings, volumes."""

    folder: Path
    zip_path: Path
    pages: int
    documents: int
    findings: tuple[Finding, ...] = ()
    volumes: tuple[Volume, ...] = ()
