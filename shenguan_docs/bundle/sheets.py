"""The sheets that the bundle itself writes: 封面, 卷内目录, 备考表, slip sheets, and the digits of the stamp.

All are printed in one go from ``templates/bundle`` (data that an office may edit) and told apart by bookmarks.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from shenguan_docs.bundle.contents import BundleItem, Cover
from shenguan_docs.bundle.numbering import Line, Span
from shenguan_docs.bundle.stamp import HEIGHT, WIDTH
from shenguan_docs.errors import Refused
from shenguan_docs.sandbox import Sandbox
from shenguan_docs.text import chinese_date, clean

Printer = Callable[[str, str], bytes]  # HTML, name of the CSS below templates/ → PDF

CSS_NAME = "bundle/sheets.css"
_LINK = "urn:shenguan:bundle:document:"
_PART = "part:"
# The digits' face stands here and not in the CSS: their cell is what stamp.py reckons with.
_DIGIT_STYLE = f"""<style>
@page digit {{ size: {WIDTH}pt {HEIGHT}pt; margin: 0 }}
.digit {{ page: digit; break-after: page; font: 11pt/{HEIGHT}pt "FandolSong", "Noto Serif CJK SC", serif;
  text-align: center; color: #000 }}
</style>"""


class Sheets:
    """The printed sheets: pages of one PDF by part (``cover``, ``catalogue``, ``endnote``, ``slip-0`` …)."""

    def __init__(self, data: bytes) -> None:
        import pikepdf

        self._pdf = pikepdf.open(io.BytesIO(data))
        starts = []
        with self._pdf.open_outline() as outline:
            for mark in outline.root:
                if mark.title.startswith(_PART):
                    page = pikepdf.Page(mark.destination[0]).index
                    starts.append((page, mark.title.removeprefix(_PART)))
        starts.sort()
        ends = [page for page, _ in starts[1:]] + [len(self._pdf.pages)]
        pages = list(self._pdf.pages)
        self._parts = {name: pages[start:end] for (start, name), end in zip(starts, ends, strict=True)}

    def part(self, name: str) -> list[Any]:
        """Return the pages of one part."""
        return self._parts[name]

    @property
    def digits(self) -> list[Any]:
        """Return the ten pages that show one digit each."""
        return [self._parts[f"digit-{n}"][0] for n in range(10)]

    def close(self) -> None:
        """Close the PDF; to be called after the pages were saved elsewhere."""
        self._pdf.close()


def document_of_link(uri: str) -> int | None:
    """Return the 顺序号 to which a link of the printed catalogue leads, None for any other link."""
    number = uri.removeprefix(_LINK)
    return int(number) if number != uri and number.isdigit() else None


def print_sheets(
    cover: Cover, lines: Sequence[Line], slips: Sequence[Span], *, extent: Sequence[str], printer: Printer, templates: Path
) -> Sheets:
    """Print all sheets; ``extent`` are the sentences of the 备考表. Raises Refused for a faulty template."""
    pages = lines[-1].last
    html = [
        "<!DOCTYPE html><html lang=zh-CN><head><meta charset=utf-8><title>案卷</title>", _DIGIT_STYLE, "</head><body>",
        *(_section(f"digit-{n}", "digit", str(n)) for n in range(10)),
        _section("cover", "cover", _fill(templates, "cover.html", _cover_data(cover, lines, pages))),
        *(
            _section(f"slip-{n}", "slip", _fill(templates, "slip.html", _slip_data(span, lines)))
            for n, span in enumerate(slips)
        ),
        _section("catalogue", "catalogue", _fill(templates, "catalogue.html", {"各件": [_row(line) for line in lines]})),
        _section("endnote", "endnote", _fill(templates, "endnote.html", _endnote_data(cover, extent))),
        "</body></html>",
    ]  # fmt: skip
    return Sheets(printer("".join(html), CSS_NAME))


def _section(name: str, kind: str, html: str) -> str:
    mark = f"bookmark-level: 1; bookmark-label: '{_PART}{name}'; bookmark-state: open"
    return f'<section class="{kind}" style="{mark}">{html}</section>'


def _fill(templates: Path, name: str, data: Mapping[str, Any]) -> str:
    where = f"templates/bundle/{name}"
    try:
        source = (templates / "bundle" / name).read_text(encoding="utf-8-sig")
        return Sandbox(autoescape=True).from_string(source).render(data)
    except (OSError, UnicodeDecodeError):
        raise Refused("这个模板读不出来", where=where, remedy="恢复随软件带来的模板") from None
    except jinja2.TemplateSyntaxError as error:
        raise Refused(f"模板写法有误({error.message})", where=f"{where} 第 {error.lineno} 行", remedy="改正后再导出") from error
    except jinja2.TemplateError as error:
        raise Refused(f"模板写法有误({error})", where=where, remedy="核对占位的名称") from error


def _cover_data(cover: Cover, lines: Sequence[Line], pages: int) -> dict[str, Any]:
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
    return {
        "立卷单位": {"内容": clean(cover.office), "样式": "long" if len(cover.office) > 18 else ""},
        "各项": [
            {"名称": name, "内容": clean(value), "样式": "longest" if len(value) > 150 else "long" if len(value) > 44 else ""}
            for name, value in fields.items()
            if value
        ],
        "件数": len(lines),
        "页数": pages,
    }


def _row(line: Line) -> dict[str, Any]:
    item: BundleItem = line.item
    return {
        "顺序号": line.order,
        "文号": clean(item.number),
        "责任者": clean(item.responsible),
        "题名": clean(item.title),
        "日期": f"{item.day:%Y%m%d}" if item.day else "",  # GB/T 9705: eight digits
        "页号": line.page,
        "备注": clean(line.remark),
        "链接": f"{_LINK}{line.order}",
    }


def _slip_data(span: Span, lines: Sequence[Line]) -> dict[str, Any]:
    place = span.place
    where = "卷内没有这个文件" if not place.stored or (place.source is not None and place.missing) else place.stored
    return {
        "顺序号": place.document,
        "题名": clean(lines[place.document - 1].item.title),
        "文件": clean(place.name or place.title) if place.role == "file" else "正文",
        "原因": span.reason,
        "位置": where,
    }


def _endnote_data(cover: Cover, extent: Sequence[str]) -> dict[str, Any]:
    return {"情况说明": [clean(line) for line in extent], "立卷人": clean(cover.made_by), "立卷日期": chinese_date(cover.made_on)}
