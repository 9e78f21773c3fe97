"""For all tests: nothing here depends on how fast the machine is; which engine holds the records, and the index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.scaled.opensearch_server import OpenSearch
    from tests.scaled.servers import PostgreSQL

settings.register_profile("office", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("office")

_running: list[PostgreSQL] = []
_lent = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``script/test scaled`` runs the tests of the records on a real server, and some that only it can pass."""
    parser.addoption("--records", choices=("sqlite", "postgresql"), default="sqlite")
    parser.addoption("--archive", choices=("disk", "s3"), default="disk")
    parser.addoption("--index", choices=("embedded", "opensearch"), default="embedded")


def pytest_configure(config: pytest.Config) -> None:
    """Offices go to the server too, before a test module has taken hold of what opens them."""
    config.addinivalue_line("markers", "disk: what only an archive on a disk can do")
    if config.getoption("--records") == "postgresql":
        from tests.scaled.offices import put_on_server

        put_on_server(lambda: _running[0], config.pluginmanager.get_plugins())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes a minute by itself begins first, so that no process of the run waits for it at the end."""
    if config.getoption("--archive") == "s3":
        items[:] = [item for item in items if not item.get_closest_marker("disk")]
    items.sort(key=lambda item: "tests/web/test_axe" not in item.nodeid and "test_browser" not in item.nodeid)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what is of the other engine alone."""
    parts = collection_path.parts[-2:]
    if parts[0] == "scaled":
        on_opensearch = config.getoption("--index") == "opensearch"
        return True if on_opensearch != parts[1].startswith("test_opensearch") else None
    if config.getoption("--index") == "opensearch":
        return None
    of_other = {"sqlite": ("tests", "scaled"), "postgresql": ("register", "test_database.py")}
    return True if parts == of_other[config.getoption("--records")] else None


@pytest.fixture(autouse=True)
def what_is_made_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test is not about it, the same letter is printed, the same example read, once (tests/once.py)."""
    from tests import once

    if request.path.parent.name in once.FOLDERS:
        once.install(monkeypatch)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Lend all processes of a run one node of OpenSearch: none of its tests stops it, and each has indexes of its own."""
    if node.config.getoption("--index") == "opensearch":
        from tests.scaled.opensearch_server import begun

        if not hasattr(node.config, "opensearch"):
            node.config.opensearch = _lent.enter_context(begun())
        node.workerinput["opensearch"] = node.config.opensearch.where()


def pytest_unconfigure() -> None:
    """Stop what was lent."""
    _lent.close()


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[OpenSearch]:
    """One node of OpenSearch."""
    from tests.scaled.opensearch_server import begun, found

    lent = getattr(request.config, "workerinput", {}).get("opensearch")
    with ExitStack() as own:
        running = found(lent) if lent else own.enter_context(begun())
        running.wait()
        yield running


@pytest.fixture(scope="session", autouse=True)
def server(request: pytest.FixtureRequest) -> Iterator[PostgreSQL | None]:
    """The server that holds the records in this run, None where they are files."""
    if request.config.getoption("--records") == "sqlite":
        yield None
        return
    from tests.scaled.servers import postgresql

    with postgresql() as running:
        _running.append(running)
        yield running
        _running.clear()
