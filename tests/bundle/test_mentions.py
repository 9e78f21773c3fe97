"""A 文号 in a text that names a document of the bundle is a link to it, wherever and however it is written."""

from __future__ import annotations

import io
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from shenguan_docs.bundle.contents import BundleResult
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.bundle.words import Reader, content_of
from tests.bundle.bundle_samples import COVER, MADE_AT, PRINTER, item, letter, saved

SEVEN, EIGHT, NINE = (f"益高社函〔2026〕{n}号" for n in (7, 8, 19))


def printed(words: str) -> bytes:
    """A page of the program's own printer."""
    return PRINTER.html_pdf(f"<meta charset=utf-8><p style='width:60mm'>{words}</p>", "bundle.css")


def made(folder: Path, *sources: tuple[str, bytes], **keys) -> BundleResult:
    items = [item(number, data) for number, data in sources]
    return make_bundle(items, COVER, folder / "b", printer=PRINTER.html_pdf, made_at=MADE_AT, **keys)


def links(result: BundleResult, volume: int = 0) -> list[tuple[int, str, object]]:
    """Page number, words under the link (as pdfplumber reads them), page number it leads to (or the other file)."""
    path = result.folder / result.volumes[volume].pdf
    found = []
    with pikepdf.open(path) as pdf, pdfplumber.open(path) as read:
        front = len(pdf.pages) - result.volumes[volume].pages - 1
        index = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        for number, page in enumerate(pdf.pages[front:-1], 1):
            shown = read.pages[front + number - 1]
            for link in page.obj.get("/Annots", []):
                left, low, right, high = (float(edge) for edge in link.Rect)
                under = [
                    c["text"]
                    for c in shown.chars
                    if left <= (c["x0"] + c["x1"]) / 2 <= right
                    and low <= shown.mediabox[3] - (c["top"] + c["bottom"]) / 2 <= high
                ]
                to = (
                    index[link.Dest[0].objgen] - front + 1
                    if "/Dest" in link
                    else (str(link.A.F.UF), int(link.A.D[0]))
                )
                found.append((number, "".join(under), to))
    return found


def test_a_number_in_a_text_leads_to_its_document(tmp_path: Path) -> None:
    text = f"{SEVEN}已收悉。现就{EIGHT}答复如下,另见益高社函[2026]19号、{NINE}。外单位的益高社函〔2025〕7号不算。"
    result = made(
        tmp_path,
        (SEVEN, letter("a", 2)),
        (EIGHT, letter("b")),
        ("益高经函〔2026〕1号", printed(text)),
        (NINE, letter("c")),
    )
    found = links(result)
    assert {(page, to) for page, _, to in found} == {(4, 1), (4, 3), (4, 5)}
    by_target = {to: "".join(words for _, words, other in found if other == to) for to in (1, 3, 5)}
    assert by_target == {1: SEVEN, 3: EIGHT, 5: "益高社函[2026]19号" + NINE}


def test_a_letter_does_not_link_to_itself_and_a_longer_number_is_another(tmp_path: Path) -> None:
    result = made(
        tmp_path, ("益高社函〔2026〕1号", printed("本件 益高社函〔2026〕1号")), ("益高社函〔2026〕11号", printed("益高社函〔2026〕11号")),
        ("没有号", printed("益高社函〔2026〕111号")),
    )  # fmt: skip
    assert links(result) == []


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_links_lie_on_the_words_of_any_page(tmp_path: Path, turn: int) -> None:
    pdf = pikepdf.open(io.BytesIO(printed(f"<b>见</b>{SEVEN}")))
    page = pdf.pages[0].obj
    page.Rotate = turn
    page.Contents = pikepdf.Array(
        [pdf.make_stream(b"q .5 0 0 .5 100 200 cm "), page.Contents, pdf.make_stream(b" Q")]
    )
    result = made(tmp_path, (SEVEN, letter("a")), (EIGHT, saved(pdf)))
    with pikepdf.open(result.folder / result.volumes[0].pdf) as made_pdf:
        own = made_pdf.pages[-2]
        chars = [c for c in Reader().chars(own, content_of(own)) if c.text in SEVEN]
        for link in own.obj.Annots:
            left, low, right, high = (float(edge) for edge in link.Rect)
            assert any(
                left - 0.1 <= c.box[0]
                and c.box[2] <= right + 0.1
                and low - 0.1 <= c.box[1]
                and c.box[3] <= high + 0.1
                for c in chars
            )
    with pdfplumber.open(result.folder / result.volumes[0].pdf) as read:
        assert sum(c["text"] == "号" for c in read.pages[-2].chars) == 1


def test_a_number_may_lead_into_another_volume(tmp_path: Path) -> None:
    result = made(tmp_path, (SEVEN, letter("a", 3)), (EIGHT, printed(f"见{SEVEN}")), most=3)
    assert links(result, 1) == [(1, SEVEN, ("案卷-第1卷.pdf", 2))]


def test_links_that_a_page_has_stay(tmp_path: Path) -> None:
    pdf = pikepdf.open(io.BytesIO(printed(f"见{SEVEN}")))
    uri = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/")
    pdf.pages[0].obj.Annots = [
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=uri)
    ]
    result = made(tmp_path, (SEVEN, letter("a")), (EIGHT, saved(pdf)))
    with pikepdf.open(result.folder / result.volumes[0].pdf) as made_pdf:
        kinds = [str(a.A.S) if "/A" in a else "/Dest" for a in made_pdf.pages[-2].obj.Annots]
    assert kinds == ["/URI", "/Dest"]
