"""发文登记簿 and 收文登记簿 of a year: which letters, which columns, in the office's order (standards.md §2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.nearest import nearest
from shenguan_docs.office.letters.numbering import unused_ranges
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers.sheets import Heading, PrintedTable
from shenguan_docs.plan.departments import CITY, Directory, find_department
from shenguan_docs.register import filing, life_tables, lookups, past, plan_records, received
from shenguan_docs.register.deliveries import CHANNELS
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.past_records import Direction, PastLetter
from shenguan_docs.register.past_tables import filings
from shenguan_docs.register.received import Received
from shenguan_docs.register.spelling import place_of

_HEADINGS = {
    "序号": Heading("序号", 3.5, True), "发文字号": Heading("发文字号", 9), "标题": Heading("标题", 20),
    "文种": Heading("文种", 4, True), "类别": Heading("类别", 7), "成文日期": Heading("成文日期", 6.5, True),
    "签发人": Heading("签发人", 5, True), "拟稿": Heading("拟稿部门/人", 8), "发文单位": Heading("发文单位", 9),
    "主送": Heading("主送", 10), "抄送": Heading("抄送", 7), "份数": Heading("份数", 3.5, True),
    "紧急程度": Heading("紧急程度", 4, True), "发出日期": Heading("发出日期", 6.5, True), "渠道": Heading("渠道", 5, True),
    "认领": Heading("认领", 8), "行政相对人": Heading("行政相对人", 10), "保管期限": Heading("保管期限", 4, True),
    "归档号": Heading("归档号", 11), "备注": Heading("备注", 9),
    "收文号": Heading("收文号", 7), "收文日期": Heading("收文日期", 6.5, True), "来文单位": Heading("来文单位", 10),
    "来文字号": Heading("来文字号", 9), "来文日期": Heading("来文日期", 6.5, True), "拟办": Heading("拟办", 8),
    "批办": Heading("批办", 8), "承办": Heading("承办", 7), "办理期限": Heading("办理期限", 6.5, True),
    "办结日期": Heading("办结日期", 6.5, True), "办理结果": Heading("办理结果", 8),
}  # fmt: skip
_OUT = (
    "序号", "发文字号", "标题", "文种", "成文日期", "签发人", "拟稿", "主送", "抄送", "份数", "紧急程度", "发出日期",
    "渠道", "备注",
)  # fmt: skip
_IN = (
    "收文号", "收文日期", "来文单位", "来文字号", "标题", "紧急程度", "份数", "承办", "办理期限", "办结日期", "归档号",
    "备注",
)  # fmt: skip
USUAL: Mapping[Direction, tuple[str, ...]] = {"out": _OUT, "in": _IN}
POSSIBLE: Mapping[Direction, tuple[str, ...]] = {
    "out": (*_OUT, "类别", "发文单位", "认领", "行政相对人", "保管期限", "归档号"),
    "in": ("序号", *_IN, "来文日期", "拟办", "批办", "办理结果", "行政相对人", "保管期限"),
}
_TITLES: Mapping[Direction, str] = {"out": "发文登记簿", "in": "收文登记簿"}


Keys = frozenset[str] | None
"""Departments whose letters stand in a book, None: all."""


@dataclass
class Row:
    """A row of a register: what it is ordered by, its cells by their headings."""

    order: tuple[Any, ...]
    cells: dict[str, str] = field(default_factory=dict)


def book(
    office: Office, direction: Direction, year: int, *, department: str = "", month: int | None = None
) -> PrintedTable:
    """Return the register of a year, or of a ``month`` of it by the letters' dates.

    Raises NotFound for a department, Refused where there is nothing.
    """
    columns_wanted(office, direction)  # what is wrong there is said first
    with office.reading() as conn:
        directory = plan_records.directory(conn)
        key = find_department(directory, department).key if department else ""
        keys = rights.books_of(office, key, direction == "in")
        if direction == "out":
            rows = _out(office, conn, directory, year, keys)
        elif key:
            raise Refused("收文登记簿是全单位一本，不分部门", remedy="去掉 --department")
        else:
            rows = _in(office, conn, year)
        names = {d.key: d.name for d in directory.departments}
    if month is not None:
        rows = [row for row in rows if row.cells.get("成文日期", "").startswith(f"{year:04}-{month:02}-")]
    period = f"{year}年" + (f"{month}月" if month else "")
    said = f"{year} 年" + (f" {month} 月" if month else "")
    if not rows:
        raise Refused(
            f"{said}没有{'发文' if direction == 'out' else '收文'}",
            remedy="核对 --year、--month" if month else "核对 --year",
        )
    rows.sort(key=lambda row: row.order)
    for number, row in enumerate(rows, 1):
        row.cells["序号"] = str(number)
    return table_of(office, direction, year, whose(office, names, keys), rows, len(rows), period=period)


def whose(office: Office, names: Mapping[str, str], keys: Keys) -> str:
    """Return whose book it is: a department's, a district's, the office's."""
    if keys is not None and len(keys) == 1:
        return names.get(next(iter(keys)), office.settings.name)
    far = rights.reach(office)
    if keys is None or far is None or far.district is None:
        return office.settings.name
    with office.reading() as conn:
        known = {"": CITY, **{d.code: d.name for d in plan_records.districts(conn)}}
    return f"{office.settings.name}（{known[far.district]}）"


