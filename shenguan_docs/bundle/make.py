"""Make a case bundle: pages, catalogue, files and manifest, all or nothing.

The order of work: give each file its place, merge what has pages, reckon numbers, print the bundle's own
sheets, put them in, stamp and link, save, proofread, copy the files, write the manifest, pack.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from shenguan_docs.bundle.arrange import MANIFEST_NAME, PDF_NAME, Place, arrange
from shenguan_docs.bundle.contents import BundleItem, BundleResult, Cover, Finding, Line, Volume
from shenguan_docs.bundle.folder import Building, building, zip_beside
from shenguan_docs.bundle.links import add_bookmarks, link_catalogue
from shenguan_docs.bundle.manifest import manifest
from shenguan_docs.bundle.numbering import Span, lines
from shenguan_docs.bundle.pages import Merged, Taken, Unreadable
from shenguan_docs.bundle.proofread import proofread
from shenguan_docs.bundle.sheets import Printer, Sheets, print_sheets
from shenguan_docs.bundle.stamp import Stamp
from shenguan_docs.errors import Refused
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from shenguan_docs.text import clean


def make_bundle(
    items: Sequence[BundleItem],
    cover: Cover,
    target: Path,
    *,
    printer: Printer,
    made_at: datetime,
    layouts: LayoutSource | None = None,
) -> BundleResult:
    """Write the bundle of ``items``, in their order, to the folder ``target`` and a ZIP beside it.

    The same items, cover, target name and ``made_at`` give the same bytes. ``printer`` must find
    ``bundle.css``, ``layouts`` the other files of ``templates/bundle``; by default those that come with
    the program. Raises Refused when there is nothing to bundle, the target is taken or a template is
    faulty; OfficeUnusable when the target cannot be written or the finished file fails its proofreading.
    """
    if not items:
        raise Refused("没有找到可以编入案卷的文书", remedy="核对单位名称、代码或文号,用 search 查一查")
    places = arrange(items)
    with building(target, made_at) as work:
        spans, catalogue = _write_pdf(
            work.folder / PDF_NAME, items, places, cover, printer, made_at, layouts or shipped_layouts()
        )
        _copy_files(work, places, spans)
        whole = work.note(PDF_NAME)
        findings = _findings(places, spans)
        data = manifest(cover, catalogue, places, spans, whole, work.stored, findings, made_at)
        work.put(MANIFEST_NAME, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
    volume = Volume(items[0].volume, 1, 1, PDF_NAME, catalogue)
    return BundleResult(target, zip_beside(target), catalogue[-1].last, len(items), findings, (volume,))


def shipped_layouts() -> LayoutSource:
    """Return the sheets' templates that come with the program."""
    return LayoutSource([shipped_templates() / "bundle"])


def _write_pdf(
    path: Path,
    items: Sequence[BundleItem],
    places: Sequence[Place],
    cover: Cover,
    printer: Printer,
    made_at: datetime,
    layouts: LayoutSource,
) -> tuple[tuple[Span, ...], tuple[Line, ...]]:
    with Merged() as merged:
        spans = _merge(merged, [place for place in places if place.paged])
        catalogue = lines(items, places, spans)
        slips = [span for span in spans if span.reason]
        sheets = print_sheets(
            cover,
            catalogue,
            slips,
            extent=_extent(catalogue, places, spans),
            printer=printer,
            layouts=layouts,
        )
        try:
            _finish(merged.pdf, sheets, catalogue, spans)
            _describe(merged.pdf, cover, made_at)
            merged.save(path)
            start = len(sheets.part("cover")) + len(sheets.part("catalogue"))
            proofread(path, catalogue, start=start, catalogue=range(len(sheets.part("cover")), start))
        finally:
            sheets.close()
    return spans, catalogue


