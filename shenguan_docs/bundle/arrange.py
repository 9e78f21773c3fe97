"""Which file of which document lies where in the bundle's folder, and which give pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shenguan_docs.bundle.contents import BundleItem, Content
from shenguan_docs.bundle.names import Names

MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True)
class Place:
    """One file of document ``document`` (its place in the bundle): where it comes from, its path in the folder.

    ``text`` is the letter's DOCX, ``pages`` its pages, ``file`` an attachment, ``beside`` what has no pages. A
    ``paged`` one gives pages to the bundle's PDF; where it has none, a slip sheet stands for it.
    """

    document: int
    role: Literal["text", "pages", "file", "beside"]
    title: str
    name: str  # the original name
    source: Content | None
    stored: str
    paged: bool

    @property
    def missing(self) -> bool:
        """Whether its file is not there."""
        return self.source is None or (isinstance(self.source, Path) and not self.source.is_file())


def arrange(items: Sequence[BundleItem]) -> tuple[Place, ...]:
    """Give each file of ``items`` its place, in the order of the bundle's pages."""
    letters, attachments = Names(), Names()
    digits = max(2, len(str(len(items))))
    places: list[Place] = []
    for order, item in enumerate(items, 1):
        label = f"{order:0{digits}}-{item.number or item.title}"
        own = f"文书/{letters.take(label + '.docx')}" if item.docx is not None else ""
        if item.docx is not None:
            places.append(Place(order, "text", item.title, item.docx.name, item.docx, own, False))
        files = [
            Place(
                order, "file", file.title, file.name, file.path,
                f"附件/{attachments.take(f'{order:0{digits}}-{n}-{file.name}')}", True,
            )
            for n, file in enumerate(item.files, 1)
        ]  # fmt: skip
        if item.pages is not None:
            ending = Path(item.pages_name).suffix if item.pages_name else ".pdf"
            name = item.pages_name or (item.pages.name if isinstance(item.pages, Path) else "")
            stored = f"文书/{letters.take(label + ending)}"
            places.append(Place(order, "pages", item.title, name, item.pages, stored, True))
        elif not files:
            places.append(Place(order, "pages", item.title, "", None, own, True))
        places += files
        for file in item.beside:
            stored = f"文书/{letters.take(f'{order:0{digits}}-{file.name}')}"
            places.append(Place(order, "beside", file.title, file.name, file.path, stored, False))
    return tuple(places)
