"""Tests that are not about it print the same letter, and read the same shipped example, once in a process.

What is kept was made by the real printer from the very same input: letter, page in HTML, style sheet, faces; two letters
of two offices are the same when even their numbers and dates are. Of files only those that come with the kinds as
examples are read once. The tests of the layout, of the ruler, of bundles and of the readers do it each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from shenguan_docs.document import Document
from shenguan_docs.index import extract
from shenguan_docs.layout.pdf import PdfPrinter, PrintedPdf
from shenguan_docs.resources import shipped_templates

FOLDERS = ("office", "web", "cli")
_MOST = 300  # some 60 MB
_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()


def _once(key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
    if key not in _kept:
        _kept[key] = make()
        if len(_kept) > _MOST:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]


@cache
def _examples() -> frozenset[bytes]:
    return frozenset(path.read_bytes() for path in shipped_templates().glob("notices/*/示例-*"))


def install(patch: pytest.MonkeyPatch) -> None:
    """Let this process remember letters, 发文稿纸, and the words of the examples."""
    fitted, html_pdf, read = PdfPrinter.fitted, PdfPrinter.html_pdf, extract.read_in_child

    def letter(self: PdfPrinter, document: Document) -> PrintedPdf:
        with self._lock:
            self._sheet("page.css")
            key = (self._settings, document, self.html(document), self._sheets["page.css"][0])
            found: PrintedPdf = _once(key, lambda: fitted(self, document))
            return found

    def page(self: PdfPrinter, html: str, css_name: str, **how: bool) -> bytes:
        if css_name != "manuscript.css":
            return html_pdf(self, html, css_name, **how)
        with self._lock:
            self._sheet(css_name)
            key = (self._settings, html, self._sheets[css_name][0], *sorted(how.items()))
            found: bytes = _once(key, lambda: html_pdf(self, html, css_name, **how))
            return found

    def reading(data: bytes, kind: str, name: str, *limits: float, **how: Any) -> Any:
        if how or data not in _examples():
            return read(data, kind, name, *limits, **how)
        return deepcopy(_once((data, kind, name, *limits[1:]), lambda: read(data, kind, name, *limits)))

    patch.setattr(extract, "read_in_child", reading)
    patch.setattr(PdfPrinter, "fitted", letter)
    patch.setattr(PdfPrinter, "html_pdf", page)
