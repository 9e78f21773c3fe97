from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shenguan_docs.index import tantivy_engine, whoosh_engine
from shenguan_docs.index.layered import LayeredEngine

ENGINES: dict[str, Callable[[Path], LayeredEngine]] = {
    "whoosh": whoosh_engine.create_engine,
    "tantivy": tantivy_engine.create_engine,
}


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest) -> Callable[[Path], LayeredEngine]:
    """Return what makes an empty engine in a folder."""
    return ENGINES[request.param]


@pytest.fixture
def engine(make: Callable[[Path], LayeredEngine], tmp_path: Path) -> LayeredEngine:
    return make(tmp_path / "index")
