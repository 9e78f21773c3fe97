"""Print one letter: PDF, DOCX, the measure of its page. All that takes time in issuing, and needs no records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from shenguan_docs.document import Document, Paragraph, Run, plain
from shenguan_docs.errors import MissingComponent, Refused
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.fonts import faces_in_use, unprintable, unprintable_words
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.office.measuring.checking import measured_page
from shenguan_docs.ruler.wording import level_of


class Press(Protocol):
    """What prints: an office, or what a worker process keeps of one."""

    @property
    def pdf(self) -> PdfPrinter:
        """The PDF printer, kept between letters."""

    @property
    def docx(self) -> DocxPrinter:
        """The DOCX printer, kept between letters."""

    @property
    def fonts(self) -> Path:
        """The office's own font files."""


@dataclass(frozen=True)
class Printed:
    """A printed letter; ``breaches`` are the faults of its page, ``faces`` the fonts in which it stands."""

    pdf: bytes
    docx: bytes
    manuscript: bytes
    breaches: tuple[str, ...]
    faces: Mapping[str, str]


def print_letter(
    press: Press, document: Document, slip: Mapping[str, Any], kind_name: str, reason: str
) -> Printed:
    """Print a letter with its 发文稿纸 and measure its page. Raises Refused (no face for a letter, a breach without reason)."""
    require_printable(document, press.fonts)
    pdf = press.pdf.fitted(document)
    breaches = measured_page(pdf.data, kind_name, reason)
    docx = press.docx.docx(document, pdf.fit)
    manuscript = print_slip(press.pdf, slip)
    return Printed(pdf.data, docx, manuscript, tuple(breaches), faces_in_use(press.fonts))


def print_slip(printer: PdfPrinter, words: Mapping[str, Any]) -> bytes:
    """Return the 发文稿纸 as PDF/A. One face only: each face more costs a fifth of its time."""
    html = printer.layouts.render("manuscript.html", dict(words))
    return printer.html_pdf(html, "manuscript.css", keeping=True)


def require_printable(document: Document, fonts: Path) -> None:
    """Refuse characters that no installed face has, before a number is given."""
    _require_faces(unprintable(document, fonts), fonts)


def require_printable_words(runs: Iterable[Run], fonts: Path) -> None:
    """Refuse characters that no installed face has, in words that are no letter."""
    _require_faces(unprintable_words(runs, fonts), fonts)


def _require_faces(missing: Sequence[tuple[str, str]], fonts: Path) -> None:
    listed = _listed(missing)
    if listed:
        raise Refused(f"有字打印不出：{listed}", remedy=f"把含这些字的字体文件放进 {fonts}，或改用别的字")


def printing_doubts(document: Document, fonts: Path) -> tuple[str, ...]:
    """Say at once what will be refused when it is issued; a machine without fonts may still draft."""
    try:
        listed = _listed(unprintable(document, fonts))
    except MissingComponent:
        return ()
    unprinted = (f"有字打印不出：{listed}，印发前请改用别的字，或补字体",) if listed else ()
    return (*unprinted, *_typed_headings(document))


def _typed_headings(document: Document) -> Iterator[str]:
    """Filled-in words that begin as a heading does stand in the face of the text: its page will be refused (7.3.3)."""
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.level == 0 and block.runs:
            text, source = plain(block.runs), block.runs[0].source
            if source and level_of(text) in (1, 2):
                begins = text[:10] + ("…" if len(text) > 10 else "")
                yield (
                    f"“{source}”里的“{begins}”像标题，填写的内容照正文的字体排，印发时会因不合 7.3.3 退回；"
                    "分条的用“1.”“2.”，或者“一是”“二是”"
                )


def _listed(missing: Sequence[tuple[str, str]]) -> str:
    return "、".join(
        f"“{char}”（U+{ord(char):04X}，{source or '文本模板'}）" for char, source in missing[:10]
    )
