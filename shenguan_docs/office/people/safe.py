"""What is secret or passing at the desk: passwords (hashed), sessions, failures, one-time links, sheets, works.

It is no part of the records: nothing of it is in the journal or the archive, and ``rebuild`` leaves it alone. It lies
in desk.db beside the office, or on the server when the records do; here it is chosen, nobody else asks. Where
it is lost, passwords are set anew. Tokens are kept as digests only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import desk_in_folder
from shenguan_docs.office.people.desk_tables import Desk
from shenguan_docs.office.settings import is_server
from shenguan_docs.register.database import Database

SET_PASSWORD = 'INSERT INTO passwords VALUES (?, ?) ON CONFLICT ("user") DO UPDATE SET hash = excluded.hash'


def safe(office: Office, *, reading: bool = False) -> AbstractContextManager[Desk]:
    """Open it for one transaction; made when it is missing. Raises OfficeUnusable."""
    if not is_server(office.settings.records):
        return desk_in_folder.opened(office.root, reading=reading)
    from shenguan_docs.office.people import desk_on_server

    return desk_on_server.opened(office.records, office.root, reading=reading)


@contextmanager
def safe_with(records: Database, root: Path) -> Iterator[Desk]:
    """Open what lies with other records of the office at ``root``, to be written. Raises OfficeUnusable."""
    if records.kind.ON_SERVER:
        from shenguan_docs.office.people import desk_on_server

        with desk_on_server.opened(records, root) as desk:
            yield desk
        return
    with desk_in_folder.opened(root) as in_folder:
        yield in_folder


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def fault_of(office: Office) -> OfficeUnusable | None:
    """Return what is wrong with it, None where nothing is or there is none yet."""
    if not is_server(office.settings.records):
        return desk_in_folder.fault_of(office.root)
    try:
        with safe(office, reading=True) as desk:
            desk.execute("SELECT count(*) FROM passwords").fetchone()
    except OfficeUnusable as error:
        return error
    return None
