"""A perfect file loses nothing; a file with one fault loses points for that fault and for nothing else."""

from __future__ import annotations

import pytest
from review_faults import FAULTS, Planted
from review_samples import PERFECT, judged

from shenguan_docs.review.registry import RULES


@pytest.mark.parametrize("profile", PERFECT)
def test_a_perfect_file_scores_100(profile: str) -> None:
    result = judged(PERFECT[profile]())
    assert [(f.rule, f.note) for f in result.findings] == []
    assert result.score == 100


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: f"{one.profile}-{one.sort}")
def test_one_fault_is_found_under_its_rule_and_nothing_else(planted: Planted) -> None:
    result = judged(planted.plant(PERFECT[planted.profile]()), planted.profile)
    found = {f.rule for f in result.findings}
    assert planted.rule in found
    assert {f.rule for f in result.findings if not f.follows} == {planted.rule}
    assert {f.state for f in result.findings if not f.follows} == {planted.state}
    assert (result.score < 100) == (planted.state == "扣分")


def test_there_are_enough_sorts_and_every_rule_has_one() -> None:
    assert len({one.sort for one in FAULTS}) >= 60
    assert {one.rule for one in FAULTS} == set(RULES)
