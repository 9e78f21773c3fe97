"""Some of the letters of ``script/bench own-letters``: every layout, every length at which pages break badly."""

from __future__ import annotations

import pytest

from benchmarks.any_letters import LAYOUTS, LENGTHS, Letter, letters
from benchmarks.own_letters import measured, printers

SEED = 20261128


@pytest.fixture(scope="module")
def some() -> list[Letter]:
    return list(letters(SEED, each=1, kinds_of=("alert", "credit-check", "minutes", "penalty")))


def test_the_sample_meets_every_layout_and_many_lengths(some: list[Letter]) -> None:
    assert {one.layout for one in some} == {*LAYOUTS, "form"}
    assert len({one.length for one in some}) >= 6 and set(LENGTHS) >= {one.length for one in some}


def test_no_letter_of_ours_has_a_finding(some: list[Letter]) -> None:
    pdf, docx = printers()
    faults = {one.name: measured(pdf, docx, one).faults for one in some}
    assert {name: found for name, found in faults.items() if found} == {}
