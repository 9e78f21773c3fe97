"""Make a backup while the office works: it is held only while its files are listed and its records copied."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from shenguan_docs.archive.files import in_words, sha256
from shenguan_docs.archive.place import Stored
from shenguan_docs.archive.s3_address import is_s3
from shenguan_docs.backup.keeping import Keep, kept
from shenguan_docs.backup.snapshot import Entry, Snapshot, pack_part, part_of
from shenguan_docs.backup.store import HEAD, Store
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.backups.belongings import databases, is_fixed, other_files
from shenguan_docs.office.backups.last import LastBackup, note
from shenguan_docs.office.opening import SETTINGS_NAME, Office
from shenguan_docs.office.people import desk_in_folder, rights
from shenguan_docs.office.people.desk_in_folder import NAME
from shenguan_docs.office.people.desk_tables import copy_rows
from shenguan_docs.office.people.safe import safe
from shenguan_docs.office.settings import (
    ARCHIVE,
    INDEX,
    RECORDS,
    Settings,
    is_server,
    with_archive,
    with_index,
    with_records,
)
from shenguan_docs.office.settling import settle
from shenguan_docs.register.copying import copy_all
from shenguan_docs.register.database import create_database, open_database, sqlite_url
from shenguan_docs.register.revisions import REVISION

_ROOT_FILE = re.compile(r"(archive/objects/../../[^/]+)/(inventory\.json(?:\.sha256)?)")


@dataclass(frozen=True)
class Made:
    """A backup that was made; ``removed`` are older ones that the keep rules let go, ``doubts`` what is odd."""

    name: str
    place: str
    seq: int
    files: int
    size: int
    new_files: int
    new_size: int
    read_back: int
    removed: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass
class _Work:
    """What one run gathers: the earlier files by path, the files of this one, what is still to be read."""

    store: Store
    before: Mapping[str, Entry]
    reread: bool = False  # read what was stored before, too
    entries: dict[str, Entry] = field(default_factory=dict)
    listed: dict[str, Stored] = field(default_factory=dict)  # the archive
    later: dict[str, Stored] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    spoilt: set[str] = field(default_factory=set)  # paths whose stored content was damaged
    new_files: int = 0
    new_size: int = 0

    def is_sound(self, path: str) -> bool:
        """Whether the content of ``path`` that an earlier backup stored is still there; a damaged one is told and let go."""
        earlier = self.before.get(path)
        if earlier and path not in self.spoilt and (wrong := self.store.fault(earlier, read=self.reread)):
            self.spoilt.add(path)
            self.doubts.append(f"{path}：备份里以前存的{wrong}，这一次重新存")
            self.store.forget(earlier)
        return path not in self.spoilt

    def put(self, path: str, source: Path | bytes, lies: Path) -> None:
        """Store the content of a file that ``lies`` in the office."""
        stat = lies.stat()
        self.put_as(path, source, stat.st_mtime_ns, stat.st_mode & 0o777)

    def put_as(self, path: str, source: Path | bytes, mtime: int, mode: int) -> None:
        """Store a file's content; a fixed file that has changed keeps the content it had, and is told."""
        self.is_sound(path)
        entry, new = self.store.put(path, source, mtime=mtime, mode=mode)
        earlier = self.before.get(path)
        if earlier and is_fixed(path) and earlier.sha256 != entry.sha256:
            self.doubts.append(f"{path}：内容和上一次备份时不同，备份里留着原来的")
            entry = earlier
        self.entries[path] = entry
        if new:
            self.new_files, self.new_size = self.new_files + 1, self.new_size + entry.size


