"""The records database: made, opened, brought up to date; the one place that knows which engine it is.

Readers and writers take ``Database.reading()`` and ``Database.writing()``; a writing transaction
has the database to itself from its first statement. Whatever the engine complains of becomes an
OfficeUnusable with a Chinese sentence here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.register.revisions import REVISION, REVISIONS

SchemaState = Literal["missing", "current", "older", "newer"]

WAIT_SECONDS = 30.0  # how long one writer waits for another before it says so


class RecordsOlder(OfficeUnusable):
    """The records were written by an earlier version and can be upgraded."""


@dataclass(frozen=True)
class Database:
    """An opened records database."""

    url: str
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the records and changes nothing. Raises OfficeUnusable."""
        with _translated(), self.engine.connect() as conn:
            yield conn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one writing transaction at a time: all of it is kept, or nothing. Raises OfficeUnusable."""
        with _translated(), self.engine.connect() as conn, conn.execution_options(writing=True).begin():
            yield conn

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    """Return the URL of an SQLite file, with any letter in its path."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def create_database(url: str) -> None:
    """Make an empty records database. Raises Refused if there is one, OfficeUnusable if it cannot be made."""
    if schema_state(url) != "missing":
        raise Refused("这里已经有登记数据库", where=_place(url), remedy="换一个文件夹,或打开已有的单位")
    _migrate(url)


def scratch_database(file: Path) -> Database:
    """Make a database to replay into and throw away: all tables at once, without the migrations."""
    from shenguan_docs.register import schema

    engine = _engine(sqlite_url(file), WAIT_SECONDS)
    with _translated(), engine.begin() as conn:
        schema.journal.metadata.create_all(conn)
    return Database(sqlite_url(file), engine)


def structure_faults(conn: Connection) -> list[str]:
    """Return what the engine itself finds wrong with its file (pages, indexes), [] where nothing is or it cannot tell."""
    if conn.dialect.name != "sqlite":
        return []
    told = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA integrity_check(20)")]
    return [] if told == ["ok"] else told


def open_database(url: str, *, wait: float = WAIT_SECONDS) -> Database:
    """Open the records. Raises OfficeUnusable if missing, unreadable, or of an older or newer version."""
    state = schema_state(url)
    if state == "missing":
        raise OfficeUnusable(
            "登记数据库不在了或是空的", where=_place(url), remedy="运行 shenguan rebuild 由档案重新生成"
        )
    if state == "newer":
        raise OfficeUnusable(
            "登记数据库由更新版本的程序写成", where=_place(url), remedy="请安装较新版本的程序再打开"
        )
    if state == "older":
        raise RecordsOlder(
            "登记数据库由较早版本的程序写成,要先升级", where=_place(url), remedy="先备份,再升级登记数据库"
        )
    return Database(url, _engine(url, wait))


def schema_state(url: str) -> SchemaState:
    """Say whether the database at ``url`` fits this version. Raises OfficeUnusable if it cannot be read."""
    file = _sqlite_file(url)
    if file is not None and not _has_content(file):
        return "missing"
    engine = _engine(url, WAIT_SECONDS)
    try:
        with _translated(), engine.connect() as conn:
            if not engine.dialect.has_table(conn, "alembic_version"):
                return "missing"
            revision = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    finally:
        engine.dispose()
    if revision == REVISION:
        return "current"
    return "older" if revision in REVISIONS else "newer"


def upgrade(url: str, complete: Callable[[Connection], object] | None = None) -> None:
    """Bring an older database to this version, all of it or nothing. Raises OfficeUnusable.

    ``complete`` adds, in the same transaction, what the earlier version did not note.
    """
    state = schema_state(url)
    if state == "older":
        _migrate(url, upgraded=True, complete=complete)
    elif state != "current":
        open_database(url)  # says what is wrong


def _migrate(
    url: str, *, upgraded: bool = False, complete: Callable[[Connection], object] | None = None
) -> None:
    # Imported here: opening an office that fits must stay quick.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    engine = _engine(url, WAIT_SECONDS)
    try:
        with _translated(), engine.connect() as conn, conn.execution_options(writing=True).begin():
            config.attributes["connection"] = conn
            command.upgrade(config, "head")
            if upgraded:  # what is new in the tables is filled from the journal, as a rebuild would fill it
                from shenguan_docs.register.journal import project_again

                project_again(conn)
            if complete is not None:
                complete(conn)
    finally:
        engine.dispose()


