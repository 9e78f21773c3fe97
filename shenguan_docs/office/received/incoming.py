"""Files that came in at the desk and are not registered yet: kept in ``uploads/`` until somebody says what they are.

They are no part of the records: nothing of them is in the journal or in the archive before they are registered.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Literal

from shenguan_docs.errors import NotFound, OfficeUnusable, Refused, system_reason
from shenguan_docs.office.alone import LOCK_WAIT
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights

PLACE = "uploads"
DONE = "done"
"""Where the notes of drops lie that were dealt with: apart, so that what waits is listed quickly."""
KEPT_DAYS = 30
MOST, ROOM = 60, 1_000_000_000
"""Drops that one person may have waiting, and their bytes."""
FACTS, READ, _LOCK = "drop.json", "read.json", ".lock"
_ID = re.compile(r"\d{8}-[0-9a-z]{4,12}")
_PIECE = 1 << 20

State = Literal["waits", "registered", "receipts"]


@dataclass(frozen=True)
class CameFile:
    """One file of a drop, under the name it came with; ``size`` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Drop:
    """Files that came together. ``record`` is the id that the letter will have, so that it is registered once.

    ``decided``: how several files belong together was said. ``batch`` is the drop that this one was parted from,
    ``results`` what became of the pages where the files were receipts (``state`` receipts).
    """

    id: str
    by: str
    department: str
    at: str
    record: str
    files: tuple[CameFile, ...]
    state: State = "waits"
    decided: bool = False
    batch: str = ""
    results: list[Any] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        """When it came."""
        return datetime.fromisoformat(self.at)


# -- what comes ------------------------------------------------------------------------------


def lay(office: Office, files: Sequence[tuple[str, BinaryIO]]) -> Drop:
    """Keep files under their names (sound for a file system); the same files again are the same drop.

    They are written piece by piece, whatever their size. Raises Refused (nothing, an empty file, too much waits).
    """
    _require(office)
    if not files:
        raise Refused("没有选文件", where="文件", remedy="选一个或者几个文件，或者把文件拖到页面上")
    clean_up(office)
    mine = [drop for drop in drops(office) if drop.by == office.actor]
    room = ROOM - sum(file.size for drop in mine for file in drop.files)
    if len(mine) >= MOST:
        raise Refused(f"您有 {len(mine)} 件收到的还没有登记", remedy="先登记或者删去一些，再收新的")
    place = _place(office)
    id = office.new_id(office.today)
    fresh = place / f".{id}"
    with _in_words(place):
        fresh.mkdir(mode=0o700)
        try:
            came = []
            for n, (name, content) in enumerate(files, 1):
                one = _write(fresh / str(n) / name, content, room)
                room -= one.size
                came.append(one)
            digests = [file.sha256 for file in came]
            for drop in mine:
                if [file.sha256 for file in drop.files] == digests:
                    shutil.rmtree(fresh)
                    return drop
            record = office.new_id(office.today)
            department, at = rights.own_department(office), office.now().isoformat(timespec="seconds")
            drop = Drop(id, office.actor, department, at, record, tuple(came))
            note(fresh, drop)
            fresh.rename(place / id)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return drop


def _write(path: Path, content: BinaryIO, room: int) -> CameFile:
    path.parent.mkdir(mode=0o700)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as out:
        while piece := content.read(_PIECE):
            size += len(piece)
            if size > room:
                raise Refused("没有登记的文件太多，放不下了", remedy="先登记或者删去一些，再收新的")
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise Refused(f"“{path.name}”是空的", where="文件", remedy="核对文件，重新取得一份")
    return CameFile(path.name, size, digest.hexdigest())


# -- what waits ------------------------------------------------------------------------------


def drops(office: Office) -> list[Drop]:
    """Return what came and waits, of the person or of the department, the oldest first."""
    if not _may(office):
        return []
    found = [drop for drop in _all(office) if drop.state == "waits" and _sees(office, drop)]
    return sorted(found, key=lambda drop: (drop.at, drop.id))


def find(office: Office, id: str) -> Drop:
    """Return a drop, also one that was dealt with a short time ago. Raises NotFound, as for what is another's."""
    drop = _load(folder_of(office, id)) if _ID.fullmatch(id) else None
    if drop is None or not _may(office) or not _sees(office, drop):
        raise NotFound("这些文件不在这里了", remedy="可能已经登记或者删去；还没有登记的再收一次")
    return drop


def paths(office: Office, drop: Drop) -> list[Path]:
    """Return where the files of a drop lie, in order."""
    return [office.root / PLACE / drop.id / str(n) / file.name for n, file in enumerate(drop.files, 1)]


