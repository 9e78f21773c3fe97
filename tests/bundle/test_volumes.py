"""Volumes of at most so many pages: no document is torn that fits one, 正卷 and 副卷 stand apart, numbers begin anew."""

from __future__ import annotations

import json
from pathlib import Path

import pdfplumber
from hypothesis import given, settings
from hypothesis import strategies as st

from shenguan_docs.bundle.arrange import arrange
from shenguan_docs.bundle.contents import BundleResult
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.bundle.numbering import divide
from shenguan_docs.bundle.survey import Leaf
from tests.bundle.bundle_samples import COVER, MADE_AT, PRINTER, item, letter


def make(items: list, target: Path, **keys) -> BundleResult:
    return make_bundle(items, COVER, target, printer=PRINTER.html_pdf, made_at=MADE_AT, **keys)


def texts(result: BundleResult, number: int) -> list[str]:
    with pdfplumber.open(result.folder / result.volumes[number].pdf) as pdf:
        return [page.extract_text() for page in pdf.pages]


def test_a_bundle_of_several_volumes(tmp_path: Path) -> None:
    items = [
        item("甲", letter("A", 3)),
        item("乙", letter("B", 2)),
        item("丙", letter("C", 7)),
        item("丁", letter("D", 1)),
    ]
    result = make(items, tmp_path / "b", most=4)
    assert [(v.number, v.count, v.pdf, v.pages) for v in result.volumes] == [
        (1, 4, "data/案卷-第1卷.pdf", 3),
        (2, 4, "data/案卷-第2卷.pdf", 2),
        (3, 4, "data/案卷-第3卷.pdf", 4),
        (4, 4, "data/案卷-第4卷.pdf", 4),
    ]  # 丙 has more than four pages itself, so it alone is torn
    assert [[(line.order, line.document, line.page) for line in v.lines] for v in result.volumes] == [
        [(1, 1, "1-3")],
        [(1, 2, "1-2")],
        [(1, 3, "1-4")],
        [(1, 3, "1"), (2, 4, "4")],
    ]
    cover, catalogue, *pages, endnote = texts(result, 2)
    assert "第 3 卷 共 4 卷" in cover.replace("　", " ")
    assert "分装各卷" in catalogue.replace("\n", "")
    assert [page.split("\n") for page in pages] == [[str(n), f"C {n} of 7"] for n in (1, 2, 3, 4)]
    assert "本卷共 1 件 4 页" in endnote
    manifest = json.loads((result.folder / "data" / "manifest.json").read_text("utf-8"))
    assert [v["path"] for v in manifest["volumes"]] == [v.pdf.removeprefix("data/") for v in result.volumes]
    assert [d["volume"] for d in manifest["documents"]] == [
        "第 1 卷",
        "第 2 卷",
        "第 3 卷",
        "第 4 卷",
        "第 4 卷",
    ]


def test_the_inner_part_is_a_file_of_its_own(tmp_path: Path) -> None:
    items = [
        item("甲", letter("A", 2)),
        item("乙", letter("B"), volume="副卷"),
        item("丙", b"broken", volume="副卷"),
    ]
    result = make(items, tmp_path / "b")
    assert [(v.part, v.pdf, v.label, v.pages) for v in result.volumes] == [
        ("正卷", "data/案卷-正卷.pdf", "正卷", 2),
        ("副卷", "data/案卷-副卷.pdf", "副卷", 2),
    ]
    assert [(f.volume, f.document, f.page) for f in result.findings] == [("副卷", 2, 2)]
    assert "副卷" in texts(result, 1)[0]
    assert "broken" not in texts(result, 0)[-1]
    assert "以说明页代替" in texts(result, 1)[-1].replace("\n", "")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 25), st.sampled_from(["正卷", "副卷"])), min_size=1, max_size=30),
    st.integers(1, 12),
)
def test_volumes_of_any_documents(documents: list, most: int) -> None:
    items = sorted(
        (item(volume=part, pages=b"") for _, part in documents), key=lambda one: one.volume != "正卷"
    )
    counts = [pages for pages, part in sorted(documents, key=lambda one: one[1] != "正卷")]
    leaves = [Leaf(place, counts[place.document - 1], b"") for place in arrange(items)]
    sheaves = divide(items, leaves, most)
    assert all(sheaf.pages <= most for sheaf in sheaves)
    held: dict[int, list[int]] = {}
    for n, sheaf in enumerate(sheaves):
        assert [line.order for line in sheaf.lines] == list(range(1, len(sheaf.lines) + 1))
        page = 0
        for span in sheaf.spans:
            assert span.first == page + 1
            page = span.last
            document = span.place.document
            held.setdefault(document, []).append(n)
            assert items[document - 1].volume == sheaf.part
    for document, volumes in held.items():
        assert len(volumes) == 1 or counts[document - 1] > most
    taken = [
        sum(s.pages for sheaf in sheaves for s in sheaf.spans if s.place.document == d + 1)
        for d in range(len(items))
    ]
    assert taken == counts
