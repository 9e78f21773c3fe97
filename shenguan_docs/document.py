"""The document model: what a letter says, as pure frozen data.

DOCX and PDF are both made from one ``Document``, so their words cannot differ. Nothing here knows
pages, millimetres or files; the words that a layout adds (主送机关's colon, 附件说明, 附注's brackets)
are made in one place, ``layout/printed.py``, for both outputs.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

Layout = Literal["letter", "general", "upward", "minutes", "form"]
Seal = Literal["seal", "plain", "stamp"]


@dataclass(frozen=True)
class Run:
    """A stretch of words; ``source`` is the label of the field they came from, "" for the template's own."""

    text: str
    source: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the text.

    ``level`` 0 is body text, 1–4 are 一、 (一) 1. (1) (GB/T 9704 7.3.3). ``label`` is the number as
    printed before ``runs`` and not contained in them. ``lead`` says how many runs at the start wear
    the level's face: all of them for a heading on its own line, fewer for a run-in heading.
    """

    runs: Runs
    level: int = 0
    label: str = ""
    lead: int = 0
    align: Literal["justify", "left", "center", "right"] = "justify"
    indent: bool = True


@dataclass(frozen=True)
class Cell:
    """One table cell; ``span`` counts the columns that it covers, ``head`` marks a heading cell."""

    runs: Runs
    span: int = 1
    head: bool = False


@dataclass(frozen=True)
class Table:
    """A table; ``widths`` are shares of the text width, one per column; the first ``head_rows`` repeat.

    ``wide``: it stands on turned pages of its own, 225 mm wide (GB/T 9704, 8).
    """

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    head_rows: int = 1
    wide: bool = False


@dataclass(frozen=True)
class Roster:
    """出席、请假、列席 of minutes (GB/T 9704 10.3): a label in 黑体 and the names after it."""

    label: str
    runs: Runs


Block = Paragraph | Table | Roster


@dataclass(frozen=True)
class Annex:
    """An annex composed by the system: its own page, its own heading (GB/T 9704 7.3.7)."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Enclosure:
    """A file that travels beside the letter; ``title`` stands in 附件说明, ``name`` is its original name."""

    title: str
    name: str


@dataclass(frozen=True)
class Signature:
    """发文机关署名 and 成文日期 (GB/T 9704 7.3.5); ``organs`` is empty for minutes.

    ``seal`` leaves room for the seal, ``plain`` is set without one, ``stamp`` is 签名章 with
    ``office_title`` and ``person``.
    """

    organs: tuple[str, ...]
    date: date | None
    style: Seal = "seal"
    office_title: str = ""
    person: str = ""


@dataclass(frozen=True)
class Document:
    """A whole official document (公文) or record sheet (记录单) as data.

    ``title`` is a tuple of segments; a line may break between segments only. ``number`` is "" while
    the document is a draft. ``annexes`` come first in 附件说明, then ``enclosures``. ``signers`` are
    the 签发人 of an upward letter. ``watermark`` is printed across a preview ("草稿").
    """

    kind: str
    genre: str
    layout: Layout
    issuer: str  # 发文机关标志 as printed, with 文件 or 会议纪要 where the layout wants it
    title: tuple[Runs, ...]
    blocks: tuple[Block, ...]
    signature: Signature
    number: str = ""
    urgency: str = ""
    signers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()  # 主送机关
    annexes: tuple[Annex, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    note: Runs = ()  # 附注, without its brackets
    copies_to: tuple[str, ...] = ()  # 抄送机关
    printer: str = ""  # 印发机关
    printed_on: date | None = None  # 印发日期
    watermark: str = ""


def plain(runs: Runs) -> str:
    """Return the words of ``runs`` without their sources."""
    return "".join(run.text for run in runs)


def plain_title(document: Document) -> str:
    """Return the title on one line."""
    return "".join(plain(segment) for segment in document.title)


def to_data(value: Any) -> Any:
    """Turn a model value into plain JSON data: dataclasses become objects with a ``type`` for blocks."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        data = {f.name: to_data(getattr(value, f.name)) for f in dataclasses.fields(value)}
        if isinstance(value, Block):
            data["type"] = type(value).__name__
        return data
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_data(data: Any) -> Document:
    """Make the ``Document`` again from what ``to_data`` returned."""
    return typing.cast(Document, _build(Document, data))


_BLOCKS = {cls.__name__: cls for cls in (Paragraph, Table, Roster)}


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _build(hint: Any, data: Any) -> Any:
    if data is None:
        return None
    if hint == Block:
        return _build(_BLOCKS[data["type"]], data)
    origin = typing.get_origin(hint)
    if origin is tuple:
        item = typing.get_args(hint)[0]
        return tuple(_build(item, entry) for entry in data)
    if origin is types.UnionType:  # only "X | None" occurs beside Block
        return _build(typing.get_args(hint)[0], data)
    if hint is date:
        return date.fromisoformat(data)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = _hints(hint)
        return hint(**{k: _build(hints[k], v) for k, v in data.items() if k != "type"})
    return data
