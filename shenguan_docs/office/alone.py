"""Who holds the office alone: one process on this machine, and where the records are on a server, one on all machines.

On a server the turn (register/turns.py) is all: every one who writes has it, also of those that use one folder. The
folder's own lock keeps apart those who write this machine's index, which is done without the turn, so that the next
writer need not wait for it; whoever has that lock never asks for a turn meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.machine import drive_of, require_own, this_machine

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from shenguan_docs.office.opening import Office

_POLL = 0.01
LOCK_WAIT = 120.0  # seconds for which a second process waits for the first
_MOST_WAITS = 5  # of as long each, while others get something written: they are many, none of them hangs


class Busy(OfficeUnusable):
    """Another one holds the office, and for longer than one was ready to wait."""

    def __init__(self) -> None:
        super().__init__("另一个程序一直占用着本单位", remedy="等它做完，或看是否有程序停在半途")


@contextmanager
def alone(office: Office, wait: float | None = None) -> Iterator[None]:
    """Hold the office: a second one waits with a word, and at last gives up. Raises Busy, OfficeUnusable."""
    turn, wait = office.turn, LOCK_WAIT if wait is None else wait
    if turn is None:
        with folder_alone(office, wait):
            yield
        return
    words = "另一台机器或者另一个程序正在写入，请稍候……"
    if not turn.take(wait, lambda: office.notify(words)):
        raise Busy
    try:
        _require_own_drive(office)
        yield
    finally:
        turn.end()


@contextmanager
def folder_alone(office: Office, wait: float | None = None) -> Iterator[None]:
    """Hold this folder: what lies in it is written by one process. Raises Busy, OfficeUnusable.

    Whoever waits stands in the door (``office.next``), so that one who writes letter after letter cannot come back
    before him: locks of files know no order of their own. Of many who stand there any may be next, so that he is
    patient as long as others come and go.
    """
    from filelock import FileLock, Timeout

    wait = LOCK_WAIT if wait is None else wait
    lock = FileLock(office.root / "office.lock", poll_interval=_POLL)
    say_once = cache(lambda: office.notify("另一个程序正在本单位写入，请稍候……"))
    try:
        door = FileLock(office.root / "office.next")
        acquire(door, wait, say_once, lambda: _written(office))
        try:
            acquire(lock, wait, say_once, lambda: _written(office))
        finally:
            door.release()
    except Timeout:
        raise Busy from None
    except PermissionError as error:
        raise OfficeUnusable(
            "没有写入单位文件夹的权限", where=str(office.root), remedy="请管理人员核对权限"
        ) from error
    try:
        _require_own_drive(office)
        yield
    finally:
        lock.release()


def _require_own_drive(office: Office) -> None:
    if drive_of(office.root):
        require_own(office.root, this_machine())


def _written(office: Office) -> tuple[int, ...]:
    """When the records in this folder were last written to: it changes as long as others get on."""
    name = office.settings.records
    found = []
    for path in (office.root / name, office.root / f"{name}-wal"):
        with suppress(OSError, ValueError):  # on a server, or not made yet
            found.append(path.stat().st_mtime_ns)
    return tuple(found)


def acquire(
    lock: BaseFileLock, wait: float, tell: Callable[[], None], progress: Callable[[], object]
) -> None:
    """Take a lock within ``wait`` seconds, or again as long while ``progress`` shows that others get on.

    Raises Timeout.
    """
    from filelock import Timeout

    try:
        lock.acquire(timeout=min(1, wait))
        return
    except Timeout:
        if not wait:
            raise
    tell()
    for left in reversed(range(_MOST_WAITS)):
        before = progress()
        try:
            lock.acquire(timeout=wait)
            return
        except Timeout:
            if not left or progress() == before:
                raise
