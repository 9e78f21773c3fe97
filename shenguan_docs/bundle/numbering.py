"""Page numbers and the lines of the catalogue, reckoned from the pages that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shenguan_docs.bundle.arrange import Place
from shenguan_docs.bundle.contents import BundleItem


@dataclass(frozen=True)
class Span:
    """The pages of one file: numbers ``first`` to ``last``. With a ``reason`` it is one slip sheet."""

    place: Place
    first: int
    last: int
    reason: str = ""
    signed: bool = False
    mended: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the 卷内目录: document ``order`` stands on pages ``first`` to ``last``."""

    order: int
    item: BundleItem
    first: int
    last: int
    page: str  # as printed
    remark: str


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
    beside = [p.name or p.title for p in places if p.document == order and p.role == "file" and not p.paged]
    unread = [s.place.name or s.place.title for s in spans if s.reason and s.place.role == "file"]
    parts = [item.remark]
    if beside:
        parts.append(f"另有随卷文件：{'、'.join(beside)}")
    if unread:
        parts.append(f"未能编入页面：{'、'.join(unread)}")
    if any(span.reason and span.place.role == "pages" for span in spans):
        parts.append("正文未能编入页面")
    return "；".join(part for part in parts if part)
