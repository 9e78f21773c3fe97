"""A real office on disk: made once with the plan's list, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from office_helpers import MORNING, TODAY, drafted, fixed_ids, issued

from shenguan_docs.office.events.importing import Imported, import_events
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import Office, open_office
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


@pytest.fixture(scope="session")
def trail(
    pristine: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, dict[str, str]]]:
    """An office in which letters were issued: 经济合作局 wrote 函1 to 函4, 社会事务局 函1 to 函2."""
    root = tmp_path_factory.mktemp("trail") / "office"
    shutil.copytree(pristine, root)
    office = open_office(root, actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(9))
    slugs = (
        "consultation",
        "superior-review",
        "penalty",
        "training",
        "warning-listing",
        "coordination-request",
    )
    early = {"accepted_on": str(TODAY - timedelta(21))}
    old = issue(office, [drafted(office, "consultation", early)], written_on=TODAY - timedelta(20))[0]
    numbers = {slug: issued(office, slug).number for slug in slugs}
    numbers["old consultation"] = old.number
    yield office, numbers
    office.close()


@pytest.fixture
def quiet(trail: tuple[Office, dict[str, str]]) -> Office:
    return trail[0]


@pytest.fixture
def numbers(trail: tuple[Office, dict[str, str]]) -> dict[str, str]:
    return trail[1]


@pytest.fixture
def imported(office: Office, tmp_path: Path) -> Callable[..., Imported]:
    """Import a table into the office."""

    def run(content: bytes, type: str = "penalty-effective", **options: Any) -> Imported:
        name = "月报.xlsx" if content.startswith(b"PK") else "月报.csv"
        return import_events(office, content, name, type_name=type, beside=tmp_path, **options)

    return run
