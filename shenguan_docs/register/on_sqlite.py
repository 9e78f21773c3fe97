"""Records in an SQLite file: how it is opened, what it complains of, how it is made anew. See on_postgresql.py."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

from shenguan_docs.durable import sync
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.register.columns import END

ON_SERVER = False
MAKING = "writing"  # how the transaction is begun in which the tables are made
MISSING = ("登记数据库不在了或是空的", "运行 shenguan rebuild 由档案重新生成")


def url_of(path: Path) -> str:
    """Return the URL of an SQLite file, with any letter in its path."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def modes(version: tuple[int, ...]) -> tuple[str, str]:
    """Return journal_mode and synchronous for an SQLite version.

    Before 3.51.3 a WAL that is reset while another process writes can lose a transaction.
    """
    return ("WAL", "FULL") if version >= (3, 51, 3) else ("DELETE", "EXTRA")


def engine(url: str, wait: float, _told: Callable[[str], None]) -> Engine:
    """Return an engine whose writers wait ``wait`` seconds for each other."""
    engine = create_engine(url)
    mode, synchronous = modes(sqlite3.sqlite_version_info)

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
        writing = conn.get_execution_options().get("mode") == "writing"
        conn.info.pop(END, None)
        conn.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def forget_at_crash(engine: Engine) -> None:
    """Let an engine's files be lost at a crash: nothing waits for the disk. For what is thrown away anyway."""

    @event.listens_for(engine, "connect")
    def connected(dbapi: Any, _record: Any) -> None:
        dbapi.execute("PRAGMA journal_mode = MEMORY")
        dbapi.execute("PRAGMA synchronous = OFF")
        dbapi.execute("PRAGMA cache_size = -65536")  # KiB


def place(url: str) -> str:
    """Return where the records lie, for people."""
    return str(_file(url) or url)


def present(url: str) -> bool:
    """Whether there is anything at all; looking makes no file. Raises OfficeUnusable."""
    file = _file(url)
    try:
        return file is None or file.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OfficeUnusable("登记数据库读不到", where=str(file), remedy="检查文件夹的权限") from error


def prepare(_engine: Engine) -> None:
    """Nothing has to be there before the tables."""


def complete(_conn: Connection) -> None:
    """Nothing has to be done to the tables that the migrations made."""


def structure_faults(conn: Connection) -> list[str]:
    """Return what SQLite itself finds wrong with its file (pages, indexes), [] where nothing is."""
    told = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA integrity_check(20)")]
    return [] if told == ["ok"] else told


def version(_conn: Connection) -> str:
    """Return the name and version of what holds the records."""
    return f"SQLite {sqlite3.sqlite_version}"


def copy_file(url: str, to: Path) -> None:
    """Copy the file as it stands between two transactions. Raises OfficeUnusable; then there is no copy."""
    try:
        with sqlite3.connect(_file(url) or "") as source, sqlite3.connect(to) as target:
            source.backup(target)
    except sqlite3.Error as error:
        to.unlink(missing_ok=True)
        raise OfficeUnusable("数据库没有复制成", where=str(to), remedy="检查磁盘空间和权限") from error


@contextmanager
def replacing(url: str, stamp: str) -> Iterator[tuple[str, str]]:
    """Lend the URL of records to be made beside these, and the name these get when they are put aside.

    The new ones take the place of the old when the block ends; when it raises, they are gone and all is as it was.
    """
    old = _file(url)
    assert old is not None
    fresh = old.with_name(old.name + ".new")
    kept = f"{old.name}.before-rebuild-{stamp}" if old.exists() else ""
    fresh.unlink(missing_ok=True)
    try:
        yield url_of(fresh), kept
        put_aside(url, f"before-rebuild-{stamp}", stays=True)
        fresh.replace(old)
        sync(old.parent)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def put_aside(url: str, name: str, *, stays: bool = False) -> str:
    """Rename the file, and what SQLite left beside it, which would be played into another one in its place.

    What was put aside under this name before stays as it is. ``stays``:
    the file keeps its name too, where the drive can, so that there are records at any moment.
    """
    file = _file(url)
    assert file is not None
    kept = ""
    if not stays and (done := file.with_name(f"{file.name}.{name}")).exists():
        return done.name
    for tail in ("-journal", "-wal", "-shm", ""):
        if (part := file.with_name(file.name + tail)).exists():
            kept = f"{file.name}.{name}"
            if stays and not tail:
                with suppress(OSError):
                    file.with_name(kept).hardlink_to(part)
                    continue
            part.replace(file.with_name(kept + tail))
    sync(file.parent)
    return kept


