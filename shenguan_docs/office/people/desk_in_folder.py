"""What is secret or passing at the desk in desk.db, beside the office. See desk_on_server.py."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from shenguan_docs.durable import sync
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.people.desk_tables import FORM, NOT_RESTORED, statements

NAME = "desk.db"


@contextmanager
def opened(root: Path, *, reading: bool = False) -> Iterator[sqlite3.Connection]:
    """Open desk.db for one transaction; made when it is missing, readable by its owner only. Raises OfficeUnusable."""
    place = root / NAME
    try:
        if not place.exists() or not place.stat().st_size:
            with os.fdopen(os.open(place, os.O_CREAT | os.O_RDWR, 0o600)):
                pass
            sync(place.parent)
        conn = sqlite3.connect(place, timeout=10, isolation_level=None)
        try:
            conn.execute("PRAGMA synchronous = EXTRA")  # what was told (a password is set) outlives the power
            if conn.execute("PRAGMA user_version").fetchone()[0] < FORM:
                _complete(conn)
            before = place.stat().st_ino
            conn.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
            if not place.exists() or place.stat().st_ino != before:  # carried to a server while we waited
                raise OfficeUnusable(f"{NAME} 刚刚搬了地方，没有写入任何内容", remedy="再试一次")
            yield conn
            conn.execute("COMMIT")
        finally:
            conn.close()
    except (sqlite3.Error, OSError) as error:
        raise OfficeUnusable(f"{NAME} 读写不了", remedy="核对单位文件夹的权限和磁盘") from error


def _complete(conn: sqlite3.Connection) -> None:
    """Add the tables that are not there: all or none, whenever it is cut off."""
    script = ";".join(statements())
    conn.executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version = {FORM};COMMIT;")


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
            for table in there.intersection(NOT_RESTORED):
                conn.execute(f"DELETE FROM {table}")
    except sqlite3.Error as error:
        raise OfficeUnusable(f"{NAME} 读写不了", remedy="备份里的这个文件已损坏，用另一份备份") from error


def fault_of(root: Path) -> OfficeUnusable | None:
    """Return what is wrong with desk.db, None where nothing is or there is none yet."""
    place = root / NAME
    if not place.exists():
        return None
    if place.stat().st_mode & 0o077:
        return OfficeUnusable(f"{NAME} 里有密码的摘要，别的账户也读得到", remedy=f"chmod 600 {place}")
    try:
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as conn:
            said = conn.execute("PRAGMA quick_check").fetchone()[0]
    except (sqlite3.Error, OSError):
        said = "damaged"
    if said != "ok":
        remedy = f"停掉服务，把 {NAME} 移开；以后每个用户要重新设密码"
        return OfficeUnusable(f"{NAME} 已损坏，没有人能进办公桌", remedy=remedy)
    return None
