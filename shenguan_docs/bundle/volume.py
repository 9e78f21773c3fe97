"""Write one volume: its pages merged, its sheets put in, numbers, bookmarks and links on it, read back when saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from shenguan_docs.bundle.contents import Cover
from shenguan_docs.bundle.links import add_bookmarks, link_catalogue
from shenguan_docs.bundle.mentions import Mentions, link_mentions
from shenguan_docs.bundle.numbering import Sheaf, Span
from shenguan_docs.bundle.pages import BROKEN, Merged, Unreadable
from shenguan_docs.bundle.proofread import proofread
from shenguan_docs.bundle.sheets import Sheets, slip_name
from shenguan_docs.bundle.stamp import Stamp
from shenguan_docs.text import clean


class Spoilt(Exception):
    """A file that was looked at and found good gave no pages after all."""

    def __init__(self, span: Span, reason: str) -> None:
        super().__init__(reason)
        self.span, self.reason = span, reason


def write_volume(
    path: Path,
    sheaves: Sequence[Sheaf],
    order: int,
    sheets: Sheets,
    mentions: Mentions,
    cover: Cover,
    *,
    made_at: datetime,
    number_place: str,
) -> None:
    """Write the volume at place ``order`` of ``sheaves`` to ``path``.

    Raises Spoilt, OSError, OfficeUnusable (what was written is not what was reckoned).
    """
    sheaf = sheaves[order]
    with Merged() as merged:
        for span in sheaf.spans:
            _add(merged, span)
        pdf = merged.pdf
        _put_slips(pdf, sheaf, sheets)
        front = [*sheets.part("cover", order), *sheets.part("catalogue", order)]
        covers, start = len(sheets.part("cover", order)), len(front)
        for index, page in enumerate(front):
            pdf.pages.insert(index, page)
        endnote = len(pdf.pages)
        pdf.pages.extend(sheets.part("endnote", order))
        fronts = [
            len(sheets.part("cover", n)) + len(sheets.part("catalogue", n)) for n in range(len(sheaves))
        ]
        link_mentions(pdf, sheaves, order, mentions, fronts)
        _stamp(pdf, sheaf.spans, sheets, number_place, start)
        fixed = {"封面": 0, "卷内文件目录": covers, "备考表": endnote}
        add_bookmarks(pdf, fixed, sheaf.lines, sheaf.spans, start)
        link_catalogue(pdf, pdf.pages[covers:start], sheaf.lines, start)
        _describe(pdf, sheaf, cover, made_at)
        merged.save(path, "\n".join([cover.heading, sheaf.label, made_at.isoformat(), *_told(sheaf)]))
        proofread(path, sheaf.lines, start=start, catalogue=range(covers, start))


def _told(sheaf: Sheaf) -> list[str]:
    return [f"{line.first} {line.item.id} {line.item.number} {line.item.title}" for line in sheaf.lines]


def _add(merged: Merged, span: Span) -> None:
    if span.leaf.pdf is None:
        merged.add_placeholder()
        return
    try:
        if span.pages == span.leaf.pages:
            merged.add(span.leaf.pdf)
        else:
            merged.add(span.leaf.pdf, span.start, span.pages)
    except Unreadable as error:
        raise Spoilt(span, str(error)) from error
    if len(merged.pdf.pages) != span.last:
        raise Spoilt(span, "PDF 的页数前后不一")


def _put_slips(pdf: Any, sheaf: Sheaf, sheets: Sheets) -> None:
    for span in sheaf.spans:
        if span.leaf.reason:
            pdf.pages[span.first - 1] = sheets.part("slip", slip_name(span))[0]


def _stamp(pdf: Any, spans: Sequence[Span], sheets: Sheets, number_place: str, start: int) -> None:
    stamp = Stamp(pdf, sheets.digits, number_place)
    pages = list(pdf.pages)
    for span in spans:
        try:
            for number in range(span.first, span.last + 1):
                stamp.put(pages[start + number - 1], number)
        except BROKEN as error:
            raise Spoilt(span, "PDF 已损坏，页号写不上去") from error


def _describe(pdf: Any, sheaf: Sheaf, cover: Cover, made_at: datetime) -> None:
    import pikepdf

    offset = made_at.strftime("%z")
    day = f"D:{made_at:%Y%m%d%H%M%S}" + (f"{offset[:3]}'{offset[3:5]}'" if offset else "")
    pdf.docinfo["/Title"] = clean(" ".join(filter(None, (cover.heading, sheaf.label))))
    pdf.docinfo["/Author"] = clean(cover.office)
    pdf.docinfo["/Creator"] = "审管联动文书"
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = day
    pdf.Root.Lang = "zh-CN"
    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
