"""Make a case bundle: pages, catalogues, files and manifest, all or nothing.

The order of work: give each file its place, look at what has pages (and turn into pages what is no PDF), reckon
volumes and numbers, print the bundle's own sheets, write and proofread each volume, copy the files, write the
manifest, pack.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from shenguan_docs.bundle.arrange import MANIFEST_NAME, Place, arrange
from shenguan_docs.bundle.bag import Seal, finish_bag
from shenguan_docs.bundle.contents import BundleItem, BundleResult, Cover, Finding, Progress, Volume, unseen
from shenguan_docs.bundle.folder import PAYLOAD, Building, building, zip_beside
from shenguan_docs.bundle.manifest import manifest
from shenguan_docs.bundle.mentions import mentions_of
from shenguan_docs.bundle.numbering import MOST, Sheaf, divide
from shenguan_docs.bundle.sheets import Printer, print_sheets, print_text
from shenguan_docs.bundle.survey import Leaf, slip, survey
from shenguan_docs.bundle.volume import Spoilt, write_volume
from shenguan_docs.errors import Refused
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates


def make_bundle(
    items: Sequence[BundleItem],
    cover: Cover,
    target: Path,
    *,
    printer: Printer,
    made_at: datetime,
    layouts: LayoutSource | None = None,
    most: int = MOST,
    number_place: str = "outer",
    seal: Seal | None = None,
    inspect: Callable[[Path], None] | None = None,
    progress: Progress = unseen,
) -> BundleResult:
    """Write the bundle of ``items``, in their order, to the folder ``target`` and a ZIP beside it.

    The folder is a bag (RFC 8493); ``seal`` gives proofs and signature, without it there are none. The same
    items, cover, target name and ``made_at`` give the same bytes. ``printer`` must find
    ``bundle.css``, ``layouts`` the other files of ``templates/bundle``; by default those that come with
    the program. ``most`` is the most pages of a volume, ``number_place`` where page numbers stand (a profile's).
    ``progress`` shows how far it is; ``inspect`` sees the finished folder before anyone else does; what it raises ends the work and
    nothing stays. Raises Refused when there is nothing to bundle, the target is taken or a template is
    faulty; OfficeUnusable when the target cannot be written or the finished file fails its proofreading.
    """
    if not items:
        raise Refused("没有找到可以编入案卷的文书", remedy="核对单位名称、代码或文号，用 search 查一查")
    with building(target, made_at) as work:
        made = write_volumes(
            items, cover, work.payload, printer=printer, layouts=layouts or shipped_layouts(), made_at=made_at,
            most=most, number_place=number_place, progress=progress,
        )  # fmt: skip
        places, leaves, sheaves, findings = made.places, made.leaves, made.sheaves, made.findings
        _copy_files(work, places, leaves, progress)
        volumes = [work.note(sheaf.file_name) for sheaf in sheaves]
        data = manifest(cover, sheaves, places, volumes, work.stored, findings, made_at)
        work.put(MANIFEST_NAME, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
        findings += finish_bag(work, cover, items, places, made_at, seal)
        if inspect is not None:
            inspect(work.folder)
    return BundleResult(
        target, zip_beside(target), sum(sheaf.pages for sheaf in sheaves), len(items), findings,
        tuple(Volume(s.part, s.number, s.count, f"{PAYLOAD}/{s.file_name}", s.lines, s.label) for s in sheaves),
    )  # fmt: skip


@dataclass(frozen=True)
class Written:
    """The volumes that were written, and what they are made of."""

    places: tuple[Place, ...]
    leaves: tuple[Leaf, ...]
    sheaves: tuple[Sheaf, ...]
    findings: tuple[Finding, ...]


def write_volumes(
    items: Sequence[BundleItem],
    cover: Cover,
    folder: Path,
    *,
    printer: Printer,
    layouts: LayoutSource,
    made_at: datetime,
    most: int = MOST,
    number_place: str = "outer",
    progress: Progress = unseen,
) -> Written:
    """Write the PDF of each volume into ``folder``, proofread. Raises as ``make_bundle`` does."""
    places = arrange(items)
    write_text = partial(print_text, printer=printer, layouts=layouts)
    with tempfile.TemporaryDirectory(prefix="shenguan-") as turned:
        leaves = list(survey(places, Path(turned), write_text, progress))
        while True:
            sheaves = divide(items, leaves, most)
            findings = _findings(sheaves, places)
            extents = [_extent(sheaf, findings) for sheaf in sheaves]
            sheets = print_sheets(cover, sheaves, extents=extents, printer=printer, layouts=layouts)
            mentions = mentions_of(sheaves)
            try:
                with progress("装订各卷", len(sheaves)) as tell:
                    for order, sheaf in enumerate(sheaves):
                        write_volume(
                            folder / sheaf.file_name, sheaves, order, sheets, mentions, cover,
                            made_at=made_at, number_place=number_place,
                        )  # fmt: skip
                        tell(order + 1)
                return Written(places, tuple(leaves), sheaves, findings)
            except Spoilt as spoilt:  # it becomes a slip sheet, and all is reckoned anew
                bad = leaves.index(spoilt.span.leaf)
                leaves[bad] = slip(leaves[bad].place, spoilt.reason)
                for sheaf in sheaves:
                    (folder / sheaf.file_name).unlink(missing_ok=True)
            finally:
                sheets.close()


def shipped_layouts() -> LayoutSource:
    """Return the sheets' templates that come with the program."""
    return LayoutSource([shipped_templates() / "bundle"])


def _extent(sheaf: Sheaf, findings: Sequence[Finding]) -> list[str]:
    """Say in sentences what a volume holds, for its 备考表."""
    pages = sheaf.pages
    sentences = [f"本卷共 {len(sheaf.lines)} 件 {pages} 页，页号自第 1 页至第 {pages} 页。"]
    beside = sum(len(line.item.beside) for line in sheaf.lines)
    if beside:
        sentences.append(f"另有不编页的随卷文件 {beside} 个，见目录备注。")
    sentences += [f"第 {f.document} 件{f.message}。" for f in findings if f.volume == sheaf.label]
    return sentences


def _copy_files(work: Building, places: Sequence[Place], leaves: Sequence[Leaf], progress: Progress) -> None:
    """Copy texts and attachments as they are; a letter's own PDF only where pages do not say it all."""
    kept = {id(leaf.place) for leaf in leaves if leaf.kept}
    with progress("抄各件的文件", len(places)) as tell:
        for n, place in enumerate(places, 1):
            if (
                place.source is not None
                and not place.missing
                and (place.role != "pages" or id(place) in kept)
            ):
                work.put(place.stored, place.source)
            tell(n)


def _findings(sheaves: Sequence[Sheaf], places: Sequence[Place]) -> tuple[Finding, ...]:
    """Return what a reader should know: files without pages, damaged files, files that are not there."""
    found = []
    for sheaf in sheaves:
        order = {line.document: line.order for line in sheaf.lines}
        for span in sheaf.spans:
            place, kind = span.place, "attachment" if span.place.role == "file" else "document"
            what = f"附件“{place.title}”" if place.role == "file" else "正文"
            if span.leaf.reason:
                message = f"{what}：{span.leaf.reason}，以说明页代替"
                found.append(
                    Finding(f"{kind}.unreadable", order[place.document], message, span.first, sheaf.label)
                )
            elif span.leaf.mended and span.begins:
                message = f"{what}：PDF 有缺损，已按读得出的部分编入，请与原文件核对"
                found.append(
                    Finding(f"{kind}.damaged", order[place.document], message, span.first, sheaf.label)
                )
        for place in places:
            if place.missing and not place.paged and place.document in order:
                what = "DOCX " if place.role == "text" else f"“{place.title}”"
                found.append(
                    Finding("file.missing", order[place.document], f"找不到{what}的文件", None, sheaf.label)
                )
    places_of = {sheaf.label: n for n, sheaf in enumerate(sheaves)}
    return tuple(sorted(found, key=lambda f: (places_of[f.volume], f.document, f.page or 0)))
