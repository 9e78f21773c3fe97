from __future__ import annotations

from pathlib import Path

import pytest

from shenguan_docs.archive.store import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.create(tmp_path / "archive")
