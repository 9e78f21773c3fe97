"""A DOCX measured by its settings: its elements with their roles, what breaks a rule, what should be said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.docx.ending import fitted
from shenguan_docs.ruler.docx.lines import Stroke, strokes
from shenguan_docs.ruler.docx.package import Package, open_package
from shenguan_docs.ruler.docx.parts import Docx, Paragraph, Piece
from shenguan_docs.ruler.docx.places import (
    PT_PER_MM,
    Span,
    align,
    blank_width,
    indent,
    line_pitch,
    size_of,
    spans,
)
from shenguan_docs.ruler.docx.reading import read_docx
from shenguan_docs.ruler.elements import Element, LayoutName, Measured, Role
from shenguan_docs.ruler.faces import family_of
from shenguan_docs.ruler.roles import is_red, with_roles

_NAMES = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,12}")
_MOST_PLACED = 8  # paragraphs in a table that only places the words of 版头 or 版记


@dataclass(frozen=True)
class Item:
    """An element with the paragraph that it was read from; ``at`` is the paragraph's index in the file.

    ``span`` holds its words and where they stand; two elements may share a paragraph (发文字号, 签发人).
    """

    element: Element
    paragraph: Paragraph
    at: int
    span: Span


@dataclass(frozen=True)
class Reading:
    """A DOCX with all that its rules look at."""

    docx: Docx
    layout: LayoutName
    items: tuple[Item, ...]
    strokes: tuple[Stroke, ...]

    @cached_property
    def first_annex(self) -> int | None:
        """Index of the first annex's label, None without annexes."""
        return next((i.element.index for i in self.items if i.element.role == "annex-label"), None)

    @cached_property
    def fitted(self) -> frozenset[int]:
        """Indexes of the elements that 7.3.5.5 lets have another line pitch or spacing."""
        return fitted(self.docx, self.items)


def measure_docx(data: bytes, name: str) -> Measured:
    """Measure the DOCX called ``name``; raises Refused for what is none, is encrypted, broken or too large."""
    from shenguan_docs.ruler.docx.rules import check_settings

    reading = read(open_package(data, name))
    elements = tuple(item.element for item in reading.items)
    return Measured(
        "docx", reading.layout, None, elements, tuple(check_settings(reading)), notes(reading.docx)
    )


def read(package: Package) -> Reading:
    """Read an opened package and tell which element each paragraph is."""
    docx = read_docx(package)
    lines = strokes(docx)
    drafts: list[Item] = []
    in_imprint = _imprint_tables(docx.paragraphs)
    for at, paragraph in enumerate(docx.paragraphs):
        if paragraph.text.strip():
            in_grid = paragraph.table is not None and paragraph.table not in in_imprint
            role: Role = "table" if in_grid else "unknown"
            drafts += _items(docx, paragraph, at, role, len(drafts))
    letter = _has_letter_rules(docx, lines, drafts)
    layout, elements = with_roles([item.element for item in drafts], letter)
    items = tuple(replace(item, element=element) for item, element in zip(drafts, elements, strict=True))
    return Reading(docx, layout, items, tuple(lines))


def notes(docx: Docx) -> tuple[str, ...]:
    """What a reader should know beside the findings."""
    said = []
    if docx.package.macros:
        said.append("文件里有宏，没有运行")
    if outside := docx.package.external():
        more = f"等 {len(outside)} 处" if len(outside) > 1 else ""
        said.append(f"文件引用了外部内容（没有去取）：{outside[0][:80]}{more}")
    if docx.revisions:
        said.append(f"有 {docx.revisions} 处修订没有接受或拒绝：增加的字算在内，删去的字不算")
    return tuple(said)


