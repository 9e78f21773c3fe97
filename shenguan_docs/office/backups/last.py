"""When the last backup was made, and whether that is too long ago: for ``doctor`` and the desk's first page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from shenguan_docs.archive.files import fsync_folder, in_words, replace_file
from shenguan_docs.register import schema

if TYPE_CHECKING:
    from shenguan_docs.office.opening import Office

STATE = "backup.json"
TOO_OLD = timedelta(days=2)
"""How long what was entered may stay without a backup."""


@dataclass(frozen=True)
class LastBackup:
    """The last backup: its folder and name, when it was made, up to which entry of the journal it reaches."""

    place: str
    name: str
    at: str
    seq: int


def note(root: Path, last: LastBackup) -> None:
    """Remember in the office's folder that a backup was made."""
    text = json.dumps(asdict(last), ensure_ascii=False, indent=1) + "\n"
    with in_words(root):
        (root / STATE).unlink(missing_ok=True)
        replace_file(root / STATE, text.encode(), by_way_of=root / f".{STATE}.new")
        fsync_folder(root)


def last_backup(root: Path) -> LastBackup | None:
    """Return what ``note`` wrote, None where there is nothing or it cannot be read."""
    try:
        return LastBackup(**json.loads((root / STATE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


@dataclass(frozen=True)
class BackupState:
    """Whether all is backed up in time (``fit``), and that in words."""

    fit: bool
    words: str
    mend: str = ""


def backup_state(office: Office) -> BackupState:
    """Say how old the last backup is; unfit when something entered two days ago or earlier is in none."""
    last = last_backup(office.root)
    entries = schema.journal
    with office.reading() as conn:
        query = select(entries.c.at).where(entries.c.seq > (last.seq if last else 0)).order_by(entries.c.seq)
        waiting = conn.execute(query.limit(1)).scalar()
    words = f"{_minute(last.at)}备份到 {last.place}" if last else "还没有备份过"
    if waiting is None or office.now() - datetime.fromisoformat(waiting) < TOO_OLD:
        return BackupState(True, words)
    place = last.place if last else "文件夹"
    found = f"{words}；{_minute(waiting)}以来登记的还没有备份"
    return BackupState(False, found, f"运行 shenguan backup {place}（放在另一块磁盘或另一台机器上）")


def _minute(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M} "
