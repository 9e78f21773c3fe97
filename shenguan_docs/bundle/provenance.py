"""Provenance (来历): of each file of a bundle which document it belongs to, which entry of the journal noted it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shenguan_docs.bundle.contents import BundleItem
from shenguan_docs.bundle.folder import PAYLOAD, Stored
from shenguan_docs.register.entry_words import ENTRY_WORDS

TREE_NAME, TABLE_NAME = "来历.json", "来历.csv"
_SOURCES = {
    "issued": "发文", "received": "收文", "past": "补录的文书", "event": "业务事件的材料",
    "service": "送达凭证", "manuscript": "发文稿纸", "file": "随卷文件",
}  # fmt: skip
_MADE = "本案卷生成"


@dataclass(frozen=True)
class Origin:
    """Where a file lay in the archive, and the entry of the journal by which it came in."""

    object_id: str
    version: int
    name: str
    seq: int
    at: str
    by: str
    kind: str


def tree(
    stored: Sequence[Stored], items: Mapping[str, BundleItem], origins: Mapping[str, Origin]
) -> list[dict[str, Any]]:
    """Return one row for each file, as JSON data, by path."""
    return [_row(one, items.get(one.path), origins) for one in sorted(stored, key=lambda one: one.path)]


def _row(one: Stored, item: BundleItem | None, origins: Mapping[str, Origin]) -> dict[str, Any]:
    path = f"{PAYLOAD}/{one.path}"
    row: dict[str, Any] = {"路径": path, "大小": one.size, "SHA-256": one.sha256, "SHA-512": one.sha512}
    row["来源"] = _SOURCES[item.source] if item else _MADE
    if item:
        row |= {
            "文号": item.number, "题名": item.title, "责任者": item.responsible,
            "日期": item.day.isoformat() if item.day else "", "编号": item.id,
        }  # fmt: skip
    if origin := origins.get(path):
        row |= {
            "归档对象": origin.object_id, "归档版本": origin.version, "归档文件": origin.name,
            "流水账条号": origin.seq, "登记时间": origin.at, "登记人": origin.by,
            "登记事项": ENTRY_WORDS.get(origin.kind, origin.kind),
        }  # fmt: skip
    return row


_COLUMNS = (
    "路径", "来源", "文号", "题名", "责任者", "日期", "编号", "流水账条号", "登记时间", "登记人", "登记事项", "归档对象",
    "归档版本", "归档文件", "大小", "SHA-256",
)  # fmt: skip


def table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the rows as CSV for Excel and WPS: with a mark of UTF-8; no cell becomes a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow([_cell(row.get(name, "")) for name in _COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
