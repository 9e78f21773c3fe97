"""The page number stands on the upper outer corner of the page as its reader sees it."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from shenguan_docs.bundle.sheets import print_digits
from shenguan_docs.bundle.stamp import Stamp, read_stamp
from tests.bundle.bundle_samples import PRINTER, saved

DIGITS = pikepdf.open(io.BytesIO(print_digits(PRINTER.html_pdf)))


def stamped(
    number: int, content: bytes = b"", size: tuple[float, float] = (595, 842), **keys: object
) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=size)
    page.obj.Contents = pdf.make_stream(content)
    for key, value in keys.items():
        page.obj[f"/{key}"] = value
    Stamp(pdf, DIGITS.pages[:10]).put(page, number)
    assert read_stamp(page) == number
    return saved(pdf)


def ink(data: bytes, dark: bool = True) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is dark (or light) on the page as shown, as shares of its size."""
    page = pypdfium2.PdfDocument(data)[0]
    image = page.render(scale=1000 / min(page.get_size())).to_pil().convert("L")
    box = image.point(lambda level: 255 * ((level < 128) == dark)).getbbox()
    assert box is not None, "nothing there"
    return box[0] / image.width, box[1] / image.height, box[2] / image.width, box[3] / image.height


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize(
    "page",
    [
        {"size": (595, 842)},
        {"size": (842, 595)},
        {"size": (2384, 3370)},
        {"size": (60, 60)},
        {"CropBox": [100, 200, 400, 700]},
        {"CropBox": [400, 700, 100, 200]},
        {"MediaBox": [-300, -400, 295, 442]},
        {"CropBox": [-50, -50, 9000, 9000]},
        {"size": (100, 141), "UserUnit": 6},
    ],
)
def test_odd_numbers_right_even_numbers_left_whatever_the_page(page: dict, rotate: int) -> None:
    left, top, right, bottom = ink(stamped(123, Rotate=rotate, **page))
    assert left > 0.5 or page.get("size") == (60, 60)
    assert right < 1
    assert 0 < top < bottom < 0.5
    left, top, right, bottom = ink(stamped(124, Rotate=rotate, **page))
    assert right < 0.5 or page.get("size") == (60, 60)
    assert left > 0
    assert 0 < top < bottom < 0.5


def test_on_a4_it_stands_10_mm_from_both_edges_and_is_as_large_as_a_text_number() -> None:
    left, top, right, bottom = ink(stamped(1))
    assert 200 - 3 < right * 210 < 200
    assert 10 < top * 297 < 12
    assert 2.5 < (bottom - top) * 297 < 4


def test_on_a_dark_scan_it_stands_on_white() -> None:
    left, top, right, bottom = ink(stamped(7, b"0 g 0 0 595 842 re f"), dark=False)
    assert left > 0.9
    assert bottom < 0.06


@pytest.mark.parametrize(
    "content",
    [
        b"0.5 0 0 0.5 100 100 cm 1 g",  # changes the state for all that follows
        b"q q 0.1 0 0 0.1 0 0 cm",  # never restores it
        b"Q Q 3 0 0 3 0 0 cm q",
        b"q 0 0 10 10 re W n",  # leaves a clipping path
        b"BT /F1 12 Tf (unfinished",
    ],
)
def test_untidy_content_does_not_move_it(content: bytes) -> None:
    assert ink(stamped(5, content)) == pytest.approx(ink(stamped(5)), abs=0.005)


def test_it_can_be_read_as_text() -> None:
    text = pypdfium2.PdfDocument(stamped(9042))[0].get_textpage().get_text_range()
    assert text.strip() == "9042"


@pytest.mark.parametrize("state", [b"q 1 0 0 1 5 5 cm ", b"Q ", b"BT "])
def test_what_a_page_shows_stays_though_its_states_are_left_open(state: bytes) -> None:
    page = pypdfium2.PdfDocument(stamped(3, state + b"0 g 0 0 100 100 re f"))[0]
    image = page.render(scale=1).to_pil().convert("L")
    assert image.getpixel((50, image.height - 50)) < 50
