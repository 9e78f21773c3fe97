"""Bookmarks and the links of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pikepdf

from shenguan_docs.bundle.contents import Line
from shenguan_docs.bundle.geometry import view_of
from shenguan_docs.bundle.numbering import Span
from shenguan_docs.bundle.sheets import document_of_link


def add_bookmarks(
    pdf: Any, fixed: Mapping[str, int], lines: Sequence[Line], spans: Sequence[Span], start: int
) -> None:
    """Write the outline: 封面 and 目录, each document with its attachments below it, 备考表.

    ``fixed`` are index of page by title for the bundle's own sheets; page number 1 has index ``start``.
    """
    with pdf.open_outline() as outline:
        for title, index in fixed.items():
            if index < start:
                outline.root.append(_mark(pdf, title, index))
        for line in lines:
            label = " ".join(part for part in (line.item.number, line.item.title) if part)
            mark = _mark(pdf, f"{line.order}. {label}", start + line.first - 1)
            for span in spans:
                if span.place.document == line.document and span.place.role == "file":
                    mark.children.append(_mark(pdf, f"附件：{span.place.title}", start + span.first - 1))
            outline.root.append(mark)
        for title, index in fixed.items():
            if index >= start:
                outline.root.append(_mark(pdf, title, index))


def link_catalogue(pdf: Any, pages: Sequence[Any], lines: Sequence[Line], start: int) -> None:
    """Let the catalogue's links jump to the first page of their document."""
    for _page, annotation, order in catalogue_links(pages):
        del annotation["/A"]
        annotation["/Dest"] = destination(pdf, start + lines[order - 1].first - 1)


def catalogue_links(pages: Sequence[Any]) -> Iterator[tuple[Any, Any, int]]:
    """Yield page, annotation and 顺序号 of each link that the printer made for a line of the catalogue."""
    for page in pages:
        for annotation in page.obj.get("/Annots", ()):
            action = annotation.get("/A")
            order = document_of_link(str(action.get("/URI", ""))) if action is not None else None
            if order is not None:
                yield page, annotation, order


def destination(pdf: Any, index: int) -> Any:
    """Return a destination that shows the page from its upper left corner and keeps the reader's zoom."""
    page = pdf.pages[index].obj
    seen = view_of(page)
    left, top = seen.point(0, seen.height)
    return pikepdf.Array([page, pikepdf.Name.XYZ, round(left, 3), round(top, 3), None])


def _mark(pdf: Any, title: str, index: int) -> Any:
    mark = pikepdf.OutlineItem(title, destination(pdf, index))
    mark.is_closed = True
    return mark
