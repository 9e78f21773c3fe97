"""The sheets that the bundle itself writes: 封面, 卷内目录, 备考表, slip sheets, digits of the stamp.

All but the digits are printed in one go from ``templates/bundle`` (data that an office may edit) and told
apart by bookmarks.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from shenguan_docs.bundle.catalogue import HEADING, Faces, cells, draw, heads, needed, read_faces
from shenguan_docs.bundle.contents import Cover, CoverLine, Line
from shenguan_docs.bundle.numbering import Sheaf, Span
from shenguan_docs.bundle.stamp import HEIGHT, WIDTH
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from shenguan_docs.text import chinese_date, clean

Printer = Callable[[str, str], bytes]  # HTML, name of a style sheet → PDF: PdfPrinter.html_pdf

CSS_NAME = "bundle.css"
_LINK = "urn:shenguan:bundle:document:"
_PART = "part:"
_CATALOGUE = "catalogue.html"
_FACES = ("body", "head", "title")
_HEAD = "<!DOCTYPE html><html lang=zh-CN><head><meta charset=utf-8><title>案卷</title></head>"
# The size of the digits stands here and not in the style sheet: their cell is what stamp.py reckons with.
_DIGIT_STYLE = f"""<style>
@page digit {{ size: {WIDTH}pt {HEIGHT}pt; margin: 0 }}
.digit {{ page: digit; break-after: page; font-size: 13pt; line-height: {HEIGHT}pt; text-align: center }}
</style>"""


class Sheets:
    """The printed sheets by part (``cover``, ``catalogue``, ``endnote``, ``slip``) and what it is of; the digits."""

    def __init__(self, data: bytes, digits: bytes, names: Sequence[str]) -> None:
        import pikepdf

        self._pdf = pikepdf.open(io.BytesIO(data))
        self._digits = pikepdf.open(io.BytesIO(digits))
        self._faces: Faces | None = None
        starts = []
        with self._pdf.open_outline() as outline:
            for mark in outline.root:
                if mark.title.startswith(_PART):
                    page = pikepdf.Page(mark.destination[0]).index
                    starts.append((page, names[int(mark.title.removeprefix(_PART))]))
        starts.sort()
        ends = [page for page, _ in starts[1:]] + [len(self._pdf.pages)]
        pages = list(self._pdf.pages)
        self._parts = {name: pages[start:end] for (start, name), end in zip(starts, ends, strict=True)}

    def draw_catalogue(self, n: int, lines: Sequence[Line], label: str) -> bool:
        """Draw the 卷内目录 of volume ``n``; False where a character has no glyph and the printer must do it."""
        import pikepdf

        if self._faces is None:
            self._faces = read_faces([self.part("face", name)[0] for name in _FACES])

        def link(order: int) -> Any:
            return pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"{_LINK}{order}")

        pages = draw(self._pdf, lines, label, self._faces, link)
        if pages is not None:
            self._parts[f"catalogue-{n}"] = pages
        return pages is not None

    def part(self, name: str, of: object) -> list[Any]:
        """Return the pages of one part."""
        return self._parts[f"{name}-{of}"]

    @property
    def digits(self) -> list[Any]:
        """Return the ten pages that show one digit each."""
        return list(self._digits.pages[:10])

    def close(self) -> None:
        """Close the PDFs; to be called after the pages were saved elsewhere."""
        self._pdf.close()
        self._digits.close()


def document_of_link(uri: str) -> int | None:
    """Return the 顺序号 to which a link of the printed catalogue leads, None for any other link."""
    number = uri.removeprefix(_LINK)
    return int(number) if number != uri and number.isdigit() else None


def slip_name(span: Span) -> str:
    """Return what the slip sheet of a file is of: each file has its own place in the folder."""
    return f"{span.place.document}-{span.place.role}-{span.place.stored}"


def print_sheets(
    cover: Cover,
    sheaves: Sequence[Sheaf],
    *,
    extents: Sequence[Sequence[str]],
    printer: Printer,
    layouts: LayoutSource,
) -> Sheets:
    """Print the sheets of all volumes; ``extents`` are the sentences of each 备考表. Raises Refused for a faulty template."""
    drawn = layouts.path(_CATALOGUE) == shipped_templates() / "bundle" / _CATALOGUE
    printed = _printed(cover, sheaves, extents, printer, layouts, drawn)
    for n, sheaf in enumerate(sheaves if drawn else ()):
        if not printed.draw_catalogue(n, sheaf.lines, sheaf.label):
            printed.close()
            return _printed(cover, sheaves, extents, printer, layouts, drawn=False)
    return printed


def _printed(
    cover: Cover,
    sheaves: Sequence[Sheaf],
    extents: Sequence[Sequence[str]],
    printer: Printer,
    layouts: LayoutSource,
    drawn: bool,
) -> Sheets:
    """Print everything in one go; where the catalogues are ``drawn``, the characters that they need."""
    parts: list[str] = []
    names: list[str] = []

    def add(kind: str, of: object, values: Mapping[str, Any]) -> None:
        names.append(f"{kind}-{of}")
        html = layouts.render(f"{kind}.html", dict(values))
        mark = f"bookmark-level: 1; bookmark-label: '{_PART}{len(parts)}'; bookmark-state: open"
        parts.append(f'<section class="{kind}" style="{mark}">{html}</section>')

    for n, (sheaf, extent) in enumerate(zip(sheaves, extents, strict=True)):
        add("cover", n, _cover_data(cover, sheaf))
        titles = {line.document: (line.order, line.item.title) for line in sheaf.lines}
        for span in sheaf.spans:
            if span.leaf.reason:
                add("slip", slip_name(span), _slip_data(span, *titles[span.place.document]))
        if not drawn:
            add("catalogue", n, {"各件": [_row(line) for line in sheaf.lines], "卷号": sheaf.label})
        add("endnote", n, _endnote_data(cover, sheaf, extent))
    if drawn:
        lines = [line for sheaf in sheaves for line in sheaf.lines]
        labels = "".join(sheaf.label for sheaf in sheaves)
        texts = (needed(lines), heads(), "".join(dict.fromkeys(HEADING + labels)))
        for name, text in zip(_FACES, texts, strict=True):
            add("face", name, {"名称": name, "字": text})
    html = f"{_HEAD}<body>{''.join(parts)}</body></html>"
    return Sheets(printer(html, CSS_NAME), print_digits(printer), names)


@lru_cache(maxsize=4)
def print_digits(printer: Printer) -> bytes:
    """Print the digits 0 … 9, one a page (apart: together with the sheets they take three times as long)."""
    digits = "".join(f'<div class="digit">{n}</div>' for n in range(10))
    return printer(f"<!DOCTYPE html>{_DIGIT_STYLE}<body>{digits}</body>", CSS_NAME)


def print_text(name: str, text: str, *, printer: Printer, layouts: LayoutSource) -> bytes:
    """Print a mail or plain text under the name of its file."""
    html = layouts.render(
        "text.html", {"文件": clean(name), "各行": [clean(line) for line in text.splitlines()]}
    )
    return printer(f'{_HEAD}<body><section class="text">{html}</section></body></html>', CSS_NAME)


def _cover_data(cover: Cover, sheaf: Sheaf) -> dict[str, Any]:
    volume = f"第 {sheaf.number} 卷　共 {sheaf.count} 卷" if sheaf.count > 1 else ""
    return {
        "立卷单位": {"内容": clean(cover.office), "样式": "long" if len(cover.office) > 18 else ""},
        "名称": clean(cover.title),
        "卷号": "　".join(filter(None, (sheaf.part if sheaf.parted else "", volume))),
        "各项": [
            {"名称": clean(line.label), "内容": clean(line.value), "样式": _size(line.value)}
            for line in cover.lines or _plain_lines(cover, sheaf.lines)
            if line.value or line.required
        ],
        "件数": len(sheaf.lines),
        "页数": sheaf.pages,
    }


def _plain_lines(cover: Cover, lines: Sequence[Line]) -> list[CoverLine]:
    """The lines of a cover that no profile wrote."""
    days = [line.item.day for line in lines if line.item.day]
    start = cover.period_from or min(days, default=None)
    end = cover.period_to or max(days, default=None)
    fields = {
        "案卷题名": cover.heading,
        "当事人": cover.party,
        "统一社会信用代码": cover.uscc,
        "事项": cover.matter,
        "起止日期": f"{chinese_date(start)}至{chinese_date(end)}" if start and end else "",
        "保管期限": cover.retention,
        "立卷日期": chinese_date(cover.made_on),
        "立卷人": cover.made_by,
    }
    return [CoverLine("", label, value) for label, value in fields.items()]


def _size(value: str) -> str:
    return "longest" if len(value) > 150 else "long" if len(value) > 44 else ""


def _row(line: Line) -> dict[str, Any]:
    names = ("顺序号", "文号", "责任者", "题名", "日期", "页号", "备注")
    return dict(zip(names, cells(line), strict=True)) | {"链接": f"{_LINK}{line.order}"}


def _slip_data(span: Span, order: int, title: str) -> dict[str, Any]:
    place = span.place
    lost = not place.stored or (place.source is not None and place.missing)
    return {
        "顺序号": order,
        "题名": clean(title),
        "文件": clean(place.name or place.title) if place.role == "file" else clean(place.name) or "正文",
        "原因": span.leaf.reason,
        "位置": "卷内没有这个文件" if lost else place.stored,
    }


def _endnote_data(cover: Cover, sheaf: Sheaf, extent: Sequence[str]) -> dict[str, Any]:
    return {
        "卷号": sheaf.label,
        "情况说明": [clean(line) for line in extent],
        "立卷人": clean(cover.made_by),
        "立卷日期": chinese_date(cover.made_on),
    }
