"""What a DOCX is made of once it is read: paragraphs, the pieces of their words, sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from shenguan_docs.ruler.docx.package import Package
from shenguan_docs.ruler.docx.styles import Props, Styles

MM_PER_TWIP = 25.4 / 1440
Where = Literal["body", "table", "box", "header", "footer"]


@dataclass(frozen=True)
class Piece:
    """Words of one run that look alike; ``node`` is their ``w:t`` (None for a tab or a break).

    ``points`` is the size, ``spacing`` what is added to each character (pt), ``scale`` its width in percent.
    """

    text: str
    node: Any
    run: Any
    face: str
    latin: str
    points: float
    bold: bool
    colour: str
    spacing: float
    scale: float
    snap: bool


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: where it stands, its words (``label`` is its automatic number), what holds for it."""

    node: Any
    where: Where
    section: int
    style: str
    label: str
    pieces: tuple[Piece, ...]
    props: Props
    mark: Props
    new_page: bool
    table: int | None = None
    frame: bool = False
    in_box: bool = False

    @property
    def words(self) -> str:
        """The words in the file, without the automatic number; a break inside is ``\\n``, a tab ``\\t``."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def text(self) -> str:
        """The words as printed."""
        return self.label + self.words


@dataclass(frozen=True)
class Section:
    """One section; lengths in mm, ``line_pitch`` and ``char_space`` of its grid in pt (0 without a grid)."""

    node: Any
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    header: float
    footer: float
    grid: str
    line_pitch: float
    char_space: float
    title_page: bool
    starts: str
    parts: dict[tuple[str, str], str]

    @property
    def landscape(self) -> bool:
        """Whether the page is turned."""
        return self.width > self.height

    @property
    def text_width(self) -> float:
        """Width of the text area in mm."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Height of the text area in mm."""
        return self.height - self.top - self.bottom


@dataclass
class Docx:
    """A whole DOCX as read: paragraphs in reading order (headers of the first page first), footers apart."""

    package: Package
    styles: Styles
    sections: list[Section]
    paragraphs: list[Paragraph] = field(default_factory=list)
    footers: dict[tuple[int, str], list[Paragraph]] = field(default_factory=dict)
    tables: list[Any] = field(default_factory=list)
    even_and_odd: bool = False
    default_tab: float = 420.0
    revisions: int = 0

    def section(self, paragraph: Paragraph) -> Section:
        """The section in which a paragraph stands."""
        return self.sections[min(paragraph.section, len(self.sections) - 1)]


def number(text: str | None, default: float = 0.0) -> float:
    """A length of the file as a number; what is none (Word forgives it) is ``default``. Units: as written, twips for "pt", "cm", "mm"."""
    if text is None:
        return default
    for unit, twips in (("pt", 20.0), ("mm", 1440 / 25.4), ("cm", 1440 / 2.54), ("in", 1440.0)):
        if text.endswith(unit):
            text, factor = text.removesuffix(unit), twips
            break
    else:
        factor = 1.0
    try:
        found = float(text)
    except ValueError:
        return default
    return found * factor if abs(found) < 1e7 else default
