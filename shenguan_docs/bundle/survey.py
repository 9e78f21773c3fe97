"""Look at every file that should give pages: how many it has, or why it has none. What is no PDF is turned into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shenguan_docs.bundle.arrange import Place
from shenguan_docs.bundle.contents import Content, Progress, unseen
from shenguan_docs.bundle.pages import Taken, Unreadable
from shenguan_docs.bundle.rehearsal import rehearsed
from shenguan_docs.bundle.turning import WriteText, is_pdf, turned

LARGEST = 1_000_000_000
"""Bytes of a PDF whose pages are taken."""


@dataclass(frozen=True)
class Leaf:
    """What one file gives: ``pages`` pages of ``pdf``; with a ``reason`` one slip sheet instead.

    ``kept`` says that the file itself must lie in the bundle: its pages do not say it all.
    """

    place: Place
    pages: int
    pdf: Content | None = None
    reason: str = ""
    mended: bool = False
    kept: bool = False


def survey(
    places: Sequence[Place], folder: Path, write_text: WriteText, progress: Progress = unseen
) -> tuple[Leaf, ...]:
    """Return a leaf for every paged place; what was turned into pages is written into ``folder``."""
    found: list[_Pdf | Leaf] = []
    paged = [place for place in places if place.paged]
    with progress("看各件的页", len(paged)) as tell:
        for number, place in enumerate(paged):
            try:
                found.append(_pdf_of(place, folder / f"{number}.pdf", write_text))
            except Unreadable as error:
                found.append(slip(place, str(error)))
            tell(number + 1)
    tried = iter(rehearsed([one.pdf for one in found if isinstance(one, _Pdf)]))
    return tuple(_leaf(one, next(tried)) if isinstance(one, _Pdf) else one for one in found)


def slip(place: Place, reason: str) -> Leaf:
    """Return the leaf of a file that has no pages to give."""
    return Leaf(place, 1, None, reason, kept=True)


@dataclass(frozen=True)
class _Pdf:
    """The PDF of a place; ``made`` where it was turned into one."""

    place: Place
    pdf: Content
    made: bool = False


def _pdf_of(place: Place, made: Path, write_text: WriteText) -> _Pdf:
    source = place.source
    if source is None:
        raise Unreadable("只有 DOCX 文件，没有页面" if place.stored else "没有可以编入的页面")
    if place.missing:
        raise Unreadable("找不到这个文件")
    if place.name and not place.name.lower().endswith(".pdf") and not is_pdf(source):
        made.write_bytes(turned(source, place.name, write_text))
        return _Pdf(place, made, made=True)
    if isinstance(source, Path) and source.is_file() and source.stat().st_size > LARGEST:
        raise Unreadable(f"文件有 {source.stat().st_size / 1e9:.1f} GB，太大了")
    return _Pdf(place, source)


def _leaf(given: _Pdf, tried: Taken | Unreadable) -> Leaf:
    if isinstance(tried, Unreadable):
        return slip(given.place, str(tried))
    if given.made:
        return Leaf(given.place, tried.pages, given.pdf, kept=True)
    return Leaf(given.place, tried.pages, given.pdf, mended=tried.mended, kept=tried.signed or tried.mended)
