"""What is kept of long work at the desk: what was begun, by whom, how it ended; and the files that it made.

What was begun lies in the safe (office/people/safe.py), the files in a folder of each work that only the office's
account can read, on the machine that did it. Neither is part of the office's records; both are let go after some days.
"""

from __future__ import annotations

import json
import platform
import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from shenguan_docs.errors import OfficeUnusable, system_reason
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.safe import safe

FOLDER = "desk-files"
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """One long work as it is kept. ``once`` is the mark of the form that began it, ``told`` what it said (JSON).

    ``state`` is waiting, running, done, failed, stopped, or cut (the service ended before the work did).
    """

    id: str
    owner: str
    what: str
    begun: datetime
    state: str
    once: str = ""
    seen: bool = False
    told: dict[str, Any] = field(default_factory=dict)


def keep(office: Office, work: Work) -> None:
    """Write down a work as it stands. Raises OfficeUnusable."""
    row = (
        work.id, work.owner, work.what, work.begun.isoformat(), work.state, work.once, int(work.seen),
        json.dumps(work.told | {"at": _here(office)}, ensure_ascii=False),
    )  # fmt: skip
    with safe(office) as conn:
        conn.execute("DELETE FROM works WHERE id = ?", (work.id,))
        conn.execute("INSERT INTO works VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _here(office: Office) -> str:
    """The desk that does a work and has its files: one folder on one machine."""
    return f"{platform.node()} {office.root.resolve()}"


def elsewhere(office: Office, id: str, owner: str) -> str:
    """Return the name of the machine on which another desk does this person's work, "" for no such work."""
    with safe(office, reading=True) as conn:
        row = conn.execute("SELECT told FROM works WHERE id = ? AND owner = ?", (id, owner)).fetchone()
    at = str(json.loads(row[0]).get("at", "")) if row else ""
    return "" if at == _here(office) else at.partition(" ")[0]


def after_a_start(office: Office) -> list[Work]:
    """Return this desk's works, the oldest first, when its service starts: what was left undone is cut off.

    What is older than KEPT is let go, with its files. Raises OfficeUnusable.
    """
    with safe(office) as conn:
        everybodys = [_work(row) for row in conn.execute("SELECT * FROM works ORDER BY begun").fetchall()]
        old = [work for work in everybodys if office.now() - work.begun > KEPT]
        conn.executemany("DELETE FROM works WHERE id = ?", [(work.id,) for work in old])
        own = [work for work in everybodys if work.told.get("at", _here(office)) == _here(office)]
        cut = [work.id for work in own if work.state in ("waiting", "running")]
        conn.executemany("UPDATE works SET state = 'cut' WHERE id = ?", [(id,) for id in cut])
    kept = [replace(work, state="cut") if work.id in cut else work for work in own if work not in old]
    let_go(office, {work.id for work in kept})
    return kept


def _work(row: tuple[Any, ...]) -> Work:
    id, owner, what, begun, state, once, seen, told = row
    return Work(id, owner, what, datetime.fromisoformat(begun), state, once, bool(seen), json.loads(told))


def forget(office: Office, ids: list[str]) -> None:
    """Let go of works and their files."""
    with safe(office) as conn:
        conn.executemany("DELETE FROM works WHERE id = ?", [(id,) for id in ids])
    for id in ids:
        shutil.rmtree(_place(office, id), ignore_errors=True)


def let_go(office: Office, kept: set[str]) -> None:
    """Remove the folders of works that are not ``kept`` any more."""
    place = office.root / FOLDER
    for folder in place.iterdir() if place.is_dir() else ():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def place_of(office: Office, id: str) -> Path:
    """Return the folder for a work's files, made when it is not there. Raises OfficeUnusable."""
    place = _place(office, id)
    try:
        (office.root / FOLDER).mkdir(mode=0o700, exist_ok=True)
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise OfficeUnusable(f"写不进去（{system_reason(error)}）", where=FOLDER) from error
    return place


def _place(office: Office, id: str) -> Path:
    return office.root / FOLDER / id


def seen(office: Office, work: Work) -> Work:
    """Note that its owner saw how it ended."""
    looked = replace(work, seen=True)
    keep(office, looked)
    return looked
