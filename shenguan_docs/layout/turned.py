"""Pages of wide tables (GB/T 9704, 8): laid out lying, printed on upright paper turned to the left.

Turned so, the table's head is at the binding edge of odd pages and at the cut edge of even ones, and the
folio, which the style sheet turns the other way, stands upright at the foot as on every other page.
"""

from __future__ import annotations

from typing import Any

from shenguan_docs.layout import figures

_WIDTH = figures.PAPER_WIDTH_MM / figures.MM_PER_PT  # pt
_HEIGHT = figures.PAPER_HEIGHT_MM / figures.MM_PER_PT


def turn(document: Any, pdf: Any) -> None:
    """Turn the lying pages of a ``pydyf.PDF`` (a finisher of WeasyPrint's ``write_pdf``)."""
    turned: set[bytes] = set()
    pages = [pdf.objects[int(reference.split()[0])] for reference in pdf.page_references]
    for reference, page, laid_out in zip(pdf.page_references, pages, document.pages, strict=True):
        if laid_out.width <= laid_out.height:
            continue
        turned.add(reference)
        stream = pdf.objects[int(page["Contents"].split()[0])]
        stream.stream.insert(0, f"0 1 -1 0 {_WIDTH:.4f} 0 cm".encode())
        for box in ("MediaBox", "TrimBox", "BleedBox"):
            page[box] = type(page[box])([0, 0, round(_WIDTH, 4), round(_HEIGHT, 4)])
    for item in pdf.objects if turned else ():  # bookmarks point to places on the pages
        if isinstance(item, dict) and "Dest" in item and item["Dest"][0] in turned:
            x, y = item["Dest"][2:4]
            item["Dest"][2:4] = [_WIDTH - y, x]
