"""The 脱敏 copy of an assembled bundle: every document masked, everything that names persons masked with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection

from shenguan_docs.bundle.contents import BundleFile, BundleItem, Content, Cover, Finding
from shenguan_docs.document import Document, from_data
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.masking.copies import Copy, Copying, Original
from shenguan_docs.masking.finding import Known
from shenguan_docs.masking.rules import Rules, read_rules
from shenguan_docs.masking.searching import Searcher, search_folder
from shenguan_docs.masking.showing import masked
from shenguan_docs.office.bundling.assembling import Assembly
from shenguan_docs.office.letters.letter_object import LETTER_PDF, MODEL
from shenguan_docs.office.masking.becoming import original_of
from shenguan_docs.office.masking.given import Given
from shenguan_docs.office.masking.known import known_secrets
from shenguan_docs.office.masking.listing import (
    LIST_NAME,
    Listed,
    office_xlsx,
    outsiders_html,
    outsiders_json,
    outsiders_rows,
)
from shenguan_docs.office.opening import Office
from shenguan_docs.resources import shipped_templates

MASKED = "脱敏本"
_REPRINTED = "脱敏后重新排印"
_MARK = "脱敏"  # across each reprinted page, so that none passes for the letter itself
_NOTES = (
    "本卷是脱敏副本，供卷外人员查阅；原件完整，由本单位保管。",
    "本单位的文书以隐去后的文字重新排印，印有“脱敏”字样；其他材料的页面转成图片，要隐去的部分涂黑，页面以外的内容（文字层、属性、书签、批注、附件）不带入。",
    "统一社会信用代码、文号、日期和执行公务的人员不隐去。",
)


@dataclass(frozen=True)
class MaskedCopy:
    """A masked bundle ready to be written. ``inspect`` raises OfficeUnusable when a finished folder tells a secret.

    ``office_list`` is the workbook with the words, for the office alone; ``findings`` are what a person should look at.
    """

    items: tuple[BundleItem, ...]
    cover: Cover
    inspect: Callable[[Path], None]
    office_list: bytes
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Part:
    """One file on its way: the item it is of, its place among the item's files (None: its own pages)."""

    item: int
    file: int | None
    name: str
    original: Original


def masked_copy(
    office: Office,
    conn: Connection,
    assembly: Assembly,
    given: Given,
    target: Path,
    work: Path,
    *,
    ocr: bool | None = None,
) -> MaskedCopy:
    """Return the masked copy of ``assembly``; its files are written into the folder ``work``.

    The 副卷 stays out: it is the office's own. Raises Refused (a rule, nothing left, a secret in the target's name).
    """
    rules = read_rules([place / "bundle" for place in (office.root / "templates", shipped_templates())])
    items = [item for item in assembly.items if item.volume == "正卷"]
    if not items:
        raise Refused("正卷里没有材料，没有可以脱敏的", remedy="副卷不给外人看，不作脱敏副本")
    parts = [part for number, item in enumerate(items) for part in _parts(office, number, item, given)]
    cover = assembly.cover
    strings = [*_strings(items), cover.heading, cover.party, *(line.value for line in cover.lines)]
    with office.progress("脱敏", len(parts)) as progress:
        copying = Copying(
            [part.original for part in parts],
            strings,
            rules,
            known_secrets(conn, assembly.chosen, rules, given),
            ocr=ocr,
            progress=progress,
        )
    words = _Words(rules, copying.known)
    searcher = Searcher(copying.secrets)
    _refuse_name(target, searcher)
    writer = _Writer(office, copying, words, items, parts, work)
    new_items = [writer.item(number) for number in range(len(items))]
    notes = [*_NOTES, *_unlooked(writer)]
    new_items.append(_list_item(office, writer.listed, notes, cover))
    return MaskedCopy(
        tuple(new_items),
        _cover(cover, words),
        lambda folder: _inspect(folder, searcher),
        office_xlsx(writer.listed, cover.heading),
        tuple(writer.findings),
    )


@dataclass(frozen=True)
class _Words:
    rules: Rules
    known: Known

    def __call__(self, text: str) -> str:
        return masked(text, self.rules, self.known) if text else text


def _parts(office: Office, number: int, item: BundleItem, given: Given) -> Iterable[_Part]:
    names = (str(number + 1), item.number, item.title, item.id)
    if (document := _model(office, item)) is not None:
        yield _Part(number, None, "", Original(document))
    elif item.pages is not None:
        original = original_of(office, item.pages_name or "正文.pdf", item.pages)
        yield _Part(number, None, "", replace(original, by_hand=given.places(names, "")))
    for place, file in enumerate(item.files):
        original = original_of(office, file.name, file.path)
        yield _Part(number, place, file.name, replace(original, by_hand=given.places(names, file.name)))


def _model(office: Office, item: BundleItem) -> Document | None:
    """Return the model that a letter of the office's own was printed from."""
    if item.source != "issued" or not item.id:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError, OfficeUnusable, Refused):
        return from_data(json.loads(office.archive.read(item.id, MODEL)))
    return None


def _strings(items: Iterable[BundleItem]) -> list[str]:
    found: list[str] = []
    for item in items:
        found += [item.title, item.responsible, item.remark, item.pages_name]
        found += [word for file in item.files for word in (file.title, file.name)]
    return list(dict.fromkeys(filter(None, found)))


