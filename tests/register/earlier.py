"""Records databases as earlier versions of the program wrote them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from shenguan_docs.register import database
from shenguan_docs.register.database import sqlite_url

_COLUMNS = "seq, at, by, kind, record, line"


def journal_rows(file: Path) -> list[tuple[Any, ...]]:
    """Return the journal's rows of a records database."""
    with closing(sqlite3.connect(file)) as conn:
        return conn.execute(f"SELECT {_COLUMNS} FROM journal ORDER BY seq").fetchall()


def at_revision(file: Path, revision: str, journal: list[tuple[Any, ...]]) -> None:
    """Make a records database with the tables of ``revision`` and the journal; other tables are filled by upgrading."""
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    engine = create_engine(sqlite_url(file))
    with engine.begin() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.executemany(f"INSERT INTO journal ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", journal)
