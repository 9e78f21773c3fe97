"""Whether archive and index stand where the records stand: asked by every command before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shenguan_docs.index.engine import IndexAway

if TYPE_CHECKING:
    from shenguan_docs.office.opening import Office


def is_settled(office: Office) -> bool:
    """Whether nothing is left for ``settling.settle`` to do; a look that costs a few reads."""
    last = office.last_entry()
    return archived(office) == last and is_indexed(office, last[0])


def archived(office: Office) -> tuple[int, str] | None:
    """Return number and digest of the last entry in the archive, None while anything waits to be moved into it."""
    return None if office.archive.staged() else office.journal_files.last()


def is_indexed(office: Office, seq: int) -> bool:
    """Whether the index stands at ``seq`` or beyond, as far as settling could do anything about it."""
    try:
        return office.index.checkpoint() >= seq
    except IndexAway:  # who searches waits for it
        return True
