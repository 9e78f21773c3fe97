"""PDF of a document: ``printed`` → HTML layout → WeasyPrint, with everything kept between letters."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

from shenguan_docs.document import Document
from shenguan_docs.errors import Refused
from shenguan_docs.layout import apart, figures, fitting, fonts, looking, weasy
from shenguan_docs.layout.faces import CHAINS
from shenguan_docs.layout.fit import PLAIN, Fit
from shenguan_docs.layout.fontconfig import prepare
from shenguan_docs.layout.printed import printed
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.layout.turned import turn

_FIGURES = {name: value for name, value in vars(figures).items() if name.isupper()}


# For keeping: PDF/A-2b with its structure (why not 3b: docs/决定.md).
_FOR_KEEPING = {"pdf_variant": "pdf/a-2b", "pdf_tags": True}


_PARSED: dict[str, Any] = {}
_MOST_PARSED = 64  # a printer has six
_BRINGS = re.compile(
    r"\\|@(?!page|media|footnote|top-|bottom-|left-|right-)"
)  # faces of its own, other sheets: kept in the printer


@dataclass(frozen=True)
class PrintedPdf:
    """A printed letter, and the fit that its DOCX takes too."""

    data: bytes
    fit: Fit


class PdfPrinter:
    """Prints documents as PDF; keeps fonts, parsed CSS and compiled layouts (150 ms a letter otherwise).

    ``office_fonts`` is the office's own folder of font files. Raises MissingComponent (at the first
    letter) when the machine lacks Pango, harfbuzz-subset or a face. Layouts of an office's own are laid out
    ``apart``, in a child process.
    """

    def __init__(
        self, layouts: LayoutSource, office_fonts: Path | None = None, *, apart: bool = True
    ) -> None:
        self.layouts, self.office_fonts, self._apart = layouts, office_fonts, apart
        self._lock = RLock()
        self._font_config: Any = None
        self._fetcher: Any = None
        self._faces: fonts.FacesInUse | None = None
        self._settings: Path | None = None
        self._sheets: dict[str, tuple[str, Any]] = {}

    def html(self, document: Document, fit: Fit = PLAIN) -> str:
        """Return the page as HTML (without its style sheet)."""
        return self.layouts.render(f"{document.layout}.html", printed(document, fit))

    def pdf(self, document: Document) -> bytes:
        """Return the document as PDF/A-2b: the same document gives the same bytes."""
        return self.fitted(document).data

    def fitted(self, document: Document) -> PrintedPdf:
        """Print the document, and say how its text was fitted to its pages (7.3.2, 7.3.5.5, 7.5)."""
        if self._apart and self.layouts.own():
            return PrintedPdf(*apart.fitted(self.layouts.folders, self.office_fonts, document))
        with self._lock:
            sheet = self._sheet("page.css")
            last: dict[Fit, tuple[str, Any]] = {}

            def look_at(fit: Fit) -> looking.Look:
                html = self.html(document, fit)
                rendering = self._render(html, sheet, _FOR_KEEPING)
                last.clear()
                last[fit] = html, rendering
                return looking.look(rendering)

            sealed = document.signature.style == "seal" and bool(document.signature.organs)
            fit = fitting.fit(look_at, has_recipients=bool(document.recipients), sealed=sealed)
            if fit not in last:
                look_at(fit)
            html, rendering = last[fit]
            return PrintedPdf(_written(html, rendering, _FOR_KEEPING), fit)

    def html_pdf(self, html: str, css_name: str, *, lying: bool = False, keeping: bool = False) -> bytes:
        """Print any HTML with the layout style sheet ``css_name`` and the same faces.

        ``lying`` pages stay as they are (a register, read across), others are turned onto upright paper.
        ``keeping`` makes it PDF/A.
        """
        if self._apart and self.layouts.own():
            task = apart.Task(
                self.layouts.folders, self.office_fonts, None, html, css_name, lying=lying, keeping=keeping
            )
            return apart.html_pdf(task)
        options = _FOR_KEEPING if keeping else {}
        with self._lock:
            return _written(html, self._render(html, self._sheet(css_name), options), options, lying=lying)

    def _render(self, html: str, sheet: Any, options: dict[str, Any]) -> Any:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError

        try:
            page = HTML(string=html, base_url=None, url_fetcher=self._fetcher)
            return page.render(stylesheets=[sheet], font_config=self._font_config, **options)
        except FatalURLFetchingError as error:
            raise _faults(error) from error

    def faces(self) -> fonts.FacesInUse:
        """Faces that this printer uses; raises MissingComponent. Font files that were laid down since are among them."""
        settings = prepare(self.office_fonts)  # another printer of this process may have set its own
        if self._faces is None or settings != self._settings:
            self._faces, self._settings = fonts.require_fonts(self.office_fonts), settings
            self._font_config = None
            self._sheets.clear()
        return self._faces

    def _sheet(self, name: str) -> Any:
        """Return the parsed style sheet; parsed again only when its text changed."""
        faces = self.faces()
        weights = {role: "bold" if faces.bold(role) else "normal" for role in CHAINS}
        families = {role: _Safe(faces.css(role)) for role in CHAINS}
        text = self.layouts.render(name, {"figures": _FIGURES, "faces": families, "weights": weights})
        kept = self._sheets.get(name)
        if kept and kept[0] == text:
            return kept[1]
        if self._font_config is None:
            weasy.load()
            from weasyprint.text.fonts import FontConfiguration

            from shenguan_docs.layout import justify

            justify.install()
            self._font_config, self._fetcher = FontConfiguration(), _fetcher()
        self._sheets[name] = text, self._parsed(text)
        return self._sheets[name][1]

    def _parsed(self, text: str) -> Any:
        """Parse a style sheet; one that brings nothing of its own is parsed once for all printers of this process."""
        from weasyprint import CSS
        from weasyprint.urls import FatalURLFetchingError

        own = _BRINGS.search(text) is not None
        if not own and text in _PARSED:
            return _PARSED[text]
        try:
            sheet = CSS(string=text, font_config=self._font_config, url_fetcher=self._fetcher)
        except FatalURLFetchingError as error:
            raise _faults(error) from error
        if not own:
            if len(_PARSED) >= _MOST_PARSED:
                _PARSED.clear()
            _PARSED[text] = sheet
        return sheet


def _written(html: str, rendering: Any, options: dict[str, Any], *, lying: bool = False) -> bytes:
    identifier = hashlib.sha256(html.encode("utf-8")).hexdigest()[:32].encode()
    return bytes(rendering.write_pdf(finisher=None if lying else turn, pdf_identifier=identifier, **options))


class _Safe(str):
    """Words of our own that stand in CSS as they are (quotation marks are not escaped)."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _fetcher() -> Any:
    """What WeasyPrint fetches with: pictures inside the layout (``data:``), no file, no network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=("data",), fail_on_errors=True)


def _faults(error: Exception) -> Refused:
    return Refused(f"版式引用了外部的文件：{error}", remedy="版式里只能用 data: 形式内嵌的图片")
