"""What is looked at before a number is given: room on the disk, and a clock that has not gone back."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from shenguan_docs.archive.files import in_words
from shenguan_docs.archive.s3_address import is_s3
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.register import clock

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shenguan_docs.office.opening import Office

RESERVE = 64 << 20
"""Bytes that must be free for one letter: its files, SQLite's own journal, the index when it merges."""
SLOW = timedelta(minutes=10)
"""How far a clock may lie behind the last entry: machines that share an office differ, and are set right."""


def require_fit(office: Office, conn: Connection, size: int = 0) -> None:
    """Refuse to give a number where what follows could not be written, or would be dated before what went before.

    ``size``: bytes of the files that come with it. Raises OfficeUnusable.
    """
    require_room(office, size)
    if late := clock_behind(office, conn):
        raise OfficeUnusable(
            f"{late}，没有给号",
            remedy="先校准时钟（timedatectl）；确实是那一条的时间错了，运行 shenguan clock --reason 原因",
        )


def require_room(office: Office, size: int = 0) -> None:
    """Refuse on a nearly full disk. Raises OfficeUnusable that says how much is needed."""
    needed = RESERVE + 3 * size  # staged, in the records' journal, in the index
    with in_words(office.root):
        own = office.settings.archive
        free = shutil.disk_usage(office.root if is_s3(own) else office.root / own).free
    if free < needed:
        raise OfficeUnusable(
            f"磁盘快满了：要有 {_mega(needed)} MB 空着，现在只有 {_mega(free)} MB，没有给号，没有写入任何内容",
            where=str(office.root),
            remedy=f"至少腾出 {_mega(needed - free)} MB 后再执行一次",
        )


def clock_behind(office: Office, conn: Connection) -> str:
    """Say how the machine's clock lies before the journal's last entry, "" if it does not."""
    last, now = clock.last_moment(conn), office.now()
    if last is None or now >= last - SLOW:
        return ""
    return f"这台机器的时钟是 {now:%Y-%m-%d %H:%M}，早于最后一条登记的时间 {last:%Y-%m-%d %H:%M}"


def correct_clock(office: Office, reason: str) -> None:
    """Go on from the machine's present time, though the last entry is dated later. Raises Refused if it is not."""
    reason = " ".join(reason.split())
    with office.writing() as conn:
        if not clock_behind(office, conn):
            raise Refused("时钟没有早于最后一条登记，不用说明")
        if not reason:
            raise Refused("没有写原因", remedy="用 --reason 写明")
        clock.correct(conn, at=office.now(), by=office.actor, reason=reason)


def _mega(count: int) -> int:
    return -(-count >> 20)