def table_of(
    office: Office,
    direction: Direction,
    year: int,
    of: str,
    rows: Sequence[Row],
    total: int,
    *,
    period: str = "",
) -> PrintedTable:
    """Return rows of the book ``of`` a department or the office, which has ``total`` of them, as a table."""
    columns = columns_wanted(office, direction)
    return PrintedTable(
        f"{year}",
        f"{period or f'{year}年'}{_TITLES[direction]}",
        f"单位：{of}    共 {total} 行    打印日期：{office.today}",
        tuple(_HEADINGS[name] for name in columns),
        tuple(tuple(row.cells.get(name, "") for name in columns) for row in rows),
    )


def columns_wanted(office: Office, direction: Direction) -> tuple[str, ...]:
    """Return the columns that office.toml chooses, else the usual ones. Raises OfficeUnusable for one that there is not."""
    chosen = office.settings.registers.get(direction, ()) or USUAL[direction]
    for name in chosen:
        if name not in POSSIBLE[direction]:
            near = nearest(name, POSSIBLE[direction])
            advice = f"是不是“{near[0]}”" if near else f"可以写{'、'.join(POSSIBLE[direction])}"
            raise OfficeUnusable(
                f"[registers] 的 {direction} 里没有“{name}”这一列", where="office.toml", remedy=advice
            )
    if len(set(chosen)) < len(chosen):
        raise OfficeUnusable(f"[registers] 的 {direction} 里有一列写了两次", where="office.toml")
    return tuple(chosen)


def _out(office: Office, conn: Connection, directory: Directory, year: int, keys: Keys) -> list[Row]:
    short = {d.key: d.short_name for d in directory.departments}
    letters = [
        one
        for one in lookups.all_letters(conn, start=date(year, 1, 1), end=date(year, 12, 31))
        if keys is None or one.sender in keys
    ]
    drafters, sent, filed = drafters_of(conn), sendings_of(conn), filings_of(conn)
    rows = [letter_row(one, short, drafters, sent.get(one.id, ()), filed) for one in letters]
    kept = filing.kept_otherwise(conn)
    for letter, row in zip(letters, rows, strict=True):
        row.cells["保管期限"] = kept.get(letter.id, letter.retention)
    own = {d.name for d in directory.departments if keys and d.key in keys}
    for one in past.of_year(conn, "out", year):
        if keys is None or one.department in keys or one.sender in own:
            rows.append(past_row(one, filed))
    return rows + unused_rows(office, conn, year, keys)


