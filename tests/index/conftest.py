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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every engine that this run has is asked the same."""
    if "make_index" in metafunc.fixturenames:
        there = ["opensearch"] if metafunc.config.getoption("--index") == "opensearch" else [*ENGINES]
        metafunc.parametrize("make_index", there, indirect=True)


@pytest.fixture
def make_index(request: pytest.FixtureRequest) -> Callable[[Path], LayeredEngine]:
    """Return what makes an empty engine in a folder."""
    if request.param == "opensearch":
        from tests.scaled.opensearch_index import maker

        return maker(request.getfixturevalue("cluster"))
    return ENGINES[request.param]


@pytest.fixture
def engine(make_index: Callable[[Path], LayeredEngine], tmp_path: Path) -> LayeredEngine:
    return make_index(tmp_path / "index")
