"""The finished PDF of a bundle read back, as a reviewer leafs through it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.bundle.contents import Volume
from shenguan_docs.bundle.stamp import read_corner, read_stamp
from shenguan_docs.errors import Refused
from shenguan_docs.office.reviewing.page_words import PageWords, blank_pages, read_pages
from shenguan_docs.review.facts import FinishedFact, PageFact, RowFact, VolumeFact

COVER, CATALOGUE, ENDNOTE = "封面", "卷内文件目录", "备考表"
_ORDER = re.compile(r"(\d+)\. ")
_ATTACHED = re.compile(r"附件[:\uff1a](.*)")


@dataclass(frozen=True)
class ReadVolume:
    """One volume: its PDF, and its catalogue as reckoned."""

    pdf: Path
    volume: Volume

    @property
    def name(self) -> str:
        """What tells it from the others, "" for the only one."""
        return self.volume.label


@dataclass(frozen=True)
class ReadBack:
    """What the rules ask of the PDF, and on which page each attachment begins: (顺序号, title) → page number."""

    finished: FinishedFact
    attachments: Mapping[tuple[int, str], int]


def read_back(volumes: Sequence[ReadVolume], number_place: str) -> ReadBack:
    """Read the PDFs of all volumes. Raises Refused for one that cannot be opened."""
    pages: list[PageFact] = []
    rows: list[RowFact] = []
    bound: list[VolumeFact] = []
    due: list[tuple[str, int]] = []
    attachments: dict[tuple[int, str], int] = {}
    for read in volumes:
        leaf = _Leafing(read, number_place)
        pages += leaf.pages()
        rows += leaf.rows()
        lines = read.volume.lines
        cover, endnote = leaf.words_of(leaf.cover), leaf.words_of(leaf.endnote)
        bound.append(VolumeFact(read.name, cover, endnote, len(lines), lines[-1].last))
        due += [(read.name, line.document or line.order) for line in lines]
        attachments |= leaf.attachments
    finished = FinishedFact(tuple(pages), tuple(rows), tuple(bound), tuple(due))
    return ReadBack(finished, attachments)


class _Leafing:
    """One PDF, opened once: numbers, bookmarks, links, and the words of the bundle's own sheets."""

    def __init__(self, read: ReadVolume, number_place: str) -> None:
        import pikepdf

        self._read, self._place = read, number_place
        self._name = read.name
        self._lines = {line.order: line for line in read.volume.lines}
        try:
            with pikepdf.open(read.pdf) as pdf:
                self._look(pdf)
        except (pikepdf.PdfError, OSError) as error:
            raise Refused("案卷的 PDF 打不开", where=str(read.pdf), remedy="重新导出") from error
        self._sheets: dict[int, PageWords] = read_pages(
            read.pdf, [*self.cover, *self._catalogue, *self.endnote]
        )
        self._blank = blank_pages(
            read.pdf, [n for n in range(self._start, self._end) if n not in self._sheets]
        )

    def _look(self, pdf: Any) -> None:
        pages = list(pdf.pages)
        index_of = {page.obj.objgen: index for index, page in enumerate(pages)}
        self._stamps = [read_stamp(page) for page in pages]
        self._corners = [
            read_corner(page) if stamp is not None else ""
            for page, stamp in zip(pages, self._stamps, strict=True)
        ]
        self.marks: dict[str, int] = {}
        self._documents: dict[int, int] = {}
        attached: list[tuple[int, str, int]] = []
        with pdf.open_outline() as outline:
            for mark in outline.root:
                target = _target(mark.destination, index_of)
                order = _ORDER.match(mark.title)
                if order is None:
                    if target is not None:
                        self.marks.setdefault(mark.title, target)
                    continue
                if target is not None:
                    self._documents[int(order[1])] = target
                for child in mark.children:
                    name, place = _ATTACHED.match(child.title), _target(child.destination, index_of)
                    if name and place is not None:
                        attached.append((int(order[1]), name[1], place))
        first = next((n for n, stamp in enumerate(self._stamps) if stamp is not None), len(pages))
        catalogue = self.marks.get(CATALOGUE, 1)
        self._end = self.marks.get(ENDNOTE, len(pages))
        self._start = max(catalogue + 1, min([first, *self._documents.values()], default=first))
        own_start = self._own_start(pages, catalogue)
        self._start = own_start if own_start is not None else self._start
        self.cover = list(range(min(self.marks.get(COVER, 0), catalogue), catalogue))
        self._catalogue = list(range(catalogue, self._start))
        self.endnote = list(range(self._end, len(pages)))
        self._links = [
            (n, [float(edge) for edge in annotation.Rect], target)
            for n in self._catalogue
            for annotation in pages[n].obj.get("/Annots", ())
            if (target := _target(_goal(annotation), index_of)) is not None
        ]
        self.attachments = {
            (self._overall(order), title): number
            for order, title, place in attached
            if (number := self._number_at(place)) is not None
        }

    def _own_start(self, pages: Sequence[Any], catalogue: int) -> int | None:
        """The first page after the catalogue: the catalogue's pages are those that link into the file."""
        last = catalogue
        for n in range(catalogue, min(len(pages), self._end)):
            if any(_goal(annotation) is not None for annotation in pages[n].obj.get("/Annots", ())):
                last = n
            if self._stamps[n] is not None:
                break
        first = self._documents.get(self._read.volume.lines[0].order)
        return first if first is not None and first > last else last + 1

    def _overall(self, order: int) -> int:
        line = self._lines.get(order)
        return (line.document or line.order) if line else 0

    def _number_at(self, index: int) -> int | None:
        return index - self._start + self._base if self._start <= index < self._end else None

    @property
    def _base(self) -> int:
        return self._read.volume.lines[0].first

    def pages(self) -> Iterator[PageFact]:
        """Each page with the number that it should bear; a page that was lost is one without a number."""
        last, expected = self._read.volume.lines[-1].last, self._base
        stamps = self._stamps[self._start : self._end]
        for n in range(len(self._stamps)):
            where = self._where(n)
            if not self._start <= n < self._end:
                yield PageFact(where, None, self._stamps[n])
                continue
            found = self._stamps[n]
            after = stamps[n - self._start + 1] if n - self._start + 1 < len(stamps) else None
            if found is not None and found > expected and (after == found + 1 or found == last):
                for lost in range(expected, min(found, last + 1)):
                    yield self._lost(lost)
                expected = found
            yield self._page(
                where, expected, found, self._corners[n], blank=n not in self._sheets and self._blank.get(n)
            )
            expected += 1
        for lost in range(expected, last + 1):
            yield self._lost(lost)

    def _lost(self, number: int) -> PageFact:
        """A page that is not there: what comes behind it is moved, so it is of the whole file."""
        return PageFact(f"{self._name}第 {number} 页（卷内没有这一页）", number, None)

    def _page(
        self, where: str, expected: int, found: int | None, corner: str, *, blank: bool | None
    ) -> PageFact:
        return PageFact(
            where, expected, found, corner, self._right_corner(expected), blank, self._document(expected)
        )

    def _where(self, index: int) -> str:
        if index in self.cover:
            return f"{self._name}封面"
        if index in self._catalogue:
            return f"{self._name}卷内目录"
        return f"{self._name}备考表" if index in self.endnote else f"{self._name}第 {index + 1} 面"

    def _right_corner(self, number: int) -> str:
        if self._place in ("right", "left"):
            return "右上" if self._place == "right" else "左上"
        return "右上" if number % 2 else "左上"

    def _document(self, number: int) -> int:
        for line in self._read.volume.lines:
            if line.first <= number <= line.last:
                return line.document or line.order
        return 0

    def rows(self) -> Iterator[RowFact]:
        """Each line of the catalogue as printed: a row of the table that holds a link."""
        seen: dict[int, tuple[str, str, int | None]] = {}
        for n, (x1, y1, x2, y2), target in self._links:
            words, middle = self._sheets[n], (y1 + y2) / 2
            row = words.row(middle)
            order = re.match(r"\d+", row)
            if order is None:
                continue
            inside = words.inside(x1, y1, x2, y2)
            page = inside if re.fullmatch(r"\d+(-\d+)?", inside) else ""
            earlier = seen.get(int(order[0]), (row, "", None))
            goal = self._number_at(target)
            seen[int(order[0])] = (
                row,
                page or earlier[1],
                goal if earlier[2] is None or page else earlier[2],
            )
        for place, (row, page, goal) in seen.items():
            mark, line = self._documents.get(place), self._lines.get(place)
            number = self._number_at(mark) if mark is not None else None
            right, first = (line.page, line.first) if line else ("", 0)
            yield RowFact(self._overall(place), row, page, goal, number, right, first, self._name)

    def words_of(self, pages: Sequence[int]) -> str:
        """The words of some of the bundle's own sheets."""
        return "\n".join(self._sheets[n].text for n in pages)


def _goal(annotation: Any) -> Any:
    if "/Dest" in annotation:
        return annotation["/Dest"]
    action = annotation.get("/A")
    return action.get("/D") if action is not None and action.get("/S") == "/GoTo" else None


def _target(destination: Any, index_of: Mapping[Any, int]) -> int | None:
    try:
        return index_of.get(destination[0].objgen)
    except (TypeError, AttributeError, IndexError, ValueError):
        return None