def _imprint_tables(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Small tables that only place words: a 标志, number or 签发人 at the beginning, 抄送 or 印发 anywhere."""
    filled = [paragraph for paragraph in paragraphs if paragraph.text.strip()]
    size = Counter(paragraph.table for paragraph in filled)
    found: set[int] = set()
    for n, paragraph in enumerate(filled):
        if paragraph.table is None or size[paragraph.table] > _MOST_PLACED:
            continue
        text = wording.squeezed(paragraph.text)
        before = sum(other.table != paragraph.table for other in filled[:n])
        head = wording.NUMBER.match(text) or wording.SIGNER.match(text) or wording.URGENCY.fullmatch(text)
        red = any(is_red(colour_of(piece)) and piece.points >= 20 for piece in paragraph.pieces)
        printed = wording.PRINTED.search(text) and wording.DATE.search(text) and len(text) < 60
        if (
            ((head or red) and before < 3)
            or printed
            or re.match(r"抄\s*[送报]\s*[：:]", paragraph.text.strip())
        ):
            found.add(paragraph.table)
    return found


def _items(docx: Docx, paragraph: Paragraph, at: int, role: Role, start: int) -> list[Item]:
    parts = spans(docx, paragraph)
    if _splits(paragraph.text):
        kept = [part for part in parts if part.text.strip()]
        groups = _grouped(kept)
    else:
        first, last = parts[0], parts[-1]
        groups = [Span(paragraph.pieces, first.left, last.right, len(parts) > 1)]
    return [
        Item(
            _element(docx, paragraph, group, start + n, role, paragraph.label if n == 0 else ""),
            paragraph,
            at,
            group,
        )
        for n, group in enumerate(groups)
    ]


def _splits(text: str) -> bool:
    """Whether tabs in a paragraph part elements of the head: 紧急程度, 发文字号, 签发人."""
    bare = wording.squeezed(text)
    urgency = wording.URGENCY.match(bare)
    rest = bare[urgency.end() :] if urgency else bare
    number = wording.NUMBER.match(rest)
    signer = number is not None and wording.SIGNER.match(rest[number.end() :]) is not None
    # The last row of several 签发人 holds the number and names alone.
    name = number is not None and "\t" in text and _NAMES.fullmatch(rest[number.end() :]) is not None
    return "\t" in text and bool(signer or name or (urgency and number and number.end() == len(rest)))


def _grouped(parts: list[Span]) -> list[Span]:
    """The label 签发人 and the names after it are one element."""
    out: list[Span] = []
    for part in parts:
        before = out[-1] if out else None
        if before is not None and wording.SIGNER.match(wording.squeezed(before.text)):
            out[-1] = Span((*before.pieces, *part.pieces), before.left, part.right, True)
        else:
            out.append(part)
    return out


def colour_of(piece: Piece) -> str:
    """``#RRGGBB``; automatic is black."""
    return "#000000" if piece.colour in ("auto", "") else f"#{piece.colour.upper()}"


def _element(docx: Docx, paragraph: Paragraph, span: Span, index: int, role: Role, label: str) -> Element:
    chars: dict[Piece, int] = {}
    lead = ""
    for piece in span.pieces:
        chinese = sum(wording.is_chinese(char) for char in piece.text)
        chars[piece] = chars.get(piece, 0) + chinese * 1000 + len(piece.text.strip())
        if chinese and not lead:
            lead = family_of(piece.face, piece.bold)
    if any(p.text.strip() for p in span.pieces):
        main = max(chars, key=lambda piece: chars[piece])
        face, points, bold, colour = main.face, main.points, main.bold, colour_of(main)
    else:  # nothing but an automatic number
        mark = paragraph.mark
        face, points, bold, colour = docx.styles.face(mark, "eastAsia"), size_of(paragraph), False, "#000000"
    text = label + "".join("" if piece.text == "\n" else piece.text for piece in span.pieces)
    first = (indent(paragraph, "first") + blank_width(paragraph)) / PT_PER_MM
    return Element(
        role, text, index, None, face, family_of(face, bold), points, bold, colour, align(paragraph),  # type: ignore[arg-type]
        first, indent(paragraph, "left") / PT_PER_MM, indent(paragraph, "right") / PT_PER_MM,
        line_pitch(docx, paragraph) / PT_PER_MM, lead,
    )  # fmt: skip


def _has_letter_rules(docx: Docx, lines: Sequence[Stroke], items: Sequence[Item]) -> bool | None:
    """Whether red double lines stand at the head and the foot (10.1); None when there is no line to tell."""
    red = [s for s in lines if is_red(s.colour) and (s.place == "header" or s.paragraph < 30)]
    if any(s.kind != "single" for s in red):
        return True
    if any(s.paragraph == -1 for s in red) and len(red) > 1:
        return True
    return False if red else None
