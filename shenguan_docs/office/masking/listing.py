"""脱敏清单: what was hidden in which document and why; without the words for outsiders, with them for the office."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.masking.copies import Entry
from shenguan_docs.office.registers.sheets import Heading, PrintedTable, xlsx

LIST_NAME = "脱敏清单"
_LEFT_OUT = ("left-out",)


@dataclass(frozen=True)
class Listed:
    """What was hidden in one file: place in the copy and title of its document, the file's name ("" for its own pages)."""

    order: int
    title: str
    file: str
    entries: tuple[Entry, ...]
    title_words: str = ""  # as it is in the original, for the office
    file_words: str = ""


def outsiders_rows(listed: Iterable[Listed]) -> list[dict[str, str | int]]:
    """Return the rows that outsiders see."""
    return [
        {
            "件": one.order,
            "题名": one.title,
            "文件": one.file or "正文",
            "页": f"第{entry.page}页" if entry.page else "全文",
            "隐去的内容": entry.name,
            "处数": entry.count,
            "理由": entry.why,
        }
        for one in listed
        for entry in one.entries
    ]


def outsiders_html(rows: Sequence[dict[str, str | int]], notes: Sequence[str], layouts: LayoutSource) -> str:
    """Return the list as a page."""
    total = sum(int(row["处数"]) for row in rows)
    return layouts.render("masked-list.html", {"各行": list(rows), "合计": total, "说明": list(notes)})


def outsiders_json(rows: Sequence[dict[str, str | int]], notes: Sequence[str]) -> bytes:
    """Return the list for machines."""
    data = {"名称": LIST_NAME, "说明": list(notes), "各处": list(rows)}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def office_xlsx(listed: Iterable[Listed], heading: str) -> bytes:
    """Return the list with the words themselves, which stays in the office."""
    rows = tuple(
        (
            one.order, one.title_words, one.file_words or "正文", f"第{entry.page}页" if entry.page else "全文",
            entry.name, entry.count, "、".join(entry.words), entry.why,
        )
        for one in listed
        for entry in one.entries
    )  # fmt: skip
    headings = (
        Heading("件", 4, True), Heading("题名", 16), Heading("文件", 14), Heading("页", 5, True),
        Heading("隐去的内容", 8), Heading("处数", 4, True), Heading("原文", 20), Heading("理由", 16),
    )  # fmt: skip
    note = "本表写有隐去的原文，由本单位留存，不随脱敏副本外送。"
    return xlsx([PrintedTable("脱敏对照表", f"{heading}脱敏对照表", note, headings, rows)])
