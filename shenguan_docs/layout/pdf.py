"""PDF of a document: ``printed`` → HTML layout → WeasyPrint, with everything kept between letters."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import RLock
from typing import Any

from shenguan_docs.document import Document
from shenguan_docs.errors import Refused
from shenguan_docs.layout import figures, fonts
from shenguan_docs.layout.printed import printed
from shenguan_docs.layout.source import LayoutSource

_FIGURES = {name: value for name, value in vars(figures).items() if name.isupper()}


class PdfPrinter:
    """Prints documents as PDF; keeps fonts, parsed CSS and compiled layouts (150 ms a letter otherwise).

    ``office_fonts`` is the office's own folder of font files. Raises MissingComponent (at the first
    letter) when the machine lacks Pango, harfbuzz-subset or a face.
    """

    def __init__(self, layouts: LayoutSource, office_fonts: Path | None = None) -> None:
        self.layouts, self.office_fonts = layouts, office_fonts
        self._lock = RLock()
        self._font_config: Any = None
        self._fetcher: Any = None
        self._faces: fonts.FacesInUse | None = None
        self._sheets: dict[str, tuple[str, Any]] = {}

    def html(self, document: Document) -> str:
        """Return the page as HTML (without its style sheet)."""
        return self.layouts.render(f"{document.layout}.html", printed(document))

    def pdf(self, document: Document) -> bytes:
        """Return the document as PDF: the same document gives the same bytes."""
        return self.html_pdf(self.html(document), "page.css")

    def html_pdf(self, html: str, css_name: str) -> bytes:
        """Print any HTML with the layout style sheet ``css_name`` and the same faces."""
        with self._lock:
            sheet = self._sheet(css_name)
            from weasyprint import HTML
            from weasyprint.urls import FatalURLFetchingError

            identifier = hashlib.sha256(html.encode("utf-8")).hexdigest()[:32].encode()
            try:
                page = HTML(string=html, base_url=None, url_fetcher=self._fetcher)
                pdf = page.write_pdf(
                    stylesheets=[sheet], font_config=self._font_config, pdf_identifier=identifier
                )
            except FatalURLFetchingError as error:
                raise _faults(error) from error
            return bytes(pdf)

    def faces(self) -> fonts.FacesInUse:
        """Faces that this printer uses; raises MissingComponent."""
        if self._faces is None:
            self._faces = fonts.require_fonts(self.office_fonts)
        return self._faces

    def _sheet(self, name: str) -> Any:
        """Return the parsed style sheet; parsed again only when its text changed."""
        faces = self.faces()
        weights = {role: "bold" if faces.bold(role) else "normal" for role in fonts.CHAINS}
        families = {role: _Safe(faces.css(role)) for role in fonts.CHAINS}
        text = self.layouts.render(name, {"figures": _FIGURES, "faces": families, "weights": weights})
        kept = self._sheets.get(name)
        if kept and kept[0] == text:
            return kept[1]
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError

        from shenguan_docs.layout import justify

        if self._font_config is None:
            justify.install()
            fonts.prepare(self.office_fonts)  # another printer of this process may have set its own
            self._font_config, self._fetcher = FontConfiguration(), _fetcher()
        try:
            sheet = CSS(string=text, font_config=self._font_config, url_fetcher=self._fetcher)
        except FatalURLFetchingError as error:
            raise _faults(error) from error
        self._sheets[name] = text, sheet
        return sheet


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
    return Refused(f"版式引用了外部的文件:{error}", remedy="版式里只能用 data: 形式内嵌的图片")
