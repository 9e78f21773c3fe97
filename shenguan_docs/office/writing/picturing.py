"""The page of a sheet as far as it is written: what is not filled in stands there as a marked blank, and where each
field's words lie on the pages is told, so that the desk can mark the one that is being typed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.document import Document, Run
from shenguan_docs.errors import ShenguanError
from shenguan_docs.notices.compose import Exchange, Setting, compose, exchange_of
from shenguan_docs.notices.field_values import TableRows
from shenguan_docs.notices.fields import Filled, examined
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.notices.values import Card, Day, Many, Money, Number, Words
from shenguan_docs.office.companies.credit import with_base
from shenguan_docs.office.letters.drafting import WATERMARK
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.letters.preparing import Prepared
from shenguan_docs.office.letters.reckoning import reckoned
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.writing.kinds import kind_of, lookup_for
from shenguan_docs.office.writing.shape import data_of, rows_of
from shenguan_docs.office.writing.sheets import Sheet
from shenguan_docs.plan.departments import Department

_DAY = date(1901, 1, 1)  # stands for a day that is not filled in; the run is replaced before it is printed


@dataclass(frozen=True)
class Place:
    """Where words of a field (its label) lie: page from 1, left, top, width and height in points from the top left."""

    label: str
    page: int
    left: float
    top: float
    width: float
    height: float


def pictured(office: Office, sheet: Sheet) -> Document:
    """Return the letter of a sheet, its blanks marked. Raises Refused where a text of the kind cannot be composed."""
    kind = kind_of(office, sheet)
    with office.reading() as conn:
        lookup = lookup_for(office, conn, sheet)
        data = data_of(kind, sheet.fields, sheet.files)
        with suppress(ShenguanError):
            data, _ = reckoned(office, conn, kind, data)
            data, _ = with_base(office, conn, kind, data)
        filled, _ = examined(kind, data, lookup, written_on=office.today)
        filled, blanks = _with_blanks(kind, filled, sheet.fields)
        exchange = _exchange(office, conn, kind, filled, lookup)
        document = _composed(office, kind, filled, exchange, lookup)
    made: Document = _mapped(
        document, lambda run: replace(run, text=blanks[run.source]) if run.source in blanks else run
    )
    return made


def _composed(
    office: Office, kind: Kind, filled: Filled, exchange: Exchange, lookup: OfficeLookup
) -> Document:
    if exchange.sender.key:
        return Prepared(kind, filled, exchange, lookup).compose(office.today, watermark=WATERMARK)
    setting = Setting(exchange, _blank("联系人"), "", office.today, watermark=WATERMARK)
    return compose(kind, filled, setting)


def _blank(label: str) -> str:
    return f"〔{label}〕"


def _with_blanks(kind: Kind, filled: Filled, fields: Mapping[str, str]) -> tuple[Filled, dict[str, str]]:
    """Give each required field that is not (rightly) filled in something to print; also what replaces its words."""
    values, blanks = dict(filled.values), {}
    for f in kind.all_fields:
        if f.type == "party" and f.label in values:
            values[f.label] = _with_address(values[f.label])
        if f.label in values or not (f.required or _is_typed(f, fields)):
            continue
        value, words = _stand_in(f, fields)
        values[f.label] = Many([value], f.label) if f.many else value
        if words:
            blanks[f.label] = words
    return replace(filled, values=values), blanks


def _with_address(value: Any) -> Any:
    """A 当事人, or several, whose address is not known yet: letters ask for it where the company's record need not."""
    if isinstance(value, Many):
        return Many([_with_address(one) for one in value], value.source)
    if isinstance(value, Card) and "地址" not in value:
        return Card(value.text, {**value.parts, "地址": _blank("地址")}, value.source)
    return value


def _is_typed(f: Field, fields: Mapping[str, str]) -> bool:
    return bool(fields.get(f.id, "").strip()) and f.type in ("text", "longtext", "person")


