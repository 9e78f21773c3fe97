"""Random bundles, read back by another reader: numbers, catalogue, links and bookmarks are right in all of them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pdfplumber
import pikepdf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shenguan_docs.bundle.contents import BundleFile, BundleItem
from shenguan_docs.bundle.make import make_bundle
from tests.bundle.bundle_samples import COVER, MADE_AT, PRINTER, item, letter

WORDS = st.text(st.sampled_from("关于通报行政处罚决定的函<&〔2026〕 AB"), min_size=1, max_size=60)
ROTATIONS = st.sampled_from([0, 0, 0, 90, 180, 270])
ATTACHMENTS = st.lists(st.integers(0, 3), max_size=2)  # pages; 0 stands for a broken file


@st.composite
def documents(draw: st.DrawFn, order: int) -> BundleItem:
    pages, rotate = draw(st.integers(1, 5)), draw(ROTATIONS)
    attached = draw(ATTACHMENTS)
    return item(
        f"号{order}",
        letter(f"D{order}", pages, Rotate=rotate),
        title=draw(WORDS),
        files=tuple(
            BundleFile(f"附件{n}", "a.pdf", letter(f"D{order}A{n}", count) if count else b"broken")
            for n, count in enumerate(attached, 1)
        ),
    )


@st.composite
def bundles(draw: st.DrawFn) -> list[BundleItem]:
    return [draw(documents(order)) for order in range(1, draw(st.sampled_from([1, 2, 3, 5, 40])) + 1)]


def pages_of(document: BundleItem) -> int:
    sources = [document.pages_pdf, *(file.path for file in document.files)]
    return sum(
        1 if source == b"broken" else source.count(b"/Type /Page\n") or _count(source) for source in sources
    )


def _count(source: bytes) -> int:
    import io

    with pikepdf.open(io.BytesIO(source)) as pdf:
        return len(pdf.pages)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(bundles())
def test_what_the_catalogue_says_is_where_the_pages_are(items: list[BundleItem]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        result = make_bundle(items, COVER, Path(folder) / "b", printer=PRINTER.html_pdf, made_at=MADE_AT)
        path = result.folder / "案卷.pdf"
        first, start = {}, 1
        for order, document in enumerate(items, 1):
            first[order] = start
            start += pages_of(document)
        assert result.pages == start - 1

        with pikepdf.open(path) as pdf:
            front = len(pdf.pages) - result.pages - 1
            index = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
            leads_to = [
                index[a.Dest[0].objgen] for page in pdf.pages[1:front] for a in page.obj.get("/Annots", [])
            ]
            with pdf.open_outline() as outline:
                marked = [index[mark.destination[0].objgen] for mark in outline.root]
        assert marked == [0, 1, *(front + n - 1 for n in first.values()), len(index) - 1]
        assert sorted(set(leads_to)) == [front + n - 1 for n in first.values()]

        with pdfplumber.open(path) as read:
            rows = [row for page in read.pages[1:front] for table in page.extract_tables() for row in table]
            printed = {int(row[0]): row[5].replace("\n", "") for row in rows if row[0] and row[0].isdigit()}
            *others, last = [*first.items()]
            assert {order: printed[order] for order, _ in others} == {order: str(n) for order, n in others}
            assert printed[last[0]] == (f"{last[1]}-{start - 1}" if start - 1 > last[1] else str(last[1]))
            for number, page in enumerate(read.pages[front:-1], 1):
                assert _corner_number(page, left=number % 2 == 0) == str(number)
                assert _corner_number(page, left=number % 2 == 1) == ""
            for page in (*read.pages[:front], read.pages[-1]):
                assert _corner_number(page, left=True) == _corner_number(page, left=False) == ""
            for order, number in first.items():
                assert f"D{order} " in _all_words(read.pages[front + number - 1])


def _corner_number(page: pdfplumber.page.Page, left: bool) -> str:
    """Digits in the upper outer 20 mm of the page as shown (pdfplumber reckons as shown)."""
    zone = (0, 0, 57, 57) if left else (page.width - 57, 0, page.width, 57)
    chars = [c for c in page.chars if zone[0] <= c["x0"] and c["x1"] <= zone[2] and c["bottom"] <= zone[3]]
    return "".join(c["text"] for c in sorted(chars, key=lambda c: c["x0"])).strip()


def _all_words(page: pdfplumber.page.Page) -> str:
    return "".join(c["text"] for c in page.chars)
