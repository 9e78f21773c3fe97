"""Every file is looked at before anything is written: how many pages it has, or why it has none."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from shenguan_docs.bundle.arrange import arrange
from shenguan_docs.bundle.contents import BundleFile
from shenguan_docs.bundle.numbering import divide
from shenguan_docs.bundle.survey import Leaf, survey
from tests.bundle.bundle_samples import item, letter


def looked_at(folder: Path, **more) -> list[Leaf]:
    def written(name: str, text: str) -> bytes:
        return letter("text")

    return list(survey(arrange([item(**more)]), folder, written))


def test_a_file_of_two_gigabytes_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(2_100_000_000)  # a hole: it takes no room on the disk
    first, last = looked_at(tmp_path, files=(BundleFile("大件", "大件.pdf", huge),))
    assert (first.pages, first.reason) == (1, "")
    assert (last.pages, last.reason, last.kept) == (1, "文件有 2.1 GB，太大了", True)
    (film,) = looked_at(
        tmp_path, pages=None, files=(BundleFile("录像", "录像.mp4", huge.rename(tmp_path / "film")),)
    )
    assert film.reason.endswith("GB，太大了")


def test_two_thousand_pages_are_ten_volumes(tmp_path: Path) -> None:
    big, pdf = tmp_path / "big.pdf", pikepdf.new()
    for _ in range(2_000):
        pdf.add_blank_page()
    pdf.save(big)
    items = [item(), item("二号", big), item("三号")]
    leaves = list(survey(arrange(items), tmp_path, lambda name, text: b""))
    sheaves = divide(items, leaves)
    assert [leaf.pages for leaf in leaves] == [1, 2_000, 1]
    assert [sheaf.pages for sheaf in sheaves] == [1, *[200] * 10, 1]
    assert [line.page for line in sheaves[-2].lines] == ["1-200"]
    assert sheaves[-1].label == "第 12 卷"


def test_what_is_not_where_it_should_be(tmp_path: Path) -> None:
    (lost,) = looked_at(tmp_path, pages=tmp_path / "gone.pdf")
    assert lost.reason == "找不到这个文件"
    folder = tmp_path / "folder"
    folder.mkdir()
    (strange,) = looked_at(tmp_path, pages=folder)
    assert strange.reason == "找不到这个文件"
