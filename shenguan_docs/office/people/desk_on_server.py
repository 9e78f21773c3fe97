"""What is secret or passing at the desk on the server of the records, in the schema ``desk``. See desk_in_folder.py.

So any machine answers any browser, and a machine that dies loses nobody's typing. Writers come one after another, as
they do with SQLite: nothing that was read in a transaction is changed by another before it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.people import desk_in_folder
from shenguan_docs.office.people.desk_tables import FORM, Answer, Desk, copy_rows, statements
from shenguan_docs.register.database import Database

SCHEMA = "desk"
_KNOWN = "shenguan desk"  # in a connection's ``info``: the tables were looked for on it
_NO_TABLE = "42P01"


class OnServer:
    """A transaction in the schema; one statement is one of psycopg's."""

    def __init__(self, conn: Connection) -> None:
        self._driver: Any = conn.connection.driver_connection

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Answer:
        """Do one statement."""
        answer: Answer = self._driver.execute(statement.replace("?", "%s"), tuple(values) or None)
        return answer

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> None:
        """Do one statement for each row."""
        with self._driver.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s"), list(rows))


@contextmanager
def opened(records: Database, folder: Path, *, reading: bool = False) -> Iterator[OnServer]:
    """One transaction; the tables are made when they are missing, from the folder's desk.db where that has them still.

    Raises OfficeUnusable.
    """
    with records.beside("desk reading" if reading else "desk") as conn:
        if _KNOWN in conn.info:
            try:
                yield OnServer(conn)
            except Exception as error:
                if getattr(error, "sqlstate", "") == _NO_TABLE:  # carried elsewhere while we waited
                    raise _moved() from error
                raise
            return
        found = conn.exec_driver_sql(f"SELECT obj_description(to_regnamespace('{SCHEMA}'))").scalar()
        if found == str(FORM):
            conn.info[_KNOWN] = True
            yield OnServer(conn)
            return
    with records.beside("desk") as conn:
        _complete(OnServer(conn), folder)
    with records.beside("desk reading" if reading else "desk") as conn:
        yield OnServer(conn)


def _moved() -> OfficeUnusable:
    return OfficeUnusable("密码、会话一类刚刚搬了地方，没有写入任何内容", remedy="再试一次")


def _complete(desk: OnServer, folder: Path) -> None:
    missing = desk.execute(f"SELECT to_regnamespace('{SCHEMA}')").fetchone()[0] is None
    if missing and desk.execute("SELECT to_regclass('shenguan.alembic_version')").fetchone()[0] is None:
        raise _moved()  # this process has not heard of it yet: the records are elsewhere, too
    desk.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    for statement in statements():
        desk.execute(statement.replace(" TEXT", ' TEXT COLLATE "C"').replace(" BLOB", " BYTEA"))
    desk.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{FORM}'")
    if missing and (folder / desk_in_folder.NAME).exists():  # an earlier version left it there
        with desk_in_folder.opened(folder, reading=True) as source:
            copy_rows(source, desk)


def put_aside(records: Database, name: str) -> None:
    """Give the schema another name, part of which is ``name``, unless that was done."""
    with records.beside("desk") as conn:
        rename(OnServer(conn), name)


def rename(desk: Desk, name: str) -> None:
    """Do that within a transaction that is open."""
    kept = f"{SCHEMA}_{name.replace('-', '_')}"
    found = desk.execute(
        f"SELECT to_regnamespace('{SCHEMA}') IS NOT NULL AND to_regnamespace('{kept}') IS NULL"
    )
    if found.fetchone()[0]:
        desk.execute(f"ALTER SCHEMA {SCHEMA} RENAME TO {kept}")
