"""Whether archive and index stand where the records stand: asked by every command before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shenguan_docs.index.engine import IndexAway

if TYPE_CHECKING:
    from shenguan_docs.office.opening import Office


def is_settled(office: Office) -> bool:
    """Whether nothing is left for ``settling.settle`` to do; a look that costs a few reads."""
    seq, digest = office.last_entry()
    if office.journal_files.last() != (seq, digest) or office.archive.staged():
        return False
    try:
        return office.index.checkpoint() >= seq
    except IndexAway:  # settling could do nothing about it; who searches waits for it
        return True