def unused_rows(office: Office, conn: Connection, year: int, keys: Keys) -> list[Row]:
    """Return a row for each stretch of numbers that are not used; ``keys`` None: of all departments."""
    rows = []
    for series, first, last, reason in unused_ranges(office, conn, year):
        if series.department and (keys is None or series.department in keys):
            number = series.number(year, first)
            told = number if first == last else f"{number}至{series.number(year, last)}"
            cells = {"发文字号": told, "标题": "（不用的号）", "备注": reason}
            rows.append(Row(order(number, year), cells))
    return rows


def order(number: str, year: int, id: str = "") -> tuple[Any, ...]:
    """Old and new letters of one series stand together, in the order of their numbers."""
    place = place_of(number, year)
    return place.series, place.year, place.ordinal, id


def letter_row(
    one: IssuedRecord,
    short: Mapping[str, str],
    drafters: Mapping[str, str],
    sent: Sequence[Any],
    filed: Mapping[str, str],
) -> Row:
    """Return the row of a letter; ``drafters`` and ``filed`` are of whatever records."""
    drafter = drafters.get(one.id) or one.issued_by
    void = f"作废：{one.void_reason}" if one.state == "void" else ""
    claims = [f"{row.claimed_by} {row.claimed_on}" for row in sent if row.claimed_on]
    cells = {
        "发文字号": one.number,
        "标题": one.title,
        "文种": one.genre,
        "类别": one.kind_name,
        "成文日期": str(one.written_on),
        "签发人": one.signed_by,
        "拟稿": " ".join(filter(None, (short.get(one.sender, one.sender_name), drafter))),
        "发文单位": one.sender_name,
        "主送": "、".join(r.name for r in one.receivers if r.role == "main"),
        "抄送": "、".join(r.name for r in one.receivers if r.role == "copy"),
        "份数": str(one.printed_copies),
        "紧急程度": one.urgency,
        "发出日期": "、".join(dict.fromkeys(str(row.sent_on) for row in sent)),
        "渠道": "、".join(dict.fromkeys(CHANNELS[row.channel] for row in sent)),
        "认领": "、".join(dict.fromkeys(claims)),
        "行政相对人": "、".join(dict.fromkeys(p.name for p in one.parties)),
        "归档号": filed.get(one.id, ""),
        "备注": void or one.date_reason,
    }
    return Row(order(one.number, one.year), cells)


def past_row(one: PastLetter, filed: Mapping[str, str]) -> Row:
    """Return the row of a letter of an old register or by hand."""
    items = one.items
    void = f"作废：{one.state_reason}" if one.state == "void" else ""
    cells = {
        "发文字号" if one.direction == "out" else "收文号": one.number,
        "标题": one.title,
        "文种": items.get("genre", ""),
        "类别": "手写" if one.origin == "hand" else "旧登记",
        "成文日期": str(one.day or items.get("day_words", "")),
        "来文日期": str(one.day or items.get("day_words", "")),
        "签发人": items.get("signatory", ""),
        "拟稿": items.get("drafter", ""),
        "发文单位": one.sender,
        "来文单位": one.sender,
        "来文字号": one.sender_number,
        "收文日期": str(one.received_on or items.get("received_on_words", "")),
        "主送": one.receivers,
        "抄送": items.get("copies_to", ""),
        "份数": items.get("copies", ""),
        "紧急程度": items.get("urgency", ""),
        "发出日期": items.get("sent_on", ""),
        "渠道": items.get("channel", ""),
        "拟办": items.get("proposed", ""),
        "批办": items.get("instructed", ""),
        "承办": items.get("handler", ""),
        "办理期限": items.get("due", ""),
        "办结日期": items.get("done_on", ""),
        "办理结果": items.get("result", ""),
        "行政相对人": "、".join(p.name for p in one.parties),
        "保管期限": items.get("retention", ""),
        "归档号": filed.get(one.id) or items.get("filing", ""),
        "备注": void or items.get("remark", "") or ("手写补登" if one.origin == "hand" else ""),
    }
    return Row(order(one.number, one.year, one.id), cells)


