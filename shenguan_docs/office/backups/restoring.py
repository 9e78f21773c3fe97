"""Restore an office from a backup: everything is checked before anything is written, and verified afterwards."""

from __future__ import annotations

import glob
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shenguan_docs.archive.files import fsync_folder, in_words
from shenguan_docs.archive.verify import Finding
from shenguan_docs.backup.sealing import Opener
from shenguan_docs.backup.snapshot import Entry, Snapshot
from shenguan_docs.backup.store import BackupDamaged, Store
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.opening import Progress, open_office
from shenguan_docs.office.people.desk_in_folder import forget_entries
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register.lookups import all_letters
from shenguan_docs.register.received import all_received
from shenguan_docs.register.revisions import REVISIONS

_FOLDERS = ("archive/objects", "archive/journal", "archive/staging", "index", "fonts", "templates")
_SHOWN = 5


@dataclass(frozen=True)
class Restored:
    """What came back: which backup, up to which entry, how much; ``findings`` are those of ``verify``."""

    name: str
    at: str
    seq: int
    files: int
    size: int
    letters: int
    received: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Opening:
    """What opening an office takes: who restores, the clock, how to tell."""

    actor: str
    now: Callable[[], datetime]
    notify: Callable[[str], None]
    progress: Progress


def restore(
    source: Path, target: Path, opening: Opening, *, name: str = "", key: Path | None = None
) -> Restored:
    """Make the office again in ``target``, an empty or new folder, from backup ``name`` (default: the latest).

    ``key`` is the file of secret keys of a sealed backup. Raises Refused, BackupDamaged, OfficeUnusable;
    ``target`` is then as it was.
    """
    store = Store.open(source.resolve())
    snapshot = chosen(store, name)
    target = target.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refused("要恢复到的文件夹不是空的", where=str(target), remedy="换一个新的文件夹")
    entries = store.entries(snapshot)
    opener = _opener(store, key)
    _require_sound(store, entries)
    with in_words(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _require_room(target.parent, snapshot)
        for left in sorted(target.parent.glob(f".{glob.escape(target.name)}-*")):  # it may still be at work
            opening.notify(f"{left} 是没有做完的恢复留下的，现在没有别的恢复在做，就可以删去")
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as room:
            made = Path(room) / "office"
            _write(store, entries, made, opener)
            forget_entries(made)
            if target.exists():
                target.rmdir()
            made.rename(target)
            fsync_folder(target.parent)
    return _looked_over(snapshot, target, opening)


def chosen(store: Store, name: str) -> Snapshot:
    """Return the backup of that name, or the latest. Raises Refused for none, OfficeUnusable for a newer office."""
    names = store.names()
    if not names:
        raise Refused("这个文件夹里一份备份也没有", where=str(store.root))
    snapshot = store.snapshot(name or names[-1])
    if snapshot.schema not in REVISIONS:
        raise OfficeUnusable(
            f"这份备份由更新版本的程序（{snapshot.program}）做成，不能由本程序恢复",
            remedy="安装较新版本的程序",
        )
    return snapshot


def _opener(store: Store, key: Path | None) -> Opener | None:
    if not store.recipients:
        return None
    if key is None:
        raise Refused("这份备份是加密的", where=str(store.root), remedy="用 --key 写明密钥文件")
    return Opener(key)


def faults_of(store: Store, entries: list[Entry]) -> list[str]:
    """Read every stored content again; return in words what is missing or changed."""
    known: dict[str, str] = {}
    faults = []
    for entry in entries:
        if entry.sha256 not in known:
            known[entry.sha256] = store.fault(entry)
        if known[entry.sha256]:
            faults.append(f"{entry.path}：{known[entry.sha256]}")
    return faults


def _require_sound(store: Store, entries: list[Entry]) -> None:
    if faults := faults_of(store, entries):
        more = f" 等 {len(faults)} 个文件" if len(faults) > _SHOWN else ""
        raise BackupDamaged(
            f"这份备份不完好，没有恢复任何内容：{'；'.join(faults[:_SHOWN])}{more}",
            where=str(store.root),
            remedy="用 --snapshot 恢复另一份，或用另一处的备份",
        )


def _require_room(place: Path, snapshot: Snapshot) -> None:
    free, needed = shutil.disk_usage(place).free, snapshot.size + snapshot.files * 4096
    if free < needed:
        raise OfficeUnusable(
            f"磁盘空间不够：要 {needed >> 20} MB，只有 {free >> 20} MB", where=str(place), remedy="换一块磁盘"
        )


def _write(store: Store, entries: list[Entry], made: Path, opener: Opener | None) -> None:
    for folder in _FOLDERS:
        (made / folder).mkdir(parents=True)
    for entry in entries:
        path = made / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        store.fetch(entry, path, opener)
    for parent in sorted({path.parent for path in made.rglob("*")}):
        fsync_folder(parent)


def _looked_over(snapshot: Snapshot, target: Path, opening: Opening) -> Restored:
    office = open_office(
        target,
        actor=opening.actor,
        now=opening.now,
        notify=opening.notify,
        progress=opening.progress,
    )
    try:
        findings = list(verify_office(office).findings)
        with office.reading() as conn:
            letters, received = len(list(all_letters(conn))), len(list(all_received(conn)))
        if office.last_entry()[0] < snapshot.seq:
            findings.append(Finding("entries-lost", "", "流水账", f"应到第 {snapshot.seq} 条"))
        office.index.checkpoint()
    finally:
        office.close()
    return Restored(
        snapshot.name, snapshot.at, snapshot.seq, snapshot.files, snapshot.size,
        letters, received, tuple(findings),
    )  # fmt: skip


def drill(
    source: Path, opening: Opening, *, name: str = "", key: Path | None = None, place: Path | None = None
) -> Restored:
    """Restore into a temporary folder (in ``place``), verify, and clear it away. Raises as ``restore`` does."""
    with tempfile.TemporaryDirectory(prefix="shenguan-drill-", dir=place) as room:
        return restore(source, Path(room) / "office", opening, name=name, key=key)
