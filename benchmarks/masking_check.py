"""Whether masked pages still tell a secret: bytes and texts are searched, and the places of its characters looked at.

The places come from pdfminer, which the product does not use for them.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.masking_documents import Planted
from shenguan_docs.masking.finding import Secret, compact
from shenguan_docs.masking.searching import Searcher, search_unpacked

_DPI = 144


def searcher_of(secrets: Sequence[str]) -> Searcher:
    return Searcher(Secret(words, "planted", "", "") for words in secrets)


def leaks(document: Planted, copy: bytes, secrets: Sequence[str], flat: bytes | None) -> list[str]:
    """Return what is still there. ``flat`` is the original with annotations drawn in, None for a scan."""
    found = [
        f"{document.sort} {f.path}:{f.place}:{f.secret.words}"
        for f in search_unpacked(copy, document.name, searcher_of(secrets))
    ]
    if flat is not None:
        found += [
            f"{document.sort} 第 {n} 页没有遮住:{words}" for n, words in _uncovered(flat, copy, secrets)
        ]
    return found


def _uncovered(flat: bytes, copy: bytes, secrets: Sequence[str]) -> Iterator[tuple[int, str]]:
    import pypdfium2

    masked = pypdfium2.PdfDocument(copy)
    for number, glyphs in enumerate(_glyphs(flat), 1):
        page = masked[number - 1]
        picture = page.render(scale=_DPI / 72).to_pil().convert("L")
        stream = "".join(text for text, _ in glyphs)
        for words in secrets:
            needle = "".join(c for c in unicodedata.normalize("NFKC", words).lower() if c.isalnum())
            at = stream.find(needle)
            while at >= 0:
                if any(_shows(picture, box) for _, box in glyphs[at : at + len(needle)]):
                    yield number, words
                at = stream.find(needle, at + 1)
        page.close()


def _shows(picture: Any, box: tuple[float, float, float, float]) -> bool:
    """Whether anything but black is seen in the middle of ``box`` (shares of the page)."""
    left, top, right, bottom = box
    for across in (0.25, 0.5, 0.75):
        for down in (0.25, 0.5, 0.75):
            x = (left + (right - left) * across) * picture.width
            y = (top + (bottom - top) * down) * picture.height
            if 0 <= x < picture.width and 0 <= y < picture.height and picture.getpixel((int(x), int(y))) > 40:
                return True
    return False


def _glyphs(data: bytes) -> Iterator[list[tuple[str, tuple[float, float, float, float]]]]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LTChar, LTFigure
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)

    def within(node: Any) -> Iterator[Any]:
        for one in node:
            if isinstance(one, LTChar):
                yield one
            elif isinstance(one, LTFigure):
                yield from within(one)

    for page in PDFPage.get_pages(io.BytesIO(data)):
        page.mediabox = page.cropbox  # what shows
        interpreter.process_page(page)
        layout = device.get_result()
        left, low, wide, high = layout.x0, layout.y0, layout.width, layout.height
        glyphs = []
        for char in within(layout):
            box = (
                (char.x0 - left) / wide, 1 - (char.y1 - low) / high, (char.x1 - left) / wide, 1 - (char.y0 - low) / high,
            )  # fmt: skip
            for c in unicodedata.normalize("NFKC", char.get_text()).lower():
                if c.isalnum():
                    glyphs.append((c, box))
        yield glyphs


__all__ = ["compact", "leaks", "searcher_of"]
