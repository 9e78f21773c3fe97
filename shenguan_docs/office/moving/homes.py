"""Whose the records and the index on servers are, while an office stops being one of several folders, or begins to be."""

from __future__ import annotations

from contextlib import suppress

from shenguan_docs.errors import ShenguanError
from shenguan_docs.index.opensearch_place import is_server as is_search_server
from shenguan_docs.office.opening import Office
from shenguan_docs.office.settings import is_server
from shenguan_docs.register.database import set_home


def keep_for_this_folder(office: Office) -> None:
    """Say on the servers that this folder alone works with what lies there.

    Where several folders are one office its name for itself changes with office.toml; this folder's own is good before
    and after, and it takes up the other one again by itself. Another machine's folder that still has the old office.toml
    is told so. Raises OfficeUnusable.
    """
    if office.home == office.folder:
        return
    if is_server(office.settings.records):
        set_home(office.records, office.folder)
    if is_search_server(office.settings.index):
        from shenguan_docs.index.opensearch_generations import taken_over

        with suppress(ShenguanError):  # an index that is away or gone is made again from the archive
            taken_over(office.index_client, office.folder)
