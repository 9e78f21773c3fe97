"""Pages of files as pictures: PDFs as they lie, pictures turned into pages once."""

from __future__ import annotations

from pathlib import Path

from shenguan_docs.office.letters.files import as_pdf, page_count, page_picture
from shenguan_docs.web.places import places


def pages_of(path: Path) -> bytes | Path:
    """Return the PDF of a file that has pages."""
    if path.suffix.lower() == ".pdf":
        return path
    key = ("turned", str(path), path.stat().st_mtime_ns if path.exists() else 0)
    return places().preview(key, lambda: as_pdf(path))


def count_of(path: Path) -> int:
    """Return how many pages can be shown."""
    return page_count(pages_of(path))


def sheet(path: Path, page: int) -> bytes:
    """Return one page as PNG. Raises NotFound."""
    return page_picture(pages_of(path), page)
