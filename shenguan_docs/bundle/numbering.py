"""Volumes, page numbers and the lines of the catalogues, reckoned from the pages that are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from shenguan_docs.bundle.arrange import Place
from shenguan_docs.bundle.contents import PARTS, BundleItem, Line, Part
from shenguan_docs.bundle.survey import Leaf

MOST = 200  # pages of a volume
_NAMED, _LONGEST = 5, 24  # files in a remark, characters of a name


@dataclass(frozen=True)
class Span:
    """Pages of one file in a volume: numbers ``first`` to ``last``, taken from page ``start`` (from 0) of its PDF."""

    leaf: Leaf
    first: int
    last: int
    start: int = 0

    @property
    def place(self) -> Place:
        """Return the file."""
        return self.leaf.place

    @property
    def pages(self) -> int:
        """Return how many pages these are."""
        return self.last - self.first + 1

    @property
    def begins(self) -> bool:
        """Whether the file begins here, and not in an earlier volume."""
        return self.start == 0


@dataclass(frozen=True)
class Sheaf:
    """A volume as reckoned: 第 ``number`` 卷 共 ``count`` 卷 of its part; ``parted``: the bundle has both parts."""

    part: Part
    number: int
    count: int
    parted: bool
    spans: tuple[Span, ...]
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        """Return what tells it from the other volumes, "" for the only one."""
        name = f"第 {self.number} 卷" if self.count > 1 else ""
        return " ".join(filter(None, (self.part if self.parted else "", name)))

    @property
    def file_name(self) -> str:
        """Return the name of its PDF."""
        name = f"第{self.number:0{len(str(self.count))}}卷" if self.count > 1 else ""
        return "-".join(filter(None, ("案卷", self.part if self.parted else "", name))) + ".pdf"

    @property
    def pages(self) -> int:
        """Return its last page number."""
        return self.lines[-1].last


def divide(items: Sequence[BundleItem], leaves: Sequence[Leaf], most: int = MOST) -> tuple[Sheaf, ...]:
    """Return the volumes: at most ``most`` pages each, no document torn that has not more than that itself."""
    documents = {order: tuple(own) for order, own in groupby(leaves, key=lambda leaf: leaf.place.document)}
    by_part: dict[Part, list[tuple[Span, ...]]] = {}
    for part in PARTS:
        mine = [own for order, own in documents.items() if items[order - 1].volume == part]
        if mine:
            by_part[part] = _volumes(mine, most)
    return tuple(
        Sheaf(part, number, len(volumes), len(by_part) > 1, spans, _lines(items, spans, leaves))
        for part, volumes in by_part.items()
        for number, spans in enumerate(volumes, 1)
    )


def _volumes(documents: Iterable[tuple[Leaf, ...]], most: int) -> list[tuple[Span, ...]]:
    volumes: list[list[Span]] = [[]]
    used = 0
    for leaves in documents:
        whole = sum(leaf.pages for leaf in leaves)
        if used and used + whole > most:
            volumes.append([])
            used = 0
        for leaf in leaves:
            start = 0
            while start < leaf.pages:
                if used == most:
                    volumes.append([])
                    used = 0
                count = min(leaf.pages - start, most - used)
                volumes[-1].append(Span(leaf, used + 1, used + count, start))
                start, used = start + count, used + count
    return [tuple(spans) for spans in volumes]


def _lines(items: Sequence[BundleItem], spans: Sequence[Span], leaves: Sequence[Leaf]) -> tuple[Line, ...]:
    """The catalogue: the first page of each document, first and last page of the last one."""
    groups = [(order, list(own)) for order, own in groupby(spans, key=lambda span: span.place.document)]
    result = []
    for row, (order, own) in enumerate(groups, 1):
        first, last = own[0].first, own[-1].last
        page = f"{first}-{last}" if row == len(groups) and last > first else str(first)
        item = items[order - 1]
        pages = (
            sum(leaf.pages for leaf in leaves if leaf.place.document == order)
            if row in (1, len(groups))
            else 0
        )
        torn = f"本件共 {pages} 页，分装各卷" if pages > last - first + 1 else ""
        result.append(Line(row, item, first, last, page, _remark(item, own, torn), order))
    return tuple(result)


def _remark(item: BundleItem, spans: Sequence[Span], torn: str) -> str:
    lost = [span.place for span in spans if span.leaf.reason and span.place.role == "file"]
    parts = [item.remark, torn]
    if item.beside:
        parts.append(f"另有随卷文件：{_naming([file.name or file.title for file in item.beside])}")
    if lost:
        parts.append(f"未能编入页面：{_naming([place.name or place.title for place in lost])}")
    if any(span.leaf.reason and span.place.role == "pages" for span in spans):
        parts.append("正文未能编入页面")
    return "；".join(part for part in parts if part)


def _naming(names: Sequence[str]) -> str:
    """Name a few files, long names shortened in the middle: the column is narrow, the manifest has them all."""
    short = [
        name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9]}…{name[-8:]}" for name in names[:_NAMED]
    ]
    more = f"等 {len(names)} 个" if len(names) > _NAMED else ""
    return "、".join(short) + more
