"""desk.db beside the office: what is secret or passing. Passwords (hashed), sessions, failures, one-time links.

It is no part of the records: nothing of it is in the journal or the archive, and ``rebuild`` leaves it alone. Where
it is lost, passwords are set anew. Tokens are kept as digests only.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from shenguan_docs.durable import sync
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.opening import Office

NAME = "desk.db"
_TABLES = """
CREATE TABLE IF NOT EXISTS passwords (user TEXT PRIMARY KEY, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    token TEXT PRIMARY KEY, user TEXT NOT NULL, begun INTEGER NOT NULL, seen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS failures (key TEXT PRIMARY KEY, times INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS links (token TEXT PRIMARY KEY, until INTEGER NOT NULL, answers TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS came_from (
    user TEXT NOT NULL, place TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (user, place));
"""


@contextmanager
def safe(office: Office, *, reading: bool = False) -> Iterator[sqlite3.Connection]:
    """Open desk.db for one transaction; made when it is missing, readable by its owner only. Raises OfficeUnusable."""
    place = office.root / NAME
    try:
        if not place.exists() or not place.stat().st_size:
            _make(place)
        conn = sqlite3.connect(place, timeout=10, isolation_level=None)
        try:
            conn.execute("PRAGMA synchronous = EXTRA")  # what was told (a password is set) outlives the power
            conn.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
            yield conn
            conn.execute("COMMIT")
        finally:
            conn.close()
    except (sqlite3.Error, OSError) as error:
        raise OfficeUnusable(f"{NAME} 读写不了", remedy="核对单位文件夹的权限和磁盘") from error


def _make(place: Path) -> None:
    with os.fdopen(os.open(place, os.O_CREAT | os.O_RDWR, 0o600)):
        pass
    sync(place.parent)
    conn = sqlite3.connect(place, timeout=10)
    try:
        conn.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")  # all or none, whenever it is cut off
    finally:
        conn.close()


def with_tables(conn: sqlite3.Connection) -> None:
    """Add the tables that an earlier version did not make; inside the caller's transaction."""
    for statement in filter(None, (one.strip() for one in _TABLES.split(";"))):
        conn.execute(statement)


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def forget_entries(root: Path) -> None:
    """Let nobody be in, and no link let anybody in, in the office at ``root``: it was restored.

    Raises OfficeUnusable for a desk.db that cannot be written.
    """
    place = root / NAME
    if not place.exists():
        return
    try:
        with closing(sqlite3.connect(place, timeout=10)) as conn, conn:
            there = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in there & {"sessions", "links"}:
                conn.execute(f"DELETE FROM {table}")
    except sqlite3.Error as error:
        raise OfficeUnusable(f"{NAME} 读写不了", remedy="备份里的这个文件已损坏,用另一份备份") from error


def fault_of(root: Path) -> OfficeUnusable | None:
    """Return what is wrong with desk.db, None where nothing is or there is none yet."""
    place = root / NAME
    if not place.exists():
        return None
    if place.stat().st_mode & 0o077:
        return OfficeUnusable(f"{NAME} 里有密码的摘要,别的账户也读得到", remedy=f"chmod 600 {place}")
    try:
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as conn:
            said = conn.execute("PRAGMA quick_check").fetchone()[0]
    except (sqlite3.Error, OSError):
        said = "damaged"
    if said != "ok":
        remedy = f"停掉服务,把 {NAME} 移开;以后每个用户要重新设密码"
        return OfficeUnusable(f"{NAME} 已损坏,没有人能进办公桌", remedy=remedy)
    return None
