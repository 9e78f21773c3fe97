"""Our own letters are measured without a finding, and a fault planted into one is found under its rule."""

from __future__ import annotations

import pytest

from benchmarks.page_faults import CLEAN, FAULTS, Fault, clean_sample, planted, unexpected
from shenguan_docs.ruler.checking import check

SAMPLE_OF_FAULTS = FAULTS[::19]


@pytest.mark.parametrize("name", sorted(CLEAN))
def test_our_own_pages_are_measured_without_a_finding(name: str) -> None:
    report = check(clean_sample(name), name)
    assert [(f.rule.name, f.place, f.expected, f.found) for f in report.findings] == []
    assert report.layout == name.split("-")[0]


@pytest.mark.parametrize("fault", SAMPLE_OF_FAULTS, ids=lambda f: f.name)
def test_a_planted_fault_is_found_under_its_rule_alone(fault: Fault) -> None:
    found = {f.rule.name for f in check(planted(fault), fault.name).findings}
    assert fault.rule in found
    assert unexpected(fault, found) == set()