def _in(office: Office, conn: Connection, year: int) -> list[Row]:
    filed, steps = filings_of(conn), steps_of(conn)
    got, old = received.all_received(conn, year), past.of_year(conn, "in", year)
    mine = rights.seen(office, conn, (*(one.id for one in got), *(one.id for one in old)))
    kept, usual = filing.kept_otherwise(conn), office.settings.filing.received
    rows = [received_row(one, filed, steps.get(one.id, {})) for one in got if one.id in mine]
    for one, row in zip((one for one in got if one.id in mine), rows, strict=True):
        row.cells["保管期限"] = kept.get(one.id, usual)
    return rows + [past_row(one, filed) for one in old if one.id in mine]


_AT_ONCE = 400  # databases limit the parameters of one statement
Ids = Sequence[str] | None  # None: of all records


def _rows_of(conn: Connection, query: Select[Any], column: ColumnElement[str], ids: Ids) -> Iterator[Any]:
    if ids is None:
        yield from conn.execute(query)
        return
    for start in range(0, len(ids), _AT_ONCE):
        yield from conn.execute(query.where(column.in_(ids[start : start + _AT_ONCE])))


def steps_of(conn: Connection, ids: Ids = None) -> dict[str, dict[str, str]]:
    """Return the words of 拟办, 批办 and 办结 of each 收文, those of one step one after another."""
    t = life_tables.received_steps
    columns = {"拟办": "拟办", "批办": "批办", "办结": "办理结果"}
    found: dict[str, dict[str, str]] = {}
    for row in _rows_of(conn, select(t).where(t.c.step.in_(columns)).order_by(t.c.seq), t.c.received, ids):
        told = f"{row.note}（{row.person} {row.day}）" if row.note else f"{row.person} {row.day}"
        steps = found.setdefault(row.received, {})
        steps[columns[row.step]] = "；".join(filter(None, (steps.get(columns[row.step], ""), told)))
    return found


def received_row(one: Received, filed: Mapping[str, str], steps: Mapping[str, str]) -> Row:
    """Return the row of a 收文."""
    cells = {
        "收文号": one.number,
        "收文日期": str(one.received_on),
        "来文单位": one.sender,
        "来文字号": one.sender_number,
        "来文日期": str(one.day or ""),
        "标题": one.title,
        "紧急程度": one.urgency,
        "份数": str(one.copies),
        "承办": one.handler,
        "办理期限": str(one.due or ""),
        "办结日期": str(one.closed_on or ""),
        "归档号": filed.get(one.id, ""),
        **{name: words for name, words in steps.items() if words},
    }
    return Row(order(one.number, one.year), cells)


def drafters_of(conn: Connection, ids: Ids = None) -> dict[str, str]:
    """Return who submitted each letter: the last one, where it was sent back."""
    t = life_tables.draft_steps
    query = select(t.c.draft, t.c.person).where(t.c.step == "送审").order_by(t.c.seq)
    return {row.draft: row.person for row in _rows_of(conn, query, t.c.draft, ids)}


def sendings_of(conn: Connection, ids: Ids = None) -> dict[str, list[Any]]:
    """Return the deliveries of each letter."""
    t = life_tables.deliveries
    found: dict[str, list[Any]] = {}
    for row in _rows_of(conn, select(t).order_by(t.c.document, t.c.position), t.c.document, ids):
        found.setdefault(row.document, []).append(row)
    return found


def filings_of(conn: Connection, ids: Ids = None) -> dict[str, str]:
    """Return the 档号 of each record that has one."""
    t = filings
    return {row.record: row.number for row in _rows_of(conn, select(t.c.record, t.c.number), t.c.record, ids)}
