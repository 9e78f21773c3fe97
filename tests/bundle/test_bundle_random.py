"""Random bundles, read back by another reader: numbers, catalogue, links and bookmarks are right in all of them.

``script/faults bundles`` makes hundreds of them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.random_bundles import Model, faults, made, number_of
from shenguan_docs.bundle.contents import BundleItem
from tests.bundle.bundle_samples import PRINTER, letter


@pytest.mark.parametrize("seed", range(12))
def test_what_the_catalogue_says_is_where_the_pages_are(tmp_path: Path, seed: int) -> None:
    assert faults(made(seed, PRINTER.html_pdf), tmp_path / "b", PRINTER.html_pdf) == []


def test_a_catalogue_of_several_pages(tmp_path: Path) -> None:
    pages = [1 + n % 2 for n in range(60)]
    items = [
        BundleItem(number_of(n), "示例单位", f"第{n}件", date(2026, 1, 1), letter(f"D{n}P0;", count), None)
        for n, count in enumerate(pages)
    ]
    model = Model(items, [[f"D{n}P0"] * count for n, count in enumerate(pages)], [set() for _ in pages])
    assert faults(model, tmp_path / "b", PRINTER.html_pdf) == []
