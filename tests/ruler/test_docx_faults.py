"""Single faults planted in our own DOCX: every tenth or so of those that ``benchmarks`` plants, one of every rule."""

from __future__ import annotations

import pytest

from benchmarks.planted_docx import Fault, faults, missed


def chosen() -> list[Fault]:
    """The last fault of every rule: all rules, and all layouts among them."""
    return list({fault.rule: fault for fault in faults()}.values())


@pytest.mark.parametrize("fault", [pytest.param(f, id=f"{f.layout}-{f.rule}") for f in chosen()])
def test_a_single_fault_is_found_under_its_rule_and_nothing_else(fault: Fault) -> None:
    assert missed(fault) == ""


def test_there_are_enough() -> None:
    every = list(faults())
    assert len(every) >= 300 and len({f.rule for f in every}) >= 45
    assert {f.layout for f in every} == {"letter", "general", "upward", "minutes", "form"}
