"""A draft that is no letter yet is known by how its title begins, whichever version of the program kept it."""

from __future__ import annotations

import pytest

from shenguan_docs.office.letters.drafting import UNFINISHED, is_unfinished
from shenguan_docs.text import half_width


@pytest.mark.parametrize("beginning", [UNFINISHED, half_width(UNFINISHED), "(未填完)"])
def test_an_unfinished_draft_of_any_version(beginning: str) -> None:
    assert is_unfinished(f"{beginning}行政处罚决定通报函 示例木业有限公司")


def test_a_letter_that_speaks_of_it_is_finished() -> None:
    assert not is_unfinished("关于未填完的表格的函")
    assert not is_unfinished(f"关于表格{UNFINISHED}的函")
