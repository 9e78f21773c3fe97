from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import archive_helpers
import pytest

from shenguan_docs.archive.store import Archive


@pytest.fixture(scope="session", autouse=True)
def store(request: pytest.FixtureRequest) -> Iterator[None]:
    """With ``--archive s3`` every archive of these tests lies on a real store."""
    if request.config.getoption("--archive") == "disk":
        yield
        return
    from tests.scaled.seaweed import seaweedfs

    with seaweedfs() as server:
        server.client().create_bucket(Bucket="archives")
        archive_helpers.SERVER.append(server)
        yield
        archive_helpers.SERVER.clear()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.create(archive_helpers.place_at(tmp_path / "archive"))


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of syncs would be waited for, of which no test can see the effect."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
