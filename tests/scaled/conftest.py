"""An office that is in two folders; a store that is started when the first test asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shenguan_docs.office import opening, sharing
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.opening import Office
from shenguan_docs.resources import shipped_templates
from tests.office.office_helpers import MORNING
from tests.scaled.seaweed import SeaweedFS, seaweedfs
from tests.scaled.servers import PostgreSQL
from tests.scaled.two_machines import copied, reopened, share


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offices whose archive several folders use."""
    for module in (opening, sharing):
        monkeypatch.setattr(module, "shared_archive", None)  # put back afterwards
    share()


@pytest.fixture
def folders(server: PostgreSQL, tmp_path: Path, shared: None) -> tuple[Path, Path]:
    """The folders of two machines."""
    first, second = tmp_path / "first", tmp_path / "second"
    init_office(first, "示例市", actor="示例文书", now=lambda: MORNING, records=server.fresh())
    copied(first, second)
    return first, second


@pytest.fixture
def office(folders: tuple[Path, Path]) -> Iterator[Office]:
    """The first machine's."""
    opened = reopened(folders[0], 0)
    import_matters(opened, shipped_templates() / "plan" / "事项清单(第一批).csv")
    yield opened
    opened.close()


@pytest.fixture
def second(folders: tuple[Path, Path], office: Office) -> Iterator[Office]:
    """The second machine's."""
    opened = reopened(folders[1], 50)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def store() -> Iterator[SeaweedFS]:
    """A SeaweedFS."""
    with seaweedfs() as running:
        yield running