def _stand_in(f: Field, fields: Mapping[str, str]) -> tuple[Any, str]:
    typed = " ".join(fields.get(f.id, "").split())
    words = typed or _blank(f.label)
    if f.type in ("date", "task_date"):
        return Day(_DAY, f.label), words
    if f.type == "amount":
        return Money(Decimal(1), f.label), words
    if f.type == "number":
        return Number(1, f.label), words
    if f.type == "party":
        typed_parts = {i.label: i.value.strip() for i in rows_of(f, fields)[0].inputs}
        name = typed_parts["名称"] or _blank(f.label)
        parts = {"名称": name, "代码": typed_parts["统一社会信用代码"] or _blank("统一社会信用代码")}
        parts |= {"地址": typed_parts["地址"] or _blank("地址"), "负责人": typed_parts["负责人"]}
        return Card(name, parts, f.label), ""
    if f.type in ("matter", "department", "reference", "person", "attachment"):
        typed = " ".join(fields.get(f"{f.id}.0", "").split()) or typed
        name = typed or _blank(f.label)
        keys = ("名称", "全称", "简称", "题名", "姓名", "文件名")
        return Card(name, dict.fromkeys(keys, name), f.label), ""
    if f.type == "table":
        rows = TableRows([Card(words, dict.fromkeys(f.columns, _blank("待填")), f.label)])
        rows.columns, rows.source = f.columns, f.label
        return rows, ""
    return Words(words, f.label), ""


def _exchange(office: Office, conn: Connection, kind: Kind, filled: Filled, lookup: OfficeLookup) -> Exchange:
    with suppress(ShenguanError):
        return exchange_of(kind, filled, lookup)
    own = rights.own_department(office)
    sender = next(
        (d for d in lookup.directory.departments if d.key == own and kind.sender != "审批部门"), None
    )
    nobody = Department("", _blank("主送单位"), _blank("主送单位"))
    unknown = Department("", _blank("发文单位"), _blank("发文单位"))
    receivers = (nobody,) if kind.receivers else ()
    for label, department in filled.departments:
        if label in kind.receivers:
            receivers = (department,)
        if label == kind.sender:
            sender = department
    return Exchange(sender or unknown, receivers, ())


def _mapped(value: Any, change: Callable[[Run], Run]) -> Any:
    """The same model with every run changed."""
    if isinstance(value, Run):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: _mapped(getattr(value, f.name), change) for f in dataclasses.fields(value)}
        )
    return value


# -- where the words lie ---------------------------------------------------------------------


def places(document: Document, pdf: bytes) -> list[Place]:
    """Return where the words of each field lie on the pages of ``pdf``; the caller holds the printer (PDFium)."""
    pages = list(_characters(pdf))
    text = "".join(c for _, chars, _ in pages for c, _ in chars)
    boxes = [(number, height, box) for number, chars, height in pages for _, box in chars]
    found: list[Place] = []
    at = 0
    for words, source in _runs(document):
        sought = "".join(words.split())
        if not sought:
            continue
        start = text.find(sought, at)
        if start < 0 and source:
            start = text.find(sought)
        if start < 0:
            continue
        if start >= at and (source or len(sought) > 3):
            at = start + len(sought)
        if source:
            found += _lines(source, boxes[start : start + len(sought)])
    return found


def _runs(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Run):
        yield value.text, value.source
    elif isinstance(value, tuple):
        for item in value:
            yield from _runs(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        ordered = ("title", "blocks", "annexes") if isinstance(value, Document) else ()
        for name in ordered or [f.name for f in dataclasses.fields(value)]:
            yield from _runs(getattr(value, name))


_Box = tuple[float, float, float, float]


def _characters(pdf: bytes) -> Iterator[tuple[int, list[tuple[str, _Box]], float]]:
    """The characters of each page in their order, with their boxes (left, bottom, right, top) in points."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            text, chars = words.get_text_range(), []
            if len(text) == words.count_chars():
                chars = [(c, words.get_charbox(n)) for n, c in enumerate(text) if not c.isspace()]
            height = page.get_height()
            words.close()
            page.close()
            yield number + 1, chars, height
    finally:
        document.close()


def _lines(label: str, boxes: Sequence[tuple[int, float, _Box]]) -> Iterator[Place]:
    """One place a line of the page."""
    line: list[_Box] = []
    last: tuple[int, float] | None = None
    for page, height, box in boxes:
        if line and last and (page != last[0] or box[0] < line[-1][0] or abs(box[1] - line[-1][1]) > 8):
            yield _around(label, last, line)
            line = []
        line.append(box)
        last = page, height
    if line and last:
        yield _around(label, last, line)


def _around(label: str, page: tuple[int, float], line: Sequence[_Box]) -> Place:
    left, right = min(b[0] for b in line), max(b[2] for b in line)
    bottom, top = min(b[1] for b in line), max(b[3] for b in line)
    return Place(
        label, page[0], round(left - 1, 1), round(page[1] - top - 2, 1), round(right - left + 2, 1),
        round(top - bottom + 4, 1),
    )  # fmt: skip
