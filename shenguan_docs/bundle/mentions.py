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
from shenguan_docs.bundle.words import Char, Reader, content_of

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
            text = spelt(reader.text(page, content))
            if any(t.document != span.place.document for _, _, t in mentions.in_text(text)):
                found = _places(reader.chars(page, content), mentions, span.place.document)
                _annotate(pdf, page, found, here, sheaves, fronts)


def _places(chars: Iterable[Char], mentions: Mentions, own: int) -> Iterator[tuple[Box, Target]]:
    """The boxes of numbers on a page, one for each line that a number runs over."""
    shown = [(letter, char.box) for char in chars for letter in spelt(char.text)]
    text = "".join(letter for letter, _ in shown)
    for begin, end, target in mentions.in_text(text):
        if target.document == own:
            continue
        line: list[Box] = []
        for _, box in shown[begin:end]:
            if line and not _beside(line[-1], box):
                yield _around(line), target
                line = []
            line.append(box)
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