@contextmanager
def alone(office: Office, id: str) -> Iterator[Drop]:
    """Hold a drop alone: a second click waits for the first. Raises NotFound."""
    from filelock import FileLock, Timeout

    find(office, id)
    try:
        with FileLock(folder_of(office, id) / _LOCK, timeout=LOCK_WAIT):
            yield find(office, id)
    except Timeout:
        raise OfficeUnusable("这些文件正在登记", remedy="稍候刷新页面") from None
    except FileNotFoundError:  # taken away in the meantime
        raise NotFound("这些文件不在这里了", remedy="可能已经登记或者删去") from None


def ended(office: Office, drop: Drop, state: State, results: Sequence[Any] = ()) -> None:
    """Note that a drop was dealt with; its files go, the note stays for a while so that a second click finds it."""
    folder = folder_of(office, drop.id)
    note(folder, replace(drop, state=state, results=list(results)))
    for child in folder.iterdir():
        if child.name not in (FACTS, _LOCK):
            shutil.rmtree(child) if child.is_dir() else child.unlink()
    done = office.root / PLACE / DONE
    done.mkdir(mode=0o700, exist_ok=True)
    if folder.parent != done:
        folder.rename(done / drop.id)


def discard(office: Office, id: str) -> None:
    """Take away files that are not to be registered. Raises NotFound."""
    find(office, id)
    shutil.rmtree(office.root / PLACE / id, ignore_errors=True)


def kept_reading(office: Office, drop: Drop) -> list[dict[str, Any]] | None:
    """Return what was read out of the files of a drop, one mapping a file; None where that was not done yet."""
    try:
        found: list[dict[str, Any]] = json.loads((office.root / PLACE / drop.id / READ).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if len(found) == len(drop.files) else None


def keep_reading(office: Office, drop: Drop, read: Sequence[dict[str, Any]]) -> None:
    """Keep what was read out of the files."""
    _replace(office.root / PLACE / drop.id / READ, json.dumps(list(read), ensure_ascii=False))


def clean_up(office: Office) -> None:
    """Take away what is older than it may be, and what a broken upload left behind."""
    for folder in (*_folders(office), *_folders(office, DONE)):
        drop = _load(folder)
        if folder.name == DONE:
            continue
        if drop is None:
            with suppress(OSError):
                age = office.now().timestamp() - folder.stat().st_mtime
                if age > 86_400:
                    shutil.rmtree(folder, ignore_errors=True)
        else:
            days = KEPT_DAYS if drop.state == "waits" else 7
            if office.now() - drop.moment > timedelta(days=days):
                shutil.rmtree(folder, ignore_errors=True)


# -- how it lies -----------------------------------------------------------------------------


def _may(office: Office) -> bool:
    return rights.may(office, "receive") or rights.may(office, "deliver")


def _require(office: Office) -> None:
    if not _may(office):
        rights.require(office, "receive")


def _sees(office: Office, drop: Drop) -> bool:
    if office.who is None or drop.by == office.actor:
        return True
    return bool(drop.department) and drop.department == rights.own_department(office)


def _place(office: Office) -> Path:
    place = office.root / PLACE
    with _in_words(place):
        place.mkdir(mode=0o700, exist_ok=True)
    return place


def _folders(office: Office, part: str = "") -> list[Path]:
    try:
        return sorted(path for path in (office.root / PLACE / part).iterdir() if path.is_dir())
    except FileNotFoundError:
        return []


def folder_of(office: Office, id: str) -> Path:
    """Return where a drop lies, or what is left of one that was dealt with."""
    done = office.root / PLACE / DONE / id
    return done if done.is_dir() else office.root / PLACE / id


def _all(office: Office) -> Iterator[Drop]:
    for folder in _folders(office):
        drop = _load(folder) if _ID.fullmatch(folder.name) else None
        if drop is not None:
            yield drop


def _load(folder: Path) -> Drop | None:
    try:
        told = json.loads((folder / FACTS).read_text("utf-8"))
        return Drop(**{**told, "files": tuple(CameFile(**file) for file in told["files"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def note(folder: Path, drop: Drop) -> None:
    """Write down what is known of a drop."""
    _replace(folder / FACTS, json.dumps(asdict(drop), ensure_ascii=False))


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


@contextmanager
def _in_words(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OfficeUnusable(
            f"收到的文件存不下（{system_reason(error)}）", where=str(place), remedy="请管理人员核对磁盘和权限"
        ) from error
