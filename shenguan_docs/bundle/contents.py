"""What goes into a case bundle and what comes out of it, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

Content = Path | bytes


@dataclass(frozen=True)
class BundleFile:
    """An attachment: its ``title`` in 附件说明, its original ``name``, where its bytes lie."""

    title: str
    name: str
    path: Content


@dataclass(frozen=True)
class BundleItem:
    """One document (件) of the file (standards: DA/T 22, one document with its attachments is one 件).

    ``pages_pdf`` are its pages; None when it has none, then a slip sheet stands for it.
    """

    number: str
    responsible: str  # 责任者
    title: str
    day: date | None
    pages_pdf: Content | None
    docx: Path | None
    files: tuple[BundleFile, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Cover:
    """What the cover (案卷封面) and the 备考表 say; an empty value is left out."""

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


@dataclass(frozen=True)
class Finding:
    """Something to look at: ``rule`` is a stable key, ``document`` the 顺序号, ``page`` the page number."""

    rule: str
    document: int
    message: str
    page: int | None = None


@dataclass(frozen=True)
class BundleResult:
    """A finished bundle: its folder, the ZIP beside it, numbered pages, documents, findings."""

    folder: Path
    zip_path: Path
    pages: int
    documents: int
    findings: tuple[Finding, ...] = ()