class _Writer:
    """Writes the masked files of item after item and keeps what was hidden."""

    def __init__(
        self,
        office: Office,
        copying: Copying,
        words: _Words,
        items: Sequence[BundleItem],
        parts: Sequence[_Part],
        work: Path,
    ) -> None:
        self._office, self._copying, self._words = office, copying, words
        self._items, self._parts, self._work = items, parts, work
        self.listed: list[Listed] = []
        self.findings: list[Finding] = []

    def item(self, number: int) -> BundleItem:
        """Return item ``number`` with all its files masked."""
        item, words = self._items[number], self._words
        title = words(item.title)
        own: Content | None = None
        files: list[BundleFile] = []
        reprinted = False
        for n, part in enumerate(self._parts):
            if part.item != number:
                continue
            name = words(part.name)
            copy = self._copied(n, number + 1, title, name)
            path = self._work / f"{n:05}.pdf"
            path.write_bytes(copy.pdf)
            if part.file is None:
                own, reprinted = path, part.original.document is not None
            else:
                file = item.files[part.file]
                files.append(BundleFile(words(file.title), _as_pdf(name), path))
        remark = "；".join(filter(None, [words(item.remark), _REPRINTED if reprinted else ""]))
        return replace(
            item, title=title, responsible=words(item.responsible), pages=own, docx=None, files=tuple(files),
            remark=remark, pages_name=_as_pdf(words(item.pages_name)) if item.pages_name else LETTER_PDF, beside=(),
        )  # fmt: skip

    def _copied(self, n: int, order: int, title: str, name: str) -> Copy:
        office, part = self._office, self._parts[n]

        def slips(pages: Sequence[tuple[int | None, str]]) -> bytes:
            body = "".join(
                '<section class="slip">'
                + office.layouts.render(
                    "masked-slip.html",
                    {
                        "题名": f"{order}. {title}", "文件": name or "正文",
                        "页": f"第{page}页" if page else "全部", "原因": reason,
                    },
                )
                + "</section>"
                for page, reason in pages
            )  # fmt: skip
            return office.pdf.html_pdf(_page(body), "bundle.css")

        def letters(document: Document) -> bytes:
            return office.pdf.pdf(replace(document, watermark=_MARK))

        copy = self._copying.copy(n, letters, slips)
        item = self._items[part.item]
        self.listed.append(Listed(order, title, name, copy.entries, item.title, part.name))
        what = f"附件“{name}”" if name else "正文"
        for entry in copy.entries:
            if entry.key == "left-out":
                where = f"第{entry.page}页" if entry.page else ""
                self.findings.append(
                    Finding("masking.left-out", order, f"{what}{where}没有编入脱敏副本：{entry.why}")
                )
        if copy.recognised:
            pages = "、".join(map(str, copy.recognised))
            self.findings.append(
                Finding("masking.look", order, f"{what}第{pages}页的字由识别得出，请核看是否都已涂黑")
            )
        return copy


def _as_pdf(name: str) -> str:
    """A masked file is a PDF, whatever it was: 笔录.docx → 笔录.docx.pdf."""
    return name if PurePosixPath(name).suffix.lower() == ".pdf" else f"{name}.pdf"


def _page(body: str) -> str:
    head = "<meta charset=utf-8><title>脱敏副本</title>"
    return f"<!DOCTYPE html><html lang=zh-CN><head>{head}</head><body>{body}</body></html>"


def _unlooked(writer: _Writer) -> list[str]:
    if any(finding.rule == "masking.look" for finding in writer.findings):
        return ["扫描页和图片里的字由识别得出后涂黑，送出以前应由经办人逐页核看。"]
    return []


def _list_item(office: Office, listed: Sequence[Listed], notes: Sequence[str], cover: Cover) -> BundleItem:
    rows = outsiders_rows(listed)
    html = f'<section class="masked">{outsiders_html(rows, notes, office.layouts)}</section>'
    data = BundleFile(LIST_NAME, f"{LIST_NAME}.json", outsiders_json(rows, notes))
    return BundleItem(
        "", cover.office, LIST_NAME, cover.made_on, office.pdf.html_pdf(_page(html), "bundle.css"), None,
        pages_name=f"{LIST_NAME}.pdf", beside=(data,),
    )  # fmt: skip


def _cover(cover: Cover, words: _Words) -> Cover:
    return replace(
        cover,
        heading=f"{words(cover.heading)}（{MASKED}）",
        party=words(cover.party),
        matter=words(cover.matter),
        made_by=words(cover.made_by),
        lines=tuple(
            replace(
                line,
                value=f"{words(line.value)}（{MASKED}）"
                if line.key == "heading" and line.value
                else words(line.value),
            )
            for line in cover.lines
        ),
    )


def _refuse_name(target: Path, searcher: Searcher) -> None:
    if any(True for _ in searcher.in_text(target.name)):
        raise Refused(
            "写到的文件夹的名称里有要隐去的内容", where=target.name, remedy="换一个不写姓名、号码的名称"
        )


def _inspect(folder: Path, searcher: Searcher) -> None:
    """Raise OfficeUnusable when anything in ``folder`` still tells a secret; the secret itself is not repeated."""
    found = search_folder(folder, searcher)
    if found:
        places = "；".join(
            dict.fromkeys(f"{one.path}（{one.place}，{one.secret.name}）" for one in found[:5])
        )
        raise OfficeUnusable(
            f"脱敏副本复核时仍查到 {len(found)} 处要隐去的内容，没有导出：{places}",
            remedy="用 --hide 写明漏掉的文字再导出；仍不行请把这几份材料移出案卷",
        )