# -- engines ---------------------------------------------------------------------------------


def _engine(url: str, wait: float) -> Engine:
    try:
        engine = create_engine(url)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise OfficeUnusable(
            f"登记数据库的地址“{url}”不能用", remedy="核对 office.toml 里的 records 一项"
        ) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, wait)
    return engine


def sqlite_modes(version: tuple[int, ...]) -> tuple[str, str]:
    """Return journal_mode and synchronous for an SQLite version.

    Before 3.51.3 a WAL that is reset while another process writes can lose a transaction.
    """
    return ("WAL", "FULL") if version >= (3, 51, 3) else ("DELETE", "EXTRA")


def _prepare_sqlite(engine: Engine, wait: float) -> None:
    mode, synchronous = sqlite_modes(sqlite3.sqlite_version_info)

    @event.listens_for(engine, "connect")
    def connected(dbapi: Any, _record: Any) -> None:
        # Python's driver would begin transactions on its own, late and deferred; we begin them.
        dbapi.isolation_level = None
        dbapi.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
        dbapi.execute("PRAGMA foreign_keys = ON")
        dbapi.execute(f"PRAGMA synchronous = {synchronous}")
        if dbapi.execute("PRAGMA journal_mode").fetchone()[0].upper() != mode:
            dbapi.execute(f"PRAGMA journal_mode = {mode}")

    @event.listens_for(engine, "begin")
    def begun(conn: Connection) -> None:
        # IMMEDIATE: a second writer waits here, before it has read anything it might act upon.
        writing = conn.get_execution_options().get("writing", False)
        conn.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _sqlite_file(url: str) -> Path | None:
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _has_content(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OfficeUnusable("登记数据库读不到", where=str(file), remedy="检查文件夹的权限") from error


def _place(url: str) -> str:
    file = _sqlite_file(url)
    return str(file) if file else make_url(url).render_as_string(hide_password=True)


# -- errors ----------------------------------------------------------------------------------

_BY_CODE = {  # SQLite's primary result codes
    sqlite3.SQLITE_BUSY: (
        "登记数据库正被另一个程序占用,等了很久还没有空出来",
        "稍后再试;若一直如此,看是否有程序停在半途",
    ),
    sqlite3.SQLITE_LOCKED: ("登记数据库正被另一个程序占用", "稍后再试"),
    sqlite3.SQLITE_FULL: ("磁盘已满,登记数据库写不下", "腾出空间后再试;没有写入任何内容,没有用掉文号"),
    sqlite3.SQLITE_READONLY: ("登记数据库只能读,不能写", "检查文件和文件夹的权限,或磁盘是否只读"),
    sqlite3.SQLITE_PERM: ("没有使用登记数据库的权限", "检查文件和文件夹的权限"),
    sqlite3.SQLITE_AUTH: ("没有使用登记数据库的权限", "检查文件和文件夹的权限"),
    sqlite3.SQLITE_CANTOPEN: ("登记数据库打不开", "检查文件夹是否还在、有没有权限"),
    sqlite3.SQLITE_IOERR: ("读写登记数据库时磁盘出错", "检查磁盘;没有写入任何内容"),
    sqlite3.SQLITE_CORRUPT: ("登记数据库已损坏", "运行 shenguan rebuild 由档案重新生成"),
    sqlite3.SQLITE_NOTADB: ("这个文件不是登记数据库,或已损坏", "运行 shenguan rebuild 由档案重新生成"),
}


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise OfficeUnusable(
            "登记数据库拒绝了这次写入,因为它与已有的登记矛盾,没有写入任何内容",
            remedy="运行 shenguan verify 查明,必要时 shenguan rebuild 由档案重新生成",
        ) from error
    except (DBAPIError, sqlite3.Error) as error:
        raise _unusable(error) from error
    except SQLAlchemyError as error:  # no connection to be had, a result that cannot be read
        raise OfficeUnusable("登记数据库不能用", remedy="运行 shenguan doctor 检查") from error


def _unusable(error: Exception) -> OfficeUnusable:
    orig = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(orig, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _BY_CODE:
        message, remedy = _BY_CODE[code & 0xFF]
        return OfficeUnusable(message, remedy=remedy)
    return OfficeUnusable(
        "登记数据库里的表不完整,或不能用",
        remedy="运行 shenguan doctor 检查,必要时 shenguan rebuild 由档案重新生成",
    )
