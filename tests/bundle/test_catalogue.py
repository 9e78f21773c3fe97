"""The drawn 卷内文件目录 and the one that an office's own template prints say the same."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shenguan_docs.bundle.catalogue import _NOT_FIRST, _NOT_LAST, _wrapped
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from tests.bundle.bundle_samples import COVER, MADE_AT, PRINTER, item, letter

ITEMS = [
    item("益高社函〔2026〕7号", letter("a", 3), title="关于通报示例木业有限公司行政处罚决定的函（第一批）"),
    item(
        "示林函〔2026〕15号",
        letter("b"),
        title="Re: 关于核实 ABC-12 的函",
        day=date(2026, 12, 31),
        remark="复印件",
    ),
    item("", letter("c", 2), title="鑫龑喆堃有限公司来函", day=None),
]


def words(folder: Path, layouts: LayoutSource | None) -> dict[str, list[str]]:
    """The words below each heading of the catalogue."""
    result = make_bundle(ITEMS, COVER, folder, printer=PRINTER.html_pdf, made_at=MADE_AT, layouts=layouts)
    with pdfplumber.open(result.folder / result.volumes[0].pdf) as pdf:
        (table,) = pdf.pages[1].extract_tables()
    return {
        heading: [row[n].replace("\n", "").replace(" ", "") for row in table[1:]]
        for n, heading in enumerate(table[0])
    }


def test_both_ways_say_the_same(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(shipped_templates() / "bundle" / "catalogue.html", own)
    drawn = words(tmp_path / "drawn", None)
    assert drawn == words(tmp_path / "printed", LayoutSource([own, shipped_templates() / "bundle"]))
    assert drawn["文号"] == ["益高社函〔2026〕7号", "示林函〔2026〕15号", ""]
    assert drawn["题名"][2] == "鑫龑喆堃有限公司来函"
    assert drawn["日期"] == ["20260105", "20261231", ""]
    assert drawn["页号"] == ["1", "4", "5-6"]
    assert drawn["备注"] == ["", "复印件", ""]


@pytest.mark.parametrize("title", ["阿拉伯文 العربية", "合字 e\u0301", "表情 😀", ""])
def test_a_character_that_cannot_be_drawn_is_printed(tmp_path: Path, title: str) -> None:
    items = [item("一", letter("a"), title=title)]
    result = make_bundle(items, COVER, tmp_path / "b", printer=PRINTER.html_pdf, made_at=MADE_AT)
    with pdfplumber.open(result.folder / result.volumes[0].pdf) as pdf:
        assert title[:2] in pdf.pages[1].extract_text()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("关于函〔2026〕、。（）《》AB 12"), max_size=60), st.integers(60, 200))
def test_no_character_of_a_cell_is_lost(text: str, room: int) -> None:
    text = " ".join(text.split())
    lines = list(_wrapped(text, {}, room, 10))  # every character is five points wide
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) * 5 <= room + 25 for line in lines)
    for line in lines[1:]:
        assert line[0] not in _NOT_FIRST or len(text) > room / 5
    for line in lines[:-1]:
        assert line[-1] not in _NOT_LAST or len(line) <= 1 or set(line) <= set(_NOT_LAST)
