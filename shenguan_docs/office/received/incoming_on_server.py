"""Drops on the server of the records, in the schema ``desk``, so that every machine of the office sees them. See drop.py.

In the folder are only copies: brought when they are asked for, whole or not at all, and gone when the drop is.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

from shenguan_docs.bundle.turning import is_pdf
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.alone import LOCK_WAIT
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.desk_tables import Desk
from shenguan_docs.office.people.safe import safe
from shenguan_docs.office.received.drop import (
    COPIES,
    PAGES,
    PLACE,
    Drop,
    Reading,
    as_text,
    busy,
    from_text,
    gone,
    in_words,
    make_folders,
)
from shenguan_docs.office.received.incoming_in_folder import HOME, note, take_home
from shenguan_docs.register.turns import Turn

_PIECE = 1 << 20  # bytes
_COMES = "comes"
"""The state of a row whose pieces are still being written: nobody is shown it."""
_ANOTHER_DAY = timedelta(days=1)
_ADD = "INSERT INTO drop_pieces VALUES (?, ?, ?, ?)"


def waiting(office: Office) -> list[Drop]:
    """Return all that wait; copies of what does not wait any more are let go."""
    here = _copied(office)
    with safe(office, reading=True) as desk:
        rows = desk.execute("SELECT facts FROM drops WHERE state = 'waits'").fetchall()
    found = [from_text(facts) for (facts,) in rows]
    _let_go(office, here - {drop.id for drop in found})
    return found


def load(office: Office, id: str) -> Drop | None:
    """Return one, also one that was dealt with a short time ago."""
    with safe(office, reading=True) as desk:
        return _load(desk, id)


def put(office: Office, staged: Path, drop: Drop) -> Drop:
    """Send what lies in ``staged``, which becomes the copy here; return the drop that has these files.

    Piece by piece, so that nobody waits for all of it; only the last step shows it.
    """
    with safe(office) as desk:
        desk.execute("INSERT INTO drops VALUES (?, ?, ?, ?, '')", (drop.id, drop.by, _COMES, as_text(drop)))
    for file in drop.files:
        for n, piece in _pieces(staged / str(file.at) / file.name):
            with safe(office) as desk:
                desk.execute(_ADD, (drop.id, file.at, n, piece))
    with safe(office) as desk:
        rows = desk.execute(
            "SELECT facts FROM drops WHERE state = 'waits' AND owner = ?", (drop.by,)
        ).fetchall()
        for other in (from_text(facts) for (facts,) in rows):
            if other.digests == drop.digests:  # it came to another machine at the same moment
                _delete(desk, [drop.id])
                return other
        desk.execute("UPDATE drops SET state = 'waits' WHERE id = ?", (drop.id,))
    with suppress(OSError):  # it came: where there is no copy one is brought
        staged.rename(make_folders(office.root, PLACE, COPIES) / drop.id)
    return drop


def paths(office: Office, drop: Drop) -> list[Path]:
    """Return where the copies lie, in order; what is missing is brought. Raises NotFound, OfficeUnusable."""
    found = []
    for file in drop.files:
        folder = make_folders(office.root, PLACE, COPIES, drop.id, str(file.at))
        path = folder / file.name
        if not path.is_file() or path.stat().st_size != file.size:
            _bring(office, drop.id, file.at, path, file.sha256)
        found.append(path)
    shown = {
        file.at: path.parent / PAGES for file, path in zip(drop.files, found, strict=True) if not is_pdf(path)
    }
    lacking = {at: path for at, path in shown.items() if not path.exists()}
    if lacking:
        with safe(office, reading=True) as desk:
            rows = desk.execute(
                "SELECT file FROM drop_pieces WHERE drop_id = ? AND file < 0 AND n = 0", (drop.id,)
            )
            there = [-at for (at,) in rows.fetchall()]
        for at in lacking.keys() & set(there):
            _bring(office, drop.id, -at, lacking[at], "")
    return found


def _bring(office: Office, id: str, number: int, path: Path, sha256: str) -> None:
    fresh, digest = path.with_name(f".{secrets.token_hex(6)}"), hashlib.sha256()
    try:
        with in_words(path.parent), safe(office, reading=True) as desk, fresh.open("wb") as out:
            for n in count():
                row = desk.execute(
                    "SELECT content FROM drop_pieces WHERE drop_id = ? AND file = ? AND n = ?",
                    (id, number, n),
                ).fetchone()
                if row is None:
                    break
                digest.update(row[0])
                out.write(row[0])
            out.flush()
            os.fsync(out.fileno())
        if not n:
            raise gone()
        if sha256 and digest.hexdigest() != sha256:
            raise OfficeUnusable(
                f"服务器上的“{path.name}”和收到时的不同", where="desk.drop_pieces", remedy="删去，再收一次"
            )
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def held(office: Office, id: str) -> Iterator[None]:
    """Hold one against all machines, on a connection of its own: who dies gives it back. Raises OfficeUnusable."""
    turn = Turn(office.records_url, office.patience, office.notify, of=id)
    try:
        if not turn.take(LOCK_WAIT):
            raise busy()
        yield
    finally:
        turn.end()
        turn.close()


def reading(office: Office, id: str) -> Reading | None:
    """Return what was read out of the files, None where that was not done yet."""
    with safe(office, reading=True) as desk:
        row = desk.execute("SELECT looked FROM drops WHERE id = ?", (id,)).fetchone()
    found: Reading | None = json.loads(row[0]) if row and row[0] else None
    return found


def keep_reading(office: Office, drop: Drop, read: Reading) -> None:
    """Keep what was read out of the files, and their pages as they are shown.

    Not so where the files were put in another order meanwhile: then they are read again.
    """
    with safe(office) as desk:
        now = _load(desk, drop.id)
        if now is None or now.state != "waits" or now.files != drop.files:
            return
        desk.execute("UPDATE drops SET looked = ? WHERE id = ?", (_dumped(read), drop.id))
        for file in drop.files:
            shown = office.root / PLACE / COPIES / drop.id / str(file.at) / PAGES
            if shown.exists():
                desk.execute("DELETE FROM drop_pieces WHERE drop_id = ? AND file = ?", (drop.id, -file.at))
                for n, piece in _pieces(shown):
                    desk.execute(_ADD, (drop.id, -file.at, n, piece))


def rearranged(office: Office, id: str, parts: Sequence[tuple[Drop, Reading | None]]) -> None:
    """Put the files of ``id`` in another order or into several drops, of which one keeps the id. Raises NotFound."""
    with safe(office) as desk:
        if _load(desk, id) is None:
            raise gone()
        desk.execute("DELETE FROM drops WHERE id = ?", (id,))
        for drop, read in parts:
            for file in drop.files if drop.id != id else ():
                desk.execute(
                    "UPDATE drop_pieces SET drop_id = ? WHERE drop_id = ? AND file IN (?, ?)",
                    (drop.id, id, file.at, -file.at),
                )
            row = (drop.id, drop.by, drop.state, as_text(drop), "" if read is None else _dumped(read))
            desk.execute("INSERT INTO drops VALUES (?, ?, ?, ?, ?)", row)


def ended(office: Office, drop: Drop) -> None:
    """Let the files go and keep the note."""
    with safe(office) as desk:
        desk.execute("DELETE FROM drop_pieces WHERE drop_id = ?", (drop.id,))
        desk.execute(
            "UPDATE drops SET state = ?, facts = ?, looked = '' WHERE id = ?",
            (drop.state, as_text(drop), drop.id),
        )
    _let_go(office, {drop.id})


def discard(office: Office, id: str) -> None:
    """Let one that waits go."""
    with safe(office) as desk:
        if desk.execute("SELECT 1 FROM drops WHERE id = ? AND state = 'waits'", (id,)).fetchone():
            _delete(desk, [id])
    _let_go(office, {id})


def clean_up(office: Office, past: Callable[[Drop], bool]) -> None:
    """Let go of what is ``past``, of what was cut off while it came, of copies of what does not wait any more."""
    here = _copied(office)
    with safe(office) as desk:
        rows = desk.execute("SELECT state, facts FROM drops").fetchall()
        known = [(state, from_text(facts)) for state, facts in rows]
        old = {drop.id for state, drop in known if past(drop) or (state == _COMES and _cut_off(office, drop))}
        _delete(desk, old)
    _let_go(office, here - {drop.id for state, drop in known if state == "waits"} | old)


def _cut_off(office: Office, drop: Drop) -> bool:
    return office.now() - drop.moment > _ANOTHER_DAY


@contextmanager
def brought_home(office: Office) -> Iterator[None]:
    """Bring what waits into this folder; the block has the records moved, afterwards it lies there. Raises OfficeUnusable.

    Nobody else writes meanwhile. Where the block fails, it waits on the server as before; where it is killed when the
    records were moved, ``come_home`` does the rest.
    """
    place = make_folders(office.root, PLACE)
    with in_words(place):
        for left in place.glob(f"{HOME}*"):  # of a move that did not happen
            shutil.rmtree(left)
    for drop in waiting(office):
        paths(office, drop)
        fresh = place / f"{HOME}{drop.id}"
        with in_words(place):
            (place / COPIES / drop.id).rename(fresh)
            note(fresh, drop, reading(office, drop.id))
    yield
    come_home(office)


def come_home(office: Office) -> None:
    """Let what was brought for a move wait in this folder from now on: the records were moved. Raises OfficeUnusable."""
    place = office.root / PLACE
    with in_words(place):
        take_home(office)
    shutil.rmtree(place / COPIES, ignore_errors=True)


# -- rows and copies -------------------------------------------------------------------------


def _load(desk: Desk, id: str) -> Drop | None:
    row = desk.execute("SELECT facts FROM drops WHERE id = ? AND state <> ?", (id, _COMES)).fetchone()
    return from_text(row[0]) if row else None


def _delete(desk: Desk, ids: Sequence[str] | set[str]) -> None:
    for id in ids:
        desk.execute("DELETE FROM drop_pieces WHERE drop_id = ?", (id,))
        desk.execute("DELETE FROM drops WHERE id = ?", (id,))


def _dumped(read: Reading) -> str:
    return json.dumps(read, ensure_ascii=False)


def _pieces(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for n in count():
            piece = file.read(_PIECE)
            if not piece:
                return
            yield n, piece


def _copied(office: Office) -> set[str]:
    """Of which drops there are copies here. Asked before the server is: what comes meanwhile is not let go."""
    place = office.root / PLACE / COPIES
    return {folder.name for folder in place.iterdir()} if place.is_dir() else set()


def _let_go(office: Office, ids: set[str]) -> None:
    for id in ids:
        shutil.rmtree(office.root / PLACE / COPIES / id, ignore_errors=True)
