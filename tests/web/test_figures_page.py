"""Statistics: pictures that hold nothing but bars, the numbers beside them, no more than one may see."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from desk_helpers import Browser

BY = ("month", "kind", "department")


def test_the_numbers_stand_beside_the_pictures(at_desk: Callable[[str], Browser]) -> None:
    someone = at_desk("示例优办")
    for by in BY:
        page = someone.get(f"/figures?by={by}").get_data(as_text=True)
        assert page.count('class="chart"') == 3 and "印发和发出：印发 3，发出 2" in page
    book = openpyxl.load_workbook(io.BytesIO(someone.get("/figures.xlsx?by=kind").data))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert ["行政处罚决定通报函", 1, 1, 1] in [row[:4] for row in rows]


def test_a_picture_holds_bars_and_nothing_that_runs(at_desk: Callable[[str], Browser]) -> None:
    someone = at_desk("示例优办")
    answer = someone.get("/figures/letters.svg?by=department&department=社会事务局")
    drawn = answer.get_data(as_text=True)
    assert answer.content_type == "image/svg+xml" and "<svg" in drawn and "区社会事务局" in drawn
    for word in ("<script", "<!--", "href=", "@import", "url("):
        assert word not in drawn, word
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert drawn == someone.get("/figures/letters.svg?by=department&department=社会事务局").get_data(
        as_text=True
    )
    assert someone.get("/figures/other.svg").status_code == 404


def test_only_ones_own_department_is_counted(at_desk: Callable[[str], Browser]) -> None:
    stranger = at_desk("示例外局")
    page = stranger.get("/figures?by=kind&department=社会事务局").get_data(as_text=True)
    assert "行政处罚决定通报函" not in page and 'name="department"' not in page
