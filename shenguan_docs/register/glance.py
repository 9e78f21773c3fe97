"""The last entry of the journal by a glance at the SQLite file itself: a search needs no more of the records.

SQLAlchemy takes ten times as long to import as this takes in all.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from shenguan_docs.register.revisions import REVISION

_WAIT_SECONDS = 2.0  # for a writer in the midst of its commit; after that the usual way waits on and says so
_LAST = "SELECT seq, line FROM journal ORDER BY seq DESC LIMIT 1"


def last_entry(file: Path) -> tuple[int, str] | None:
    """Return what ``journal.last`` says of the records in ``file``: sequence number and digest, ``(0, "")`` before any.

    None where this is no SQLite file of this version's form that can be read at once.
    """
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", _WAIT_SECONDS, uri=True)) as conn:
            revision = conn.execute("SELECT version_num FROM alembic_version").fetchone()
            if revision != (REVISION,):
                return None
            row = conn.execute(_LAST).fetchone()
    except (sqlite3.Error, ValueError):
        return None
    if row is None:
        return 0, ""
    seq, line = row
    return seq, hashlib.sha256(line.encode()).hexdigest()
