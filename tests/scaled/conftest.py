"""Two office folders, as on two machines, that are one office: one server holds the records, both reach one archive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shenguan_docs.office import opening, sharing
from shenguan_docs.office.opening import Office, init_office, open_office
from tests.office.office_helpers import MORNING, fixed_ids
from tests.scaled.servers import PostgreSQL


@pytest.fixture
def folders(server: PostgreSQL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Their archive is one folder that both reach, as they would reach one bucket."""
    first, second = tmp_path / "first", tmp_path / "second"
    init_office(first, "示例市", actor="示例文书", now=lambda: MORNING, records=server.fresh())
    shutil.copytree(first, second, ignore=shutil.ignore_patterns("archive", "index", "office.lock"))
    (second / "archive").symlink_to(first / "archive")
    (second / "index").mkdir()
    for module in (opening, sharing):
        monkeypatch.setattr(module, "shared_archive", lambda _settings: "s3://shared")
    return first, second


@pytest.fixture
def office(folders: tuple[Path, Path]) -> Iterator[Office]:
    """The first machine's."""
    opened = _opened(folders[0], 0)
    yield opened
    opened.close()


@pytest.fixture
def second(folders: tuple[Path, Path], office: Office) -> Iterator[Office]:
    """The second machine's; what it says is kept."""
    opened = _opened(folders[1], 50)
    yield opened
    opened.close()


def _opened(root: Path, run: int) -> Office:
    said: list[str] = []
    return open_office(root, actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(run), notify=said.append)
