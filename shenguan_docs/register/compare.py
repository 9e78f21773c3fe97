"""Are two records databases equal, table by table, row by row? What a rebuild must prove."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Literal

from sqlalchemy import Connection, Table, select

from shenguan_docs.register.schema import PROJECTED

_NAMED = 5  # differences named per table; the rest is counted
_RECORDS = ("document", "record", "received", "past", "service", "event", "draft", "letter", "company", "id")
"""Columns that say which record a row is of, the first that there is."""
WORDS = {
    "journal": "流水账", "objects": "归档对象", "documents": "发文", "document_receivers": "发文的主送抄送",
    "document_parties": "发文的行政相对人", "document_matters": "发文的事项", "document_codes": "发文的监管事项编码",
    "document_relations": "发文的往来", "document_attachments": "发文的附件", "signings": "签发", "received": "收文",
    "received_files": "收文的文件", "received_steps": "收文的办理", "unread_files": "没有读出文字的文件",
    "series": "文号组", "numbers": "号段账", "events": "业务事件", "event_parties": "事件的行政相对人",
    "event_matters": "事件的事项", "past_letters": "补录的文书", "past_files": "补录文书的文件",
    "deliveries": "发出和认领", "draft_steps": "送审签发的步骤", "filings": "档号", "departments": "部门", "districts": "区县",
    "people": "人员", "officers": "联络员", "matter_lists": "事项清单", "companies": "行政相对人",
    "services": "送达回证", "proof_keys": "签名的公钥", "proof_heads": "树头", "draft_comments": "草稿的批注",
    "comment_answers": "批注的回复",
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A row that is not the same in both: in the first only, in the second only, or with other ``columns``.

    ``record`` is whose row it is (an id), "" where the table does not tell; ``key`` its key as words.
    ``columns`` are name, value in the first, value in the second.
    """

    table: str
    key: str
    record: str
    where: Literal["first", "second", "both"]
    columns: tuple[tuple[str, Any, Any], ...] = ()


def tables_equal(a: Connection, b: Connection) -> list[str]:
    """Return a Chinese sentence for each difference between ``a`` and ``b``; drafts are left out."""
    found: list[str] = []
    for table in PROJECTED:
        told = [_words(one) for one in differences(table, a, b)]
        if len(told) > _NAMED:
            told[_NAMED:] = [f"表 {table.name}：另有 {len(told) - _NAMED} 处不同"]
        found += told
    return found


def differences(table: Table, a: Connection, b: Connection) -> list[Difference]:
    """Return what differs in one table, in the order of its keys."""
    if _same(table, a, b):
        return []
    names = [column.name for column in table.columns]
    first, second = _rows(table, a), _rows(table, b)
    found = []
    for key in sorted(first.keys() | second.keys(), key=repr):
        one, other = first.get(key), second.get(key)
        if one == other:
            continue
        row = dict(zip(names, other or one or (), strict=True))
        record = next((str(row[name]) for name in _RECORDS if row.get(name)), "")
        words = "/".join(str(part) for part in key)
        if one is None or other is None:
            found.append(Difference(table.name, words, record, "first" if other is None else "second"))
        else:
            changed = tuple((name, x, y) for name, x, y in zip(names, one, other, strict=True) if x != y)
            found.append(Difference(table.name, words, record, "both", changed))
    return found


def _same(table: Table, a: Connection, b: Connection) -> bool:
    """Whether both hold the same rows as they are stored: that is asked first, and is mostly so."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    query = f'SELECT {names} FROM "{table.name}" ORDER BY {order}'
    if not a.dialect.name == b.dialect.name == "sqlite":
        return False
    with ExitStack() as stack:
        cursors = [stack.enter_context(closing(conn.connection.cursor())) for conn in (a, b)]
        return all(
            one == other and list(map(type, one or ())) == list(map(type, other or ()))
            for one, other in zip_longest(*(cursor.execute(query) for cursor in cursors))
        )


def _words(one: Difference) -> str:
    if one.where != "both":
        return f"表 {one.table}：{one.key} 只在{'前' if one.where == 'first' else '后'}一个库里"
    columns = "、".join(f"{name} {x!r} ≠ {y!r}" for name, x, y in one.columns)
    return f"表 {one.table}：{one.key} 不同：{columns}"


def _rows(table: Table, conn: Connection) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    places = [list(table.columns).index(column) for column in table.primary_key.columns]
    rows = (tuple(row) for row in conn.execute(select(table)))
    return {tuple(row[place] for place in places): row for row in rows}
