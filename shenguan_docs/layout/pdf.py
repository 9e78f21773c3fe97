"""PDF of a document: ``printed`` → HTML layout → WeasyPrint, with everything kept between letters."""

from __future__ import annotations

import hashlib
from pathlib import Path
from threading import RLock
from typing import Any

from shenguan_docs.document import Document
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

            identifier = hashlib.sha256(html.encode("utf-8")).hexdigest()[:32].encode()
            page = HTML(string=html, base_url=None, url_fetcher=_fetch_nothing)
            pdf = page.write_pdf(stylesheets=[sheet], font_config=self._font_config, pdf_identifier=identifier)
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

        from shenguan_docs.layout import justify

        if self._font_config is None:
            justify.install()
            self._font_config = FontConfiguration()
        sheet = CSS(string=text, font_config=self._font_config, url_fetcher=_fetch_nothing)
        self._sheets[name] = text, sheet
        return sheet


class _Safe(str):
    """Words of our own that stand in CSS as they are (quotation marks are not escaped)."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _fetch_nothing(url: str, *_args: Any, **_kwargs: Any) -> Any:
    """A layout reaches no file and no network."""
    raise ValueError(f"版式不能读取 {url[:80]}")
