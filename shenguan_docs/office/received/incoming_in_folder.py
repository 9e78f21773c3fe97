"""Drops in ``uploads/`` of the office's folder: a folder of each, its files under their numbers. See drop.py."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from shenguan_docs.office.alone import LOCK_WAIT
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.drop import COPIES, DONE, PLACE, Drop, Reading, as_text, busy, from_text
from shenguan_docs.office.settings import is_server

HOME = ".home-"
"""Before the id of a drop that was brought from a server, and waits here as soon as the records are moved."""
FACTS, READ, _LOCK = "drop.json", "read.json", ".lock"


def waiting(office: Office) -> list[Drop]:
    """Return all that wait."""
    found = [_load(folder) for folder in _folders(office) if not folder.name.startswith(".")]
    return [drop for drop in found if drop is not None and drop.state == "waits"]


def load(office: Office, id: str) -> Drop | None:
    """Return one, also one that was dealt with a short time ago."""
    return _load(folder_of(office, id))


def put(office: Office, staged: Path, drop: Drop) -> Drop:
    """Keep what lies in ``staged``."""
    note(staged, drop)
    staged.rename(office.root / PLACE / drop.id)
    return drop


def note(folder: Path, drop: Drop, read: Reading | None = None) -> None:
    """Write down what is known of a drop, and what was read out of it, if it was."""
    if read is not None:
        _replace(folder / READ, json.dumps(read, ensure_ascii=False))
    _replace(folder / FACTS, as_text(drop))


def paths(office: Office, drop: Drop) -> list[Path]:
    """Return where the files lie, in order."""
    return [office.root / PLACE / drop.id / str(file.at) / file.name for file in drop.files]


@contextmanager
def held(office: Office, id: str) -> Iterator[None]:
    """Hold one against every process that uses this folder. Raises OfficeUnusable, FileNotFoundError."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder_of(office, id) / _LOCK, timeout=LOCK_WAIT):
            yield
    except Timeout:
        raise busy() from None


def reading(office: Office, id: str) -> Reading | None:
    """Return what was read out of the files, None where that was not done yet."""
    try:
        found: Reading = json.loads((office.root / PLACE / id / READ).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def keep_reading(office: Office, drop: Drop, read: Reading) -> None:
    """Keep what was read out of the files."""
    _replace(office.root / PLACE / drop.id / READ, json.dumps(read, ensure_ascii=False))


def rearranged(office: Office, id: str, parts: Sequence[tuple[Drop, Reading | None]]) -> None:
    """Put the files of ``id`` in another order or into several drops, of which one keeps the id."""
    folder = office.root / PLACE / id
    for drop, read in parts:
        if drop.id == id:
            continue
        fresh = office.root / PLACE / f".{drop.id}"
        fresh.mkdir(mode=0o700)
        for file in drop.files:
            (folder / str(file.at)).rename(fresh / str(file.at))
        note(fresh, drop, read)
        fresh.rename(office.root / PLACE / drop.id)
    for drop, read in parts:
        if drop.id == id:
            note(folder, drop, read)


def ended(office: Office, drop: Drop) -> None:
    """Let the files go and keep the note."""
    folder = folder_of(office, drop.id)
    note(folder, drop)
    for child in folder.iterdir():
        if child.name not in (FACTS, _LOCK):
            shutil.rmtree(child) if child.is_dir() else child.unlink()
    done = office.root / PLACE / DONE
    done.mkdir(mode=0o700, exist_ok=True)
    if folder.parent != done:
        folder.rename(done / drop.id)


def discard(office: Office, id: str) -> None:
    """Let one that waits go."""
    shutil.rmtree(office.root / PLACE / id, ignore_errors=True)


def clean_up(office: Office, past: Callable[[Drop], bool]) -> None:
    """Let go of what is ``past``, and of what a broken upload left behind."""
    for folder in (*_folders(office), *_folders(office, DONE)):
        if folder.name in (DONE, COPIES):
            continue
        drop = None if folder.name.startswith(".") else _load(folder)
        if drop is None:
            with suppress(OSError):
                age = office.now().timestamp() - folder.stat().st_mtime
                if age > 86_400:
                    shutil.rmtree(folder, ignore_errors=True)
        elif past(drop):
            shutil.rmtree(folder, ignore_errors=True)


def folder_of(office: Office, id: str) -> Path:
    """Return where a drop lies, or what is left of one that was dealt with."""
    done = office.root / PLACE / DONE / id
    return done if done.is_dir() else office.root / PLACE / id


def take_home(office: Office) -> None:
    """Let what was brought for a move wait here. Raises OSError."""
    place = office.root / PLACE
    for fresh in place.glob(f"{HOME}*"):
        with suppress(FileNotFoundError):  # another process did it
            fresh.rename(place / fresh.name.removeprefix(HOME))


def _folders(office: Office, part: str = "") -> list[Path]:
    if not part and not is_server(office.settings.records):
        take_home(office)  # the move was killed before it did that
    try:
        return sorted(path for path in (office.root / PLACE / part).iterdir() if path.is_dir())
    except FileNotFoundError:
        return []


def _load(folder: Path) -> Drop | None:
    try:
        return from_text((folder / FACTS).read_text("utf-8"))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)
