"""How several files of a drop belong together: one letter with what goes with it, or each on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received import incoming
from shenguan_docs.office.received.drop import CameFile, Drop, Reading


def arrange(office: Office, id: str, first: int) -> None:
    """Say that the files are one letter, of which file ``first`` (from 1) is the letter itself. Raises NotFound."""
    with incoming.alone(office, id) as drop:
        if first < 1 or first > len(drop.files):
            raise Refused("没有选哪一个是正文", remedy="选一个文件")
        order = [first, *(n for n in range(1, len(drop.files) + 1) if n != first)]
        files, read = _chosen(drop, incoming.kept_reading(office, drop), order)
        incoming.rearranged(office, id, [(replace(drop, decided=True, files=files), read)])


def part(office: Office, drop: Drop, groups: Sequence[Sequence[int]]) -> list[str]:
    """Part a drop that is held into several, one for each group of its files (numbers from 1); return their ids in order.

    The first keeps the id. Raises NotFound.
    """
    read, batch = incoming.kept_reading(office, drop), drop.batch or drop.id
    files, first_read = _chosen(drop, read, groups[0])
    mine = replace(drop, files=files, decided=len(files) == 1 or drop.decided, batch=batch)
    parts = [(mine, first_read)]
    for group in groups[1:]:
        files, its_read = _chosen(drop, read, group)
        id, record = office.new_id(office.today), office.new_id(office.today)
        one = replace(drop, id=id, record=record, files=files, decided=True, batch=batch)
        parts.append((one, its_read))
    incoming.rearranged(office, drop.id, parts)
    return [one.id for one, _ in parts]


def _chosen(
    drop: Drop, read: Reading | None, numbers: Sequence[int]
) -> tuple[tuple[CameFile, ...], Reading | None]:
    files = tuple(drop.files[n - 1] for n in numbers)
    return files, None if read is None else [read[n - 1] for n in numbers]
