"""What the desk keeps (passwords, sessions, sheets, works) goes where the records go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.moving.finishing import put_desk_aside
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.desk_tables import NOT_COPIED, copy_rows, unequal
from shenguan_docs.office.people.safe import safe, safe_with
from shenguan_docs.office.settings import is_server
from shenguan_docs.register.database import Database


@contextmanager
def carried(office: Office, target: Database, aside: str) -> Iterator[None]:
    """Copy it to the records at ``target`` and compare; the block changes the settings, then the earlier is put aside.

    Files that came in and are not registered yet, where they lie on a server, are brought into this folder.
    Nobody writes in it meanwhile: who waits is told to try again, and finds it where it is then. Raises OfficeUnusable.
    """
    on_server = is_server(office.settings.records)
    if not on_server and not target.kind.ON_SERVER:  # it stays where it is, in the folder
        yield
        return
    with safe(office) as here, _drops_carried(office):
        with safe_with(target, office.root) as there:
            copy_rows(here, there)
            if different := unequal(here, there):
                raise OfficeUnusable(
                    f"搬过去的和原来的不同（{'、'.join(different)}），仍用原来的", remedy="再执行一次"
                )
        yield
        for name in NOT_COPIED:
            here.execute(f"DELETE FROM {name}")
        if not on_server:
            put_desk_aside(office, aside)
            return
        from shenguan_docs.office.people.desk_on_server import rename

        rename(here, aside)  # in this transaction: who waits for it must not write into what nobody uses


def _drops_carried(office: Office) -> AbstractContextManager[None]:
    if not is_server(office.settings.records):
        return nullcontext()
    from shenguan_docs.office.received.incoming_on_server import brought_home

    return brought_home(office)
