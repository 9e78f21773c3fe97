"""The finished PDF read again before anyone gets it: numbers on pages, catalogue, links, bookmarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf

from shenguan_docs.bundle.contents import Line
from shenguan_docs.bundle.stamp import read_stamp
from shenguan_docs.bundle.words import Reader, content_of
from shenguan_docs.errors import OfficeUnusable


def proofread(path: Path, lines: Sequence[Line], *, start: int, catalogue: range) -> None:
    """Raise OfficeUnusable when the file at ``path`` does not say what was reckoned.

    Page number 1 has index ``start``; ``catalogue`` are the indices of the pages of the 卷内目录.
    """
    last = lines[-1].last
    with pikepdf.open(path) as pdf:
        pages = list(pdf.pages)
        stamps = [read_stamp(page) for page in pages]
        wanted = [n - start + 1 if start <= n < start + last else None for n in range(len(pages))]
        for index, (found, right) in enumerate(zip(stamps, wanted, strict=True)):
            if found != right:
                raise _wrong(f"第 {index + 1} 面的页号是 {found}，应为 {right}")
        index_of = {page.obj.objgen: index for index, page in enumerate(pages)}
        links = _links(pages, catalogue, index_of)
        words = _words(pages, links)
        with pdf.open_outline() as outline:
            marks = [
                (int(order[1]), stamps[index_of[mark.destination[0].objgen]])
                for mark in outline.root
                if (order := re.match(r"(\d+)\. ", mark.title))
            ]
    if marks != [(line.order, line.first) for line in lines]:
        raise _wrong("书签指向的页不对")
    if not links:
        raise _wrong("卷内文件目录里没有链接")
    for line in lines:
        own = [word for word, link in zip(words, links, strict=True) if stamps[link[2]] == line.first]
        if line.page not in own:
            raise _wrong(f"卷内文件目录里第 {line.order} 件的页号不是 {line.page}")


def _links(
    pages: Sequence[Any], catalogue: range, index_of: dict[Any, int]
) -> list[tuple[int, list[float], int]]:
    """Return page, rectangle and target (index) of all links of the catalogue."""
    return [
        (number, [float(edge) for edge in annotation.Rect], index_of[annotation.Dest[0].objgen])
        for number in catalogue
        for annotation in pages[number].obj.get("/Annots", ())
        if "/Dest" in annotation
    ]


def _words(pages: Sequence[Any], links: Sequence[tuple[int, list[float], int]]) -> list[str]:
    """Return the words under each link, read from the page itself."""
    reader = Reader()
    chars = {n: reader.chars(pages[n], content_of(pages[n])) for n in sorted({page for page, _, _ in links})}
    words = []
    for page, (x1, y1, x2, y2), _ in links:
        left, right, low, high = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        inside = [
            char.text
            for char in chars[page]
            if left <= (char.box[0] + char.box[2]) / 2 <= right
            and low <= (char.box[1] + char.box[3]) / 2 <= high
        ]
        words.append("".join(inside).strip())
    return words


def _wrong(problem: str) -> OfficeUnusable:
    return OfficeUnusable(
        f"导出的案卷没有通过复核：{problem}",
        remedy="如改过 templates/bundle 里的模板，先恢复原样再导出；仍不行请联系维护人员",
    )
