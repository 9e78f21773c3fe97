"""Random lives of letters against the small model; the long run is ``script/faults lives``."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from benchmarks.lives import Lives

TestLives = Lives.TestCase
TestLives.settings = settings(
    max_examples=2,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