def home(_engine: Engine) -> str:
    """A file lies in its office, and is copied with it."""
    return ""


def set_home(_engine: Engine, _folder: str) -> None:
    """Nothing has to be said."""


def end(_conn: Connection) -> None:
    """A commit to a file does not leave in doubt whether it happened."""


def lost(_error: BaseException) -> bool:
    """A file is not lost from one statement to the next."""
    return False


_BY_CODE = {  # SQLite's primary result codes
    sqlite3.SQLITE_BUSY: (
        "登记数据库正被另一个程序占用，等了很久还没有空出来",
        "稍后再试；若一直如此，看是否有程序停在半途",
    ),
    sqlite3.SQLITE_LOCKED: ("登记数据库正被另一个程序占用", "稍后再试"),
    sqlite3.SQLITE_FULL: ("磁盘已满，登记数据库写不下", "腾出空间后再试；没有写入任何内容，没有用掉文号"),
    sqlite3.SQLITE_READONLY: ("登记数据库只能读，不能写", "检查文件和文件夹的权限，或磁盘是否只读"),
    sqlite3.SQLITE_PERM: ("没有使用登记数据库的权限", "检查文件和文件夹的权限"),
    sqlite3.SQLITE_AUTH: ("没有使用登记数据库的权限", "检查文件和文件夹的权限"),
    sqlite3.SQLITE_CANTOPEN: ("登记数据库打不开", "检查文件夹是否还在、有没有权限"),
    sqlite3.SQLITE_IOERR: ("读写登记数据库时磁盘出错", "检查磁盘；没有写入任何内容"),
    sqlite3.SQLITE_CORRUPT: ("登记数据库已损坏", "运行 shenguan rebuild 由档案重新生成"),
    sqlite3.SQLITE_NOTADB: ("这个文件不是登记数据库，或已损坏", "运行 shenguan rebuild 由档案重新生成"),
}


def in_words(error: BaseException) -> tuple[str, str] | None:
    """Return what SQLite complains of and what to do about it, None for what has no words of its own."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _BY_CODE.get(code & 0xFF)


def _file(url: str) -> Path | None:
    database = make_url(url).database
    return Path(database) if database else None


def strange_parts(conn: Connection) -> list[str]:
    """Return what lies in an SQLite file that this program never makes: triggers, views, tables, columns; what lacks."""
    from shenguan_docs.register import schema  # not needed to open an office

    tables = schema.journal.metadata.tables
    known = {*tables, "alembic_version"}
    wanted = {str(index.name) for table in tables.values() for index in table.indexes}
    words = {"trigger": "触发器", "view": "视图", "table": "表", "index": "索引"}
    found = []
    for kind, name in conn.exec_driver_sql("SELECT type, name FROM sqlite_master ORDER BY type, name"):
        if kind == "index":
            wanted.discard(name)
        elif kind != "table" or (name not in known and not name.startswith("sqlite_")):
            found.append(f"多出{words[kind]}“{name}”")
    for table in tables.values():  # "x": hidden and reckoned columns, too
        told = conn.exec_driver_sql(f'PRAGMA table_xinfo("{table.name}")')
        there, ours = {row[1] for row in told}, {column.name for column in table.columns}
        found += [f"表“{table.name}”多出一列“{name}”" for name in sorted(there - ours)]
        found += [f"表“{table.name}”少了一列“{name}”" for name in sorted(ours - there) if there]
    return found + [f"少了索引“{name}”" for name in sorted(wanted)]
