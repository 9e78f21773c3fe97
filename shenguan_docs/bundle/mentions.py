"""A 文号 in a text that names a document of the bundle becomes a link to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from shenguan_docs.bundle.geometry import Box
from shenguan_docs.bundle.links import destination
from shenguan_docs.bundle.numbering import Sheaf
from shenguan_docs.bundle.words import Reader, content_of

_SPELT = {
    **dict.fromkeys(map(ord, "[［【(（{〈<﹝「"), "〔"),
    **dict.fromkeys(map(ord, "]］】)）}〉>﹞」"), "〕"),
    **{0xFF10 + n: str(n) for n in range(10)},
    **dict.fromkeys(map(ord, " \t\r\n\f\v\u3000\u00a0"), None),
}
_NUMBER = re.compile(
    r"\D〔\d{4}〕.*\d"
)  # what a document's number looks like; others are too short to be sure


@dataclass(frozen=True)
class Target:
    """Where a number leads: ``document`` of the bundle, in volume ``sheaf`` (its place), page ``page`` there."""

    document: int
    sheaf: int
    page: int


@dataclass(frozen=True)
class Mentions:
    """The numbers of a bundle's documents and where each begins."""

    targets: Mapping[str, Target]
    pattern: re.Pattern[str] | None

    def in_text(self, text: str) -> Iterator[tuple[int, int, Target]]:
        """Yield begin, end and target of each number in ``text``, as it is spelt by ``spelt``."""
        if self.pattern is not None and "号" in text:
            for found in self.pattern.finditer(text):
                yield found.start(), found.end(), self.targets[found[0]]


def spelt(text: str) -> str:
    """Return a text in the one spelling in which numbers are sought: no blanks, one sort of brackets and digits."""
    return text.translate(_SPELT)


def mentions_of(sheaves: Sequence[Sheaf]) -> Mentions:
    """Return the numbers of the documents; one that two documents bear leads to the first."""
    targets: dict[str, Target] = {}
    for n, sheaf in enumerate(sheaves):
        for line in sheaf.lines:
            key = spelt(line.item.number)
            if _NUMBER.search(key):
                targets.setdefault(key, Target(line.document, n, line.first))
    longest_first = sorted(targets, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first))) if targets else None
    return Mentions(targets, pattern)


def link_mentions(
    pdf: Any, sheaves: Sequence[Sheaf], here: int, mentions: Mentions, fronts: Sequence[int]
) -> None:
    """Lay a link over every number in the pages of volume ``here`` that names another document of the bundle.

    ``fronts`` are the index of page number 1 in each volume. Pages must not be stamped yet.
    """
    if mentions.pattern is None:
        return
    reader = Reader()
    pages = list(pdf.pages)
    for span in sheaves[here].spans:
        if span.leaf.pdf is None:
            continue
        for number in range(span.first, span.last + 1):
            page = pages[fronts[here] + number - 1]
            content = content_of(page)
            text = reader.text(page, content)
            found = [
                (begin, end, target)
                for begin, end, target in mentions.in_text(spelt(text))
                if target.document != span.place.document
            ]
            if found:
                places = _places(reader, page, content, text, found)
                _annotate(pdf, page, places, here, sheaves, fronts)


def _places(
    reader: Reader, page: Any, content: bytes, text: str, found: Sequence[tuple[int, int, Target]]
) -> Iterator[tuple[Box, Target]]:
    """The boxes of the numbers on a page, one for each line that a number runs over."""
    # Where in the text as it is each letter of the text as it is spelt stands: blanks are left out there.
    kept = [n for n, letter in enumerate(text) if _SPELT.get(ord(letter), letter) is not None]
    wanted = {kept[n] for begin, end, _ in found for n in range(begin, end)}
    boxes = dict(zip(sorted(wanted), reader.chars(page, content, wanted), strict=False))
    for begin, end, target in found:
        line: list[Box] = []
        for n in range(begin, end):
            char = boxes.get(kept[n])
            if char is None:
                continue
            if line and not _beside(line[-1], char.box):
                yield _around(line), target
                line = []
            line.append(char.box)
        if line:
            yield _around(line), target


def _beside(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one line, upright or turned."""
    across = min(one[3], other[3]) - max(one[1], other[1]) > 0.5 * min(one[3] - one[1], other[3] - other[1])
    along = min(one[2], other[2]) - max(one[0], other[0]) > 0.5 * min(one[2] - one[0], other[2] - other[0])
    return across or along


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )


def _annotate(
    pdf: Any,
    page: Any,
    found: Iterable[tuple[Box, Target]],
    here: int,
    sheaves: Sequence[Sheaf],
    fronts: Sequence[int],
) -> None:
    links = []
    for box, target in found:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[round(edge, 2) for edge in box],
            Border=[0, 0, 0], F=4,
        )  # fmt: skip
        index = fronts[target.sheaf] + target.page - 1
        if target.sheaf == here:
            link.Dest = destination(pdf, index)
        else:
            name = sheaves[target.sheaf].file_name
            link.A = pikepdf.Dictionary(
                S=pikepdf.Name.GoToR, D=[index, pikepdf.Name.Fit],
                F=pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, UF=name),
            )  # fmt: skip
        links.append(pdf.make_indirect(link))
    if links:
        kept = page.obj.get("/Annots")
        page.obj.Annots = pikepdf.Array([*(kept if isinstance(kept, pikepdf.Array) else ()), *links])
