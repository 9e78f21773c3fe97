"""A small office's records, as the tests use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shenguan_docs.register.database import Database, create_database, open_database, sqlite_url
from tests.register.register_samples import furnish


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty records database, made once; copy it."""
    file = tmp_path_factory.mktemp("空库") / "records.db"
    create_database(sqlite_url(file))
    return file


@pytest.fixture
def empty(empty_file: Path, tmp_path: Path) -> Iterator[Database]:
    """Records without any entry."""
    database = copy_of(empty_file, tmp_path / "empty.db")
    yield database
    database.close()


@pytest.fixture
def records(empty_file: Path, tmp_path: Path) -> Iterator[Database]:
    """Records with two departments and a matter list."""
    database = copy_of(empty_file, tmp_path / "records.db")
    with database.writing() as conn:
        furnish(conn)
    yield database
    database.close()


def copy_of(file: Path, to: Path) -> Database:
    """Open a copy of an empty database."""
    to.write_bytes(file.read_bytes())
    return open_database(sqlite_url(to))
