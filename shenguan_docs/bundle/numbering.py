"""Page numbers and the lines of the catalogue, reckoned from the pages that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shenguan_docs.bundle.arrange import Place
from shenguan_docs.bundle.contents import BundleItem, Line

_NAMED, _LONGEST = 5, 24  # files in a remark, characters of a name


@dataclass(frozen=True)
class Span:
    """The pages of one file: numbers ``first`` to ``last``. With a ``reason`` it is one slip sheet."""

    place: Place
    first: int
    last: int
    reason: str = ""
    signed: bool = False
    mended: bool = False


def lines(items: Sequence[BundleItem], places: Sequence[Place], spans: Sequence[Span]) -> tuple[Line, ...]:
    """Return the catalogue: the first page of each document, first and last page of the last one."""
    result = []
    for order, item in enumerate(items, 1):
        own = [span for span in spans if span.place.document == order]
        first, last = own[0].first, own[-1].last
        page = f"{first}-{last}" if order == len(items) and last > first else str(first)
        result.append(Line(order, item, first, last, page, _remark(order, item, places, own)))
    return tuple(result)


def _remark(order: int, item: BundleItem, places: Sequence[Place], spans: Sequence[Span]) -> str:
    beside = [
        place for place in places if place.document == order and place.role == "file" and not place.paged
    ]
    unread = [span.place for span in spans if span.reason and span.place.role == "file"]
    parts = [item.remark]
    if beside:
        parts.append(f"另有随卷文件：{_naming(beside)}")
    if unread:
        parts.append(f"未能编入页面：{_naming(unread)}")
    if any(span.reason and span.place.role == "pages" for span in spans):
        parts.append("正文未能编入页面")
    return "；".join(part for part in parts if part)


def _naming(files: Sequence[Place]) -> str:
    """Name a few files, long names shortened in the middle: the column is narrow, the manifest has them all."""
    names = [place.name or place.title for place in files[:_NAMED]]
    short = [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9]}…{name[-8:]}" for name in names]
    more = f"等 {len(files)} 个" if len(files) > _NAMED else ""
    return "、".join(short) + more
