"""Files as scanners give them: pages cut apart with their own bytes, codes read however the page lies."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from benchmarks.returned import SIZE, as_jpeg, as_pdf, as_tiff, blank, sheet, signed, worn
from shenguan_docs.confined import answer_of
from shenguan_docs.errors import Refused
from shenguan_docs.serving import codes
from shenguan_docs.serving.pages import MOST, pages_of
from shenguan_docs.serving.tiff import one_picture

CODE = codes.make("ABCD", "20260320-t00001")
OTHER = codes.make("ABCD", "20260320-t00002")


@pytest.mark.parametrize("seed", range(4))
def test_a_worn_page_is_read_and_its_back_is_blank(seed: int) -> None:
    by = random.Random(seed)
    dpi = (150, 200, 300, 150)[seed]
    page = worn(signed(sheet(dpi, CODE), by), by)
    kind, packed = [("pdf", as_pdf), ("tiff", as_tiff)][seed % 2]
    total, pages = pages_of(packed([page, blank(page.size, by)], by, dpi), kind, 1, 10)
    assert total == 2
    assert CODE in pages[0].codes and not pages[0].blank
    assert pages[1].blank and not pages[1].data


def test_a_signature_alone_is_not_blank() -> None:
    by = random.Random(1)
    page = signed(blank(SIZE[150], by), by)
    _, [seen] = pages_of(as_jpeg(page, by, 150), "jpeg", 1, 1)
    assert not seen.blank and seen.codes == ()


def test_two_codes_on_a_page_are_both_read() -> None:
    by = random.Random(2)
    _, [seen] = pages_of(as_jpeg(sheet(200, CODE, OTHER), by, 200), "jpeg", 1, 1)
    assert set(seen.codes) == {CODE, OTHER}


def test_a_page_of_a_pdf_keeps_the_bytes_of_its_picture() -> None:
    by = random.Random(3)
    data = as_pdf([sheet(150, CODE), sheet(150, OTHER)], by, 150)
    _, pages = pages_of(data, "pdf", 1, 10)
    with pikepdf.Pdf.open(io.BytesIO(data)) as source:
        for whole, page in zip(source.pages, pages, strict=True):
            with pikepdf.Pdf.open(io.BytesIO(page.data)) as alone:
                assert len(alone.pages) == 1
                [before] = whole.Resources.XObject.values()
                [after] = alone.pages[0].Resources.XObject.values()
                assert before.read_raw_bytes() == after.read_raw_bytes()
    assert pages_of(data, "pdf", 1, 10)[1] == pages  # the same file gives the same bytes


def test_a_file_of_one_page_is_kept_as_it_is() -> None:
    by = random.Random(4)
    for data, kind in (
        (as_pdf([sheet(150, CODE)], by, 150), "pdf"),
        (as_jpeg(sheet(150, CODE), by, 150), "jpeg"),
    ):
        assert pages_of(data, kind, 1, 1)[1][0].data == data


def test_a_fax_with_points_twice_as_high_as_wide_is_read() -> None:
    page = sheet(200, CODE).convert("1").resize((1654, 1146))
    out = io.BytesIO()
    page.save(out, "TIFF", compression="group4", dpi=(204, 100))
    assert pages_of(out.getvalue(), "tiff", 1, 1)[1][0].codes == (CODE,)


def test_only_the_pages_asked_for_are_read() -> None:
    by = random.Random(5)
    data = as_tiff([sheet(150, CODE), sheet(150, OTHER), sheet(150, CODE)], by, 150)
    total, pages = pages_of(data, "tiff", 2, 1)
    assert (total, [page.number for page in pages], pages[0].codes) == (3, [2], (OTHER,))


@pytest.mark.parametrize("packing", ["group4", "tiff_lzw", "jpeg", "raw"])
def test_a_picture_of_a_tiff_is_copied_without_a_point_changed(packing: str) -> None:
    mode = "1" if packing == "group4" else "L"
    pictures = [sheet(150, text).convert(mode) for text in (CODE, OTHER)]
    out = io.BytesIO()
    pictures[0].save(
        out, "TIFF", save_all=True, append_images=pictures[1:], compression=packing, dpi=(150, 150)
    )
    for number in (0, 1):
        whole = Image.open(io.BytesIO(out.getvalue()))
        whole.seek(number)
        alone = Image.open(io.BytesIO(one_picture(out.getvalue(), number)))
        assert (alone.n_frames, alone.info["compression"], alone.info["dpi"]) == (
            1,
            packing,
            whole.info["dpi"],
        )
        assert alone.tobytes() == whole.tobytes()
    with pytest.raises(ValueError, match="no such picture"):
        one_picture(out.getvalue(), 2)


def _locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.Pdf.new() as made:
        made.add_blank_page()
        made.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    return out.getvalue()


def _many() -> bytes:
    out = io.BytesIO()
    with pikepdf.Pdf.new() as made:
        for _ in range(MOST + 1):
            made.add_blank_page()
        made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "make, kind, words",
    [
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 9, "pdf", "已损坏|一页也没有"),
        (_locked, "pdf", "加了密码"),
        (_many, "pdf", "太多了"),
        (lambda: b"II*\x00\x08\x00\x00\x00", "tiff", "图片已损坏"),
        (lambda: b"\xff\xd8\xff\xe0" + b"x" * 99, "jpeg", "图片已损坏"),
    ],
)
def test_a_file_that_is_no_good_is_refused(make: Callable[[], bytes], kind: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        pages_of(make(), kind, 1, 10)


def test_the_child_answers_under_its_limits() -> None:
    by = random.Random(6)
    worker = [sys.executable, "-BP", "-m", "shenguan_docs.serving.scan_worker"]
    data = as_pdf([sheet(150, CODE), sheet(150, OTHER)], by, 150)
    answer = answer_of([*worker, "pdf", "120", "1536", "1", "10"], data, 120)
    assert [page["codes"] for page in answer["pages"]] == [[CODE], [OTHER]]
    assert "已损坏" in answer_of([*worker, "jpeg", "60", "1536", "1", "1"], b"\xff\xd8\xffx", 60)["refused"]


def test_without_what_reads_codes_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    by = random.Random(7)
    _, [seen] = pages_of(as_jpeg(sheet(150, CODE), by, 150), "jpeg", 1, 1)
    assert (seen.codes, seen.unseen) == ((), "没有安装读码的组件（zxing-cpp）")
    assert seen.data
