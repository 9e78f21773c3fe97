"""The letters that a search finds, as a table to take away."""

from __future__ import annotations

from dataclasses import replace

from shenguan_docs.asking.query import Query
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.opening import Office
from shenguan_docs.office.registers.sheets import Heading, PrintedTable

MOST = 10_000
_HEADINGS = (
    Heading("序号", 3.5, True), Heading("文号", 9), Heading("标题", 22), Heading("日期", 6, True), Heading("类别", 8),
    Heading("发文单位", 10), Heading("收文单位", 12), Heading("行政相对人", 10), Heading("状态", 4, True),
)  # fmt: skip


def found_table(office: Office, query: Query) -> PrintedTable:
    """Return what a search finds, the first ``MOST`` of it. Raises Refused for what is no question."""
    results = search(office, replace(query, limit=MOST, offset=0))
    more = f"，只列前 {MOST} 件" if results.total > MOST else ""
    rows = tuple(
        (
            n, hit.number, hit.title, str(hit.day or ""), hit.kind_name, hit.sender, "、".join(hit.receivers),
            "、".join(hit.companies), "作废" if hit.state == "void" else "",
        )
        for n, hit in enumerate(results.hits, 1)
    )  # fmt: skip
    note = f"检索：{query.text or '全部'}    共 {results.total} 件{more}    {office.today}"
    return PrintedTable("检索结果", "检索结果", note, _HEADINGS, rows)
