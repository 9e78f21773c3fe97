"""A small office's records, as the tests use them, on the engine that the run is for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from shenguan_docs.register.database import Database, create_database, open_database, sqlite_url
from tests.register.register_samples import furnish

if TYPE_CHECKING:
    from tests.scaled.servers import PostgreSQL


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty records database in a file, made once; copy it."""
    file = tmp_path_factory.mktemp("空库") / "records.db"
    create_database(sqlite_url(file))
    return file


@pytest.fixture(scope="session")
def empty_one(request: pytest.FixtureRequest, server: PostgreSQL | None) -> str:
    """The URL of an empty records database, made once; copy it."""
    if server is None:
        return sqlite_url(request.getfixturevalue("empty_file"))
    url = server.fresh()
    create_database(url)
    return url


@pytest.fixture
def another(
    empty_one: str, server: PostgreSQL | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Database]]:
    """Makes one after another: records without any entry."""
    made: list[Database] = []

    def make() -> Database:
        if server is None:
            file = tmp_path_factory.mktemp("库") / "records.db"
            shutil.copyfile(make_url(empty_one).database or "", file)
            made.append(open_database(sqlite_url(file)))
        else:
            made.append(open_database(server.copy(empty_one)))
        return made[-1]

    yield make
    for database in made:
        database.close()
        if server is not None:
            server.drop(database.url)


@pytest.fixture
def empty(another: Callable[[], Database]) -> Database:
    """Records without any entry."""
    return another()


@pytest.fixture
def records(another: Callable[[], Database]) -> Database:
    """Records with two departments and a matter list."""
    database = another()
    with database.writing() as conn:
        furnish(conn)
    return database