def back_up(
    office: Office,
    place: Path,
    *,
    recipients: Sequence[str] = (),
    keep: Keep | None = None,
    reread: bool = False,
) -> Made:
    """Add a backup of the office, as it stands at one entry of its journal, to the folder ``place``.

    ``recipients`` are age public keys; a folder keeps those that it was made with. ``keep`` lets older ones go
    after the new one is safe. What earlier ones stored is looked for, with ``reread`` read from end to end; what is
    damaged is told and stored anew, if the office has it. Raises Refused, OfficeUnusable; no earlier one is harmed.
    """
    rights.require(office, "keep")
    rights.require_whole(office, "备份")
    place, home = place.resolve(), office.root.resolve()
    if place == home or home in place.parents:
        raise Refused("备份不能放在单位文件夹里", where=str(place), remedy="放在另一块磁盘或另一台机器上")
    on_server = is_server(office.settings.records)
    if not on_server and Path(office.settings.records).name != office.settings.records:
        # What was restored would use the same one.
        raise Refused(
            "登记数据库不在单位文件夹里，不能这样备份",
            where=f"office.toml 的 records = {office.settings.records}",
            remedy="用那个数据库自己的办法备份它，单位文件夹另行复制",
        )
    records = RECORDS if on_server else office.settings.records
    store = _store(place, _identity(office), recipients)
    with store.locked(), in_words(place):
        names = store.names()
        latest = store.snapshot(names[-1]) if names else None
        work = _Work(store, {e.path: e for e in store.entries(latest)} if latest else {}, reread)
        with _room(office) as room:
            with office.locked():
                settle(office)
                seq, digest = office.last_entry()
                _require_same_journal(office, latest)
                copies = _copy_databases(office, room)
                _list_archive(office, work)
            _look_at_what_stays(work)
            for name, copy in copies.items():
                work.put(name, copy, copy)
            store.flush()
        for path, stored in work.later.items():
            work.put_as(path, office.archive_place.content(stored), stored.mtime, stored.mode)
        for path, source in other_files(office.root, records):
            if path == SETTINGS_NAME and _on_servers(office.settings):
                # What is restored must not use the office's own servers.
                text = with_records(source.read_text("utf-8-sig"), records)
                if office.settings.index != INDEX:
                    text = with_index(text, INDEX)
                work.put(path, with_archive(text, ARCHIVE).encode(), source)
            else:
                work.put(path, source, source)
        _keep_what_is_gone(work)
        store.flush()
        made = store.add(*_snapshot(office, store.office, work, seq, digest))
        removed = _let_go(store, keep or Keep())
    note(office.root, LastBackup(str(place), made.name, made.at, seq))
    return Made(
        made.name, str(place), seq, made.files, made.size,
        work.new_files, work.new_size, store.read_back, tuple(removed), tuple(work.doubts),
    )  # fmt: skip


def _on_servers(settings: Settings) -> bool:
    return is_server(settings.records) or is_s3(settings.archive) or settings.index != INDEX


def _identity(office: Office) -> str:
    """Return the digest of the first journal entry, which tells one office from another."""
    first = next(iter(office.journal_files.lines()), "")
    return sha256(first.encode())


def _store(place: Path, identity: str, recipients: Sequence[str]) -> Store:
    if not (place / HEAD).exists():
        return Store.create(place, identity, recipients)
    store = Store.open(place)
    if store.office != identity:
        raise Refused("这个文件夹里是另一个单位的备份", where=str(place), remedy="每个单位用自己的备份文件夹")
    if recipients and tuple(recipients) != store.recipients:
        raise Refused(
            "这个文件夹里的备份用的是另外的公钥，或者没有加密",
            where=str(place),
            remedy="换公钥时用新的文件夹",
        )
    return store


def _require_same_journal(office: Office, latest: Snapshot | None) -> None:
    """The journal only grows: one that does not go on from the last backup was rolled back or rewritten."""
    if latest is None or latest.seq == 0:
        return
    line = next(iter(office.journal_files.lines(latest.seq - 1)), "")
    if sha256(line.encode()) != latest.digest:
        raise OfficeUnusable(
            f"流水账和上一次备份（{latest.name}，到第 {latest.seq} 条）接不上，少了或者改过，没有备份",
            remedy="运行 shenguan verify 查明；确实是由旧备份恢复的单位，换一个新的备份文件夹",
        )


