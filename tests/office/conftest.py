"""A real office on disk: made once with the plan's list, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from office_helpers import MORNING, fixed_ids

from shenguan_docs.office.opening import Office, init_office, open_office
from shenguan_docs.office.plan_keeping import import_matters
from shenguan_docs.resources import shipped_templates


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pristine") / "office"
    init_office(root, "示例区", actor="示例文书", now=lambda: MORNING)
    office = open_office(root, actor="示例文书", now=lambda: MORNING)
    import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
    office.close()
    return root


@pytest.fixture
def office_root(pristine: Path, tmp_path: Path) -> Path:
    root = tmp_path / "office"
    shutil.copytree(pristine, root)
    return root


@pytest.fixture
def opened(office_root: Path) -> Iterator[Callable[[], Office]]:
    """Open the office, again and again if need be, as another process would."""
    offices: list[Office] = []

    def open_again() -> Office:
        office = open_office(
            office_root, actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(len(offices))
        )
        offices.append(office)
        return office

    yield open_again
    for office in offices:
        office.close()


@pytest.fixture
def office(opened: Callable[[], Office]) -> Office:
    return opened()
