"""An index on a server follows the journal by itself, also after the server was away while letters were issued."""

from __future__ import annotations

from contextlib import suppress

from shenguan_docs.index.engine import IndexAway, IndexUnusable
from shenguan_docs.index.opensearch_generations import ServerIndex, taken_over
from shenguan_docs.index.opensearch_writing import IndexOfAnother
from shenguan_docs.office.alone import Busy
from shenguan_docs.office.opening import Office
from shenguan_docs.office.settling import settle_with_index


def index_on_server(office: Office) -> ServerIndex:
    """Return the office's index on its server; made again from the archive when it is missing or broken."""
    index = ServerIndex(
        office.index_client, office.home, lambda: office.last_entry()[0], lambda: _follow(office)
    )
    with suppress(IndexAway):  # who searches waits for it
        try:
            _looked_at(office, index)
        except IndexUnusable as problem:
            from shenguan_docs.office.finding.indexing import make_anew

            make_anew(office, problem)
    return index


def _looked_at(office: Office, index: ServerIndex) -> None:
    try:
        index.checkpoint()
    except IndexOfAnother as other:
        if other.home != office.folder:
            raise
        taken_over(office.index_client, office.home)  # this folder became one of several of the same office


def _follow(office: Office) -> None:
    """Bring the index up to the journal, unless somebody is writing: he does that himself before he is done.

    Raises IndexAway.
    """
    with suppress(Busy), office.locked(0):
        settle_with_index(office)