@contextmanager
def _room(office: Office) -> Iterator[Path]:
    """A hidden folder in the office for the copy of the records, on the same disk and under the same protection.

    Raises Refused while another backup of this office runs, to whichever folder.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(office.root / ".backup.lock", timeout=5):
            for left in office.root.glob(".backup-*"):  # of a run that was killed
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=".backup-", dir=office.root) as room:
                yield Path(room)
    except Timeout:
        raise Refused("本单位的另一个备份正在进行", remedy="等它做完") from None


def _copy_databases(office: Office, room: Path) -> dict[str, Path]:
    """Copy each SQLite file as it stands between two transactions; return where the copies lie, by name.

    Records on a server are written into such a file: the backup can be restored where there is no server.
    """
    copies = {}
    if is_server(office.settings.records):
        names = [name for name in databases(office.root, RECORDS) if name not in (RECORDS, NAME)]
        copies = {RECORDS: _written_out(office, room / RECORDS), NAME: _desk_written_out(office, room)}
    else:
        names = databases(office.root, office.settings.records)
    for name in names:
        copies[name] = copy = room / name
        try:
            with (
                closing(sqlite3.connect(office.root / name)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        except sqlite3.Error as error:
            where, remedy = str(office.root / name), "检查磁盘空间和权限"
            raise OfficeUnusable("数据库没有复制成", where=where, remedy=remedy) from error
        copy.chmod(0o600)
    return copies


def _desk_written_out(office: Office, room: Path) -> Path:
    with safe(office, reading=True) as here, desk_in_folder.opened(room) as copy:
        copy_rows(here, copy)
    return room / NAME


def _written_out(office: Office, file: Path) -> Path:
    create_database(sqlite_url(file))
    copy = open_database(sqlite_url(file))
    try:
        with office.reading() as source, copy.writing() as target:
            copy_all(source, target)
    finally:
        copy.close()
    file.chmod(0o600)
    return file


def _list_archive(office: Office, work: _Work) -> None:
    """List the archive; what may change is copied at once, the rest is read when the office is free again."""
    heads: dict[str, int] = defaultdict(int)
    place = office.archive_place
    listed = work.listed = {f"archive/{stored.path}": stored for stored in place.for_backup()}
    for path in listed:
        folders = path.split("/")
        if len(folders) > 5 and is_fixed(path):
            name = "/".join(folders[:5])
            heads[name] = max(heads[name], int(folders[5][1:]))
    for path, stored in listed.items():
        earlier = work.before.get(path)
        same = earlier and (earlier.size, earlier.mtime) == (stored.size, stored.mtime)
        if earlier and same and (is_fixed(path) or work.is_sound(path)):
            work.entries[path] = earlier
        elif is_fixed(path):
            work.later[path] = stored
        elif (found := _ROOT_FILE.fullmatch(path)) and heads[found[1]]:
            # The object's own inventory is that of its latest version, and that one stays.
            work.later[path] = listed.get(f"{found[1]}/v{heads[found[1]]}/{found[2]}", stored)
        else:
            source = place.content(stored)
            content = source if isinstance(source, bytes) else source.read_bytes()
            work.put_as(path, content, stored.mtime, stored.mode)


def _look_at_what_stays(work: _Work) -> None:
    """What was stored before and has not changed is looked for in the backup; the office is free meanwhile."""
    for path in [path for path, entry in work.entries.items() if entry is work.before.get(path)]:
        if is_fixed(path) and not work.is_sound(path):
            del work.entries[path]
            work.later[path] = work.listed[path]


def _keep_what_is_gone(work: _Work) -> None:
    gone = [p for p in work.before if p.startswith("archive/objects/") and p not in work.entries]
    for path in gone:
        work.entries[path] = work.before[path]
    if gone:
        work.doubts.append(f"{gone[0]} 等 {len(gone)} 个档案文件不见了，备份里留着原来的")


def _snapshot(
    office: Office, identity: str, work: _Work, seq: int, digest: str
) -> tuple[Snapshot, dict[str, bytes]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in work.entries.values():
        grouped[part_of(entry.path)].append(entry)
    lists = {name: pack_part(entries) for name, entries in sorted(grouped.items())}
    now = office.now()
    try:
        program = version("shenguan-docs")
    except PackageNotFoundError:
        program = ""
    return Snapshot(
        name=f"{now:%Y%m%d-%H%M%S}",
        at=now.isoformat(timespec="seconds"),
        by=office.actor,
        program=program,
        schema=REVISION,
        office=identity,
        title=office.settings.name,
        seq=seq,
        digest=digest,
        files=len(work.entries),
        size=sum(entry.size for entry in work.entries.values()),
        parts={name: hashlib.sha256(packed).hexdigest() for name, packed in lists.items()},
    ), lists


def _let_go(store: Store, keep: Keep) -> list[str]:
    if keep.everything:
        return []
    names = store.names()
    stays = kept({name: store.snapshot(name).moment for name in names}, keep)
    gone = [name for name in names if name not in stays]
    if gone:
        store.drop(gone)
    return gone