def _merge(merged: Merged, places: Sequence[Place]) -> tuple[Span, ...]:
    spans: list[Span] = []
    number = 1
    for place in places:
        reason, taken = "", Taken(1)
        try:
            if place.source is None:
                docx = place.stored.endswith(".docx")
                raise Unreadable("只有 DOCX 文件，没有页面" if docx else "没有可以编入的页面")
            taken = merged.add(place.source)
        except Unreadable as error:
            reason = str(error)
            merged.add_placeholder()
        spans.append(Span(place, number, number + taken.pages - 1, reason, taken.signed, taken.mended))
        number += taken.pages
    return tuple(spans)


def _finish(pdf: Any, sheets: Sheets, catalogue: Sequence[Line], spans: Sequence[Span]) -> None:
    """Put the bundle's own sheets among the merged pages, then numbers, bookmarks and links on all."""
    slips = [span for span in spans if span.reason]
    for n, span in enumerate(slips):
        pdf.pages[span.first - 1] = sheets.part(f"slip-{n}")[0]
    stamp = Stamp(pdf, sheets.digits)
    for number, page in enumerate(pdf.pages, 1):
        stamp.put(page, number)
    front = [*sheets.part("cover"), *sheets.part("catalogue")]
    covers, start = len(sheets.part("cover")), len(front)
    for index, page in enumerate(front):
        pdf.pages.insert(index, page)
    endnote = len(pdf.pages)
    pdf.pages.extend(sheets.part("endnote"))
    add_bookmarks(pdf, {"封面": 0, "卷内文件目录": covers, "备考表": endnote}, catalogue, spans, start)
    link_catalogue(pdf, pdf.pages[covers:start], catalogue, start)


def _describe(pdf: Any, cover: Cover, made_at: datetime) -> None:
    import pikepdf

    offset = made_at.strftime("%z")
    day = f"D:{made_at:%Y%m%d%H%M%S}" + (f"{offset[:3]}'{offset[3:5]}'" if offset else "")
    pdf.docinfo["/Title"] = clean(cover.heading)
    pdf.docinfo["/Author"] = clean(cover.office)
    pdf.docinfo["/Creator"] = "审管联动文书"
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = day
    pdf.Root.Lang = "zh-CN"
    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def _extent(catalogue: Sequence[Line], places: Sequence[Place], spans: Sequence[Span]) -> list[str]:
    """Say in sentences what the file holds, for the 备考表."""
    pages = catalogue[-1].last
    sentences = [f"本卷共 {len(catalogue)} 件 {pages} 页，页号自第 1 页至第 {pages} 页。"]
    beside = [place for place in places if place.role == "file" and not place.paged and not place.missing]
    if beside:
        sentences.append(f"另有不能编入页面的随卷文件 {len(beside)} 个，见目录备注。")
    sentences += [f"第 {finding.document} 件{finding.message}。" for finding in _findings(places, spans)]
    return sentences


def _copy_files(work: Building, places: Sequence[Place], spans: Sequence[Span]) -> None:
    """Copy texts and attachments as they are; a letter's own PDF only where pages do not say it all."""
    kept = {id(span.place) for span in spans if span.signed or span.mended or span.reason}
    for place in places:
        if place.source is not None and not place.missing and (place.role != "pages" or id(place) in kept):
            work.put(place.stored, place.source)


def _findings(places: Sequence[Place], spans: Sequence[Span]) -> tuple[Finding, ...]:
    found = []
    for span in spans:
        place, kind = span.place, "attachment" if span.place.role == "file" else "document"
        what = f"附件“{place.title}”" if place.role == "file" else "正文"
        if span.reason:
            message = f"{what}：{span.reason}，以说明页代替"
            found.append(Finding(f"{kind}.unreadable", place.document, message, span.first))
        elif span.mended:
            message = f"{what}：PDF 有缺损，已按读得出的部分编入，请与原文件核对"
            found.append(Finding(f"{kind}.damaged", place.document, message, span.first))
    for place in places:
        if place.missing and not place.paged:
            what = f"附件“{place.title}”" if place.role == "file" else "DOCX "
            found.append(Finding("file.missing", place.document, f"找不到{what}的文件"))
    return tuple(sorted(found, key=lambda finding: (finding.document, finding.page or 0)))
