"""Random bundles, read back by another reader: numbers, catalogue, links and bookmarks are right in all of them."""

from __future__ import annotations

import io
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
    return [draw(documents(order)) for order in range(1, draw(st.sampled_from([1, 2, 3, 4])) + 1)]


def pages_of(document: BundleItem) -> int:
    return sum(pages_in(source) for source in (document.pages, *(file.path for file in document.files)))


def pages_in(source: bytes) -> int:
    if source == b"broken":
        return 1  # the slip sheet
    with pikepdf.open(io.BytesIO(source)) as pdf:
        return len(pdf.pages)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(bundles())
def test_what_the_catalogue_says_is_where_the_pages_are(items: list[BundleItem]) -> None:
    check(items)


def test_a_catalogue_of_several_pages() -> None:
    check([item(f"号{order}", letter(f"D{order}", 1 + order % 2)) for order in range(1, 61)])


def check(items: list[BundleItem]) -> None:
    """Make a bundle and hold each number, line, link and bookmark against the pages that went in."""
    with tempfile.TemporaryDirectory() as folder:
        result = make_bundle(items, COVER, Path(folder) / "b", printer=PRINTER.html_pdf, made_at=MADE_AT)
        path = result.folder / "data" / "案卷.pdf"
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
            printed = _page_column(read.pages[1:front])
            *others, last = [*first.items()]
            assert {order: printed[order] for order, _ in others} == {order: str(n) for order, n in others}
            assert printed[last[0]] == (f"{last[1]}-{start - 1}" if start - 1 > last[1] else str(last[1]))
            for number, page in enumerate(read.pages[front:-1], 1):
                outer, inner = _corners(page)[:: -1 if number % 2 else 1]
                assert (outer, inner) == (str(number), "")
            assert _corners(read.pages[-1]) == _corners(read.pages[1]) == ("", "")
            for order, number in first.items():
                assert f"D{order} " in _all_words(read.pages[front + number - 1])


def _page_column(pages: list[pdfplumber.page.Page]) -> dict[int, str]:
    """The words under 页号 by those under 顺序号, line by line: columns are found by the printed heads."""
    found = {}
    for page in pages:
        words = page.extract_words()
        orders, column = (next(w for w in words if w["text"] == head) for head in ("顺序号", "页号"))
        for word in words:
            if word["text"].isdigit() and _beneath(word, orders):
                row = [w["text"] for w in words if _beneath(w, column) and abs(w["top"] - word["top"]) < 3]
                found[int(word["text"])] = "".join(row)
    return found


def _beneath(word: dict, head: dict) -> bool:
    return word["top"] > head["bottom"] and abs(word["x0"] + word["x1"] - head["x0"] - head["x1"]) < 30


def _corners(page: pdfplumber.page.Page) -> tuple[str, str]:
    """What stands in the upper left and right 20 mm of the page as shown (pdfplumber reckons as shown)."""
    chars = sorted((c for c in page.chars if c["bottom"] <= 57), key=lambda c: c["x0"])
    left = "".join(c["text"] for c in chars if c["x1"] <= 57)
    return left.strip(), "".join(c["text"] for c in chars if c["x0"] >= page.width - 57).strip()


def _all_words(page: pdfplumber.page.Page) -> str:
    return "".join(c["text"] for c in page.chars)
