from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shenguan_docs.index.engine import Engine
from shenguan_docs.index.whoosh_engine import WhooshEngine

ENGINES: dict[str, Callable[[Path], Engine]] = {"whoosh": WhooshEngine.create}


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest) -> Callable[[Path], Engine]:
    """Return what makes an empty engine in a folder."""
    return ENGINES[request.param]


@pytest.fixture
def engine(make: Callable[[Path], Engine], tmp_path: Path) -> Engine:
    return make(tmp_path / "index")
