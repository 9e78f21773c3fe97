"""Files that came in at the desk and are not registered yet: kept until somebody says what they are.

They are no part of the records: nothing of them is in the journal or in the archive before they are registered. They
lie in ``uploads/`` of the office's folder, or on the server when the records do, where every machine of the office
sees them; here it is chosen, nobody else asks.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.received import incoming_in_folder
from shenguan_docs.office.received.drop import (
    PLACE,
    CameFile,
    Place,
    Reading,
    State,
    gone,
    in_words,
    make_folders,
)
from shenguan_docs.office.received.drop import Drop as Drop
from shenguan_docs.office.received.incoming_in_folder import folder_of as folder_of
from shenguan_docs.office.settings import is_server

KEPT_DAYS = 30
MOST, ROOM = 60, 1_000_000_000
"""Drops that one person may have waiting, and their bytes."""
_ID = re.compile(r"\d{8}-[0-9a-z]{4,12}")
_PIECE = 1 << 20


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
    place = office.root / PLACE
    id = office.new_id(office.today)
    fresh = place / f".{id}"
    with in_words(place):
        make_folders(place.parent, place.name, fresh.name)
        try:
            came = []
            for n, (name, content) in enumerate(files, 1):
                one = _write(fresh / str(n) / name, content, room, n)
                room -= one.size
                came.append(one)
            digests = [file.sha256 for file in came]
            for drop in mine:
                if drop.digests == digests:
                    return drop
            record = office.new_id(office.today)
            department, at = rights.own_department(office), office.now().isoformat(timespec="seconds")
            drop = Drop(id, office.actor, department, at, record, tuple(came))
            return _places(office)[0].put(office, fresh, drop)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def _write(path: Path, content: BinaryIO, room: int, at: int) -> CameFile:
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
    return CameFile(path.name, size, digest.hexdigest(), at)


# -- what waits ------------------------------------------------------------------------------


def drops(office: Office) -> list[Drop]:
    """Return what came and waits, of the person or of the department, the oldest first."""
    if not _may(office):
        return []
    found = [drop for place in _places(office) for drop in place.waiting(office) if _sees(office, drop)]
    return sorted(found, key=lambda drop: (drop.at, drop.id))


def find(office: Office, id: str) -> Drop:
    """Return a drop, also one that was dealt with a short time ago. Raises NotFound, as for what is another's."""
    drop = _place_of(office, id).load(office, id) if _ID.fullmatch(id) else None
    if drop is None or not _may(office) or not _sees(office, drop):
        raise gone()
    return drop


def paths(office: Office, drop: Drop) -> list[Path]:
    """Return where the files of a drop can be read, in order. Raises NotFound."""
    return _place_of(office, drop.id).paths(office, drop)


@contextmanager
def alone(office: Office, id: str) -> Iterator[Drop]:
    """Hold a drop alone: a second click, on whatever machine, waits for the first. Raises NotFound."""
    find(office, id)
    try:
        with _place_of(office, id).held(office, id):
            yield find(office, id)
    except FileNotFoundError:  # taken away in the meantime
        raise NotFound("这些文件不在这里了", remedy="可能已经登记或者删去") from None


def rearranged(office: Office, id: str, parts: Sequence[tuple[Drop, Reading | None]]) -> None:
    """Put the files of a drop that is held in another order or into several drops, of which one keeps the id.

    Raises NotFound.
    """
    _place_of(office, id).rearranged(office, id, parts)


def ended(office: Office, drop: Drop, state: State, results: Sequence[Any] = ()) -> None:
    """Note that a drop was dealt with; its files go, the note stays for a while so that a second click finds it."""
    _place_of(office, drop.id).ended(office, replace(drop, state=state, results=list(results)))


def discard(office: Office, id: str) -> None:
    """Take away files that are not to be registered. Raises NotFound."""
    find(office, id)
    _place_of(office, id).discard(office, id)


def kept_reading(office: Office, drop: Drop) -> Reading | None:
    """Return what was read out of the files of a drop, one mapping a file; None where that was not done yet."""
    found = _place_of(office, drop.id).reading(office, drop.id)
    return found if found is not None and len(found) == len(drop.files) else None


def keep_reading(office: Office, drop: Drop, read: Reading) -> None:
    """Keep what was read out of the files."""
    _place_of(office, drop.id).keep_reading(office, drop, read)


def clean_up(office: Office) -> None:
    """Take away what is older than it may be, and what a broken upload left behind."""

    def past(drop: Drop) -> bool:
        return office.now() - drop.moment > timedelta(days=KEPT_DAYS if drop.state == "waits" else 7)

    for place in _places(office):
        place.clean_up(office, past)


# -- whose it is, and where it lies ----------------------------------------------------------


def _may(office: Office) -> bool:
    return rights.may(office, "receive") or rights.may(office, "deliver")


def _require(office: Office) -> None:
    if not _may(office):
        rights.require(office, "receive")


def _sees(office: Office, drop: Drop) -> bool:
    if office.who is None or drop.by == office.actor:
        return True
    return bool(drop.department) and drop.department == rights.own_department(office)


def _places(office: Office) -> tuple[Place, ...]:
    """Where drops may lie, first where new ones go; what waited in a folder when its records moved to a server waits on."""
    if not is_server(office.settings.records):
        return (incoming_in_folder,)
    from shenguan_docs.office.received import incoming_on_server

    return (incoming_on_server, incoming_in_folder)


def _place_of(office: Office, id: str) -> Place:
    first, *others = _places(office)
    return next((place for place in others if place.load(office, id) is not None), first)
