from __future__ import annotations

import os
from pathlib import Path

import pytest

from shenguan_docs.archive.on_disk import OnDisk
from shenguan_docs.archive.store import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.create(OnDisk(tmp_path / "archive"))


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of syncs would be waited for, of which no test can see the effect."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
